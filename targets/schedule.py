"""The share of a goal expected by a day (计划进度). Pure: no model, no query, no clock.

Officials count time by months (时序进度): in a calendar year January to September is 9/12 = 75.0 %. A
schedule is read at month ends and interpolated by day inside the month; its last stretch ends on the due
date.
Percentages are exact fractions here; `rounded` makes them what is compared and shown.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from targets import units
from targets.measures import Measure, Promise
from targets.periods import month_end, months_between
from targets.units import FEW_PIECES_UNITS

HUNDRED = Fraction(100)
FEW_PIECES = 10
LINES_KEPT = 4096


@lru_cache(LINES_KEPT)
def expected_percent(
    on: date, *, starts_on: date, due_on: date, schedule: tuple[Decimal, ...] | None = None
) -> Fraction:
    """Percent of the goal expected by the end of `on`, from 0 to 100.

    `schedule` holds twelve cumulative percentages for the months from `starts_on`; without one the line
    is straight by months. From the due date on, all is expected; where that lies beyond the twelve months,
    the last percentage stands until the due month. Remembered, because nearly all shares of a plan ask the same
    of a day: the line is most of what it costs to judge a target of many shares.
    """
    if on < starts_on:
        return Fraction(0)
    if on >= due_on:
        return HUNDRED
    month = months_between(starts_on, on)
    before, after = (_at_month_end(index, starts_on, due_on, schedule) for index in (month - 1, month))
    previous_day = max(on.replace(day=1), starts_on) - timedelta(days=1)
    next_day = min(month_end(on), due_on)
    return before + (after - before) * Fraction((on - previous_day).days, (next_day - previous_day).days)


def _at_month_end(index: int, starts_on: date, due_on: date, schedule: Sequence[Decimal] | None) -> Fraction:
    """Percent expected at the end of the plan's month `index` (0 is the first)."""
    due_month = months_between(starts_on, due_on)
    if index < 0:
        return Fraction(0)
    if index >= due_month:
        return HUNDRED
    if schedule is not None:
        return Fraction(schedule[min(index, len(schedule) - 1)])
    return HUNDRED * Fraction(index + 1, due_month + 1)


def rounded(percent: Fraction, line: Decimal = units.HUNDRED) -> Decimal:
    """A percentage as it is compared and shown, never raised to the line it is below: `units.round_percent`."""
    return units.round_percent(Decimal(percent.numerator) / Decimal(percent.denominator), line)


def expected_completion(promise: Promise, on: date) -> Fraction:
    """Percent of the goal expected by `on`; the promise has a goal and a due date.

    A sum's is the goal-weighted mean of its shares'; what is not split follows the target's own. A level or
    ratio is held to its goal all year, or to the line from `start_value` to the goal where that is set.
    """
    assert promise.goal is not None
    assert promise.due_on is not None
    if promise.measure is not Measure.SUM:
        return _expected_of_standard(promise, on)
    own = _expected_of_share(promise, promise.goal, promise.due_on, promise.schedule, on)
    split = Decimal(0)
    weighted = Fraction(0)
    for share in promise.shares:
        if share.goal and share.is_open(on):
            schedule = share.schedule or promise.schedule
            each = _expected_of_share(promise, share.goal, share.due_on or promise.due_on, schedule, on)
            weighted += Fraction(share.goal) * each
            split += share.goal
    rest = max(promise.goal - split, Decimal(0))
    return (weighted + Fraction(rest) * own) / Fraction(split + rest)


def _expected_of_share(
    promise: Promise, goal: Decimal, due_on: date, schedule: tuple[Decimal, ...] | None, on: date
) -> Fraction:
    """Few whole pieces are expected at their due date at once, unless a schedule says otherwise."""
    if schedule is None and promise.unit in FEW_PIECES_UNITS and goal <= FEW_PIECES:
        return HUNDRED if on >= due_on else Fraction(0)
    return _line(promise, due_on, schedule, on)


def _line(promise: Promise, due_on: date, schedule: tuple[Decimal, ...] | None, on: date) -> Fraction:
    """A schedule counts the plan's months; the straight line runs from the day the target was added.

    Of a share that was taken up later, what the line had passed by then is not asked; the rest of the line is
    stretched over the whole share. In the roll-up of its target the share keeps the target's line.
    """
    starts_on = promise.begins_on if schedule is None else promise.terms.starts_on
    line = expected_percent(on, starts_on=starts_on, due_on=due_on, schedule=schedule)
    if promise.taken_up_on is None or promise.taken_up_on <= promise.begins_on:
        return line
    eve = promise.taken_up_on - timedelta(days=1)
    passed = expected_percent(eve, starts_on=starts_on, due_on=due_on, schedule=schedule)
    return line if passed >= HUNDRED else max((line - passed) / (HUNDRED - passed) * 100, Fraction(0))


def _expected_of_standard(promise: Promise, on: date) -> Fraction:
    assert promise.goal is not None
    assert promise.due_on is not None
    if promise.start_value is None:
        return HUNDRED
    line = _line(promise, promise.due_on, promise.schedule, on)
    goal, start = Fraction(promise.goal), Fraction(promise.start_value)
    return (start + (goal - start) * line / 100) / goal * 100
