"""The admin's lists in the order of the work, instead of an application's and the alphabet's."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

GROUPS = (
    ("year", _("The year"), ("Plan", "Document", "Section", "Target", "Allocation", "Step")),
    ("people", _("Places and people"), ("Area", "Village", "Office", "Duty", "User", "WallLink")),
    ("projects", _("Projects"), ("Project",)),
    ("ledger", _("The ledger"), ("ProgressEntry", "EntryEvent", "ProjectReport")),
    ("records", _("Records"), ("AccessLog", "AccessFailureLog", "PlanVersion")),
)
"""Which models stand together, in the order in which a year is set up."""


class SetUpSite(admin.AdminSite):
    empty_value_display = "—"
    index_title = _("Set-up")  # type: ignore[assignment]  # the stubs know no lazy text here

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """What waits for this person on the site; administrators also what there is to do for the year at hand."""
        from targets.admin import checklist  # the models are not there yet when this module is read
        from targets.models import Plan
        from targets.views.frame import navigation, today

        shown = dict(extra_context or {})
        current = Plan.objects.filter(state=Plan.State.RUNNING).current(today())
        if current is not None:
            shown |= {"current_plan": current, "nav": navigation(request.user, current, today())}
        if getattr(request.user, "is_administrator", False):
            plan = checklist.set_up_plan(today())
            tasks = checklist.tasks(plan, today()) if plan else ()
            shown |= {"has_no_plan": plan is None, "asking_plan": current or plan}
            shown |= {"plan": plan, "checklist": tasks if any(task.is_open for task in tasks) else ()}
        return super().index(request, shown)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Our groups; what none of them names stands with the records. An application's own page is Django's."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        groups = [
            (slug, name, [models.pop(each, None) for each in members]) for slug, name, members in GROUPS
        ]
        groups[-1][2].extend(models.values())
        return [
            {
                "name": name,
                "app_label": slug,
                "app_url": f"{reverse('admin:index')}#{slug}",
                "has_module_perms": True,
                "models": [model for model in members if model],
            }
            for slug, name, members in groups
            if any(members)
        ]
