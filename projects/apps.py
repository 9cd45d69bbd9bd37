from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects.burden import monthly_reports
        from projects.digest import matters
        from projects.reported import reported_days
        from projects.waiting import decisions_due, reports_owed
        from targets.elsewhere import KEEPERS, Keeper

        KEEPERS.append(
            Keeper(
                relation="project_share",
                owed=reports_owed,
                decided=decisions_due,
                reported=reported_days,
                matters=matters,
                requests=monthly_reports,
            )
        )
