"""Projects on the pages of targets: the strip of the town board, the lists of a village and of a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from projects.assessment import assess
from projects.board import Count, Fact, board_of
from projects.models import Project, ProjectYear
from projects.rows import ProjectRow, row_of
from targets.asof import Known
from targets.models import Plan

LATE_SHOWN = 12
MONEY_SHOWN = slice(1, 4)
"""年度计划, 累计完成, 占年度计划%: the strip leaves the rest to the projects' board."""


@dataclass(frozen=True, slots=True)
class Strip:
    """The projects of a plan in a few lines."""

    counts: tuple[Count, ...]
    money: Sequence[Fact]
    late: tuple[ProjectRow, ...]
    """The worst first, as many as a strip can name."""
    more: int
    """How many are late besides."""


def strip(plan: Plan, on: date, known: Known = Known.NOW) -> Strip | None:
    """What the town board says of the year's projects; None where there are none."""
    rows = _rows(plan, on, known)
    if not rows:
        return None
    board = board_of(rows, plan, on)
    late = sorted((row for row in rows if row.status.is_late), key=lambda row: (-row.severity, row.code))
    named = tuple(late[:LATE_SHOWN])
    return Strip(board.counts, board.money[MONEY_SHOWN], named, len(late) - len(named))


def projects_of(plan: Plan, on: date, known: Known = Known.NOW, **which: object) -> tuple[ProjectRow, ...]:
    """The projects of a village (`villages__in`) or of a target (`pk__in` those that serve it), by code."""
    return tuple(_rows(plan, on, known, project__in=Project.objects.filter(**which)))


def _rows(plan: Plan, on: date, known: Known, **which: object) -> list[ProjectRow]:
    years = ProjectYear.objects.filter(plan=plan, **which)
    return [row_of(each, on) for each in assess(plan, on, years, known)]
