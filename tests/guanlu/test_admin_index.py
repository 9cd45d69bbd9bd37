"""The index of the admin: lists in the order in which a year is set up, and nobody else's."""

import pytest

from guanlu.sites import GROUPS
from tests.targets.factories import give_duty, make_office, make_user

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
    assert shown["people"] == ["Area", "Village", "Office", "Duty", "User"]


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


def test_the_page_of_an_application_is_still_there(make_user, logged_in):
    client = logged_in(make_user("zhang", administrator=True))
    assert client.get("/admin/targets/").status_code == 200
