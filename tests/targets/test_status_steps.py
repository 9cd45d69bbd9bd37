"""Promises counted by steps: a plan drawn up, four roads built."""

from dataclasses import replace

import pytest

from targets.explaining import explain
from targets.measures import Measure
from targets.status import Rule, judge, judge_share
from targets.verdicts import Verdict
from tests.targets.promises import day, line, milestone, promise, share

DONE, DONE_EARLY, DONE_LATE = Verdict.DONE, Verdict.DONE_EARLY, Verdict.DONE_LATE
AHEAD, ON_PACE, NOT_STARTED = Verdict.AHEAD, Verdict.ON_PACE, Verdict.NOT_STARTED
BEHIND, FAR_BEHIND, OVERDUE, OTHER = Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.OVERDUE, Verdict.OTHER


def steps(*plan, due="2021-12-31", share_due=None):
    """A promise of one share; each step is the day it is planned for and the day it was done, or none."""
    milestones = [milestone(planned, name=f"step {number}") for number, (planned, _) in enumerate(plan, 1)]
    done = [line(on, step=step.id) for step, (_, on) in zip(milestones, plan, strict=True) if on]
    return promise(share(*done, milestones=tuple(milestones), due=share_due), measure=Measure.STEPS, due=due)


@pytest.mark.parametrize(
    ("plan", "due", "on", "verdict"),
    [
        # All done: by the day of the last one.
        pytest.param(
            [(None, "2021-11-30")], "2021-12-31", "2021-12-31", DONE_EARLY, id="done before the due month"
        ),
        pytest.param([(None, "2021-12-01")], "2021-12-31", "2021-12-31", DONE, id="done in the due month"),
        pytest.param([(None, "2021-12-31")], "2021-12-31", "2022-01-31", DONE, id="done on the due day"),
        pytest.param([(None, "2021-07-01")], "2021-06-30", "2021-07-31", DONE_LATE, id="done the day after"),
        pytest.param(
            [(None, "2021-03-31"), (None, "2021-07-01")],
            "2021-06-30",
            "2021-07-31",
            DONE_LATE,
            id="the last one late",
        ),
        pytest.param([(None, "2021-03-31")], None, "2021-03-31", DONE, id="done, no due date"),
        pytest.param(
            [("2021-02-28", "2021-03-31")], None, "2021-03-31", DONE, id="done after its planned day"
        ),
        # Overdue.
        pytest.param([(None, None)], "2021-06-30", "2021-06-30", OVERDUE, id="undone on the due day"),
        pytest.param([("2021-01-31", None)], "2021-06-30", "2021-06-30", OVERDUE, id="overdue beats late"),
        pytest.param([(None, None)], "2021-06-30", "2021-06-29", NOT_STARTED, id="undone the day before"),
        pytest.param([], "2021-06-30", "2021-06-30", OVERDUE, id="no steps at all, due"),
        pytest.param([], "2021-06-30", "2021-06-29", NOT_STARTED, id="no steps at all, not due"),
        # Late: yellow up to three calendar months, then red.
        pytest.param(
            [("2021-03-15", None)], "2021-12-31", "2021-03-14", NOT_STARTED, id="the day before its day"
        ),
        pytest.param(
            [("2021-03-15", None)], "2021-12-31", "2021-03-15", BEHIND, id="undone at the end of its day"
        ),
        pytest.param(
            [("2021-03-15", None)], "2021-12-31", "2021-06-15", BEHIND, id="exactly three months late"
        ),
        pytest.param([("2021-03-15", None)], "2021-12-31", "2021-06-16", FAR_BEHIND, id="one day more"),
        pytest.param([("2021-03-31", None)], "2021-12-31", "2021-06-30", BEHIND, id="31 March to 30 June"),
        pytest.param([("2021-03-31", None)], "2021-12-31", "2021-07-01", FAR_BEHIND, id="31 March to 1 July"),
        pytest.param(
            [("2020-11-30", None)], "2021-12-31", "2021-02-28", BEHIND, id="30 November to 28 February"
        ),
        pytest.param([("2020-11-30", None)], "2021-12-31", "2021-03-01", FAR_BEHIND, id="and to 1 March"),
        pytest.param(
            [("2021-06-30", None), ("2021-03-31", None)],
            "2021-12-31",
            "2021-07-01",
            FAR_BEHIND,
            id="the oldest decides",
        ),
        pytest.param(
            [("2021-03-31", "2021-05-31"), ("2021-06-30", None)],
            "2021-12-31",
            "2021-07-31",
            BEHIND,
            id="done ones do not",
        ),
        pytest.param(
            [("2021-03-31", None)], None, "2021-04-30", BEHIND, id="late without a due date of the target"
        ),
        # Ahead, on pace, not started.
        pytest.param(
            [("2021-09-30", "2021-04-30"), ("2021-10-31", None)],
            "2021-12-31",
            "2021-09-29",
            AHEAD,
            id="early",
        ),
        pytest.param(
            [("2021-09-30", "2021-04-30"), ("2021-10-31", None)],
            "2021-12-31",
            "2021-09-30",
            ON_PACE,
            id="its day is here",
        ),
        pytest.param(
            [("2021-09-30", "2021-04-30"), ("2021-04-30", None)],
            "2021-12-31",
            "2021-04-30",
            BEHIND,
            id="early, one late",
        ),
        pytest.param(
            [("2021-03-31", "2021-03-31"), ("2021-09-30", None)],
            "2021-12-31",
            "2021-04-30",
            ON_PACE,
            id="one of two done",
        ),
        pytest.param(
            [(None, "2021-04-30"), (None, None)],
            "2021-12-31",
            "2021-04-30",
            AHEAD,
            id="an undated one done before the due day",
        ),
        pytest.param(
            [("2021-09-30", None)], "2021-12-31", "2021-04-30", NOT_STARTED, id="nothing done, nothing due"
        ),
        pytest.param(
            [("2021-09-30", "2021-05-01")], "2021-12-31", "2021-04-30", NOT_STARTED, id="done only later"
        ),
        # No due date.
        pytest.param([(None, None)], None, "2021-12-31", OTHER, id="undated, no due date"),
        pytest.param([(None, "2021-03-31"), (None, None)], None, "2021-12-31", OTHER, id="undated, one done"),
        pytest.param(
            [("2021-02-28", "2021-03-31"), (None, None)],
            None,
            "2021-12-31",
            OTHER,
            id="the dated one is done already",
        ),
        pytest.param(
            [("2021-09-30", None), (None, None)], None, "2021-04-30", NOT_STARTED, id="a dated one to come"
        ),
        pytest.param([], None, "2021-12-31", OTHER, id="no steps, no due date"),
    ],
)
def test_steps_are_judged_by_their_days(plan, due, on, verdict):
    assert judge(steps(*plan, due=due), day(on)).verdict is verdict


@pytest.mark.parametrize(
    ("on", "awaiting"), [("2021-12-31", True), ("2022-01-05", True), ("2022-01-06", False)]
)
def test_overdue_steps_await_the_last_report_too(on, awaiting):
    status = judge(steps((None, None)), day(on))
    assert (status.verdict, status.rule, status.awaiting_final) == (OVERDUE, Rule.PAST_DUE, awaiting)


@pytest.mark.parametrize(
    ("due", "on", "verdict"),
    [
        pytest.param("2021-06-30", "2021-06-29", NOT_STARTED, id="before the share's due day"),
        pytest.param("2021-06-30", "2021-06-30", BEHIND, id="on the share's due day"),
        pytest.param("2021-06-30", "2021-10-01", FAR_BEHIND, id="over three months after it"),
        pytest.param(None, "2021-10-01", NOT_STARTED, id="without one it falls due with the target"),
    ],
)
def test_an_undated_step_of_a_share_due_earlier_than_the_target_is_late_from_that_day(due, on, verdict):
    road = steps((None, None), share_due=due)
    status = judge(road, day(on))
    assert status.verdict is verdict
    assert status.next_step.planned_on == day(due or "2021-12-31")


def test_the_share_itself_is_overdue_on_its_own_due_day():
    road = steps((None, None), share_due="2021-06-30")
    assert judge_share(road, road.shares[0], day("2021-06-29")).verdict is NOT_STARTED
    assert judge_share(road, road.shares[0], day("2021-06-30")).verdict is OVERDUE


def test_an_undated_step_falls_due_with_its_share_even_where_the_target_has_no_date():
    road = steps((None, None), due=None, share_due="2021-06-30")
    assert judge(road, day("2021-06-30")).verdict is BEHIND


def four_roads(*done):
    """Four shares of one undated step each; `done` are the days on which the first of them were finished."""
    roads = []
    for finished in [*done, *[None] * (4 - len(done))]:
        step = milestone()
        roads.append(share(*([line(finished, step=step.id)] if finished else []), milestones=(step,)))
    return promise(*roads, measure=Measure.STEPS)


@pytest.mark.parametrize(
    ("done", "completed", "verdict", "since"),
    [
        pytest.param([], None, NOT_STARTED, None, id="none"),
        pytest.param(["2021-05-31"], "25.0", AHEAD, None, id="one"),
        pytest.param(["2021-05-31", "2021-08-31", "2021-08-31"], "75.0", AHEAD, None, id="three"),
        pytest.param(
            ["2021-05-31", "2021-08-31", "2021-08-30", "2021-04-30"],
            "100.0",
            DONE_EARLY,
            "2021-08-31",
            id="all",
        ),
    ],
)
def test_four_roads_are_done_when_the_last_is(done, completed, verdict, since):
    status = judge(four_roads(*done), day("2021-09-30"))
    assert (status.verdict, status.done_since) == (verdict, day(since))
    assert (None if completed is None else str(status.completion)) == completed
    assert (status.steps_done, status.steps_total) == (len(done), 4)
    assert (status.reported, status.judged) == (len(done), 4)


def test_steps_of_a_share_not_owed_or_ended_are_not_waited_for():
    first, second, third = milestone(), milestone("2021-01-31"), milestone("2021-01-31")
    promised = promise(
        share(line("2021-03-31", step=first.id), milestones=(first,)),
        share(milestones=(second,), is_owed=False),
        share(milestones=(third,), ended="2021-06-01"),
        measure=Measure.STEPS,
    )
    assert judge(promised, day("2021-05-31")).verdict is FAR_BEHIND
    assert judge(promised, day("2021-06-01")).verdict is DONE_EARLY


def test_a_step_is_done_on_the_first_day_it_was_reported_done():
    step = milestone()
    lines = line("2021-05-31", step=step.id), line("2021-03-31", step=step.id), line("2021-04-30")
    for logged in (lines, lines[::-1]):
        promised = promise(share(*logged, milestones=(step,)), measure=Measure.STEPS)
        assert judge(promised, day("2021-12-31")).done_since == day("2021-03-31")


def test_nothing_new_is_a_report_but_no_step():
    step = milestone()
    promised = promise(share(line("2021-03-31"), milestones=(step,)), measure=Measure.STEPS)
    status = judge(promised, day("2021-03-31"))
    assert (status.verdict, status.reported, str(status.completion)) == (NOT_STARTED, 1, "0.0")
    assert judge(promised, day("2021-03-30")).reported == 0


@pytest.mark.parametrize(
    ("on", "late", "upcoming", "early"),
    [
        pytest.param("2021-04-30", None, "step 1", "step 2", id="one is early"),
        pytest.param("2021-05-31", "step 1", "step 1", "step 2", id="the first is late"),
        pytest.param("2021-09-30", "step 1", "step 1", None, id="the early one's day has come"),
    ],
)
def test_a_verdict_on_steps_names_the_steps_it_rests_on(on, late, upcoming, early):
    status = judge(steps(("2021-05-31", None), ("2021-09-30", "2021-04-30"), (None, None)), day(on))
    named = [step and step.name for step in (status.late_step, status.next_step, status.early_step)]
    assert named == [late, upcoming, early]


def test_of_two_steps_of_one_day_the_first_entered_is_named():
    first, second = milestone("2021-05-31", name="first"), milestone("2021-05-31", name="second")
    for entered in ((first, second), (second, first)):
        status = judge(promise(share(milestones=entered), measure=Measure.STEPS), day("2021-05-31"))
        assert status.late_step == first


@pytest.mark.parametrize(
    ("on", "days", "sentence"),
    [
        ("2021-08-19", 0, None),
        ("2021-08-20", 0, "“step 1”计划于2021年8月20日完成。"),
        ("2021-08-21", 1, "“step 1”计划于2021年8月20日完成，已逾期1天。"),
        ("2021-10-08", 49, "“step 1”计划于2021年8月20日完成，已逾期49天。"),
    ],
)
def test_a_late_step_says_since_how_many_days(on, days, sentence):
    promised = steps(("2021-08-20", None), ("2021-12-10", None))
    status = judge(promised, day(on))
    assert status.late_days == days
    assert [said for said in explain(status, promised) if "计划于" in said] == (
        [sentence] if sentence else []
    )


def test_a_step_of_a_dropped_target_grows_no_later():
    promised = replace(steps(("2021-03-01", None)), ended_on=day("2021-06-01"))
    status = judge(promised, day("2021-10-08"))
    assert (status.late_days, explain(status, promised)[1]) == (0, "“step 1”计划于2021年3月1日完成。")
