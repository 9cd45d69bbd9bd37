"""What every part of the set-up has in the admin: a history with reasons, a closed year, the plans' versions."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from targets import units
from targets.admin.amount_field import AmountField
from targets.admin.beginning import BeginsWhereItsList
from targets.admin.choices import ChosenRow, ChosenRows, RowsField
from targets.admin.forms import AmountInput, ReasonedForm, WhyForm
from targets.fields import ScheduleField, is_quantity
from targets.models import PlanVersion
from targets.years.closed_years import CLOSED, in_closed_plan, plan_of

TO_PLAN = {
    "document": "plan",
    "section": "document__plan",
    "target": "section__document__plan",
    "allocation": "target__plan",
    "step": "allocation__target__plan",
}
"""The way from a row to its plan; its first part is also the field of the form that says whose row it is."""


LONGEST_CHANGE = 240
"""Signs of a changed value that the history shows: a schedule has twelve months."""


class MovesPlans(admin.ModelAdmin):
    """Every write moves the version of the plans that show the row, locked first, in the same transaction."""

    def plans_shown_in(self, request: HttpRequest, object_id: str | None) -> Iterable[int]:
        """The ids of the plans that show this row: all, unless the model says otherwise."""
        return PlanVersion.objects.values_list("pk", flat=True)

    @contextmanager
    def moving_plans(self, request: HttpRequest, object_id: str | None = None) -> Iterator[None]:
        if request.method != "POST":
            yield
            return
        with transaction.atomic():
            PlanVersion.advance(self.plans_shown_in(request, object_id))
            yield

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        with self.moving_plans(request, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        with self.moving_plans(request, object_id):
            return super().delete_view(request, object_id, extra_context)


class PlainChoices(admin.options.BaseModelAdmin):
    """Forms without the pencils and crosses by which Django offers to change or delete what is only chosen."""

    formfield_overrides = {
        models.DecimalField: {"widget": AmountInput},
        models.TextField: {"widget": AdminTextareaWidget({"rows": 3})},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if is_quantity(db_field):
            kwargs["form_class"] = AmountField
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related &= not isinstance(self, admin.TabularInline)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChosenRow(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChosenRows(db_field, self.admin_site, using=kwargs.get("using")))
            kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class SetUpAdmin(BeginsWhereItsList, PlainChoices, MovesPlans, SimpleHistoryAdmin):
    """A part of the set-up. Rows are changed and deleted one by one, each with its reason."""

    # Each admin names its fields: the form has those of the reason besides.
    form = ReasonedForm
    actions: Any = None
    list_per_page = 50
    delete_confirmation_template = "admin/targets/delete_confirmation.html"
    reason_fields: tuple[str, ...] = ("reason",)
    fixed_fields: tuple[str, ...] = ()
    """Chosen when the row is made and kept from then on: whose row it is."""

    def plans_shown_in(self, request: HttpRequest, object_id: str | None) -> Iterable[int]:
        path = TO_PLAN.get(self.opts.model_name or "")
        return (
            rows_plans(self.model, path, request, object_id)
            if path
            else super().plans_shown_in(request, object_id)
        )

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """A refused form leaves what was typed on the row, so the row is remembered as it is stored."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST":
            row._as_stored = copy(row)
        return row

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        return super().get_view_on_site_url(as_stored(obj))

    def view_on_site(self, obj: Any) -> str | None:
        """Where readers see it; nothing of a row that has no page."""
        plan = plan_of(obj)
        return plan.get_absolute_url() if plan else None

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing is deleted by the dozen."""
        found = super().get_actions(request)
        return {name: action for name, action in found.items() if name != "delete_selected"}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = list(super().get_fieldsets(request, obj))
        if obj is not None and not is_past(request) and self.has_change_permission(request, obj):
            shown.append((_("Why it changes"), {"fields": [self.reason_fields, "drawn_from"]}))
        return shown

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if is_past(request):
            return flatten_fieldsets(self.get_fieldsets(request, obj))
        fixed = self.fixed_fields if obj is not None else ()
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not in_closed_plan(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not in_closed_plan(obj)

    @contextmanager
    def saying_why(self, request: HttpRequest, object_id: str | None) -> Iterator[None]:
        """A row of a closed year is refused with the sentence that says what to do."""
        try:
            yield
        except PermissionDenied:
            if object_id and in_closed_plan(self.get_object(request, unquote(object_id))):
                raise PermissionDenied(CLOSED) from None
            raise

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        with self.saying_why(request, object_id):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and not is_past(request) and in_closed_plan(context.get("original")):
            messages.warning(request, CLOSED)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A form sent back as it was leaves no trace; relations to many are recorded as they are saved."""
        own = form.changed_names - {field.name for field in self.opts.many_to_many}
        if own or not change:
            super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for each in formset.forms:
            each.instance._change_reason = getattr(form.instance, "_change_reason", None)
        super().save_formset(request, form, formset, change)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        form = WhyForm(request.POST or None)
        if request.method == "POST" and not form.is_valid():
            messages.error(request, _("Say why this is deleted."))
            return HttpResponseRedirect(request.get_full_path())
        with self.saying_why(request, object_id):
            return super().delete_view(request, object_id, {"why": form, **(extra_context or {})})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj._change_reason = request.POST.get("reason", "").strip()
        super().delete_model(request, obj)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """A past version is looked at. The package hides its button only: a forged form would be saved."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> Any:
        return ReadableChanges(self.model, historical_record, max_displayed_delta_change_chars=LONGEST_CHANGE)


class ReadableChanges(HistoricalRecordContextHelper):
    """Old and new values of a version as people write them."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        if getattr(value, "pk", value) is None:
            return "—"  # nothing was chosen, which the package takes for a row that is gone
        if isinstance(field, ScheduleField) and value:
            return self._months(field.to_python(value) or ())  # the package hands it on as it is stored
        match value:
            case None | "":
                return "—"
            case bool():
                return str(_("Yes")) if value else str(_("No"))
            case Decimal():
                return units.format_amount(value)
        choices = dict(getattr(field, "flatchoices", None) or ())
        return str(choices[value]) if choices else super().prepare_delta_change_value(change, value)

    def _months(self, percents: Iterable[Decimal]) -> str:
        """A schedule, each figure with the month of the plan's year it stands for."""
        plan = plan_of(self.record.instance)
        first = plan.starts_on.month if plan else 1
        return gettext(", ").join(
            gettext("month %(month)d: %(percent)s%%")
            % {"month": (first + index - 1) % 12 + 1, "percent": units.format_amount(each)}
            for index, each in enumerate(percents)
        )


def rows_plans(model: Any, path: str, request: HttpRequest, object_id: str | None) -> set[int]:
    """The plan of the row as stored, and that of the row it is to belong to by the form."""
    found: set[int] = set()
    parent, _dot, rest = path.partition("__")
    related: Any = model._meta.get_field(parent).related_model
    for owner, way, key in (
        (model, path, unquote(object_id or "")),
        (related, rest or "pk", request.POST.get(parent)),
    ):
        try:
            found |= set(
                owner.objects.filter(pk=owner._meta.pk.to_python(key or None)).values_list(way, flat=True)
            )
        except ValidationError:
            continue  # what is not a number names no row, as the form will say
    return found


def as_stored(row: Any) -> Any:
    """The row of a change page without what a refused form left on it (SetUpAdmin.get_object)."""
    return getattr(row, "_as_stored", row)


def is_past(request: HttpRequest) -> bool:
    """Whether the page asked for is one version of a row's history."""
    match = request.resolver_match
    return bool(match and match.url_name and match.url_name.endswith("_simple_history"))
