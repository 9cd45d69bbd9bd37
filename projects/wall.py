"""The projects on the wall: pages of a size that a screen across the room can hold, the worst first."""

from dataclasses import dataclass, field
from datetime import date

from projects.board import Fact, board
from projects.rows import ProjectRow
from targets.boards.wall import in_parts
from targets.models import Plan

PROJECT_LINES = 9
"""As many as of targets: the lines are as high."""
MOST_PAGES = 4
"""A wall of hundreds of projects would take an hour to turn: it shows the worst of them, and how many there are."""


@dataclass(frozen=True, slots=True)
class ProjectsPage:
    """Some of a year's projects, with what holds of all of them."""

    part: int
    parts: int
    rows: tuple[ProjectRow, ...]
    projects: int
    late: int
    share: Fact
    """Of the year's plan, in money."""
    months: tuple[tuple[str, str, str], ...]
    today: str
    template: str = field(default="projects/wall.html", init=False)


def project_pages(plan: Plan, on: date) -> list[ProjectsPage]:
    """No page where the year has no projects; else pages none of which is much shorter than another."""
    shown = board(plan, on)
    rows = sorted(shown.rows, key=lambda row: (row.status.is_finished, -row.severity, row.code))
    late = sum(row.status.is_late for row in rows)
    parts = in_parts(rows[: PROJECT_LINES * MOST_PAGES], PROJECT_LINES)
    return [
        ProjectsPage(place, len(parts), part, len(rows), late, shown.money[3], shown.months, shown.today)
        for place, part in enumerate(parts, start=1)
    ]
