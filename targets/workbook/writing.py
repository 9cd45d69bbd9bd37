"""The workbook itself: headings, prefilled rows, drop-downs, protection, print; with openpyxl."""

import io
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from targets.exporting import as_text, notice
from targets.models import ProgressEntry
from targets.workbook.columns import COLUMNS, REASON, YES

HEAD_ROW = 4
ENTRY, MARKED, HEAD = "FFF8DC", "F9D6D0", "E9EDF0"
THIN = Side(style="thin", color="C5CCD3")


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """The cells of one row by the names of their columns, and how they are to be filled in."""

    values: Mapping[str, Any]
    unlocked: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    """Cells at fault, in a workbook that is given back."""
    steps: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    is_percent: bool = False
    """Its amounts are kept as text: a spreadsheet makes 0.985 of 98.5%."""
    reason: str = ""


@dataclass(slots=True)
class _Choices:
    """Drop-downs: each list stands once on a hidden sheet, with the cells that offer it."""

    ranges: dict[tuple[str, ...], list[list[Any]]] = field(default_factory=dict)
    """By list: column, first and last row."""

    def offer(self, words: tuple[str, ...], column: str, row: int) -> None:
        """Let a cell offer the list; cells one under the other are one range, or thousands take minutes."""
        known = self.ranges.setdefault(words, [])
        for each in known[-len(COLUMNS) :]:
            if each[0] == column and each[2] == row - 1:
                each[2] = row
                return
        known.append([column, row, row])

    def cells(self, words: tuple[str, ...]) -> str:
        """The cells that offer the list, as a spreadsheet names them."""
        return " ".join(f"{column}{first}:{column}{last}" for column, first, last in self.ranges[words])


LAST_PRINTED = get_column_letter([column.name for column in COLUMNS].index("note") + 1)
"""All columns on one sheet of A4 cannot be read: what is rarely filled in is not printed."""


def write_book(title: Sequence[str], rows: Sequence[PrintedRow], *, with_reasons: bool = False) -> bytes:
    """An xlsx of these rows under three lines of title; a last column says why rows were refused."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Figures to report"))
    _lay_out(sheet, with_reasons)
    if not with_reasons:
        sheet.print_area = f"B1:{LAST_PRINTED}{HEAD_ROW + len(rows)}"
    for line in range(HEAD_ROW - 1):
        text = title[line] if line < len(title) else ""
        sheet.append([None, _cell(sheet, as_text(text), Font(bold=line == 0, size=14 if line == 0 else 10))])
    headings = [str(column.heading) for column in COLUMNS] + ([str(REASON)] if with_reasons else [])
    sheet.append([_head(sheet, each) for each in headings])
    styles = _Styles(sheet)
    choices = _Choices()
    for number, row in enumerate(rows, HEAD_ROW + 1):
        cells = [styles.cell(row, column.name, row.values.get(column.name)) for column in COLUMNS]
        if with_reasons:
            cells.append(styles.cell(row, "reason", row.reason))
        sheet.append(cells)
        _offer(choices, row, number)
    _list_choices(book, sheet, choices)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _lay_out(sheet: Any, with_reasons: bool) -> None:
    """Widths, frozen heads, protection without a password, and how it prints."""
    for position, column in enumerate(COLUMNS, 1):
        width = sheet.column_dimensions[get_column_letter(position)]
        width.width, width.hidden = column.width, column.name == "key"
    if with_reasons:
        sheet.column_dimensions[get_column_letter(len(COLUMNS) + 1)].width = 50
    sheet.freeze_panes = f"E{HEAD_ROW + 1}"
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)  # False: not forbidden
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    sheet.oddFooter.center.text = notice()
    sheet.oddFooter.right.text = "&P / &N"


def _cell(sheet: Any, value: Any, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.font = font
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula
    return cell


def _head(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text, Font(bold=True, size=10))
    cell.fill = PatternFill("solid", fgColor=HEAD)
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    cell.border = Border(THIN, THIN, THIN, THIN)
    return cell


class _Styles:
    """Cells of the few styles a sheet has; each style is put together once, for thousands of cells."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.known: dict[tuple[bool, bool, str], Any] = {}

    def cell(self, row: PrintedRow, name: str, value: Any) -> Any:
        cell = WriteOnlyCell(self.sheet, as_text(value))
        if isinstance(value, str):
            cell.data_type = "s"
        shown = "@" if name in ("amount", "base") and row.is_percent else "General"
        style = (name in row.unlocked, name in row.marked, "yyyy-mm-dd" if name == "happened_on" else shown)
        if style not in self.known:
            self.known[style] = self._model(*style)
        cell._style = copy(self.known[style]._style)
        return cell

    def _model(self, is_entry: bool, is_marked: bool, number_format: str) -> Any:
        cell = _cell(self.sheet, None, Font(size=10))
        cell.border = Border(THIN, THIN, THIN, THIN)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=not is_entry)
        cell.number_format = number_format
        if is_entry or is_marked:
            cell.fill = PatternFill("solid", fgColor=MARKED if is_marked else ENTRY)
        return cell


def _offer(choices: _Choices, row: PrintedRow, number: int) -> None:
    lists = {
        "mode": tuple(str(label) for label in ProgressEntry.Mode.labels),
        "origin": tuple(str(label) for label in ProgressEntry.Origin.labels),
        "confirmed": (str(YES),),
        "step": row.steps,
        "unit": row.units,
    }
    for position, column in enumerate(COLUMNS, 1):
        words = lists.get(column.name)
        if words and column.name in row.unlocked:
            choices.offer(words, get_column_letter(position), number)


def _list_choices(book: Any, sheet: Any, choices: _Choices) -> None:
    """Write the lists in columns of a hidden sheet, and let the cells refer to them."""
    name = "lists"
    hidden = book.create_sheet(name)
    hidden.sheet_state = "hidden"
    lists = list(choices.ranges)
    for line in range(max(map(len, lists), default=0)):
        hidden.append([as_text(words[line]) if line < len(words) else None for words in lists])
    for position, words in enumerate(lists, 1):
        letter = get_column_letter(position)
        words_at = f"{name}!${letter}$1:${letter}${len(words)}"
        rule = DataValidation("list", words_at, allow_blank=True, sqref=choices.cells(words))
        rule.errorTitle, rule.error = _("Not in the list"), _("Choose one of the list.")
        rule.showErrorMessage = True
        sheet.data_validations.append(rule)
