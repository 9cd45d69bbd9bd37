"""Entries as lists of decisions show them: a correction, which is two lines of the ledger, is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from targets.ledger_lines import LedgerLine, ledger_lines
from targets.models import ProgressEntry
from targets.people import Person


@dataclass(frozen=True, slots=True)
class Sent:
    """An entry; of a correction both lines."""

    line: LedgerLine
    instead: LedgerLine | None
    """What a correction puts in the place of what it takes back."""

    @property
    def standing(self) -> LedgerLine:
        """The line that counts once approved; of a correction without one the reversal."""
        return self.instead or self.line


def sent_lines(entries: Sequence[ProgressEntry], user: Person, on: date) -> list[Sent]:
    """These entries (from `for_page`) in their order, the line that stands instead told with what it replaces."""
    lines = dict(zip((each.pk for each in entries), ledger_lines(entries, user, on), strict=True))
    instead = {each.replaces_id: lines[each.pk] for each in entries if each.replaces_id in lines}
    return [Sent(lines[each.pk], instead.get(each.pk)) for each in entries if each.replaces_id not in lines]
