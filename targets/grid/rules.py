"""What a cell of the sheet is: a share in a month. Pure: told the share's ledger and the day, no query, no clock.

A month in which a figure stands, or its correction awaits review, is read-only: corrections go the ordinary
way. Any other month up to the running one is typed in, where a figure of its day may stand at all.
"""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from targets.ledger_rules import day_error
from targets.measures import Measure
from targets.models.targets import later
from targets.periods import add_months, month_end
from targets.share_ledger import ShareLedger, Standing

ADDED = (Measure.SUM, Measure.LIMIT, Measure.ROUTINE)
"""Measures whose months add up."""
ZERO_REPORTED = (Measure.SUM, Measure.LIMIT)
"""Measures of which “nothing new” is a 0."""
NOT_RUNNING = _("This share does not run in that month: leave the cell empty.")
BY_QUARTER = _("Reported by the quarter: put the figure into the last month of its quarter.")


def is_cell(measure: Measure, unit: str) -> bool:
    """Whether a month of it is one figure: not of steps, nor of routine work told in words."""
    return measure is not Measure.STEPS and (measure is not Measure.ROUTINE or bool(unit))


def months_of(starts_on: date, ends_on: date) -> tuple[date, ...]:
    """The first days of a plan's months."""
    found = [starts_on.replace(day=1)]
    while add_months(found[-1], 1) <= ends_on:
        found.append(add_months(found[-1], 1))
    return tuple(found)


def cell_day(month: date, ledger: ShareLedger, today: date, starts_on: date | None = None) -> date | None:
    """The date of a figure typed for a month: its last day, in the running month today.

    Where a share ended in the month its last day; None where it does not run in that month. `starts_on` is
    the first day of a share made in mid-year.
    """
    last = month_end(month)
    day = today if month <= today <= last else last
    day = min(day, ledger.ends_on)
    if ledger.ended_on:
        day = min(day, ledger.ended_on - timedelta(days=1))
    first = later(starts_on, ledger.target_starts_on)
    if first and day < first <= last:
        day = first
    return day if month <= day and (first is None or first <= day) else None


def closed_because(month: date, ledger: ShareLedger, today: date, starts_on: date | None = None) -> Any:
    """Why nothing may be typed for a month in which nothing stands; None if it may."""
    day = cell_day(month, ledger, today, starts_on)
    if day is None:
        return NOT_RUNNING
    return day_error(day, ledger, today) or (None if is_asked_in(month, ledger, today) else BY_QUARTER)


def is_asked_in(month: date, ledger: ShareLedger, today: date) -> bool:
    """Whether its period ends in this month, for the share or as far as it has run."""
    period = ledger.period_of(month_end(month)) or ledger.period_of(ledger.ends_on)
    if period is None:
        return True
    ends = [
        period.ends_on,
        ledger.ends_on,
        *([ledger.ended_on - timedelta(days=1)] if ledger.ended_on else []),
    ]
    if today in period:
        ends.append(today)
    return month <= min(ends) <= month_end(month)


def standing_in(
    month: date, ledger: ShareLedger, today: date, waiting: Collection[int] = ()
) -> list[Standing]:
    """The lines that fill a month's cell, in their order; `waiting` are the ids of lines awaiting review.

    What is reversed fills none, unless the reversal still awaits review. A demonstration's ledger goes on
    beyond its today.
    """
    last = min(month_end(month), today)
    lines = [line for line in ledger.lines if month <= line.happened_on <= last]
    figures = [line for line in lines if not line.is_reversed]
    if not figures and any(line.is_reversed and line.id in waiting for line in lines):
        figures = lines
    return sorted(figures, key=lambda line: line.order)


def cell_value(lines: Collection[Standing], measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    """What the lines of a cell come to, and its base: added up, or the latest of a level or ratio."""
    figures = [line for line in lines if line.quantity is not None]
    if not figures:
        return None, None
    if measure in ADDED:
        return sum((line.quantity for line in figures if line.quantity), Decimal(0)), None
    return figures[-1].quantity, figures[-1].base
