"""What a reviewer sees at once of an entry that came back and was sent again: the old figure, and why it came back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from targets.ledger_lines import PathStep
from targets.models import EntryEvent


@dataclass(frozen=True, slots=True)
class SentAgain:
    """The version of an entry that was last returned, and the return itself."""

    amount: str
    happened_on: date
    reason: str
    who: str
    """Who returned it."""
    at: datetime
    times: int
    """How often the entry has come back."""


def sent_again(path: Sequence[PathStep]) -> SentAgain | None:
    """The last return on this path; None of an entry that was never returned, or was not sent again since."""
    returned = [step for step in path if step.action == EntryEvent.Action.RETURNED]
    if not returned or path[-1].action != EntryEvent.Action.RESUBMITTED:
        return None
    last = returned[-1]
    return SentAgain(last.amount, last.happened_on, last.reason, last.who, last.at, len(returned))
