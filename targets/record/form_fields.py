"""Fields of the forms in which figures are typed."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from targets.amounts import Unreadable
from targets.dates import read_day
from targets.models import Plan, Step
from targets.step_names import step_name


class TypedDateField(forms.Field):
    """A date as people type it: 2021-06-05, 2021年6月5日, 6月5日 (of the plan)."""

    widget = forms.TextInput
    default_error_messages = {"required": _("Give the date, such as 2021-06-05.")}

    def __init__(self, *, plan: Plan, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return read_day(value, first=self.plan.starts_on, last=self.plan.ends_on)
        except Unreadable as refusal:
            raise ValidationError(refusal.sentence) from None


class StepField(forms.ModelChoiceField):
    """A step with the day it is planned for."""

    def label_from_instance(self, obj: Any) -> str:
        step: Step = obj
        if step.planned_on is None:
            return step_name(step.name)
        named = {"step": step_name(step.name), "day": date_format(step.planned_on, "MONTH_DAY_FORMAT")}
        return str(_("%(step)s (planned for %(day)s)") % named)
