"""What a new plan and a new target get beside themselves."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import Allocation, Document, Plan, PlanVersion, Step, Target
from targets.models.shares import FIRST_STEP, WHOLE_TOWN
from targets.setup.new_rows import division_of, keep_remainder, open_plan, open_target
from tests.targets.factories import make_plan, make_share, make_target, make_village, whole_town

DAY = date(2021, 6, 1)


def test_a_new_plan_gets_its_version_and_keeps_its_number(db):
    plan = Plan.objects.create(year=2022, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    assert open_plan(plan).number == 0
    PlanVersion.advance([plan.pk])
    assert open_plan(plan).number == 1


@pytest.mark.parametrize(
    ("measure", "goal"),
    [("sum", 500), ("sum", None), ("level", 3), ("ratio", 100), ("limit", 0), ("routine", None)],
)
def test_a_new_target_can_be_logged_for_the_whole_town(db, measure, goal):
    target = make_target(make_plan(), "4.2.4", measure, goal, "%")
    share = target.allocations.get()
    assert (share.name, share.village, share.goal, share.is_owed) == (WHOLE_TOWN, None, target.goal, True)
    assert not share.steps.exists()


def test_a_ratio_is_told_what_it_counts(db):
    target = make_target(make_plan(), "5.1.1", "ratio", 100, "%", counted_unit="人")
    assert whole_town(target).stored_unit == "人"


def test_a_target_counted_by_steps_starts_with_one_undated_step(db):
    target = make_target(make_plan(), "2.2.1", "steps")
    (step,) = whole_town(target).steps.all()
    assert (step.name, step.planned_on, step.weight) == (FIRST_STEP, None, 1)


def test_opening_twice_changes_nothing(db):
    target = make_target(make_plan(), "2.2.1", "steps")
    share = open_target(target)
    assert open_target(target) == share
    assert (Allocation.objects.count(), Step.objects.count()) == (1, 1)
    assert (Allocation.history.count(), Step.history.count()) == (1, 1)


def test_steps_people_planned_are_left_alone(db):
    target = make_target(make_plan(), "2.2.1", "steps")
    step = whole_town(target).steps.get()
    step.name, step.planned_on = "初稿", date(2021, 6, 30)
    step.save()
    open_target(target)
    assert [step.name for step in whole_town(target).steps.all()] == ["初稿"]


def change_goal(target: Target, goal: int) -> None:
    before, target.goal = division_of(target, DAY), Decimal(goal)
    target.save()
    keep_remainder(target, before, on=DAY, change_reason="县里调整")


def test_the_whole_town_follows_the_goal_of_a_target_that_is_not_split(db):
    target = make_target(make_plan())
    change_goal(target, 600)
    assert whole_town(target).goal == 600
    assert whole_town(target).history.first().history_change_reason == "县里调整"


def test_a_goal_that_stays_leaves_no_trace_in_the_share(db):
    target = make_target(make_plan())
    change_goal(target, 500)
    assert whole_town(target).history.count() == 1


def test_a_share_whose_goal_was_set_by_hand_does_not_follow(db):
    target = make_target(make_plan())
    Allocation.objects.update(goal=450)
    change_goal(target, 600)
    assert open_target(target).goal == 450


def test_a_target_split_without_the_whole_town_does_not_get_it_back(db):
    target = make_target(make_plan())
    village = make_share(target, make_village(), goal=500)
    whole_town(target).delete()
    assert open_target(target) is None
    assert list(target.allocations.all()) == [village]


def test_the_history_of_a_share_says_why_it_was_made(db):
    target = make_target(make_plan())
    whole_town(target).delete()
    share = open_target(target, change_reason="for a reason")
    assert share.history.get(history_type="+").history_change_reason == "for a reason"


def test_a_share_that_does_not_fit_is_refused(db):
    target = make_target(make_plan())
    whole_town(target).delete()
    with pytest.raises(ValidationError):
        open_target(target, counted_unit="far too long")


@pytest.mark.parametrize("typed", ["一\r\n二\r\n", "一\n二", "一\r二\n\n\n"])
def test_a_document_has_the_same_line_ends_wherever_it_was_typed(db, typed):
    document = Document(plan=make_plan(), kind="report", title="报告", body=typed)
    document.full_clean()
    assert document.body == "一\n二\n"
