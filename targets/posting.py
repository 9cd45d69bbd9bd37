"""Lines that come to the ledger already decided on: what an app above this one had reported and reviewed as a whole.

The caller has checked who may do it; what may stand is checked here by the rules of every figure. Keyword-only,
atomic, told the time; the plans are locked as by `targets.recording`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from targets import entries
from targets.ledger_rules import Figure, interpret
from targets.models import Allocation, PlanVersion, ProgressEntry
from targets.people import Person
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """One line for one share; its token is derived from that of the report it comes from."""

    allocation: Allocation
    figure: Figure
    token: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Who reported the lines and who approved them, and when."""

    reporter: Person
    reported_at: datetime
    reviewer: Person
    approved_at: datetime

    @property
    def reported_on(self) -> date:
        return timezone.localtime(self.reported_at).date()


def check(
    *, lines: Sequence[Posted], today: date, instead_of: Sequence[ProgressEntry] = ()
) -> dict[int, ValidationError]:
    """Why these lines may not stand, by the ids of their shares; empty where all may."""
    errors = {}
    ledgers = _ledgers([line.allocation for line in lines], instead_of)
    for line in lines:
        try:
            interpret(line.figure, ledgers[line.allocation.pk], today)
        except ValidationError as refusal:
            errors[line.allocation.pk] = refusal
    return errors


@transaction.atomic
def post(
    *, lines: Sequence[Posted], takes_back: Sequence[ProgressEntry], decided: Decided, reason: str
) -> Mapping[UUID, ProgressEntry]:
    """Write the lines as approved entries, and take others back at once; the entries by their lines' tokens.

    Raises ValidationError where a line may not stand; then nothing is written.
    """
    shares = {line.allocation.pk for line in lines} | {entry.allocation_id for entry in takes_back}
    plans = Allocation.objects.filter(pk__in=shares)
    PlanVersion.advance(plans.values_list("target__plan", flat=True).distinct())
    ledgers = _ledgers([line.allocation for line in lines], takes_back)
    reversals = {each.allocation_id: _reversal(each, decided, reason) for each in takes_back}
    entries.insert(reversals.values(), decided.reported_at)
    fresh = [_entry(line, ledgers[line.allocation.pk], reversals, decided) for line in lines]
    entries.insert(fresh, decided.reported_at)
    entries.approve_all([*reversals.values(), *fresh], decided.reviewer, decided.approved_at)
    return {each.token: each for each in fresh}


def _ledgers(shares: Sequence[Allocation], without: Sequence[ProgressEntry]) -> dict[int, ShareLedger]:
    """The shares as they stand without the entries that are being taken back."""
    gone = {each.pk for each in without}
    ledgers = share_ledgers(list({share.pk: share for share in shares}.values()))
    return {
        pk: replace(ledger, lines=[line for line in ledger.lines if line.id not in gone])
        for pk, ledger in ledgers.items()
    }


def _reversal(entry: ProgressEntry, decided: Decided, reason: str) -> ProgressEntry:
    """What takes an entry back, dated as it."""
    said = Figure(happened_on=entry.happened_on, note=reason, origin=entry.origin)
    values = entries.reversed_values(entry)
    return entries.new_entry(
        decided.reporter,
        entry.allocation,
        said,
        values,
        uuid5(entry.token, "taken back"),
        decided.reported_at,
        corrects=entry,
    )


def _entry(
    line: Posted, ledger: ShareLedger, reversals: Mapping[int, ProgressEntry], decided: Decided
) -> ProgressEntry:
    values = interpret(line.figure, ledger, decided.reported_on)
    reversal = reversals.get(line.allocation.pk)
    late = reversal is None and ledger.is_late(line.figure.happened_on, decided.reported_on)
    return entries.new_entry(
        decided.reporter,
        line.allocation,
        line.figure,
        values,
        line.token,
        decided.reported_at,
        replaces=reversal,
        is_late=late,
    )
