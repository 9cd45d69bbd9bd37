"""The review list: each entry with what it would change, the oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from targets.explaining import figure, total_sentence
from targets.forms import ReasonForm
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.measures import Measure
from targets.models import Plan, ProgressEntry
from targets.people import Person
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One decision: an entry, or both lines of a correction."""

    line: LedgerLine
    replacement: LedgerLine | None
    """The line that is to stand instead, where a correction is decided."""
    before: str
    after: str
    warnings: tuple[str, ...]
    form: ReasonForm


@dataclass(frozen=True, slots=True)
class ReviewPage:
    items: tuple[ReviewItem, ...]
    oldest_days: int


def review_page(
    plan: Plan, user: Person, on: date, refused: Mapping[int, ReasonForm] | None = None
) -> ReviewPage:
    """What waits for this user; `refused` holds forms that came back with an error, by entry."""
    entries = list(
        ProgressEntry.objects.of_plan(plan).reviewable_by(user, on).for_page().order_by("reported_at", "pk")
    )
    lines = {line.id: line for line in ledger_lines(entries, user, on)}
    replacements = {entry.replaces_id: lines[entry.pk] for entry in entries if entry.replaces_id}
    ledgers = share_ledgers(list({entry.allocation_id: entry.allocation for entry in entries}.values()))
    items = tuple(
        _item(entry, lines[entry.pk], replacements.get(entry.pk), ledgers[entry.allocation_id], refused or {})
        for entry in entries
        if not entry.replaces_id or entry.replaces_id not in lines
    )
    waited = [(on - timezone.localtime(entry.reported_at).date()).days for entry in entries]
    return ReviewPage(items, max(waited, default=0))


def _item(
    entry: ProgressEntry,
    line: LedgerLine,
    replacement: LedgerLine | None,
    ledger: ShareLedger,
    refused: Mapping[int, ReasonForm],
) -> ReviewItem:
    before, after = _before_after(entry, ledger)
    return ReviewItem(
        line,
        replacement,
        before,
        after,
        tuple(_warnings(entry, ledger)),
        refused.get(entry.pk) or ReasonForm(prefix=f"entry-{entry.pk}"),
    )


def _before_after(entry: ProgressEntry, ledger: ShareLedger) -> tuple[str, str]:
    """What stood without this entry, and with it, by its day; empty where nothing adds up."""
    if entry.quantity is None or ledger.measure in (Measure.STEPS, Measure.RATIO, Measure.LEVEL):
        return "", ""
    stood = ledger.before(entry.happened_on)
    if entry.is_reversal:
        rest = [line for line in ledger.lines if line.id == entry.pk]
        return figure(stood - sum((line.quantity or 0 for line in rest), 0), ledger.unit), ""
    return figure(stood - entry.quantity, ledger.unit), figure(stood, ledger.unit)


def _warnings(entry: ProgressEntry, ledger: ShareLedger) -> list[str]:
    """Where a total so far no longer fits what stands up to it (DESIGN, section 6)."""
    return [
        total_sentence(broken, ledger.unit)
        for broken in ledger.broken_totals()
        if broken.day >= entry.happened_on
    ]
