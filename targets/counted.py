"""What counts of the ledger on a day, as now known or as then known: rows read, and pure rules that choose.

An approved reversal and what it reverses are both left out of what counts; a period in which something was reported
stays reported.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q

from targets.asof import Known, after
from targets.measures import Line
from targets.models import EntryEvent, ProgressEntry
from targets.models.ledger import EntryState, ProgressEntryQuerySet

STANDING = (EntryState.SUBMITTED, EntryState.APPROVED)
SENT = (EntryEvent.Action.SUBMITTED, EntryEvent.Action.RESUBMITTED)


@dataclass(frozen=True, slots=True)
class Posted:
    """A row of the ledger, as stored now or as it stood."""

    share: int
    line: Line
    state: str
    reviewed_at: datetime | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """The last thing that happened to an entry before some moment, and the date its figure then had."""

    action: str
    happened_on: date


@dataclass(slots=True)
class Counted:
    """The lines of a share that count, and the days it reported on."""

    lines: list[Line]
    days: list[date]


def counted_lines(within: Mapping, on: date, known: Known = Known.NOW) -> dict[int, Counted]:
    """Of each share within the filter: what counts by the end of `on`, and when it was reported on.

    One query; two as then known.
    """
    if known is Known.NOW:
        return counted(_posted(ProgressEntry.objects.filter(**within, happened_on__lte=on).standing()))
    until = after(on)
    entries = ProgressEntry.objects.filter(**within)
    stood = as_then_known(_posted(entries), _passages(entries, until), until)
    return counted(row for row in stood if row.line.happened_on <= on)


def counted(rows: Iterable[Posted]) -> dict[int, Counted]:
    """Of each share: which of these rows, approved or awaiting review, count, and the days of all of them."""
    given = list(rows)
    reversed_ids = {row.corrects for row in given if row.corrects and row.state == EntryState.APPROVED}
    found: dict[int, Counted] = defaultdict(lambda: Counted([], []))
    for row in given:
        share = found[row.share]
        share.days.append(row.line.happened_on)
        if row.state == EntryState.APPROVED and row.corrects is None and row.line.id not in reversed_ids:
            share.lines.append(row.line)
    return found


def as_then_known(
    rows: Iterable[Posted], passages: Mapping[int, Passage], until: datetime
) -> Iterator[Posted]:
    """The rows that stood just before `until`, each in the state it had then.

    What was approved by then is as it is now, for approved entries never change. What was sent by then and not yet
    decided on awaited review, with the date it then had, whatever became of it. `passages` holds the last thing
    that happened before `until` to each of the others; an entry without a path is taken by when it was reported.
    """
    for row in rows:
        passed = passages.get(row.line.id)
        if row.state == EntryState.APPROVED and row.reviewed_at is not None and row.reviewed_at < until:
            yield row
        elif passed is not None and passed.action in SENT:
            line = replace(row.line, happened_on=passed.happened_on)
            yield replace(row, line=line, state=EntryState.SUBMITTED)
        elif passed is None and row.line.reported_at < until and row.state in STANDING:
            yield replace(row, state=EntryState.SUBMITTED)


def _posted(entries: ProgressEntryQuerySet) -> list[Posted]:
    rows = entries.values_list(
        "allocation_id",
        "state",
        "reviewed_at",
        "corrects_id",
        "pk",
        "happened_on",
        "reported_at",
        "quantity",
        "base",
        "step_id",
    ).order_by("pk")
    return [
        Posted(share, Line(*line), state, reviewed_at, corrects)
        for share, state, reviewed_at, corrects, *line in rows
    ]


def _passages(entries: ProgressEntryQuerySet, until: datetime) -> dict[int, Passage]:
    """The last event before `until` of each entry that was not approved by then."""
    undecided = entries.exclude(Q(state=EntryState.APPROVED, reviewed_at__lt=until))
    events = EntryEvent.objects.filter(entry__in=undecided.values("pk"), at__lt=until).order_by("at", "id")
    rows = events.values_list("entry_id", "action", "happened_on")
    return {entry: Passage(action, day) for entry, action, day in rows}
