"""The board of a year's projects: counts and money first, then each project."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from projects.assessment import assess
from projects.gantt import Axis
from projects.rows import ProjectRow, row_of
from projects.status import ProjectStatus
from targets.asof import Known
from targets.explaining import points
from targets.models import Plan
from targets.schedule import expected_percent, rounded
from targets.units import format_amount, format_percent


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Count:
    number: int
    label: str
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """What the board prints of the projects chosen, on a day."""

    on: date
    counts: tuple[Count, ...]
    money: tuple[Fact, ...]
    reported: str
    rows: tuple[ProjectRow, ...]
    months: tuple[tuple[str, str, str], ...]
    today: str


def rows_on(plan: Plan, on: date, known: Known = Known.NOW) -> list[ProjectRow]:
    """Every project in the list of the plan by that day, by code."""
    return [row_of(each, on) for each in assess(plan, on, known=known)]


def board(plan: Plan, on: date, known: Known = Known.NOW) -> Board:
    """Every project of the plan."""
    return board_of(rows_on(plan, on, known), plan, on)


def board_of(rows: Sequence[ProjectRow], plan: Plan, on: date) -> Board:
    """The sums of these rows; an amount nobody knows is no 0, and the board says how many are known."""
    axis = Axis(plan.starts_on, plan.ends_on)
    told = sum(row.invested is not None for row in rows)
    return Board(
        on=on,
        counts=_counts(rows),
        money=_money(rows, plan, on),
        reported=_("%(told)d of %(all)d projects have reported an investment.")
        % {"told": told, "all": len(rows)},
        rows=tuple(rows),
        months=axis.months,
        today=axis.line(on),
    )


def _counts(rows: Sequence[ProjectRow]) -> tuple[Count, ...]:
    statuses = [row.status for row in rows]
    begun = sum(bool(row.actual) for row in rows)
    finished = sum(each.is_finished for each in statuses)
    ahead = sum(each in (ProjectStatus.AHEAD, ProjectStatus.FINISHED_EARLY) for each in statuses)
    late = sum(each.is_late for each in statuses)
    return (
        Count(len(rows), _("Projects")),
        Count(len(rows) - begun, _("Not begun"), "idle", "circle-dashed"),
        Count(begun, _("Begun"), "pace", "circle-dot"),
        Count(finished, _("Finished"), "good", "circle-check"),
        Count(ahead, _("Ahead or early"), "ahead", "trending-up"),
        Count(late, _("Late or stalled"), "far", "alert-triangle"),
    )


def _money(rows: Sequence[ProjectRow], plan: Plan, on: date) -> tuple[Fact, ...]:
    """总投资, 年度计划, 累计完成, 占年度计划%, 超/欠时间进度; the share is of projects with a plan alone."""
    planned = _sum(row.year_investment for row in rows)
    done = _sum(row.invested for row in rows)
    facts = [
        Fact(_("Total investment (万元)"), _text(_sum(row.total_investment for row in rows))),
        Fact(_("Planned for the year (万元)"), _text(planned)),
        Fact(_("Done this year (万元)"), _text(done)),
    ]
    of_plan = _sum(row.invested for row in rows if row.year_investment is not None)
    if not planned or of_plan is None:
        return (*facts, Fact(_("Share of the year's plan"), "—"), Fact(_("Against time (points)"), "—"))
    share = rounded(Fraction(of_plan) / Fraction(planned) * 100)
    expected = rounded(expected_percent(on, starts_on=plan.starts_on, due_on=plan.ends_on))
    return (
        *facts,
        Fact(_("Share of the year's plan"), format_percent(share)),
        Fact(_("Against time (points)"), points(share - expected)),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [each for each in amounts if each is not None]
    return sum(known, Decimal(0)) if known else None


def _text(amount: Decimal | None) -> str:
    return "—" if amount is None else format_amount(amount)
