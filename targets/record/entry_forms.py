"""The form of one figure. What may stand in the ledger is decided by `targets.recording`."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from targets import amounts
from targets.amounts import Unreadable
from targets.dates import read_day
from targets.evidence.field import EvidenceField
from targets.ledger_rules import Figure
from targets.measures import Measure
from targets.models import Allocation, Duty, ProgressEntry, Step
from targets.people import Person
from targets.periods import Period
from targets.record.entry_terms import (
    last_base,
    mode_choices,
    nothing_new_words,
    remembered_posts,
    reports_for_village,
    unit_choices,
)
from targets.record.form_fields import StepField, TypedDateField
from targets.record.record_page import outside, proposed_day
from targets.standing import share_ledgers

FIRST = ("amount", "step", "note")
"""Where a form opens with the cursor: the first of these that it has."""
MORE = ("problem", "next_step", "origin", "informant_post", "informant")
"""What is folded away unless a form needs it in sight."""


class EntryForm(forms.Form):
    """One figure for one share; which fields it has depends on how the target is measured.

    Several may stand on a page: their ids end in the share's.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    step = StepField(
        label=_("Step completed"),
        queryset=Step.objects.none(),
        required=False,
        blank=True,
        widget=forms.RadioSelect,
        empty_label=_("None completed yet: say in the note how far it is"),
        error_messages={
            "invalid_choice": _("Choose a step of this share that has not been reported as completed.")
        },
    )
    amount = forms.CharField(label=_("Amount"), max_length=60, required=False)
    base = forms.CharField(label=_("Out of"), max_length=60, required=False)
    confirmed = forms.BooleanField(label=_("I have checked the figure: it is right"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    origin = forms.ChoiceField(label=_("Where the figure comes from"), choices=ProgressEntry.Origin)
    informant_post = forms.CharField(
        label=_("Reported by telephone or on paper by"),
        max_length=40,
        required=False,
        help_text=_("Only if you log for someone else, such as 关渡村文书."),
    )
    informant: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Their account"),
        queryset=get_user_model().objects.none(),
        required=False,
        empty_label=_("No account"),
    )
    problem = forms.CharField(
        label=_("Problem"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    next_step = forms.CharField(
        label=_("Next step"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2})
    )
    evidence = EvidenceField()

    def __init__(
        self,
        *args: Any,
        share: Allocation,
        today: date,
        user: Person | None = None,
        without: int | None = None,
        day: date | None = None,
        period: Period | None = None,
        **kwargs: Any,
    ) -> None:
        """`user` fills it in; a correction takes back `without`; it proposes `day` and takes days of `period`."""
        kwargs.setdefault("auto_id", f"id_%s_{share.pk}")
        super().__init__(*args, **kwargs)
        self.share, self.user, self.period = share, user, period
        self.day = day or proposed_day(share, today)
        self.ledger = share_ledgers([share])[share.pk].without(without)
        self.is_own_village = user is not None and reports_for_village(share, user, today)
        self._fit(today)
        self._propose()
        self._ask(self.ledger.measure)
        self._focus(next(name for name in FIRST if name in self.fields))

    def _fit(self, today: date) -> None:
        """The fields this share has a use for, with what they let choose from."""
        share = self.share
        choices = unit_choices(share.stored_unit)
        modes = mode_choices(share, self._typed_day())
        self.fields |= {
            "happened_on": TypedDateField(label=_("Date"), plan=share.target.plan, initial=self.day),
            "unit": forms.ChoiceField(label=_("Unit"), choices=choices, initial=share.stored_unit),
            "mode": forms.ChoiceField(label=_("This figure is"), choices=modes, widget=forms.RadioSelect),
        }
        self._offer("step", share.steps.exclude(pk__in=self.ledger.steps_done(today)))
        self._offer("informant", get_user_model().objects.filter(pk__in=_informants(share, today)))
        self.fields["informant_post"].widget.attrs["list"] = f"posts-{share.pk}"
        for name in unused_fields(
            self.ledger.measure, bool(share.stored_unit), len(choices) > 1, self.is_own_village
        ):
            del self.fields[name]
        self.order_fields(
            ["token", "step", "amount", "base", "unit", "mode", "confirmed", "happened_on", "note"]
        )

    def _typed_day(self) -> date:
        """The day that the months of the form are named for: as typed, where that can be read."""
        typed = self.data.get(self.add_prefix("happened_on")) if self.is_bound else None
        plan = self.share.target.plan
        try:
            return read_day(typed, first=plan.starts_on, last=plan.ends_on) if typed else self.day
        except Unreadable:
            return self.day

    def _propose(self) -> None:
        """What stands in the fields of a new form."""
        proposed = {
            "token": uuid.uuid4,
            "mode": ProgressEntry.Mode.INCREMENT,
            "origin": self.share.usual_origin,
            "base": last_base(self.ledger, self.day),
        }
        for name in proposed.keys() & self.fields.keys():
            self.fields[name].initial = proposed[name]

    def _ask(self, measure: Measure) -> None:
        """What this measure calls its figure, and what it cannot do without."""
        if measure is Measure.RATIO:
            self.fields["amount"].label = _("Reached so far")
            self._require("base", amounts.EMPTY)
        elif measure is Measure.LEVEL:
            self.fields["amount"].label = _("Value")
        if measure is not Measure.ROUTINE:
            self._require("amount", amounts.EMPTY)
        elif "amount" not in self.fields:
            self.fields["note"].label = _("What was done")
            self._require("note", _("Say in a few words what was done."))

    def _require(self, name: str, sentence: Any) -> None:
        if name in self.fields:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = sentence

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """What a field of rows lets choose from."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def _focus(self, chosen: str) -> None:
        """Let the page open with the cursor in this field."""
        for name, field in self.fields.items():
            field.widget.attrs.pop("autofocus", None)
            if name == chosen:
                field.widget.attrs["autofocus"] = True

    def clean_happened_on(self) -> date:
        """A form opened in the row of a period is for that period: another month has its own row."""
        day: date = self.cleaned_data["happened_on"]
        if self.period and day not in self.period:
            raise ValidationError(outside(self.period))
        return day

    def add_error(self, field: str | None, error: Any) -> None:
        """The cursor goes to the first field at fault."""
        super().add_error(field, error)
        at_fault = next((name for name in self.fields if name in self.errors), None)
        if at_fault:
            self._focus(at_fault)

    @property
    def nothing_new(self) -> str:
        """The words of the one click; empty where it has no meaning."""
        return nothing_new_words(self.share, self.ledger, self.day)

    @property
    def posts(self) -> Sequence[str]:
        """Suggestions for the informant's post: who told the figures before."""
        return remembered_posts(self.share)

    @property
    def is_for_another(self) -> bool:
        """Whether an office's clerk logs for a village (代录): the informant is then asked for in sight."""
        return bool(self.share.village_id) and "informant_post" in self.fields

    @property
    def is_limit(self) -> bool:
        """Whether 0 is the usual figure: the zero report then stands beside the number."""
        return self.ledger.measure is Measure.LIMIT

    @property
    def more_words(self) -> str:
        """What is folded away, named by its fields."""
        return _("More: %(fields)s") % {"fields": _(", ").join(str(each.label) for each in self.more)}

    @property
    def has_note_in_sight(self) -> bool:
        """Whether the note is as much as the figure: for steps, work without a unit, a correction."""
        return "amount" not in self.fields or self.fields["note"].required

    @property
    def more(self) -> list[forms.BoundField]:
        """What is folded away, in its order."""
        in_sight = ("informant_post", "informant") if self.is_for_another else ()
        return [self[name] for name in MORE if name in self.fields and name not in in_sight]

    @property
    def is_more_open(self) -> bool:
        """Whether something folded away is at fault or was filled in."""
        return any(each.errors or (each.value() or "") != (each.field.initial or "") for each in self.more)

    def instead(self) -> Figure | None:
        """What is to stand for the entry that is sent again."""
        return self.figure()

    def figure(self) -> Figure:
        """What was typed, for `targets.recording`."""
        given = self.cleaned_data
        step, informant = given.get("step"), given.get("informant")
        return Figure(
            happened_on=given["happened_on"],
            amount=given.get("amount", ""),
            unit=given.get("unit", ""),
            mode=given.get("mode", ProgressEntry.Mode.INCREMENT),
            base=given.get("base", ""),
            step_id=step.pk if step else None,
            note=given["note"],
            problem=given.get("problem", ""),
            next_step=given.get("next_step", ""),
            origin=given.get("origin") or self.share.usual_origin,
            informant_id=informant.pk if informant else None,
            informant_post=given.get("informant_post", ""),
            confirmed=given.get("confirmed", False),
        )

    def add_refusal(self, refusal: ValidationError) -> None:
        """Put the sentences of a refusal beside their fields; what has no field stands above the form."""
        errors = (
            refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        )
        for name, sentences in errors.items():
            self.add_error(name if name in self.fields else None, sentences)


def unused_fields(
    measure: Measure, has_unit: bool, has_units: bool, is_own_village: bool = False
) -> set[str]:
    """The fields a target of this kind has no use for, or a village that speaks for itself."""
    unused = {"informant", "informant_post"} if is_own_village else set()
    if measure is not Measure.STEPS:
        unused.add("step")
    if measure is Measure.STEPS or (measure is Measure.ROUTINE and not has_unit):
        unused |= {"amount", "unit", "mode", "confirmed"}
    if measure is not Measure.RATIO:
        unused.add("base")
    if measure.takes_latest:
        unused.add("mode")
    if not has_units:
        unused.add("unit")
    return unused


def _informants(share: Allocation, today: date) -> QuerySet[Any]:
    """Who may have told the figure: those who report for the share's village, or in its office or lead office.

    Named by their account they cannot decide on it themselves, should they review as well.
    """
    active = Duty.objects.active(today).filter(role=Duty.Role.REPORTER)
    of_village = active.in_village(share.village_id, today) if share.village_id else active.none()
    duties = active.filter(
        Q(pk__in=of_village.values("pk"))
        | Q(office__in=[pk for pk in (share.office_id, share.target.lead_office_id) if pk])
    )
    return duties.values("user")
