"""The only writer of the ledger (DESIGN, section 6).

Every function is keyword-only, atomic, told the time, and checks who may do it. Page, admin, workbook and
tests all call these. Each first takes the lock of the plan's version, so that the writers of a plan come one
after the other: a race has one winner, and tells the other.

Raises PermissionDenied (not yours to do), ValidationError (a sentence for each field), Conflict (somebody was
there before you), BatchRefused (the reason for each row).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import corrections, entries, kept_shares
from targets.correction_lines import decided_together
from targets.entries import Action, standing_sentence
from targets.ledger_rules import Conflict, Figure, interpret
from targets.measures import Measure
from targets.models import Allocation, Plan, PlanVersion, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person
from targets.standing import share_ledgers
from targets.units import format_amount

__all__ = [
    "BatchRefused",
    "Conflict",
    "Figure",
    "Row",
    "approve",
    "approve_many",
    "correct",
    "report_nothing_new",
    "resubmit",
    "send_back",
    "standing_sentence",
    "submit",
    "submit_many",
    "withdraw",
]


class BatchRefused(Exception):
    """No row of a batch was stored; `errors` holds the reason for each refused row by its position."""

    def __init__(self, errors: Mapping[int, Exception]) -> None:
        super().__init__(_("Nothing was stored: mend the rows marked and send them again."))
        self.errors = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a batch: the share, the figure, and the token made when its form was drawn."""

    allocation: Allocation
    figure: Figure
    token: UUID


def submit(
    *, user: Person, allocation: Allocation, figure: Figure, token: UUID, now: datetime
) -> ProgressEntry:
    """Store one figure for review; the same form sent twice is one entry."""
    try:
        row = Row(allocation=allocation, figure=figure, token=token)
        return submit_many(user=user, rows=[row], now=now)[0]
    except BatchRefused as refused:
        raise refused.errors[0] from None


@transaction.atomic
def submit_many(*, user: Person, rows: Sequence[Row], now: datetime) -> list[ProgressEntry]:
    """Store many figures, all or none, in their order; later rows build on earlier ones.

    A row whose token is already stored is returned as it stands.
    """
    _lock_plans([row.allocation for row in rows])
    today = _day(now)
    shares = _reportable(user, (row.allocation for row in rows), today)
    ledgers = share_ledgers(list(shares.values()))
    stored = entries.by_token([row.token for row in rows])
    fresh: dict[UUID, ProgressEntry] = {}
    errors: dict[int, Exception] = {}
    for position, row in enumerate(rows):
        try:
            if row.token in stored:
                entries.check_same_form(stored[row.token], user, row.allocation, row.figure)
                continue
            if row.token in fresh:
                raise Conflict(_("This row stands twice in the same batch."))
            share = _own(shares, row.allocation)
            ledger = ledgers[share.pk]
            values = interpret(row.figure, ledger, today)
            late = ledger.is_late(row.figure.happened_on, today)
            entry = entries.new_entry(user, share, row.figure, values, row.token, now, is_late=late)
            fresh[row.token] = entry
            ledger.add(entries.as_standing(entry))
        except (ValidationError, PermissionDenied, Conflict) as refusal:
            errors[position] = refusal
    if errors:
        raise BatchRefused(errors)
    entries.insert(fresh.values(), now)
    return [stored.get(row.token) or fresh[row.token] for row in rows]


@transaction.atomic
def report_nothing_new(
    *, user: Person, allocation: Allocation, happened_on: date, token: UUID, now: datetime
) -> ProgressEntry:
    """Report that nothing changed: 0, the last value again, or no step (本月无新增).

    Conflict where a figure of the period stands already: two of these are no more than one.
    """
    _lock_plans([allocation])
    share = _own(_reportable(user, [allocation], _day(now)), allocation)
    target, ledger = share.target, share_ledgers([share])[share.pk]
    period = ledger.period_of(happened_on)
    if period and ledger.upto(_day(now)).told_in(period) and not entries.by_token([token]):
        raise Conflict(_("A figure of this period stands already: nothing more need be reported."))
    figure = Figure(happened_on=happened_on, note=_("Nothing new in this period."), origin=share.usual_origin)
    if Measure(target.measure).takes_latest:
        last = ledger.latest(happened_on)
        if last is None or last.quantity is None:
            raise ValidationError({"amount": _("There is no earlier figure to repeat: type one.")})
        base = format_amount(last.base) if last.base else ""
        figure = replace(figure, amount=format_amount(last.quantity), base=base)
    elif target.measure != Measure.STEPS and (target.unit or target.measure != Measure.ROUTINE):
        figure = replace(figure, amount="0")
    return submit(user=user, allocation=allocation, figure=figure, token=token, now=now)


@transaction.atomic
def resubmit(
    *, user: Person, entry: ProgressEntry, figure: Figure | None, now: datetime, reason: str = ""
) -> ProgressEntry:
    """Send a returned entry for review again, as the figure now says; a correction's lines go together.

    Who resubmits is its reporter from then on. A correction wants its reason, in the figure's note or as
    `reason`; without a figure nothing is to stand in the place of what it takes back.
    """
    entry = entries.locked(entry)
    today = _day(now)
    share = _own(_reportable(user, [entry.allocation], today), entry.allocation)
    if entry.state != EntryState.RETURNED:
        raise Conflict(standing_sentence(entry))
    ledger = share_ledgers([share])[share.pk]
    if entry.is_correction:
        reason = _reason(
            reason or (figure.note if figure else ""), _("Give the reason for the correction."), "note"
        )
        corrections.send_again(user, entry, ledger, figure, reason, now)
    else:
        assert figure is not None
        values = interpret(figure, ledger, today)
        changes = entries.submitted_fields(user, figure, values, now)
        entries.move(entry, EntryState.RETURNED, Action.RESUBMITTED, user, now, **changes)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def withdraw(*, user: Person, entry: ProgressEntry, now: datetime) -> ProgressEntry:
    """Take back an own entry that was not approved; it stays readable and counts nowhere.

    A successor takes over what was returned to a predecessor, and may withdraw that too.
    """
    entry = entries.locked(entry)
    _own(Allocation.objects.cared_for_by(user, _day(now)).in_bulk([entry.allocation_id]), entry.allocation)
    if entry.reported_by_id != user.pk and entry.state != EntryState.RETURNED:
        raise PermissionDenied(_("Only the person who reported an entry can withdraw it."))
    if entry.state not in (EntryState.SUBMITTED, EntryState.RETURNED):
        raise Conflict(standing_sentence(entry))
    for each in decided_together(entry):
        entries.move(each, entry.state, Action.WITHDRAWN, user, now, state=EntryState.WITHDRAWN)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def approve(*, user: Person, entry: ProgressEntry, now: datetime) -> ProgressEntry:
    """Let an entry count; the lines of a correction are approved together."""
    (entry,) = kept_shares.countable(_decidable(user, [entry], now))
    entries.approve_all(decided_together(entry), user, now)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def approve_many(*, user: Person, lines: Sequence[ProgressEntry], now: datetime) -> None:
    """Let many entries count, all or none, in few queries; the lines of each correction go together."""
    entries.approve_all(decided_together(*kept_shares.countable(_decidable(user, lines, now))), user, now)


@transaction.atomic
def send_back(*, user: Person, entry: ProgressEntry, reason: str, now: datetime) -> ProgressEntry:
    """Return an entry to its reporter with a reason."""
    reason = _reason(reason, _("Say what should be changed."))
    (entry,) = _decidable(user, [entry], now)
    changes = {"state": EntryState.RETURNED, **entries.reviewed_fields(user, now)}
    for each in decided_together(entry):
        entries.move(each, EntryState.SUBMITTED, Action.RETURNED, user, now, reason=reason, **changes)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def correct(
    *, user: Person, entry: ProgressEntry, reason: str, figure: Figure | None, token: UUID, now: datetime
) -> ProgressEntry:
    """Ask that an approved entry be reversed and, with a figure, that a new line stand instead.

    Returns the reversal. It is dated as the original; both lines are decided together and never 补报.
    """
    reason = _reason(reason, _("Give the reason for the correction."))
    entry = entries.locked(entry)
    instead = figure and replace(figure, note=figure.note.strip() or reason)
    known = entries.known_correction(user, entry, reason, instead, token)
    if known:
        return known
    today = _day(now)
    share = _own(_reportable(user, [entry.allocation], today), entry.allocation)
    ledger = share_ledgers([share])[share.pk]
    _check_correctable(entry)
    return corrections.open_lines(user, entry, ledger, instead, reason, token, now)


def _day(now: datetime) -> date:
    """The town's calendar day of a moment."""
    return timezone.localtime(now).date()


def _reason(text: str, complaint: str, field: str = "reason") -> str:
    if not text.strip() or "\x00" in text:
        raise ValidationError({field: complaint})
    return text.strip()


def _lock_plans(shares: Iterable[Allocation]) -> None:
    """Lock the plans of these shares in one order; asked in one query, however the shares were loaded."""
    found = Allocation.objects.filter(pk__in={share.pk for share in shares})
    PlanVersion.advance(found.values_list("target__plan", flat=True).distinct())


def _reportable(user: Person, shares: Iterable[Allocation], today: date) -> dict[int, Allocation]:
    """Those of the shares this user may log for, fresh from the database."""
    own = Allocation.objects.reportable_by(user, today).filter(pk__in={share.pk for share in shares})
    return {share.pk: share for share in own.select_related("target__plan", "village", "office")}


def _own(shares: Mapping[int, Allocation], share: Allocation) -> Allocation:
    if share.pk not in shares:
        missing = _("You do not report for this share, or its plan is not running.")
        raise kept_shares.refusal(share) or PermissionDenied(missing)
    return shares[share.pk]


def _decidable(user: Person, lines: Sequence[ProgressEntry], now: datetime) -> list[ProgressEntry]:
    """These entries, locked, if this user may decide on all of them as they were shown, and nobody has yet."""
    found = entries.locked_many(lines)
    shown = {line.pk: line.reported_at for line in lines}
    for entry in found:
        if entry.state != EntryState.SUBMITTED:
            raise Conflict(standing_sentence(entry))
        if entry.reported_at != shown[entry.pk]:
            raise Conflict(_("This entry was sent again meanwhile: look at it as it is now."))
    _check_open(decided_together(*found))
    own = ProgressEntry.objects.reviewable_by(user, _day(now)).filter(pk__in=[entry.pk for entry in found])
    if own.count() < len(found):
        raise PermissionDenied(
            _("You cannot decide on this entry: it is another office's, or you reported or informed it.")
        )
    return found


def _check_open(lines: Sequence[ProgressEntry]) -> None:
    """A closed year and a settled month keep their totals: nothing in them is decided any more."""
    for line in lines:
        plan = line.allocation.target.plan
        is_settled = plan.closed_through is not None and line.happened_on <= plan.closed_through
        if is_settled or plan.state != Plan.State.RUNNING:
            raise Conflict(_("This month or year is settled: ask the administrator to reopen it first."))


def _check_correctable(entry: ProgressEntry) -> None:
    if entry.state != EntryState.APPROVED:
        raise Conflict(standing_sentence(entry))
    if entry.is_reversal:
        raise ValidationError(_("A reversal is not reversed: correct the line that took its place."))
    live = entry.reversals.exclude(state=EntryState.WITHDRAWN).first()
    if live is not None:
        raise Conflict(
            _("A correction of this entry was already made by %(name)s.") % {"name": live.reporter_name}
        )
