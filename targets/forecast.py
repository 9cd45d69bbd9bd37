"""What a sum still needs and where it is heading. Pure: no model, no query, no clock (DESIGN, section 5)."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from targets.measures import Measure, Point, Promise, trajectory
from targets.periods import add_months, month_end, months_between

RECENT_MONTHS = 3
SHORTEST = Decimal("0.1")
"""Of the months left: while a day is left, there is time left."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Quantities in the target's unit."""

    months_left: Fraction
    """To 0.1, as it is shown: who divides by it gets what is shown as needed."""
    remaining: Fraction
    """What is still needed until the target counts as done; never below 0."""
    needed_per_month: Fraction
    """`remaining` over the months left; all of it in the last month."""
    landing_low: Fraction | None
    landing_high: Fraction | None
    """By the due date, at the slower and the faster of the year's and the last three months' pace."""


def months_passed(starts_on: date, on: date) -> Fraction:
    """Months from the start of `starts_on`'s month to the end of `on`; a part of a month by its days."""
    days = calendar.monthrange(on.year, on.month)[1]
    return months_between(starts_on, on) + Fraction(on.day, days)


def forecast(promise: Promise, on: date) -> Forecast | None:
    """For a sum with a goal and a due date still to come; None for anything else.

    A level, ratio, limit, steps or routine has no pace of its own that could be carried forward.
    """
    if promise.measure is not Measure.SUM or promise.goal is None or promise.due_on is None:
        return None
    if promise.is_dropped(on) or not promise.begins_on <= on < promise.due_on:
        return None
    points = trajectory(promise, on)
    now = value_on(points, on)
    starts_on = promise.begins_on
    exact = months_passed(starts_on, promise.due_on) - months_passed(starts_on, on)
    left = Fraction(max(tenths(exact), SHORTEST))
    wanted = Fraction(promise.goal) * Fraction(promise.done_at) / 100
    remaining = max(wanted - (now or 0), Fraction(0))
    needed = remaining / left if left > 1 else remaining
    landings = [] if now is None else [now + pace * exact for pace in _paces(promise, points, on, now)]
    return Forecast(left, remaining, needed, min(landings, default=None), max(landings, default=None))


def value_on(points: Sequence[Point], day: date) -> Fraction | None:
    """What was achieved by the end of a day, from a trajectory."""
    values = [point.value for point in points if point.day <= day]
    return values[-1] if values else None


def _paces(promise: Promise, points: Sequence[Point], on: date, now: Fraction) -> list[Fraction]:
    """Per month: over the year so far, and over the last three months (or what there is of them)."""
    starts_on = promise.begins_on
    passed = months_passed(starts_on, on)
    earlier = add_months(on, -RECENT_MONTHS)
    if on == month_end(on):
        earlier = month_end(earlier)
    if earlier < starts_on:
        return [now / passed]
    before = value_on(points, earlier) or Fraction(0)
    return [now / passed, (now - before) / (passed - months_passed(starts_on, earlier))]


def needed_shown(needed: Fraction, whole: bool) -> Decimal:
    """As shown: half-up to 0.1, and up to the next whole piece where only whole ones count."""
    if whole:
        return Decimal(-(-needed.numerator // needed.denominator))
    return tenths(needed)


def tenths(value: Fraction) -> Decimal:
    """Half-up to 0.1."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
