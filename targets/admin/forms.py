"""Forms of the set-up: each change says why; a goal or due date of a running year also by which document."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import NON_FIELD_ERRORS, ObjectDoesNotExist, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.models import Allocation, Document, Plan, Section, Step, Target

REASON_LENGTH = 500
DECIDED = {"goal", "due_on"}
"""What is changed in a running year only by a decision that has a number and a date (DESIGN, section 3)."""


def plan_of(row: models.Model | None) -> Plan | None:
    """The plan a row of the set-up belongs to; None for what all plans share, or a row without its owner."""
    try:
        match row:
            case Document() | Target():
                return row.plan
            case Section():
                return row.document.plan
            case Allocation():
                return row.target.plan
            case Step():
                return row.allocation.target.plan
    except ObjectDoesNotExist:
        pass
    return None


class AmountInput(forms.TextInput):
    """A number as people write it: 500, not 500.0000."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "amount-field", **(attrs or {})})

    def format_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return units.format_amount(value).replace(",", "")
        return super().format_value(value)


class WhyForm(forms.Form):
    """Why the set-up is changed."""

    reason = forms.CharField(
        label=_("Reason for the change"), max_length=REASON_LENGTH, widget=AdminTextInputWidget
    )


class RowForm(forms.ModelForm):
    """A row of the set-up, shown in part: below another, or with fields that are fixed."""

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

    @property
    def changed_names(self) -> set[str]:
        """The fields of the row itself that were changed."""
        return set(self.changed_data) - set(DecidedForm.declared_fields)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reason = self.composed_reason(cleaned)
        if not self.instance._state.adding:
            self.instance._change_reason = reason or None
            if self.changed_names and not reason:
                self.add_error("reason", _("Say why this is changed."))
        return cleaned

    def composed_reason(self, cleaned: dict[str, Any]) -> str:
        return cleaned.get("reason", "")

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # the stubs do not know it
        plan = plan_of(self.instance)
        if plan is not None and plan.state == Plan.State.CLOSED:
            self.add_error(None, _("This plan is closed: its set-up is read-only."))


class DecidedForm(ReasonedForm):
    """A target or a share: in a running year, goal and due date change by a decision only."""

    decision_number = forms.CharField(
        label=capfirst(_("document number")), max_length=40, required=False, widget=AdminTextInputWidget
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), required=False, widget=AdminDateWidget)

    def composed_reason(self, cleaned: dict[str, Any]) -> str:
        return composed_reason(cleaned)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance._is_decided = bool(cleaned.get("decision_number") and cleaned.get("decision_on"))
        if self.needs_decision():
            for name in ("decision_number", "decision_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name,
                        _(
                            "A goal or due date of a running plan changes by a document: give its number and date."
                        ),
                    )
        return cleaned

    def needs_decision(self) -> bool:
        return bool(self.changed_names & DECIDED) and is_running(self.instance)


def composed_reason(cleaned: Mapping[str, Any]) -> str:
    """A reason with its decision as the history keeps it: 〔文号〕2021年7月1日：原因."""
    reason, number, day = (cleaned.get(name) for name in ("reason", "decision_number", "decision_on"))
    head = (f"〔{number}〕" if number else "") + (_chinese_day(day) if day else "")
    return f"{head}：{reason}" if head and reason else reason or ""


def is_running(row: models.Model) -> bool:
    """Whether this is a stored row of a running plan."""
    plan = plan_of(row)
    return not row._state.adding and plan is not None and plan.state == Plan.State.RUNNING


def _chinese_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class ReasonedFormSet(forms.BaseInlineFormSet):
    """Rows inside another's form: their changes share its reason and its decision."""

    def clean(self) -> None:
        super().clean()
        touched = [form for form in self.forms if form.has_changed() or form in self.deleted_forms]
        owner = self.instance
        if not touched or owner._state.adding:
            return
        if not getattr(owner, "_change_reason", None):
            raise ValidationError(_("Say above why this is changed."))
        moved = [
            form for form in touched if DECIDED & set(form.changed_data) and not form.instance._state.adding
        ]
        if moved and is_running(owner) and not getattr(owner, "_is_decided", False):
            raise ValidationError(
                _(
                    "A goal or due date of a running plan changes by a document: give its number and date above."
                )
            )


class ShareChoiceForm(forms.Form):
    """For which share a figure is to be logged."""

    share: "forms.ModelChoiceField[Allocation]" = forms.ModelChoiceField(
        label=capfirst(_("share")), queryset=Allocation.objects.none()
    )

    def __init__(self, *args: Any, shares: QuerySet[Allocation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["share"].queryset = shares  # type: ignore[attr-defined]
