"""The goal as steps on a target's page: what changed by which decision, and nothing that was no decision."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from targets.models import Plan, Target
from targets.models.decisions import Decision
from targets.setup.facts import REASON as LOADED
from targets.setup.goal_steps import Kind, goal_steps, life_sentence
from tests.targets.factories import make_plan, make_target, make_user

pytestmark = pytest.mark.django_db
JULY = Decision("关府〔2021〕12号", date(2021, 7, 1))
SEPTEMBER = Decision("关府〔2021〕20号", date(2021, 9, 6))


def change(row, decision=None, reason="旱情", by=None, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row._decision, row._change_reason, row._history_user = decision, reason, by
    row.full_clean()
    row.save()


@pytest.fixture
def target():
    return make_target(make_plan())


def test_a_target_that_never_changed_has_no_steps(target):
    assert goal_steps(target) == ()
    change(target, note="备注", reason="补录")
    assert goal_steps(target) == ()


def test_each_change_of_goal_or_due_date_is_a_step_after_the_first_goal(target):
    clerk = make_user("zhang", full_name="张三")
    change(target, JULY, goal=Decimal(450), by=clerk)
    change(target, name="改名", reason="更正")
    change(target, SEPTEMBER, goal=Decimal(400), due_on=date(2021, 11, 30), reason="补植")
    first, july, september = goal_steps(target)
    assert (first.kind, first.day, first.goal) == (Kind.INITIAL, date(2021, 1, 1), 500)
    assert (july.kind, july.day, july.goal) == (Kind.CHANGED, JULY.decided_on, 450)
    assert (july.document, july.reason, july.by) == (JULY.number, "旱情", "张三")
    assert july.said == "目标500亩 → 450亩"
    assert september.said == "目标450亩 → 400亩；完成时限2021年12月31日 → 2021年11月30日"
    assert (september.goal, september.due_on, september.by) == (400, date(2021, 11, 30), "")


def test_a_goal_of_the_facts_is_said_to_come_from_its_document(target):
    assert target.section.document.title == "2021年政府工作报告"
    Target.history.filter(id=target.pk).update(history_change_reason=LOADED)
    change(target, JULY, goal=Decimal(450), reason=LOADED)
    first, july = goal_steps(target)
    assert first.reason == "年初按《2021年政府工作报告》下达"
    assert july.reason == LOADED
    with translation.override("en"):
        assert goal_steps(target)[0].reason.startswith("set at the start of the year by “")


def test_steps_are_told_in_english_too(target):
    change(target, JULY, goal=Decimal(450))
    with translation.override("en"):
        assert goal_steps(target)[1].said == "goal 33.33 hectares → 30 hectares"


def test_what_changed_while_the_plan_was_a_draft_is_no_step():
    plan = make_plan(state=Plan.State.DRAFT)
    target = make_target(plan)
    change(target, goal=Decimal(480), reason="起草")
    assert goal_steps(target) == ()
    plan.state = Plan.State.RUNNING
    plan.save()
    target.plan = plan
    assert goal_steps(target) == ()
    change(target, JULY, goal=Decimal(450))
    assert [step.goal for step in goal_steps(target)] == [480, 450]


def test_a_target_added_dropped_and_taken_back_says_so_with_the_documents():
    plan = make_plan()
    target = make_target(plan, starts_on=date(2021, 5, 1))
    assert [step.kind for step in goal_steps(target)] == [Kind.ADDED]
    assert goal_steps(target)[0].day == date(2021, 5, 1)
    change(target, JULY, ended_on=date(2021, 7, 5))
    steps = goal_steps(target)
    assert [step.kind for step in steps] == [Kind.ADDED, Kind.DROPPED]
    assert life_sentence(target, steps) == (
        "2021年5月1日调入本年度目标任务 · 2021年7月5日起调出（关府〔2021〕12号）"
    )
    change(target, ended_on=None, reason="恢复")
    assert [step.kind for step in goal_steps(target)] == [Kind.ADDED, Kind.DROPPED, Kind.RESTORED]


def test_steps_take_one_query_however_many(target, django_assert_num_queries):
    with django_assert_num_queries(1):
        goal_steps(target)
    for index in range(30):
        by = make_user(f"user{index}")
        change(target, Decision(f"{index}号", date(2021, 7, 1)), goal=Decimal(400 + index), by=by)
    with django_assert_num_queries(1):
        assert len(goal_steps(target)) == 31
