"""Which day a board is read as of, and by which knowledge: today's or that day's (DESIGN, section 5). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from django.utils import timezone

from targets.periods import add_months, month_end


class Known(Enum):
    """Whose knowledge a past day is judged by."""

    NOW = "now"
    """今日所知: by the ledger and the set-up of today."""
    THEN = "then"
    """当时所知: by what was approved by that day's end, and the set-up that stood then."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """What was asked for: the day, by which knowledge, and the day it is compared with."""

    on: date
    known: Known = Known.NOW
    compare: date | None = None

    @property
    def query(self) -> str:
        """What links to other pages of the same day and knowledge carry: ?on=2021-08-31&known=then."""
        return f"?on={self.on:%Y-%m-%d}" + ("&known=then" if self.known is Known.THEN else "")


def after(on: date) -> datetime:
    """The first moment after that day in the town: what came before it was known by the day's end."""
    return datetime.combine(on + timedelta(days=1), time.min, timezone.get_default_timezone())


def month_ends(first: date, last: date) -> Iterator[date]:
    """The month ends from one day to another, both included."""
    end = month_end(first)
    while end <= last:
        yield end
        end = month_end(add_months(end, 1))


def step_back(on: date, first: date) -> date | None:
    """The month end before a day; None where the plan had not begun by then."""
    end = month_end(add_months(on, -1))
    return end if end >= first else None


def step_forth(on: date, last: date) -> date | None:
    """The next month end, or the last day there is a board for, today as a rule, where that comes first."""
    end = month_end(on) if on < month_end(on) else month_end(add_months(on, 1))
    return min(end, last) if on < last else None
