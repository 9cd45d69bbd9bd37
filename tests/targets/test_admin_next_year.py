"""Making the next year, checking and starting it in the admin: who may, what is said, what it costs."""

from datetime import date

import pytest
import time_machine

from targets.models import Plan, Target
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import make_plan, make_share, make_village
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
PAGES = ["next-year", "last-year", "sheet", "start"]


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2021-12-31 04:00Z", tick=False):
        yield


@pytest.fixture
def town():
    town = make_town()
    town.unfinished = town.target()
    town.dropped = town.target(ended_on=date(2021, 7, 1))
    town.share_of_it = town.unfinished.allocations.get()
    town.counted(town.share_of_it, "410")
    return town


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def page(plan, name):
    return f"/admin/targets/plan/{plan.pk}/{name}/"


def ids(*targets):
    return [str(target.pk) for target in targets]


def make(desk, town, **sent):
    return desk.post(page(town.plan, "next-year"), {"year": "2022", **sent})


def sentences(response):
    return [str(each) for each in response.context["messages"]]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_a_plan_are_the_administrators(town, logged_in, name, method):
    for user in (town.li, town.wang, town.sun):
        user.is_staff = True
        user.save()
        assert getattr(logged_in(user), method)(page(town.plan, name)).status_code == 403
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_plan_that_does_not_exist_has_no_pages(desk, name):
    assert desk.get(f"/admin/targets/plan/999/{name}/").status_code == 404


def test_the_page_proposes_all_but_what_was_dropped_and_shows_what_is_missing(town, desk):
    response = desk.get(page(town.plan, "next-year"))
    rows = {row.shown.code: row for row in response.context["rows"]}
    assert response.context["form"]["year"].value() == 2022
    ticks = {code: (row.is_copied, row.is_carried, row.proposal) for code, row in rows.items()}
    assert ticks == {"4.2.1": (True, False, "结转90亩"), "4.2.2": (False, False, "")}
    html = response.content.decode()
    assert "410 / 500 亩" in html
    assert "未完成：结转90亩" in html


def test_what_is_ticked_is_made_and_what_to_do_next_is_said(town, desk):
    response = desk.post(
        page(town.plan, "next-year"),
        {"year": "2022", "copied": ids(town.unfinished), "carried": ids(town.unfinished)},
        follow=True,
    )
    plan = Plan.objects.get(year=2022)
    assert response.redirect_chain == [(address(Plan, "change", plan.pk), 302)]
    assert "2022" in sentences(response)[0]
    new = plan.targets.get()
    assert (new.goal, new.note) == (90, "结转自2021年：目标500亩，完成410亩，结转90亩")
    assert plan.history.get().history_user.username == "zhang"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"year": "2021"}, "2021"),
        ({"year": ""}, "必填"),
        ({"year": "明年"}, "整数"),
        ({"year": "99999"}, "2999"),
        ({"copied": ["777"]}, "777"),
    ],
)
def test_what_is_refused_is_said_and_stays_ticked(town, desk, sent, said):
    response = make(desk, town, **{"copied": ids(town.dropped), **sent})
    assert response.status_code == 200
    assert said in str(response.context["form"].errors)
    if "copied" not in sent:
        rows = {row.shown.code: row.is_copied for row in response.context["rows"]}
        assert rows == {"4.2.1": False, "4.2.2": True}
    assert Plan.objects.count() == 1


def test_a_carry_over_that_does_not_go_on_is_asked_about(town, desk):
    response = make(desk, town, carried=ids(town.unfinished))
    assert "4.2.1" in response.context["form"].non_field_errors()[0]
    assert Plan.objects.count() == 1


def test_a_year_that_is_taken_is_refused_on_the_page(town, desk):
    assert make(desk, town).status_code == 302
    response = make(desk, town)
    assert "已经存在" in response.context["form"].errors["year"][0]


def test_a_draft_leads_nowhere(town, desk):
    draft = make_plan(2022, state=Plan.State.DRAFT)
    response = desk.get(page(draft, "next-year"), follow=True)
    assert response.redirect_chain == [(address(Plan, "change", draft.pk), 302)]
    assert "草稿" in sentences(response)[0]


def test_a_closed_year_can_still_be_gone_on_from(town, desk):
    Plan.objects.update(state=Plan.State.CLOSED)
    assert make(desk, town, copied=ids(town.unfinished)).status_code == 302
    assert Plan.objects.get(year=2022).targets.count() == 1


def test_villages_come_along_where_ticked(town, desk):
    make_share(town.unfinished, make_village(), goal=5)
    make(desk, town, copied=ids(town.unfinished), by_village="on")
    assert Target.objects.get(plan__year=2022).allocations.count() == 2


def buttons(desk, plan):
    html = desk.get(address(Plan, "change", plan.pk)).content.decode()
    return {name for name in PAGES if page(plan, name) in html.split("年度设置步骤")[0]}


@pytest.mark.parametrize(
    ("state", "shown"),
    [("draft", {"last-year", "sheet", "start"}), ("running", {"next-year"}), ("closed", {"next-year"})],
)
def test_a_plan_offers_what_its_state_allows(desk, state, shown):
    assert buttons(desk, make_plan(2022, state=state)) == shown
