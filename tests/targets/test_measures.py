from decimal import Decimal
from fractions import Fraction

import pytest

from targets.measures import Measure, Milestone, achieved, completion, trajectory
from tests.targets.promises import day, line, milestone, promise, share

SUM, LEVEL, RATIO, LIMIT = Measure.SUM, Measure.LEVEL, Measure.RATIO, Measure.LIMIT
STEPS, ROUTINE = Measure.STEPS, Measure.ROUTINE


def value(promised, on):
    return achieved(promised, day(on)).value


def percent(promised, on):
    return completion(promised, achieved(promised, day(on)))


def test_only_sum_level_and_ratio_are_judged_against_a_goal():
    assert Measure.with_goal() == (SUM, LEVEL, RATIO)
    assert [each for each in Measure if each.takes_latest] == [LEVEL, RATIO]


@pytest.mark.parametrize("measure", Measure)
def test_an_empty_ledger_has_achieved_nothing_known(measure):
    promised = promise(measure=measure, goal=500)
    assert trajectory(promised, day("2021-06-30")) == []
    assert value(promised, "2021-06-30") is None
    assert percent(promised, "2021-06-30") is None


# --- sum ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "mu", "completed"),
    [
        pytest.param("2021-03-14", None, None, id="nothing yet"),
        pytest.param("2021-03-15", 60, 12, id="the end of the first day counts"),
        pytest.param("2021-04-30", 310, 62, id="added up"),
        pytest.param("2021-11-30", 520, 104, id="over the goal"),
    ],
)
def test_a_sum_adds_up_what_happened_by_the_end_of_the_day(on, mu, completed):
    honeysuckle = promise(line("2021-03-15", 60), line("2021-04-30", 250), line("2021-10-02", 210), goal=500)
    assert value(honeysuckle, on) == mu
    assert percent(honeysuckle, on) == completed


def test_a_zero_report_is_a_figure_and_silence_is_none():
    assert value(promise(line("2021-03-15", 0), goal=500), "2021-03-31") == 0
    assert value(promise(line("2021-03-15"), goal=500), "2021-03-31") is None


def test_a_sum_adds_up_its_shares_and_keeps_what_an_ended_one_achieved():
    promised = promise(
        share(line("2021-03-15", 60), ended="2021-06-01"), share(line("2021-07-01", "40.5")), goal=500
    )
    assert value(promised, "2021-12-31") == Fraction("100.5")


def test_without_a_goal_there_is_no_completion():
    doses = promise(line("2021-03-15", 60))
    assert value(doses, "2021-03-31") == 60
    assert percent(doses, "2021-03-31") is None


def test_completion_is_exact():
    assert percent(promise(line("2021-03-15", 1), goal=3), "2021-03-31") == Fraction(100, 3)


def test_a_roll_up_tells_which_shares_have_reported():
    first, second, third = share(line("2021-03-15", 0)), share(line("2021-05-15", 9)), share()
    point = achieved(promise(first, second, third, goal=100), day("2021-04-30"))
    assert point.reported == {first.id}


# --- level and ratio ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "stock"),
    [
        pytest.param([line("2021-03-31", 70), line("2021-02-28", 90)], 70, id="by the day it is of"),
        pytest.param(
            [line("2021-03-31", 70, reported="2021-04-05"), line("2021-03-31", 72, reported="2021-04-02")],
            70,
            id="the same day: by when it was reported",
        ),
        pytest.param(
            [line("2021-03-31", 70, at="09:01"), line("2021-03-31", 72, at="09:00")], 70, id="to the minute"
        ),
        pytest.param(
            [line("2021-03-31", 70, id=12), line("2021-03-31", 72, id=11)],
            70,
            id="the same moment: by its number",
        ),
        pytest.param(
            [line("2021-03-31", 70, reported="2021-04-02"), line("2021-03-30", 72, reported="2021-05-01")],
            70,
            id="an earlier day reported later does not count",
        ),
        pytest.param(
            [line("2021-03-31", 70), line("2021-05-01", 99)], 70, id="what is dated later does not count"
        ),
        pytest.param(
            [line("2021-03-30", 70), line("2021-03-31")], 70, id="a line without a figure hides none"
        ),
        pytest.param([line("2021-03-31", -2)], -2, id="a level may be below nothing"),
    ],
)
def test_the_latest_value_of_a_level_stands(lines, stock):
    assert value(promise(*lines, measure=LEVEL, goal=100), "2021-04-30") == stock
    assert value(promise(*reversed(lines), measure=LEVEL, goal=100), "2021-04-30") == stock


def test_lines_are_ordered_by_day_then_by_when_they_were_reported_then_by_number():
    first, second, third, fourth = in_order = [
        line("2021-03-30", reported="2021-05-01", id=9),
        line("2021-03-31", reported="2021-04-01", id=8),
        line("2021-03-31", reported="2021-04-02", id=6),
        line("2021-03-31", reported="2021-04-02", id=7),
    ]
    assert sorted([third, fourth, first, second], key=lambda each: each.order) == in_order


@pytest.mark.parametrize(
    ("on", "stock", "reported"),
    [
        pytest.param("2021-03-31", 30, 1, id="one village"),
        pytest.param("2021-04-30", 50, 2, id="both added up"),
        pytest.param("2021-06-30", 60, 2, id="one with a new value"),
        pytest.param("2021-07-01", 20, 1, id="from the first day without it an ended share is left out"),
    ],
)
def test_a_level_sums_the_latest_value_of_each_open_share(on, stock, reported):
    promised = promise(
        share(line("2021-03-31", 30), line("2021-06-30", 40), ended="2021-07-01"),
        share(line("2021-04-30", 20)),
        measure=LEVEL,
        goal=100,
    )
    point = achieved(promised, day(on))
    assert (point.value, len(point.reported)) == (stock, reported)
    assert completion(promised, point) == stock


def test_a_level_all_of_whose_shares_ended_is_not_known():
    promised = promise(share(line("2021-03-31", 30), ended="2021-07-01"), measure=LEVEL, goal=100)
    assert value(promised, "2021-07-01") is None


def test_a_ratio_is_sum_over_sum_and_never_a_mean_of_percentages():
    insured = promise(
        share(line("2021-03-31", 90, 100)), share(line("2021-03-31", 300, 300)), measure=RATIO, goal=100
    )
    point = achieved(insured, day("2021-03-31"))
    assert (point.numerator, point.base, point.value) == (390, 400, Fraction("97.5"))


def test_a_ratio_takes_the_latest_numerator_with_its_own_base():
    insured = promise(line("2021-03-31", 90, 100), line("2021-04-30", 95, 200), measure=RATIO, goal=50)
    assert value(insured, "2021-04-30") == Fraction("47.5")
    assert percent(insured, "2021-04-30") == 95


def test_an_ended_share_is_left_out_of_a_ratio():
    insured = promise(
        share(line("2021-03-31", 0, 100), ended="2021-07-01"),
        share(line("2021-03-31", 9, 10)),
        measure=RATIO,
        goal=100,
    )
    assert value(insured, "2021-06-30") == Fraction(900, 110)
    assert value(insured, "2021-07-01") == 90


def test_a_ratio_of_nobody_is_not_known():
    point = achieved(promise(line("2021-03-31", 0, 0), measure=RATIO, goal=100), day("2021-03-31"))
    assert (point.value, len(point.reported)) == (None, 1)
    assert value(promise(line("2021-03-31", 5), measure=RATIO, goal=100), "2021-03-31") is None


# --- limit, routine, steps ---------------------------------------------------------------------------


def test_a_limit_adds_up_its_cases():
    cases = promise(
        share(line("2021-03-31", 0), line("2021-04-30", 1)), share(line("2021-05-31", 2)), measure=LIMIT
    )
    assert [value(cases, on) for on in ("2021-03-31", "2021-04-30", "2021-05-31")] == [0, 1, 3]


def test_routine_quantities_are_added_up_only_where_a_unit_is_given():
    lines = line("2021-03-31", 4), line("2021-06-30", 3)
    assert value(promise(*lines, measure=ROUTINE, unit="次"), "2021-06-30") == 7
    assert value(promise(*lines, measure=ROUTINE), "2021-06-30") is None
    assert value(promise(line("2021-03-31"), measure=ROUTINE, unit="次"), "2021-06-30") is None


def four_roads(*done):
    """Four shares; the first has steps of the weights 1 and 3, the others one step each."""
    survey, build, *others = milestone(weight=1), milestone(weight=3), milestone(), milestone(), milestone()
    lines = {0: line("2021-03-31", step=survey.id), 1: line("2021-04-30", step=build.id)}
    roads = [share(*(lines[each] for each in done), milestones=(survey, build))]
    return promise(*roads, *(share(milestones=(step,)) for step in others), measure=STEPS)


@pytest.mark.parametrize(
    ("done", "completed"),
    [
        pytest.param([0], Fraction("6.25"), id="a quarter of one road of four"),
        pytest.param([1], Fraction("18.75"), id="three quarters of it"),
        pytest.param([0, 1], 25, id="one road of four"),
    ],
)
def test_steps_count_by_weight_and_shares_count_alike(done, completed):
    assert percent(four_roads(*done), "2021-04-30") == completed


def test_a_step_weighs_1_unless_it_is_said_otherwise():
    assert Milestone(1).weight == 1


def test_a_step_done_twice_is_done_once():
    step, other = milestone(), milestone()
    promised = promise(
        share(line("2021-03-31", step=step.id), line("2021-04-30", step=step.id), milestones=(step, other)),
        measure=STEPS,
    )
    assert percent(promised, "2021-04-30") == 50


def test_a_report_of_nothing_new_leaves_the_steps_at_nothing():
    promised = promise(share(line("2021-03-31"), milestones=(milestone(),)), measure=STEPS)
    assert percent(promised, "2021-03-31") == 0


def test_shares_without_steps_have_no_completion():
    assert percent(promise(line("2021-03-31"), measure=STEPS), "2021-03-31") is None


def test_steps_of_shares_ended_or_not_owed_are_left_out():
    first, second, third = milestone(), milestone(), milestone()
    promised = promise(
        share(line("2021-03-31", step=first.id), milestones=(first,)),
        share(milestones=(second,), is_owed=False),
        share(milestones=(third,), ended="2021-06-01"),
        measure=STEPS,
    )
    assert percent(promised, "2021-05-31") == 50
    assert percent(promised, "2021-06-01") == 100


# --- shares and days ---------------------------------------------------------------------------------


def test_the_shares_judged_are_those_owed_and_open():
    town, village, merged = share(is_owed=False), share(), share(ended="2021-06-01")
    promised = promise(town, village, merged, goal=1)
    assert promised.judged_shares(day("2021-05-31")) == (village, merged)
    assert promised.judged_shares(day("2021-06-01")) == (village,)


def test_where_no_share_is_owed_all_open_ones_are_judged():
    town, merged = share(is_owed=False), share(ended="2021-06-01")
    assert promise(town, merged, goal=1).judged_shares(day("2021-06-01")) == (town,)


def test_a_trajectory_has_a_point_for_each_day_on_which_something_changed():
    promised = promise(
        share(line("2021-05-10", 5), line("2021-03-15", 60), line("2021-03-15", 40), ended="2021-07-01"),
        share(ended="2021-09-01"),
        goal=500,
    )
    points = trajectory(promised, day("2021-08-31"))
    assert [(str(point.day), point.value) for point in points] == [
        ("2021-03-15", Decimal(100)),
        ("2021-05-10", Decimal(105)),
        ("2021-07-01", Decimal(105)),
    ]
