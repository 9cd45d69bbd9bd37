"""The page of reminders as it is asked for: who sees it, what the text holds, what it costs."""

import re
from datetime import date

import pytest
import time_machine

from targets import recording
from targets.models import Plan
from tests.targets.admin_pages import make_administrator
from tests.targets.factories import (
    give_duty,
    make_area,
    make_office,
    make_share,
    make_target,
    make_user,
    make_village,
)
from tests.targets.pages.conftest import NOW

URL = "/2021/reminder/"
OPEN = f"{URL}?span=2021-10-05"
"""What is asked for by the deadline after this day."""


@pytest.fixture
def wide(town):
    """Two villages in areas told in another order than their codes, and an office with a target of its own."""
    west, east = make_area("西片区"), make_area("东片区")
    town.first = make_village("云台村", area=east)
    town.second = make_village("关渡村", area=west)
    town.shares = [make_share(town.target, village, goal=200) for village in (town.first, town.second)]
    town.station = make_office("畜牧站")
    town.herd = make_target(town.plan, code="4.2.10", name="存栏山羊", lead_office=town.station)
    make_target(town.plan, code="4.2.9", name="出栏生猪", lead_office=town.station)
    return town


def lines(client, url=OPEN):
    """The lines of the text from the first paragraph to the address."""
    text = client.get(url).context["text"]
    return text.split("\n\n")[1].splitlines() if text else []


def test_reviewers_leaders_and_administrators_copy_reminders_and_nobody_else(town, logged_in):
    village = make_village()
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=village)
    boss = make_administrator()
    seen = {
        user.username: logged_in(user).get(URL).status_code
        for user in (town.reviewer, town.leader, boss, town.reporter, clerk, town.stranger)
    }
    assert seen == {
        "reviewer": 200, "leader": 200, "zhang": 200, "reporter": 403, "clerk": 403, "stranger": 403,
    }  # fmt: skip
    link = f'href="{URL}"'
    for user, is_led in ((town.reviewer, True), (boss, True), (town.reporter, False), (clerk, False)):
        client = logged_in(user)
        for page in ("/2021/review/", "/2021/villages/"):
            assert (link in client.get(page).content.decode()) is is_led, (user, page)
    assert logged_in(town.leader).get("/2020/reminder/").status_code == 404


def test_the_right_ends_with_the_duty(town, logged_in):
    town.leader.duties.update(ends_on=date(2021, 9, 30))
    assert logged_in(town.leader).get(URL).status_code == 403


def test_villages_stand_as_in_the_matrix_and_offices_as_in_the_report(wide, log, logged_in):
    told = lines(logged_in(wide.leader))
    assert told == [
        "本期（请于10月5日前报送）",
        "关渡村、云台村、农业服务中心：9月 4.2.3 新植金银花",
        "畜牧站：9月 4.2.9 出栏生猪、4.2.10 存栏山羊",
    ]
    log("5", day=date(2021, 9, 20), share=wide.shares[1], approved=False)
    assert lines(logged_in(wide.leader))[1] == "云台村、农业服务中心：9月 4.2.3 新植金银花"


def test_a_reviewer_sees_the_own_offices_first_and_may_ask_for_others(wide, logged_in):
    client = logged_in(wide.reviewer)
    own = lines(client)
    assert [line.split("：")[0] for line in own[1:]] == ["关渡村、云台村、农业服务中心"]
    assert len(lines(client, f"{OPEN}&office=all")) == 3
    (station,) = lines(client, f"{OPEN}&office={wide.station.pk}")[1:]
    assert station.startswith("畜牧站：")
    for odd in ("office=999", "office=x", "office=%00"):
        assert lines(client, f"{OPEN}&{odd}") == own
    assert "已逾期" in client.get(f"{URL}?span=2021-13-40").context["text"]


def test_the_text_names_no_person_and_no_rate(wide, log, logged_in):
    log("5", day=date(2021, 9, 20), share=wide.shares[0])
    text = logged_in(wide.leader).get(URL).context["text"]
    people = [getattr(wide, name) for name in ("reporter", "reviewer", "colleague", "leader")]
    assert not any(person.full_name in text or person.username in text for person in people)
    assert not re.search(r"[%％]|人次|率", text)


def test_a_share_without_an_office_is_told_for_the_office_that_stands_in(town, logged_in):
    make_target(town.plan, code="4.2.8", name="无人牵头")
    assert "全镇：9月 4.2.8 无人牵头" in lines(logged_in(town.leader))
    make_office("党政办", is_fallback_reviewer=True)
    assert "党政办：9月 4.2.8 无人牵头" in lines(logged_in(town.leader))


@pytest.mark.parametrize(
    ("now", "heading"), [("2022-01-05", "本期（请于2022年1月5日前报送）"), ("2022-01-06", "已逾期，请补报")]
)
def test_after_its_deadline_a_report_is_overdue(town, logged_in, now, heading):
    with time_machine.travel(f"{now} 04:00Z", tick=False):
        parts = logged_in(town.leader).get(f"{URL}?span=all").context["text"].split("\n\n")
    told = [part.splitlines()[0] for part in parts if "12月 4.2.3 新植金银花" in part]
    assert told == [heading]


@pytest.mark.parametrize("state", [Plan.State.CLOSED, Plan.State.DRAFT])
def test_a_plan_that_is_not_running_asks_for_nothing(town, logged_in, state):
    Plan.objects.update(state=state)
    page = logged_in(make_administrator()).get(URL)
    assert page.context["text"] == ""
    assert "年度目标任务执行期间" in page.content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_a_reminder_costs_the_same_however_much_is_missing(
    town, logged_in, django_assert_num_queries, number
):
    for index in range(number):
        target = make_target(town.plan, code=f"4.2.{100 + index}", lead_office=town.office)
        make_share(target, make_village(f"第{index}村", area=make_area(f"片区{index}")), goal=10)
    client = logged_in(town.reviewer)
    client.get(URL)
    with django_assert_num_queries(12):
        page = client.get(URL)
    assert page.context["text"].count("\n") > number


def test_the_text_can_be_read_in_english(town, logged_in):
    client = logged_in(town.leader)
    client.cookies["django_language"] = "en"
    assert "This period (due by 5 Oct)\n" in client.get(f"{URL}?span=all").context["text"]


def test_overdue_months_are_one_line_and_told_alone_until_nothing_presses(town, log, logged_in):
    client = logged_in(town.leader)
    assert client.get(URL).context["text"].split("\n\n")[1:-1] == [
        "已逾期，请补报\n农业服务中心：1—8月 4.2.3 新植金银花"
    ]
    log("5", day=date(2021, 8, 20))
    assert client.get(URL).context["text"].split("\n\n")[1].startswith("本期")


def test_what_was_sent_back_is_to_be_changed_and_not_made_up(town, log, logged_in):
    log("60", day=date(2021, 7, 20))
    entry = log("5", day=date(2021, 8, 20), approved=False)
    recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    parts = logged_in(town.leader).get(URL).context["text"].split("\n\n")[1:-1]
    assert parts == ["已退回，请修改后重新提交\n农业服务中心：8月 4.2.3 新植金银花"]
