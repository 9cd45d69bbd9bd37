"""The checks before a plan is started, the start, and the checklist of a year's set-up; what the pages cost."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Document, Plan, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import (
    give_duty,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2021-12-31 04:00Z", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def page(plan, name):
    return f"/admin/targets/plan/{plan.pk}/{name}/"


def sentences(response):
    return [str(each) for each in response.context["messages"]]


@pytest.fixture
def draft():
    plan = make_plan(2022, state=Plan.State.DRAFT)
    make_target(plan, lead_office=make_office("农办"))
    return plan


def test_what_is_missing_leads_to_where_it_is_put_right(draft, desk):
    make_target(draft, "4.2.4", quote="", goal=None)
    lines = desk.get(page(draft, "start")).context["lines"]
    target = Target.objects.get(code="4.2.4")
    assert [(line.stops, [place.name for place in line.places]) for line in lines] == [
        (True, ["4.2.4"]), (False, ["4.2.4"]), (False, ["4.2.4"]),
    ]  # fmt: skip
    urls = [line.places[0].url for line in lines]
    assert urls == [
        f"{page(draft, 'sheet')}#t{target.pk}", f"{page(draft, 'sheet')}#t{target.pk}",
        address(Target, "change", target.pk),
    ]  # fmt: skip
    assert all(desk.get(url).status_code == 200 for url in urls)


def test_a_text_that_is_missing_leads_to_its_document(draft, desk):
    Document.objects.update(body="")
    response = desk.get(page(draft, "start"))
    assert response.context["lines"][0].places[0].url == address(Document, "change", draft.documents.get().pk)
    assert 'name="reason"' not in response.content.decode()


def test_a_draft_is_started_with_a_reason(draft, desk):
    url = page(draft, "start")
    assert "reason" in desk.post(url, {"reason": ""}).context["form"].errors
    response = desk.post(url, filled_form(desk, url), follow=True)
    draft.refresh_from_db()
    assert draft.state == Plan.State.RUNNING
    assert "已启动" in sentences(response)[0]
    assert Plan.history.latest().history_change_reason == "年度目标任务启动"
    assert desk.post(url, {"reason": "再来"}, follow=True).redirect_chain


def test_what_stops_it_stops_a_forged_form_and_the_plans_own_form_too(draft, desk):
    Target.objects.update(quote="")
    response = desk.post(page(draft, "start"), {"reason": "启动"})
    assert "4.2.3" in response.context["form"].non_field_errors()[0]
    url = address(Plan, "change", draft.pk)
    errors = errors_of(desk.post(url, filled_form(desk, url, state="running", reason="启动")))
    assert "4.2.3" in errors["state"][0]
    draft.refresh_from_db()
    assert draft.state == Plan.State.DRAFT


def test_a_new_plan_is_a_draft_whatever_is_forged(desk):
    form = filled_form(desk, address(Plan, "add"), year="2023", starts_on="2023-01-01", ends_on="2023-12-31")
    assert "state" not in form
    desk.post(address(Plan, "add"), {**form, "state": "running"})
    assert Plan.objects.get(year=2023).state == Plan.State.DRAFT


# --- the checklist ------------------------------------------------------------------------------------


def tasks(desk, plan):
    found = desk.get(address(Plan, "change", plan.pk)).context["checklist"]
    return [task.progress.value for task in found]


def test_the_checklist_tells_what_is_done_from_the_rows(desk):
    plan = Plan.objects.create(year=2022, starts_on=date(2022, 1, 1), ends_on=date(2022, 12, 31))
    assert tasks(desk, plan) == ["done", "open", "open", "open", "open", "optional", "open"]
    Plan.objects.all().delete()
    plan = make_plan(2022, state=Plan.State.DRAFT)
    office = make_office("农办")
    target = make_target(plan, quote="")
    assert tasks(desk, plan) == ["done", "done", "open", "open", "open", "optional", "open"]
    target.quote, target.lead_office = "新植金银花500亩", office
    target.save()
    assert tasks(desk, plan) == ["done", "done", "done", "done", "open", "optional", "open"]
    give_duty(make_user("a"), "reporter", office)
    assert tasks(desk, plan)[4] == "open"
    give_duty(make_user("b"), "reviewer", office)
    make_share(target, make_village(), goal=5)
    assert tasks(desk, plan) == ["done"] * 6 + ["open"]
    Plan.objects.update(state="running")
    assert tasks(desk, plan) == ["done"] * 7
    Plan.objects.update(state="closed")
    assert tasks(desk, plan) == []


def test_every_task_leads_to_a_page_that_is_there(desk, draft):
    for state in ("draft", "running"):
        Plan.objects.update(state=state)
        for lead in (None, make_office(f"办{state}")):
            Target.objects.update(lead_office=lead)
            found = desk.get(address(Plan, "change", draft.pk)).context["checklist"]
            assert {desk.get(task.url).status_code for task in found} == {200}


def asked(desk, url):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(url).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_at_three_rows_and_at_thirty(desk):
    running, draft = make_plan(2021), make_plan(2022, state=Plan.State.DRAFT)
    desk.get("/admin/")
    counted = []
    for first, last in ((10, 13), (13, 40)):
        for number in range(first, last):
            office, village = make_office(f"办{number}"), make_village(f"村{number}")
            for plan in (running, draft):
                target = (
                    make_target(plan, f"4.2.{number}", lead_office=office, quote="")
                    if plan is draft
                    else make_target(plan, f"4.2.{number}", lead_office=office)
                )
                make_share(target, village, goal=1)
        counted.append(
            {
                "next year": asked(desk, page(running, "next-year")),
                "sheet": asked(desk, page(draft, "sheet")),
                "start": asked(desk, page(draft, "start")),
                "plan": asked(desk, address(Plan, "change", draft.pk)),
                "index": asked(desk, "/admin/"),
            }
        )
    assert counted[0] == counted[1]
    assert counted[0] == {"next year": 10, "sheet": 7, "start": 8, "plan": 16, "index": 18}


def test_a_split_that_was_begun_is_open_and_leads_to_the_page_where_it_is_ended(draft, desk):
    target = draft.targets.get()
    make_share(target, make_village())
    line = desk.get(page(draft, "start")).context["lines"][0]
    assert (line.stops, [each.url for each in line.places]) == (
        True, [f"/admin/targets/target/{target.pk}/split/"],
    )  # fmt: skip
    assert desk.get(line.places[0].url).status_code == 200
    found = tasks(desk, draft)
    assert (found[2], found[5]) == ("done", "open")


@pytest.mark.parametrize("state", ["draft", "running"])
@pytest.mark.parametrize("year", ["", "20", "99999", "abc"])
def test_a_year_mistyped_is_refused_beside_its_field(draft, desk, state, year):
    Plan.objects.update(state=state)
    url = address(Plan, "change", draft.pk)
    response = desk.post(url, filled_form(desk, url, year=year, reason="改正"))
    assert list(errors_of(response)) == ["year"]
    assert response.context["absolute_url"] == "/2022/"


@pytest.mark.parametrize("pk", ["9" * 30, "9" * 5000, "²", "abc"])
def test_a_plan_of_an_impossible_id_is_not_there(desk, pk):
    for page_name in ("change", "delete"):
        response = desk.post(address(Plan, page_name, pk), {"reason": "改正"})
        assert response.status_code == 302
