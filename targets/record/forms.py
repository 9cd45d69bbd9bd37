"""Forms of the record and review pages. What may stand in the ledger is decided by `targets.recording`."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from targets.correction_lines import decided_together
from targets.ledger_rules import Figure
from targets.models import ProgressEntry, Target, Village
from targets.people import Person
from targets.record.entry_forms import EntryForm
from targets.record.record_page import entry_initial


class CorrectionForm(EntryForm):
    """What should stand instead of an approved entry, and why."""

    keep_nothing = forms.BooleanField(
        label=_("Nothing should stand: take the entry back altogether"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("mode", None)
        self.fields["note"].label = _("Reason for the correction")
        self.fields["note"].error_messages["required"] = _("Give the reason for the correction.")
        self.fields["note"].required = True
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


def correction_form(
    entry: ProgressEntry, typed: Any, today: date, files: Any = None, *, user: Person | None = None
) -> CorrectionForm:
    """The form that corrects an approved entry: as it was typed, the reason still to be given."""
    initial = {**entry_initial(entry, as_increment=True), "note": ""}
    return CorrectionForm(
        typed or None,
        files or None,
        initial=initial,
        share=entry.allocation,
        today=today,
        user=user,
        without=entry.pk,
        day=entry.happened_on,
    )


def returned_form(
    entry: ProgressEntry, typed: Any, today: date, files: Any = None, *, user: Person | None = None
) -> EntryForm:
    """The form of a returned entry as it was typed; of a correction, with what was to stand, or nothing."""
    known: dict[str, Any] = {"files": files or None, "share": entry.allocation, "today": today}
    known |= {"user": user, "day": entry.happened_on}
    if not entry.is_correction:
        return EntryForm(typed or None, initial=entry_initial(entry), **known)
    lines = decided_together(entry)
    stood = lines[-1] if lines[-1].replaces_id else lines[0].corrects
    assert stood is not None
    shown = entry_initial(stood, as_increment=True)
    initial = {**shown, "note": lines[0].note, "keep_nothing": len(lines) == 1}
    return CorrectionForm(typed or None, initial=initial, without=lines[0].corrects_id, **known)


class ReasonForm(forms.Form):
    """Why an entry goes back."""

    reason = forms.CharField(
        label=_("Reason for returning it"),
        max_length=1000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Say what should be changed.")},
    )
