"""Done, overdue, no goal, shares: what stands around the pace; and what a verdict says."""

from dataclasses import replace

import pytest

from targets.measures import Measure
from targets.reporting import report_deadline
from targets.status import Rule, Status, judge, judge_share, share_promise
from targets.verdicts import Severity, StatusClass, Verdict
from tests.targets.promises import YEAR, day, line, percents, promise, share

DONE, DONE_EARLY, DONE_LATE = Verdict.DONE, Verdict.DONE_EARLY, Verdict.DONE_LATE
SUM, LEVEL, RATIO, LIMIT = Measure.SUM, Measure.LEVEL, Measure.RATIO, Measure.LIMIT


# --- done --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "reached", "verdict"),
    [
        pytest.param("2021-06-30", "2021-02-01", DONE_EARLY, id="long before"),
        pytest.param("2021-06-30", "2021-05-31", DONE_EARLY, id="last day before the due month"),
        pytest.param("2021-06-30", "2021-06-01", DONE, id="first day of the due month"),
        pytest.param("2021-06-30", "2021-06-30", DONE, id="due day"),
        pytest.param("2021-06-30", "2021-07-01", DONE_LATE, id="day after"),
        pytest.param("2021-06-15", "2021-06-01", DONE, id="due in mid-month: its first day"),
        pytest.param("2021-06-15", "2021-06-16", DONE_LATE, id="due in mid-month: the day after"),
        pytest.param(None, "2021-06-30", DONE, id="no due date"),
    ],
)
def test_done_is_early_before_the_due_month_and_late_after_the_due_day(due, reached, verdict):
    promised = promise(line("2021-01-31", 100), line(reached, 400), goal=500, due=due)
    status = judge(promised, day("2021-12-31"))
    assert (status.verdict, status.rule, status.done_since) == (verdict, Rule.REACHED, day(reached))


@pytest.mark.parametrize(
    ("mu", "goal", "done_at", "done", "shown"),
    [
        pytest.param("499.94", 500, 100, False, "99.9", id="99.988 is not done and not shown as 100.0"),
        pytest.param("99.99", 100, 100, False, "99.9", id="99.99"),
        pytest.param("99.96", 100, 100, False, "99.9", id="99.96"),
        pytest.param("100", 100, 100, True, "100.0", id="all of it"),
        pytest.param("100.01", 100, 100, True, "100.0", id="a little more"),
        pytest.param(
            "94.99", 100, 95, False, "94.9", id="94.99 where 95 is enough is not done and not shown as 95.0"
        ),
        pytest.param("95", 100, 95, True, "95.0", id="95 where 95 is enough"),
        pytest.param("99.99", 100, 95, True, "99.9", id="99.99 where 95 is enough"),
        pytest.param("94.95", 100, "94.95", True, "95.0", id="exactly what is enough"),
        # What is below its line is never shown as it: 97.95 and 97.96 would be 98.0.
        pytest.param("97.94", 100, 98, False, "97.9", id="97.94 of 98"),
        pytest.param("97.95", 100, 98, False, "97.9", id="97.95 of 98"),
        pytest.param("97.96", 100, 98, False, "97.9", id="97.96 of 98"),
        pytest.param("97.9999", 100, 98, False, "97.9", id="97.9999 of 98"),
        pytest.param("98", 100, 98, True, "98.0", id="98 of 98"),
        pytest.param("98.05", 100, 98, True, "98.1", id="98.05 of 98"),
        pytest.param("97.95", 100, "97.9", True, "98.0", id="97.95 of 97.9"),
        pytest.param("97.85", 100, "97.9", False, "97.8", id="97.85 of 97.9"),
        pytest.param("99.96", 100, 98, True, "99.9", id="99.96 of 98, still below 100"),
    ],
)
def test_done_compares_exact_values(mu, goal, done_at, done, shown):
    status = judge(promise(line("2021-11-30", mu), goal=goal, done_at=done_at), day("2021-11-30"))
    assert (status.verdict.is_done, str(status.completion)) == (done, shown)


@pytest.mark.parametrize(
    ("on", "verdict", "since"),
    [
        pytest.param("2021-03-31", DONE_EARLY, "2021-03-31", id="reached"),
        pytest.param("2021-04-30", Verdict.NEARLY_ON_PACE, None, id="fallen below"),
        pytest.param("2021-05-31", DONE_EARLY, "2021-05-31", id="again: since the later day"),
        pytest.param("2021-06-30", DONE_EARLY, "2021-05-31", id="and it stays so"),
    ],
)
def test_a_level_that_fell_below_is_done_since_it_was_reached_again(on, verdict, since):
    stock = [("2021-03-31", 100), ("2021-04-30", 95), ("2021-05-31", 101), ("2021-06-30", 100)]
    status = judge(promise(*(line(*each) for each in stock), measure=LEVEL, goal=100), day(on))
    assert (status.verdict, status.done_since) == (verdict, day(since))


def test_two_figures_of_one_day_count_as_its_end():
    """Reached in the morning and corrected below by the evening is not reached."""
    lines = line("2021-03-31", 100, at="09:00"), line("2021-03-31", 95, at="17:00")
    assert judge(promise(*lines, measure=LEVEL, goal=100), day("2021-03-31")).done_since is None


def test_a_ratio_is_done_since_its_last_village_reported_or_ended():
    first, late = share(line("2021-03-31", 10, 10)), share(line("2021-05-31", 10, 10))
    merged = share(ended="2021-07-01")
    insured = promise(first, late, measure=RATIO, goal=100)
    assert judge(insured, day("2021-12-31")).done_since == day("2021-05-31")
    insured = promise(first, late, merged, measure=RATIO, goal=100)
    assert judge(insured, day("2021-06-30")).done_since is None
    assert judge(insured, day("2021-12-31")).done_since == day("2021-07-01")
    begins = replace(share(), starts_on=day("2021-06-01"))  # from then on its silence counts
    insured = promise(share(line("2021-03-31", 10, 10)), begins, measure=RATIO, goal=100)
    assert judge(insured, day("2021-05-31")).done_since == day("2021-03-31")
    assert judge(insured, day("2021-06-01")).verdict is Verdict.ON_PACE


def test_a_ratio_carries_its_numerator_and_base():
    status = judge(promise(line("2021-03-31", 390, 400), measure=RATIO, goal=100), day("2021-03-31"))
    assert (status.numerator, status.base, str(status.completion)) == (390, 400, "97.5")


# --- overdue, no goal, no date -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "verdict", "awaiting"),
    [
        pytest.param("2021-12-30", Verdict.ON_PACE, False, id="the day before"),
        pytest.param("2021-12-31", Verdict.OVERDUE, True, id="the due day"),
        pytest.param("2022-01-05", Verdict.OVERDUE, True, id="December may still be reported"),
        pytest.param("2022-01-06", Verdict.OVERDUE, False, id="December is closed"),
    ],
)
def test_what_is_not_reached_by_the_end_of_its_due_day_is_overdue(on, verdict, awaiting):
    status = judge(promise(line("2021-11-30", 499), goal=500), day(on))
    assert (status.verdict, status.awaiting_final) == (verdict, awaiting)


def test_overdue_keeps_its_gap_and_beats_silence():
    status = judge(promise(goal=500, due="2021-06-15"), day("2021-06-15"))
    assert (status.verdict, status.rule, str(status.gap)) == (Verdict.OVERDUE, Rule.PAST_DUE, "-100.0")
    assert judge(promise(measure=LEVEL, goal=80), day("2021-12-31")).verdict is Verdict.OVERDUE


@pytest.mark.parametrize(
    ("due", "report_by_day", "deadline"),
    [("2021-06-15", 5, "2021-07-05"), ("2021-12-31", 28, "2022-01-28"), ("2021-01-31", 28, "2021-02-28")],
)
def test_a_months_figures_are_in_time_until_the_report_day_of_the_next(due, report_by_day, deadline):
    assert report_deadline(day(due), report_by_day) == day(deadline)


def test_the_wait_for_final_figures_follows_the_plans_report_day():
    promised = promise(goal=500, due="2021-06-15", terms=replace(YEAR, report_by_day=10))
    waiting = [judge(promised, day(on)).awaiting_final for on in ("2021-07-10", "2021-07-11")]
    assert waiting == [True, False]


@pytest.mark.parametrize("measure", Measure.with_goal())
@pytest.mark.parametrize(
    ("goal", "due", "quantity", "verdict", "rule"),
    [
        pytest.param(None, "2021-12-31", 5, Verdict.OTHER, Rule.NO_GOAL, id="no goal"),
        pytest.param(None, None, None, Verdict.OTHER, Rule.NO_GOAL, id="neither"),
        pytest.param(10, None, 5, Verdict.OTHER, Rule.NO_DUE_DATE, id="no due date"),
        pytest.param(10, None, None, Verdict.OTHER, Rule.NO_DUE_DATE, id="no due date, nothing reported"),
        pytest.param(10, None, 10, DONE, Rule.REACHED, id="no due date, reached"),
    ],
)
def test_without_goal_or_due_date_there_is_no_pace(measure, goal, due, quantity, verdict, rule):
    figures = () if quantity is None else (line("2021-03-31", quantity, 100),)
    status = judge(promise(*figures, measure=measure, goal=goal, due=due), day("2022-01-31"))
    assert (status.verdict, status.rule) == (verdict, rule)
    assert (status.expected, status.gap) == (None, None)


def test_a_status_counts_nothing_it_was_not_told():
    status = Status(Verdict.OTHER, Rule.NO_GOAL)
    assert {status.reported, status.judged, status.silent, status.missed} == {0}
    assert {status.steps_done, status.steps_total} == {0}


def test_a_promise_without_open_shares_is_still_judged():
    status = judge(promise(share(line("2021-03-31", 60), ended="2021-06-01"), goal=100), day("2021-06-30"))
    assert (status.verdict, status.reported, status.judged) == (Verdict.AHEAD, 0, 0)


# --- shares ------------------------------------------------------------------------------------------


def test_a_met_total_does_not_hide_a_share_that_lags():
    quick, slow = share(line("2021-06-30", 250), goal=250), share(line("2021-06-30", 30), goal=250)
    promised, half_year = promise(quick, slow, goal=500), day("2021-06-30")
    assert judge(promised, half_year).verdict is Verdict.ON_PACE
    assert judge_share(promised, quick, half_year).verdict is DONE_EARLY
    assert judge_share(promised, slow, half_year).verdict is Verdict.FAR_BEHIND


@pytest.mark.parametrize(
    ("fields", "expected", "verdict"),
    [
        pytest.param({}, "50.0", Verdict.NEARLY_ON_PACE, id="the target's line"),
        pytest.param({"due": "2021-09-30"}, "66.7", Verdict.BEHIND, id="its own due day"),
        pytest.param(
            {"schedule": percents(0, 0, 0, 0, 0, 35, 100)}, "35.0", Verdict.AHEAD, id="its own curve"
        ),
        pytest.param({"due": "2021-06-30"}, "100.0", Verdict.OVERDUE, id="due that day"),
    ],
)
def test_a_share_is_judged_by_its_own_terms_where_it_has_them(fields, expected, verdict):
    village = share(line("2021-06-30", 45), goal=100, **fields)
    status = judge_share(promise(village, goal=500), village, day("2021-06-30"))
    assert (str(status.expected), status.verdict) == (expected, verdict)


def test_a_share_follows_the_targets_curve_and_due_day_where_it_has_none():
    village = share(goal=100)
    promised = promise(village, goal=500, due="2021-09-30", schedule=percents(40, 100))
    status = judge_share(promised, village, day("2021-01-31"))
    assert (str(status.expected), status.due_on) == ("40.0", day("2021-09-30"))


@pytest.mark.parametrize(
    ("measure", "promised", "own", "goal"),
    [
        pytest.param(SUM, 500, 60, 60, id="a sum's is its own"),
        pytest.param(SUM, 500, None, None, id="a sum without one has none"),
        pytest.param(SUM, 500, 0, None, id="the undivided remainder 0 is no goal"),
        pytest.param(LEVEL, 500, 60, 60, id="a level's is its own"),
        pytest.param(RATIO, 90, None, 90, id="a ratio's is the target's"),
        pytest.param(RATIO, 90, 80, 80, id="unless it has its own"),
        pytest.param(LIMIT, 2, None, 2, id="a limit's is the target's"),
        pytest.param(LIMIT, 2, 0, 0, id="a limit of 0 is a limit"),
    ],
)
def test_the_goal_of_a_share(measure, promised, own, goal):
    village = share(goal=own)
    assert share_promise(promise(village, measure=measure, goal=promised), village).goal == goal


@pytest.mark.parametrize(
    ("measure", "own", "start"),
    [
        pytest.param(LEVEL, 20, 10, id="a level: its part of the start, 40 x 20 / 80"),
        pytest.param(LEVEL, None, None, id="a level without a goal: none"),
        pytest.param(RATIO, 60, 40, id="a ratio: the target's"),
    ],
)
def test_the_start_of_a_share(measure, own, start):
    village = share(goal=own)
    assert share_promise(promise(village, measure=measure, goal=80, start=40), village).start_value == start


def test_a_growing_share_follows_its_own_curve():
    village = share(goal=40, schedule=percents(50, 100))
    promised = promise(village, measure=LEVEL, goal=80, start=40)
    assert str(judge_share(promised, village, day("2021-01-31")).expected) == "75.0"
    assert str(judge(promised, day("2021-01-31")).expected) == "54.2"


def test_the_start_of_a_share_is_exact():
    """A third of 100 is not 33.33: expected is 50.05 %, which is 50.1."""
    village = share(goal=100)
    promised = promise(village, measure=LEVEL, goal=300, start=100, schedule=percents("25.0", "25.7", 100))
    assert str(judge_share(promised, village, day("2021-02-03")).expected) == "50.1"
    assert str(judge(promised, day("2021-02-03")).expected) == "50.1"


# --- what a verdict says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "verdicts"),
    [
        (StatusClass.DONE, {DONE, DONE_EARLY, DONE_LATE}),
        (StatusClass.AHEAD, {Verdict.AHEAD}),
        (StatusClass.ON_PACE, {Verdict.ON_PACE, Verdict.NEARLY_ON_PACE}),
        (
            StatusClass.BEHIND,
            {Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.NOT_BEGUN, Verdict.OVERDUE, Verdict.BROKEN},
        ),
        (StatusClass.OTHER, {Verdict.OTHER, Verdict.NOT_STARTED, Verdict.DROPPED}),
        (
            StatusClass.ROUTINE,
            {Verdict.NO_REPORT_DUE, Verdict.REPORTED, Verdict.KEPT, Verdict.MISSED, Verdict.MISSED_LONG},
        ),
    ],
)
def test_the_official_count_has_five_classes_and_routine_work_beside_them(group, verdicts):
    assert {each for each in Verdict if each.group is group} == verdicts
    assert (group in StatusClass.five()) is (group is not StatusClass.ROUTINE)


def test_yellow_and_red_need_attention():
    yellow = {DONE_LATE, Verdict.BEHIND, Verdict.MISSED}
    red = {Verdict.FAR_BEHIND, Verdict.NOT_BEGUN, Verdict.OVERDUE, Verdict.BROKEN, Verdict.MISSED_LONG}
    assert {each for each in Verdict if each.severity is Severity.YELLOW} == yellow
    assert {each for each in Verdict if each.severity is Severity.RED} == red
    assert {each for each in Verdict if each.needs_attention} == yellow | red


def test_every_verdict_and_class_can_be_told_apart_without_colour():
    assert len({each.slug for each in Verdict}) == len({str(each.label) for each in Verdict}) == len(Verdict)
    assert (
        len(StatusClass)
        == len({each.slug for each in StatusClass})
        == len({each.icon for each in StatusClass})
    )
    assert all(each.icon and each.tone for each in Verdict)
    assert [slug for slug, _label in Verdict.choices()] == [each.slug for each in Verdict]
