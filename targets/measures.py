"""How a promise is counted. Pure: no model, no query, no clock (DESIGN, section 4).

The lines given here are those that count: approved, and neither a reversal nor reversed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from targets.periods import Cadence


class Measure(TextChoices):
    """How a target is counted."""

    SUM = "sum", _("Sum")
    LEVEL = "level", _("Level")
    RATIO = "ratio", _("Ratio")
    LIMIT = "limit", _("Limit")
    STEPS = "steps", _("Steps")
    ROUTINE = "routine", _("Routine")

    @classmethod
    def with_goal(cls) -> tuple["Measure", ...]:
        """Measures judged by completion against a goal."""
        return (cls.SUM, cls.LEVEL, cls.RATIO)

    @property
    def takes_latest(self) -> bool:
        """Whether the latest figure of a share stands for it, rather than the sum of its figures."""
        return self in (Measure.LEVEL, Measure.RATIO)


@dataclass(frozen=True, slots=True)
class Line:
    """One ledger line that counts."""

    id: int
    happened_on: date
    reported_at: datetime
    quantity: Decimal | None = None
    base: Decimal | None = None
    step: int | None = None

    @property
    def order(self) -> tuple[date, datetime, int]:
        """The later of two figures of a share: by day, then by when it was reported."""
        return (self.happened_on, self.reported_at, self.id)


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a share: when it is planned and what part of the share it is."""

    id: int
    name: str = ""
    planned_on: date | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """Who owes how much of a target, and what counts for it."""

    id: int
    name: str = ""
    goal: Decimal | None = None
    due_on: date | None = None
    schedule: tuple[Decimal, ...] | None = None
    is_owed: bool = True
    starts_on: date | None = None
    """From when it reports, where that is later than the plan's first day."""
    ended_on: date | None = None
    """The first day without it."""
    milestones: tuple[Milestone, ...] = ()
    lines: tuple[Line, ...] = ()
    reported_days: tuple[date, ...] = ()
    """Dates of its submitted and approved entries."""
    is_merged: bool = False
    """Ended when its village was merged into another: the steps left in it are those it had done."""
    is_planned: bool = True
    """Not one that only holds what a village logged beside the plan (计划外)."""

    def is_open(self, on: date) -> bool:
        return self.ended_on is None or on < self.ended_on

    def has_begun(self, on: date) -> bool:
        return self.starts_on is None or on >= self.starts_on


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan says of its year: first and last day, thresholds in points, day reports are due."""

    starts_on: date
    ends_on: date
    ahead_points: Decimal = Decimal(10)
    behind_points: Decimal = Decimal(10)
    far_behind_points: Decimal = Decimal(30)
    report_by_day: int = 5


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as the rules see it. Quantities are in its stored unit."""

    measure: Measure
    terms: Terms
    shares: tuple[Share, ...] = ()
    goal: Decimal | None = None
    unit: str = ""
    start_value: Decimal | Fraction | None = None
    done_at: Decimal = Decimal(100)
    due_on: date | None = None
    schedule: tuple[Decimal, ...] | None = None
    cadence: Cadence = Cadence.MONTH
    starts_on: date | None = None
    """The first day of a target added in mid-year."""
    ended_on: date | None = None
    """The first day without a target that was dropped in mid-year."""
    taken_up_on: date | None = None
    """Of a share made in mid-year, judged by itself: the day from which its owner is to do the rest."""

    @property
    def begins_on(self) -> date:
        """The day from which its straight line runs: the plan's first, or later where it was added later."""
        return max(self.terms.starts_on, self.starts_on or self.terms.starts_on)

    def is_dropped(self, on: date) -> bool:
        return self.ended_on is not None and on >= self.ended_on

    def judged_shares(self, on: date) -> tuple[Share, ...]:
        """The shares owed on that day; all open ones of the plan where none is owed.

        One that begins later is not yet silent. Steps belong to whose they are now, done or not, on all days.
        """
        if self.measure is Measure.STEPS:
            still_open = tuple(share for share in self.shares if share.is_merged or share.is_open(on))
        else:
            still_open = tuple(share for share in self.shares if share.is_open(on) and share.has_begun(on))
        planned = tuple(share for share in still_open if share.is_planned) or still_open
        return tuple(share for share in planned if share.is_owed) or planned


@dataclass(frozen=True, slots=True)
class Point:
    """What was achieved by the end of a day.

    `value` is in the target's unit; for a ratio and for steps it is a percentage. `reported` are the ids
    of the shares with a figure.
    """

    day: date
    value: Fraction | None = None
    numerator: Decimal | None = None
    base: Decimal | None = None
    reported: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Tally:
    """The running state of a fold over the days."""

    total: Decimal = Decimal(0)
    counted: bool = False
    latest: dict[int, Line] = field(default_factory=dict)
    steps_done: set[int] = field(default_factory=set)
    reported: set[int] = field(default_factory=set)


def trajectory(promise: Promise, until: date) -> list[Point]:
    """What was achieved at the end of each day on which it changed, up to the end of `until`.

    One pass over the lines: independent of the order they are given in. A ratio has a point too where a share
    begins: from then on its silence counts.
    """
    by_day: dict[date, list[tuple[Share, Line]]] = {}
    for share in promise.shares:
        for line in share.lines:
            if line.happened_on <= until:
                by_day.setdefault(line.happened_on, []).append((share, line))
    turns = [share.ended_on for share in promise.shares]
    if promise.measure is Measure.RATIO:
        turns += [share.starts_on for share in promise.shares]
    return list(_fold(promise, by_day, sorted({*by_day, *(day for day in turns if day and day <= until)})))


def _fold(
    promise: Promise, by_day: dict[date, list[tuple[Share, Line]]], days: Sequence[date]
) -> Iterator[Point]:
    tally = _Tally()
    for day in days:
        for share, line in sorted(by_day.get(day, ()), key=lambda pair: pair[1].order):
            tally.reported.add(share.id)
            if line.quantity is not None:
                tally.latest[share.id] = line
                tally.total += line.quantity
                tally.counted = True
            if line.step is not None:
                tally.steps_done.add(line.step)
        yield _point(promise, tally, day)


def _point(promise: Promise, tally: _Tally, day: date) -> Point:
    reported = frozenset(tally.reported)
    match promise.measure:
        case Measure.LEVEL | Measure.RATIO:
            return _of_latest(promise, tally, day)
        case Measure.STEPS:
            return Point(day, _steps_done(promise, tally.steps_done, day), reported=reported)
        case Measure.ROUTINE if not promise.unit:
            return Point(day, reported=reported)
        case _:
            return Point(day, Fraction(tally.total) if tally.counted else None, reported=reported)


def _of_latest(promise: Promise, tally: _Tally, day: date) -> Point:
    """The latest figures of the shares still open: summed, or numerators over bases."""
    open_ids = {share.id for share in promise.shares if share.is_open(day)}
    latest = {share: line for share, line in tally.latest.items() if share in open_ids}
    if not latest:
        return Point(day)
    numerator = sum((line.quantity for line in latest.values() if line.quantity is not None), Decimal(0))
    if promise.measure is Measure.LEVEL:
        return Point(day, Fraction(numerator), reported=frozenset(latest))
    base = sum((line.base for line in latest.values() if line.base is not None), Decimal(0))
    value = Fraction(numerator) / Fraction(base) * 100 if base else None
    return Point(day, value, numerator, base, frozenset(latest))


def _steps_done(promise: Promise, done: set[int], day: date) -> Fraction | None:
    """Weights of the steps done, averaged over the shares that have steps, in percent."""
    parts = [
        Fraction(
            sum(step.weight for step in share.milestones if step.id in done),
            sum(step.weight for step in share.milestones),
        )
        for share in promise.judged_shares(day)
        if share.milestones
    ]
    return sum(parts, Fraction(0)) / len(parts) * 100 if parts else None


def achieved(promise: Promise, on: date) -> Point:
    """What was achieved by the end of `on`; a point without a value where nothing was reported."""
    points = trajectory(promise, on)
    return points[-1] if points else Point(on)


def completion(promise: Promise, point: Point) -> Fraction | None:
    """Percent of the goal; None without a goal or a figure."""
    if point.value is None:
        return None
    if promise.measure is Measure.STEPS:
        return point.value
    return point.value / Fraction(promise.goal) * 100 if promise.goal else None
