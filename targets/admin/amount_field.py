"""Goals are typed in the admin as everywhere else: 1.5万, 一百亩."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from targets.amounts import Unreadable, read_amount_in
from targets.models import Allocation, Target

UNIT_OF = {"baseline": "baseline_unit"}
"""The field with the unit of a target's quantity, where that is not the target's own."""


class AmountField(forms.DecimalField):
    """A quantity of a target or share, in the unit its form says; that is asked when the quantity is read."""

    unit: Callable[[], str] = staticmethod(str)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        if not value.strip():
            return None
        try:
            return read_amount_in(value, self.unit())[0]
        except Unreadable as refusal:
            raise ValidationError(refusal.sentence) from None


def unit_of(form: Any, name: str) -> str:
    """What this quantity is counted in: for a target by the form itself, for a share by its target.

    The goal of a ratio's share is in percent too, whatever the share counts.
    """
    row = form.instance
    if isinstance(row, Target):
        unit = UNIT_OF.get(name, "unit")
        typed = form.data.get(form.add_prefix(unit)) if unit in form.fields else None
        return (getattr(row, unit) if typed is None else typed).strip()
    if isinstance(row, Allocation):
        owner = getattr(form, "owner", None) or (row.target if row.target_id else None)
        if owner is not None:
            return owner.unit
        chosen = str(form.data.get(form.add_prefix("target"), ""))
        found = Target.objects.filter(pk=chosen) if chosen.isdecimal() else Target.objects.none()
        return found.values_list("unit", flat=True).first() or ""
    return ""
