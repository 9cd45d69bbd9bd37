"""Approving many entries at once: by the rules of one, all or none, in few queries."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from targets import recording
from targets.ledger_rules import Figure
from targets.models import EntryEvent
from targets.models.ledger import EntryState
from tests.targets.ledger_factories import DAY, NOW, fresh, make_town, path, total

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


def test_a_correction_in_a_batch_takes_both_its_lines_along(town):
    share = town.share()
    wrong, plain = town.counted(share, "10"), town.log(share, "20")
    reversal = town.correct(wrong, "9")
    instead = reversal.replacement
    recording.approve_many(user=town.wang, lines=[plain, reversal, instead], now=NOW)
    assert states([plain, reversal, instead]) == [EntryState.APPROVED] * 3
    assert total(share) == 29
    assert path(reversal) == path(instead) == ["submitted", "approved"]
    assert path(wrong) == ["submitted", "approved", "corrected"]


def test_what_was_sent_again_since_it_was_looked_at_is_not_approved_unseen(town):
    looked_at, other = town.log(town.share(), "10"), town.log(town.share(), "20")
    recording.send_back(user=town.zhao, entry=looked_at, reason="核实", now=NOW)
    figure = Figure(happened_on=DAY, amount="99")
    recording.resubmit(user=town.li, entry=looked_at, figure=figure, now=NOW + timedelta(minutes=1))
    for decide in (
        lambda: recording.approve_many(user=town.wang, lines=[other, looked_at], now=NOW),
        lambda: recording.approve(user=town.wang, entry=looked_at, now=NOW),
        lambda: recording.send_back(user=town.wang, entry=looked_at, reason="核实", now=NOW),
    ):
        with pytest.raises(recording.Conflict):
            decide()
    assert states([other, looked_at]) == [EntryState.SUBMITTED] * 2
    recording.approve_many(user=town.wang, lines=[other, fresh(looked_at)], now=NOW)


@pytest.mark.parametrize("number", [3, 20])
def test_queries_do_not_grow_with_the_corrections(town, number, django_assert_num_queries):
    share = town.share(goal=5000)
    counted = [town.counted(share, str(10 + each), note="另一笔") for each in range(number)]
    lines = [town.correct(entry, reason=f"第{entry.pk}笔多报") for entry in counted]
    with django_assert_num_queries(9):
        recording.approve_many(user=town.wang, lines=lines, now=NOW)


@pytest.mark.parametrize("number", [3, 30])
def test_queries_do_not_grow_with_the_entries(town, number, django_assert_num_queries):
    share = town.share()
    entries = [town.log(share, str(10 + each), note="另一笔") for each in range(number)]
    with django_assert_num_queries(7):
        recording.approve_many(user=town.wang, lines=entries, now=NOW)
