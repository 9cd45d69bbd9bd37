"""Totals so far (累计) of a project's months that no longer add up, and what an approval would put out of true. Pure.

The ledger keeps what each month was reckoned to add; an earlier month that is corrected, or reported later, changes
what a later total should have added. Nobody corrects that unasked: the page says it and who is to do what.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import ProjectReport
from projects.models.reports import superseded
from projects.report_rules import MONEY, TOTAL
from targets.amounts import read_amount_in
from targets.models.ledger import EntryState
from targets.units import format_amount


@dataclass(frozen=True, slots=True)
class Told:
    """What a report says of the money, in 万元."""

    id: int
    month: date
    added: Decimal | None
    total: Decimal | None = None
    """The total so far as it was typed; None where what is new was."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A total typed, and what the reports up to its month now come to, in 万元."""

    id: int
    month: date
    typed: Decimal
    now: Decimal


def broken_totals(told: Iterable[Told]) -> list[Broken]:
    """The totals among these reports, one a month, that the reports up to their month do not come to."""
    found, reached = [], Decimal(0)
    for each in sorted(told, key=lambda each: each.month):
        reached += each.added or Decimal(0)
        if each.total is not None and each.total != reached:
            found.append(Broken(each.id, each.month, each.total, reached))
    return found


def newly_broken(counted: Sequence[Told], fresh: Told | None, instead_of: int | None) -> list[Broken]:
    """What more is out of true, or by another amount, once `fresh` counts, or nothing, instead of another report."""
    before = broken_totals(counted)
    kept = [each for each in counted if each.id != instead_of]
    after = broken_totals([*kept, fresh] if fresh else kept)
    return [each for each in after if each not in before and (fresh is None or each.id != fresh.id)]


def beyond_plan(total: Decimal, goal: Decimal | None) -> tuple[str, ...]:
    """What is asked of a total of the year, in 万元, that passes its plan: a unit is easily mistaken."""
    if goal is None or total <= goal:
        return ()
    said = _(
        "With it the year comes to %(total)s 万元, above the plan of %(goal)s 万元: check the unit and the figure."
    )
    return (said % {"total": format_amount(total), "goal": format_amount(goal)},)


def doubts(reports: Sequence[ProjectReport], goal: Decimal | None = None) -> dict[int, tuple[str, ...]]:
    """By report of a project's year, the sentences to be read beside it: no query, the reports come loaded.

    `goal` is the plan of the year in 万元.
    """
    gone = superseded(reports)
    approved = [each for each in reports if each.state == EntryState.APPROVED]
    counted = [_told(each) for each in approved if not each.is_void and each.pk not in gone]
    found: dict[int, tuple[str, ...]] = {each.id: (_now_sentence(each),) for each in broken_totals(counted)}
    for report in reports:
        if report.state == EntryState.SUBMITTED:
            fresh = None if report.is_void else _told(report)
            broken = newly_broken(counted, fresh, report.replaces_id)
            beyond = beyond_plan(_sum_with(counted, fresh, report.replaces_id), goal) if fresh else ()
            found[report.pk] = (*beyond, *(_then_sentence(each) for each in broken))
    return found


def _sum_with(counted: Sequence[Told], fresh: Told, instead_of: int | None) -> Decimal:
    """The year's investment once `fresh` counts instead of another report."""
    kept = [each for each in counted if each.id != instead_of]
    return sum((each.added or Decimal(0) for each in [*kept, fresh]), Decimal(0))


def _told(report: ProjectReport) -> Told:
    total = read_amount_in(report.typed_amount, MONEY)[0] if report.typed_mode == TOTAL else None
    return Told(report.pk, report.month, report.investment, total)


def _now_sentence(broken: Broken) -> str:
    return _(
        "A total so far of %(typed)s 万元 was reported for %(month)s, but the approved reports up to it now come "
        "to %(now)s 万元: ask the reporter, and correct the report that is wrong."
    ) % _shown(broken)


def _then_sentence(broken: Broken) -> str:
    return _(
        "Once this is approved, the reports up to %(month)s come to %(now)s 万元, where a total so far of "
        "%(typed)s 万元 was reported: check with the reporter which is right, and have the report of that month "
        "corrected too if it is wrong."
    ) % _shown(broken)


def _shown(broken: Broken) -> dict[str, str]:
    return {
        "month": date_format(broken.month, "YEAR_MONTH_FORMAT"),
        "typed": format_amount(broken.typed),
        "now": format_amount(broken.now),
    }
