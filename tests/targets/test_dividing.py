"""The whole town keeps the rest of a target's goal: shares against goal, on both sides of each boundary."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import Step
from targets.setup.new_rows import Division, division_of, keep_remainder
from tests.targets.factories import make_plan, make_share, make_target, make_village, whole_town

pytestmark = pytest.mark.django_db
DAY, LATER = date(2021, 6, 1), date(2021, 7, 1)


def made(measure, goal=500, **fields):
    unit = {"level": "头", "ratio": "%", "limit": "人"}.get(measure, "亩")
    return make_target(make_plan(), measure=measure, goal=goal, unit=unit, **fields)


def split(target, *goals, **fields):
    return [make_share(target, make_village(f"村{goal}"), goal=goal, **fields) for goal in goals]


def settle(target, before=None, on=DAY, reason=None):
    """Apply the rule; what the whole town's share is then."""
    keep_remainder(target, before or Division(target.goal), on=on, change_reason=reason)
    return stands(target)


def stands(target):
    share = whole_town(target)
    return (share.goal, share.is_owed, share.ended_on)


REMAINDERS = [
    # measure, goal, the other shares' goals; the whole town's goal, owed, ended
    ("sum", 500, [], (500, True, None)),
    ("sum", 500, [100], (400, True, None)),
    ("sum", 500, [300, 199], (1, True, None)),
    ("sum", 500, ["499.9999"], (Decimal("0.0001"), True, None)),
    ("sum", 500, [300, 200], (0, False, None)),
    ("sum", 500, [300, 201], (0, False, None)),
    ("sum", 500, [None], (500, True, None)),
    ("sum", 500, [100, None], (400, True, None)),
    ("sum", 500, [0], (500, True, None)),
    ("sum", None, [100], (None, True, None)),
    ("level", 500, [], (500, True, None)),
    ("level", 500, [499], (1, True, None)),
    ("level", 500, [500], (0, False, DAY)),
    ("level", 500, [300, 201], (0, False, DAY)),
    ("level", None, [100], (None, True, None)),
    ("ratio", 95, [], (95, True, None)),
    ("ratio", 95, [95], (95, False, DAY)),
    ("ratio", 95, [50], (95, False, DAY)),
    ("ratio", 95, [None], (95, False, DAY)),
    ("limit", 500, [500], (500, False, None)),
    ("routine", None, [None], (None, False, None)),
    ("steps", None, [None], (None, True, None)),
]


@pytest.mark.parametrize(("measure", "goal", "shares", "expected"), REMAINDERS)
def test_the_whole_town_owes_what_the_other_shares_leave(measure, goal, shares, expected):
    target = made(measure, goal)
    split(target, *shares)
    assert settle(target) == expected


@pytest.mark.parametrize(("measure", "goal", "shares", "expected"), REMAINDERS)
def test_settling_again_changes_nothing_and_leaves_no_trace(measure, goal, shares, expected):
    target = made(measure, goal)
    split(target, *shares)
    settle(target)
    records = whole_town(target).history.count()
    assert settle(target, division_of(target, LATER), on=LATER) == expected
    assert settle(target, on=LATER) == expected
    assert whole_town(target).history.count() == records


@pytest.mark.parametrize(
    ("measure", "goal", "lowered"),
    [
        ("sum", 500, (400, True, None)),
        ("level", 500, (400, True, None)),
        ("ratio", 95, (95, False, DAY)),
    ],
)
def test_shares_lowered_or_taken_away_are_owed_by_the_whole_town_again(measure, goal, lowered):
    target = made(measure, goal)
    (share,) = split(target, goal)
    settle(target)
    before = division_of(target, DAY)
    share.goal = 100
    share.save()
    assert settle(target, before, on=LATER) == lowered
    share.delete()
    assert settle(target, before, on=LATER) == (goal, True, None)


@pytest.mark.parametrize("measure", ["sum", "level", "ratio"])
def test_a_share_that_has_ended_takes_nothing_any_more(measure):
    target = made(measure, 95)
    (share,) = split(target, 95)
    settle(target)
    before = division_of(target, DAY)
    share.ended_on = LATER
    share.save()
    assert settle(target, before, on=date(2021, 6, 30))[1] is False
    assert settle(target, before, on=LATER) == (95, True, None)


def test_shares_that_are_not_owed_take_from_a_sum_but_not_from_a_ratio():
    added_up = made("sum", 500)
    split(added_up, 100, is_owed=False)
    assert settle(added_up) == (400, True, None)
    ratio = make_target(added_up.plan, "5.1.1", "ratio", 95, "%")
    make_share(ratio, make_village("双坪村"), goal=95, is_owed=False)
    assert settle(ratio) == (95, True, None)


def test_steps_are_owed_by_the_whole_town_until_another_owed_share_has_steps():
    target = made("steps")
    share = make_share(target, make_village())
    assert settle(target) == (None, True, None)
    step = Step.objects.create(allocation=share, name="完成")
    assert settle(target) == (None, False, None)
    before = division_of(target, DAY)
    share.is_owed = False
    share.save()
    assert settle(target, before) == (None, True, None)
    share.is_owed = True
    share.save()
    settle(target)
    step.delete()
    assert settle(target, before) == (None, True, None)


def test_the_remainder_follows_the_goal_of_the_target():
    target = made("sum", 500)
    split(target, 480)
    settle(target)
    for goal, expected in ((600, (120, True, None)), (480, (0, False, None)), (490, (10, True, None))):
        before, target.goal = division_of(target, DAY), Decimal(goal)
        assert settle(target, before) == expected


def test_a_goal_taken_back_takes_the_remainder_with_it():
    target = made("sum", 500)
    split(target, 500)
    settle(target)
    before, target.goal = division_of(target, DAY), None
    assert settle(target, before) == (None, True, None)


@pytest.mark.parametrize("measure", ["sum", "level", "ratio", "limit", "steps", "routine"])
def test_what_was_set_by_hand_in_a_target_that_is_not_split_stays(measure):
    target = made(measure, 95)
    share = whole_town(target)
    share.is_owed, share.ended_on = False, DAY
    share.save()
    assert settle(target, division_of(target, LATER), on=LATER) == (target.goal, False, DAY)


@pytest.mark.parametrize("measure", ["limit", "routine"])
def test_the_whole_town_of_a_limit_or_routine_work_is_as_set_beside_other_shares(measure):
    target = made(measure, 95)
    make_share(target, make_village())
    share = whole_town(target)
    share.is_owed = False
    share.save()
    assert settle(target, division_of(target, DAY)) == (target.goal, False, None)


@pytest.mark.parametrize("measure", ["limit", "routine"])
@pytest.mark.parametrize(
    ("reporting", "owed"), [(1, True), (2, False)], ids=["a village is left", "every village"]
)
def test_the_whole_town_reports_until_every_village_does(measure, reporting, owed):
    target = made(measure, 95)
    villages = [make_village("关渡村"), make_village("云台村")]
    make_village("并走村", ended_on=date(2021, 1, 2))
    for village in villages[:reporting]:
        make_share(target, village)
    assert settle(target, division_of(target, DAY)) == (target.goal, owed, None)


def test_what_the_whole_town_owes_anew_in_mid_year_it_has_not_missed_before():
    target = made("sum", 500)
    split(target, 500)
    settle(target)
    target.goal = 600
    target.save()
    settle(target, on=LATER)
    share = whole_town(target)
    assert (share.goal, share.is_owed, share.starts_on) == (100, True, LATER)


def test_a_day_set_before_for_the_end_of_the_whole_town_is_kept_and_one_to_come_brought_forward():
    target = made("level", 500)
    split(target, 500)
    share = whole_town(target)
    for set_by_hand, expected in ((date(2021, 5, 1), date(2021, 5, 1)), (LATER, DAY)):
        share.ended_on = set_by_hand
        share.save()
        assert settle(target) == (0, False, expected)


def test_the_reason_is_carried_into_the_history():
    target = made("sum", 500)
    split(target, 100)
    settle(target, reason="分解")
    assert whole_town(target).history.latest().history_change_reason == "分解"


def test_a_target_without_the_whole_town_is_left():
    target = made("sum", 500)
    split(target, 100)
    whole_town(target).delete()
    assert keep_remainder(target, Division(), on=DAY) is None
    assert target.allocations.count() == 1


@pytest.mark.parametrize("part", ["village", "name"])
def test_a_level_in_percent_is_not_split(part):
    target = make_target(make_plan(), measure="level", goal=95, unit="%")
    whole_town(target).full_clean()
    owner = {"village": make_village()} if part == "village" else {"name": "项目"}
    with pytest.raises(ValidationError) as refusal:
        make_share(target, goal=95, **owner)
    assert set(refusal.value.error_dict) == {"__all__"}


@pytest.mark.parametrize(("measure", "unit"), [("level", "头"), ("ratio", "%")])
def test_another_level_and_a_ratio_are_split(measure, unit):
    make_share(make_target(make_plan(), measure=measure, goal=95, unit=unit), make_village(), goal=95)
