"""Targets added, dropped, taken back and deleted in the admin, and what their pages then say."""

from datetime import date

import pytest
import time_machine

from targets.models import Document, Plan, PlanVersion, Section, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import QUOTE, give_duty, make_office, make_plan, make_target, make_user
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
DECISION = {"decision_number": "关府〔2021〕12号", "decision_on": "2021-07-01", "reason": "县里新增任务"}


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2021-07-15T03:00:00Z", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def new_target(desk, section, **changes):
    form = {"section": str(section.pk), "code": "4.2.9", "name": "新任务", "measure": "sum", "goal": "60"}
    form |= {"unit": "亩", "quote": QUOTE, "done_at": "100", "cadence": "month"} | changes
    return desk.post(address(Target, "add"), filled_form(desk, address(Target, "add"), **form))


def section_of(plan):
    return Section.objects.get(document__plan=plan, number="4.2")


def test_a_target_added_to_a_running_plan_is_proposed_from_today_and_asks_for_its_document(desk):
    section = section_of(make_plan())
    assert filled_form(desk, address(Target, "add"))["starts_on"] == "2021-07-15"
    refused = errors_of(new_target(desk, section))
    assert {"__all__", "decision_number", "decision_on", "reason"} == set(refused)
    assert "starts_on" in errors_of(new_target(desk, section, **DECISION, starts_on=""))
    assert new_target(desk, section, **DECISION).status_code == 302
    target = Target.objects.get()
    record = target.history.latest("history_id")
    assert (target.starts_on, record.decision_number) == (date(2021, 7, 15), "关府〔2021〕12号")
    assert record.history_change_reason == "县里新增任务"


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param({"state": Plan.State.DRAFT}, id="a draft"),
        pytest.param({"starts_on": date(2021, 7, 1), "ends_on": date(2022, 6, 30)}, id="a running plan"),
    ],
)
def test_a_target_of_a_draft_counts_from_the_first_day_and_needs_no_document(desk, plan):
    section = section_of(make_plan(**plan))
    response = new_target(desk, section)
    assert (response.status_code == 302) is (plan.get("state") == Plan.State.DRAFT)
    assert list(Target.objects.values_list("starts_on", flat=True)) == [None] * Target.objects.count()


def test_on_its_first_day_a_running_plan_takes_targets_without_a_document(desk):
    plan = make_plan(starts_on=date(2021, 7, 1), ends_on=date(2022, 6, 30))
    with time_machine.travel("2021-07-01T03:00:00Z", tick=False):
        assert new_target(desk, section_of(plan), starts_on="").status_code == 302
    assert Target.objects.get().starts_on is None


def test_the_meeting_that_added_it_is_entered_from_the_form_of_the_target(desk):
    plan = make_plan()
    page = desk.get(address(Target, "add")).content.decode()
    assert "/admin/targets/section/add/?_to_field=id&amp;_popup=1" in page
    popup = f"{address(Section, 'add')}?_to_field=id&_popup=1"
    assert "/admin/targets/document/add/?_to_field=id&amp;_popup=1" in desk.get(popup).content.decode()
    url = f"{address(Document, 'add')}?_popup=1"
    form = {"plan": str(plan.pk), "kind": "meeting", "title": "党政联席会议纪要", "body": QUOTE}
    assert desk.post(url, filled_form(desk, url, **form, _popup="1")).status_code == 200
    document = Document.objects.get(kind="meeting")
    form = {"document": str(document.pk), "number": "1", "name": "新增任务"}
    assert desk.post(popup, filled_form(desk, popup, **form, _popup="1")).status_code == 200
    section = Section.objects.get(document=document)
    assert new_target(desk, section, **DECISION).status_code == 302
    assert Target.objects.get().section == section


def test_the_page_of_an_added_target_says_since_when_and_judges_nothing_before(desk):
    target = make_target(make_plan(), starts_on=date(2021, 7, 12))
    page = desk.get(target.get_absolute_url()).content.decode()
    assert "2021年7月12日调入本年度目标任务" in page
    assert "尚未列入" not in page
    before = desk.get(f"{target.get_absolute_url()}?on=2021-07-11").content.decode()
    assert "2021年7月11日本目标任务尚未列入年度目标任务，2021年7月12日调入。" in before
    assert 'class="status' not in before
    assert "尚未列入" not in desk.get(f"{target.get_absolute_url()}?on=2021-07-12").content.decode()


@pytest.mark.parametrize(("on", "shown"), [("2021-07-11", False), ("2021-07-12", True)])
@pytest.mark.parametrize("page", ["", "targets/", "targets/?_export=csv"])
def test_board_table_and_export_agree_on_which_targets_there_are(desk, page, on, shown):
    make_target(make_plan(), name="年中新增", starts_on=date(2021, 7, 12))
    address_of_page = f"/2021/{page}{'&' if '?' in page else '?'}on={on}"
    assert ("年中新增" in desk.get(address_of_page).content.decode()) is shown


def drop(desk, target, **changes):
    url = address(Target, "drop", target.pk)
    form = DECISION | {"on": "2021-07-10", "reason": "项目取消"} | changes
    return desk.post(url, filled_form(desk, url, **form))


def test_a_target_is_dropped_and_taken_back_by_buttons_on_its_page(desk):
    target = make_target(make_plan())
    change = address(Target, "change", target.pk)
    assert address(Target, "drop", target.pk) in desk.get(change).content.decode()
    assert drop(desk, target).status_code == 302
    target.refresh_from_db()
    assert target.ended_on == date(2021, 7, 10)
    page = desk.get(change).content.decode()
    assert address(Target, "drop", target.pk) not in page
    url = address(Target, "restore", target.pk)
    assert url in page
    page = desk.get(target.get_absolute_url()).content.decode()
    assert "2021年7月10日起调出（关府〔2021〕12号）" in page
    assert "项目取消" in page
    assert "已调出" in desk.get("/2021/?on=2021-07-10").content.decode()
    assert "已调出" not in desk.get("/2021/?on=2021-07-09").content.decode()
    assert desk.post(url, filled_form(desk, url, reason="县里要求")).status_code == 302
    target.refresh_from_db()
    assert target.ended_on is None


@pytest.mark.parametrize("missing", ["on", "decision_number", "decision_on", "reason"])
def test_a_form_sent_in_part_is_refused_beside_what_is_missing_and_nothing_is_lost(desk, missing):
    target = make_target(make_plan())
    page = drop(desk, target, **{missing: ""})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [missing]
    kept = "关府〔2021〕12号" if missing != "decision_number" else "项目取消"
    assert kept in page.content.decode()
    target.refresh_from_db()
    assert target.ended_on is None


def test_a_refusal_of_the_rules_is_said_beside_the_day(desk):
    target = make_target(make_plan())
    assert "on" in drop(desk, target, on="2022-01-01").context["form"].errors


@pytest.mark.parametrize("who", ["administrator", "reviewer", "stranger", "nobody"])
def test_only_administrators_drop_targets(who, logged_in, client):
    target = make_target(make_plan())
    people = {"reviewer": make_user("wang", is_staff=True), "stranger": make_user("sun")}
    give_duty(people["reviewer"], "reviewer", make_office())
    people["administrator"] = make_administrator()
    browser = logged_in(people[who]) if who in people else client
    expected = {"administrator": 200, "reviewer": 403}.get(who, 302)
    for name in ("drop", "restore"):
        url = address(Target, name, target.pk)
        assert browser.get(url).status_code == expected
        assert who == "administrator" or browser.post(url, DECISION | {"on": "2021-07-10"}).status_code in (
            302,
            403,
        )
    target.refresh_from_db()
    assert target.ended_on is None


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_a_plan_that_is_not_running_offers_no_dropping(desk, state):
    target = make_target(make_plan(state=state))
    assert (
        address(Target, "drop", target.pk)
        not in desk.get(address(Target, "change", target.pk)).content.decode()
    )
    form = {
        "on": "2021-06-20",
        "decision_number": "关府〔2021〕9号",
        "decision_on": "2021-06-18",
        "reason": "调整",
    }
    answer = desk.post(address(Target, "drop", target.pk), form)
    assert answer.status_code == (403 if state == Plan.State.CLOSED else 302)
    target.refresh_from_db()
    assert target.ended_on is None


def test_deleting_a_target_of_a_running_plan_is_refused_with_what_to_do_instead(desk):
    target = make_target(make_plan())
    for response in (
        desk.get(address(Target, "delete", target.pk), follow=True),
        desk.post(address(Target, "delete", target.pk), {"post": "yes", "reason": "录错"}, follow=True),
    ):
        assert "请凭文件依据办理调出" in response.content.decode()
    assert Target.objects.exists()


def test_a_target_of_a_draft_is_deleted_with_its_share(desk):
    target = make_target(make_plan(state=Plan.State.DRAFT))
    url = address(Target, "delete", target.pk)
    page = desk.get(url).content.decode()
    assert "全镇" in page
    assert "受保护" not in page
    desk.post(url, {"post": "yes"})
    assert Target.objects.exists()
    assert desk.post(url, {"post": "yes", "reason": "录错"}).status_code == 302
    assert not Target.objects.exists()


def test_the_changes_of_the_goal_stand_on_the_page_and_only_where_there_are_some(desk):
    target = make_target(make_plan())
    url = address(Target, "change", target.pk)
    assert "目标调整" not in desk.get(target.get_absolute_url()).content.decode()
    assert desk.post(url, filled_form(desk, url, goal="450", **DECISION)).status_code == 302
    page = desk.get(target.get_absolute_url()).content.decode()
    for said in ("目标调整", "关府〔2021〕12号", "目标500亩 → 450亩", "县里新增任务", "zhang同志"):
        assert said in page


@pytest.mark.parametrize(("starts_on", "allowed"), [("2021-06-10", True), ("2021-06-11", False)])
def test_a_target_is_not_said_to_count_from_a_day_after_its_first_figure(desk, starts_on, allowed):
    town = make_town()
    entry = town.counted(town.share())
    url = address(Target, "change", entry.allocation.target_id)
    response = desk.post(url, filled_form(desk, url, starts_on=starts_on, **DECISION))
    assert (response.status_code == 302) is allowed
    assert allowed or list(errors_of(response)) == ["starts_on"]


def test_the_themes_of_two_documents_stand_one_after_the_other_and_say_whose_they_are(desk):
    plan = make_plan()
    make_target(plan)
    document = Document.objects.create(plan=plan, kind="meeting", title="党政联席会议纪要", body=QUOTE)
    section = Section.objects.create(document=document, number="4", name="新增任务")
    themes = desk.get("/2021/").context["board"].themes
    assert [theme.source for theme in themes] == [""]
    make_target(plan, "4.2.9", section=section)
    PlanVersion.advance([plan.pk])  # as every writer does
    response = desk.get("/2021/")
    themes = response.context["board"].themes
    assert [(theme.number, theme.source) for theme in themes] == [
        ("4", "2021年政府工作报告"),
        ("4", "党政联席会议纪要"),
    ]
    page = response.content.decode()
    assert all(page.count(f'id="theme-{theme.id}"') == 1 for theme in themes)


def test_a_draft_started_while_its_target_is_deleted_keeps_it_and_the_page_says_so(desk, monkeypatch):
    plan = make_plan(2022, state=Plan.State.DRAFT)
    target = make_target(plan)
    advance = PlanVersion.advance.__func__

    def started_first(cls, ids):
        Plan.objects.filter(pk=plan.pk).update(state=Plan.State.RUNNING)
        advance(cls, ids)

    monkeypatch.setattr(PlanVersion, "advance", classmethod(started_first))
    url = address(Target, "delete", target.pk)
    response = desk.post(url, {"post": "yes", "reason": "重复"}, follow=True)
    assert response.redirect_chain == [(address(Target, "change", target.pk), 302)]
    (said,) = response.context["messages"]
    assert "办理调出" in str(said)
    assert Target.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize("page", ["drop", "restore"])
def test_the_page_of_a_plan_that_is_not_running_says_so_before_anything_is_typed(desk, page):
    target = make_target(make_plan(state=Plan.State.DRAFT))
    answer = desk.get(address(Target, page, target.pk), follow=True)
    assert answer.redirect_chain == [(address(Target, "change", target.pk), 302)]
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["只有执行中年度的目标任务才能调出或恢复。"]
