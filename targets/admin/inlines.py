"""Rows shown below the target or share that they belong to."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from targets.admin.base import PlainChoices, in_closed_plan
from targets.admin.forms import ReasonedFormSet, RowForm
from targets.measures import Measure
from targets.models import Allocation, Step, Target


class OwnedInline(PlainChoices, admin.TabularInline):
    """Rows of a target or share, read-only with their year."""

    form = RowForm
    formset = ReasonedFormSet
    extra = 0
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not in_closed_plan(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not in_closed_plan(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not in_closed_plan(obj)


class ShareInline(OwnedInline):
    model = Allocation
    autocomplete_fields = ("village", "office")

    def get_fields(self, request: HttpRequest, obj: Target | None = None) -> tuple[str, ...]:
        counted = ("counted_unit",) if obj is not None and obj.measure == Measure.RATIO else ()
        return ("village", "name", "office", "goal", *counted, "due_on", "is_owed")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Allocation]:
        return super().get_queryset(request).select_related("village", "office", "target")


class StepInline(OwnedInline):
    model = Step
    fields = ("name", "planned_on", "weight")
