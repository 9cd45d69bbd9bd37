"""What was just done with entries of the ledger, in a sentence that names them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.explaining import day
from targets.ledger_lines import amount, taken_back
from targets.models import Allocation, ProgressEntry


def named(entry: ProgressEntry) -> str:
    """One entry in a sentence: whose, of what, how much and for which day."""
    share = entry.allocation
    shown = {"share": share.label, "target": share.target.label, "day": day(entry.happened_on)}
    shown["amount"] = amount(entry, share)
    if not shown["amount"]:
        return _("%(share)s %(target)s (%(day)s)") % shown
    return _("%(share)s %(target)s %(amount)s (%(day)s)") % shown


def decision_named(entry: ProgressEntry) -> str:
    """The same of what was decided: of a correction what it takes back, and what it puts in its place.

    Of its two lines the last is told (`correction_lines.decided_together`).
    """
    share = entry.allocation
    shown = {"share": share.label, "target": share.target.label, "day": day(entry.happened_on)}
    if entry.is_reversal:
        return _("%(share)s %(target)s %(old)s taken back (%(day)s)") % {
            **shown,
            "old": taken_back(entry, share),
        }
    if entry.replaces is None:
        return named(entry)
    figures = {"old": taken_back(entry.replaces, share), "new": amount(entry, share)}
    return _("%(share)s %(target)s corrected %(old)s → %(new)s (%(day)s)") % {**shown, **figures}


def approved_sentence(entries: Sequence[ProgressEntry]) -> str:
    """What was approved: the entry where it is one, else how many."""
    if len(entries) == 1:
        return _("Approved: %(entry)s") % {"entry": decision_named(entries[0])}
    said = ngettext("%(count)d entry approved.", "%(count)d entries approved.", len(entries))
    return said % {"count": len(entries)}


def returned_sentence(entries: Sequence[ProgressEntry]) -> str:
    """What was sent back, and to whom: the entry where it is one, else how many."""
    if len(entries) == 1:
        shown = {"entry": decision_named(entries[0]), "name": entries[0].reporter_name}
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
