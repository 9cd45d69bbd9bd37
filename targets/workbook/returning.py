"""An uploaded workbook given back: as it was filled in, its refused cells marked, the reasons in a last column."""

from collections.abc import Sequence
from datetime import date

from targets.models import Plan
from targets.people import Person
from targets.periods import period_of
from targets.record.record_page import share_periods
from targets.workbook.checking import Check, CheckedRow
from targets.workbook.columns import COLUMNS
from targets.workbook.printing import printed, title_of
from targets.workbook.reading import Cell
from targets.workbook.rows import SheetRow, sheet_rows
from targets.workbook.writing import PrintedRow, write_book


def returned_workbook(check: Check, plan: Plan, user: Person, on: date) -> bytes:
    """The workbook of a check, to be mended and uploaded again: the marks of its rows are the same."""
    fresh = _fresh_rows(plan, check.rows, on)
    rows = [
        _returned(row, fresh.get((row.key.share, row.key.period_starts_on)) if row.key else None)
        for row in check.rows
    ]
    return write_book(title_of(plan, user, on), rows, with_reasons=True)


def _fresh_rows(plan: Plan, rows: Sequence[CheckedRow], on: date) -> dict[tuple[int, date], SheetRow]:
    """What a workbook downloaded now would hold for the same shares and periods."""
    pairs = {}
    for row in rows:
        if row.key and row.share:
            period = period_of(row.key.period_starts_on, share_periods(row.share))
            if period:
                pairs[row.share.pk, period.starts_on] = (row.share, period)
    return {(each.share.pk, each.period.starts_on): each for each in sheet_rows(plan, pairs.values(), on)}


def _returned(row: CheckedRow, fresh: SheetRow | None) -> PrintedRow:
    typed = {column.name: _as_cell(row.line.cells.get(column.name)) for column in COLUMNS}
    known = printed(fresh) if fresh else PrintedRow({})
    return PrintedRow(
        values=typed,
        unlocked=known.unlocked or frozenset(column.name for column in COLUMNS if column.is_entry),
        marked=frozenset(name or "code" for name in row.faults)
        | (frozenset({"reason"}) if row.faults else frozenset()),
        steps=known.steps,
        units=known.units,
        is_percent=known.is_percent,
        reason=" ".join(row.sentences),
    )


def _as_cell(cell: Cell) -> object:
    return date.fromisoformat(cell[0]) if isinstance(cell, list) else cell
