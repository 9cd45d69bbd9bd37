"""What a village logs beside the plan (计划外): who may, for what, and that nobody owes anything by it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets.assessment import assess_target
from targets.boards.target_page import split_sentence, target_page
from targets.models import Allocation, Plan, Target, Village
from targets.owing import owed_shares
from targets.record.unplanned import open_unplanned, targets_open_to, villages_open_to
from targets.setup.new_rows import division_of
from tests.targets.factories import (
    give_duty,
    make_office,
    make_share,
    make_user,
    make_village,
    whole_town,
)
from tests.targets.ledger_factories import TODAY, make_town

pytestmark = pytest.mark.django_db
LAST = date(2021, 12, 31)


@pytest.fixture
def town():
    """A village with a reporter (chen); the next village's is deng, the office's leader feng."""
    made = make_town()
    made.village, made.next_village = make_village(), make_village("柏垭村")
    made.chen, made.deng, made.feng = (make_user(name) for name in ("chen", "deng", "feng"))
    give_duty(made.chen, "reporter", village=made.village)
    give_duty(made.deng, "reporter", village=made.next_village)
    give_duty(made.feng, "leader", made.office)
    return made


def opened(town, target, user=None, village=None, on=TODAY) -> Allocation:
    return open_unplanned(user=user or town.chen, target=target, village=village or town.village, on=on)


@pytest.mark.parametrize(
    ("who", "may"),
    [("chen", True), ("li", True), ("wang", True), ("deng", False), ("sun", False), ("feng", False)],
)
def test_the_village_and_the_office_of_the_target_may_and_nobody_else(town, who, may):
    target, user = town.target(), getattr(town, who)
    if may:
        assert opened(town, target, user).village == town.village
    else:
        with pytest.raises(PermissionDenied):
            opened(town, target, user)
    assert target.allocations.exclude(village=None).count() == may
    offered = targets_open_to(user, town.plan, TODAY).filter(pk=target.pk).exists()
    assert (offered and town.village in villages_open_to(user, TODAY)) is may


@pytest.mark.parametrize(
    ("stands_in", "lead", "may"), [(True, None, True), (False, None, False), (True, "own", False)]
)
def test_the_office_that_stands_in_logs_for_targets_without_an_office(town, stands_in, lead, may):
    other = make_office("党政办", is_fallback_reviewer=stands_in)
    clerk = make_user("gao")
    give_duty(clerk, "reporter", other)
    target = town.target(lead_office=town.office if lead else None)
    assert targets_open_to(clerk, town.plan, TODAY).filter(pk=target.pk).exists() is may
    if may:
        opened(town, target, clerk)
    else:
        with pytest.raises(PermissionDenied):
            opened(town, target, clerk)


def test_a_duty_that_has_ended_opens_nothing(town):
    town.chen.duties.update(ends_on=TODAY)
    with pytest.raises(PermissionDenied):
        opened(town, town.target())
    assert list(villages_open_to(town.chen, TODAY)) == []


def test_asking_twice_opens_the_same_share_and_one_of_the_plan_is_taken_as_it_is(town):
    target = town.target()
    share = opened(town, target)
    assert (share.is_owed, share.goal, share.is_unplanned) == (False, None, True)
    assert share.history.latest().history_change_reason
    assert opened(town, target, town.li) == share
    planned = make_share(target, town.next_village, goal=50)
    assert opened(town, target, town.deng, town.next_village) == planned
    planned.refresh_from_db()
    assert (planned.goal, planned.is_owed) == (50, True)


MEASURES = [
    # measure, unit, goal, whether a village owes a share; taken
    ("sum", "亩", 500, False, True),
    ("limit", "人", 0, False, True),
    ("routine", "次", None, False, True),
    ("steps", "", None, False, False),
    ("steps", "", None, True, False),
    ("level", "头", 500, False, False),
    ("level", "头", 500, True, True),
    ("level", "%", 95, False, False),
    ("ratio", "%", 95, False, False),
    ("ratio", "%", 95, True, True),
]


@pytest.mark.parametrize(("measure", "unit", "goal", "is_split", "taken"), MEASURES)
def test_only_what_adds_up_or_is_split_takes_figures_beside_the_plan(
    town, measure, unit, goal, is_split, taken
):
    target = town.target(measure, goal, unit, counted_unit="户")
    if is_split:
        make_share(
            target,
            town.next_village,
            goal=100 if measure == "level" else goal,
            counted_unit="户" * (measure == "ratio"),
        )
    assert targets_open_to(town.chen, town.plan, TODAY).filter(pk=target.pk).exists() is taken
    if taken:
        share = opened(town, target)
        assert share.counted_unit == ("户" if measure == "ratio" else "")
    else:
        with pytest.raises(ValidationError) as refusal:
            opened(town, target)
        assert set(refusal.value.error_dict) == {"target"}
    assert target.allocations.filter(village=town.village).exists() is taken


def test_a_village_that_has_ended_its_share_or_owes_none_does_not_split_a_level(town):
    target = town.target("level", 500, "头")
    make_share(target, town.next_village, goal=10, ended_on=TODAY)
    with pytest.raises(ValidationError):
        opened(town, target)


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_a_plan_that_is_not_running_takes_nothing(town, state):
    target = town.target()
    Plan.objects.update(state=state)
    assert not targets_open_to(town.chen, Plan.objects.get(), TODAY).exists()
    with pytest.raises(ValidationError, match="不在执行中"):
        opened(town, target)


@pytest.mark.parametrize(("field", "day", "taken"), [
    ("ended_on", date(2021, 6, 21), True),
    ("ended_on", TODAY, False),
    ("starts_on", TODAY, True),
    ("starts_on", date(2021, 6, 21), False),
])  # fmt: skip
def test_a_target_takes_figures_from_its_first_day_to_its_last(town, field, day, taken):
    target = town.target()
    Target.objects.filter(pk=target.pk).update(**{field: day})
    assert targets_open_to(town.chen, town.plan, TODAY).exists() is taken
    if taken:
        opened(town, target)
    else:
        with pytest.raises(ValidationError) as refusal:
            opened(town, target)
        assert set(refusal.value.error_dict) == {"target"}


@pytest.mark.parametrize(("day", "taken"), [(date(2021, 6, 21), True), (TODAY, False)])
def test_a_village_merged_away_logs_nothing(town, day, taken):
    Village.objects.filter(pk=town.village.pk).update(ended_on=day)
    village = Village.objects.get(pk=town.village.pk)
    assert (village in villages_open_to(town.chen, TODAY)) is taken
    if taken:
        opened(town, town.target(), village=village)
    else:
        with pytest.raises(ValidationError) as refusal:
            opened(town, town.target(), village=village)
        assert set(refusal.value.error_dict) == {"village"}


def test_a_share_that_has_ended_is_not_opened_again(town):
    target = town.target()
    make_share(target, town.village, goal=50, ended_on=TODAY)
    with pytest.raises(ValidationError, match="终止"):
        opened(town, target)


@pytest.mark.parametrize(
    ("measure", "unit", "goal"), [("sum", "亩", 500), ("limit", "人", 0), ("routine", "次", None)]
)
def test_nobody_owes_anything_by_it(town, measure, unit, goal):
    target = town.target(measure, goal, unit)
    before = assess_target(target, LAST).status
    share = opened(town, target)
    assessment = assess_target(target, LAST)
    own = next(each for each in assessment.shares if each.allocation == share)
    assert not own.is_missing
    assert (assessment.status.verdict, assessment.status.judged) == (before.verdict, before.judged)
    assert [owed.share.allocation for owed in owed_shares(town.plan, town.chen, TODAY)] == []


def test_what_is_logged_counts_once_it_is_approved(town):
    target = town.target(goal=500)
    share = opened(town, target)
    town.counted(whole_town(target), "100")
    entry = town.log(share, "20", user=town.chen)
    assert assess_target(target, LAST).status.achieved == 100
    town.counted(share, "30", user=town.chen)
    assert entry.allocation == share
    assert assess_target(target, LAST).status.achieved == 130


def test_it_takes_nothing_of_what_is_split(town):
    target = town.target(goal=500)
    opened(town, target)
    assert not division_of(target, TODAY).is_split
    assert split_sentence(target, target.allocations.all(), TODAY) == ""
    make_share(target, town.next_village, goal=480)
    assert split_sentence(target, target.allocations.all(), TODAY) == "已分解 480 / 500亩，共1项，差 20"


def shown(target, user):
    return {row.name: row.is_unplanned for row in target_page(target, user, TODAY, TODAY).shares}


def test_it_is_shown_once_something_is_logged(town):
    target = town.target(goal=500)
    share = opened(town, target)
    assert shown(target, town.chen) == {"全镇": False}
    town.log(share, "20", user=town.chen)
    assert shown(target, town.chen) == {"全镇": False, "关渡村": True}
    assert shown(target, town.sun) == {"全镇": False, "关渡村": True}


def test_a_share_that_owes_something_is_not_one_beside_the_plan(town):
    target = town.target(goal=500)
    for village, fields, expected in (
        (town.village, {"goal": Decimal(0), "is_owed": False}, False),
        (town.next_village, {"is_owed": True}, False),
        (make_village("石庄村"), {"is_owed": False}, True),
    ):
        share = make_share(target, village, **fields)
        assert share.is_unplanned is expected
        assert target.allocations.planned().filter(pk=share.pk).exists() is not expected
    whole = whole_town(target)
    whole.goal, whole.is_owed = None, False
    whole.save()
    assert not whole.is_unplanned
    assert target.allocations.planned().filter(pk=whole.pk).exists()


def test_where_nobody_owes_a_report_the_shares_of_the_plan_are_judged_alone(town):
    target = town.target("routine")
    Allocation.objects.filter(target=target).update(is_owed=False)
    before = assess_target(target, LAST).status
    opened(town, target)
    assert assess_target(target, LAST).status.judged == before.judged == 1
