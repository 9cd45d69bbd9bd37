"""Forms of the set-up: each change says why; a goal or due date of a running year also by which document."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.admin.amount_field import AmountField, unit_of
from targets.admin.drawn import DrawnField, check_drawn, latest_versions, written
from targets.models import Allocation, Plan
from targets.models.decisions import NUMBER_LENGTH, UNDECIDED, Decision
from targets.views.frame import today
from targets.years.closed_years import CLOSED, plan_of

REASON_LENGTH = 500


class AmountInput(forms.TextInput):
    """A number as people write it: 500, not 500.0000."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "amount-field", **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return units.format_amount(value).replace(",", "")
        return super().format_value(value)


BOTH_OR_NEITHER = _("Give both the number and the date of the document, or neither.")


def decision_faults(form: Any) -> dict[str, Any]:
    """What is wrong with the document of a form that has read its fields: one part alone, or a day to come."""
    given = {name: form.cleaned_data.get(name) for name in ("decision_number", "decision_on")}
    missing = [name for name, value in given.items() if not value and name not in form.errors]
    faults = dict.fromkeys(missing, BOTH_OR_NEITHER) if any(given.values()) else {}
    if given["decision_on"] and given["decision_on"] > today():
        faults["decision_on"] = _(
            "This day lies in the future: give the day on which the document was issued."
        )
    return faults


class DocumentedForm(forms.Form):
    """By which document it is done: both number and date or neither, and none of a day to come."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, fault in decision_faults(self).items():
            self.add_error(name, fault)
        return cleaned

    @property
    def decision(self) -> Decision | None:
        """The document given on a form without errors; None where none was."""
        number, day = (self.cleaned_data.get(name) for name in ("decision_number", "decision_on"))
        return Decision(number, day) if number and day else None


class WhyForm(forms.Form):
    """Why the set-up is changed."""

    reason = forms.CharField(
        label=_("Reason for the change"), max_length=REASON_LENGTH, widget=AdminTextInputWidget
    )


class RowForm(forms.ModelForm):
    """A row of the set-up, shown in part: below another, or with fields that are fixed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, AmountField):
                field.unit = partial(unit_of, self, name)

    def _update_errors(self, errors: ValidationError) -> None:
        """What is wrong with a field that this form does not show is said above it."""
        placed: dict[str, list[Any]] = {}
        for name, found in errors.update_error_dict({}).items():
            placed.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(found)
        super()._update_errors(ValidationError(placed))  # type: ignore[misc]  # the stubs do not know it


class ReasonedForm(RowForm):
    """A row of the set-up; a change of it goes into the history with its reason."""

    reason = forms.CharField(
        label=_("Reason for the change"),
        max_length=REASON_LENGTH,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Kept in the history; needed for every change."),
    )
    drawn_from = DrawnField()

    rows_below: tuple[str, ...] = ()
    """The relations to the rows that are changed in the same form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = latest_versions(self.instance, self.rows_below)
        self.fields["drawn_from"].initial = written(self.versions)

    @property
    def changed_names(self) -> set[str]:
        """The fields of the row itself that were changed."""
        return set(self.changed_data) - set(DecidedForm.declared_fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = cleaned.get("reason", "")
        if not self.instance._state.adding:
            self.instance._change_reason = reason or None
            if self.changed_names and not reason:
                self.add_error("reason", _("Say why this is changed."))
        self._check_drawn(cleaned.get("drawn_from", ""))
        return cleaned

    def _check_drawn(self, drawn_from: str) -> None:
        """A refused form is drawn from what stands now: to send it again is a decision."""
        try:
            check_drawn(drawn_from, self.versions)
        except ValidationError as refusal:
            self.data = self.data.copy()  # type: ignore[attr-defined]  # what was sent is kept as it came
            self.data[self.add_prefix("drawn_from")] = written(self.versions)  # type: ignore[index]
            self.add_error(None, refusal)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs do not know it
        plan = plan_of(self.instance)
        if plan is not None and plan.state == Plan.State.CLOSED:
            self.add_error(None, CLOSED)


class DecidedForm(ReasonedForm):
    """A target or a share: in a running year, goal and due date change by a decision only."""

    decision_number = forms.CharField(
        label=capfirst(_("document number")),
        max_length=NUMBER_LENGTH,
        required=False,
        widget=AdminTextInputWidget,
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), required=False, widget=AdminDateWidget)

    def clean(self) -> dict[str, Any]:
        """Whether a decision was needed is told by the row itself (decision_errors)."""
        cleaned = super().clean()
        number, day = cleaned.get("decision_number"), cleaned.get("decision_on")
        self.instance._decision = Decision(number, day) if number and day else None
        for name, fault in decision_faults(self).items():
            self.add_error(name, fault)
        return cleaned

    def _update_errors(self, errors: ValidationError) -> None:
        """A change without its decision is refused where the decision is to be written."""
        found = errors.update_error_dict({})
        said = found.pop(NON_FIELD_ERRORS, [])
        others = [error for error in said if error.code != UNDECIDED]
        if others:
            found[NON_FIELD_ERRORS] = others
        if found:
            super()._update_errors(ValidationError(found))
        for error in said:
            if error.code == UNDECIDED:
                self._ask_for_decision(error.message)

    def _ask_for_decision(self, sentence: Any) -> None:
        for name in ("decision_number", "decision_on"):
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, sentence)


class ReasonedFormSet(forms.BaseInlineFormSet):
    """Rows inside another's form: their changes share its reason and its decision."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # the stubs do not know it
        form.instance._decision = getattr(self.instance, "_decision", None)
        form.owner = self.instance
        return form

    def clean(self) -> None:
        super().clean()
        touched = [form for form in self.forms if form.has_changed() or form in self.deleted_forms]
        owner = self.instance
        if touched and not owner._state.adding and not getattr(owner, "_change_reason", None):
            raise ValidationError(_("Say above why this is changed."))


class ShareChoiceForm(forms.Form):
    """For which share a figure is to be logged."""

    share: "forms.ModelChoiceField[Allocation]" = forms.ModelChoiceField(
        label=capfirst(_("share")), queryset=Allocation.objects.none()
    )

    def __init__(self, *args: Any, shares: QuerySet[Allocation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].queryset = shares  # type: ignore[attr-defined]
