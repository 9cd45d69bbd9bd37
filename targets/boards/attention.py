"""What needs attention on the board: worst first, how far behind, since when, and what it takes (DESIGN, section 8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from targets import units
from targets.assessment import Assessment
from targets.boards.rows import TargetRow, row_of
from targets.boards.to_go import to_go
from targets.explaining import figure
from targets.forecast import needed_shown
from targets.measures import Measure, Promise
from targets.periods import add_months, month_end
from targets.status import judge
from targets.step_names import step_name
from targets.verdicts import StatusClass, Verdict

AT_ONCE = 8
"""So many stand on the first screen; the rest are a click away, in the list the count leads to."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A target that is behind, ready to print."""

    row: TargetRow
    lag: str
    """How far: points below what is expected, days late, cases over the limit."""
    owner: str
    """The office and the post in charge."""
    since: str
    needed: str
    """Per month until it is due, or in all; of a level or ratio what it lacks; of steps the one that is late."""


def concerns(assessments: Iterable[Assessment], most: int = AT_ONCE) -> tuple[Concern, ...]:
    """The worst of what is 欠进度, at most so many."""
    behind = [each for each in assessments if each.status.verdict.group is StatusClass.BEHIND]
    return tuple(_concern(each) for each in sorted(behind, key=worst_first)[:most])


def worst_first(assessment: Assessment) -> tuple:
    """By severity; a limit exceeded before all others, then by points, then by days late, then as in the report."""
    status = assessment.status
    return (
        -status.verdict.severity,
        status.verdict is not Verdict.BROKEN,
        Decimal(0) if status.gap is None else status.gap,
        -status.late_days,
        assessment.order,
    )


def behind_since(promise: Promise, on: date) -> date | None:
    """The end of the first month from which it was behind at every month's end until `on`.

    `on` itself where it was not yet behind when the last month ended; None where it is not behind at all.
    """
    if not _is_behind(promise, on):
        return None
    since, earlier = on, month_end(add_months(on, -1))
    while earlier >= promise.begins_on and _is_behind(promise, earlier):
        since, earlier = earlier, month_end(add_months(earlier, -1))
    return since


def _is_behind(promise: Promise, on: date) -> bool:
    return judge(promise, on).verdict.group is StatusClass.BEHIND


def _concern(assessment: Assessment) -> Concern:
    row, since = row_of(assessment), behind_since(assessment.promise, assessment.on)
    owner = " · ".join(filter(None, [row.office, assessment.target.lead_post]))
    return Concern(row, _lag(assessment), owner, _since(since, assessment.on), _needed(assessment))


def _lag(assessment: Assessment) -> str:
    status, unit = assessment.status, assessment.promise.unit
    if status.verdict is Verdict.BROKEN:
        achieved = figure(status.achieved or Fraction(0), unit)
        return _("%(achieved)s, at most %(goal)s") % {"achieved": achieved, "goal": figure(status.goal, unit)}
    if status.gap is not None:
        return _("%(points)s points below") % {"points": f"{abs(status.gap):.1f}"}
    if status.late_days:
        said = ngettext("%(count)d day late", "%(count)d days late", status.late_days)
        return said % {"count": status.late_days}
    return ""


def _since(since: date | None, on: date) -> str:
    if since is None:
        return ""
    if since == on and on != month_end(on):
        return _("this month")
    # Translators: how a month by itself is written, as a format of Django: "M" is Jun, in Chinese "n月" is 6月.
    month = date_format(since, pgettext("format of a month", "M"))
    return _("end of %(month)s") % {"month": month}


def _needed(assessment: Assessment) -> str:
    outlook, status, unit = assessment.forecast, assessment.status, assessment.promise.unit
    if outlook is not None and outlook.remaining > 0:
        needed = figure(needed_shown(outlook.needed_per_month, units.is_whole(unit)), unit)
        if outlook.months_left > 1:
            return _("%(needed)s a month") % {"needed": needed}
        return _("%(needed)s in all") % {"needed": needed}
    if assessment.promise.measure is Measure.STEPS:
        return step_name(status.late_step.name) if status.late_step else ""
    if assessment.promise.measure is Measure.SUM and status.goal is not None:
        remaining = Fraction(status.goal) * Fraction(assessment.promise.done_at) / 100
        return _("%(needed)s in all") % {"needed": figure(remaining - (status.achieved or 0), unit)}
    return to_go(status, assessment.promise)
