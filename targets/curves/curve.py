"""A promise month by month beside its plan: what a curve draws and its table lists.

Pure: no model, no query, no clock. Quantities are exact and in the target's stored unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from targets.forecast import months_passed, value_on
from targets.measures import Measure, Point, Promise, trajectory
from targets.periods import add_months, month_end, months_between
from targets.schedule import expected_completion
from targets.status import judge
from targets.verdicts import Verdict

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Month:
    """How a promise stood at the end of a month, or on the day asked about in the month that holds it."""

    day: date
    is_past: bool
    has_figure: bool
    """Whether a figure that counts is dated in it."""
    before: Fraction | None
    """Achieved by the end of the month before; None without a figure by then."""
    value: Fraction | None
    """Achieved by then; None before the first figure and for months to come."""
    expected: Fraction | None
    """The plan's by then; None without a goal or due date."""
    verdict: Verdict | None
    """As judged by what the promise holds, all that is known now or was known on the day; None for months to come."""


@dataclass(frozen=True, slots=True)
class PlanPoint:
    """What the plan expects by the end of a day, and below what a figure is behind and far behind."""

    day: date
    expected: Fraction
    behind: Fraction
    far: Fraction


def has_plan(promise: Promise) -> bool:
    """Whether there is a line to be drawn: where a number says it all, there is none."""
    return promise.measure in Measure.with_goal() and bool(promise.goal) and promise.due_on is not None


def last_day(promise: Promise, on: date) -> date:
    """The last day of the curve: the due date, or `on` where that is later; never after it was dropped."""
    last = min(on, promise.terms.ends_on)
    if promise.due_on is not None:
        last = max(last, promise.due_on)
    if promise.ended_on is not None:
        last = min(last, promise.ended_on - DAY)
    return max(last, promise.begins_on)


def months(promise: Promise, on: date) -> tuple[Month, ...]:
    """Every month from the first of the promise to the last of its curve."""
    points = trajectory(promise, on)
    reported = sorted({line.happened_on for share in promise.shares for line in share.lines})
    last = last_day(promise, on)
    first = promise.begins_on.replace(day=1)
    found: list[Month] = []
    for index in range(months_between(first, last) + 1):
        starts_on = add_months(first, index)
        day = min(month_end(starts_on), last, on if starts_on <= on else last)
        has_figure = any(starts_on <= each <= min(day, on) for each in reported)
        found.append(_month(promise, points, starts_on, day, on, has_figure))
    return tuple(found)


def _month(
    promise: Promise, points: Sequence[Point], starts_on: date, day: date, on: date, has_figure: bool
) -> Month:
    expected = expected_on(promise, day) if has_plan(promise) else None
    if starts_on > on:
        return Month(day, False, False, None, None, expected, None)
    before, value = value_on(points, starts_on - DAY), value_on(points, day)
    return Month(day, True, has_figure, before, value, expected, judge(promise, day).verdict)


def expected_on(promise: Promise, day: date) -> Fraction:
    """The plan's figure by the end of a day; the promise has a goal and a due date."""
    assert promise.goal is not None
    return Fraction(promise.goal) * expected_completion(promise, day) / 100


def plan_line(promise: Promise, on: date) -> tuple[PlanPoint, ...]:
    """The plan from the eve of the first day to the due date, with a point wherever it bends.

    Between two points it is straight by days. The promise has a goal and a due date.
    """
    assert promise.goal is not None
    assert promise.due_on is not None
    last = min(last_day(promise, on), promise.due_on)
    days = sorted(day for day in set(_bends(promise, last)) if promise.begins_on - DAY <= day <= last)
    goal, terms = Fraction(promise.goal), promise.terms
    line = []
    for day in days:
        percent = expected_completion(promise, day)
        behind = max(percent - Fraction(terms.behind_points), Fraction(0))
        far = max(percent - Fraction(terms.far_behind_points), Fraction(0))
        line.append(PlanPoint(day, goal * percent / 100, goal * behind / 100, goal * far / 100))
    return tuple(line)


def _bends(promise: Promise, last: date) -> Iterator[date]:
    """Month ends, and the days around those on which a share falls due, begins or ends."""
    yield promise.begins_on - DAY
    yield last
    first = promise.begins_on.replace(day=1)
    for index in range(months_between(first, last) + 1):
        yield month_end(add_months(first, index))
    for share in promise.shares:
        for day in (share.due_on, share.starts_on, share.ended_on):
            if day is not None:
                yield from (day - DAY, day)
    assert promise.due_on is not None
    yield promise.due_on - DAY


def place(promise: Promise, on: date, day: date) -> Fraction:
    """Where the end of a day lies on the curve's months, from 0 to 1."""
    first = promise.begins_on
    return months_passed(first, day) / months_passed(first, month_end(last_day(promise, on)))
