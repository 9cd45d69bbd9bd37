"""The year before of a target that continues one: what its ledger says by the same day a year earlier (去年同期)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from targets import units
from targets.asof import Known
from targets.assessment import assess_target
from targets.forecast import value_on
from targets.measures import Point, trajectory
from targets.models import Plan, Target
from targets.periods import add_months, month_end


@dataclass(frozen=True, slots=True)
class YearBefore:
    """What was achieved in the course of the year before, counted by the same rules."""

    year: int
    last: date
    """The last day of that year's plan."""
    points: Sequence[Point]
    rate: Fraction
    """How many of this year's unit one of that year's is."""

    def by(self, day: date) -> Fraction | None:
        """Achieved by the same day a year earlier, in this year's unit; None before a figure or after the year."""
        earlier = same_day_before(day)
        value = None if earlier > self.last else value_on(self.points, earlier)
        return None if value is None else value * self.rate


def same_day_before(day: date) -> date:
    """The same day a year earlier; the end of a month leads to the end of it, to 29 February of a leap year."""
    earlier = add_months(day, -12)
    return month_end(earlier) if day == month_end(day) else earlier


def year_before(target: Target, on: date, known: Known = Known.NOW) -> YearBefore | None:
    """The year before of a target, as known on `on`; None where there is none that can be compared.

    It can where the target continues one of the plan of the year before, counted in the same way and in a unit of
    the same dimension, and nobody said that its result cannot be compared. Five queries more where it has one.
    """
    if target.continues_id is None or not target.baseline_comparable:
        return None
    old = Target.objects.select_related("plan").get(pk=target.continues_id)
    alike = (old.measure, old.plan.year) == (target.measure, target.plan.year - 1)
    if not alike or old.plan.state == Plan.State.DRAFT:
        return None
    own, wanted = units.get(old.unit), units.get(target.unit)
    if own.dimension != wanted.dimension:
        return None
    points = trajectory(assess_target(old, on, known).promise, old.plan.ends_on)
    if not any(point.value is not None for point in points):
        return None
    return YearBefore(
        old.plan.year, old.plan.ends_on, tuple(points), Fraction(own.factor) / Fraction(wanted.factor)
    )
