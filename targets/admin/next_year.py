"""The page on which next year's draft is made: which targets go on, and which carry over what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.admin.plan_pages import own_plan, plan_page, plan_url
from targets.boards.rows import TargetRow, row_of
from targets.explaining import figure
from targets.models import Plan
from targets.units import format_amount
from targets.views.frame import today
from targets.years.carrying import Outcome, outcomes
from targets.years.next_year import LAST_YEAR, check_year, make_next_year


class NextYearForm(forms.Form):
    """The year, and two ticks for each target: whether it goes on, and whether it carries over."""

    year = forms.IntegerField(label=capfirst(_("year")), min_value=1990, max_value=LAST_YEAR)
    by_village = forms.BooleanField(
        label=_("Also make the shares of the villages as this year"),
        required=False,
        help_text=_("Without goals, with office and schedule; villages that no longer exist are left out."),
    )
    copied = forms.TypedMultipleChoiceField(coerce=int, required=False)
    carried = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, typed: Any, *, year: int, found: Sequence[Outcome]) -> None:
        initial = {"year": year, "copied": [each.target.pk for each in found if not each.is_dropped]}
        super().__init__(typed, initial=initial)
        self.found = found
        choices = [(each.target.pk, each.target.code) for each in found]
        self.fields["copied"].choices = choices  # type: ignore[attr-defined]
        self.fields["carried"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        alone = set(cleaned.get("carried", ())) - set(cleaned.get("copied", ()))
        codes = ", ".join(each.target.code for each in self.found if each.target.pk in alone)
        if codes:
            raise ValidationError(
                _("To be carried over, a target must go on: tick both, or neither, of %(codes)s."),
                params={"codes": codes},
            )
        return cleaned

    def ticked(self, name: str) -> set[str]:
        """The ids ticked now: as typed, or as proposed."""
        return {str(pk) for pk in self[name].value() or ()}

    def rows(self) -> list["NextYearRow"]:
        """In the order of their codes, as typed or as proposed."""
        copied, carried = self.ticked("copied"), self.ticked("carried")
        rows = [
            NextYearRow(
                row_of(each.assessment),
                str(each.target.pk),
                each,
                proposal(each),
                str(each.target.pk) in copied,
                str(each.target.pk) in carried,
            )
            for each in self.found
        ]
        return sorted(rows, key=lambda row: row.shown.order)


@dataclass(frozen=True, slots=True)
class NextYearRow:
    """A target of the old year: how it stands, and what is ticked of it."""

    shown: TargetRow
    pk: str
    outcome: Outcome
    proposal: str
    """What a carry-over does: "carry over 90 mu", "keep the goal 100%"."""
    is_copied: bool
    is_carried: bool


def proposal(outcome: Outcome) -> str:
    """What a carry-over of a target does; empty where nothing is left to carry over."""
    amount = ""
    if outcome.missing is not None:
        amount = _goal(outcome.missing, outcome.target.unit)
    elif outcome.steps_missing:
        amount = ngettext("%(count)d step", "%(count)d steps", outcome.steps_missing)
        amount %= {"count": outcome.steps_missing}
    if not amount:
        return ""
    sentence = _("keep the goal %(amount)s") if outcome.keeps_goal else _("carry over %(amount)s")
    return sentence % {"amount": amount}


def _goal(goal: Decimal, unit: str) -> str:
    """A goal as the document says it: 100%, not 100.0%."""
    return f"{format_amount(goal)}%" if unit == "%" else figure(goal, unit)


def next_year(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, and make the draft; what is refused stays ticked as it was."""
    plan = own_plan(admin, request, pk)
    if not admin.has_add_permission(request):
        raise PermissionDenied
    on = plan.clamp(today())
    form = NextYearForm(request.POST or None, year=plan.year + 1, found=outcomes(plan, on))
    if plan.state == Plan.State.DRAFT:
        return HttpResponseRedirect(_refused(admin, request, plan))
    made = _made(form, plan, on) if request.method == "POST" and form.is_valid() else None
    if made is not None:
        admin.message_user(
            request,
            _(
                "The draft of %(year)s is made; staff do not see it yet. "
                "Next: copy the text of the new report in, then fill in goals and quotes."
            )
            % {"year": made.year},
            messages.SUCCESS,
        )
        return HttpResponseRedirect(plan_url(made))
    page: dict[str, Any] = {"form": form, "rows": form.rows(), "on": on, "goes_on": goes_on(plan, on)}
    return plan_page(admin, request, plan, _("Make the next year"), "next_year", **page)


def goes_on(plan: Plan, on: date) -> bool:
    """Whether the year is not over on that day, so that its results will change; a closed one is over."""
    return plan.state == Plan.State.RUNNING and on <= plan.ends_on


def _refused(admin: ModelAdmin, request: HttpRequest, plan: Plan) -> str:
    try:
        check_year(plan, plan.year + 1)
    except ValidationError as refusal:
        admin.message_user(request, " ".join(refusal.messages), messages.WARNING)
    return plan_url(plan)


def _made(form: NextYearForm, plan: Plan, on: Any) -> Plan | None:
    cleaned = form.cleaned_data
    try:
        return make_next_year(
            source=plan,
            year=cleaned["year"],
            copied=set(cleaned["copied"]),
            carried=set(cleaned["carried"]),
            by_village=cleaned["by_village"],
            on=on,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
    return None
