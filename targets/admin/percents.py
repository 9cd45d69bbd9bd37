"""A schedule in the admin: twelve boxes, one for each month, and habits of the year to fill them with."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.fields import MONTHS, read_percents
from targets.models import Plan, Target
from targets.periods import add_months
from targets.setup.schedule_presets import Preset, preset_percents

SETUP_JS = [Script("guanlu/js/setup.js", defer=True)]
OWN = _("Own figures, as typed below")


class PercentsWidget(forms.MultiWidget):
    """Twelve boxes, one for each month; twelve numbers pasted into the first one are taken too.

    The choice above fills the boxes at once where a script runs, and is applied on saving where none does.
    """

    template_name = "admin/targets/percents.html"

    class Media:
        js = SETUP_JS

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        choice = forms.Select({"data-preset": ""}, choices=[("", OWN), *Preset.choices])
        boxes = {
            str(month): forms.TextInput({"inputmode": "decimal", "maxlength": 120}) for month in range(MONTHS)
        }
        super().__init__({"preset": choice, **boxes}, attrs)
        self.first_month = 1
        self.table: dict[str, dict[str, list[str]]] | None = None
        """What the script fills in: by preset and due month ("2021-06", "" for none), twelve numbers."""

    def decompress(self, value: Any) -> list[str]:
        parts = value.split(",") if value else []
        return ["", *parts, *[""] * (MONTHS - len(parts))]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["preset"], *widget["boxes"] = widget["subwidgets"]
        for index, box in enumerate(widget["boxes"]):
            box["month"] = (self.first_month + index - 1) % MONTHS + 1
        widget["table"], widget["table_id"] = self.table, f"{widget['attrs'].get('id', name)}_table"
        return context


class PercentsField(forms.MultiValueField):
    """A schedule as twelve cumulative percentages, none, or a preset that `applied_preset` works out."""

    widget = PercentsWidget

    def __init__(self, **kwargs: Any) -> None:
        boxes = [forms.CharField(required=False, max_length=120) for _month in range(MONTHS)]
        choice = forms.ChoiceField(required=False, choices=[("", OWN), *Preset.choices])
        super().__init__([choice, *boxes], required=False, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """Where a preset is chosen, what stands in the boxes does not matter."""
        if value and value[0] in (Preset.SPRING_AND_AUTUMN, Preset.YEAR_END):
            return Preset(value[0])
        return super().clean(value)

    def compress(self, values: Sequence[str]) -> tuple[Decimal, ...] | None:
        chosen, *boxes = values or [""]
        text = " ".join(boxes).strip()
        return read_percents(text) if text and chosen != Preset.STRAIGHT else None

    def has_changed(self, initial: Any, given: Any) -> bool:
        try:
            return self.clean(given) != (read_percents(initial) if initial else None)
        except ValidationError:
            return True


def show_months_of(
    form: forms.BaseForm, plan: Plan | None, target: Target | None = None, inherited: date | None = None
) -> None:
    """Name the boxes of the schedule after the plan's months, and offer what fills them.

    `inherited` is the due date that stands where the form has none.
    """
    if plan is None or "schedule" not in form.fields:
        return
    widget = form.fields["schedule"].widget
    assert isinstance(widget, PercentsWidget)
    widget.first_month = plan.starts_on.month
    begins_on = target.starts_on if target else None
    due_days = {"": inherited or plan.ends_on}
    for month in range(MONTHS):
        day = add_months(plan.starts_on, month)
        if day <= plan.ends_on:
            due_days[f"{day:%Y-%m}"] = day
    widget.table = {
        preset.value: {
            key: [units.format_amount(each) for each in percents]
            for key, day in due_days.items()
            if (
                percents := preset_percents(preset, starts_on=plan.starts_on, due_on=day, begins_on=begins_on)
            )
        }
        for preset in Preset
        if preset is not Preset.STRAIGHT
    }


def apply_preset(
    cleaned: dict[str, Any], plan: Plan | None, begins_on: date | None, inherited: date | None = None
) -> None:
    """Put the percentages of a chosen preset in its place; a due date outside the plan is told of elsewhere.

    `begins_on` is the day from which the target counts, `inherited` the due date where the form has none.
    """
    preset = cleaned.get("schedule")
    if not isinstance(preset, Preset):
        return
    cleaned["schedule"] = None
    if plan is None:
        return
    due_on = cleaned.get("due_on") or inherited or plan.ends_on
    if plan.starts_on <= due_on <= plan.ends_on:
        cleaned["schedule"] = preset_percents(
            preset, starts_on=plan.starts_on, due_on=due_on, begins_on=begins_on
        )
