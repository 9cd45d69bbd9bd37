"""What the browser keeps of a form until it is stored (drafts.js): the names of drafts, and letting them go."""

from django.contrib import messages
from django.http import HttpRequest

from targets.models import Allocation, ProgressEntry
from targets.periods import Period
from targets.record.record_page import period_key

UNPLANNED = "unplanned"
REVIEW = "review"
"""The reasons typed to send entries back: the queue is one form."""


def draft_of(share: Allocation, period: Period | None = None) -> str:
    """The name of what is typed for a share, in the period asked for if it was asked for one."""
    return f"share-{share.pk}-{period_key(period)}" if period else f"share-{share.pk}"


def draft_of_entry(entry: ProgressEntry) -> str:
    """The name of what is typed to correct an entry, or to send it again."""
    return f"entry-{entry.pk}"


def acknowledge(request: HttpRequest, sentence: str, draft: str, level: int = messages.SUCCESS) -> None:
    """Tell the user what was stored, and the browser that it need keep this draft no longer.

    The name travels with the sentence, so that it survives the redirect to whichever page shows it.
    """
    messages.add_message(request, level, sentence, extra_tags=draft)
