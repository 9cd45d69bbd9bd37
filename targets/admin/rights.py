"""Who may look at the ledger in the admin. Duties and the administrators' group decide, nothing else."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from targets.models import Duty, Plan
from targets.people import Person
from targets.views.frame import today


def is_administrator(request: HttpRequest) -> bool:
    return getattr(request.user, "is_administrator", False)


def roles_of(request: HttpRequest) -> frozenset[str]:
    """The roles of this user's duties today; asked once a request."""
    if not hasattr(request, "_roles"):
        held = (
            Duty.objects.held_by(request.user, today())
            if request.user.is_authenticated
            else Duty.objects.none()
        )
        request._roles = frozenset(held.values_list("role", flat=True))  # type: ignore[attr-defined]
    return request._roles  # type: ignore[attr-defined]


class YearsInWords(admin.RelatedFieldListFilter):
    """The years to filter by, each with its state; drafts are offered to administrators alone."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        plans = Plan.objects.visible_to(cast("Person", request.user)).order_by(*by_state("state", "year"))
        return [
            (plan.pk, _("%(plan)s (%(state)s)") % {"plan": plan, "state": plan.get_state_display()})
            for plan in plans
        ]


def by_state(state: str, year: str) -> tuple[Any, Any]:
    """Plans by what is worked on, named by the ways to their state and year: running, drafts, then closed ones.

    The latest year of each first.
    """
    states = (Plan.State.RUNNING, Plan.State.DRAFT)
    cases = [When(**{state: each}, then=Value(place)) for place, each in enumerate(states)]
    return Case(*cases, default=Value(len(states))).asc(), f"-{year}"


class LookedAt(admin.ModelAdmin):
    """Rows that nobody adds, changes or deletes in the admin; administrators look at them."""

    actions: Any = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Shown, never sent: “save as new” on a changed form would make a row without `targets.recording`."""
        if object_id is None or request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)
