"""The page of the burden: what it counts of whom, who sees it, its workbook, what it costs."""

import io
from datetime import date

import pytest
import time_machine
from openpyxl import load_workbook

from targets.models import Plan
from tests.targets.admin_pages import make_administrator
from tests.targets.factories import give_duty, make_office, make_share, make_village, whole_town
from tests.targets.ledger_factories import at, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def july():
    with time_machine.travel("2021-07-08 04:00Z", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def town():
    """A sum split among two villages with a rest, a quarterly inspection, a target of no office."""
    town = make_town()
    town.split = town.target(name="新植金银花", goal=500)
    town.villages = [make_village("关渡村"), make_village("云台村")]
    make_share(town.split, town.villages[0], goal=200)
    make_share(town.split, town.villages[1], goal=200, due_on=date(2021, 6, 30))
    town.routine = town.target("routine", unit="次", name="安全检查", cadence="quarter")
    town.target(name="无人牵头", lead_office=None, due_on=date(2021, 3, 31), due_basis="report")
    return town


def url(town):
    return f"/admin/targets/plan/{town.plan.pk}/burden/"


def counted(page):
    rows = [*page.villages, *page.offices]
    return {row.name: (row.load.by_month, row.load.total, row.busiest.month, row.made) for row in rows}


def test_each_village_and_office_is_shown_with_its_figures_by_month(town, desk):
    page = desk.get(url(town)).context["page"]
    assert counted(page) == {
        "关渡村": ((1,) * 12, 12, 1, 0),
        "云台村": ((1,) * 6 + (0,) * 6, 6, 1, 0),
        "农业服务中心": ((1, 1, 2) * 4, 16, 3, 0),
        "未定责任单位": ((1, 1, 1) + (0,) * 9, 3, 1, 0),
    }
    assert (page.total.load.total, page.total.busiest) == (37, date(2021, 3, 1))
    assert [(row.name, row.load.total) for row in page.ways] == [
        ("累计量（每月）", 33),
        ("常态（每季度）", 4),
    ]
    make_office("党政办", is_fallback_reviewer=True)
    assert "党政办" in counted(desk.get(url(town)).context["page"])


def test_a_share_that_is_not_owed_asks_for_nothing_and_one_that_ended_for_what_came_before(town, desk):
    share = whole_town(town.routine)
    share.ended_on = date(2021, 7, 1)
    share.save()
    rest = whole_town(town.split)
    rest.is_owed = False
    rest.save()
    office = counted(desk.get(url(town)).context["page"])["农业服务中心"]
    assert office[0] == (0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)


def test_entries_of_last_month_alone_are_counted_and_a_correction_is_one(town, desk):
    share = whole_town(town.split)
    for day, amount in ((date(2021, 5, 31), "1"), (date(2021, 6, 1), "2"), (date(2021, 6, 30), "3")):
        town.log(share, amount, happened_on=day, now=at(day, 23, 59))
    town.log(share, "4", happened_on=date(2021, 6, 30), now=at(date(2021, 7, 1), 0, 0))
    assert counted(desk.get(url(town)).context["page"])["农业服务中心"][3] == 2
    entry = town.counted(share, "5", happened_on=date(2021, 6, 2), now=at(date(2021, 6, 3)))
    town.correct(entry, "6", now=at(date(2021, 6, 4)))
    assert counted(desk.get(url(town)).context["page"])["农业服务中心"][3] == 4


def test_what_may_be_asked_twice_leads_to_its_targets(town, desk):
    assert desk.get(url(town)).context["page"].twice == ()
    again = town.target(name="新植 金银花")
    make_share(again, town.villages[0], goal=500)
    make_share(town.routine, town.villages[1])
    twice = desk.get(url(town)).context["page"].twice
    assert [(len(each.targets), each.holders) for each in twice] == [
        (1, "云台村、农业服务中心"), (2, "关渡村、农业服务中心"),
    ]  # fmt: skip
    assert [link.url for link in twice[1].targets] == [
        f"/admin/targets/target/{each.pk}/change/" for each in (town.split, again)
    ]
    assert "疑似重复" in desk.get(url(town)).content.decode()


def test_administrators_see_it_of_any_plan_and_nobody_else(town, desk, logged_in):
    give_duty(town.zhao, "leader", town.office)
    for user in (town.li, town.wang, town.zhao):
        user.is_staff = True
        user.save()
        assert logged_in(user).get(url(town)).status_code == 403
    assert f'href="{url(town)}"' in desk.get(f"/admin/targets/plan/{town.plan.pk}/change/").content.decode()
    for state in Plan.State:
        Plan.objects.update(state=state)
        assert desk.get(url(town)).status_code == 200
    assert desk.get("/admin/targets/plan/9999/burden/").status_code == 404


def test_no_person_is_named(town, desk):
    town.counted(whole_town(town.split), now=at(date(2021, 6, 10)))
    page = desk.get(url(town)).content.decode().split('id="content"')[1]
    for user in (town.li, town.wang, town.zhao):
        assert f">{user.full_name}<" not in page


def test_the_workbook_holds_the_tables(town, desk):
    answer = desk.get(url(town), {"_export": "xlsx"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0] == (
        "名称",
        "分解任务",
        *(f"{month}月" for month in range(1, 13)),
        "全年",
        "最忙月份",
        "上月实际填报",
    )
    by_name = {row[0]: row[1:] for row in rows[1:]}
    assert by_name["农业服务中心"] == (2, *(1, 1, 2) * 4, 16, "3月", 0)
    assert by_name["全镇"][13] == 37


def test_an_empty_plan_says_so(desk):
    town = make_town()
    assert "还没有要求任何人填报" in desk.get(url(town)).content.decode()


@pytest.mark.parametrize("number", [3, 30])
def test_the_page_costs_the_same_however_many_shares(town, desk, django_assert_num_queries, number):
    for index in range(number):
        make_share(town.target(lead_office=make_office(f"办{index}")), make_village(f"第{index}村"), goal=5)
    desk.get(url(town))
    with django_assert_num_queries(14):
        page = desk.get(url(town)).context["page"]
    assert len(page.offices) == number + 2
