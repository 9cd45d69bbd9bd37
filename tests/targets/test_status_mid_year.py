"""Targets added and dropped in mid-year, and shares that begin then: nothing is expected of them before or after."""

import pytest

from targets.forecast import forecast
from targets.measures import Measure, achieved
from targets.reporting import owed_periods
from targets.schedule import expected_completion, rounded
from targets.status import Rule, judge, judge_share, share_promise
from targets.verdicts import StatusClass, Verdict
from tests.targets.promises import day, line, milestone, percents, promise, share

SUM, LEVEL, LIMIT, ROUTINE, STEPS = (
    Measure.SUM, Measure.LEVEL, Measure.LIMIT, Measure.ROUTINE, Measure.STEPS,
)  # fmt: skip


def months(promised, part):
    return [period.starts_on.month for period in owed_periods(promised, part)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2021-06-30", "0.0", id="the day before it was added"),
        pytest.param("2021-07-01", "0.5", id="its first day: a sixth of the half year over 31 days"),
        pytest.param("2021-07-31", "16.7", id="a month of six"),
        pytest.param("2021-09-30", "50.0", id="three months of six"),
        pytest.param("2021-12-31", "100.0", id="the due date"),
    ],
)
def test_the_straight_line_of_an_added_target_runs_from_the_day_it_was_added(on, expected):
    added = promise(goal=60, starts_on=day("2021-07-01"))
    assert str(rounded(expected_completion(added, day(on)))) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param("2021-07-11", "0.0", id="the day before"),
        pytest.param("2021-07-12", "0.8", id="one day of twenty in a month of six"),
        pytest.param("2021-07-31", "16.7", id="its first month is over"),
    ],
)
def test_a_target_added_within_a_month_has_the_rest_of_that_month_for_its_first_part(on, expected):
    added = promise(goal=60, starts_on=day("2021-07-12"))
    assert str(rounded(expected_completion(added, day(on)))) == expected


def test_an_own_schedule_counts_the_months_of_the_plan_however_late_the_target_was_added():
    schedule = percents(0, 0, 0, 0, 0, 0, 20, 50, 80, 100)
    added = promise(goal=60, starts_on=day("2021-07-01"), schedule=schedule)
    assert rounded(expected_completion(added, day("2021-08-31"))) == 50


def test_a_level_that_grows_from_a_start_value_does_so_from_the_day_it_was_added():
    added = promise(measure=LEVEL, goal=100, start=40, starts_on=day("2021-07-01"))
    assert rounded(expected_completion(added, day("2021-09-30"))) == 70


@pytest.mark.parametrize(
    ("on", "pace"),
    [
        pytest.param("2021-06-30", None, id="not yet part of the plan"),
        pytest.param("2021-07-31", 72, id="five months left for 360"),
        pytest.param("2021-09-30", 120, id="three months for 360"),
    ],
)
def test_what_an_added_target_needs_a_month_is_reckoned_from_the_day_it_was_added(on, pace):
    outlook = forecast(promise(goal=360, starts_on=day("2021-07-01")), day(on))
    assert (outlook and outlook.needed_per_month) == pace


@pytest.mark.parametrize(
    ("starts", "first"),
    [
        pytest.param(None, 1, id="from the first day of the plan"),
        pytest.param("2021-06-30", 6, id="the last day of June: June is reported"),
        pytest.param("2021-07-01", 7, id="the first of July: July is the first"),
        pytest.param("2021-07-31", 7, id="the last of July"),
        pytest.param("2021-08-01", 8, id="August"),
    ],
)
def test_a_share_that_begins_in_mid_year_reports_from_that_month(starts, first):
    part = share(starts_on=day(starts))
    assert months(promise(part), part) == list(range(first, 13))


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        pytest.param("2021-08-05", Verdict.NO_REPORT_DUE, id="July is still open"),
        pytest.param("2021-08-06", Verdict.MISSED, id="July is closed, and nothing before it was owed"),
    ],
)
def test_a_share_that_begins_in_july_missed_nothing_before(on, verdict):
    part = share(starts_on=day("2021-07-01"))
    routine = promise(part, measure=ROUTINE, unit="次")
    assert judge_share(routine, part, day(on)).verdict is verdict


@pytest.mark.parametrize(
    ("on", "verdict"),
    [
        pytest.param("2021-06-30", Verdict.FAR_BEHIND, id="its last day: judged"),
        pytest.param("2021-07-01", Verdict.DROPPED, id="the first day without it"),
        pytest.param("2022-01-31", Verdict.DROPPED, id="after the due date: never overdue"),
    ],
)
def test_a_dropped_target_is_no_longer_judged(on, verdict):
    dropped = promise(line("2021-03-31", 10), goal=500, ended_on=day("2021-07-01"))
    assert judge(dropped, day(on)).verdict is verdict


def test_a_dropped_target_keeps_its_figures_and_says_from_when():
    dropped = promise(line("2021-03-31", 100), goal=500, ended_on=day("2021-07-01"))
    status = judge(dropped, day("2021-12-31"))
    assert (status.achieved, status.completion, status.gap, status.expected) == (100, 20, None, None)
    assert (status.rule, status.dropped_on) == (Rule.DROPPED, day("2021-07-01"))
    assert status.verdict.group is StatusClass.OTHER


@pytest.mark.parametrize("measure", list(Measure))
def test_whatever_is_dropped_is_dropped(measure):
    goal = None if measure in (STEPS, ROUTINE) else 5
    dropped = promise(line("2021-03-31", 9, 10), measure=measure, goal=goal, ended_on=day("2021-07-01"))
    assert judge(dropped, day("2021-06-30")).verdict is not Verdict.DROPPED
    assert judge(dropped, day("2021-07-01")).verdict is Verdict.DROPPED


def test_a_dropped_level_keeps_its_last_value_though_its_shares_ended_with_it():
    part = share(line("2021-06-15", 80), ended="2021-07-01")
    dropped = promise(part, measure=LEVEL, goal=100, ended_on=day("2021-07-01"))
    assert judge(dropped, day("2021-09-30")).achieved == 80


@pytest.mark.parametrize(
    ("on", "has_one"), [("2021-06-30", True), ("2021-07-01", False)], ids=["its last day", "dropped"]
)
def test_nothing_is_needed_of_a_dropped_target(on, has_one):
    dropped = promise(line("2021-03-31", 10), goal=500, ended_on=day("2021-07-01"))
    assert (forecast(dropped, day(on)) is not None) is has_one


def test_a_broken_limit_is_dropped_too():
    broken = promise(line("2021-03-31", 2), measure=LIMIT, goal=0, ended_on=day("2021-07-01"))
    assert judge(broken, day("2021-06-30")).verdict is Verdict.BROKEN
    assert judge(broken, day("2021-07-01")).verdict is Verdict.DROPPED


@pytest.mark.parametrize(
    ("on", "percentage"),
    [
        pytest.param("2021-05-31", 50, id="its last day"),
        pytest.param("2021-06-01", 50, id="merged: what was done stays done"),
    ],
)
def test_steps_done_in_a_village_that_was_merged_away_keep_counting(on, percentage):
    first, second = milestone(), milestone()
    promised = promise(
        share(line("2021-03-31", step=first.id), milestones=(first,), ended="2021-06-01", is_merged=True),
        share(milestones=(second,)),
        measure=STEPS,
    )
    assert achieved(promised, day(on)).value == percentage


@pytest.mark.parametrize(
    ("measure", "on", "judged"),
    [
        pytest.param(Measure.RATIO, "2021-05-31", 1, id="the day before it begins"),
        pytest.param(Measure.RATIO, "2021-06-01", 2, id="its first day"),
        pytest.param(STEPS, "2021-05-31", 2, id="steps belong to whose they are now"),
    ],
)
def test_a_share_that_begins_later_is_not_judged_before(measure, on, judged):
    promised = promise(share(), share(starts_on=day("2021-06-01")), goal=1, measure=measure)
    assert len(promised.judged_shares(day(on))) == judged


@pytest.mark.parametrize(
    ("starts", "schedule", "on", "expected"),
    [
        pytest.param(None, None, "2021-09-30", "75.0", id="all year: the straight line"),
        pytest.param("2021-07-01", None, "2021-06-30", "0.0", id="the eve"),
        pytest.param("2021-07-01", None, "2021-09-30", "50.0", id="half of what was left in July"),
        pytest.param("2021-10-01", None, "2021-10-08", "8.6", id="eight days of the last quarter"),
        pytest.param("2021-10-01", None, "2021-12-31", "100.0", id="all of it by the due date"),
        pytest.param(
            "2021-07-01",
            (0, 0, 0, 0, 0, 40, 40, 70, 100),
            "2021-08-31",
            "50.0",
            id="half of the rest of a schedule",
        ),
        pytest.param(
            "2021-10-01",
            (0, 0, 0, 0, 0, 40, 40, 70, 100),
            "2021-10-08",
            "100.0",
            id="begun when all was expected",
        ),
    ],
)
def test_a_share_taken_up_in_mid_year_is_asked_for_the_rest_of_the_line(starts, schedule, on, expected):
    part = share(goal=100, starts_on=day(starts))
    whole = promise(part, goal=100, schedule=percents(*schedule) if schedule else None)
    assert str(rounded(expected_completion(share_promise(whole, part), day(on)))) == expected


def test_an_own_schedule_of_a_share_taken_up_later_is_asked_as_it_stands():
    part = share(goal=100, starts_on=day("2021-07-01"), schedule=percents(0, 0, 0, 0, 0, 0, 20, 50, 80, 100))
    whole = promise(part, goal=100)
    assert rounded(expected_completion(share_promise(whole, part), day("2021-08-31"))) == 50


def test_the_target_of_a_share_taken_up_later_keeps_its_own_line():
    part = share(goal=100, starts_on=day("2021-07-01"))
    assert rounded(expected_completion(promise(part, goal=100), day("2021-09-30"))) == 75


def test_what_was_logged_beside_the_plan_owes_no_report():
    part = share(line("2021-03-31"), is_owed=False, is_planned=False, reported=["2021-03-31"])
    routine = promise(part, measure=ROUTINE, unit="次")
    assert owed_periods(routine, part) == []
    assert judge_share(routine, part, day("2021-09-30")).verdict is Verdict.REPORTED
