"""Many figures at once: all or none, each row on the ones before it, in a constant number of queries."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Allocation, EntryEvent, PlanVersion, ProgressEntry
from targets.recording import Row
from tests.targets.factories import make_plan, make_share, make_target, whole_town
from tests.targets.ledger_factories import DAY, NOW, TODAY, first_step, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def row(share, amount="10", token=None, **fields):
    figure = Figure(**{"happened_on": DAY, "amount": amount, **fields})
    return Row(allocation=share, figure=figure, token=token or uuid4())


def send(town, *rows, user=None):
    return recording.submit_many(user=user or town.li, rows=rows, now=NOW)


def refusals(town, *rows, user=None):
    """The kinds of refusal by row."""
    with pytest.raises(recording.BatchRefused) as refused:
        send(town, *rows, user=user)
    return {position: type(error) for position, error in refused.value.errors.items()}


def test_a_batch_is_stored_in_its_order_each_with_its_path(town):
    one, two = town.share(), town.share("level", 100)
    stored = send(town, row(one, "1"), row(two, "2"), row(one, "3"))
    assert [entry.quantity for entry in stored] == [1, 2, 3]
    assert [entry.pk for entry in stored] == sorted(entry.pk for entry in stored)
    assert list(EntryEvent.objects.values_list("action", "entry_id").order_by("entry_id")) == [
        ("submitted", entry.pk) for entry in stored
    ]


def test_an_empty_batch_stores_nothing(town):
    assert send(town) == []


def test_one_bad_row_stores_none_and_every_bad_row_is_told(town):
    share, foreign = town.share(), whole_town(make_target(town.plan, "4.2.99", lead_office=town.other_office))
    rows = [row(share), row(share, "x"), row(foreign), row(share, happened_on=TODAY + timedelta(days=1))]
    assert refusals(town, *rows) == {1: ValidationError, 2: PermissionDenied, 3: ValidationError}
    assert not ProgressEntry.objects.exists()
    assert not EntryEvent.objects.exists()
    assert not PlanVersion.objects.exclude(number=0).exists()


def test_rows_of_a_batch_build_on_each_other(town):
    share = town.share()
    stored = send(town, row(share, "100"), row(share, "150", mode="total"), row(share, "150", mode="total"))
    assert [entry.quantity for entry in stored] == [100, 50, 0]
    assert refusals(town, row(share, "10"), row(share, "159", mode="total")) == {1: ValidationError}


def test_a_goal_is_passed_and_a_step_done_once_within_a_batch_too(town):
    share, steps = town.share(), town.share("steps")
    step = first_step(steps).pk
    assert refusals(town, row(share, "500"), row(share, "1")) == {1: ValidationError}
    assert refusals(town, row(steps, "", step_id=step), row(steps, "", step_id=step)) == {1: ValidationError}


def test_the_later_of_two_levels_of_a_day_is_the_one_to_compare_with(town):
    share = town.share("level", 100)
    assert refusals(town, row(share, "10"), row(share, "30"), row(share, "9")) == {2: ValidationError}
    assert send(town, row(share, "10"), row(share, "30"), row(share, "90"))


def test_a_token_twice_in_a_batch_is_refused(town):
    share, token = town.share(), uuid4()
    assert refusals(town, row(share, token=token), row(share, token=token)) == {1: recording.Conflict}
    assert not ProgressEntry.objects.exists()


def test_a_batch_sent_twice_is_stored_once(town):
    share = town.share()
    rows = [row(share, "1"), row(share, "20", mode="total")]
    first = send(town, *rows)
    third = row(share, "5")
    assert send(town, *rows, third)[:2] == first
    assert ProgressEntry.objects.count() == 3
    changed = Row(allocation=share, figure=Figure(happened_on=DAY, amount="2"), token=rows[0].token)
    assert refusals(town, row(share, "7"), changed) == {1: recording.Conflict}
    assert ProgressEntry.objects.count() == 3


def test_a_batch_over_two_plans_locks_both_in_the_order_of_their_numbers(town):
    next_year = make_plan(2022, starts_on=date(2021, 7, 1), ends_on=date(2022, 6, 30))
    later = whole_town(make_target(next_year, lead_office=town.office))
    share = town.share()
    now = NOW + timedelta(days=30)
    rows = [row(later, happened_on=date(2021, 7, 1)), row(share)]
    with CaptureQueriesContext(connection) as queries:
        recording.submit_many(user=town.li, rows=rows, now=now)
    assert list(PlanVersion.objects.order_by("pk").values_list("number", flat=True)) == [1, 1]
    locks = [query["sql"] for query in queries if query["sql"].startswith("UPDATE")]
    assert [f"= {plan.pk}" in sql for plan, sql in zip((town.plan, next_year), locks, strict=True)] == [
        True,
        True,
    ]
    with pytest.raises(recording.BatchRefused):
        recording.submit_many(
            user=town.li, rows=[row(later, happened_on=date(2021, 7, 1)), row(share, "x")], now=now
        )
    assert list(PlanVersion.objects.values_list("number", flat=True)) == [1, 1]


def test_a_plan_without_its_version_row_is_an_error(town):
    share = town.share()
    PlanVersion.objects.all().delete()
    with pytest.raises(PlanVersion.DoesNotExist):
        send(town, row(share))


def test_a_share_that_is_gone_is_no_share_of_the_users(town):
    share = town.share()
    gone = make_share(share.target, name="已撤")
    row_of_gone = row(gone)
    Allocation.objects.filter(pk=gone.pk).delete()
    assert refusals(town, row(share), row_of_gone) == {1: PermissionDenied}


def batch_queries(town, count):
    """How many queries read and lock, and how many insert into which table."""
    target = town.target()
    names = [f"第{number}组" for number in range(count)]
    Allocation.objects.bulk_create(Allocation(target=target, name=name, goal=10) for name in names)
    rows = [row(share, "5") for share in Allocation.objects.filter(name__in=names, target=target)]
    with CaptureQueriesContext(connection) as queries:
        assert len(send(town, *rows)) == count
    inserts = Counter(query["sql"].split()[2] for query in queries if query["sql"].startswith("INSERT"))
    return len(queries) - inserts.total(), [
        inserts['"targets_progressentry"'], inserts['"targets_entryevent"'],
    ]  # fmt: skip


def test_a_batch_costs_as_many_queries_for_three_rows_as_for_three_hundred(town):
    # Savepoint and release, plans, lock, shares, lines, steps, tokens.
    assert batch_queries(town, 3) == (8, [1, 1])
    # SQLite takes 999 parameters a statement.
    inserts = [8, 4] if connection.vendor == "sqlite" else [1, 1]
    assert batch_queries(town, 300) == (8, inserts)


def test_one_figure_costs_ten_queries(town, django_assert_num_queries):
    share = Allocation.objects.get(pk=town.share().pk)
    with django_assert_num_queries(10):
        town.log(share, token=uuid4())
