"""Building and moving rows of the ledger; for `targets.recording` alone (a test holds this)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from targets.elsewhere import relations
from targets.ledger_rules import Conflict, Figure, Values, as_typed
from targets.models import Allocation, EntryEvent, PlanVersion, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person
from targets.share_ledger import UNSTORED, Standing
from targets.standing import ledger_of, typed_total

Action = EntryEvent.Action


class CorrectionTokens(NamedTuple):
    """The tokens of the two lines of a correction, derived from its form's."""

    reversal: UUID
    line: UUID


def correction_tokens(token: UUID) -> CorrectionTokens:
    return CorrectionTokens(uuid5(token, "reversal"), uuid5(token, "line"))


def new_entry(
    user: Person,
    allocation: Allocation,
    figure: Figure,
    values: Values,
    token: UUID,
    now: datetime,
    **extra: Any,
) -> ProgressEntry:
    """An entry awaiting review, not yet stored."""
    return ProgressEntry(
        allocation=allocation, token=token, **submitted_fields(user, figure, values, now), **extra
    )


def submitted_fields(user: Person, figure: Figure, values: Values, now: datetime) -> dict[str, Any]:
    """What submitting, first or again, writes in an entry."""
    return {
        "happened_on": figure.happened_on,
        "quantity": values.quantity,
        "base": values.base,
        "step_id": values.step_id,
        "typed_amount": values.typed_amount,
        "typed_unit": values.typed_unit,
        "typed_mode": values.typed_mode,
        "note": figure.note.strip(),
        "problem": figure.problem.strip(),
        "next_step": figure.next_step.strip(),
        "origin": figure.origin,
        "informant_id": figure.informant_id,
        "informant_post": figure.informant_post.strip(),
        "state": EntryState.SUBMITTED,
        "reported_by": user,
        "reporter_name": str(user),
        "reported_at": now,
        "reviewed_by": None,
        "reviewer_name": "",
        "reviewed_at": None,
    }


TYPED = [
    "happened_on",
    "base",
    "step_id",
    "typed_amount",
    "typed_unit",
    "typed_mode",
    "note",
    "problem",
    "next_step",
    "origin",
    "informant_id",
    "informant_post",
]
"""What a form says by itself; the quantity also depends on what stands beside it."""


def by_token(tokens: Collection[UUID]) -> dict[UUID, ProgressEntry]:
    """The entries stored from these forms."""
    return ProgressEntry.objects.select_related("allocation__target__plan").in_bulk(
        list(tokens), field_name="token"
    )


def check_stands(stored: ProgressEntry) -> None:
    """What was stored of a form sent again may have been taken back since, or sent back: Conflict then."""
    if stored.state in (EntryState.WITHDRAWN, EntryState.RETURNED):
        raise Conflict(standing_sentence(stored))


def check_same_form(stored: ProgressEntry, user: Person, share: Allocation, figure: Figure) -> None:
    """A form sent again is welcome; one that was changed after it was stored is not taken silently."""
    check_stands(stored)
    typed = as_typed(figure, ledger_of(stored.allocation, [], set()))
    fields = submitted_fields(user, figure, typed, stored.reported_at)
    same = (stored.allocation_id, stored.reported_by_id) == (share.pk, user.pk) and all(
        getattr(stored, name) == fields[name] for name in TYPED
    )
    if not same:
        raise Conflict(already_sent())


def known_correction(
    user: Person, entry: ProgressEntry, reason: str, instead: Figure | None, token: UUID
) -> ProgressEntry | None:
    """The reversal already stored from this form; Conflict if the form has changed since."""
    tokens = correction_tokens(token)
    stored = by_token(tokens)
    reversal, line = stored.get(tokens.reversal), stored.get(tokens.line)
    if reversal is None:
        return None
    same = (
        (reversal.corrects_id, reversal.reported_by_id, reversal.note) == (entry.pk, user.pk, reason)
    ) and (line is None) == (instead is None)
    if not same:
        raise Conflict(already_sent())
    check_stands(reversal)
    if line and instead:
        check_same_form(line, user, entry.allocation, instead)
    return reversal


def already_sent() -> str:
    return _("This form was already sent and stored. Open the entry to change it, or start a new form.")


def reviewed_fields(user: Person, now: datetime) -> dict[str, Any]:
    """What a decision writes in an entry."""
    return {"reviewed_by": user, "reviewer_name": str(user), "reviewed_at": now}


def reversed_values(entry: ProgressEntry) -> Values:
    """The values of a reversal of this entry."""
    quantity = None if entry.quantity is None else -entry.quantity
    return Values(quantity=quantity, base=entry.base, step_id=entry.step_id)


def as_standing(entry: ProgressEntry) -> Standing:
    """A new entry, which has no id yet, as later rows of the same batch see it."""
    return Standing(
        UNSTORED,
        entry.happened_on,
        entry.reported_at,
        entry.quantity,
        entry.base,
        entry.step_id,
        False,
        typed_total(entry, entry.allocation.stored_unit),
        note=entry.note,
        reporter=entry.reporter_name,
    )


def insert(entries: Collection[ProgressEntry], now: datetime) -> None:
    """Store new entries in bulk, each with the first event of its path."""
    stored = ProgressEntry.objects.bulk_create(entries)
    EntryEvent.objects.bulk_create(event(entry, Action.SUBMITTED, entry.reported_by, now) for entry in stored)


def event(entry: ProgressEntry, action: str, user: Person, now: datetime, reason: str = "") -> EntryEvent:
    """A step of an entry's path with the values of that moment, not yet stored."""
    return EntryEvent(
        entry=entry,
        action=action,
        actor=user,
        actor_name=str(user),
        at=now,
        reason=reason,
        informant_id=entry.informant_id,
        happened_on=entry.happened_on,
        quantity=entry.quantity,
        base=entry.base,
        step_id=entry.step_id,
        note=entry.note,
    )


def move(
    entry: ProgressEntry,
    expected: str,
    action: str,
    user: Person,
    now: datetime,
    *,
    reason: str = "",
    **changes: Any,
) -> None:
    """Move an entry out of the expected state and log it; raises Conflict if it is no longer in it."""
    if not ProgressEntry.objects.move(entry, expected, **changes):
        entry.refresh_from_db()
        raise Conflict(standing_sentence(entry))
    for name, value in changes.items():
        setattr(entry, name, value)
    event(entry, action, user, now, reason).save()


def approve_all(lines: Sequence[ProgressEntry], user: Person, now: datetime) -> None:
    """Approve locked entries that await review, each with the event of its path, in few queries.

    Both lines of a correction are among them; what it takes back gets the event that it was corrected.
    """
    changes = {"state": EntryState.APPROVED, **reviewed_fields(user, now)}
    moved = ProgressEntry.objects.move_all([line.pk for line in lines], EntryState.SUBMITTED, **changes)
    if moved < len(lines):
        raise Conflict(_("Some of these entries were decided meanwhile: load the page again."))
    path = [event(line, Action.APPROVED, user, now) for line in lines]
    path += [event(line.corrects, Action.CORRECTED, user, now, line.note) for line in lines if line.corrects]
    EntryEvent.objects.bulk_create(path)


def locked(entry: ProgressEntry) -> ProgressEntry:
    """The entry as stored now, with its plan locked for this transaction."""
    return locked_many([entry])[0]


def locked_many(lines: Sequence[ProgressEntry]) -> list[ProgressEntry]:
    """The entries as stored now, each once, in the order given, with their plans locked for this transaction."""
    PlanVersion.advance(line.allocation.target.plan_id for line in lines)
    kept = (f"allocation__{relation}" for relation in relations())
    stored = ProgressEntry.objects.for_page().select_related("corrects", "replaces__corrects", *kept)
    found = stored.in_bulk([line.pk for line in lines])
    return [found[pk] for pk in dict.fromkeys(line.pk for line in lines)]


def standing_sentence(entry: ProgressEntry) -> str:
    """What has become of an entry, for someone who came too late."""
    who = {"name": entry.reviewer_name, "reporter": entry.reporter_name}
    match entry.state:
        case EntryState.APPROVED:
            return _("This entry was already approved by %(name)s. To change it, correct it.") % who
        case EntryState.RETURNED:
            return _("This entry was already returned by %(name)s.") % who
        case EntryState.WITHDRAWN:
            return _("This entry was already withdrawn by %(reporter)s.") % who
    return _("This entry is awaiting review: it was submitted by %(reporter)s.") % who
