"""Targets, shares and steps in the admin: what a new one gets, and who decided a goal that changes."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Allocation, Plan, PlanVersion, Section, Step, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import (
    QUOTE,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_village,
    whole_town,
)

pytestmark = pytest.mark.django_db
DECISION = {"decision_number": "关府〔2021〕12号", "decision_on": "2021-07-01", "reason": "旱情"}


@pytest.fixture
def desk(logged_in):
    """An administrator's browser."""
    return logged_in(make_administrator())


def version(plan):
    return PlanVersion.objects.get(plan=plan).number


def new_target(desk, plan, **changes):
    """Send the form of a new target of that plan."""
    section = Section.objects.get(document__plan=plan, number="4.2")
    form = {"section": str(section.pk), "code": "4.2.3", "name": "新植金银花", "measure": "sum"}
    form |= {"goal": "500", "unit": "亩", "quote": QUOTE, "done_at": "100", "cadence": "month"}
    form |= {"starts_on": "2021-07-01", **DECISION}
    return desk.post(address(Target, "add"), filled_form(desk, address(Target, "add"), **form | changes))


def test_a_new_target_belongs_to_the_plan_of_its_section_and_has_its_share_of_the_whole_town(desk):
    plan = make_plan()
    make_plan(2020)
    before = version(plan)
    assert new_target(desk, plan).status_code == 302
    target = Target.objects.get()
    share = target.allocations.get()
    assert (target.plan, share.is_whole_town, share.goal) == (plan, True, 500)
    assert target.quote_start == plan.documents.get().body.find(QUOTE)
    assert version(plan) == before + 1
    assert version(Plan.objects.get(year=2020)) == 0


def test_a_new_target_counted_by_steps_starts_with_one_and_a_ratio_with_what_it_counts(desk):
    plan = make_plan()
    assert new_target(desk, plan, measure="steps", goal="", unit="").status_code == 302
    assert Step.objects.get().allocation.target.code == "4.2.3"
    response = new_target(desk, plan, code="4.2.4", measure="ratio", goal="95", unit="%", counted_unit="人")
    assert response.status_code == 302
    assert whole_town(Target.objects.get(code="4.2.4")).counted_unit == "人"


def test_a_code_stands_once_a_plan_and_words_that_are_not_in_the_document_are_refused(desk):
    plan = make_plan()
    make_target(plan)
    assert "code" in errors_of(new_target(desk, plan))
    assert "quote" in errors_of(new_target(desk, plan, code="4.2.9", quote="新植金银花600亩"))
    assert Target.objects.count() == 1


def test_a_schedule_is_typed_as_twelve_percentages(desk):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    percents = ["0", "0", "20", "50", "50", "50", "50", "50", "75", "87.5", "100", "100"]
    typed = {f"schedule_{month}": percent for month, percent in enumerate(percents)}
    assert desk.post(url, filled_form(desk, url, reason="春秋两季", **typed)).status_code == 302
    target.refresh_from_db()
    assert target.schedule == tuple(map(Decimal, percents))
    shown = filled_form(desk, url)
    assert [shown[f"schedule_{month}"] for month in range(12)] == percents
    assert desk.post(url, filled_form(desk, url)).status_code == 302  # unchanged: needs no reason
    empty = dict.fromkeys(typed, "")
    assert desk.post(url, filled_form(desk, url, reason="直线", **empty)).status_code == 302
    target.refresh_from_db()
    assert target.schedule is None


@pytest.mark.parametrize(
    "typed",
    [
        {"schedule_0": "0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100"},
        {"schedule_0": "0，10，20，30，40，50，60，70，80，90，95，100"},
        {"schedule_0": "0 10 20 30 40 50 60 70 80 90 95 100%"},
    ],
)
def test_twelve_percentages_pasted_into_the_first_box_are_taken(desk, typed):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    assert desk.post(url, filled_form(desk, url, reason="批复", **typed)).status_code == 302
    target.refresh_from_db()
    assert target.schedule[-2:] == (95, 100)


@pytest.mark.parametrize(
    "typed",
    [
        {"schedule_0": "10"},
        {"schedule_0": "0 10 20 30 40 50 60 70 80 90 95 90"},
        {"schedule_0": "0 10 20 30 40 50 60 70 80 90 95 99"},
        {"schedule_0": "一月到十二月"},
        {"schedule_0": "0 10 20 30 40 50 60 70 80 90 95 NaN"},
    ],
)
def test_a_schedule_that_is_none_is_refused_once(desk, typed):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    errors = errors_of(desk.post(url, filled_form(desk, url, reason="批复", **typed)))
    assert len(errors.pop("schedule")) == 1
    assert errors == {}


def test_a_goal_of_a_running_plan_changes_only_by_a_document_with_a_date_and_a_reason(desk):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    for missing in DECISION:
        typed = DECISION | {missing: ""}
        assert missing in errors_of(desk.post(url, filled_form(desk, url, goal="450", **typed)))
    target.refresh_from_db()
    assert target.goal == 500
    assert desk.post(url, filled_form(desk, url, goal="450", **DECISION)).status_code == 302
    record = Target.history.latest()
    assert (record.goal, record.history_change_reason) == (450, "旱情")
    assert (record.decision_number, record.decided_on) == ("关府〔2021〕12号", date(2021, 7, 1))
    page = desk.get(address(Target, "history", target.pk)).content.decode()
    assert "关府〔2021〕12号" in page


@pytest.mark.parametrize("changed", [{"due_on": "2021-10-31"}, {"goal": ""}, {"goal": "500.5"}])
def test_so_does_a_due_date_and_a_goal_given_up(desk, changed):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    refused = errors_of(desk.post(url, filled_form(desk, url, reason="调整", **changed)))
    assert {"decision_number", "decision_on"} <= set(refused)
    assert desk.post(url, filled_form(desk, url, **DECISION, **changed)).status_code == 302


def test_in_a_draft_a_reason_is_enough_and_so_it_is_for_other_fields_of_a_running_plan(desk):
    draft, running = make_plan(2022, state=Plan.State.DRAFT), make_plan(2021)
    drafted, target = make_target(draft), make_target(running)
    url = address(Target, "change", drafted.pk)
    assert desk.post(url, filled_form(desk, url, goal="450", reason="起草")).status_code == 302
    url = address(Target, "change", target.pk)
    assert desk.post(url, filled_form(desk, url, definition="当年新栽", reason="补口径")).status_code == 302


def test_the_whole_town_keeps_the_goal_of_a_target_that_is_not_split(desk):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    assert desk.post(url, filled_form(desk, url, goal="450", **DECISION)).status_code == 302
    assert whole_town(target).goal == 450
    record = whole_town(target).history.latest()
    assert (record.history_change_reason, record.decision_number) == ("旱情", "关府〔2021〕12号")


def share_row(target, share, **changes):
    """The inline row of that share, changed."""
    rows = list(target.allocations.all())
    position = next(index for index, row in enumerate(rows) if row.pk == share.pk)
    return {f"allocations-{position}-{name}": value for name, value in changes.items()}


def test_shares_stand_below_their_target_with_their_sum_against_the_goal(desk):
    target = make_target(make_plan())
    for name, goal in (("关渡村", 300), ("双坪村", 180)):
        make_share(target, make_village(name), goal=goal)
    page = desk.get(address(Target, "change", target.pk)).content.decode()
    assert "480" in page
    assert "差 20" in page or "20 short" in page


def test_a_share_changes_with_the_reason_and_the_decision_of_its_target(desk):
    plan = make_plan()
    target = make_target(plan)
    share = make_share(target, make_village(), goal=100)
    url = address(Target, "change", target.pk)
    row = share_row(target, share, goal="120")
    assert "inline" in errors_of(desk.post(url, filled_form(desk, url, **row)))
    assert "inline" in errors_of(desk.post(url, filled_form(desk, url, reason="调整", **row)))
    before = version(plan)
    assert desk.post(url, filled_form(desk, url, **DECISION, **row)).status_code == 302
    record = Allocation.history.filter(id=share.pk).latest()
    assert (record.goal, record.history_change_reason) == (120, "旱情")
    assert (record.decision_number, record.decided_on) == ("关府〔2021〕12号", date(2021, 7, 1))
    assert Target.history.filter(id=target.pk).count() == 1
    assert version(plan) == before + 1


def test_a_share_is_added_below_its_target_and_taken_away_while_nothing_hangs_on_it(desk):
    target = make_target(make_plan())
    village = make_village()
    url = address(Target, "change", target.pk)
    row = {
        "allocations-TOTAL_FORMS": "2",
        "allocations-1-village": str(village.pk),
        "allocations-1-goal": "90",
    }
    added = filled_form(desk, url, reason="分解", **row, **{"allocations-1-is_owed": "on"})
    assert desk.post(url, added).status_code == 302
    share = target.allocations.get(village=village)
    assert share.goal == 90
    gone = filled_form(desk, url, reason="录错", **share_row(target, share, DELETE="on"))
    assert desk.post(url, gone).status_code == 302
    assert not target.allocations.filter(village=village).exists()
    assert Allocation.history.latest().history_change_reason == "录错"


def test_a_share_on_its_own_page_follows_the_same_rules(desk):
    plan = make_plan()
    share = make_share(make_target(plan), make_village(), goal=100)
    url = address(Allocation, "change", share.pk)
    assert "reason" in errors_of(desk.post(url, filled_form(desk, url, office=str(make_office().pk))))
    refused = errors_of(desk.post(url, filled_form(desk, url, goal="120", reason="调整")))
    assert {"decision_number", "decision_on"} <= set(refused)
    before = version(plan)
    assert desk.post(url, filled_form(desk, url, goal="120", **DECISION)).status_code == 302
    assert version(plan) == before + 1
    share.refresh_from_db()
    assert share.goal == 120


def test_a_share_does_not_move_to_another_target(desk):
    plan = make_plan()
    share = make_share(make_target(plan), make_village(), goal=100)
    other = make_target(plan, "4.2.4")
    url = address(Allocation, "change", share.pk)
    desk.post(url, filled_form(desk, url, target=str(other.pk), reason="移动"))
    share.refresh_from_db()
    assert share.target.code == "4.2.3"


def test_steps_stand_below_their_share_and_share_its_reason(desk):
    plan = make_plan()
    share = whole_town(make_target(plan, measure="steps"))
    url = address(Allocation, "change", share.pk)
    row = {"steps-TOTAL_FORMS": "2", "steps-1-name": "评审", "steps-1-planned_on": "2021-06-30"}
    added = filled_form(desk, url, **row, **{"steps-1-weight": "2"})
    assert "inline" in errors_of(desk.post(url, added))
    assert desk.post(url, added | {"reason": "方案"}).status_code == 302
    step = share.steps.get(name="评审")
    assert (step.planned_on, step.weight) == (date(2021, 6, 30), 2)
    assert Step.history.filter(id=step.pk).latest().history_change_reason == "方案"
    url = address(Step, "change", step.pk)
    before = version(plan)
    assert desk.post(url, filled_form(desk, url, weight="3", reason="更正")).status_code == 302
    assert version(plan) == before + 1


def test_villages_named_in_the_text_change_with_their_reason(desk):
    target = make_target(make_plan())
    village = make_village()
    url = address(Target, "change", target.pk)
    assert (
        desk.post(url, filled_form(desk, url, villages=[str(village.pk)], reason="补录")).status_code == 302
    )
    assert list(target.villages.all()) == [village]
    record = Target.history.filter(id=target.pk).latest()
    assert record.history_change_reason == "补录"
    assert [row.village for row in record.villages.all()] == [village]


def test_a_fault_in_a_field_that_the_row_does_not_show_is_said_all_the_same(desk):
    target = make_target(make_plan())
    half_year = ("0", "0", "0", "0", "0", "100") + ("100",) * 6
    share = make_share(target, make_village(), goal=100, schedule=half_year, due_on=date(2021, 6, 30))
    url = address(Target, "change", target.pk)
    typed = share_row(target, share, due_on="2021-03-31")
    page = desk.post(url, filled_form(desk, url, **DECISION, **typed))
    assert page.status_code == 200
    assert "计划进度在完成时限所在月份应达到100" in page.content.decode()
