"""Schedules chosen by name in the admin: applied on saving, whatever the boxes say, for target and share."""

import json
import re
from datetime import date

import pytest
import time_machine

from targets.models import Allocation, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import make_plan, make_share, make_target, make_village

pytestmark = pytest.mark.django_db
REASON = {"reason": "按农时安排", "decision_number": "关府〔2021〕12号", "decision_on": "2021-06-18"}
SPRING = [0, 10, 35, 50, 50, 50, 50, 50, 55, 75, 95, 100]
BY_JUNE = [0, 20, 70] + [100] * 9


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel("2021-06-20 09:00+08:00", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def send(desk, row, **typed):
    url = address(type(row), "change", row.pk)
    return desk.post(url, {**filled_form(desk, url), **REASON, **typed})


def stored(row):
    row.refresh_from_db()
    return None if row.schedule is None else [int(each) for each in row.schedule]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"schedule_preset": "spring_autumn"}, SPRING),
        ({"schedule_preset": "spring_autumn", "due_on": "2021-06-30"}, BY_JUNE),
        ({"schedule_preset": "spring_autumn", "due_on": "", "due_basis": ""}, SPRING),
        ({"schedule_preset": "spring_autumn", "schedule_0": "90", "schedule_1": "?"}, SPRING),
        ({"schedule_preset": "year_end"}, [10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 100]),
        ({"schedule_preset": "straight", "schedule_0": "90"}, None),
        ({"schedule_preset": "", "schedule_0": " ".join(str(each) for each in SPRING)}, SPRING),
        ({"schedule_preset": ""}, None),
    ],
)
def test_a_schedule_is_chosen_by_its_name(desk, typed, expected):
    target = make_target(make_plan())
    assert send(desk, target, **typed).status_code == 302
    assert stored(target) == expected


def test_the_straight_line_empties_what_stood_there_and_nothing_chosen_leaves_it(desk):
    target = make_target(make_plan(), schedule=tuple(SPRING))
    send(desk, target, note="注")
    assert stored(target) == SPRING
    send(desk, target, schedule_preset="straight")
    assert stored(target) is None


def test_a_share_follows_its_own_due_date_or_that_of_its_target(desk):
    target = make_target(make_plan(), due_on="2021-06-30")
    share = make_share(target, make_village(), goal=100)
    send(desk, share, schedule_preset="spring_autumn")
    assert stored(share) == BY_JUNE
    send(desk, share, schedule_preset="spring_autumn", due_on="2021-12-31")
    assert stored(share) == SPRING


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"due_on": "2022-01-31"}, "due_on"),
        ({"schedule_preset": "guess"}, "schedule"),
        ({"due_on": "??"}, "due_on"),
    ],
)
def test_what_cannot_be_scheduled_is_refused_beside_its_field(desk, typed, field):
    target = make_target(make_plan())
    assert set(errors_of(send(desk, target, **{"schedule_preset": "spring_autumn", **typed}))) == {field}


def test_choosing_a_schedule_is_a_change_that_takes_a_reason(desk):
    target = make_target(make_plan())
    assert "reason" in errors_of(send(desk, target, schedule_preset="year_end", reason=""))
    assert send(desk, target, schedule_preset="straight", reason="").status_code == 302  # it is one already


@pytest.mark.parametrize("model", [Target, Allocation])
def test_the_page_holds_what_a_script_fills_in_for_each_due_month(desk, model):
    target = make_target(make_plan(), due_on="2021-06-30")
    row = target if model is Target else make_share(target, make_village(), goal=100)
    page = desk.get(address(model, "change", row.pk)).content.decode()
    table = json.loads(re.search(r'id="id_schedule_table"[^>]*>(.*?)</script>', page)[1])
    assert len(table["spring_autumn"]) == 13
    assert table["spring_autumn"]["2021-06"] == [str(each) for each in BY_JUNE]
    empty = SPRING if model is Target else BY_JUNE
    assert table["spring_autumn"][""] == [str(each) for each in empty]


@pytest.mark.parametrize(
    ("state", "joins", "expected"),
    [
        ("draft", {}, SPRING),
        ("running", {**REASON, "starts_on": "2021-09-15"}, [0] * 8 + [10, 50, 90, 100]),
    ],
)
def test_a_target_that_is_being_added_is_scheduled_when_it_is_saved(desk, state, joins, expected):
    plan = make_plan(state=state)
    section = plan.documents.get().sections.get(number="4.2")
    url = address(Target, "add")
    typed = {
        "section": str(section.pk), "code": "4.2.9", "name": "核桃", "quote": "核桃1000亩", "measure": "sum",
        "goal": "1000", "unit": "亩", "done_at": "100", "due_on": "2021-12-31", "due_basis": "report",
        "cadence": "month", "schedule_preset": "spring_autumn", **joins,
    }  # fmt: skip
    assert desk.post(url, filled_form(desk, url, **typed)).status_code == 302
    assert stored(Target.objects.get(code="4.2.9")) == expected


@pytest.mark.parametrize(("starts_on", "first"), [("2021-01-01", 1), ("2021-04-01", 4)])
def test_the_history_names_the_month_of_each_figure(desk, starts_on, first):
    row = make_target(make_plan(starts_on=date.fromisoformat(starts_on)))
    row.schedule = [5, 20, 45.5, 60, 60, 60, 60, 60, 60, 75, 95.5, 100]
    row._change_reason = "按农时安排"
    row.save()
    page = desk.get(address(Target, "history", row.pk)).content.decode()
    assert f"{first}月5%、{first + 1}月20%、{first + 2}月45.5%、" in page
    assert f"{(first + 10) % 12 + 1}月100%" in page
