from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from projects.burden import monthly_reports
        from projects.digest import matters
        from projects.waiting import decisions_due, reports_owed
        from targets.burden_page import REQUESTS_ELSEWHERE
        from targets.digest import MATTERS_ELSEWHERE
        from targets.models.shares import KEPT_ELSEWHERE
        from targets.owing import DECIDED_ELSEWHERE, OWED_ELSEWHERE

        OWED_ELSEWHERE.append(reports_owed)
        DECIDED_ELSEWHERE.append(decisions_due)
        MATTERS_ELSEWHERE.append(matters)
        REQUESTS_ELSEWHERE.append(monthly_reports)
        KEPT_ELSEWHERE.add("project_share")  # its figures come with the project's monthly report alone
