"""The projects' reports in the admin: looked at, never written; that is done on the project's page."""

from django.contrib import admin

from projects.models import ProjectReport
from targets.admin.rights import LookedAt


@admin.register(ProjectReport)
class ProjectReportAdmin(LookedAt):
    list_display = ("project_year", "month", "stage", "investment", "state", "reporter_name", "reviewer_name")
    list_filter = ("state", "project_year__plan")
    list_select_related = ("project_year__project", "project_year__plan")
    search_fields = ("project_year__project__code", "project_year__project__name")
    fields = (
        *("project_year", "month", "stage", "stage_on", "investment", "percent", "progress", "problem"),
        *("next_step", "state", "reporter_name", "reported_at", "reviewer_name", "reviewed_at", "reason"),
    )
