from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects.burden import monthly_reports
        from projects.digest import matters
        from projects.waiting import decisions_due, reports_owed, waiting_days
        from targets.elsewhere import KEEPERS, Keeper

        KEEPERS.append(
            Keeper(
                relation="project_share",
                owed=reports_owed,
                decided=decisions_due,
                waiting=waiting_days,
                matters=matters,
                requests=monthly_reports,
            )
        )
