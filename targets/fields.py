"""Model fields that say what they hold."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

Percents = tuple[Decimal, ...]

MONTHS = 12
QUANTITY_DECIMALS = 4


if TYPE_CHECKING:
    _Text = models.CharField["Percents | str | None", "Percents | None"]
else:
    _Text = models.CharField


def quantity_field(verbose_name: Any = None, **options: Any) -> models.DecimalField:
    """A quantity in the stored unit of its target: ten digits before the point, four behind.

    Fourteen digits in all: SQLite keeps decimals exactly up to fifteen.
    """
    return models.DecimalField(verbose_name, max_digits=14, decimal_places=QUANTITY_DECIMALS, **options)


def is_quantity(field: Any) -> bool:
    """Whether a field of a model is such a quantity, unlike percentages and points."""
    return isinstance(field, models.DecimalField) and field.decimal_places == QUANTITY_DECIMALS


def read_percents(text: str) -> Percents:
    """Twelve percentages separated by commas or blanks; raises ValidationError with what to do."""
    parts = text.replace("，", ",").replace(",", " ").replace("%", " ").split()
    try:
        percents = tuple(Decimal(part) for part in parts)
    except InvalidOperation:
        raise ValidationError(_("Write twelve numbers from 0 to 100, separated by commas.")) from None
    return checked_percents(percents)


def checked_percents(percents: Iterable[Decimal]) -> Percents:
    """A schedule never falls, stays within 0 and 100, and has one figure for each of twelve months."""
    checked = tuple(percents)
    if len(checked) != MONTHS:
        raise ValidationError(_("A schedule has twelve percentages, one for each month."))
    if not all(each.is_finite() and 0 <= each <= 100 and each == round(each, 1) for each in checked):
        raise ValidationError(_("Write percentages from 0 to 100 with at most one decimal."))
    if any(later < earlier for earlier, later in pairwise(checked)):
        raise ValidationError(_("The percentages are cumulative: none may be lower than the one before it."))
    return checked


class ScheduleField(_Text):
    """Twelve cumulative percentages, stored as text ("0,10,20,…"); None where the default line applies."""

    description = "Twelve cumulative percentages of a goal"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 80
        kwargs["null"] = kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Percents | None:
        return None if value is None else tuple(Decimal(part) for part in value.split(","))

    def to_python(self, value: Any) -> Percents | None:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return read_percents(value)
        return checked_percents(Decimal(each) for each in value)

    def get_prep_value(self, value: Any) -> str | None:
        percents = self.to_python(value)
        return None if percents is None else ",".join(format(each.normalize(), "f") for each in percents)

    def value_from_object(self, obj: models.Model) -> Any:
        # Forms show and take the text.
        return self.get_prep_value(super().value_from_object(obj)) or ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.value_from_object(obj)

    def validate(self, value: Any, model_instance: Any) -> None:
        if value is not None:
            checked_percents(value)

    def run_validators(self, value: Any) -> None:
        """The length of the text is bounded by the twelve percentages themselves."""
