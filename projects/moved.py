"""What moved between two days among projects: stage, investment, points against time, status; what got worse first.

Both days are judged by the same rules and by the same knowledge, today's or each day's own.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.board import rows_on
from projects.rows import ProjectRow
from projects.status import ProjectStatus
from targets.asof import AsOf
from targets.boards.comparison import Comparison, became, tone_of
from targets.boards.moved import signed
from targets.explaining import points
from targets.models import Plan
from targets.verdicts import Severity

LADDER = {
    ProjectStatus.ON_PACE: 0,
    ProjectStatus.AHEAD: 1,
    ProjectStatus.FINISHED: 2,
    ProjectStatus.FINISHED_EARLY: 2,
}
"""From what is on schedule to what is done: all of it without a yellow or red light."""


@dataclass(frozen=True, slots=True)
class ProjectMove:
    """A line of the comparison; a project that was not in the list on a day has no row for it."""

    before: ProjectRow | None
    after: ProjectRow | None
    query: str

    @property
    def shown(self) -> ProjectRow:
        """The row whose name is printed."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def url(self) -> str:
        return self.shown.url + self.query

    @property
    def change(self) -> str:
        """万元 done in between, signed; empty where either is not known or it is the same."""
        if self.before is None or self.after is None:
            return ""
        return signed(self.before.invested, self.after.invested, "")

    @property
    def points(self) -> str:
        """By how many points the distance from time moved; empty where either is not known or it is the same."""
        gap = self.gap_change
        return points(gap) if gap else ""

    @property
    def gap_change(self) -> Decimal:
        if self.before is None or self.after is None or self.before.gap is None or self.after.gap is None:
            return Decimal(0)
        return self.after.gap - self.before.gap

    @property
    def worsened(self) -> int:
        """By how many lights, none to yellow to red; below 0 it got better."""
        if self.before is None or self.after is None:
            return 0
        return _light(self.after.status) - _light(self.before.status)

    @property
    def slid(self) -> int:
        """Where the light is the same: by how many steps of the ladder it went down."""
        if self.before is None or self.after is None:
            return 0
        old, new = self.before.status, self.after.status
        return LADDER[old] - LADDER[new] if old in LADDER and new in LADDER else 0

    @property
    def trend(self) -> int:
        """Above 0 it got worse, below 0 better."""
        return self.worsened or self.slid

    @property
    def said(self) -> str:
        """What became of it in a word."""
        return became(self.before, self.after, self.trend)

    @property
    def tone(self) -> str:
        return tone_of(self.trend)


ProjectsMoved = Comparison[ProjectMove]


def projects_moved(
    plan: Plan, look: AsOf, rows: Iterable[ProjectRow], fits: Callable[[ProjectRow], bool]
) -> ProjectsMoved | None:
    """What moved to these rows since the day to compare with; None where none was asked for.

    Compared is what the board shows: what fits its filter on the day of the board, or on the other day where it is
    in the list on that one alone. As many queries as one board.
    """
    if look.compare is None:
        return None
    every = list(rows)
    after = [row for row in every if fits(row)]
    codes, shown = {row.code for row in every}, {row.code for row in after}
    before = [
        row
        for row in rows_on(plan, look.compare, look.known)
        if row.code in shown or (row.code not in codes and fits(row))
    ]
    return moved(before, after, look.compare, look)


def moved(
    before: Iterable[ProjectRow], after: Iterable[ProjectRow], since: date, look: AsOf
) -> ProjectsMoved:
    """Compare two days: what got worse first, then what fell furthest behind time."""
    first, last = ({row.code: row for row in rows} for rows in (before, after))
    every = [ProjectMove(first.get(code), last.get(code), look.query) for code in sorted({**first, **last})]
    moves = [move for move in every if _told(move.before) != _told(move.after)]
    return ProjectsMoved(
        since=since,
        on=look.on,
        rows=tuple(sorted(moves, key=lambda move: (-move.worsened, -move.slid, move.gap_change))),
        worse=sum(move.trend > 0 for move in moves),
        better=sum(move.trend < 0 for move in moves),
        same=len(every) - len(moves),
    )


def _told(row: ProjectRow | None) -> tuple | None:
    """What of a project may move; time alone moves the points of every one, and is no news."""
    if row is None:
        return None
    return (row.stage_slug, row.status, row.invested, row.year_investment)


def _light(status: ProjectStatus) -> int:
    """Red, yellow, or neither: what is finished, late or not, asks no more of anyone."""
    return status.severity - Severity.WATCH if status.is_late else 0
