"""Limits and routine work: judged by whether they are reported, and by what may not happen."""

from dataclasses import replace

import pytest

from targets.measures import Measure
from targets.periods import Cadence
from targets.reporting import owed_periods, share_reporting
from targets.status import Rule, judge, judge_share
from targets.verdicts import Verdict
from tests.targets.promises import YEAR, day, line, promise, share

KEPT, BROKEN, REPORTED = Verdict.KEPT, Verdict.BROKEN, Verdict.REPORTED
MISSED, MISSED_LONG, NOT_DUE = Verdict.MISSED, Verdict.MISSED_LONG, Verdict.NO_REPORT_DUE
LIMIT, ROUTINE = Measure.LIMIT, Measure.ROUTINE


def routine(*shares, **fields):
    return promise(*shares, measure=ROUTINE, unit="次", **fields)


@pytest.mark.parametrize(
    ("reported", "on", "verdict", "missed"),
    [
        pytest.param([], "2021-01-01", NOT_DUE, 0, id="first day of the plan"),
        pytest.param([], "2021-02-05", NOT_DUE, 0, id="5 February: January is still open"),
        pytest.param([], "2021-02-06", MISSED, 1, id="6 February: January is closed"),
        pytest.param([], "2021-03-06", MISSED, 2, id="two missed"),
        pytest.param([], "2021-04-05", MISSED, 2, id="5 April: still two"),
        pytest.param([], "2021-04-06", MISSED_LONG, 3, id="6 April: three missed"),
        pytest.param([], "2021-12-31", MISSED_LONG, 11, id="eleven missed"),
        pytest.param(["2021-01-20"], "2021-01-20", REPORTED, 0, id="reported before anything closed"),
        pytest.param(["2021-01-20"], "2021-01-19", NOT_DUE, 0, id="the day before that"),
        pytest.param(["2021-01-20"], "2021-03-05", REPORTED, 0, id="5 March: February is still open"),
        pytest.param(["2021-01-20"], "2021-03-06", MISSED, 1, id="6 March: February missed"),
        pytest.param(["2021-01-20"], "2021-04-06", MISSED, 2, id="February and March missed"),
        pytest.param(["2021-01-20"], "2021-05-06", MISSED_LONG, 3, id="February to April missed"),
        pytest.param(["2021-03-31"], "2021-04-06", REPORTED, 0, id="only what is missed last counts"),
        pytest.param(
            ["2021-01-20", "2021-02-28"], "2021-03-06", REPORTED, 0, id="a make-up repairs February"
        ),
        pytest.param(["2021-01-20", "2021-02-28"], "2021-04-06", MISSED, 1, id="and leaves March missed"),
    ],
)
def test_routine_work_is_judged_by_its_reports(reported, on, verdict, missed):
    status = judge(routine(share(reported=reported)), day(on))
    assert (status.verdict, status.missed, status.rule) == (verdict, missed, Rule.REPORTING)


@pytest.mark.parametrize(
    ("reported", "on", "verdict"),
    [
        pytest.param([], "2021-04-05", NOT_DUE, id="5 April: the first quarter is open"),
        pytest.param([], "2021-04-06", MISSED, id="6 April: missed"),
        pytest.param([], "2021-10-05", MISSED, id="two quarters missed"),
        pytest.param([], "2021-10-06", MISSED_LONG, id="three quarters missed"),
        pytest.param(["2021-02-03"], "2021-07-05", REPORTED, id="one report a quarter is enough"),
        pytest.param(["2021-02-03"], "2021-07-06", MISSED, id="the second quarter missed"),
        pytest.param(["2021-02-03", "2021-04-01"], "2021-07-06", REPORTED, id="reported on its first day"),
    ],
)
def test_quarterly_work_is_asked_for_once_a_quarter(reported, on, verdict):
    assert judge(routine(share(reported=reported), cadence=Cadence.QUARTER), day(on)).verdict is verdict


def test_the_day_reports_are_due_is_the_plans():
    promised = routine(share(), terms=replace(YEAR, report_by_day=10))
    assert [judge(promised, day(on)).verdict for on in ("2021-02-10", "2021-02-11")] == [NOT_DUE, MISSED]


JANUARY, SPRING = ["2021-01-31"], ["2021-01-31", "2021-02-28", "2021-03-31"]


@pytest.mark.parametrize(
    ("shares", "on", "verdict", "reported", "judged"),
    [
        pytest.param(
            [share(reported=SPRING), share(reported=SPRING)], "2021-04-06", REPORTED, 2, 2, id="both in time"
        ),
        pytest.param(
            [share(reported=SPRING), share(reported=JANUARY)], "2021-04-06", MISSED, 2, 2, id="one missed two"
        ),
        pytest.param([share(reported=SPRING), share()], "2021-04-06", MISSED_LONG, 1, 2, id="one silent"),
        pytest.param(
            [share(reported=JANUARY), share()],
            "2021-01-31",
            NOT_DUE,
            1,
            2,
            id="one of two before anything is due",
        ),
        pytest.param(
            [share(reported=SPRING), share(is_owed=False)],
            "2021-04-06",
            REPORTED,
            1,
            1,
            id="the silent one not owed",
        ),
        pytest.param(
            [share(reported=SPRING), share(ended="2021-04-06")],
            "2021-04-06",
            REPORTED,
            1,
            1,
            id="the silent one ended",
        ),
        pytest.param(
            [share(reported=SPRING), share(ended="2021-04-07")],
            "2021-04-06",
            MISSED_LONG,
            1,
            2,
            id="not yet ended",
        ),
        pytest.param([share(ended="2021-04-06")], "2021-04-06", NOT_DUE, 0, 0, id="no share open"),
    ],
)
def test_the_worst_owed_share_decides(shares, on, verdict, reported, judged):
    status = judge(routine(*shares), day(on))
    assert (status.verdict, status.reported, status.judged) == (verdict, reported, judged)


def test_each_share_has_its_own_verdict():
    diligent, silent = share(reported=SPRING), share()
    promised = routine(diligent, silent)
    assert judge_share(promised, diligent, day("2021-04-06")).verdict is REPORTED
    assert judge_share(promised, silent, day("2021-04-06")).verdict is MISSED_LONG
    assert share_reporting(promised, silent, day("2021-04-06")).missed == 3


def test_what_was_counted_stands_beside_routine_work():
    status = judge(
        routine(share(line("2021-01-31", 4), line("2021-02-28", 3), reported=JANUARY)), day("2021-02-28")
    )
    assert status.achieved == 7


@pytest.mark.parametrize(
    ("due", "ended", "months"),
    [
        pytest.param(None, None, 12, id="all year"),
        pytest.param("2021-06-30", None, 6, id="due at the end of June"),
        pytest.param("2021-07-01", None, 7, id="due on 1 July: July too"),
        pytest.param(None, "2021-07-01", 6, id="ended on 1 July: through June"),
        pytest.param(None, "2021-06-30", 5, id="ended on 30 June: through May"),
        pytest.param("2021-03-31", "2021-07-01", 3, id="the earlier of both"),
    ],
)
def test_a_share_owes_the_periods_up_to_its_due_day_and_before_its_end(due, ended, months):
    own = share(due=due, ended=ended)
    assert len(owed_periods(promise(own, measure=ROUTINE, due=None), own)) == months
    inherited = share(ended=ended)
    assert len(owed_periods(promise(inherited, measure=ROUTINE, due=due), inherited)) == months


def test_routine_work_has_no_limit_to_break():
    checks = share(line("2021-01-31", 4), reported=JANUARY)
    assert judge(routine(checks, goal=3), day("2021-01-31")).verdict is REPORTED


def test_a_share_due_in_june_is_not_asked_for_july():
    promised = routine(share(reported=["2021-06-01"], due="2021-06-30"))
    assert judge(promised, day("2021-12-31")).verdict is REPORTED


# --- limit -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "cases", "verdict", "rule"),
    [
        pytest.param(0, 0, KEPT, Rule.REPORTING, id="zero report against zero"),
        pytest.param(0, 1, BROKEN, Rule.LIMIT, id="one case against zero"),
        pytest.param(2, 2, KEPT, Rule.REPORTING, id="at the limit"),
        pytest.param(2, 3, BROKEN, Rule.LIMIT, id="over the limit"),
        pytest.param(2, "2.01", BROKEN, Rule.LIMIT, id="a little over"),
        pytest.param(None, 3, KEPT, Rule.REPORTING, id="no limit set"),
    ],
)
def test_a_limit_is_kept_or_broken(goal, cases, verdict, rule):
    children = share(line("2021-01-31", cases), reported=JANUARY)
    status = judge(promise(children, measure=LIMIT, goal=goal), day("2021-01-31"))
    assert (status.verdict, status.rule, status.goal, status.achieved) == (
        verdict,
        rule,
        goal,
        children.lines[0].quantity,
    )


@pytest.mark.parametrize(
    ("reported", "on", "verdict"),
    [
        pytest.param([], "2021-02-05", NOT_DUE, id="nothing due"),
        pytest.param([], "2021-02-06", MISSED, id="no zero report for January"),
        pytest.param([], "2021-04-06", MISSED_LONG, id="none for three months"),
        pytest.param(SPRING, "2021-04-06", KEPT, id="a zero report each month"),
        pytest.param(JANUARY, "2021-03-06", MISSED, id="none for February"),
    ],
)
def test_a_limit_wants_a_zero_report_each_period(reported, on, verdict):
    zeros = share(*(line(each, 0) for each in reported), reported=reported)
    assert judge(promise(zeros, measure=LIMIT, goal=0), day(on)).verdict is verdict


def test_cases_of_all_shares_add_up_and_a_broken_limit_is_broken_whoever_reports():
    villages = [share(line("2021-01-31", 1), reported=JANUARY) for _ in range(3)]
    assert judge(promise(*villages, measure=LIMIT, goal=3), day("2021-01-31")).verdict is KEPT
    assert judge(promise(*villages, measure=LIMIT, goal=2), day("2021-01-31")).verdict is BROKEN
    assert judge(promise(*villages, share(), measure=LIMIT, goal=2), day("2021-12-31")).verdict is BROKEN


def test_a_case_of_a_share_that_ended_or_is_not_owed_still_breaks_the_limit():
    ended = share(line("2021-01-31", 1), ended="2021-06-01")
    spare = share(line("2021-01-31", 1), is_owed=False)
    diligent = share(reported=["2021-06-30"])
    for other in (ended, spare):
        assert judge(promise(diligent, other, measure=LIMIT, goal=0), day("2021-06-30")).verdict is BROKEN


def test_a_share_of_a_limit_is_held_to_its_own_or_the_targets():
    strict, lax = (
        share(line("2021-01-31", 1), goal=0, reported=JANUARY),
        share(line("2021-01-31", 1), reported=JANUARY),
    )
    promised = promise(strict, lax, measure=LIMIT, goal=2)
    assert judge_share(promised, strict, day("2021-01-31")).verdict is BROKEN
    assert judge_share(promised, lax, day("2021-01-31")).verdict is KEPT


def test_a_limit_is_never_done_or_overdue():
    zeros = share(line("2021-12-31", 0), reported=["2021-11-30", "2021-12-31"])
    assert judge(promise(zeros, measure=LIMIT, goal=0), day("2022-01-31")).verdict is KEPT
