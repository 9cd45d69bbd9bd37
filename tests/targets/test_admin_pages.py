"""The admin's pages: who opens them, what they cost at three rows and at thirty, and that the policy holds."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from targets.boards.wall_links import make_link
from targets.models import (
    Allocation,
    Area,
    Document,
    Duty,
    EntryEvent,
    Office,
    Plan,
    PlanVersion,
    ProgressEntry,
    Section,
    Step,
    Target,
    Village,
    WallLink,
)
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import (
    give_duty,
    make_area,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
    whole_town,
)
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
MODELS = [Area, Village, Office, Duty, Plan, Document, Section, Target, Allocation, Step]
LOOKED_AT = [ProgressEntry, EntryEvent, PlanVersion, WallLink]


def add_rows(town, first, last):
    """One more row of every kind for each number."""
    area = make_area(f"片区{first}")
    for number in range(first, last):
        make_area(f"第{number}片区")
        office = make_office(f"办公室{number}")
        village = make_village(f"第{number}村", area=area)
        give_duty(make_user(f"user{number}"), "reporter", office=office)
        plan = make_plan(2030 + number)
        target = make_target(plan, measure="steps", lead_office=office, villages=(village,))
        make_share(target, village, office=office)
        town.counted(make_share(town.big, make_village(f"另{number}村", area=area), goal=10), "1")
        make_link(name=f"屏幕{number}", plan=plan, by=town.li, now=timezone.now())


@pytest.fixture
def town(db):
    made = make_town()
    made.big = made.target(goal=5000)
    for user in (made.li, made.wang):
        user.is_staff = True
        user.save()
    return made


def count_queries(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# Seven or eight are every page's: session, user, rights, duties, counting and reading the rows. The rest are
# the filters' choices, one query each.
LIST_QUERIES = {
    "Area": 8, "Village": 9, "Office": 8, "Duty": 10, "Plan": 8, "Document": 9, "Section": 10, "Target": 10,
    "Allocation": 11, "Step": 9, "ProgressEntry": 12, "EntryEvent": 10, "PlanVersion": 8, "WallLink": 8,
}  # fmt: skip


def test_lists_ask_as_much_at_thirty_rows_as_at_three(town, logged_in):
    desk = logged_in(make_administrator())
    desk.get("/admin/")  # the session is stored from here on
    add_rows(town, 0, 3)
    assert {
        model.__name__: count_queries(desk, address(model)) for model in MODELS + LOOKED_AT
    } == LIST_QUERIES
    add_rows(town, 3, 30)
    assert {
        model.__name__: count_queries(desk, address(model)) for model in MODELS + LOOKED_AT
    } == LIST_QUERIES


@pytest.mark.parametrize(("name", "count"), [("li", 12), ("wang", 12)])
def test_the_list_of_ones_own_entries_costs_the_same_at_thirty(town, logged_in, name, count):
    client = logged_in(getattr(town, name))
    client.get("/admin/")
    share = whole_town(town.big)
    asked = []
    for rows in (3, 27):
        for _row in range(rows):
            town.log(share, "1")
        asked.append(count_queries(client, address(ProgressEntry)))
    assert asked == [count, count]


def test_the_page_of_an_entry_costs_the_same_however_long_its_path(town, logged_in):
    client = logged_in(make_administrator())
    short, long = town.log(whole_town(town.big)), town.counted(whole_town(town.big))
    pages = [address(ProgressEntry, "change", row.pk) for row in (short, long)]
    client.get(pages[0])  # the session and the content types are read once
    assert [count_queries(client, page) for page in pages] == [9, 9]


@pytest.fixture
def rows(town):
    """One row of everything, its pages to be opened."""
    area = make_area()
    village = make_village(area=area)
    target = make_target(town.plan, "4.2.90", "steps", villages=(village,), lead_office=town.office)
    share = make_share(target, village)
    entry = town.counted(whole_town(town.big), "1")
    plan = town.plan
    made = [area, village, town.office, town.li.duties.get(), plan, plan.documents.get()]
    made += [target.section, target, share, whole_town(target).steps.get(), entry, entry.events.first()]
    link, _code = make_link(name="一楼大厅", plan=plan, by=town.li, now=timezone.now())
    return [*made, plan.version, link]


def pages_of(row):
    """The addresses of a row's pages and of its list."""
    model = type(row)
    found = [address(model), address(model, "change", row.pk)]
    if model in MODELS:
        past = row.history.latest().pk
        found += [address(model, page, row.pk) for page in ("history", f"history/{past}", "delete")]
        found.append(address(model, "add"))
    return found


def test_every_model_is_in_the_admin_and_every_page_opens_in_chinese(rows, logged_in):
    desk = logged_in(make_administrator())
    own = {model for model in admin.site._registry if model._meta.app_label == "targets"}
    assert own == {type(row) for row in rows} == set(MODELS + LOOKED_AT)
    for row in rows:
        for page in pages_of(row):
            response = desk.get(page)
            assert response.status_code == 200, page
            text = response.content.decode()
            assert 'lang="zh-hans"' in text.lower(), page
            assert not re.search(
                r"<[^>]+\sstyle=|<style|<[^>]+\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*json)", text
            ), page


def test_the_set_up_is_closed_to_reporters_reviewers_and_strangers(town, rows, logged_in):
    stranger = make_user("stranger", is_staff=True)
    outsider = make_user("outsider")
    for user in (town.li, town.wang, stranger):
        client = logged_in(user)
        for row in rows[: len(MODELS)]:
            for page in pages_of(row):
                assert client.get(page).status_code == 403, (user, page)
                assert client.post(page, {"name": "改", "reason": "改", "post": "yes"}).status_code == 403
    client = logged_in(outsider)
    assert all(client.get(page, follow=True).status_code == 403 for page in pages_of(rows[0]))


def test_lists_are_searched_and_every_filter_and_column_works(rows, logged_in):
    desk = logged_in(make_administrator())
    for model in MODELS + LOOKED_AT:
        page = desk.get(address(model), {"q": "关渡"})
        assert page.status_code == 200
        changelist = page.context["cl"]
        for position in range(1, len(changelist.list_display) + 1):
            sorted_by = desk.get(address(model), {"o": f"-{position}"})
            assert sorted_by.status_code == 200, (model, position)
        for chooser in changelist.filter_specs:
            for choice in chooser.choices(changelist):
                link = choice.get("query_string")
                assert desk.get(address(model) + (link or "")).status_code == 200, (model, link)


def test_targets_stand_in_the_order_of_their_numbers(town, logged_in):
    for code in ("4.2.10", "4.2.9", "4.2.30"):
        make_target(town.plan, code)
    shown = logged_in(make_administrator()).get(address(Target)).context["cl"].result_list
    assert [target.code for target in shown] == ["4.2.1", "4.2.9", "4.2.10", "4.2.30"]


def test_rows_lead_to_their_page_on_the_site(rows, logged_in):
    desk = logged_in(make_administrator())
    expected = {
        Plan: "/2021/", Document: "/2021/", Section: "/2021/", Target: "/2021/targets/4.2.90/",
        Allocation: "/2021/targets/4.2.90/", Step: "/2021/targets/4.2.90/",
    }  # fmt: skip
    for row in rows:
        page = desk.get(address(type(row), "change", row.pk))
        if type(row) in expected:
            assert page.context["absolute_url"] == expected[type(row)]
        elif type(row) is ProgressEntry:
            assert page.context["absolute_url"] == f"/2021/targets/4.2.1/#entry-{row.pk}"


def test_people_villages_and_offices_are_found_while_typing(rows, town, logged_in):
    def found(user, model, field, text):
        query = {"app_label": "targets", "model_name": model, "field_name": field, "term": text}
        response = logged_in(user).get("/admin/autocomplete/", query)
        return response.status_code, [
            each["text"] for each in response.json()["results"]
        ] if response.status_code == 200 else []

    administrator = make_administrator()
    assert found(administrator, "duty", "user", "li") == (200, ["li"])
    assert found(administrator, "allocation", "village", "关渡") == (200, ["关渡村"])
    assert found(town.li, "allocation", "village", "关渡") == (403, [])
