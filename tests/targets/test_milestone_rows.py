"""The steps on the page of a target: what its percentage is counted from, and how late each is."""

from datetime import date

import pytest
from django.utils import translation

from targets.assessment import assess_target
from targets.boards.milestone_rows import milestones
from targets.models import Step
from tests.targets.factories import make_share, whole_town
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
ON = date(2021, 10, 8)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def target(town):
    """A target counted by steps, without any yet."""
    target = town.target("steps", None, "")
    Step.objects.filter(allocation__target=target).delete()
    return target


def add_step(share, name, planned=None, weight=1):
    planned_on = date.fromisoformat(planned) if planned else None
    return Step.objects.create(allocation=share, name=name, planned_on=planned_on, weight=weight)


def rows(target, on=ON):
    return milestones(assess_target(target, on)).rows


@pytest.mark.parametrize(
    ("planned", "on", "state", "tone"),
    [
        ("2021-10-09", date(2021, 10, 8), "未到期", "idle"),
        ("2021-10-08", date(2021, 10, 8), "当日到期", "behind"),
        ("2021-10-07", date(2021, 10, 8), "逾期1天", "behind"),
        ("2021-08-20", date(2021, 10, 8), "逾期49天", "behind"),
        (None, date(2021, 12, 30), "未到期", "idle"),
        (None, date(2021, 12, 31), "当日到期", "behind"),
    ],
)
def test_an_undone_step_says_how_late_it_is(target, planned, on, state, tone):
    add_step(whole_town(target), "征求意见", planned)
    (row,) = rows(target, on)
    assert (row.mark.label, row.mark.tone, row.done) == (state, tone, "")
    assert row.is_shares_day is (planned is None)


def test_a_step_without_any_day_is_never_late(town, target):
    target.due_on, target.due_basis = None, ""
    target.save()
    add_step(whole_town(target), "征求意见")
    (row,) = rows(target, date(2021, 12, 31))
    assert (row.planned, row.is_shares_day, row.mark.label) == ("", False, "无日期")


def test_steps_done_show_their_day_and_the_weights_give_the_percentage(town, target):
    share = whole_town(target)
    first = add_step(share, "确定编制单位", "2021-02-10", weight=1)
    add_step(share, "完成", "2021-12-10", weight=3)
    town.counted(share, "", step_id=first.pk, happened_on=date(2021, 2, 5), note="已核实")
    assessment = assess_target(target, ON)
    listed = milestones(assessment)
    assert [(row.name, row.done, row.weight, str(row.mark.label)) for row in listed.rows] == [
        ("确定编制单位", "2021年2月5日", 1, "已完成"),
        ("完成", "", 3, "未到期"),
    ]
    assert not listed.has_shares
    assert str(assessment.status.completion) == "25.0"


def test_steps_stand_by_share_then_by_day_those_that_fall_due_with_their_share_in_place(target):
    early, late = (
        make_share(target, name=name, due_on=due)
        for name, due in (("甲路", date(2021, 9, 30)), ("乙路", None))
    )
    for share in (late, early):
        add_step(share, "路基", "2021-11-01")
        add_step(share, "验收")
        add_step(share, "开工", "2021-03-01")
    whole = whole_town(target)
    whole.is_owed = False
    whole.save()
    listed = milestones(assess_target(target, ON))
    assert [(row.share, row.name) for row in listed.rows] == [
        ("甲路", "开工"), ("甲路", "验收"), ("甲路", "路基"),
        ("乙路", "开工"), ("乙路", "路基"), ("乙路", "验收"),
    ]  # fmt: skip
    assert [row.planned for row in listed.rows if row.is_shares_day] == ["2021年9月30日", "2021年12月31日"]
    assert listed.has_shares
    assert listed.rule == "按权重计：每项分解任务已完成节点的权重占比，再取平均。"


def test_of_a_dropped_target_no_step_is_late(target):
    add_step(whole_town(target), "征求意见", "2021-03-01")
    target.ended_on = date(2021, 6, 1)
    target.save()
    (row,) = rows(target)
    assert (row.mark.label, row.mark.tone) == ("未完成", "idle")


def test_targets_not_counted_by_steps_list_none(town):
    for measure in ("sum", "routine"):
        assert milestones(assess_target(town.target(measure), ON)) is None


def test_in_english_a_day_is_a_day(target):
    add_step(whole_town(target), "征求意见", "2021-10-07")
    add_step(whole_town(target), "完成", "2021-10-06")
    with translation.override("en"):
        assert [row.mark.label for row in rows(target)] == ["2 days late", "1 day late"]
