"""Reading the lines of a correction: the reversal of an entry and what stands instead. Writes nothing."""

from django.db.models import Q

from targets.models import ProgressEntry
from targets.models.ledger import EntryState, ProgressEntryQuerySet


def decided_together(*entries: ProgressEntry) -> list[ProgressEntry]:
    """These entries, and for either line of a correction both lines, each once: one query more, or none.

    Of a correction the reversal comes first.
    """
    plain = [entry for entry in entries if not entry.is_correction]
    reversals = {
        entry.pk if entry.is_reversal else entry.replaces_id for entry in entries if entry.is_correction
    }
    if not reversals:
        return plain
    lines = ProgressEntry.objects.for_page().select_related("corrects", "replaces__corrects")
    pairs = lines.filter(Q(pk__in=reversals) | Q(replaces__in=reversals))
    return plain + list(pairs.exclude(state=EntryState.WITHDRAWN).order_by("pk"))


def reversal_of(entry: ProgressEntry) -> ProgressEntry:
    """The reversal of the correction that this line belongs to."""
    lines = ProgressEntry.objects.for_page().select_related("corrects")
    return lines.get(pk=entry.pk if entry.is_reversal else entry.replaces_id)


def not_taken_back(entries: ProgressEntryQuerySet) -> ProgressEntryQuerySet:
    """Those of these entries that stand, without what an approved correction took back and its reversal."""
    approved = EntryState.APPROVED
    return (
        entries.standing().exclude(reversals__state=approved).exclude(corrects__isnull=False, state=approved)
    )
