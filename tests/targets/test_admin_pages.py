"""The admin's pages: who opens them, what they cost at three rows and at thirty, and that the policy holds."""

import re
from datetime import date
from functools import cache

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

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
LEDGER = [ProgressEntry, EntryEvent, PlanVersion]


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


@pytest.fixture
def town(db):
    made = make_town()
    made.big = made.target(goal=5000)
    for user in (made.li, made.wang):
        user.is_staff = True
        user.save()
    return made


def count_queries(client, url):
    with CaptureQueriesContext(connection, ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


# Session, user, group and the like included: measured, not chosen; more than that is a query in a row.
LIST_QUERIES = {
    Area: 7, Village: 8, Office: 7, Duty: 9, Plan: 7, Document: 8, Section: 9, Target: 9, Allocation: 10,
    Step: 8, ProgressEntry: 11, EntryEvent: 9, PlanVersion: 7,
}  # fmt: skip


def test_lists_ask_as_much_at_thirty_rows_as_at_three(town, logged_in):
    desk = logged_in(make_administrator())
    desk.get("/admin/")  # the session is stored, the content types are known
    add_rows(town, 0, 3)
    at_three = {model.__name__: count_queries(desk, address(model)) for model in MODELS + LEDGER}
    add_rows(town, 3, 30)
    at_thirty = {model.__name__: count_queries(desk, address(model)) for model in MODELS + LEDGER}
    expected = {model.__name__: count for model, count in LIST_QUERIES.items()}
    print(at_three); print(at_thirty)
    assert at_three == expected
    assert at_thirty == expected
