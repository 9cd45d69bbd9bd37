"""Entries of the ledger as they stood at the end of a past day, told by their paths (as then known).

What was approved by then is as it is, for approved entries never change. Of any other the last version sent by
then stands, in the state it then had; one not sent by then is not there.
"""

from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from operator import attrgetter

from django.db.models import Q

from targets.models import Allocation, EntryEvent, ProgressEntry
from targets.models.ledger import EntryState, ProgressEntryQuerySet
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers

Action = EntryEvent.Action
SENT = (Action.SUBMITTED, Action.RESUBMITTED)
STANDING = (EntryState.SUBMITTED, EntryState.APPROVED)
LEFT_AS = {Action.RETURNED: EntryState.RETURNED, Action.WITHDRAWN: EntryState.WITHDRAWN}


def stood_then(entries: ProgressEntryQuerySet, until: datetime) -> list[ProgressEntry]:
    """These entries as they stood just before `until`, copies to be shown and never saved: two queries."""
    undecided = entries.exclude(Q(state=EntryState.APPROVED, reviewed_at__lt=until)).order_by()
    events = EntryEvent.objects.filter(entry__in=undecided.values("pk"), at__lt=until)
    paths: dict[int, list[EntryEvent]] = {}
    for event in events.select_related("step", "informant").order_by("at", "id"):
        paths.setdefault(event.entry_id, []).append(event)
    found = (_stood(entry, paths.get(entry.pk, []), until) for entry in entries)
    return [entry for entry in found if entry is not None]


def page_then(
    entries: ProgressEntryQuerySet, on: date, until: datetime, most: int | None = None
) -> list[ProgressEntry]:
    """Those dated up to `on`, the latest first, with what a page prints of them: four queries, however many."""
    stood = [entry for entry in stood_then(entries, until) if entry.happened_on <= on]
    latest = sorted(stood, key=attrgetter("happened_on", "reported_at", "pk"), reverse=True)[:most]
    chosen = ProgressEntry.objects.for_page().filter(pk__in=[entry.pk for entry in latest])
    printed = {entry.pk: entry for entry in stood_then(chosen, until)}
    return [printed[entry.pk] for entry in latest]


def ledgers_then(shares: Sequence[Allocation], until: datetime) -> dict[int, ShareLedger]:
    """The lines of these shares that stood just before `until`, by share: three queries."""
    entries = ProgressEntry.objects.filter(allocation__in=[share.pk for share in shares]).order_by("pk")
    standing = [entry for entry in stood_then(entries, until) if entry.state in STANDING]
    return share_ledgers(shares, standing)


def _stood(entry: ProgressEntry, path: Sequence[EntryEvent], until: datetime) -> ProgressEntry | None:
    """The entry as it stood; one that came without a path is taken by when it was reported."""
    if entry.state == EntryState.APPROVED and entry.reviewed_at is not None and entry.reviewed_at < until:
        return entry
    sent = next((event for event in reversed(path) if event.action in SENT), None)
    if sent is None:
        known = not path and entry.reported_at < until and entry.state in STANDING
        return _turned_back(entry, EntryState.SUBMITTED) if known else None
    last = path[-1]
    stood = _turned_back(entry, LEFT_AS.get(Action(last.action), EntryState.SUBMITTED))
    if stood.state == EntryState.RETURNED:
        stood.reviewer_name, stood.reviewed_at = last.actor_name, last.at
    if sent.at != entry.reported_at:
        # Sent again since: how the earlier version was typed is not kept, nor who had phoned.
        stood.typed_amount, stood.typed_mode = "", ProgressEntry.Mode.INCREMENT
        stood.informant_post, stood.problem, stood.next_step = "", "", ""
    stood.happened_on, stood.quantity, stood.base, stood.note = (
        sent.happened_on, sent.quantity, sent.base, sent.note,
    )  # fmt: skip
    stood.step, stood.informant = sent.step, sent.informant
    stood.reporter_name, stood.reported_at = sent.actor_name, sent.at
    return stood


def _turned_back(entry: ProgressEntry, state: EntryState) -> ProgressEntry:
    stood = copy(entry)
    stood.state, stood.reviewer_name, stood.reviewed_at = state, "", None
    return stood
