"""The page of the sheet (按表填报): its rows and months, and what they come to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import ngettext

from targets import units
from targets.boards.rows import village_url
from targets.grid.form import TypedCell
from targets.grid.rows import Drawn, GridRow, grid_row, month_name
from targets.grid.rules import ADDED, cell_day
from targets.grid.sheet import Place, Sheet, asked_places
from targets.measures import Measure
from targets.models import Allocation, Village


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A month: its name, whether a narrow screen shows it, and what its cells come to."""

    value: str
    label: str
    is_shown: bool
    is_future: bool
    has_typed: bool
    takes_zero: bool
    """Whether the rest of it can be filled with 0."""
    day: date
    total: str


@dataclass(frozen=True, slots=True)
class GridTotal:
    """The foot of a sheet whose rows add up: shares of one target in one unit."""

    rows: str
    unit: str
    before: str
    total: str
    goal: str
    percent: str


@dataclass(frozen=True, slots=True)
class GridLink:
    """A share that is no row of figures, with its form."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class GridPage:
    """A sheet as it is shown."""

    key: str
    query: str
    title: str
    url: str
    by_village: bool
    rows: tuple[GridRow, ...]
    columns: tuple[GridColumn, ...]
    in_words: tuple[GridLink, ...]
    total: GridTotal | None
    can_send: bool
    typed: int
    """How many cells are filled in and not stored."""


def grid_page(sheet: Sheet, typed: Mapping[Place, TypedCell], asked_month: str = "") -> GridPage:
    """The sheet with what was typed; `asked_month` such as 202109 is the one a narrow screen shows."""
    asked = asked_places(sheet)
    drawn = Drawn(sheet, typed, asked, _shown_month(sheet, typed, asked_month, asked))
    rows = tuple(grid_row(drawn, share) for share in sheet.shares)
    columns = tuple(_column(drawn, index, rows) for index in range(len(sheet.months)))
    by_village = isinstance(sheet.of, Village)
    return GridPage(
        key=sheet.key,
        query=sheet.query,
        title=str(sheet.of),
        url=_url(sheet),
        by_village=by_village,
        rows=rows,
        columns=columns,
        in_words=tuple(_link(sheet, share) for share in sheet.in_words),
        total=_foot(sheet, rows) if adds_up(sheet) and len(rows) > 1 else None,
        can_send=any(column.has_typed for column in columns)
        or any(cell.is_filled for cell in typed.values()),
        typed=sum(cell.is_filled for cell in typed.values()),
    )


def _url(sheet: Sheet) -> str:
    """The page of its village or target."""
    if isinstance(sheet.of, Village):
        return village_url(sheet.plan.year, sheet.of)
    return sheet.of.get_absolute_url()


def _shown_month(
    sheet: Sheet, typed: Mapping[Place, TypedCell], wanted: str, asked: Collection[Place]
) -> date:
    """The month of a narrow screen: the one chosen, one with an error, the last asked for, or the running one."""
    wrong = [cell.month for cell in typed.values() if cell.said]
    chosen = [month for month in sheet.months if f"{month:%Y%m}" == wanted]
    begun = [month for month in sheet.months if month <= sheet.on]
    latest_asked = sorted({month for _share, month in asked}, reverse=True)
    return next(iter([*chosen, *sorted(wrong), *latest_asked, *reversed(begun), *sheet.months]))


def _link(sheet: Sheet, share: Allocation) -> GridLink:
    name = str(share.target) if isinstance(sheet.of, Village) else share.label
    return GridLink(name, reverse("targets:record-share", args=[sheet.plan.year, share.pk]))


def _column(drawn: Drawn, index: int, rows: tuple[GridRow, ...]) -> GridColumn:
    sheet, month = drawn.sheet, drawn.sheet.months[index]
    cells = [(row, row.cells[index]) for row in rows]
    figures = [Decimal(cell.quantity) for row, cell in cells if cell.quantity and row.is_added]
    return GridColumn(
        value=f"{month:%Y%m}",
        label=month_name(month),
        is_shown=month == drawn.month,
        is_future=month > sheet.on,
        has_typed=any(cell.is_typed for _row_of, cell in cells),
        takes_zero=any(cell.is_typed and row.takes_zero for row, cell in cells),
        day=_column_day(sheet, month),
        total=units.format_amount(sum(figures, Decimal(0))) if figures else "",
    )


def _column_day(sheet: Sheet, month: date) -> date:
    """The day figures of that month carry where nothing ends in it."""
    found = month
    for share in sheet.shares:
        found = max(found, cell_day(month, sheet.ledgers[share.pk], sheet.on, share.starts_on) or month)
    return found


def adds_up(sheet: Sheet) -> bool:
    """Shares of one target in one unit, whose months are added."""
    return not isinstance(sheet.of, Village) and Measure(sheet.of.measure) in ADDED


def total_percent(sheet: Sheet) -> str:
    """The completion of a sheet that adds up: what its rows achieved of their goals."""
    ledgers = [sheet.ledgers[share.pk] for share in sheet.shares]
    figures = [ledger for ledger in ledgers if ledger.has_figures(sheet.on)]
    goals = [share.goal for share in sheet.shares if share.goal is not None]
    if not figures or not sum(goals) or figures[0].measure is not Measure.SUM:
        return ""
    total = sum((ledger.before(sheet.on) for ledger in figures), Decimal(0))
    return units.format_percent(total / sum(goals, Decimal(0)) * 100)


def _foot(sheet: Sheet, rows: tuple[GridRow, ...]) -> GridTotal:
    totals = [Decimal(row.total) for row in rows if row.total]
    goals = [share.goal for share in sheet.shares if share.goal is not None]
    total = sum(totals, Decimal(0))
    return GridTotal(
        rows=ngettext("%(count)d row", "%(count)d rows", len(rows)) % {"count": len(rows)},
        unit=rows[0].unit,
        before=units.format_amount(total) if totals else "—",
        total=str(total),
        goal=units.format_amount(sum(goals, Decimal(0))) if goals else "",
        percent=total_percent(sheet),
    )
