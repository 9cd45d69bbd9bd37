"""What waits for a reviewer: one decision for each entry or correction, with its doubts, in few queries."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from targets.explaining import joined, total_sentence
from targets.ledger_rules import Figure, Values, asked_for
from targets.models import Office, Plan, ProgressEntry
from targets.people import Person
from targets.review.doubts import doubts
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class Decision:
    """An entry, or both lines of a correction, awaiting one click."""

    entry: ProgressEntry
    """Of a correction the reversal."""
    replacement: ProgressEntry | None
    """The line that is to stand instead, where a correction is decided."""
    office: Office | None
    """Whose share it is: the share's office, else the target's."""
    waited: int
    """Days since it was reported."""
    told: str
    """What its reporter was asked to explain or check, in words for who reviews; empty for an ordinary figure."""
    broken: tuple[str, ...]
    """Totals so far that no longer fit what stands up to them."""
    doubts: tuple[str, ...]
    """What else of the share stands against it: perhaps the same figure, or too much together."""

    @property
    def added(self) -> ProgressEntry | None:
        """The line that is to count; None where a correction puts nothing in the place of what it takes."""
        return self.replacement if self.entry.is_reversal else self.entry

    @property
    def is_doubtful(self) -> bool:
        """It carries a warning: it is looked at singly."""
        return bool(self.told or self.broken or self.doubts)

    @property
    def order(self) -> tuple:
        """By office, then the oldest first."""
        office = self.office.pk if self.office else 0
        return (office, self.entry.reported_at, self.entry.pk)


@dataclass(frozen=True, slots=True)
class Queue:
    """All that waits for one reviewer, and what stands in its shares."""

    decisions: tuple[Decision, ...]
    ledgers: dict[int, ShareLedger]

    @property
    def oldest_days(self) -> int:
        return max((each.waited for each in self.decisions), default=0)


def queue(plan: Plan, user: Person, on: date) -> Queue:
    """What waits for this user, by office and age: four queries, however much it is."""
    entries = list(ProgressEntry.objects.of_plan(plan).reviewable_by(user, on).for_page().order_by("pk"))
    ids = {entry.pk for entry in entries}
    replacements = {entry.replaces_id: entry for entry in entries if entry.replaces_id}
    shares = list({entry.allocation_id: entry.allocation for entry in entries}.values())
    ledgers = {pk: ledger.upto(on) for pk, ledger in share_ledgers(shares).items()}
    found = [
        _decision(entry, replacements.get(entry.pk), ledgers[entry.allocation_id], on)
        for entry in entries
        if entry.replaces_id not in ids
    ]
    return Queue(tuple(sorted(found, key=lambda each: each.order)), ledgers)


def _decision(
    entry: ProgressEntry, replacement: ProgressEntry | None, ledger: ShareLedger, on: date
) -> Decision:
    added = replacement if entry.is_reversal else entry
    return Decision(
        entry,
        replacement,
        entry.allocation.office or entry.allocation.target.lead_office,
        (on - timezone.localtime(entry.reported_at).date()).days,
        told(added, ledger, {entry.pk, entry.corrects_id}) if added else "",
        tuple(_broken(entry, ledger)),
        doubts(added, {entry.pk, added.pk}, ledger) if added else (),
    )


def told(entry: ProgressEntry, ledger: ShareLedger, left_out: set[int | None]) -> str:
    """What made this figure need a word of its reporter: by the rules of recording, on what stood when it was sent.

    `left_out` are the lines of the decision itself, and what a correction takes back.
    """
    sent = (entry.reported_at, entry.pk)
    stood = replace(
        ledger,
        lines=[
            line for line in ledger.lines if line.id not in left_out and (line.reported_at, line.id) < sent
        ],
    )
    given = Figure(happened_on=entry.happened_on)
    asked = asked_for(Values(quantity=entry.quantity, base=entry.base), given, stood)
    return joined(str(wish.told) for wish in asked.values())


def _broken(entry: ProgressEntry, ledger: ShareLedger) -> list[str]:
    """Where a total so far no longer fits what stands up to it (DESIGN, section 6)."""
    return [
        total_sentence(broken, ledger.unit)
        for broken in ledger.broken_totals()
        if broken.day >= entry.happened_on
    ]
