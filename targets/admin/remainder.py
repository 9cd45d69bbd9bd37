"""What targets, shares and steps have in common in the admin: the whole town keeps the rest of the goal."""

from operator import attrgetter
from typing import Any

from django.http import HttpRequest

from targets.admin.base import SetUpAdmin
from targets.models import Target
from targets.setup import new_rows as setup
from targets.views.frame import today


class RemainderAdmin(SetUpAdmin):
    """After every change the share of the whole town owes what the other shares leave (setup.keep_remainder)."""

    way_to_target = "target_id"
    """From a row to the id of its target."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing is stored yet: this is how the target stood."""
        form.division = self.division(obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.keep_remainder(form.instance, self.target_id(form.instance), form.division)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        target_id, division = self.target_id(obj), self.division(obj)
        super().delete_model(request, obj)
        self.keep_remainder(obj, target_id, division)

    def target_id(self, row: Any) -> int | None:
        return attrgetter(self.way_to_target)(row)

    def division(self, row: Any) -> setup.Division:
        target = stored_target(self.target_id(row))
        return setup.division_of(target, target.plan.clamp(today())) if target else setup.Division()

    def keep_remainder(self, row: Any, target_id: int | None, before: setup.Division) -> None:
        target = stored_target(target_id)
        if target:
            setup.keep_remainder(
                target,
                before,
                on=target.plan.clamp(today()),
                change_reason=getattr(row, "_change_reason", None),
                decision=getattr(row, "_decision", None),
            )


def stored_target(target_id: Any) -> Target | None:
    """The target as the database has it, whatever a form has made of it."""
    return Target.objects.select_related("plan").filter(pk=target_id).first()
