from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects.burden import monthly_reports
        from projects.digest import matters
        from projects.reported import awaiting
        from projects.waiting import decisions_due, reports_owed
        from targets.elsewhere import Elsewhere, register

        register(
            Elsewhere(
                relation="project_share",  # its figures come with the project's monthly report alone
                owed=reports_owed,
                due=decisions_due,
                awaiting=awaiting,
                matters=matters,
                requests=monthly_reports,
            )
        )
