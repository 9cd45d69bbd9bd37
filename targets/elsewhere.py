"""What an app above this one keeps of shares: their figures come to the ledger with its own reports alone.

The app says so once, when it is ready; nothing here imports it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from targets.asof import Known
from targets.people import Person

if TYPE_CHECKING:
    from targets.models import Allocation, Plan
    from targets.reminders.burden_page import Requests
    from targets.reminders.digest import Matters

Counter = Callable[["Plan", Person, date], int]
ReportedDays = Callable[[Collection[int], date, Known], Mapping[int, Sequence[date]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """An app that keeps shares, and what the boards and badges here ask of it."""

    relation: str
    """The one-to-one relation from a share by which it is known to be kept."""
    owed: Counter
    """How many reports it asks of a user on a day, for the badge of the menu."""
    decided: Counter
    """How many decisions wait there for a user."""
    reported: ReportedDays
    """By share, the days on which its reports speak for it, decided on or waiting: no silence there."""
    matters: Callable[["Plan", Person, date], "Matters"]
    """What it adds to a person's weekly mail."""
    requests: Callable[["Plan", datetime, datetime], "Requests"]
    """What it asks of whom besides the shares, and how many reports were made from one moment to another."""


KEEPERS: list[Keeper] = []


def relations() -> list[str]:
    """The relations by which a share may be kept, for select_related."""
    return [keeper.relation for keeper in KEEPERS]


def is_kept(share: "Allocation") -> bool:
    """Whether nobody logs in this share by hand: a query, where it was not loaded with `relations`."""
    return any(getattr(share, relation, None) is not None for relation in relations())


def reported_days(shares: Collection["Allocation"], on: date, known: Known) -> dict[int, list[date]]:
    """By share, the days of the reports elsewhere: two queries a keeper, none without its shares.

    The shares come loaded with `relations`.
    """
    found: dict[int, list[date]] = {}
    for keeper in KEEPERS:
        kept = [share.pk for share in shares if getattr(share, keeper.relation, None) is not None]
        for share, days in (keeper.reported(kept, on, known) if kept else {}).items():
            found.setdefault(share, []).extend(days)
    return found
