"""What became of entries while a reviewer looked at them: told at the entry, with what was typed for it kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from targets.correction_lines import decided_together
from targets.ledger_sentences import decision_named
from targets.models import Allocation, Plan, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person
from targets.sent_lines import Sent, sent_lines


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One entry that is no longer as the page showed it."""

    id: int
    """The decision's: of a correction the reversal."""
    name: str
    sentence: str
    reason: str
    """What this user had typed to send it back; empty if nothing."""
    sent: Sent
    """As it stands now."""
    may_correct: bool
    """Whether it counts by now, and this user may ask for its correction."""


def meanwhile(
    user: Person, plan: Plan, on: date, shown: Sequence[ProgressEntry], reasons: Mapping[int, str]
) -> list[Meanwhile]:
    """Those of these entries, as the page showed them, that are otherwise now; two queries more a correction."""
    stored = ProgressEntry.objects.of_plan(plan).for_page().in_bulk([entry.pk for entry in shown])
    changed = [entry for entry in shown if _is_changed(entry, stored[entry.pk])]
    if not changed:
        return []
    parts = {entry.pk: decided_together(stored[entry.pk]) or [stored[entry.pk]] for entry in changed}
    listed = [line for lines in parts.values() for line in lines]
    told = {sent.line.id: sent for sent in sent_lines(listed, user, on)}
    own = own_shares(user, on, (line.allocation_id for line in listed))
    return [
        Meanwhile(
            id=pk,
            name=decision_named(lines[-1]),
            sentence=meanwhile_sentence(user, lines[0]),
            reason=reasons.get(pk, "").strip(),
            sent=(sent := told[lines[0].pk]),
            may_correct=sent.standing.counts
            and not sent.standing.has_open_correction
            and sent.standing.share_id in own,
        )
        for pk, lines in parts.items()
    ]


def _is_changed(shown: ProgressEntry, stored: ProgressEntry) -> bool:
    return stored.state != EntryState.SUBMITTED or stored.reported_at != shown.reported_at


def own_shares(user: Person, on: date, among: Iterable[int]) -> frozenset[int]:
    """Those of these shares whose entries this user may correct: one query, or none."""
    asked = set(among)
    if not asked:
        return frozenset()
    shares = Allocation.objects.reportable_by(user, on).filter(pk__in=asked)
    return frozenset(shares.values_list("pk", flat=True))


def meanwhile_sentence(user: Person, entry: ProgressEntry) -> str:
    """Who did what with this entry; the user is not told of as somebody else."""
    who = {"name": entry.reviewer_name, "reporter": entry.reporter_name}
    is_own = entry.reviewed_by_id == user.pk
    match entry.state:
        case EntryState.APPROVED if is_own:
            return _("You have approved this entry already.")
        case EntryState.APPROVED:
            return _("Your colleague %(name)s has just approved this entry.") % who
        case EntryState.RETURNED if is_own:
            return _("You have sent this entry back already.")
        case EntryState.RETURNED:
            return _("Your colleague %(name)s has just sent this entry back.") % who
        case EntryState.WITHDRAWN:
            return _("%(reporter)s has just withdrawn this entry.") % who
    return _("This entry was sent again meanwhile: look at it as it is now.")
