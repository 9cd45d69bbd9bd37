"""Reads one workbook in a process of its own, which may be killed: a bomb ends here and not in the server.

Run by path, without Django: the workbook comes on standard input, `{"keys": […]}` as argument; the answer is
JSON on standard output: {"rows", "formulas", "merged", "is_1904"} or {"refused": code}.
"""

import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

MEMORY, CPU_SECONDS = 1 << 30, 20
LONGEST_CELL, LARGEST_ANSWER = 4000, 60_000_000
MOST_SHEETS, HEAD_WITHIN, MOST_COLUMNS, MOST_ROWS = 20, 30, 200, 20_000
CELL_WITH_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*<(?:\w+:)?f\b")
CELL_WITH_ERROR = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bt=\"e\")[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
IS_1904 = re.compile(rb"date1904=\"(?:1|true)\"")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """The file cannot be read; the code says why."""


def main() -> None:
    _limit()
    try:
        answer = _read(sys.stdin.buffer.read(), set(json.loads(sys.argv[1])["keys"]))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "too_large"}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time is kept by the parent
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _read(content: bytes, keys: set[str]) -> dict:
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            position, rows, sheet = _sheet_with_key(book, keys)
            merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or []]
            is_zip = content.startswith(b"PK")
            formulas, is_1904 = (
                _of_xlsx(content, sheet.name) if is_zip else (_of_xls(content, position), False)
            )
    except python_calamine.PasswordError:
        raise Refused("password") from None
    except (python_calamine.CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError, EOFError):
        raise Refused("broken") from None
    return {"rows": rows, "formulas": formulas, "merged": merged, "is_1904": is_1904}


def _sheet_with_key(book, keys: set[str]) -> tuple:
    """The first sheet that has the heading of the hidden key; without one, the first that has anything."""
    fallback = None
    for position in range(min(len(book.sheet_names), MOST_SHEETS)):
        sheet = book.get_sheet_by_index(position)
        if not sheet.height:
            continue
        head = islice(sheet.iter_rows(), HEAD_WITHIN + 1)
        if any(
            isinstance(cell, str) and "".join(cell.split()).casefold() in keys for row in head for cell in row
        ):
            return position, _cells(sheet), sheet
        fallback = fallback or (position, sheet)
    if fallback is None:
        raise Refused("empty")
    position, sheet = fallback
    return position, _cells(sheet), sheet


def _cells(sheet) -> list:
    """[row number, cells from column A] of each row with anything in it; what `iter_rows` gives starts at A1."""
    if sheet.total_width > MOST_COLUMNS * 4:
        raise Refused("too_wide")
    found: list = []
    size = 0
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
        if not any(cell is not None for cell in cells):
            continue
        if len(found) >= MOST_ROWS + HEAD_WITHIN:
            raise Refused("too_many_rows")
        size += sum(len(cell) for cell in cells if isinstance(cell, str))
        if size > LARGEST_ANSWER:
            raise Refused("too_large")
        found.append([number, cells])
    return found


def _plain(cell):
    """A cell as JSON has it; a day as ["2021-09-30"]."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return cell
    if isinstance(cell, datetime):
        return [cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return str(cell)[:LONGEST_CELL]


def _of_xlsx(content: bytes, name: str) -> tuple:
    """The cells of a sheet that hold a formula or an error, and whether its days are counted from 1904."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = archive.read("xl/workbook.xml")
        part = _part_of(archive, book, name)
        text = archive.read(part) if part else b""
    formulas = CELL_WITH_FORMULA.findall(text)
    if len(formulas) < len(ANY_FORMULA.findall(text)):
        raise Refused("formulas")
    # The reader gives nothing for an error such as #DIV/0!: the cell would pass for an empty one.
    places = formulas + CELL_WITH_ERROR.findall(text)
    found = [[int(row) - 1, _column(letters)] for letters, row in places]
    return found, bool(IS_1904.search(book))


def _part_of(archive: zipfile.ZipFile, book: bytes, name: str) -> str:
    """The part of the archive that holds the sheet of that name."""
    # An entity that grows without end meets the limits of this process.
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in ElementTree.fromstring(book).iter():  # noqa: S314
        if sheet.tag.endswith("}sheet") and sheet.get("name") == name:
            path = targets.get(sheet.get(RELATION), "")
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _of_xls(content: bytes, position: int) -> list:
    """The cells of a sheet of an old workbook that hold a formula or an error."""
    # Isolated, Python does not look beside this file by itself.
    sys.path.append(str(Path(__file__).parent))
    from biff import formulas_of

    return formulas_of(content, position)


if __name__ == "__main__":
    main()
