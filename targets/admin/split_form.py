"""The form on which a target is split among villages: how the shares are proposed, and the shares themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.admin.forms import REASON_LENGTH, AmountInput, DocumentedForm
from targets.admin.split_ground import Ground
from targets.amounts import Unreadable
from targets.measures import Measure
from targets.models import Allocation, Village
from targets.models.decisions import NUMBER_LENGTH
from targets.setup.dividing import divide, step_of
from targets.setup.pasted_shares import read_column, read_share
from targets.setup.splitting import Part, divides_amount, proposed_start, same_goal

NO_GROUPS = _("None of the ticked villages has groups: enter them with the villages, or divide evenly.")
NOTHING_LEFT = _("Nothing is left for this village: type a share, or untick it.")
NO_SHARE = _("Type this village's share, or untick it.")


class Way(TextChoices):
    """How an amount is divided."""

    EVENLY = "evenly", _("Evenly")
    BY_GROUPS = "groups", _("By number of groups")
    PASTED = "pasted", _("From a pasted column")
    BY_HAND = "hand", _("By hand")


@dataclass(slots=True)
class SplitRow:
    """A village as the preview shows it: its present goal, and the share as typed or proposed."""

    village: Village
    present: Allocation | None
    typed: str = ""
    goal: Decimal | None = None
    error: str = ""

    @property
    def box(self) -> str:
        """The name of its box in the form."""
        return f"goal_{self.village.pk}"


@dataclass(slots=True)
class Proposal:
    """The rows of a preview, and sentences that belong to none of them."""

    rows: list[SplitRow]
    problems: list[str] = field(default_factory=list)


class SplitForm(DocumentedForm):
    """Which villages, how much, in which way, and why. Fields that mean nothing for the measure are left out."""

    villages = forms.ModelMultipleChoiceField(
        label=capfirst(_("villages")),
        queryset=Village.objects.none(),
        error_messages={"required": _("Tick at least one village.")},
    )
    amount = forms.CharField(label=_("Amount to split"), max_length=60, required=False, widget=AmountInput)
    way = forms.ChoiceField(label=_("Way"), choices=Way, initial=Way.EVENLY, widget=forms.RadioSelect)
    column = forms.CharField(
        label=_("Pasted column"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 5, "cols": 40}),
        help_text=_(
            "A village and its number on each line, as copied from a workbook, or numbers alone in the list's order."
        ),
    )
    counted_unit = forms.CharField(
        label=capfirst(_("unit counted")),
        max_length=8,
        required=False,
        help_text=_("For ratios: 人, 户, 家."),
    )
    starts_on = forms.DateField(
        label=_("Reports from"),
        required=False,
        widget=AdminDateWidget,
        help_text=_(
            "For new shares: periods before this day are not owed. Empty: from the plan's first day."
        ),
    )
    decision_number = forms.CharField(
        label=capfirst(_("document number")),
        max_length=NUMBER_LENGTH,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Only where the goal of a share that is owed already changes in a running plan."),
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), required=False, widget=AdminDateWidget)
    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=REASON_LENGTH,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Kept in the history; needed for every change."),
    )

    def __init__(self, *args: Any, ground: Ground, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ground, self.target = ground, ground.target
        ticked = ground.proposed()
        field = self.fields["villages"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = Village.objects.filter(pk__in=[village.pk for village in ground.villages])
        field.initial = [village.pk for village in ticked]
        missing = ground.missing(ticked)
        self.fields["amount"].initial = "" if missing is None else units.format_amount(missing)
        self.fields["amount"].help_text = ground.logged_sentence
        self.fields["starts_on"].initial = proposed_start(self.target, ground.on)
        self.fields["counted_unit"].initial = ground.whole_town.counted_unit if ground.whole_town else ""
        for name in self._unused():
            del self.fields[name]

    def _unused(self) -> set[str]:
        unused = set() if divides_amount(self.target) else {"amount", "way", "column"}
        return unused if self.target.measure == Measure.RATIO else unused | {"counted_unit"}

    @property
    def ticked(self) -> list[Village]:
        """The ticked villages in the order of the list; those proposed, before anything was sent."""
        if not self.is_bound:
            return self.ground.proposed()
        chosen = {str(value) for value in self["villages"].value() or ()}
        return [village for village in self.ground.villages if str(village.pk) in chosen]

    def clean_amount(self) -> Decimal | None:
        """The amount in the stored unit; empty only where the target has no goal to split."""
        text = self.cleaned_data["amount"].strip()
        if not text and self.target.goal is None:
            return None
        try:
            return read_share(text, self.target.unit)
        except Unreadable as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def clean_starts_on(self) -> date | None:
        day, plan = self.cleaned_data["starts_on"], self.target.plan
        if day and not plan.starts_on <= day <= plan.ends_on:
            raise forms.ValidationError(_("Give a day of the plan, or leave this empty."))
        return day

    # The rows.

    def proposal(self) -> Proposal:
        """The shares as the chosen way makes them; call on a form without errors."""
        rows = self._empty_rows()
        if not divides_amount(self.target):
            for row in rows:
                row.goal = same_goal(self.target)
            return Proposal(rows)
        way, problems = Way(self.cleaned_data["way"]), []
        if way is Way.PASTED:
            problems = self._paste(rows)
        elif way is Way.BY_HAND:
            for row in rows:
                if row.present is not None and row.present.goal is not None:
                    self._set(row, row.present.goal)
        elif self.cleaned_data["amount"] is not None:
            problems = self._divide(rows, way, self.cleaned_data["amount"])
        self._complain(rows)
        return Proposal(rows, problems)

    def given(self, posted: Mapping[str, str]) -> Proposal:
        """The shares as they stand in the boxes of the preview."""
        rows = self._empty_rows()
        for row in rows:
            if not divides_amount(self.target):
                row.goal = same_goal(self.target)
                continue
            row.typed = posted.get(row.box, "").strip()[:60]
            if not row.typed:
                row.error = "" if self.target.goal is None else str(NO_SHARE)
                continue
            try:
                row.goal = read_share(row.typed, self.target.unit)
            except Unreadable as refusal:
                row.error = str(refusal.sentence)
        self._complain(rows)
        return Proposal(rows)

    def parts(self, proposal: Proposal) -> list[Part]:
        return [Part(row.village, row.goal) for row in proposal.rows]

    def _empty_rows(self) -> list[SplitRow]:
        present = self.ground.by_village
        return [SplitRow(village, present.get(village.pk)) for village in self.ticked]

    def _set(self, row: SplitRow, goal: Decimal) -> None:
        row.goal, row.typed = goal, units.format_amount(goal)

    def _paste(self, rows: list[SplitRow]) -> list[str]:
        names = [row.village.name for row in rows]
        others = [village.name for village in self.ground.villages if village.name not in names]
        pasted = read_column(self.cleaned_data["column"], names, self.target.unit, others)
        for row in rows:
            row.typed = pasted.typed.get(row.village.name, "")
            row.error = pasted.errors.get(row.village.name, "")
            row.goal = pasted.amounts.get(row.village.name)
            if row.goal is not None:
                row.typed = units.format_amount(row.goal)
        return pasted.problems

    def _divide(self, rows: list[SplitRow], way: Way, amount: Decimal) -> list[str]:
        weights = [row.village.groups if way is Way.BY_GROUPS else 1 for row in rows]
        if not any(weights):
            return [str(NO_GROUPS)]
        step = step_of(amount, len(rows), is_whole=units.is_whole(self.target.unit))
        for row, goal in zip(rows, divide(amount, weights, step), strict=True):
            self._set(row, goal)
        return []

    def _complain(self, rows: Sequence[SplitRow]) -> None:
        """A share of 0 would owe reports of nothing; a limit may well be 0."""
        for row in rows:
            if row.goal == 0 and self.target.measure != Measure.LIMIT and not row.error:
                row.error = str(NOTHING_LEFT)
