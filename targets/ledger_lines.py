"""Lines of the ledger as pages print them: amounts as stored and as typed, state, tags and the whole path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import units
from targets.evidence.attaching import EvidenceLink, evidence_of
from targets.explaining import day, figure
from targets.measures import Measure
from targets.models import Allocation, EntryEvent, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person


@dataclass(frozen=True, slots=True)
class Mark:
    """A state with its tone and icon, for the status component."""

    label: str | LazyText
    tone: str
    icon: str


Files = tuple[EvidenceLink, ...]
STATE_TONES = {
    EntryState.SUBMITTED: ("idle", "hourglass"),
    EntryState.APPROVED: ("good", "check"),
    EntryState.RETURNED: ("behind", "arrow-back-up"),
    EntryState.WITHDRAWN: ("idle", "x"),
}


@dataclass(frozen=True, slots=True)
class PathStep:
    """One event of an entry's path."""

    at: datetime
    who: str
    what: str
    reason: str
    amount: str
    happened_on: date


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """An entry as lists and pages show it."""

    id: int
    code: str
    name: str
    target_url: str
    share: str
    happened_on: date
    amount: str
    typed: str
    """What was typed, where it is another unit or a total so far."""
    mark: Mark
    tags: tuple[str, ...]
    is_struck: bool
    """Left out of every total: reversed by an approved correction, or that reversal."""
    counts: bool
    reporter: str
    reported_at: datetime
    informant: str
    reviewer: str
    reviewed_at: datetime | None
    origin: str
    note: str
    problem: str
    next_step: str
    path: tuple[PathStep, ...]
    evidence: tuple[EvidenceLink, ...]
    state: str
    is_reversal: bool
    is_total: bool
    """Typed as a total so far."""
    reporter_id: int
    share_id: int
    has_open_correction: bool
    is_open: bool
    """Its reporter may still withdraw it."""
    other: "OtherLine | None"
    """Of a correction, or of what one takes back: the line it belongs to."""


@dataclass(frozen=True, slots=True)
class OtherLine:
    """The entry that a line of a correction takes back or replaces; of that entry, what takes it back."""

    id: int
    words: str


def ledger_lines(entries: Iterable[ProgressEntry], user: Person, on: date) -> list[LedgerLine]:
    """Lines of these entries (from `for_page`), with paths and files: three queries more, however many entries.

    A correction that is not approved is told to those only who may see it.
    """
    listed = list(entries)
    ids = [entry.pk for entry in listed]
    paths: dict[int, list[EntryEvent]] = {}
    for event in EntryEvent.objects.filter(entry__in=ids).select_related("step"):
        paths.setdefault(event.entry_id, []).append(event)
    reversals = ProgressEntry.objects.filter(corrects__in=ids).exclude(state=EntryState.WITHDRAWN)
    reversals = reversals.visible_to(user, on)
    corrected = {each.corrects_id: each for each in reversals.only("pk", "corrects_id", "state")}
    files = evidence_of(listed)
    return [
        _line(entry, paths.get(entry.pk, []), files.get(entry.pk, ()), corrected.get(entry.pk))
        for entry in listed
    ]


def _line(
    entry: ProgressEntry, path: Sequence[EntryEvent], files: Files, reversal: ProgressEntry | None
) -> LedgerLine:
    share, approved = entry.allocation, entry.state == EntryState.APPROVED
    reversed_by = reversal.state if reversal else None
    is_struck = approved and (entry.is_reversal or reversed_by == EntryState.APPROVED)
    tone, icon = STATE_TONES[EntryState(entry.state)]
    return LedgerLine(
        id=entry.pk,
        code=share.target.code,
        name=share.target.label,
        target_url=share.target.get_absolute_url(),
        share=share.label,
        happened_on=entry.happened_on,
        amount=amount(entry, share),
        typed=typed(entry),
        mark=Mark(entry.get_state_display(), tone, icon),
        tags=_tags(entry, reversed_by),
        is_struck=is_struck,
        counts=approved and not is_struck,
        reporter=entry.reporter_name,
        reported_at=entry.reported_at,
        informant=" ".join(filter(None, [entry.informant_post, str(entry.informant or "")])),
        reviewer=entry.reviewer_name,
        reviewed_at=entry.reviewed_at,
        origin=entry.get_origin_display(),
        note=entry.note,
        problem=entry.problem,
        next_step=entry.next_step,
        path=tuple(_path_step(entry, event) for event in path),
        evidence=files,
        state=entry.state,
        is_reversal=entry.is_reversal,
        is_total=entry.typed_mode == ProgressEntry.Mode.TOTAL,
        reporter_id=entry.reported_by_id,
        share_id=entry.allocation_id,
        has_open_correction=reversed_by is not None,
        is_open=entry.state in (EntryState.SUBMITTED, EntryState.RETURNED),
        other=_other(entry, reversal),
    )


def _other(entry: ProgressEntry, reversal: ProgressEntry | None) -> OtherLine | None:
    if entry.corrects_id:
        return OtherLine(entry.corrects_id, _("the entry it takes back"))
    if entry.replaces is not None and entry.replaces.corrects_id:
        return OtherLine(entry.replaces.corrects_id, _("the entry it stands instead of"))
    return OtherLine(reversal.pk, _("the line that takes it back")) if reversal else None


def amount(entry: ProgressEntry | EntryEvent, share: Allocation) -> str:
    """The figure of an entry or of one of its versions, in the stored unit; the step for a milestone."""
    if share.target.measure == Measure.STEPS:
        done = entry.step.name if entry.step else _("no step completed")
        return _("Taken back: %(step)s") % {"step": done} if getattr(entry, "corrects_id", None) else done
    if entry.quantity is None:
        return ""
    shown = figure(entry.quantity, share.stored_unit)
    if share.target.measure != Measure.RATIO or not entry.base:
        return shown
    return f"{units.format_amount(entry.quantity)} / {figure(entry.base, share.stored_unit)}"


def named(entry: ProgressEntry) -> str:
    """One entry in a sentence: whose, of what, how much and for which day."""
    share = entry.allocation
    shown = {"share": share.label, "target": share.target.label, "day": day(entry.happened_on)}
    shown["amount"] = amount(entry, share)
    if not shown["amount"]:
        return _("%(share)s %(target)s (%(day)s)") % shown
    return _("%(share)s %(target)s %(amount)s (%(day)s)") % shown


def approved_sentence(entries: Sequence[ProgressEntry]) -> str:
    """What was approved: the entry where it is one, else how many."""
    if len(entries) == 1:
        return _("Approved: %(entry)s") % {"entry": named(entries[0])}
    said = ngettext("%(count)d entry approved.", "%(count)d entries approved.", len(entries))
    return said % {"count": len(entries)}


def returned_sentence(entries: Sequence[ProgressEntry]) -> str:
    """What was sent back, and to whom: the entry where it is one, else how many."""
    if len(entries) == 1:
        shown = {"entry": named(entries[0]), "name": entries[0].reporter_name}
        return _("Returned to %(name)s: %(entry)s") % shown
    said = ngettext("%(count)d entry sent back.", "%(count)d entries sent back.", len(entries))
    return said % {"count": len(entries)}


def stored_sentence(share: Allocation, entry: ProgressEntry, *, again: bool = False) -> str:
    """What was just stored, so that a slip of the finger is seen at once; or that the form was stored before."""
    whose = f"{share.label} {share.target.label}" if share.village_id else share.target.label
    shown = {"target": whose, "amount": amount(entry, share), "day": day(entry.happened_on)}
    if again:
        shown["state"] = entry.get_state_display()
        return (
            _("Already sent: %(target)s for %(day)s is stored once (%(state)s), not counted twice.") % shown
        )
    if not shown["amount"]:
        return _("Stored for %(day)s: %(target)s now awaits review.") % shown
    return _("Stored for %(day)s: %(target)s, %(amount)s, now awaits review.") % shown


def sent_again_sentence(entry: ProgressEntry) -> str:
    """What was just sent again after it had come back."""
    return _("Sent again, now awaiting review: %(entry)s") % {"entry": named(entry)}


def correction_sentence(corrected: ProgressEntry, reversal: ProgressEntry, *, again: bool = False) -> str:
    """What was just asked to stand instead of an approved entry, or that it was asked before."""
    if again:
        return _("This correction was already sent. It is stored once and was not counted twice.")
    shown = {"entry": named(corrected), "instead": _("nothing")}
    replacement = ProgressEntry.objects.for_page().filter(replaces=reversal).first()
    if replacement:
        shown["instead"] = amount(replacement, replacement.allocation) or day(replacement.happened_on)
    return _("Correction sent: %(entry)s → %(instead)s. It counts once it is approved.") % shown


def typed(entry: ProgressEntry) -> str:
    """What was typed, where that is not the stored amount itself."""
    unit = entry.allocation.stored_unit
    if not entry.typed_amount or (entry.typed_unit == unit and entry.typed_mode != ProgressEntry.Mode.TOTAL):
        return ""
    text = entry.typed_amount
    if entry.typed_unit and not text.endswith(entry.typed_unit):
        text = _("%(amount)s %(unit)s") % {"amount": text, "unit": entry.typed_unit}
    if entry.typed_mode == ProgressEntry.Mode.TOTAL:
        return _("typed as total so far: %(typed)s") % {"typed": text}
    return _("typed as %(typed)s") % {"typed": text}


def _tags(entry: ProgressEntry, reversed_by: str | None) -> tuple[str, ...]:
    tags = []
    if entry.is_reversal:
        tags.append(_("Reversal"))
    elif entry.replaces_id:
        tags.append(_("Correction"))
    if reversed_by == EntryState.APPROVED:
        tags.append(_("Corrected"))
    elif reversed_by == EntryState.RETURNED:
        tags.append(_("Correction returned"))
    elif reversed_by:
        tags.append(_("Correction awaiting review"))
    if entry.is_late:
        tags.append(_("Made up later"))
    if getattr(entry, "is_proxied", False):
        tags.append(_("Logged for another"))
    return tuple(tags)


def _path_step(entry: ProgressEntry, event: EntryEvent) -> PathStep:
    return PathStep(
        event.at,
        event.actor_name,
        event.get_action_display(),
        event.reason or (event.note if event.action != EntryEvent.Action.APPROVED else ""),
        amount(event, entry.allocation),
        event.happened_on,
    )
