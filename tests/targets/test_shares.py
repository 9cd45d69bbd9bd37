"""Shares and entries as lists show them: in which order, and in which words."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from targets.models import Allocation, EntryEvent
from tests.targets.factories import make_plan, make_share, make_target, make_village, whole_town


@pytest.fixture
def shares(db):
    """The whole town's share, and two villages' made against the order of their codes."""
    target = make_target(make_plan())
    second, first = (make_village(name, code=code) for name, code in (("云台村", "2"), ("关渡村", "1")))
    return whole_town(target), make_share(target, first), make_share(target, second)


def test_the_whole_towns_share_stands_first_whatever_the_database(shares):
    assert list(Allocation.objects.all()) == list(shares)
    assert list(Allocation.objects.reverse()) == list(reversed(shares))
    # SQLite would do so by itself.
    assert "NULLS FIRST" in str(Allocation.objects.all().query)


def test_open_shares_come_before_those_that_ended(shares):
    town, first, second = shares
    town.ended_on, first.ended_on = date(2021, 3, 1), date(2021, 6, 1)
    Allocation.objects.bulk_update([town, first], ["ended_on"])
    assert list(Allocation.objects.open_first()) == [second, first, town]


def test_an_event_tells_the_time_of_the_town():
    event = EntryEvent(action="approved", actor_name="李四", at=datetime(2021, 9, 30, 17, 5, tzinfo=UTC))
    with time_machine.travel("2021-12-01 00:00Z", tick=False):
        assert str(event).endswith("李四 · 2021-10-01 01:05")
