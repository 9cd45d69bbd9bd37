"""Forms of the record and review pages. What may stand in the ledger is decided by `targets.recording`."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from targets import amounts, units
from targets.amounts import Unreadable, read_date
from targets.correction_lines import decided_together
from targets.evidence_field import EvidenceField
from targets.ledger_rules import Figure
from targets.measures import Measure
from targets.models import Allocation, Duty, ProgressEntry, Step, Target, Village
from targets.record_page import entry_initial, proposed_day


class TypedDateField(forms.Field):
    """A date as people type it: 2021-06-05, 2021年6月5日, 6月5日 (of the plan's year)."""

    widget = forms.TextInput
    default_error_messages = {"required": _("Give the date, such as 2021-06-05.")}

    def __init__(self, *, default_year: int, **kwargs: Any) -> None:
        self.default_year = default_year
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return read_date(value, default_year=self.default_year)
        except Unreadable as refusal:
            raise ValidationError(refusal.sentence) from None


class EntryForm(forms.Form):
    """One figure for one share; which fields it has depends on how the target is measured."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("This figure is"), choices=ProgressEntry.Mode, widget=forms.RadioSelect)
    step = forms.ModelChoiceField(
        label=_("Step completed"),
        queryset=Step.objects.none(),
        required=False,
        empty_label=_("None completed yet"),
    )
    amount = forms.CharField(label=_("Amount"), max_length=60, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    base = forms.CharField(label=_("Out of"), max_length=60, required=False)
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

    def __init__(self, *args: Any, share: Allocation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.share = share
        measure, plan = Measure(share.target.measure), share.target.plan
        self.fields["happened_on"] = TypedDateField(
            label=_("Date"), default_year=plan.year, initial=proposed_day(share, today)
        )
        self.fields["token"].initial = uuid.uuid4
        self.fields["mode"].initial = ProgressEntry.Mode.INCREMENT
        self.fields["origin"].initial = ProgressEntry.Origin.OFFICE
        self._offer("step", share.steps.all())
        self._offer("informant", get_user_model().objects.filter(pk__in=_informants(share, today)))
        choices = [(unit.code, unit.code) for unit in units.alternatives(share.stored_unit)]
        self.fields["unit"] = forms.ChoiceField(label=_("Unit"), choices=choices, initial=share.stored_unit)
        for name in unused_fields(measure, bool(share.stored_unit), len(choices) > 1):
            del self.fields[name]
        self.order_fields(
            ["token", "mode", "step", "amount", "unit", "base", "happened_on", "note", "origin"]
        )
        self._ask(measure)

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
            origin=given.get("origin") or ProgressEntry.Origin.OFFICE,
            informant_id=informant.pk if informant else None,
            informant_post=given.get("informant_post", ""),
        )

    def add_refusal(self, refusal: ValidationError) -> None:
        """Put the sentences of a refusal beside their fields; what has no field stands above the form."""
        errors = (
            refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
        )
        for name, sentences in errors.items():
            self.add_error(name if name in self.fields else None, sentences)


def unused_fields(measure: Measure, has_unit: bool, has_units: bool) -> set[str]:
    """The fields a target of this kind has no use for."""
    unused = set()
    if measure is not Measure.STEPS:
        unused.add("step")
    if measure is Measure.STEPS or (measure is Measure.ROUTINE and not has_unit):
        unused |= {"amount", "unit", "mode"}
    if measure is not Measure.RATIO:
        unused.add("base")
    if measure.takes_latest:
        unused.add("mode")
    if not has_units:
        unused.add("unit")
    return unused


def _informants(share: Allocation, today: date) -> QuerySet[Any]:
    """Who may have told the figure: people with duties in the share's village or in an office that may decide on it.

    Named by their account they cannot decide on it themselves.
    """
    active = Duty.objects.active(today)
    of_village = active.in_village(share.village_id, today) if share.village_id else active.none()
    duties = active.filter(
        Q(pk__in=of_village.values("pk"))
        | Q(office__in=[pk for pk in (share.office_id, share.target.lead_office_id) if pk])
        | Q(office__is_fallback_reviewer=True)
    )
    return duties.values("user")


class CorrectionForm(EntryForm):
    """What should stand instead of an approved entry, and why."""

    keep_nothing = forms.BooleanField(
        label=_("Nothing should stand: take the entry back altogether"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("mode", None)
        self.fields["note"].label = _("Reason for the correction")
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = _("Give the reason for the correction.")
        if "amount" in self.fields:
            self.fields["amount"].label = _("It should be")

    def instead(self) -> Figure | None:
        """What is to stand instead; None where nothing is."""
        return None if self.cleaned_data["keep_nothing"] else self.figure()

    def clean(self) -> dict[str, Any]:
        """Where nothing is to stand, nothing need be typed."""
        if self.cleaned_data.get("keep_nothing"):
            for name in ("amount", "base", "unit"):
                self.errors.pop(name, None)
        return self.cleaned_data


class UnplannedForm(forms.Form):
    """For which target and village something is logged beside the plan (计划外)."""

    target: "forms.ModelChoiceField[Target]" = forms.ModelChoiceField(
        label=_("Target"),
        queryset=Target.objects.none(),
        error_messages={"required": _("Choose a target.")},
    )
    village: "forms.ModelChoiceField[Village]" = forms.ModelChoiceField(
        label=_("Village"),
        queryset=Village.objects.none(),
        error_messages={"required": _("Choose a village.")},
    )

    def __init__(
        self, *args: Any, targets: QuerySet[Target], villages: QuerySet[Village], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]
        self.fields["village"].queryset = villages  # type: ignore[attr-defined]


def correction_form(entry: ProgressEntry, typed: Any, today: date, files: Any = None) -> CorrectionForm:
    """The form that corrects an approved entry: as it was typed, the reason still to be given."""
    initial = {**entry_initial(entry, as_increment=True), "note": ""}
    return CorrectionForm(typed or None, files or None, initial=initial, share=entry.allocation, today=today)


def returned_form(entry: ProgressEntry, typed: Any, today: date, files: Any = None) -> EntryForm:
    """The form of a returned entry as it was typed; of a correction, with what was to stand, or nothing."""
    known: dict[str, Any] = {"files": files or None, "share": entry.allocation, "today": today}
    if not entry.is_correction:
        return EntryForm(typed or None, initial=entry_initial(entry), **known)
    lines = decided_together(entry)
    stood = lines[-1] if lines[-1].replaces_id else lines[0].corrects
    assert stood is not None
    shown = entry_initial(stood, as_increment=True)
    initial = {**shown, "note": lines[0].note, "keep_nothing": len(lines) == 1}
    return CorrectionForm(typed or None, initial=initial, **known)


class ReasonForm(forms.Form):
    """Why an entry goes back."""

    reason = forms.CharField(
        label=_("Reason for returning it"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what should be changed.")},
    )
