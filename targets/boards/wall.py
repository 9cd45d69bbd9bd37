"""What the wall shows: a plan's state on a day as pages of a size that a screen across the room can hold.

How many lines fit is decided here, by wall.css's line heights for a screen of 16:9: whatever the number of targets
and villages, a page never scrolls.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from math import ceil
from typing import Any, TypeVar

from django.db.models import prefetch_related_objects

from targets.assessment import Assessment, assess
from targets.boards.attention import worst_first
from targets.boards.dashboard import Count, YearLine, count_classes, elapsed_percent, yearline
from targets.boards.rows import TargetRow, row_of
from targets.boards.village_matrix import Cell, Matrix, VillageHead, matrix_of
from targets.models import Plan, Target, Village
from targets.verdicts import StatusClass, Verdict

ATTENTION_LINES = 6
TARGET_LINES = 9
VILLAGE_LINES = 12
VILLAGE_COLUMNS = 10
STEADY_LINES = 16
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page: where the year stands, and what most needs attention."""

    yearline: YearLine
    counts: tuple[Count, ...]
    total: int
    attention: tuple[TargetRow, ...]
    more: int
    """How many others are behind; they stand on the pages of their themes."""
    template: str = field(default="targets/wall/overview.html", init=False)


@dataclass(frozen=True, slots=True)
class ThemePage:
    """Targets of a theme, the worst first."""

    number: str
    name: str
    part: int
    parts: int
    rows: tuple[TargetRow, ...]
    targets: int
    """Of the whole theme, as are the next three."""
    behind: int
    missing: int
    steady: int
    """Routine work that is reported as it should be: counted, and left out of the lines."""
    listed: tuple[TargetRow, ...] = ()
    """That work by name where the theme has no other: as much as a page holds."""
    template: str = field(default="targets/wall/theme.html", init=False)


@dataclass(frozen=True, slots=True)
class VillageLine:
    """A target's line beside some villages."""

    target: TargetRow
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class VillagesPage:
    """Some villages and some of the targets that concern them, in the order of the report."""

    part: int
    parts: int
    villages: tuple[VillageHead, ...]
    lines: tuple[VillageLine, ...]
    legend: tuple[Verdict, ...]
    template: str = field(default="targets/wall/villages.html", init=False)


@dataclass(frozen=True, slots=True)
class Wall:
    """All pages, in the order in which they are turned; there is always a first."""

    on: date
    pages: tuple[Any, ...]
    """Overview, ThemePages and VillagesPages; an app above this one adds its own, each with its `template`."""


def wall(plan: Plan, on: date) -> Wall:
    """A plan's wall on a day: seven queries, however many targets and villages."""
    assessments = assess(plan, on)
    found = [(each, row_of(each)) for each in sorted(assessments, key=worst_first)]
    by_theme = sorted(found, key=lambda pair: pair[0].place)
    themes = [
        page
        for theme, members in groupby(by_theme, key=lambda pair: pair[0].target.section.theme)
        for page in theme_pages(theme.number, theme.label, [row for _assessment, row in members])
    ]
    villages = village_pages(_matrix(plan, on, assessments))
    return Wall(on, (overview(plan, on, [row for _assessment, row in found]), *themes, *villages))


def _matrix(plan: Plan, on: date, assessments: Sequence[Assessment]) -> Matrix:
    """The villages and what concerns them, from what is assessed already: three queries."""
    every = list(Village.objects.select_related("area"))
    concerning = set(Target.objects.filter(plan=plan).of_villages(every).values_list("pk", flat=True))
    shown = [each for each in assessments if each.target.pk in concerning]
    prefetch_related_objects([each.target for each in shown], "villages")
    return matrix_of(plan, on, every, shown)


def overview(plan: Plan, on: date, rows: Sequence[TargetRow]) -> Overview:
    """The first page, of rows that stand worst first: what is behind is what the town board calls so."""
    behind = [row for row in rows if is_behind(row)]
    return Overview(
        yearline(plan, elapsed_percent(plan, on)),
        count_classes((row.verdict for row in rows), sum(row.missing > 0 for row in rows), lambda slug: ""),
        len(rows),
        tuple(behind[:ATTENTION_LINES]),
        len(behind[ATTENTION_LINES:]),
    )


def is_behind(row: TargetRow) -> bool:
    return row.verdict.group is StatusClass.BEHIND


def theme_pages(number: str, name: str, rows: Sequence[TargetRow]) -> list[ThemePage]:
    """As many pages as a theme needs, its rows as given; one where all is routine work as it should be."""
    told = [row for row in rows if not row.is_routine or row.verdict.needs_attention or row.missing]
    steady = len(rows) - len(told)
    behind = sum(is_behind(row) for row in rows)
    missing = sum(row.missing > 0 for row in rows)
    if not told:
        listed = tuple(sorted(rows, key=lambda row: row.order)[:STEADY_LINES])
        return [ThemePage(number, name, 1, 1, (), len(rows), behind, missing, steady, listed)]
    parts = in_parts(told, TARGET_LINES)
    return [
        ThemePage(number, name, place, len(parts), part, len(rows), behind, missing, steady)
        for place, part in enumerate(parts, start=1)
    ]


def village_pages(found: Matrix) -> list[VillagesPage]:
    """Pages of villages and the targets that concern them, all of some villages before the next villages."""
    rows = [row for theme in found.themes for row in theme.rows]
    pages = []
    for places in in_parts(range(len(found.villages)), VILLAGE_COLUMNS):
        villages = tuple(found.villages[place] for place in places)
        lines = [VillageLine(row.target, tuple(row.cells[place] for place in places)) for row in rows]
        concerning = [line for line in lines if any(line.cells)]
        pages += [(villages, part) for part in in_parts(concerning, VILLAGE_LINES)]
    return [
        VillagesPage(place, len(pages), villages, lines, found.legend)
        for place, (villages, lines) in enumerate(pages, start=1)
    ]


def in_parts(items: Sequence[Item], most: int) -> list[tuple[Item, ...]]:
    """Consecutive parts of at most so many, none much shorter than another: 12 by at most 10 are 6 and 6.

    >>> in_parts("abcde", 4)
    [('a', 'b', 'c'), ('d', 'e')]
    """
    if not items:
        return []
    length = ceil(len(items) / ceil(len(items) / most))
    return [tuple(items[start : start + length]) for start in range(0, len(items), length)]
