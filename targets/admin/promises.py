"""The set-up of what was promised: targets, their shares, the steps of a share."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets.admin.forms import DecidedForm
from targets.admin.inlines import ShareInline, StepInline
from targets.admin.leading import lead_by_office
from targets.admin.mid_year import MidYearAdmin, MidYearForm
from targets.admin.percents import PercentsField, apply_preset, show_months_of
from targets.admin.plans import OwnerField, open_sections
from targets.admin.remainder import RemainderAdmin
from targets.admin.rights import YearsInWords, by_state
from targets.admin.split_page import split_page
from targets.admin.split_sum import SplitSum, shown_sum
from targets.explaining import figure
from targets.measures import Measure
from targets.models import Allocation, ProgressEntry, Section, Step, Target
from targets.setup import new_rows as setup
from targets.views.frame import today


class TargetForm(MidYearForm):
    """A target belongs to the plan of its section's document."""

    schedule = PercentsField(
        label=capfirst(_("schedule")),
        help_text=_(
            "Cumulative percent of the goal expected by the end of each month; empty for a straight line."
        ),
    )
    counted_unit = forms.CharField(
        label=capfirst(_("unit counted")),
        max_length=8,
        required=False,
        help_text=_("For ratios: 人, 户, 家."),
    )

    rows_below = ("allocations",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        show_months_of(self, self.instance.plan if self.instance.plan_id else None, self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        section = cleaned.get("section")
        if section is not None and self.instance.plan_id is None:
            self.instance.plan = section.document.plan
        begins_on = cleaned.get("starts_on", self.instance.starts_on)
        apply_preset(cleaned, self.instance.plan if self.instance.plan_id else None, begins_on)
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The code is unique in the plan, though the plan is no field of the form."""
        return super()._get_validation_exclusions() - {"plan"}  # type: ignore[misc]


@admin.register(Target)
class TargetAdmin(MidYearAdmin):
    """A new target gets its share of the whole town; the shares stand below, with their sum against the goal."""

    form = TargetForm
    way_to_target = "pk"
    reason_fields = ("decision_number", "decision_on", "reason")
    list_display = ("code", "named", "plan", "measure", "shown_goal", "due_on", "lead_office", "share_count")
    list_display_links = ("code", "named")
    list_filter = (("plan", YearsInWords), "measure", "cadence", "lead_office")
    list_select_related = ("plan", "lead_office")
    ordering = (
        *by_state("plan__state", "plan__year"),
        "section__number",
        Length("code"),  # 4.2.9 before 4.2.10
        "code",
    )
    search_fields = ("code", "name", "name_en", "quote")
    actions = (lead_by_office,)
    autocomplete_fields = ("lead_office", "supporting_offices", "villages")
    readonly_fields = ("divided",)
    kept_fields = ("section",)
    fieldsets = (
        (None, {"fields": ("section", "code", "name", "name_en", "quote")}),
        (
            _("How it is counted"),
            {"fields": ("measure", ("goal", "unit", "qualifier"), ("start_value", "done_at"), "definition")},
        ),
        (_("Due date and schedule"), {"fields": (("due_on", "due_basis"), "cadence", "schedule")}),
        (_("Who answers for it"), {"fields": ("lead_office", "supporting_offices", "lead_post", "villages")}),
        (
            _("Year before and county"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("baseline", "baseline_unit", "baseline_qualifier", "baseline_comparable"),
                    "baseline_quote",
                    ("superior_goal", "confirmed_value"),
                    "note",
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Target]:
        return super().get_queryset(request).annotate(shares_made=Count("allocations", distinct=True))

    @property
    def media(self) -> forms.Media:
        return super().media + SplitSum.media

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()

    def get_fieldsets(self, request: HttpRequest, obj: Target | None = None) -> Any:
        shown = super().get_fieldsets(request, obj)
        if obj is None:
            (name, options), *rest = shown[1:]
            counted = {**options, "fields": (*options["fields"], "counted_unit")}
            return [shown[0], (name, counted), *rest]
        divided = (_("Shares"), {"fields": ("divided",)})
        own = len(self.fieldsets)
        return [*shown[:own], divided, *shown[own:]]

    def get_readonly_fields(self, request: HttpRequest, obj: Target | None = None) -> Any:
        """What entries were counted in is not changed under them."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and ProgressEntry.objects.filter(allocation__target=obj.pk).exists():
            return [*fields, "measure", "unit"]
        return fields

    def get_inlines(self, request: HttpRequest, obj: Target | None = None) -> list[Any]:
        return [] if obj is None else [ShareInline]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "section":
            kwargs |= {"queryset": self.sections_of_list(request), "form_class": OwnerField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def sections_of_list(self, request: HttpRequest) -> QuerySet[Section]:
        """Those of the plan and document that the list was filtered by; all where a new target could not have one."""
        ways = {
            "plan": "document__plan",
            "section__document__plan": "document__plan",
            "section__document": "document",
        }
        asked = self.filtered_by(request).items() if request.method == "GET" else ()
        chosen = open_sections().filter(**{ways[way]: pk for way, pk in asked if way in ways})
        return chosen if chosen.exists() else open_sections()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reason = getattr(form.instance, "_change_reason", None)
        counted_unit = form.cleaned_data.get("counted_unit", "")
        setup.open_target(form.instance, counted_unit=counted_unit, change_reason=reason)

    @admin.display(description=_("name"), ordering="name")
    def named(self, target: Target) -> str:
        return target.label

    @admin.display(description=_("goal"), ordering="goal")
    def shown_goal(self, target: Target) -> str:
        return "" if target.goal is None else figure(target.goal, target.unit, target.qualifier)

    @admin.display(description=_("shares"), ordering="shares_made")
    def share_count(self, target: Any) -> int:
        return target.shares_made

    @admin.display(description=_("split"))
    def divided(self, target: Target) -> str:
        """The sum of the shares against the goal, following what is typed below."""
        return shown_sum(target, today())

    def get_urls(self) -> list[Any]:
        split = self.admin_site.admin_view(self.split_view)
        return [path("<int:object_id>/split/", split, name="targets_target_split"), *super().get_urls()]

    def split_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return split_page(self, request, object_id)


class ShareForm(DecidedForm):
    schedule = PercentsField(label=capfirst(_("schedule")), help_text=_("Empty: as the target."))

    rows_below = ("steps",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        target = self.instance.target if self.instance.target_id else None
        show_months_of(self, target.plan if target else None, target, target.due_on if target else None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        target = cleaned.get("target") or (self.instance.target if self.instance.target_id else None)
        if target is not None:
            apply_preset(cleaned, target.plan, target.starts_on, target.due_on)
        return cleaned


@admin.register(Allocation)
class AllocationAdmin(RemainderAdmin):
    form = ShareForm
    reason_fields = TargetAdmin.reason_fields
    list_display = ("target", "named", "shown_goal", "office", "due_on", "is_owed", "ended_on")
    list_display_links = ("target", "named")
    list_filter = (("target__plan", YearsInWords), "is_owed", "village", "office")
    list_select_related = ("target", "village", "office")
    ordering = (
        *by_state("target__plan__state", "target__plan__year"),
        "target__section__number",
        Length("target__code"),
        "target__code",
        F("village__code").asc(nulls_first=True),
        "id",
    )
    search_fields = ("target__code", "target__name", "name", "village__name")
    autocomplete_fields = ("target", "village", "office")
    fixed_fields = kept_fields = ("target",)
    fields = (
        "target",
        ("village", "name"),
        "office",
        ("goal", "counted_unit"),
        "due_on",
        "schedule",
        ("is_owed", "starts_on", "ended_on"),
    )

    def get_inlines(self, request: HttpRequest, obj: Allocation | None = None) -> list[Any]:
        return [StepInline] if obj is not None and obj.target.measure == Measure.STEPS else []

    def get_readonly_fields(self, request: HttpRequest, obj: Allocation | None = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and ProgressEntry.objects.filter(allocation=obj.pk).exists():
            return [*fields, "counted_unit", "village"]
        return fields

    def view_on_site(self, obj: Any) -> str:
        return obj.target.get_absolute_url()

    @admin.display(description=_("share"), ordering="village__code")
    def named(self, share: Allocation) -> str:
        return share.label

    @admin.display(description=_("goal"), ordering="goal")
    def shown_goal(self, share: Allocation) -> str:
        return "" if share.goal is None else figure(share.goal, share.target.unit)


@admin.register(Step)
class StepAdmin(RemainderAdmin):
    way_to_target = "allocation.target_id"
    list_display = ("name", "allocation", "planned_on", "weight")
    list_filter = (("allocation__target__plan", YearsInWords),)
    list_select_related = ("allocation__target", "allocation__village")
    search_fields = ("name", "allocation__target__code", "allocation__target__name")
    autocomplete_fields = ("allocation",)
    fixed_fields = kept_fields = ("allocation",)
    fields = ("allocation", "name", "planned_on", "weight")

    def view_on_site(self, obj: Any) -> str:
        return obj.allocation.target.get_absolute_url()
