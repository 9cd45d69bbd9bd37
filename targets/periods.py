"""Reporting periods: when one closes, and which ones a share has missed. Pure: no model, no clock.

A period is a month or a quarter of the plan. It is closed after the plan's `report_by_day` of the month
that follows, and missed for a share if no submitted or approved entry is dated in it (DESIGN, section 5).
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import takewhile

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cadence(TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")

    @property
    def months(self) -> int:
        return 1 if self is Cadence.MONTH else 3


def month_end(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def months_between(first: date, later: date) -> int:
    """How many months the month of `later` is after the month of `first`."""
    return (later.year - first.year) * 12 + later.month - first.month


@dataclass(frozen=True, slots=True)
class Period:
    """A month or quarter, first and last day, and the last day its report is in time."""

    starts_on: date
    ends_on: date
    deadline: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.starts_on <= day <= self.ends_on

    def is_closed(self, on: date) -> bool:
        """Closed after the deadline; on the day of the deadline it is still open."""
        return on > self.deadline

    def is_young(self, on: date) -> bool:
        """Whether more days of it are left than there are to report it in after its end.

        With reports due on the 5th: a month until the sixth day before its end. Who says so early that there
        will be nothing new is asked once more.
        """
        return self.ends_on - on > self.deadline - self.ends_on


@lru_cache(maxsize=64)
def periods(starts_on: date, ends_on: date, cadence: Cadence, report_by_day: int) -> tuple[Period, ...]:
    """The periods of a plan, in order; the last one is cut short where the plan ends in it."""
    found = []
    first = starts_on.replace(day=1)
    while first <= ends_on:
        following = add_months(first, cadence.months)
        last = min(following - timedelta(days=1), ends_on)
        deadline = add_months(last.replace(day=1), 1).replace(day=report_by_day)
        found.append(Period(max(first, starts_on), last, deadline))
        first = following
    return tuple(found)


def period_of(day: date, candidates: Iterable[Period]) -> Period | None:
    """The period a day lies in."""
    return next((period for period in candidates if day in period), None)


@dataclass(frozen=True, slots=True)
class Reporting:
    """How a share kept its reporting dates."""

    closed: int
    """Periods closed so far."""
    missed: int
    """How many of them were missed in a row, counted back from the last closed one."""
    reported: bool
    """Whether anything at all was reported."""


def reporting(owed: Iterable[Period], reported_days: Iterable[date], on: date) -> Reporting:
    """Judge the reporting of one share by the end of day `on`.

    `owed` are the periods it owes in order; `reported_days` the dates of its submitted and approved
    entries. Entries dated after `on` do not count.
    """
    days = [day for day in reported_days if day <= on]
    closed = [period for period in owed if period.is_closed(on)]
    return Reporting(len(closed), len(missed(closed, days)), bool(days))


def missed(closed: Sequence[Period], days: Iterable[date]) -> tuple[Period, ...]:
    """The run of closed periods without a report, counted back from the last one; in order."""
    known = list(days)
    run = takewhile(lambda period: not any(day in period for day in known), reversed(closed))
    return tuple(run)[::-1]


def open_period(candidates: Sequence[Period], on: date) -> Period:
    """The period figures are asked for on that day.

    The one before is asked for until its deadline has passed; before the plan its first, after it its last.
    """
    return next((period for period in candidates if not period.is_closed(on)), candidates[-1])
