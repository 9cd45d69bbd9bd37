"""What the form of a monthly report shows beside itself: what was said last, what stands, before → after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import ProjectReport, ProjectYear
from projects.report_doubts import beyond_plan
from projects.report_rules import MONEY, TOTAL
from projects.waiting import asked_month
from targets.amounts import Unreadable, read_amount_in
from targets.record.previews import Delta
from targets.units import format_amount, format_percent


@dataclass(frozen=True, slots=True)
class Said:
    """A report that stands, as its reporter reads it again."""

    month: date
    state: str
    who: str
    stage: str
    amount: str
    """万元 of that month; empty where no figure was known."""
    progress: str
    problem: str
    next_step: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Beside the form of a month."""

    so_far: str
    goal: str
    """The plan of the year in 万元; empty without one."""
    last: Said | None
    """The latest month that was told."""
    told: tuple[date, ...]
    """The months that need no report any more, the earliest first."""
    nothing_new: date | None
    """The month that one click may say of that nothing was done; None where all is told."""


def report_page(
    year: ProjectYear, today: date, shown: ProjectReport | None, month: date | None
) -> ReportPage:
    """What stands of a project, without the report that is sent again or corrected; one query."""
    reports = [each for each in _standing(year, shown) if each.month <= today]
    told = tuple(sorted(each.month for each in reports))
    goal = year.year_investment
    return ReportPage(
        so_far=_text(_sum(reports, today)),
        goal="" if goal is None else _text(goal),
        last=_said(reports[0]) if reports else None,
        told=told,
        nothing_new=None if shown or month in told else month,
    )


def proposed_month(year: ProjectYear, today: date, months: Sequence[date], told: set[date]) -> date | None:
    """The month asked for; where that is told the latest that is not, since the first that was.

    None where nothing is left to tell: nobody reports on months before a project had anything to report.
    `months` has the latest first.
    """
    asked = asked_month(year.plan, today)
    first = min(told, default=None)
    waiting = [each for each in months if each not in told and (first is None or each > first)]
    return asked if asked in waiting else next(iter(waiting), None)


def preview(
    year: ProjectYear, shown: ProjectReport | None, month: date, amount: str, mode: str
) -> Delta | None:
    """Before → after of an amount of 万元 as it is typed; None where nothing was typed."""
    if not amount.strip():
        return None
    before = _sum(_standing(year, shown), month)
    try:
        typed = read_amount_in(amount, MONEY)[0]
    except Unreadable as refusal:
        return Delta("", "", "", "", (str(refusal.sentence),))
    after = typed if mode == TOTAL else before + typed
    if typed < 0:
        return Delta(_text(before), "", "", "", (_("Write 0 or more."),))
    if after < before:
        sentence = _("A total so far is at least what stands: correct the earlier report if that was wrong.")
        return Delta(_text(before), "", "", "", (sentence,))
    goal = year.year_investment
    share = format_percent(after / goal * 100) if goal else ""
    remarks = beyond_plan(after, goal)
    return Delta(_text(before), _text(after), f"+{format_amount(after - before)}", share, remarks)


def _standing(year: ProjectYear, shown: ProjectReport | None) -> list[ProjectReport]:
    """The latest month first."""
    gone = {shown.pk, shown.replaces_id} if shown else set()
    return [each for each in year.reports.standing().order_by("-month", "-pk") if each.pk not in gone]


def _sum(reports: Sequence[ProjectReport], upto: date) -> Decimal:
    return sum((each.investment or Decimal(0) for each in reports if each.month <= upto), Decimal(0))


def _said(report: ProjectReport) -> Said:
    return Said(
        month=report.month,
        state=report.get_state_display(),
        who=report.reporter_name,
        stage=report.get_stage_display(),
        amount="" if report.investment is None else _text(report.investment),
        progress=report.progress,
        problem=report.problem,
        next_step=report.next_step,
    )


def _text(amount: Decimal) -> str:
    return f"{format_amount(amount)} {MONEY}"


def month_name(month: date) -> str:
    return date_format(month, "YEAR_MONTH_FORMAT")
