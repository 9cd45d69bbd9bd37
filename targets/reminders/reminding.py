"""The text that reminds a work group of what is not reported yet. Pure: no model, no query, no clock.

It names villages, offices and targets: never a person, a rate, a place in an order of merit, or a number of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets.periods import Period


@dataclass(frozen=True, slots=True)
class Lack:
    """A report that is still to come."""

    holder: str
    """Who reports: the village, or the office that answers for the share."""
    office: int | None
    """The office that answers for it, by its id; None where there is none at all."""
    target: str
    """Its code and name, and the share where that is neither a village's nor the whole town's."""
    period: Period
    """For several that follow each other from the first to the last."""
    period_name: str
    is_returned: bool = False
    """Something was reported and sent back: it is to be changed, not reported again."""

    def is_due(self, on: date) -> bool:
        """Whether it presses already: overdue, or sent back."""
        return self.is_returned or self.period.is_closed(on)


class Span(StrEnum):
    """Which of the missing reports are told; besides, the ISO day of a later deadline tells that one's alone."""

    DUE = "due"
    """All that are overdue, and those of the next deadline."""
    OVERDUE = "overdue"
    ALL = "all"


def open_deadlines(lacks: Iterable[Lack], on: date) -> list[date]:
    """The deadlines still to come for what is missing on that day, the next one first."""
    return sorted({lack.period.deadline for lack in lacks if not lack.is_due(on)})


def within(lacks: Sequence[Lack], span: str, on: date) -> list[Lack]:
    """Those that are told: a `Span`, or the ISO day of a deadline."""
    following = open_deadlines(lacks, on)[:1]
    match span:
        case Span.ALL:
            return list(lacks)
        case Span.OVERDUE:
            return [lack for lack in lacks if lack.is_due(on)]
        case Span.DUE:
            return [lack for lack in lacks if lack.is_due(on) or lack.period.deadline in following]
    return [lack for lack in lacks if not lack.is_due(on) and lack.period.deadline.isoformat() == span]


def reminder_text(lacks: Sequence[Lack], *, year: int, on: date, address: str, notice: str) -> str:
    """Plain text to paste: what is overdue, what was sent back, what is asked for by its deadline, where to report.

    Villages and offices stand in the order they are given in; those that lack the same share a line. Empty
    where nothing is missing.
    """
    if not lacks:
        return ""
    parts = [
        _("Reports still missing for the targets of %(year)s (as of %(day)s)")
        % {"year": year, "day": _day(on, year)}
    ]
    returned = [lack for lack in lacks if lack.is_returned]
    overdue = [lack for lack in lacks if lack.is_due(on) and not lack.is_returned]
    if overdue:
        parts.append(_paragraph(_("Overdue: please make up"), overdue))
    if returned:
        parts.append(_paragraph(_("Sent back: please change and send again"), returned))
    for deadline in open_deadlines(lacks, on):
        asked = [lack for lack in lacks if not lack.is_due(on) and lack.period.deadline == deadline]
        heading = _("This period (due by %(day)s)") % {"day": _day(deadline, year)}
        parts.append(_paragraph(heading, asked))
    parts.append("\n".join([_("Report here: %(address)s") % {"address": address}, notice]))
    return "\n\n".join(parts)


def _paragraph(heading: str, lacks: Iterable[Lack]) -> str:
    by_holder: dict[str, dict[Period, list[Lack]]] = {}
    for lack in lacks:
        by_holder.setdefault(lack.holder, {}).setdefault(lack.period, []).append(lack)
    holders: dict[str, list[str]] = {}
    for holder, periods in by_holder.items():
        holders.setdefault(_periods(periods), []).append(holder)
    lines = [f"{_(', ').join(names)}{_(': ')}{told}" for told, names in holders.items()]
    return "\n".join([heading, *lines])


def _periods(lacks: dict[Period, list[Lack]]) -> str:
    """ "September 4.2.3 Honeysuckle, 4.2.4 Walnuts; July–September 4.2.7 Inspections", the oldest first."""
    told = sorted(lacks.items(), key=lambda pair: (pair[0].ends_on, pair[0].starts_on))
    return _("; ").join(
        f"{group[0].period_name} {_(', ').join(lack.target for lack in group)}" for _period, group in told
    )


def _day(day: date, year: int) -> str:
    """Without its year where that is the plan's own: 10月5日."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")
