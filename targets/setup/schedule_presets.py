"""Habits of the year offered as schedules. Pure: no model, no query, no clock.

None of them is a fact of the report. They say in which months such work is usually done in a town like this;
whoever sets up a plan changes the twelve boxes afterwards, and whoever keeps the program changes the tables.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.periods import months_between

MONTHS = 12
TENTH = Decimal("0.1")
HUNDRED = Decimal(100)


class Preset(TextChoices):
    """A schedule that is chosen by its name."""

    STRAIGHT = "straight", _("Straight line")
    SPRING_AND_AUTUMN = "spring_autumn", _("Planting in spring and autumn")
    YEAR_END = "year_end", _("Sold at the end of the year")


MONTHLY: Mapping[Preset, Sequence[int]] = {
    Preset.SPRING_AND_AUTUMN: (0, 10, 25, 15, 0, 0, 0, 0, 5, 20, 20, 5),
    Preset.YEAR_END: (10, 5, 5, 5, 5, 5, 5, 5, 5, 10, 15, 25),
}
"""Percent of the year's work done in each month, January first."""


def preset_percents(
    preset: Preset, *, starts_on: date, due_on: date, begins_on: date | None = None
) -> tuple[Decimal, ...] | None:
    """Twelve cumulative percentages for the months from the plan's first, 100 from the due month on.

    What falls into the months up to the due date is stretched to 100 percent; where nothing does, all of it is
    expected in the due month. Months before `begins_on`, the day a target was added, have none. None is the
    straight line, which needs no percentages. Raises ValueError for a due date outside the twelve months.
    """
    if preset is Preset.STRAIGHT:
        return None
    due = months_between(starts_on, due_on)
    if not 0 <= due < MONTHS:
        raise ValueError("The due date lies outside the twelve months of the plan.")
    first = max(months_between(starts_on, begins_on), 0) if begins_on else 0
    parts = [
        MONTHLY[preset][(starts_on.month - 1 + month) % MONTHS] if first <= month <= due else 0
        for month in range(MONTHS)
    ]
    whole = sum(parts)
    return tuple(
        HUNDRED if month >= due else _percent(Fraction(sum(parts[: month + 1]) * 100, whole or 1))
        for month in range(MONTHS)
    )


def _percent(exact: Fraction) -> Decimal:
    """Half-up to the tenth that a schedule may have."""
    return units.EXACT.quantize(Decimal(exact.numerator) / Decimal(exact.denominator), TENTH)
