"""The review page: each decision with what it would change, by office, the oldest first, a hundred at a time."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.explaining import figure
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.ledger_sentences import named
from targets.measures import Measure
from targets.models import EntryEvent, Plan, ProgressEntry
from targets.people import Person
from targets.record.forms import ReasonForm
from targets.review import filter as review_filter
from targets.review.decided import decided_on
from targets.review.effects import Effect, assessments_of, effects
from targets.review.filter import Choice
from targets.review.meanwhile import Meanwhile, own_shares
from targets.review.queue import Decision, Queue, queue
from targets.review.sent_again import SentAgain, sent_again
from targets.sent_lines import Sent, sent_lines

PER_PAGE = 100
DECIDED_SHOWN = 20
DECISIONS = (EntryEvent.Action.APPROVED, EntryEvent.Action.RETURNED)


@dataclass(frozen=True, slots=True)
class Asked:
    """How the page is asked for: how the list is narrowed, what is ticked, what came back with an error."""

    wanted: Mapping[str, str] = field(default_factory=dict)
    page: str = "1"
    ticked: Collection[int] = ()
    all_plain: bool = False
    """Every entry shown that carries no warning is ticked."""
    refused: Mapping[int, ReasonForm] = field(default_factory=dict)
    meanwhile: Sequence[Meanwhile] = ()
    """What became of entries that were to be decided."""
    told_all: bool = False
    """No reason is typed but those told with what became of their entries."""
    looked_at: int = 0
    """The entry that the page is about to begin with; 0 for none."""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One decision as the page shows it."""

    id: int
    name: str
    """The entry in words: whose, of what, how much, for which day."""
    line: LedgerLine
    """What is to count; of a correction that puts nothing in its place, what is taken back."""
    original: LedgerLine | None
    """The approved line that a correction takes back."""
    reason: str
    """Why a correction was asked for."""
    is_removal: bool
    """A correction with nothing in its place."""
    again: SentAgain | None
    """What came back, where this was sent again."""
    seen: datetime
    """When the version shown was sent: a later one is not decided on unseen."""
    waited: int
    effects: tuple[Effect, ...]
    beside: str
    """What else of the share waits, and what all of it comes to; empty if nothing does."""
    told: str
    broken: tuple[str, ...]
    doubts: tuple[str, ...]
    is_ticked: bool
    next_id: int
    """The entry beside it, to go on with; itself where it is alone."""
    refused: ReasonForm | None
    """The form of its return, where that came back with an error, or unused."""
    meanwhile: str
    """What became of it while it was looked at; empty if nothing."""
    is_looked_at: bool
    """The page begins with it."""

    @property
    def is_doubtful(self) -> bool:
        return bool(self.told or self.broken or self.doubts)


@dataclass(frozen=True, slots=True)
class Group:
    """An office's part of the list."""

    name: str
    total: int
    """How many wait for it under these filters, also on other pages."""
    items: tuple[ReviewItem, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    groups: tuple[Group, ...]
    total: int
    """All that waits for this user."""
    shown: int
    """What the filters leave of it."""
    oldest_days: int
    choices: tuple[Choice, ...]
    query: str
    """The address's part that asks for the same again."""
    is_narrowed: bool
    sheet: Page
    gone: tuple[Meanwhile, ...]
    """What became of entries that this list no longer shows."""
    is_draft_done: bool
    """The browser need keep no reason: what was typed is told with what is gone."""
    own_shares: frozenset[int]
    """Shares of the entries decided today for which this user may log, and so correct."""
    decided: tuple[Sent, ...]
    """What this user decided today, the last first."""

    @property
    def items(self) -> tuple[ReviewItem, ...]:
        return tuple(item for group in self.groups for item in group.items)


def review_page(plan: Plan, user: Person, on: date, asked: Asked | None = None) -> ReviewPage:
    """What waits for this user and fits what is asked for: as many queries for thirty entries as for three."""
    asked = asked or Asked()
    waiting = queue(plan, user, on)
    decided = sent_lines(decided_on(plan, user, on), user, on)
    left = review_filter.narrowed(waiting.decisions, asked.wanted)
    sheet = Paginator(left, PER_PAGE).get_page(asked.page)
    items = _items(plan, user, on, waiting, list(sheet), asked)
    totals = Counter(each.office for each in left)
    by_id = {each.entry.pk: each.office for each in left}
    groups = tuple(
        Group(str(office) if office else _("No office"), totals[office], tuple(found))
        for office, found in groupby(items, key=lambda item: by_id[item.id])
    )
    return ReviewPage(
        groups=groups,
        total=len(waiting.decisions),
        shown=len(left),
        oldest_days=waiting.oldest_days,
        choices=review_filter.choices(waiting.decisions, asked.wanted),
        query=review_filter.query(asked.wanted, sheet.number),
        is_narrowed=bool(asked.wanted),
        sheet=sheet,
        gone=tuple(told for told in asked.meanwhile if told.id not in {item.id for item in items}),
        is_draft_done=asked.told_all and not any(item.meanwhile for item in items),
        own_shares=own_shares(user, on, (sent.line.share_id for sent in decided)),
        decided=tuple(decided),
    )


def _items(
    plan: Plan, user: Person, on: date, waiting: Queue, shown: list[Decision], asked: Asked
) -> list[ReviewItem]:
    taken = ProgressEntry.objects.for_page().filter(
        pk__in={each.entry.corrects_id for each in shown} - {None}
    )
    originals = {entry.pk: entry for entry in taken}
    parts = [each.entry for each in shown] + [each.replacement for each in shown if each.replacement]
    lines = {line.id: line for line in ledger_lines([*parts, *originals.values()], user, on)}
    assessed = assessments_of(plan, [each.entry for each in shown], on)
    beside = Counter(each.entry.allocation_id for each in waiting.decisions)
    ids = [each.entry.pk for each in shown]
    return [
        ReviewItem(
            id=each.entry.pk,
            name=named(each.added or originals[each.entry.corrects_id]),
            line=lines[(each.added or each.entry).pk],
            original=lines.get(each.entry.corrects_id or 0),
            reason=each.entry.note if each.entry.is_reversal else "",
            is_removal=each.added is None,
            again=sent_again(lines[(each.added or each.entry).pk].path),
            seen=each.entry.reported_at,
            waited=each.waited,
            effects=effects(assessed[each.entry.allocation.target_id], each.entry, each.replacement),
            beside=_beside(each, waiting, beside[each.entry.allocation_id] - 1, on),
            told=each.told,
            broken=each.broken,
            doubts=each.doubts,
            is_ticked=each.entry.pk in asked.ticked or (asked.all_plain and not each.is_doubtful),
            next_id=(ids[position + 1 :] or ids[position - 1 : position] or ids)[0],
            refused=asked.refused.get(each.entry.pk),
            meanwhile=next((told.sentence for told in asked.meanwhile if told.id == each.entry.pk), ""),
            is_looked_at=each.entry.pk == asked.looked_at,
        )
        for position, each in enumerate(shown)
    ]


def _beside(decision: Decision, waiting: Queue, others: int, on: date) -> str:
    """That more of the same share waits: what its reporter counted on may not count yet."""
    if not others:
        return ""
    ledger = waiting.ledgers[decision.entry.allocation_id]
    if ledger.measure not in (Measure.SUM, Measure.LIMIT):
        said = ngettext(
            "%(count)d more entry of this share waits.", "%(count)d more entries of this share wait.", others
        )
        return said % {"count": others}
    said = ngettext(
        "%(count)d more entry of this share waits; with all of it the share comes to %(total)s.",
        "%(count)d more entries of this share wait; with all of them the share comes to %(total)s.",
        others,
    )
    return said % {"count": others, "total": figure(ledger.before(on), ledger.unit)}
