"""What holds for every promise, whatever is promised, split, logged and asked for."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from math import floor

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.forecast import forecast
from targets.measures import Measure
from targets.periods import add_months
from targets.schedule import expected_completion, expected_percent
from targets.status import judge, judge_share
from targets.verdicts import Verdict
from tests.targets.any_promise import days_of, lines, numbers, plans, questions, schedules

MANY = settings(max_examples=150, deadline=None)


# --- a status recomputes from its reasons ------------------------------------------------------------


def tenths(percent, done_at=100):
    """Half-up to 0.1 with whole numbers alone; below 100, or below what counts as done, it stays below."""
    found = Fraction(floor(percent * 10 + Fraction(1, 2)), 10)
    raised = any(percent < line <= found for line in (100, Fraction(done_at)))
    return found - Fraction(1, 10) if raised else found


def recomputed(status, measure, terms, done_at, on):
    """The verdict as a person finds it with the reasons and the plan's thresholds, and nothing else."""
    if measure is Measure.STEPS:
        return _recomputed_steps(status, on)
    if measure in (Measure.LIMIT, Measure.ROUTINE):
        return _recomputed_reporting(status, measure)
    percent = None
    if status.goal is not None and status.achieved is not None:
        percent = status.achieved * 100 / Fraction(status.goal)
    assert status.completion == (None if percent is None else tenths(percent, done_at))
    waiting = status.silent if measure is Measure.RATIO else 0
    if percent is not None and percent >= done_at and not waiting:
        return _recomputed_done(status)
    if status.goal is None or status.due_on is None:
        return Verdict.OTHER
    if on >= status.due_on:
        return Verdict.OVERDUE
    return _recomputed_pace(status, measure, terms, waiting)


def _recomputed_pace(status, measure, terms, waiting):
    nothing = status.completion is None
    if nothing and (measure is not Measure.SUM or status.expected < terms.behind_points):
        return Verdict.NOT_STARTED
    gap = (status.completion or 0) - status.expected
    assert gap == status.gap
    if gap >= terms.ahead_points:
        return Verdict.ON_PACE if waiting else Verdict.AHEAD
    if gap >= 0:
        return Verdict.ON_PACE
    if -gap < terms.behind_points:
        return Verdict.NEARLY_ON_PACE
    if -gap <= terms.far_behind_points:
        return Verdict.BEHIND
    return Verdict.NOT_BEGUN if nothing else Verdict.FAR_BEHIND


def _recomputed_done(status):
    if status.due_on is None:
        return Verdict.DONE
    reached, due = status.done_since, status.due_on
    if (reached.year, reached.month) < (due.year, due.month):
        return Verdict.DONE_EARLY
    return Verdict.DONE if reached <= due else Verdict.DONE_LATE


def _recomputed_reporting(status, measure):
    if measure is Measure.LIMIT and status.achieved is not None and status.achieved > status.goal:
        return Verdict.BROKEN
    if status.missed:
        return Verdict.MISSED if status.missed < 3 else Verdict.MISSED_LONG
    if status.judged == 0 or status.reported < status.judged:
        return Verdict.NO_REPORT_DUE
    return Verdict.KEPT if measure is Measure.LIMIT else Verdict.REPORTED


def _recomputed_steps(status, on):
    if status.steps_total and status.steps_done == status.steps_total:
        return _recomputed_done(status)
    if status.due_on is None and status.next_step is None:
        return Verdict.OTHER
    if status.due_on is not None and on >= status.due_on:
        return Verdict.OVERDUE
    if status.next_step is not None and status.next_step.planned_on <= on:
        assert status.late_step == status.next_step
        far = on > add_months(status.late_step.planned_on, 3)
        return Verdict.FAR_BEHIND if far else Verdict.BEHIND
    if status.early_step is not None:
        assert status.early_step.planned_on > on
        return Verdict.AHEAD
    return Verdict.ON_PACE if status.steps_done else Verdict.NOT_STARTED


@MANY
@given(questions())
def test_a_status_is_always_exactly_one_and_recomputes_from_its_reasons(question):
    promise, on = question
    status = judge(promise, on)
    assert isinstance(status.verdict, Verdict)
    assert status.verdict is recomputed(status, promise.measure, promise.terms, promise.done_at, on)
    for share in promise.shares:
        status = judge_share(promise, share, on)
        assert status.verdict is recomputed(status, promise.measure, promise.terms, promise.done_at, on)


# --- order -------------------------------------------------------------------------------------------


@MANY
@given(questions(), st.randoms(use_true_random=False))
def test_a_roll_up_does_not_depend_on_the_order_of_shares_lines_steps_or_reports(question, chance):
    promise, on = question

    def shuffled(items):
        return tuple(chance.sample(items, len(items)))

    mixed = [
        replace(
            share,
            lines=shuffled(share.lines),
            milestones=shuffled(share.milestones),
            reported_days=shuffled(share.reported_days),
        )
        for share in promise.shares
    ]
    again = replace(promise, shares=shuffled(mixed))
    assert judge(again, on) == judge(promise, on)
    assert forecast(again, on) == forecast(promise, on)


# --- one more figure ---------------------------------------------------------------------------------

# The better verdict of a sum, weakly ordered. Verdicts are compared only where a further entry can lead from
# one to the other, and neither the goal, the due date nor the schedule changes with it: before the due date
# from 未启动 to 完成, after it from 逾期 to 完成. 未到节点 means that hardly anything is expected, so its first
# entry brings it to 基本达进度 at least: the two share a place, and neither is worse. Nothing is better than
# 提前完成; 其他 has no pace and can only become 已完成.
BETTER = [
    {Verdict.OVERDUE, Verdict.OTHER, Verdict.NOT_BEGUN, Verdict.FAR_BEHIND},
    {Verdict.BEHIND},
    {Verdict.NOT_STARTED, Verdict.NEARLY_ON_PACE},
    {Verdict.ON_PACE},
    {Verdict.AHEAD},
    {Verdict.DONE_LATE},
    {Verdict.DONE},
    {Verdict.DONE_EARLY},
]


def rank(status):
    return next(place for place, verdicts in enumerate(BETTER) if status.verdict in verdicts)


@MANY
@given(questions(measures=(Measure.SUM,)).filter(lambda question: question[0].shares), st.data())
def test_a_further_positive_entry_never_worsens_a_sum(question, data):
    promise, on = question
    first, *others = promise.shares
    added = data.draw(lines(999, days_of(promise.terms)))
    added = replace(added, quantity=data.draw(numbers("0.1", 60)))
    richer = replace(promise, shares=(replace(first, lines=(*first.lines, added)), *others))
    before, after = judge(promise, on), judge(richer, on)
    assert rank(after) >= rank(before)
    assert (after.achieved or 0) >= (before.achieved or 0)
    assert (after.completion or 0) >= (before.completion or 0)
    if before.gap is not None and after.gap is not None:
        assert after.gap >= before.gap


@MANY
@given(questions(measures=(Measure.SUM,)), st.integers(0, 400))
def test_a_sum_once_done_stays_done_with_the_same_day(question, later):
    promise, on = question
    known = [
        replace(each, lines=tuple(ln for ln in each.lines if ln.happened_on <= on)) for each in promise.shares
    ]
    promise = replace(promise, shares=tuple(known))
    status = judge(promise, on)
    if status.verdict.is_done:
        again = judge(promise, on + timedelta(days=later))
        assert (again.verdict, again.done_since) == (status.verdict, status.done_since)


# --- schedule and forecast ---------------------------------------------------------------------------


@MANY
@given(plans(), schedules(), st.data())
def test_a_schedule_never_falls_and_lies_between_0_and_100(terms, schedule, data):
    due_on = data.draw(days_of(terms))
    first = data.draw(st.dates(terms.starts_on - timedelta(days=9), terms.ends_on + timedelta(days=9)))
    asked = [first + timedelta(days=each) for each in range(40)]
    line = [expected_percent(on, starts_on=terms.starts_on, due_on=due_on, schedule=schedule) for on in asked]
    assert line == sorted(line)
    assert 0 <= line[0] <= line[-1] <= 100


@MANY
@given(questions(measures=(Measure.SUM,)).filter(lambda question: question[0].goal and question[0].due_on))
def test_what_is_expected_of_a_sum_whose_shares_stay_never_falls(question):
    promise, on = question
    promise = replace(promise, shares=tuple(replace(share, ended_on=None) for share in promise.shares))
    line = [expected_completion(promise, on + timedelta(days=each)) for each in (0, 1, 30)]
    assert line == sorted(line)
    assert 0 <= line[0] <= line[-1] <= 100


@MANY
@given(questions(measures=(Measure.SUM,)))
def test_what_is_needed_each_month_makes_up_what_remains(question):
    promise, on = question
    ahead = forecast(promise, on)
    if ahead is not None:
        assert ahead.months_left > 0
        assert ahead.needed_per_month * max(ahead.months_left, 1) == ahead.remaining >= 0
        if ahead.landing_low is not None:
            assert (judge(promise, on).achieved or 0) <= ahead.landing_low <= ahead.landing_high
