"""Expected figures are reckoned by hand: 500 亩 by a straight line is 41 2/3 亩 a month."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from targets.curves.curve import has_plan, months, plan_line
from targets.curves.drawing import Axis, Canvas, axis
from targets.curves.figures import finding, month_rows
from targets.measures import Measure
from targets.status import judge
from targets.verdicts import Verdict
from tests.targets.promises import day, line, milestone, promise, share

HONEYSUCKLE = [("2021-03-15", 60), ("2021-04-30", 130), ("2021-08-15", 120)]  # 310 of 500 亩


def honeysuckle(*more, **fields):
    lines = [line(*each) for each in [*HONEYSUCKLE, *more]]
    return promise(*lines, **{"goal": 500, "unit": "亩", **fields})


def rows_of(asked, on):
    return month_rows(asked, day(on), 2021)


def test_months_tell_what_is_new_achieved_planned_and_how_it_was_judged_then():
    told = [
        (row.name, row.increment_text, row.achieved_text, row.expected_text, row.gap_text, row.verdict)
        for row in rows_of(honeysuckle(), "2021-09-30")
    ]
    assert told[1] == ("2月", "", "", "83.3", "", Verdict.BEHIND)
    assert told[2:5] == [
        ("3月", "60", "60", "125", "−65", Verdict.BEHIND),
        ("4月", "130", "190", "166.7", "+23.3", Verdict.ON_PACE),
        ("5月", "", "190", "208.3", "−18.3", Verdict.NEARLY_ON_PACE),
    ]
    assert told[8] == ("9月", "", "310", "375", "−65", Verdict.BEHIND)
    assert told[9:] == [
        ("10月", "", "", "416.7", "", None),
        ("11月", "", "", "458.3", "", None),
        ("12月", "", "", "500", "", None),
    ]


def test_a_month_in_which_nothing_new_was_reported_is_none_and_one_with_a_zero_is_zero():
    rows = rows_of(honeysuckle(("2021-05-31", 0)), "2021-06-30")
    assert [row.increment for row in rows[4:6]] == [0, None]


@pytest.mark.parametrize(
    ("fields", "on", "last", "past"),
    [
        pytest.param({}, "2021-10-08", ("2021-12-31", 12), ("2021-10-08", 10), id="within a month"),
        pytest.param({}, "2020-12-31", ("2021-12-31", 12), (None, 0), id="before the year"),
        pytest.param({}, "2022-01-31", ("2021-12-31", 12), ("2021-12-31", 12), id="after the year"),
        pytest.param(
            {"due": "2021-06-15"}, "2021-04-30", ("2021-06-15", 6), ("2021-04-30", 4), id="due in June"
        ),
        pytest.param({"due": "2021-06-15"}, "2021-08-31", ("2021-08-31", 8), ("2021-08-31", 8), id="overdue"),
        pytest.param(
            {"ended_on": date(2021, 7, 1)}, "2021-09-30", ("2021-06-30", 6), ("2021-06-30", 6), id="dropped"
        ),
        pytest.param(
            {"starts_on": date(2021, 5, 10)},
            "2021-06-30",
            ("2021-12-31", 8),
            ("2021-06-30", 2),
            id="added in May",
        ),
        pytest.param(
            {"due": "2022-06-30"}, "2021-09-30", ("2022-06-30", 18), ("2021-09-30", 9), id="next year"
        ),
    ],
)
def test_a_curve_runs_from_the_first_month_to_the_due_date_or_the_day_asked_about(fields, on, last, past):
    found = months(honeysuckle(**fields), day(on))
    told = [month for month in found if month.is_past]
    assert (found[-1].day, len(found)) == (day(last[0]), last[1])
    assert (told[-1].day if told else None, len(told)) == (day(past[0]), past[1])


@pytest.mark.parametrize(
    ("fields", "drawn"),
    [
        ({}, True),
        ({"measure": Measure.LEVEL}, True),
        ({"measure": Measure.RATIO, "unit": "%"}, True),
        ({"goal": None}, False),
        ({"due": None}, False),
        ({"measure": Measure.LIMIT}, False),
        ({"measure": Measure.ROUTINE}, False),
        ({"measure": Measure.STEPS}, False),
    ],
)
def test_only_what_is_judged_by_a_line_has_one(fields, drawn):
    assert has_plan(honeysuckle(**fields)) is drawn


def test_measures_without_a_curve_have_no_months_and_a_sum_without_a_goal_has_no_plan_in_them():
    assert rows_of(promise(share(milestones=(milestone(),)), measure=Measure.STEPS), "2021-09-30") == ()
    assert rows_of(promise(goal=None, unit="亩"), "2021-09-30") == ()
    rows = rows_of(honeysuckle(goal=None), "2021-09-30")
    assert [(row.achieved_text, row.expected_text, row.gap_text) for row in rows[-1:]] == [("310", "", "")]
    assert finding(honeysuckle(goal=None), judge(honeysuckle(goal=None), day("2021-09-30")), rows) == ""


@pytest.mark.parametrize(
    ("asked", "on", "said"),
    [
        pytest.param(honeysuckle(), "2021-09-30", "累计310亩，低于计划65亩", id="behind"),
        pytest.param(honeysuckle(), "2021-04-30", "累计190亩，高于计划23.3亩", id="above"),
        pytest.param(
            honeysuckle(("2021-09-30", 65)), "2021-09-30", "累计375亩，与计划持平", id="on the line"
        ),
        pytest.param(honeysuckle(), "2021-02-28", "尚无填报数据，按计划应完成83.3亩", id="silent"),
        pytest.param(honeysuckle(("2021-09-30", 190)), "2021-09-30", "累计500亩，提前完成", id="done"),
        pytest.param(honeysuckle(), "2021-12-31", "累计310亩，低于计划190亩", id="due and not reached"),
        pytest.param(
            promise(line("2021-08-31", 9, 10), measure=Measure.RATIO, goal=100, unit="%"),
            "2021-09-30",
            "90.0%，低于计划10个百分点",
            id="ratio",
        ),
        pytest.param(
            promise(line("2021-08-31", 7900), measure=Measure.LEVEL, goal=8000, unit="头"),
            "2021-09-30",
            "7,900头，低于计划100头",
            id="level",
        ),
    ],
)
def test_the_title_says_the_finding(asked, on, said):
    assert finding(asked, judge(asked, day(on)), rows_of(asked, on)) == said


def test_a_level_has_no_change_before_there_is_something_to_compare_with():
    asked = promise(
        line("2021-02-28", 7000), line("2021-03-31", 6900), measure=Measure.LEVEL, goal=8000, unit="头"
    )
    assert [row.increment for row in rows_of(asked, "2021-03-31")[:3]] == [None, None, -100]


def test_the_plan_bends_where_shares_fall_due_and_its_bands_lie_below_it_by_the_plans_points():
    # A pool of 2, one due at the end of June: expected at once (few whole pieces).
    asked = promise(share(goal=1, due="2021-06-30"), share(goal=1), goal=2, unit="口")
    steps = {point.day: point for point in plan_line(asked, day("2021-09-30"))}
    assert [steps[day(each)].expected for each in ("2021-06-29", "2021-06-30", "2021-12-30", "2021-12-31")] == [
        0, 1, 1, 2,
    ]  # fmt: skip
    june = steps[day("2021-06-30")]
    assert (june.behind, june.far) == (Fraction(4, 5), Fraction(2, 5))  # 50 % less 10 and 30 points, of 2
    assert steps[day("2021-06-29")].far == 0  # never below nothing


@pytest.mark.parametrize(
    ("least", "most", "whole", "expected"),
    [
        (0, 500, False, (0, 600, 200)),
        (0, 1, True, (0, 1, 1)),
        (0, 9, True, (0, 9, 3)),
        ("52.2", 100, False, (40, 100, 20)),
        (-3, 8, False, (-5, 10, 5)),
        (7, 7, False, None),
    ],
)
def test_an_axis_holds_all_it_is_asked_to_in_steps_people_count_in(least, most, whole, expected):
    found = axis(Decimal(least), Decimal(most), whole=whole)
    assert found.low <= Decimal(least) <= Decimal(most) <= found.high
    assert found.ticks[0] == found.low
    assert found.ticks[-1] == found.high
    if expected:
        assert (found.low, found.high, found.step) == tuple(Decimal(each) for each in expected)


def test_a_line_is_written_in_pixels_from_the_top():
    canvas = Canvas(720, 260, Axis(Decimal(0), Decimal(500), Decimal(100)))
    path = canvas.line(
        [(Fraction(0), Decimal(0)), (Fraction(1, 3), Decimal(250)), (Fraction(1), Decimal(500))]
    )
    assert path == "M0 260 240 130 720 0"
    assert canvas.area([], []) == ""
    flat = [(Fraction(0), Decimal(0)), (Fraction(1), Decimal(0))]
    assert canvas.area(flat, flat) == ""
