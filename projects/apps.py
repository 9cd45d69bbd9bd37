from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from targets.models.shares import KEPT_ELSEWHERE

        KEPT_ELSEWHERE.add("project_share")  # its figures come with the project's monthly report alone
