"""A draft is the administrators' own: every address, list and form of everyone else is without it."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import get_resolver, reverse

from targets import recording
from targets.models import Allocation, Document, Plan, ProgressEntry, Section, Step, Target
from targets.recording import Figure
from targets.urls import urlpatterns
from tests.targets.admin_pages import make_administrator
from tests.targets.factories import make_plan, make_target, make_village, whole_town
from tests.targets.pages.conftest import NOW

pytestmark = pytest.mark.django_db
READ = {"board", "target-list", "target", "villages", "village", "record", "review"}
"""Pages an administrator sees of a draft. The others are forms for one share or entry of a running plan."""


@pytest.fixture
def draft(town):
    """Next year's draft, for which the reporter's and reviewer's office would answer."""
    plan = make_plan(2022, state=Plan.State.DRAFT)
    target = make_target(plan, lead_office=town.office, measure="steps")
    make_village(slug="guandu")
    plan.share = whole_town(target)
    return plan


def addresses(plan):
    """Every address of this app for a year, with rows that are there where it takes any."""
    given = {
        "year": plan.year,
        "code": "4.2.3",
        "share": plan.share.pk,
        "pk": 1,
        "slug": "guandu",
        "upload": uuid.uuid4(),
    }
    for each in urlpatterns:
        wanted = each.pattern.converters
        if "year" in wanted:
            yield each.name, reverse(f"targets:{each.name}", kwargs={name: given[name] for name in wanted})


def test_every_address_of_the_app_is_asked(draft):
    names = {name for name, _url in addresses(draft)}
    of_a_year = {each.name for each in urlpatterns if "year" in each.pattern.converters}
    assert names == of_a_year >= READ
    assert get_resolver().namespace_dict["targets"]


@pytest.mark.parametrize("person", ["reporter", "reviewer", "leader", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("staff", [False, True])
def test_a_draft_has_no_address_for_anyone_else(town, draft, logged_in, person, method, staff):
    user = getattr(town, person)
    user.is_staff = staff
    user.save()
    client = logged_in(user)
    for _name, url in addresses(draft):
        status = getattr(client, method)(url).status_code
        if status == 405:  # asked in a way that it answers to nobody: then the other way finds nothing
            status = client.get(url).status_code if method == "post" else client.post(url).status_code
        assert status == 404, url
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_a_draft_is_not_exported(town, draft, logged_in, export):
    assert logged_in(town.leader).get("/2022/targets/", {"_export": export}).status_code == 404
    assert logged_in(make_administrator()).get("/2022/targets/", {"_export": export}).status_code == 200


def test_the_same_addresses_answer_once_the_plan_is_started(town, draft, logged_in):
    Plan.objects.update(state=Plan.State.RUNNING)
    client = logged_in(town.reporter)
    found = {name: client.get(url).status_code for name, url in addresses(draft)}
    assert {name for name, status in found.items() if status == 200} >= READ | {"record-share"}


def test_an_administrator_sees_a_draft_and_that_it_is_one(draft, logged_in):
    client = logged_in(make_administrator())
    for name, url in addresses(draft):
        if name in READ:
            html = client.get(url).content.decode()
            assert "草稿：启动之前" in html, url
            assert f"/admin/targets/plan/{draft.pk}/change/" in html
    assert "草稿：启动之前" not in client.get("/2021/").content.decode()


def test_the_first_page_leads_to_the_running_year_for_everyone(town, draft, logged_in):
    for user in (town.leader, make_administrator()):
        assert logged_in(user).get("/").url == "/2021/"


def years(response):
    return [plan.year for plan in response.context["years"]]


def test_readers_choose_among_the_years_they_may_see(town, draft, logged_in):
    reader, administrator = logged_in(town.leader), logged_in(make_administrator())
    assert years(reader.get("/2021/")) == []
    assert years(administrator.get("/2021/")) == [2022, 2021]
    make_plan(2020, state=Plan.State.CLOSED)
    assert years(reader.get("/2021/")) == [2021, 2020]
    html = reader.get("/2021/").content.decode()
    assert 'href="/2020/"' in html
    assert "/2022/" not in html


def test_another_year_to_choose_costs_no_query(town, logged_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = logged_in(town.leader)
    client.get("/2021/")
    with CaptureQueriesContext(connection) as alone:
        client.get("/2021/")
    for year in range(2010, 2020):
        make_plan(year, state=Plan.State.CLOSED)
    with django_assert_num_queries(len(alone)):
        client.get("/2021/")


@pytest.mark.parametrize("person", ["reporter", "reviewer", "leader", "stranger"])
def test_nobody_owes_or_logs_for_a_draft(town, draft, person):
    user = getattr(town, person)
    shares = Allocation.objects.reportable_by(user, date(2021, 9, 30))
    assert not shares.filter(target__plan=draft).exists()
    with pytest.raises((PermissionDenied, ValidationError)):
        recording.submit(
            user=user,
            allocation=draft.share,
            figure=Figure(happened_on=date(2021, 9, 1), note="试"),
            token=uuid.uuid4(),
            now=NOW,
        )


@pytest.mark.parametrize("model", [Plan, Document, Section, Target, Allocation, Step])
@pytest.mark.parametrize("person", ["reporter", "reviewer", "leader", "stranger"])
def test_the_admin_shows_staff_nothing_of_a_draft(town, draft, logged_in, person, model):
    user = getattr(town, person)
    user.is_staff = True
    user.save()
    client = logged_in(user)
    name = model._meta.model_name
    row = model.objects.order_by("-pk").first()
    for url in (f"/admin/targets/{name}/", f"/admin/targets/{name}/{row.pk}/change/"):
        assert client.get(url).status_code == 403, url
    looked_up = {"app_label": "targets", "model_name": "allocation", "field_name": "target", "term": "4.2"}
    assert client.get("/admin/autocomplete/", looked_up).status_code == 403
    page = client.get("/admin/targets/progressentry/add/")
    if page.status_code == 200:
        assert draft.share not in page.context["form"].fields["share"].queryset


def test_the_admins_lists_of_the_ledger_offer_staff_no_year_of_a_draft(town, draft, logged_in):
    town.reporter.is_staff = True
    town.reporter.save()
    make_plan(2020, state=Plan.State.CLOSED)
    url = "/admin/targets/progressentry/"
    html = logged_in(town.reporter).get(url).content.decode()
    assert "2021年度目标任务" in html
    assert "2022" not in html
    assert "2022年度目标任务" in logged_in(make_administrator()).get(url).content.decode()
