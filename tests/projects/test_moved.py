"""What of projects moved between two days, the worst first."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from projects.moved import moved
from projects.rows import ProjectRow
from projects.status import ProjectStatus
from targets.asof import AsOf, Known

JUNE, AUGUST = date(2021, 6, 30), date(2021, 8, 31)
AS_OF = AsOf(AUGUST, Known.THEN, JUNE)
BLANK = dict.fromkeys(ProjectRow.__dataclass_fields__, "")


def row(code, status="on_pace", stage="works", invested=None, gap=None):
    known = {"code": code, "url": f"/{code}/", "stage_slug": stage, "year_investment": Decimal(100)}
    known |= {"invested": invested and Decimal(invested), "gap": gap and Decimal(gap)}
    return ProjectRow(**{**BLANK, **known, "status": status_of(status)})


def status_of(slug):
    return next(each for each in ProjectStatus if each.slug == slug)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("on_pace", "behind", "变差"),
        ("behind", "far_behind", "变差"),
        ("ahead", "on_pace", "变差"),
        ("on_pace", "ahead", "好转"),
        ("overdue", "finished_late", "好转"),
        ("behind", "finished_late", "好转"),
        ("on_pace", "finished_late", ""),
        ("planned", "on_pace", ""),
        ("start_late", "stalled", ""),
        (None, "on_pace", "新增"),
        ("on_pace", None, "已不在列"),
    ],
)
def test_a_move_is_said_in_a_word(before, after, said):
    rows = [[row("P01", status)] if status else [] for status in (before, after)]
    (move,) = moved(*rows, JUNE, AS_OF).rows
    assert move.said == said
    assert move.url == "/P01/?on=2021-08-31&known=then"


def test_what_got_worse_comes_first_then_what_fell_furthest_behind_time():
    before = [row(f"P0{number}", invested="40", gap="-10.0") for number in range(1, 6)]
    after = [
        replace(before[0], gap=Decimal("5.0"), invested=Decimal("60.5")),
        replace(before[1], gap=Decimal("-26.7")),
        before[2],
        replace(before[3], status=ProjectStatus.FAR_BEHIND),
        replace(before[4], stage_slug="finish"),
    ]
    found = moved(before, after, JUNE, AS_OF)
    assert [(each.shown.code, each.change, each.points) for each in found.rows] == [
        ("P04", "", ""),
        ("P05", "", ""),
        ("P01", "+20.5", "+15.0"),
    ]
    assert (found.worse, found.better, found.same) == (1, 0, 2), "time alone moves the points of P02: no news"


def test_what_nobody_told_of_has_no_change():
    (move,) = moved([row("P01")], [row("P01", invested="30", gap="-20.0")], JUNE, AS_OF).rows
    assert (move.change, move.points, move.gap_change) == ("", "", 0)
