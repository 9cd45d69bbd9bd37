"""An uploaded workbook as rows of cells: read in a child process, found by the headings of its columns."""

import json
import os
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from targets.workbook import guarding
from targets.workbook.columns import COLUMNS, ENTRIES, headings, plain
from targets.workbook.guarding import UnreadableWorkbook

CHILD = Path(__file__).with_name("child.py")
SECONDS = 40
HEAD_WITHIN = 30
"""The headings stand in one of the first so many rows."""
FEW = 3
"""A row with so many known headings is the one of the headings."""

Cell = None | str | int | float | list[str]
"""Nothing, a text, a number, or a day as ["2021-09-30"]."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row of an uploaded sheet: its number there, and its cells by the names of our columns."""

    number: int
    cells: dict[str, Cell]
    formulas: frozenset[str] = frozenset()
    """Entry cells that hold a formula."""
    is_merged: bool = False

    def text(self, name: str) -> str:
        """What stands in a cell that is no amount and no date."""
        return as_typed(self.cells.get(name)).strip()


@dataclass(frozen=True, slots=True)
class UploadedSheet:
    """The rows under the headings, in their order."""

    lines: tuple[SheetLine, ...]
    is_1904: bool = False


def read_workbook(content: bytes, keys: Sequence[str] | None = None) -> dict[str, Any]:
    """The cells of an upload that `guarding` let pass, as JSON has them; raises UnreadableWorkbook.

    `keys` are headings of which the sheet to read has one; without them, those of the workbook of figures.
    """
    if keys is None:
        keys = [heading for heading, name in headings().items() if name == "key"]
    # The child takes nothing from the environment of the server, its secrets least of all.
    command = [sys.executable, "-I", str(CHILD), json.dumps({"keys": list(keys)})]
    try:
        done = subprocess.run(  # noqa: S603  # our own program, told nothing a user typed
            command, input=content, capture_output=True, timeout=SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        raise UnreadableWorkbook(guarding.too_large_sentence()) from None
    if done.returncode:  # ended by its limits, which its reader answers by aborting
        raise UnreadableWorkbook(guarding.too_large_sentence())
    answer: dict[str, Any] = json.loads(done.stdout)
    if "refused" in answer:
        raise UnreadableWorkbook(_sentence(answer["refused"]))
    return answer


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}


def _sentence(code: str) -> str:
    match code:
        case "password":
            return guarding.password_sentence()
        case "empty":
            return _("There is nothing in this workbook: fill in the one you downloaded here.")
        case "too_many_rows":
            return _("The workbook has more than 20,000 rows: upload it in parts.")
        case "too_wide":
            return _("The sheet is far wider than ours: copy the rows to a newly downloaded workbook.")
        case "formulas":
            return _(
                "The workbook has formulas: copy the cells and paste them as values, then upload it again."
            )
        case "too_large":
            return guarding.too_large_sentence()
    return guarding.broken_sentence()


def sheet_of(answer: dict[str, Any]) -> UploadedSheet:
    """The rows under the headings, found by their words in any order; raises UnreadableWorkbook."""
    head, places = _head(answer["rows"])
    formulas: dict[int, set[int]] = {}
    for row, column in answer["formulas"]:
        formulas.setdefault(row, set()).add(column)
    used = set(places.values())
    merged = _merged_rows(
        (first, last)
        for first, left, last, right in answer["merged"]
        if any(left <= place <= right for place in used)
    )
    lines = []
    for number, cells in answer["rows"]:
        if number <= head:
            continue
        found = {name: cells[place] for name, place in places.items() if place < len(cells)}
        own = formulas.get(number, set())
        at_fault = frozenset(name for name in ENTRIES if places.get(name) in own)
        lines.append(SheetLine(number + 1, found, at_fault, merged(number)))
    return UploadedSheet(tuple(lines), answer["is_1904"])


def _merged_rows(spans: Iterable[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a row lies in one of these spans; a span of a million rows costs no more than one of two."""
    joined: list[list[int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])

    def is_merged(row: int) -> bool:
        place = bisect_right(joined, [row, sys.maxsize]) - 1
        return place >= 0 and row <= joined[place][1]

    return is_merged


def _head(rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The number of the row of headings, and where each column stands; raises UnreadableWorkbook."""
    number, names = _row_of_headings(rows)
    twice = [str(column.heading) for column in COLUMNS if names.count(column.name) > 1]
    if twice:
        raise UnreadableWorkbook(
            _("These columns stand twice: %(names)s. Delete the one you do not need.")
            % {"names": _(", ").join(twice)}
        )
    missing = [str(each.heading) for each in COLUMNS if each.is_required and each.name not in names]
    if missing:
        raise UnreadableWorkbook(
            _("These columns are missing: %(names)s. Fill in the workbook you downloaded here.")
            % {"names": _(", ").join(missing)}
        )
    return number, {name: place for place, name in enumerate(names) if name and name != "reason"}


def _row_of_headings(rows: list[list[Any]]) -> tuple[int, list[str | None]]:
    """The number of that row, and for each of its cells the column it heads."""
    known = headings()
    for number, cells in rows[:HEAD_WITHIN]:
        names = [known.get(plain(cell)) if isinstance(cell, str) else None for cell in cells]
        if len(set(names) - {None}) >= FEW:
            return number, names
    raise UnreadableWorkbook(
        _("The headings were not found: fill in the workbook you downloaded here, and leave its headings.")
    )


def as_typed(cell: Cell) -> str:
    """A cell as text: a number as a spreadsheet shows it, to 15 digits, without an exponent."""
    if cell is None:
        return ""
    if isinstance(cell, list):
        return cell[0]
    if isinstance(cell, int | float):
        return format(Decimal(f"{cell:.15g}"), "f")
    # Written before what would be read as a formula, by `exporting.as_text`.
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell
