"""Ahead, on pace, behind: both sides of every threshold. Dates, goals and figures as in a bulletin."""

from dataclasses import replace
from decimal import Decimal

import pytest

from targets.measures import Measure, Promise, Terms
from targets.status import Rule, judge
from targets.verdicts import Verdict
from tests.targets.promises import YEAR, day, line, percents, promise, share

AHEAD, ON_PACE, NEARLY = Verdict.AHEAD, Verdict.ON_PACE, Verdict.NEARLY_ON_PACE
BEHIND, FAR_BEHIND, NOT_BEGUN = Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.NOT_BEGUN
NOT_STARTED = Verdict.NOT_STARTED


def at_half_year(mu, goal=1000, terms=YEAR):
    """50.0 % is expected of it on 30 June."""
    return judge(promise(line("2021-06-30", mu), goal=goal, terms=terms), day("2021-06-30"))


@pytest.mark.parametrize(
    ("mu", "gap", "verdict", "threshold"),
    [
        (601, "10.1", AHEAD, 10),
        (600, "10.0", AHEAD, 10),
        (599, "9.9", ON_PACE, 10),
        (501, "0.1", ON_PACE, 10),
        (500, "0.0", ON_PACE, 10),
        (499, "-0.1", NEARLY, 10),
        (401, "-9.9", NEARLY, 10),
        (400, "-10.0", BEHIND, 10),
        (399, "-10.1", BEHIND, 10),
        (201, "-29.9", BEHIND, 10),
        (200, "-30.0", BEHIND, 10),
        (199, "-30.1", FAR_BEHIND, 30),
        (0, "-50.0", FAR_BEHIND, 30),
    ],
)
def test_the_gap_to_what_is_expected_decides(mu, gap, verdict, threshold):
    status = at_half_year(mu)
    assert (str(status.gap), status.verdict, status.threshold) == (gap, verdict, threshold)
    assert (status.rule, str(status.expected)) == (Rule.GAP, "50.0")


@pytest.mark.parametrize(
    ("mu", "completed", "verdict"),
    [
        pytest.param("5994.9", "59.9", ON_PACE, id="59.949"),
        pytest.param("5995", "60.0", AHEAD, id="59.95 is 60.0"),
        pytest.param("4994.9", "49.9", NEARLY, id="49.949"),
        pytest.param("4995", "50.0", ON_PACE, id="49.95 is 50.0"),
        pytest.param("4004.9", "40.0", BEHIND, id="40.049"),
        pytest.param("4005", "40.1", NEARLY, id="40.05 is 40.1, up and not to the even digit"),
        pytest.param("1994.9", "19.9", FAR_BEHIND, id="19.949"),
        pytest.param("1995", "20.0", BEHIND, id="19.95 is 20.0"),
        pytest.param("6205", "62.1", AHEAD, id="62.05 is 62.1"),
    ],
)
def test_percentages_are_rounded_half_up_before_they_are_compared(mu, completed, verdict):
    status = at_half_year(mu, goal=10000)
    assert (str(status.completion), status.verdict) == (completed, verdict)


@pytest.mark.parametrize(
    ("on", "mu", "expected", "gap", "verdict"),
    [
        # Unrounded, the gaps would be -9.947 and 9.983.
        pytest.param("2021-08-31", "56.72", "66.7", "-10.0", BEHIND, id="56.7 less 66.7"),
        pytest.param("2021-05-31", "51.65", "41.7", "10.0", AHEAD, id="51.7 less 41.7"),
    ],
)
def test_the_gap_is_the_difference_of_the_two_figures_shown(on, mu, expected, gap, verdict):
    status = judge(promise(line(on, mu), goal=100), day(on))
    assert (str(status.expected), str(status.gap), status.verdict) == (expected, gap, verdict)


def test_the_sentence_of_the_monthly_report_can_be_checked():
    """1—9月新植金银花310亩，完成年度目标的62.0%，低于序时进度13.0个百分点。"""
    status = judge(promise(line("2021-04-30", 310), goal=500, unit="亩"), day("2021-09-30"))
    assert (status.goal, status.achieved, status.verdict) == (500, 310, BEHIND)
    assert [str(each) for each in (status.completion, status.expected, status.gap)] == [
        "62.0",
        "75.0",
        "-13.0",
    ]
    assert (status.due_on, status.reported, status.judged) == (day("2021-12-31"), 1, 1)


@pytest.mark.parametrize(
    ("mu", "verdict", "threshold"),
    [
        (700, AHEAD, 20),
        (699, ON_PACE, 5),
        (451, NEARLY, 5),
        (450, BEHIND, 5),
        (350, BEHIND, 5),
        (349, FAR_BEHIND, 15),
    ],
)
def test_a_plan_may_set_its_own_thresholds(mu, verdict, threshold):
    own = replace(YEAR, ahead_points=Decimal(20), behind_points=Decimal(5), far_behind_points=Decimal(15))
    status = at_half_year(mu, terms=own)
    assert (status.verdict, status.threshold) == (verdict, threshold)


# --- nothing reported --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "silent", "zero"),
    [
        ("0.0", NOT_STARTED, ON_PACE),
        ("9.9", NOT_STARTED, NEARLY),
        ("10.0", BEHIND, BEHIND),
        ("10.1", BEHIND, BEHIND),
        ("30.0", BEHIND, BEHIND),
        ("30.1", NOT_BEGUN, FAR_BEHIND),
        ("100.0", NOT_BEGUN, FAR_BEHIND),
    ],
)
def test_silence_is_not_a_zero_report(expected, silent, zero):
    schedule = percents(expected, 100)
    january = day("2021-01-31")
    nothing = judge(promise(goal=500, schedule=schedule), january)
    nought = judge(promise(line("2021-01-31", 0), goal=500, schedule=schedule), january)
    assert [str(each.expected) for each in (nothing, nought)] == [expected, expected]
    assert (nothing.verdict, nought.verdict) == (silent, zero)
    assert (nothing.achieved, nothing.completion, nothing.reported) == (None, None, 0)
    assert (nought.achieved, str(nought.completion), nought.reported) == (0, "0.0", 1)


def test_the_threshold_of_silence_is_the_plans():
    own = replace(YEAR, behind_points=Decimal(9))
    status = judge(promise(goal=500, schedule=percents("9.0", 100), terms=own), day("2021-01-31"))
    assert status.verdict is BEHIND


def test_what_is_expected_is_rounded_before_silence_is_judged():
    # 9.9 at the end of January, and a day later a twenty-eighth of 1.4 more: 9.95, shown as 10.0.
    promised = promise(goal=500, schedule=percents("9.9", "11.3"))
    assert judge(promised, day("2021-02-01")).verdict is BEHIND
    assert str(judge(promised, day("2021-02-01")).expected) == "10.0"
    assert judge(promised, day("2021-01-31")).verdict is NOT_STARTED


@pytest.mark.parametrize("measure", [Measure.LEVEL, Measure.RATIO])
@pytest.mark.parametrize("on", ["2021-01-01", "2021-06-30", "2021-12-30"])
def test_a_level_or_ratio_of_which_nothing_is_known_has_not_started_at_any_time(measure, on):
    status = judge(promise(measure=measure, goal=80), day(on))
    assert (status.verdict, status.rule, status.gap) == (NOT_STARTED, Rule.NOTHING_REPORTED, None)
    assert str(status.expected) == "100.0"


@pytest.mark.parametrize(
    ("unit", "goal", "verdict"),
    [
        pytest.param("口", 10, NOT_STARTED, id="10口"),
        pytest.param("口", 11, NOT_BEGUN, id="11口"),
        pytest.param("项", 10, NOT_STARTED, id="10项"),
        pytest.param("项", 11, NOT_BEGUN, id="11项"),
        pytest.param("亩", 10, NOT_BEGUN, id="10亩"),
    ],
)
def test_few_whole_pieces_are_not_asked_for_before_their_due_day(unit, goal, verdict):
    assert judge(promise(goal=goal, unit=unit), day("2021-12-30")).verdict is verdict
    assert judge(promise(goal=goal, unit=unit), day("2021-12-31")).verdict is Verdict.OVERDUE


@pytest.mark.parametrize(
    ("wells", "verdict"), [(0, ON_PACE), (1, AHEAD), (9, AHEAD), (10, Verdict.DONE_EARLY)]
)
def test_the_first_of_few_pieces_is_ahead(wells, verdict):
    assert judge(promise(line("2021-03-31", wells), goal=10, unit="口"), day("2021-06-30")).verdict is verdict


# --- level and ratio ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "verdict"),
    [("90.1", NEARLY), ("90.0", BEHIND), ("70.0", BEHIND), ("69.9", FAR_BEHIND), ("0", FAR_BEHIND)],
)
def test_a_standard_is_held_all_year_and_a_ratio_below_it_is_behind(percent, verdict):
    insured = promise(line("2021-02-28", percent, 100), measure=Measure.RATIO, goal=100)
    assert judge(insured, day("2021-02-28")).verdict is verdict


@pytest.mark.parametrize(
    ("stock", "expected", "gap", "verdict"),
    [
        pytest.param(68, "75.0", "10.0", AHEAD, id="68 of 80: 85.0"),
        pytest.param("67.9", "75.0", "9.9", ON_PACE, id="67.9 of 80: 84.9"),
        pytest.param(60, "75.0", "0.0", ON_PACE, id="60 of 80 is the line"),
        pytest.param(59, "75.0", "-1.2", NEARLY, id="59 of 80: 73.8, rounded up"),
        pytest.param(52, "75.0", "-10.0", BEHIND, id="52 of 80: 65.0"),
        pytest.param(36, "75.0", "-30.0", BEHIND, id="36 of 80: 45.0, below where it started"),
        pytest.param("35.9", "75.0", "-30.1", FAR_BEHIND, id="35.9 of 80: 44.9"),
    ],
)
def test_a_level_that_grows_from_40_to_80_is_held_to_60_at_half_year(stock, expected, gap, verdict):
    status = judge(
        promise(line("2021-06-30", stock), measure=Measure.LEVEL, goal=80, start=40), day("2021-06-30")
    )
    assert (str(status.expected), str(status.gap), status.verdict) == (expected, gap, verdict)


def ten_villages(silent, percent, goal=60, start=20, **fields):
    """Ten shares of which the last ones are silent; 20 % at the start, 60 % promised, 40 % due at half-year."""
    speaking = [share(line("2021-06-30", percent, 100)) for _ in range(10 - silent)]
    return promise(
        *speaking, *(share(**fields) for _ in range(silent)), measure=Measure.RATIO, goal=goal, start=start
    )


@pytest.mark.parametrize(
    ("silent", "percent", "verdict", "rule"),
    [
        pytest.param(0, 50, AHEAD, Rule.GAP, id="all ten reported 50 % against 40 %"),
        pytest.param(1, 50, ON_PACE, Rule.SILENT_SHARE, id="nine of ten: at best on pace"),
        pytest.param(1, 40, ON_PACE, Rule.GAP, id="nine on pace"),
        pytest.param(1, 39, NEARLY, Rule.GAP, id="nine nearly on pace"),
        pytest.param(1, 30, BEHIND, Rule.GAP, id="nine behind"),
        pytest.param(1, 60, ON_PACE, Rule.SILENT_SHARE, id="nine at the goal: not done"),
        pytest.param(0, 60, Verdict.DONE_EARLY, Rule.REACHED, id="all ten at the goal: done"),
        pytest.param(10, 0, NOT_STARTED, Rule.NOTHING_REPORTED, id="nobody reported"),
    ],
)
def test_one_silent_village_keeps_a_ratio_from_ahead_and_done(silent, percent, verdict, rule):
    status = judge(ten_villages(silent, percent), day("2021-06-30"))
    assert (status.verdict, status.rule) == (verdict, rule)
    assert (status.reported, status.judged, status.silent) == (10 - silent, 10, silent)


@pytest.mark.parametrize(("percent", "verdict"), [(50, AHEAD), (60, Verdict.DONE_EARLY)])
def test_a_silent_share_that_is_not_owed_or_has_ended_blocks_nothing(percent, verdict):
    on = day("2021-06-30")
    assert judge(ten_villages(1, percent, is_owed=False), on).verdict is verdict
    assert judge(ten_villages(1, percent, ended="2021-06-30"), on).verdict is verdict
    assert judge(ten_villages(1, percent, ended="2021-07-01"), on).verdict is ON_PACE


@pytest.mark.parametrize(("percent", "verdict"), [(50, AHEAD), (60, Verdict.DONE_EARLY)])
def test_where_no_share_is_owed_none_is_waited_for(percent, verdict):
    shares = share(line("2021-06-30", percent, 100), is_owed=False), share(is_owed=False)
    status = judge(promise(*shares, measure=Measure.RATIO, goal=60, start=20), day("2021-06-30"))
    assert (status.verdict, status.reported, status.judged, status.silent) == (verdict, 1, 2, 0)


def test_a_standard_reached_by_nine_of_ten_is_on_pace():
    status = judge(ten_villages(1, 60, start=None), day("2021-06-30"))
    assert (status.verdict, str(status.gap)) == (ON_PACE, "0.0")


def test_a_silent_share_does_not_hold_back_a_sum_or_level():
    lines = share(line("2021-06-30", 70)), share()
    assert judge(promise(*lines, goal=100), day("2021-06-30")).verdict is AHEAD
    assert (
        judge(promise(*lines, measure=Measure.LEVEL, goal=100, start=0), day("2021-06-30")).verdict is AHEAD
    )


def test_terms_default_to_ten_ten_and_thirty_points_and_the_5th():
    terms = Terms(day("2021-01-01"), day("2021-12-31"))
    assert (terms.ahead_points, terms.behind_points, terms.far_behind_points) == (10, 10, 30)
    assert terms.report_by_day == 5
    assert Promise(Measure.SUM, terms).done_at == 100
