"""The review list: each entry with what it would change, the oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from targets.amounts import Unreadable, read_amount_in
from targets.explaining import figure
from targets.forms import ReasonForm
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.ledger_rules import ShareLedger
from targets.measures import Measure
from targets.models import Plan, ProgressEntry
from targets.people import Person
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
    lines = {line.id: line for line in ledger_lines(entries)}
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
    """Where a total typed no longer fits what stands before it (DESIGN, section 6)."""
    if entry.typed_mode != ProgressEntry.Mode.TOTAL or entry.quantity is None:
        return []
    total = entry_total(entry, ledger)
    if total is None or total[0] == total[1]:
        return []
    return [
        _("Typed as a total of %(typed)s, but with what stands now it comes to %(now)s: ask the reporter.")
        % {"typed": figure(total[0], ledger.unit), "now": figure(total[1], ledger.unit)}
    ]


def entry_total(entry: ProgressEntry, ledger: ShareLedger) -> tuple[Decimal, Decimal] | None:
    """The total as typed, and the total as it now comes to up to this entry; None if unreadable."""
    try:
        typed = read_amount_in(entry.typed_amount, ledger.unit, chosen_code=entry.typed_unit)[0]
    except Unreadable:
        return None
    now = sum(
        (
            line.quantity
            for line in ledger.lines
            if line.quantity
            and (line.happened_on, line.reported_at, line.id)
            <= (entry.happened_on, entry.reported_at, entry.pk)
        ),
        Decimal(0),
    )
    return typed, now
