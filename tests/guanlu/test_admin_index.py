"""The index of the admin: lists in the order in which a year is set up, and nobody else's."""

import pytest
import time_machine

from guanlu.sites import GROUPS
from targets.models import Plan
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user

pytestmark = pytest.mark.django_db


def listed(client):
    return {
        app["app_label"]: [model["object_name"] for model in app["models"]]
        for app in client.get("/admin/").context["app_list"]
    }


def test_an_administrator_finds_the_lists_in_the_order_of_the_work(make_user, logged_in):
    shown = listed(logged_in(make_user("zhang", administrator=True)))
    assert list(shown) == [slug for slug, _name, _models in GROUPS]
    assert shown["year"] == ["Plan", "Document", "Section", "Target", "Allocation", "Step"]
    assert shown["people"] == ["Area", "Village", "Office", "Duty", "User", "WallLink"]


def test_every_list_of_the_admin_stands_in_one_group(make_user, logged_in):
    from django.contrib import admin

    client = logged_in(make_user("zhang", administrator=True))
    models = [name for members in listed(client).values() for name in members]
    registered = [model._meta.object_name for model in admin.site._registry]
    assert sorted(models) == sorted(registered)
    named = [name for _slug, _label, members in GROUPS for name in members]
    assert set(models) == set(named)


def test_a_reporter_finds_the_entries_alone(logged_in):
    user = make_user("li", is_staff=True)
    give_duty(user, "reporter", make_office())
    assert listed(logged_in(user)) == {"ledger": ["ProgressEntry"]}


def test_only_administrators_are_led_to_the_burden_of_the_running_year(make_user, logged_in):
    running, _draft = make_plan(2021), make_plan(2022, state=Plan.State.DRAFT)
    address = f"/admin/targets/plan/{running.pk}/burden/"
    reporter = make_user("li", is_staff=True)
    give_duty(reporter, "reporter", make_office())
    with time_machine.travel("2021-09-15", tick=False):
        for user, is_led in [(make_user("zhang", administrator=True), True), (reporter, False)]:
            assert (address in logged_in(user).get("/admin/").content.decode()) is is_led


def test_the_page_of_an_application_is_still_there(make_user, logged_in):
    client = logged_in(make_user("zhang", administrator=True))
    assert client.get("/admin/targets/").status_code == 200


def shown_checklist(client):
    response = client.get("/admin/")
    return response.context.get("plan"), [task.label for task in response.context.get("checklist") or ()]


def test_an_administrator_finds_what_is_still_to_do_for_the_year_at_hand(make_user, logged_in):
    client = logged_in(make_user("zhang", administrator=True))
    assert (
        "/admin/targets/plan/add/"
        in client.get("/admin/").content.decode().split("module checklist")[1][:200]
    )
    running = make_plan(2021)
    assert shown_checklist(client)[0] == running
    assert len(shown_checklist(client)[1]) == 7
    draft = make_plan(2022, state="draft")
    assert shown_checklist(client)[0] == draft


def test_a_year_in_which_all_is_done_takes_no_room_on_the_index(make_user, logged_in):
    client = logged_in(make_user("zhang", administrator=True))
    office = make_office()
    make_target(make_plan(2021), lead_office=office)
    assert shown_checklist(client)[1]
    give_duty(make_user("wang"), "reviewer", office)
    assert shown_checklist(client)[1] == []


def test_a_reporter_finds_no_checklist(logged_in):
    make_plan(2022, state="draft")
    user = make_user("li", is_staff=True)
    give_duty(user, "reporter", make_office())
    html = logged_in(user).get("/admin/").content.decode()
    assert "checklist" not in html
    assert "2022" not in html


def test_who_has_something_to_do_on_the_site_finds_it_on_the_index(make_user, logged_in):
    office = make_office()
    make_target(make_plan(2021), lead_office=office)
    people = {name: make_user(name, is_staff=True) for name in ("reporter", "reviewer", "leader")}
    for name, user in people.items():
        give_duty(user, name, office)
    people["administrator"] = make_user("zhang", administrator=True)
    pages = ("/2021/record/", "/2021/review/", "/2021/reminder/")
    with time_machine.travel("2021-06-20 04:00Z", tick=False):
        html = {name: logged_in(user).get("/admin/").content.decode() for name, user in people.items()}
        Plan.objects.update(state=Plan.State.CLOSED)
        assert "module waiting" not in logged_in(people["reviewer"]).get("/admin/").content.decode()
    found = {name: [page for page in pages if f'href="{page}"' in html[name]] for name in people}
    assert found == {
        "reporter": [pages[0]], "reviewer": [*pages], "leader": [pages[2]], "administrator": [pages[2]],
    }  # fmt: skip
    assert "还有6笔待报送" in html["reporter"]
