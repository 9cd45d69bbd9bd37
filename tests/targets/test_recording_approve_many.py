"""Approving many entries at once: by the rules of one, all or none, in few queries."""

import pytest
from django.core.exceptions import PermissionDenied

from targets import recording
from targets.ledger_rules import Figure
from targets.models import EntryEvent
from targets.models.ledger import EntryState
from tests.targets.ledger_factories import DAY, NOW, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def states(entries):
    return [type(entry).objects.get(pk=entry.pk).state for entry in entries]


def test_many_entries_are_approved_each_with_its_event(town):
    entries = [town.log(town.share(), "10"), town.log(town.share(), "20")]
    recording.approve_many(user=town.wang, lines=entries, now=NOW)
    assert states(entries) == [EntryState.APPROVED] * 2
    for entry in entries:
        entry.refresh_from_db()
        assert (entry.reviewed_by, entry.reviewer_name, entry.reviewed_at) == (town.wang, str(town.wang), NOW)
        last = entry.events.latest("pk")
        assert (last.action, last.actor, last.quantity) == (
            EntryEvent.Action.APPROVED,
            town.wang,
            entry.quantity,
        )


def test_the_same_entry_named_twice_is_approved_once(town):
    entry = town.log(town.share(), "10")
    recording.approve_many(user=town.wang, lines=[entry, entry], now=NOW)
    assert entry.events.filter(action=EntryEvent.Action.APPROVED).count() == 1


@pytest.mark.parametrize("who", ["li", "sun"])
def test_who_may_not_decide_on_one_decides_on_none(town, who):
    entries = [town.log(town.share(), "10"), town.log(town.share(), "20")]
    with pytest.raises(PermissionDenied):
        recording.approve_many(user=getattr(town, who), lines=entries, now=NOW)
    assert states(entries) == [EntryState.SUBMITTED] * 2


def test_one_that_was_decided_before_stops_all(town):
    waiting, decided = town.log(town.share(), "10"), town.counted(town.share(), "20")
    with pytest.raises(recording.Conflict):
        recording.approve_many(user=town.zhao, lines=[waiting, decided], now=NOW)
    assert states([waiting]) == [EntryState.SUBMITTED]


def test_a_correction_is_decided_by_itself(town):
    entry = town.counted(town.share(), "10")
    token = entry.token
    reversal = recording.correct(
        user=town.li,
        entry=entry,
        reason="多记",
        figure=Figure(happened_on=DAY, amount="9"),
        token=token,
        now=NOW,
    )
    with pytest.raises(recording.Conflict):
        recording.approve_many(user=town.wang, lines=[reversal], now=NOW)
    assert states([reversal]) == [EntryState.SUBMITTED]


@pytest.mark.parametrize("number", [3, 30])
def test_queries_do_not_grow_with_the_entries(town, number, django_assert_num_queries):
    share = town.share()
    entries = [town.log(share, str(10 + each), note="另一笔") for each in range(number)]
    with django_assert_num_queries(7):
        recording.approve_many(user=town.wang, lines=entries, now=NOW)
