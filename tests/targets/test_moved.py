"""What moved between two days, the worst first; and the days a reader can step to."""

from dataclasses import replace
from datetime import date

import pytest

from targets.asof import AsOf, Known, month_ends, step_back, step_forth
from targets.boards.moved import Stand, moved
from targets.measures import Measure
from targets.status import judge
from targets.verdicts import Verdict
from tests.targets.promises import day, line, promise, share

JUNE, AUGUST = day("2021-06-30"), day("2021-08-31")


def stands(on, *lists, goal=500):
    """A target for each list of figures, judged on that day."""
    found = []
    for number, figures in enumerate(lists, 1):
        owed = promise(share(*(line(when, much) for when, much in figures)), goal=goal)
        found.append(Stand(number, f"4.2.{number}", "", "", "", (number,), judge(owed, on), owed))
    return found


def compared(*lists):
    return moved(stands(JUNE, *lists), stands(AUGUST, *lists), since=JUNE, on=AUGUST)


def test_what_got_worse_comes_first_then_what_fell_furthest_behind_its_plan():
    stuck = [("2021-05-10", 250)]  # 50.0 of 50.0, then of 66.7
    slow = [("2021-05-10", 250), ("2021-08-10", 60)]  # 62.0 of 66.7: nearly on pace
    caught_up = [("2021-05-10", 150), ("2021-08-10", 250)]  # 30.0 of 50.0, then 80.0 of 66.7
    found = compared(caught_up, slow, stuck)
    rows = [(row.code, row.percent_after, row.points, row.change, row.worsened) for row in found.rows]
    assert rows == [
        ("4.2.3", "50.0%", "", "", 1),
        ("4.2.2", "62.0%", "+12.0", "+60", 0),
        ("4.2.1", "80.0%", "+50.0", "+250", -1),
    ]
    assert (found.worse, found.better, found.same) == (2, 1, 0)
    assert (found.rows[0].achieved_before, found.rows[0].achieved_after) == ("250 / 500", "250 / 500")


def test_another_reason_to_look_stands_before_what_only_fell_back():
    limit = promise(share(line("2021-08-10", 1)), measure=Measure.LIMIT, goal=0, due=None)
    broken = [Stand(9, "4.2.9", "", "", "", (9,), judge(limit, on), limit) for on in (JUNE, AUGUST)]
    slow = [("2021-05-10", 50), ("2021-08-10", 10)]
    found = moved([*stands(JUNE, slow), broken[0]], [*stands(AUGUST, slow), broken[1]], since=JUNE, on=AUGUST)
    assert [row.before for row in found.rows] == [Verdict.MISSED_LONG, Verdict.FAR_BEHIND]
    assert [row.after for row in found.rows] == [Verdict.BROKEN, Verdict.FAR_BEHIND]


def test_what_stands_as_it_did_is_only_counted_and_silence_is_not_zero():
    quiet = compared([("2021-01-10", 500)])
    assert (quiet.rows, quiet.same) == ((), 1)
    (row,) = compared([("2021-08-10", 310)]).rows
    assert (row.achieved_before, row.achieved_after, row.change, row.points) == (
        "— / 500",
        "310 / 500",
        "",
        "",
    )


def test_a_fall_is_told_with_its_sign_and_a_goal_that_changed_with_both_goals():
    first, second = stands(JUNE, [("2021-05-10", 300)]), stands(AUGUST, [("2021-05-10", 240)], goal=800)
    (row,) = moved(first, second, since=JUNE, on=AUGUST).rows
    assert (row.achieved_before, row.achieved_after, row.change, row.points) == (
        "300 / 500",
        "240 / 800",
        "−60",
        "−30.0",
    )


def test_what_was_not_there_on_one_of_the_days_is_told_as_that():
    only = stands(AUGUST, [("2021-05-10", 250)])
    for before, after, said in (([], only, "新增"), (only, [], "已不在列")):
        (row,) = moved(before, after, since=JUNE, on=AUGUST).rows
        assert (row.said, row.worsened, row.points, row.change) == (said, 0, "", "")


@pytest.mark.parametrize(
    ("before", "after", "worsened", "said"),
    [
        # 50.0 is expected on 30 June: done, ahead from 60, on pace, nearly, behind to 40, far behind.
        (50, 49, 0, "变差"),
        (49, 50, 0, "好转"),
        (50, 51, 0, ""),
        (59, 60, 0, "好转"),
        (60, 100, 0, "好转"),
        (41, 40, 1, "变差"),
        (40, 39, 0, ""),
        (20, 19, 1, "变差"),
        (41, 19, 2, "变差"),
        (19, 41, -2, "好转"),
        (60, 40, 1, "变差"),
        (100, 60, 0, "变差"),
    ],
)
def test_worse_and_better_are_told_by_the_lights_and_among_the_good_by_the_ladder(
    before, after, worsened, said
):
    first, last = (stands(JUNE, [("2021-05-10", much)], goal=100) for much in (before, after))
    (row,) = moved(first, last, since=JUNE, on=JUNE).rows
    assert (row.worsened, row.said) == (worsened, said)


@pytest.mark.parametrize(
    ("on", "back", "forth"),
    [
        ("2021-01-01", None, "2021-01-31"),
        ("2021-01-31", None, "2021-02-28"),
        ("2021-02-01", "2021-01-31", "2021-02-28"),
        ("2021-02-28", "2021-01-31", "2021-03-31"),
        ("2021-09-29", "2021-08-31", "2021-09-30"),
        ("2021-09-30", "2021-08-31", "2021-10-08"),
        ("2021-10-07", "2021-09-30", "2021-10-08"),
        ("2021-10-08", "2021-09-30", None),
        ("2021-12-31", "2021-11-30", None),
    ],
)
def test_steps_lead_to_month_ends_and_to_today(on, back, forth):
    first, last = date(2021, 1, 1), date(2021, 10, 8)
    assert (step_back(day(on), first), step_forth(day(on), last)) == (day(back), day(forth))


def test_month_ends_and_what_links_carry():
    assert [f"{end:%m-%d}" for end in month_ends(date(2021, 1, 1), date(2021, 4, 29))] == [
        "01-31",
        "02-28",
        "03-31",
    ]
    look = AsOf(AUGUST, Known.THEN, JUNE)
    assert look.query == "?on=2021-08-31&known=then"
    assert replace(look, known=Known.NOW).query == "?on=2021-08-31"
