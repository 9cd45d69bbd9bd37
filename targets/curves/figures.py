"""The figures of a curve as a reader sees them: rounded once, so that what is shown adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets import units
from targets.curves.curve import Month, has_plan, months
from targets.curves.year_before import YearBefore
from targets.explaining import in_shown_unit, reads_english, unit_name
from targets.measures import Measure, Promise
from targets.periods import month_end
from targets.status import Status
from targets.verdicts import Verdict

SMALL_GOAL = 10
"""Below it the plan is shown to 0.01."""
MANY_PIECES = 100
"""From this many on, half a person or head in the plan says nothing."""


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month's line in the table under a curve; numbers are in the unit shown, None where there is none."""

    name: str
    day: date
    is_past: bool
    increment: Decimal | None
    increment_text: str
    achieved: Decimal | None
    achieved_text: str
    expected: Decimal | None
    expected_text: str
    gap: Decimal | None
    """Achieved less expected, as they are shown."""
    gap_text: str
    verdict: Verdict | None
    last_year: Decimal | None
    """Achieved by the same day of the year before, where that can be compared."""
    last_year_text: str


def month_rows(
    promise: Promise, on: date, year: int, before: YearBefore | None = None
) -> tuple[MonthRow, ...]:
    """The months of a sum, level or ratio of the plan of that year; none for measures that have no curve."""
    if promise.measure not in Measure.with_goal():
        return ()
    found = months(promise, on)
    if not has_plan(promise):
        found = tuple(month for month in found if month.is_past)
        if all(month.value is None for month in found):
            return ()
    return tuple(_row(promise, month, year, before) for month in found)


def _row(promise: Promise, month: Month, year: int, before: YearBefore | None) -> MonthRow:
    unit = promise.unit
    achieved = shown(month.value, unit)
    increment = _increment(promise, month)
    expected = plan_shown(month.expected, promise)
    gap = None if achieved is None or expected is None else achieved - expected
    last_year = shown(before.by(month.day), unit) if before else None
    return MonthRow(
        month_name(month, year),
        month.day,
        month.is_past,
        increment,
        _text(increment, unit),
        achieved,
        _text(achieved, unit),
        expected,
        _text(expected, unit),
        gap,
        "" if gap is None else signed(gap, unit),
        month.verdict,
        last_year,
        _text(last_year, unit),
    )


def _increment(promise: Promise, month: Month) -> Decimal | None:
    """What the month changed, between what is shown before and after it; None without a figure in it.

    A level or ratio has no change before there is something to compare with.
    """
    before, value = shown(month.before, promise.unit), shown(month.value, promise.unit)
    if value is None or not month.has_figure or (before is None and promise.measure.takes_latest):
        return None
    return value - (before or Decimal(0))


def _text(amount: Decimal | None, unit: str) -> str:
    """A number of the table without its unit, percentages with their one decimal; empty where there is none."""
    if amount is None:
        return ""
    return f"{amount:,.1f}" if unit == "%" else units.format_amount(amount)


def shown(value: Fraction | None, unit: str) -> Decimal | None:
    """An achieved quantity in the reader's unit; a percentage to 0.1."""
    amount = in_shown_unit(value, unit)
    return units.round_percent(amount) if amount is not None and unit == "%" else amount


def plan_shown(value: Fraction | None, promise: Promise) -> Decimal | None:
    """A quantity of the plan in the reader's unit, half-up.

    To 0.1; to whole pieces of many, to 0.01 where its goal is small or has that.
    """
    amount, goal = in_shown_unit(value, promise.unit), in_shown_unit(promise.goal, promise.unit)
    if amount is None or goal is None:
        return None
    step = Decimal("0.1")
    if goal < SMALL_GOAL or goal != round(goal, 1):
        step = Decimal("0.01")
    elif units.is_whole(promise.unit) and goal >= MANY_PIECES:
        step = Decimal(1)
    return amount.quantize(step, rounding=ROUND_HALF_UP)


def signed(gap: Decimal, unit: str) -> str:
    """+5, −65: a difference with its sign."""
    sign = "−" if gap < 0 else "+" if gap > 0 else "±"
    return f"{sign}{_text(abs(gap), unit)}"


def month_name(month: Month, year: int) -> str:
    """September, 9月; with its year where that is not the plan's, and its day where it is not over."""
    if month.day.year != year:
        name = date_format(month.day, "YEAR_MONTH_FORMAT")
    elif reads_english():
        name = date_format(month.day, "F")
    else:
        name = _("month %(month)d") % {"month": month.day.month}
    if not month.is_past or month.day == month_end(month.day):
        return name
    return _("%(month)s, up to day %(day)d") % {"month": name, "day": month.day.day}


def finding(promise: Promise, status: Status, rows: Sequence[MonthRow]) -> str:
    """What the curve of these months shows, in a few words: 累计310亩，低于计划65亩."""
    latest = latest_of(rows)
    if latest is None or latest.expected is None:
        return ""
    if latest.achieved is None:
        return _("Nothing reported yet; %(expected)s planned by now") % {
            "expected": amount(latest.expected, promise)
        }
    said = {"achieved": amount(latest.achieved, promise)}
    if promise.measure is Measure.SUM:
        said["achieved"] = _("%(figure)s so far") % {"figure": said["achieved"]}
    return _compared(latest, promise, status, said)


def latest_of(rows: Sequence[MonthRow]) -> MonthRow | None:
    """The month of the day asked about, or the last one told; None before the first."""
    return next((row for row in reversed(rows) if row.is_past), None)


def _compared(latest: MonthRow, promise: Promise, status: Status, said: dict[str, str]) -> str:
    if status.expected is None:
        return _("%(achieved)s: %(verdict)s") % {**said, "verdict": status.verdict.label}
    assert latest.gap is not None
    said["gap"] = difference(abs(latest.gap), promise)
    if latest.gap < 0:
        return _("%(achieved)s, %(gap)s below plan") % said
    if latest.gap > 0:
        return _("%(achieved)s, %(gap)s above plan") % said
    return _("%(achieved)s, exactly as planned") % said


def amount(quantity: Decimal, promise: Promise) -> str:
    """A quantity that is already in the reader's unit, with that unit."""
    if promise.unit == "%":
        return units.format_percent(quantity)
    words = {"amount": units.format_amount(quantity), "unit": unit_name(promise.unit, quantity)}
    return (_("%(amount)s %(unit)s") % words).strip()


def difference(quantity: Decimal, promise: Promise) -> str:
    """A distance in the reader's unit: 65亩; between percentages in points."""
    if promise.unit == "%":
        return _("%(points)s points") % {"points": units.format_amount(quantity)}
    return amount(quantity, promise)
