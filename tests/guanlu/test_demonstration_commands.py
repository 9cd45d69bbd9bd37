"""Loading and ending the demonstration: where it is refused, that it is the same each time, and what is left."""

import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from guanlu.demonstration import started
from guanlu.demonstration.loading import NotHere, load
from guanlu.demonstration.shares import largest_remainder
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import (
    Demonstration,
    Duty,
    EntryEvent,
    Office,
    Plan,
    PlanVersion,
    ProgressEntry,
    Target,
)
from tests.targets.factories import give_duty, make_village
from tests.targets.loaded_facts import tables

LOADED_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOT_COMPARED = {"history_date", "loaded_at", "number", "epoch", "password", "date_joined"}


def dump(models):
    """The rows of tables by name, without when they were written."""
    found = {}
    for model in models:
        left_out = NOT_COMPARED | ({"id", "m2m_history_id"} if is_link(model) else set())
        rows = model._base_manager.order_by("pk").values()
        found[model._meta.label] = [{name: row[name] for name in row.keys() - left_out} for row in rows]
        if is_link(model):  # of a set of links no order is kept
            found[model._meta.label].sort(key=lambda row: sorted((name, str(row[name])) for name in row))
    return found


def is_link(model):
    """Whether a table only links rows of two others."""
    return bool(model._meta.auto_created) or "m2m_history_id" in {each.name for each in model._meta.fields}


def refused(*words):
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", stdout=io.StringIO())
    assert refusal.value.returncode != 0
    for word in words:
        assert word in str(refusal.value)
    assert not Demonstration.objects.exists()


@pytest.mark.django_db(transaction=True, reset_sequences=True)
def test_the_year_is_the_same_each_time_and_clearing_leaves_the_facts_alone():
    call_command("load_facts", verbosity=0)
    groups = set(Group.objects.get(name=ADMINISTRATORS).permissions.values_list("codename", flat=True))
    fresh = dump(tables())
    load(LOADED_AT)
    ledger = [User, Office, Duty, ProgressEntry, EntryEvent, *tables()]
    first, epoch = dump(ledger), PlanVersion.objects.get().epoch
    session = SessionStore()
    session["_auth_user_id"] = "1"
    session.save()
    assert Demonstration.loaded_on() == LOADED_AT
    call_command("clear_demo", "--yes", stdout=io.StringIO())
    assert dump(tables()) == fresh
    assert not Target.history.filter(history_date__year=2021).exists(), (
        "a real one is dated by the real clock"
    )
    assert not any(
        model.objects.exists() for model in (User, Office, Duty, ProgressEntry, EntryEvent, Session)
    )
    assert not Demonstration.objects.exists()
    assert Demonstration.loaded_on() is None
    assert PlanVersion.objects.get().epoch != epoch
    left = set(Group.objects.get(name=ADMINISTRATORS).permissions.values_list("codename", flat=True))
    assert left == groups != set()
    load(LOADED_AT)
    assert dump(ledger) == first


@pytest.mark.django_db
def test_it_is_not_loaded_without_the_facts():
    refused("load_facts", "缺少")


def test_it_is_not_loaded_where_somebody_works(facts, make_user):
    make_user("zhang", "张三")
    refused("真实的账号", "another installation")


def test_a_real_person_of_a_first_accounts_name_is_not_taken_for_it(facts, make_user):
    make_user("reporter", "张三")
    refused("another installation")


def test_it_is_not_loaded_where_the_set_up_was_changed(facts, make_user):
    target = Target.objects.get(code="4.2.3")
    user = make_user("admin", "示例管理员", administrator=True)
    assert started.why_not() == ""
    target._history_user = user
    target.save()
    refused("another installation")


@pytest.mark.parametrize(
    "make", [lambda: Office.objects.create(name="农业服务中心"), lambda: Plan.objects.create(
        year=2022, starts_on="2022-01-01", ends_on="2022-12-31"
    )]
)  # fmt: skip
def test_it_is_not_loaded_where_something_was_added(facts, make):
    make()
    refused("another installation")


def test_it_is_not_loaded_twice(facts):
    Demonstration.mark(LOADED_AT)
    with pytest.raises(CommandError, match="clear_demo"):
        call_command("load_demo", stdout=io.StringIO())
    with pytest.raises(NotHere):
        load(LOADED_AT)


def test_the_accounts_of_an_earlier_first_start_make_room(facts, make_user):
    office = Office.objects.create(name=started.FIRST_OFFICE, is_fallback_reviewer=True)
    for username, full_name in started.FIRST_ACCOUNTS:
        user = make_user(username, full_name)
        if username != "admin":
            give_duty(user, username, office=office)
    assert started.why_not() == ""
    started.remove_first_accounts()
    assert not User.objects.exists()
    assert not Office.objects.exists()
    assert not Duty.objects.exists()


def test_a_real_installation_is_never_cleared(facts, make_user):
    make_user("zhang", "张三")
    make_village("新村")
    before = dump([User, *tables()])
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("clear_demo", "--yes", stdout=io.StringIO())
    assert dump([User, *tables()]) == before


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stdin", [io.StringIO(), Terminal("no\n"), Terminal("\n"), None])
def test_clearing_asks_first(facts, monkeypatch, stdin):
    Demonstration.mark(LOADED_AT)
    monkeypatch.setattr("sys.stdin", stdin)
    with pytest.raises(CommandError, match="Cancelled"):
        call_command("clear_demo", stdout=io.StringIO())
    assert Plan.objects.exists()


@pytest.mark.parametrize("answer", ["yes\n", "是\n", " YES \n"])
def test_clearing_goes_on_after_a_yes(facts, monkeypatch, answer):
    Demonstration.mark(LOADED_AT)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    done = []
    monkeypatch.setattr("guanlu.management.commands.clear_demo.clear", lambda: done.append("cleared"))
    monkeypatch.setattr(
        "guanlu.management.commands.first_accounts.Command.ask_for_administrator",
        lambda self: done.append("asked for the administrator"),
    )
    call_command("clear_demo", stdout=io.StringIO())
    assert done == ["cleared", "asked for the administrator"]


def test_clearing_without_a_terminal_says_that_an_administrator_is_to_come_first(facts, monkeypatch):
    Demonstration.mark(LOADED_AT)
    monkeypatch.setattr("guanlu.management.commands.clear_demo.clear", lambda: None)
    said = io.StringIO()
    call_command("clear_demo", "--yes", stdout=said)
    assert "setup --bare" in said.getvalue()


@pytest.mark.parametrize(
    ("goal", "weights", "parts"),
    [
        (10, [1, 1, 1], [4, 3, 3]),
        (500, [8, 3, 5], [250, 94, 156]),
        (1, [1, 1], [1, 0]),
        (0, [3, 2], [0, 0]),
        (7, [5], [7]),
    ],
)
def test_parts_by_largest_remainder_add_up(goal, weights, parts):
    assert largest_remainder(goal, weights) == parts
