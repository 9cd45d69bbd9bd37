"""A share's standing lines, and what later figures reckon from them. Pure: no model, no query, no clock.

Standing is what is approved or awaits review: a running total typed today counts on both.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from targets.measures import Measure
from targets.periods import Cadence, Period, period_of, periods


@dataclass(frozen=True, slots=True)
class Standing:
    """A line approved or awaiting review, as far as later figures depend on it."""

    id: int
    happened_on: date
    reported_at: datetime
    quantity: Decimal | None
    base: Decimal | None
    step_id: int | None
    is_reversed: bool
    """A reversal, or reversed by one that stands."""
    total: Decimal | None = None
    """What was typed as the total so far, in the stored unit; None where an increment was typed."""
    is_waiting: bool = False
    """It awaits review."""
    note: str = ""
    reporter: str = ""
    """Who reported it, by name; empty for a row of a sheet that is not stored yet."""

    @property
    def order(self) -> tuple[date, datetime, int]:
        """By day, then by when it was reported."""
        return (self.happened_on, self.reported_at, self.id)


UNSTORED = 2**63
"""The id of a line that is not stored yet: it comes after every stored one."""


@dataclass(frozen=True, slots=True)
class BrokenTotal:
    """A total so far that no longer is what the lines up to it come to."""

    line: int
    day: date
    typed: Decimal
    now: Decimal


@dataclass(slots=True)
class ShareLedger:
    """A share, its terms, and its standing lines; `add` keeps it true while a batch is read."""

    measure: Measure
    unit: str
    """The stored unit of its quantities; for a ratio the unit counted."""
    goal: Decimal | None
    starts_on: date
    ends_on: date
    cadence: Cadence
    report_by_day: int
    closed_through: date | None = None
    target_starts_on: date | None = None
    """The first day of a target added in mid-year."""
    ended_on: date | None = None
    step_ids: frozenset[int] = frozenset()
    lines: list[Standing] = field(default_factory=list)

    def before(self, day: date) -> Decimal:
        """The total of standing lines dated up to this day; a reversal takes away what it reverses."""
        return sum(
            (line.quantity for line in self.lines if line.quantity and line.happened_on <= day), Decimal(0)
        )

    def waiting_upto(self, day: date) -> Decimal:
        """How much of `before` still awaits review."""
        waiting = (line for line in self.lines if line.is_waiting and line.happened_on <= day)
        return sum((line.quantity for line in waiting if line.quantity), Decimal(0))

    def figures_upto(self, day: date) -> list[Decimal]:
        """What was added by the lines dated up to this day, but for 0 and for what was taken back."""
        return [
            line.quantity
            for line in self.lines
            if line.quantity and line.happened_on <= day and not line.is_reversed
        ]

    def has_figures(self, day: date) -> bool:
        """Whether any figure stands up to this day: silence is not 0."""
        return any(line.happened_on <= day and line.quantity is not None for line in self.lines)

    def told_in(self, period: Period) -> list[Standing]:
        """The stored lines of a period that nothing takes back, the latest last."""
        found = [
            line
            for line in self.lines
            if line.happened_on in period and not line.is_reversed and line.id != UNSTORED
        ]
        return sorted(found, key=attrgetter("order"))

    def latest(self, day: date) -> Standing | None:
        """The latest standing figure up to this day, for levels and ratios; in a batch the later row."""
        figures = [
            line
            for line in self.lines
            if line.happened_on <= day and line.quantity is not None and not line.is_reversed
        ]
        return max(reversed(figures), key=attrgetter("order"), default=None)

    def broken_totals(self) -> list[BrokenTotal]:
        """Totals typed that a line or correction dated before them has put out of true since."""
        found = []
        for line in self.lines:
            if line.total is None or line.is_reversed:
                continue
            upto = [other.quantity for other in self.lines if other.quantity and other.order <= line.order]
            now = sum(upto, Decimal(0))
            if now != line.total:
                found.append(BrokenTotal(line.id, line.happened_on, line.total, now))
        return found

    def twins(self, day: date, quantity: Decimal) -> list[Standing]:
        """The lines of this amount that already stand for this day."""
        return [
            line
            for line in self.lines
            if (line.happened_on, line.quantity) == (day, quantity) and not line.is_reversed
        ]

    def total_after(self, day: date) -> Standing | None:
        """The first total so far that stands for a later day than this."""
        later = [line for line in self.lines if line.total is not None and not line.is_reversed]
        return min((line for line in later if line.happened_on > day), key=attrgetter("order"), default=None)

    def steps_done(self, on: date) -> set[int]:
        """Steps reported as completed by that day; a demonstration's ledger goes on beyond its today."""
        done = (line for line in self.lines if line.happened_on <= on and not line.is_reversed)
        return {line.step_id for line in done if line.step_id is not None}

    def add(self, line: Standing) -> None:
        """Count a line that is being submitted, for the rows after it."""
        self.lines.append(line)

    def upto(self, day: date) -> "ShareLedger":
        """As it stands at the end of a day; a demonstration's ledger goes on beyond its today."""
        return replace(self, lines=[line for line in self.lines if line.happened_on <= day])

    def without(self, entry_id: int | None) -> "ShareLedger":
        """As it would be had this entry not been made; for what is to stand in its place."""
        return replace(self, lines=[line for line in self.lines if line.id != entry_id])

    def period_of(self, day: date) -> Period | None:
        """The period a day lies in; None outside the plan."""
        return period_of(day, periods(self.starts_on, self.ends_on, self.cadence, self.report_by_day))

    def is_late(self, day: date, today: date) -> bool:
        """Whether a figure dated `day` and submitted `today` comes after its period's deadline (补报)."""
        period = self.period_of(day)
        return period is not None and period.is_closed(today)
