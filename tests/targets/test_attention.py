"""Since when a target is behind, and which of those that are stand first."""

from datetime import date

import pytest

from targets.boards.attention import behind_since
from targets.measures import Measure
from targets.verdicts import Verdict
from tests.targets.promises import line, milestone, promise, share

OCTOBER = date(2021, 10, 8)


@pytest.mark.parametrize(
    ("lines", "on", "since"),
    [
        # 1,200 in all, 100 a month expected: behind is 10 points, 120, below what is expected.
        ([("2021-01-31", 100)], OCTOBER, date(2021, 3, 31)),
        ([("2021-01-31", 100), ("2021-08-15", 720)], OCTOBER, None),
        # 680 until the end of August is 10.0 points below 800: behind; 681 is not, and is so a month later.
        ([("2021-01-31", 680)], date(2021, 9, 15), date(2021, 8, 31)),
        ([("2021-01-31", 681)], date(2021, 9, 30), date(2021, 9, 30)),
        # Caught up in August and behind again: what was before does not count.
        ([("2021-01-31", 100), ("2021-08-15", 720)], date(2021, 10, 31), date(2021, 10, 31)),
        ([("2021-01-31", 775)], date(2021, 9, 29), date(2021, 9, 29)),
        # Behind from the first month's end on at which it may be: nothing goes back before the plan.
        ([], date(2021, 3, 31), date(2021, 2, 28)),
        # After the due date it is overdue, and was behind before.
        ([("2021-01-31", 1100)], date(2022, 1, 10), date(2021, 12, 31)),
    ],
)
def test_behind_since_the_first_month_end_of_an_unbroken_row(lines, on, since):
    own = promise(share(*(line(day, amount) for day, amount in lines), goal=1200), goal=1200)
    assert behind_since(own, on) == since


def test_steps_are_late_since_the_month_their_day_was_in():
    own = promise(share(milestones=(milestone("2021-05-20"),)), measure=Measure.STEPS)
    assert behind_since(own, OCTOBER) == date(2021, 5, 31)
    assert behind_since(own, date(2021, 5, 19)) is None


@pytest.mark.django_db
def test_the_worst_stand_first_and_say_what_it_takes():
    from targets.assessment import assess
    from targets.boards.attention import concerns
    from tests.targets.factories import make_office, make_plan, make_target

    plan, office = make_plan(), make_office("农业办")
    for code, fields in {
        "4.2.4": {"goal": 1200, "lead_post": "分管副镇长"},
        "4.2.5": {"measure": "steps", "due_on": date(2021, 9, 1)},
        "4.2.6": {"measure": "routine", "unit": "次"},
        "4.2.7": {"goal": 90, "due_on": date(2021, 9, 30)},
    }.items():
        make_target(plan, code=code, lead_office=office, **fields)
    found = concerns(assess(plan, OCTOBER))
    assert [(each.row.code, each.row.verdict, each.lag, each.since, each.needed) for each in found] == [
        ("4.2.7", Verdict.OVERDUE, "低100.0个百分点", "1月底起", "还需90亩"),
        ("4.2.4", Verdict.NOT_BEGUN, "低77.2个百分点", "2月底起", "每月需444.4亩"),
        ("4.2.5", Verdict.OVERDUE, "逾期37天", "9月底起", "完成"),
    ]
    assert found[1].owner == "农业办 · 分管副镇长"
    assert len(concerns(assess(plan, OCTOBER), most=2)) == 2
