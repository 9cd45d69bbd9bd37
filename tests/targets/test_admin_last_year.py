"""The page that brings a draft's results of last year up to date, and what is said of a year that is not over."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Plan, Target
from targets.years.next_year import make_next_year
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import make_plan, make_target, whole_town
from tests.targets.ledger_factories import at, make_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = date(2021, 10, 8), date(2021, 11, 5)


@pytest.fixture(autouse=True)
def november():
    with time_machine.travel("2021-11-05 04:00Z", tick=False):
        yield


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def page(plan, name="last-year"):
    return f"/admin/targets/plan/{plan.pk}/{name}/"


def sentences(response):
    return [str(each) for each in response.context["messages"]]


def draft_of(town, *carried):
    ids = list(town.plan.targets.values_list("pk", flat=True))
    return make_next_year(
        source=town.plan, year=2022, copied=ids, carried=[each.pk for each in carried], on=OCTOBER
    )


def test_the_page_shows_what_would_change_and_the_button_changes_it(town, desk):
    targets = [town.target() for _index in range(4)]
    for target in targets:
        town.counted(whole_town(target), "303.9")
    plan = draft_of(town, targets[2])
    Target.objects.filter(plan=plan, code="4.2.2").update(baseline=Decimal(310))
    for target in targets[:3]:
        town.counted(whole_town(target), "46.1", happened_on=NOVEMBER, now=at(NOVEMBER))
    html = desk.get(page(plan)).content.decode()
    assert ["4.2.4" in html, html.count("将更新"), html.count("手工改过，保持不变")] == [False, 2, 1]
    assert "结转150亩" in html
    assert set(plan.targets.values_list("baseline", flat=True)) == {Decimal("303.9"), Decimal(310)}
    response = desk.post(page(plan), follow=True)
    assert response.redirect_chain == [(address(Plan, "change", plan.pk), 302)]
    updated, left, carried = sentences(response)
    assert "2项" in updated
    assert "1项（4.2.2）" in left
    assert "4.2.3 结转150亩" in carried
    baselines = dict(plan.targets.values_list("code", "baseline"))
    assert baselines == {"4.2.1": 350, "4.2.2": 310, "4.2.3": 350, "4.2.4": Decimal("303.9")}
    assert plan.targets.get(code="4.2.1").history.latest().history_user.username == "zhang"


def test_where_nothing_is_to_be_updated_the_page_says_so(town, desk):
    town.counted(town.share(), "5")
    response = desk.get(page(draft_of(town)))
    assert "与上年台账一致" in response.content.decode()
    assert 'type="submit"' not in response.content.decode().split('<div class="submit-row">')[1]
    assert "没有延续" in desk.get(page(make_plan(2025, state=Plan.State.DRAFT))).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_plan_that_was_started_is_not_brought_up_to_date(town, desk, method):
    response = getattr(desk, method)(page(town.plan), follow=True)
    assert response.redirect_chain == [(address(Plan, "change", town.plan.pk), 302)]
    assert "只有草稿" in sentences(response)[0]


def test_the_checks_before_the_start_name_the_results_to_look_at(town, desk):
    share = town.share()
    plan = draft_of(town)
    town.counted(share, "5", happened_on=NOVEMBER, now=at(NOVEMBER))
    lines = desk.get(page(plan, "start")).context["lines"]
    named = [line for line in lines if "上年完成数" in line.sentence]
    assert [(line.stops, [place.name for place in line.places]) for line in named] == [(False, ["4.2.1"])]
    assert desk.get(named[0].places[0].url).status_code == 200


@pytest.mark.parametrize(
    ("today", "state", "warned"),
    [
        ("2021-10-08", "running", "2021年度尚未结束：完成数截至2021年10月8日，启动前请更新。"),
        ("2021-12-31", "running", "2021年度尚未结束：完成数截至2021年12月31日，启动前请更新。"),
        ("2022-01-01", "running", ""),
        ("2021-10-08", "closed", ""),
    ],
)
def test_a_year_that_is_not_over_says_until_when_it_is_counted(town, desk, today, state, warned):
    Plan.objects.update(state=state)
    with time_machine.travel(f"{today} 04:00Z", tick=False):
        desk.force_login(make_administrator("qian"))
        html = desk.get(page(town.plan, "next-year")).content.decode()
    assert ("尚未结束" in html) is bool(warned)
    assert warned in html


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "said"),
    [
        ("ratio", 100, "%", "未完成：沿用目标100%"),
        ("level", 500, "头", "未完成：沿用目标500头"),
        ("sum", 500, "亩", "未完成：结转500亩"),
        ("steps", None, "", "未完成：结转1个"),
    ],
)
def test_a_level_or_ratio_keeps_its_goal_and_only_sums_and_steps_carry_a_rest(
    town, desk, measure, goal, unit, said
):
    town.target(measure, goal, unit)
    assert said in desk.get(page(town.plan, "next-year")).content.decode()


@pytest.mark.parametrize("model", ["target", "allocation"])
def test_running_years_come_before_drafts_and_those_before_closed_ones(town, desk, model):
    for year, state in ((2019, "closed"), (2020, "closed"), (2022, "draft"), (2023, "draft")):
        make_target(make_plan(year, state=state))
    town.target()
    way = "plan" if model == "target" else "target.plan"

    def years(query=""):
        rows = desk.get(f"/admin/targets/{model}/{query}").context["cl"].result_list
        return [row.plan.year if way == "plan" else row.target.plan.year for row in rows]

    assert years() == [2021, 2023, 2022, 2020, 2019]
    if model == "target":
        assert years("?o=3") == [2023, 2022, 2021, 2020, 2019]  # as plans are: the latest first
        assert years("?o=-3") == [2019, 2020, 2021, 2022, 2023]


@pytest.mark.parametrize("model", ["target", "allocation", "document", "progressentry"])
def test_the_years_to_filter_by_say_their_state(town, desk, model):
    for year, state in ((2020, "closed"), (2022, "draft")):
        make_target(make_plan(year, state=state))
    town.counted(town.share())
    filters = desk.get(f"/admin/targets/{model}/").context["cl"].filter_specs
    (offered,) = [each.lookup_choices for each in filters if hasattr(each, "lookup_choices")
                  and any("2021" in str(label) for _pk, label in each.lookup_choices)]  # fmt: skip
    assert [label for _pk, label in offered] == [
        "2021年度目标任务（执行）", "2022年度目标任务（草稿）", "2020年度目标任务（已结账）",
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [3, 30])
def test_the_page_costs_the_same_for_three_targets_and_for_thirty(town, desk, rows):
    shares = [town.share() for _index in range(rows)]
    plan = draft_of(town)
    for share in shares:
        town.counted(share, "5", happened_on=NOVEMBER, now=at(NOVEMBER))
    desk.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        assert len(desk.get(page(plan)).context["lines"]) == rows
    assert len(queries) == 12
