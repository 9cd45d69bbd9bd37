"""我分管的: the targets of the offices that a leader leads, worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from targets.boards.rows import TargetRow
from targets.models import Duty
from targets.people import Person
from targets.verdicts import StatusClass

AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class Led:
    """What one leader answers for."""

    offices: tuple[str, ...]
    rows: tuple[TargetRow, ...]
    """All but routine work, worst first."""
    routine: tuple[TargetRow, ...]

    @property
    def first(self) -> tuple[TargetRow, ...]:
        """The worst, shown at once; who leads many finds the others folded under them."""
        return self.rows[:AT_ONCE]

    @property
    def others(self) -> tuple[TargetRow, ...]:
        return self.rows[AT_ONCE:]

    @property
    def tally(self) -> tuple[tuple[StatusClass, int], ...]:
        """How many are of each class that there is."""
        found = [(each, sum(row.verdict.group is each for row in self.rows)) for each in StatusClass.five()]
        return tuple((each, number) for each, number in found if number)

    @property
    def routine_missing(self) -> int:
        return sum(row.missing > 0 for row in self.routine)

    @property
    def missing(self) -> int:
        return sum(row.missing > 0 for row in self.rows) + self.routine_missing


def led_targets(user: Person, lines: Iterable[tuple[int | None, TargetRow]], today: date) -> Led | None:
    """The targets of the offices this user leads today; None for who leads none: one query.

    The lines are those of `Board.lines`, with the id of their lead office, the worst first.
    """
    duties = Duty.objects.held_by(user, today).filter(role=Duty.Role.LEADER, office__isnull=False)
    offices = {
        duty.office_id: str(duty.office) for duty in duties.select_related("office").order_by("office")
    }
    if not offices:
        return None
    own = [row for office, row in lines if office in offices]
    return Led(
        tuple(offices.values()),
        tuple(row for row in own if not row.is_routine),
        tuple(row for row in own if row.is_routine),
    )
