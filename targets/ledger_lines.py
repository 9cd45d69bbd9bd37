"""Lines of the ledger as pages print them: amounts as stored and as typed, state, tags and the whole path."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from targets import units
from targets.asof import Known, after
from targets.evidence.attaching import EvidenceLink, evidence_of
from targets.explaining import figure
from targets.ledger_then import page_then, stood_then
from targets.measures import Measure
from targets.models import Allocation, EntryEvent, ProgressEntry
from targets.models.ledger import EntryState, ProgressEntryQuerySet
from targets.people import Person
from targets.step_names import step_name


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
    action: str
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
    taken_back: str
    """What a reversal takes back; empty of every other line."""
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


def ledger_lines(
    entries: Iterable[ProgressEntry], user: Person, on: date, until: datetime | None = None
) -> list[LedgerLine]:
    """Lines of these entries (from `for_page`), with paths and files: three queries more, however many entries.

    A correction that is not approved is told to those only who may see it. As then known, the entries are those
    that stood just before `until`, and so are their paths, corrections and files: one query more.
    """
    listed = list(entries)
    ids = [entry.pk for entry in listed]
    paths: dict[int, list[EntryEvent]] = {}
    events = EntryEvent.objects.filter(entry__in=ids, **({"at__lt": until} if until else {}))
    for event in events.select_related("step"):
        paths.setdefault(event.entry_id, []).append(event)
    corrected = _corrected(ids, user, on, until)
    files = evidence_of(listed, until)
    return [
        _line(entry, paths.get(entry.pk, []), files.get(entry.pk, ()), corrected.get(entry.pk))
        for entry in listed
    ]


def read_ledger(
    entries: ProgressEntryQuerySet,
    user: Person,
    on: date,
    today: date,
    known: Known,
    most: int | None = None,
) -> list[LedgerLine]:
    """The lines dated up to `on` that this user may see, the latest first: as they are, or as they stood then."""
    if known is Known.THEN:
        until = after(on)
        stood = page_then(entries.visible_to(user, today, until), on, until, most)
        return ledger_lines(stood, user, today, until)
    listed = entries.for_page().filter(happened_on__lte=on).visible_to(user, today)
    return ledger_lines(listed.order_by("-happened_on", "-reported_at", "-pk")[:most], user, today)


def _corrected(
    ids: Sequence[int], user: Person, on: date, until: datetime | None
) -> dict[int | None, ProgressEntry]:
    """What takes these entries back, by the entry."""
    reversals = ProgressEntry.objects.filter(corrects__in=ids).visible_to(user, on, until)
    found = reversals if until is None else stood_then(reversals, until)
    return {each.corrects_id: each for each in found if each.state != EntryState.WITHDRAWN}


def _line(
    entry: ProgressEntry, path: Sequence[EntryEvent], files: Files, reversal: ProgressEntry | None
) -> LedgerLine:
    share, approved = entry.allocation, entry.state == EntryState.APPROVED
    reversed_by = reversal.state if reversal else None
    is_struck = approved and (entry.is_reversal or reversed_by == EntryState.APPROVED)
    return LedgerLine(
        id=entry.pk,
        code=share.target.code,
        name=share.target.label,
        target_url=share.target.get_absolute_url(),
        share=share.label,
        happened_on=entry.happened_on,
        amount=amount(entry, share),
        typed=typed(entry),
        mark=Mark(entry.get_state_display(), *STATE_TONES[EntryState(entry.state)]),
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
        taken_back=taken_back(entry, share) if entry.is_reversal else "",
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
        done = step_name(entry.step.name) if entry.step else _("no step completed")
        return _("Taken back: %(step)s") % {"step": done} if getattr(entry, "corrects_id", None) else done
    if entry.quantity is None:
        return ""
    shown = figure(entry.quantity, share.stored_unit)
    if share.target.measure != Measure.RATIO or not entry.base:
        return shown
    return f"{units.format_amount(entry.quantity)} / {figure(entry.base, share.stored_unit)}"


def taken_back(reversal: ProgressEntry, share: Allocation) -> str:
    """What a reversal takes back, as it was counted: 91头, not −91头."""
    if share.target.measure == Measure.STEPS:
        return step_name(reversal.step.name) if reversal.step else _("no step completed")
    if reversal.quantity is None:
        return ""
    shown = figure(-reversal.quantity, share.stored_unit)
    if share.target.measure != Measure.RATIO or not reversal.base:
        return shown
    return f"{units.format_amount(-reversal.quantity)} / {figure(reversal.base, share.stored_unit)}"


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
        event.action,
        event.actor_name,
        event.get_action_display(),
        event.reason or (event.note if event.action != EntryEvent.Action.APPROVED else ""),
        amount(event, entry.allocation),
        event.happened_on,
    )
