"""What may be done by hand in a share that an app above this one keeps: nothing new, and what was logged is withdrawn.

Its figures come with the reports of that app (targets.elsewhere, targets.posting), and would count twice.
"""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from targets.elsewhere import is_kept, relations
from targets.ledger_rules import Conflict
from targets.models import Allocation, ProgressEntry
from targets.people import Person


class KeptElsewhere(PermissionDenied):
    """Nobody logs in this share by hand; the sentence says where its figures come from."""


def refusal(share: Allocation) -> KeptElsewhere | None:
    """Why nothing is logged, sent again or corrected in this share by hand; None where it is not kept elsewhere."""
    if not is_kept(share):
        return None
    return KeptElsewhere(
        _(
            "The figures of this share come with the monthly report of its project: report or correct that one. "
            "What was logged here by hand and is not approved is withdrawn; what is approved is corrected once "
            "the administrator has taken the share from the project."
        )
    )


def kept_sentence(share: int, user: Person, on: date) -> str:
    """The same as a sentence, of a share told by its id; empty where it is not kept elsewhere, or not this user's."""
    own = Allocation.objects.cared_for_by(user, on).select_related(*relations())
    found = own.filter(pk=share).first()
    return str(refusal(found) or "") if found else ""


def countable(entries: Sequence[ProgressEntry]) -> Sequence[ProgressEntry]:
    """These entries, if none was logged by hand in a share kept elsewhere since; raises Conflict otherwise.

    They come as `entries.locked_many` loads them: no query.
    """
    kept = next((entry.allocation for entry in entries if is_kept(entry.allocation)), None)
    if kept is not None:
        raise Conflict(
            _(
                "The figures of %(share)s now come with the monthly report of its project, and this one would count "
                "beside it: return the entry with this reason, so that its reporter withdraws it."
            )
            % {"share": kept}
        )
    return entries
