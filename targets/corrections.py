"""The two lines of a correction: what takes an approved entry back, and what stands instead of it.

For `targets.recording` alone, inside its transactions (a test holds this). Both lines are dated by their own
forms but decided together; neither is ever 补报.
"""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from targets import entries
from targets.correction_lines import reversal_of
from targets.entries import Action
from targets.ledger_rules import Figure, Values, frame_errors, interpret
from targets.models import ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person
from targets.share_ledger import ShareLedger


def open_lines(
    user: Person,
    entry: ProgressEntry,
    ledger: ShareLedger,
    instead: Figure | None,
    reason: str,
    token: UUID,
    now: datetime,
) -> ProgressEntry:
    """Store the reversal of an entry and, with a figure, the line that is to stand instead; the reversal."""
    tokens = entries.correction_tokens(token)
    undo = _undo(entry, instead, reason)
    _check_frame(undo, ledger, now)
    undone = entries.reversed_values(entry)
    reversal = entries.new_entry(user, entry.allocation, undo, undone, tokens.reversal, now, corrects=entry)
    entries.insert([reversal], now)
    if instead:
        _insert_line(user, reversal, ledger, instead, tokens.line, now)
    return reversal


def send_again(
    user: Person, entry: ProgressEntry, ledger: ShareLedger, figure: Figure | None, reason: str, now: datetime
) -> None:
    """Send both lines again; the new one is withdrawn, or made, where the clerk changed their mind about it."""
    reversal = reversal_of(entry)
    assert reversal.corrects is not None
    instead = figure and replace(figure, note=figure.note.strip() or reason)
    undo = _undo(reversal.corrects, instead, reason)
    _check_frame(undo, ledger, now)
    changes = entries.submitted_fields(user, undo, entries.reversed_values(reversal.corrects), now)
    entries.move(reversal, EntryState.RETURNED, Action.RESUBMITTED, user, now, **changes)
    line = ProgressEntry.objects.for_page().filter(replaces=reversal).first()
    if instead and line:
        values = _values_instead(reversal.corrects, instead, ledger, now)
        changes = entries.submitted_fields(user, instead, values, now)
        entries.move(line, line.state, Action.RESUBMITTED, user, now, **changes)
    elif instead:
        _insert_line(user, reversal, ledger, instead, entries.correction_tokens(reversal.token).line, now)
    elif line and line.state == EntryState.RETURNED:
        entries.move(line, line.state, Action.WITHDRAWN, user, now, state=EntryState.WITHDRAWN)


def _insert_line(
    user: Person, reversal: ProgressEntry, ledger: ShareLedger, instead: Figure, token: UUID, now: datetime
) -> None:
    assert reversal.corrects is not None
    values = _values_instead(reversal.corrects, instead, ledger, now)
    line = entries.new_entry(user, reversal.allocation, instead, values, token, now, replaces=reversal)
    entries.insert([line], now)


def _values_instead(original: ProgressEntry, instead: Figure, ledger: ShareLedger, now: datetime) -> Values:
    """What is to stand instead, reckoned without the original; only a total put out of true is confirmed."""
    values = interpret(instead, ledger.without(original.pk), _day(now))
    stood = (original.happened_on, original.quantity, original.base, original.step_id)
    is_same = stood == (instead.happened_on, values.quantity, values.base, values.step_id)
    is_broken = any(broken.line == original.pk for broken in ledger.broken_totals())
    if is_same and original.quantity is not None and not is_broken:
        raise ValidationError({"amount": _("This is what stands already: type what it should be.")})
    return values


def _undo(original: ProgressEntry, instead: Figure | None, reason: str) -> Figure:
    """What a reversal says of itself: dated as the original.

    Whoever informed the new line may not decide on it, and both lines are decided together.
    """
    said = instead or Figure(happened_on=original.happened_on)
    return replace(said, happened_on=original.happened_on, note=reason, origin=original.origin)


def _check_frame(figure: Figure, ledger: ShareLedger, now: datetime) -> None:
    errors = frame_errors(figure, ledger, _day(now))
    if errors:
        raise ValidationError(errors)


def _day(now: datetime) -> date:
    """The town's calendar day of a moment."""
    return timezone.localtime(now).date()
