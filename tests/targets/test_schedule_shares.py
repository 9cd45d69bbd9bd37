"""What is expected of a whole promise: its shares', weighted by their goals, and its own for the rest."""

import pytest

from targets.measures import Measure
from targets.schedule import expected_completion, rounded
from tests.targets.promises import day, line, percents, promise, share

LATE = percents(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100)
EARLY = percents(0, 0, 100)


def expected(promised, on="2021-06-30"):
    return str(rounded(expected_completion(promised, day(on))))


@pytest.mark.parametrize(
    ("shares", "percent"),
    [
        pytest.param([share()], "50.0", id="one share without a goal: the target's own line"),
        pytest.param([share(goal=500)], "50.0", id="one share of all of it"),
        pytest.param([share(goal=200), share(goal=300)], "50.0", id="two on the target's line"),
        pytest.param(
            [share(goal=100, schedule=EARLY), share(goal=400, schedule=LATE)],
            "20.0",
            id="100 of 500 due early",
        ),
        pytest.param(
            [share(goal=400, schedule=EARLY), share(goal=100, schedule=LATE)],
            "80.0",
            id="400 of 500 due early",
        ),
        pytest.param([share(goal=500, due="2021-06-30")], "100.0", id="due in June"),
        pytest.param(
            [share(goal=250, due="2021-06-30"), share(goal=250)], "75.0", id="half of it due in June"
        ),
        pytest.param([share(goal=100, schedule=EARLY)], "60.0", id="the 400 not split follow the target"),
        pytest.param(
            [share(goal=100, schedule=EARLY), share(goal=0)], "60.0", id="a share of 0 weighs nothing"
        ),
        pytest.param(
            [share(goal=450, schedule=EARLY), share(goal=450, schedule=LATE)],
            "50.0",
            id="400 more than the goal",
        ),
        pytest.param([share(goal=1000, schedule=EARLY)], "100.0", id="twice the goal is still all of it"),
        pytest.param(
            [share(goal=250, schedule=EARLY, ended="2021-06-30"), share(goal=250)],
            "50.0",
            id="ended that day: left out",
        ),
        pytest.param(
            [share(goal=250, schedule=EARLY, ended="2021-07-01"), share(goal=250)],
            "75.0",
            id="not ended before July",
        ),
        pytest.param(
            [share(goal=250, schedule=EARLY, is_owed=False), share(goal=250)],
            "75.0",
            id="a goal counts, owed or not",
        ),
    ],
)
def test_a_sum_expects_the_mean_of_its_shares_weighted_by_their_goals(shares, percent):
    assert expected(promise(*shares, goal=500, unit="亩")) == percent


def test_what_is_not_split_follows_the_targets_own_curve_and_so_does_a_share_without_one():
    promised = promise(share(goal=100, schedule=EARLY), share(goal=100), goal=500, schedule=LATE, unit="亩")
    assert expected(promised) == "20.0"


@pytest.mark.parametrize(
    ("unit", "goal", "schedule", "on", "percent"),
    [
        pytest.param("口", 10, None, "2021-12-30", "0.0", id="10口: nothing before the due day"),
        pytest.param("口", 10, None, "2021-12-31", "100.0", id="10口: all on it"),
        pytest.param("口", 11, None, "2021-06-30", "50.0", id="11口: a straight line"),
        pytest.param("项", 1, None, "2021-12-30", "0.0", id="1项"),
        pytest.param("项", 11, None, "2021-06-30", "50.0", id="11项"),
        pytest.param("口", 10, percents(30, 100), "2021-01-31", "30.0", id="10口 with a schedule of its own"),
        pytest.param("亩", 10, None, "2021-06-30", "50.0", id="10亩 are no pieces"),
        pytest.param("公里", 3, None, "2021-06-30", "50.0", id="3公里 are no pieces"),
    ],
)
def test_ten_whole_pieces_or_fewer_are_expected_on_their_due_day_at_once(unit, goal, schedule, on, percent):
    assert expected(promise(goal=goal, unit=unit, schedule=schedule), on) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        pytest.param("2021-06-29", "29.8", id="half of the 12口, none of the 8"),
        pytest.param("2021-06-30", "70.0", id="half of the 12口, all of the 8 on their due day"),
        pytest.param("2021-12-31", "100.0", id="all"),
    ],
)
def test_few_pieces_are_judged_share_by_share_at_their_own_due_days(on, percent):
    wells = promise(share(goal=8, due="2021-06-30"), share(goal=12), goal=20, unit="口")
    assert expected(wells, on) == percent


def test_a_schedule_of_the_target_overrides_few_pieces_in_its_shares():
    wells = promise(
        share(goal=5), share(goal=5, schedule=EARLY), goal=10, unit="口", schedule=percents(20, 40, 60, 100)
    )
    assert expected(wells, "2021-02-28") == "20.0"


@pytest.mark.parametrize("measure", [Measure.LEVEL, Measure.RATIO])
@pytest.mark.parametrize(
    ("goal", "start", "schedule", "on", "percent"),
    [
        pytest.param(80, None, None, "2021-01-01", "100.0", id="a standard is held from the first day"),
        pytest.param(80, None, percents(0, 100), "2021-01-31", "100.0", id="whatever its schedule"),
        pytest.param(80, 40, None, "2020-12-31", "50.0", id="before the first day at the start"),
        pytest.param(80, 40, None, "2021-06-30", "75.0", id="half-way from 40 to 80 is 60"),
        pytest.param(80, 40, None, "2021-12-31", "100.0", id="at the goal when due"),
        pytest.param(80, 40, percents(0, 100), "2021-01-31", "50.0", id="by its schedule"),
        pytest.param(80, 0, None, "2021-06-30", "50.0", id="from 0 it is the straight line"),
        pytest.param(80, 80, None, "2021-06-30", "100.0", id="nothing to grow"),
    ],
)
def test_a_level_or_ratio_is_held_to_its_goal_or_to_the_line_from_where_it_starts(
    measure, goal, start, schedule, on, percent
):
    promised = promise(line("2021-01-01", 1, 2), measure=measure, goal=goal, start=start, schedule=schedule)
    assert expected(promised, on) == percent
