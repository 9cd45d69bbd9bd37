"""A list of accounts as it is pasted from a workbook or typed: its lines, and what each of them asks for."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_LINES = 100
COLUMNS = ("username", "full_name", "role", "place")
HEADINGS = {
    "username": ("用户名", "账号", "登录名", "username", "user name", "account"),
    "full_name": ("姓名", "名字", "full name", "name"),
    "role": ("角色", "role"),
    "place": (
        "村(社区)或责任单位", "村(社区)", "村", "社区", "责任单位", "单位", "部门",
        "village or office", "village", "office",
    ),
}  # fmt: skip
BLANK = " \t\r\n\u3000\ufeff\u200b"
SEPARATORS = (r"\t", r"[,，;；]", r"(?: |\u3000){2,}|\u3000")
"""What stands between the columns; the first of them that a line has."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list, as typed: who, as what, for where."""

    number: int
    username: str
    full_name: str
    role: str
    place: str
    has_more: bool = False
    """There is something after the last column."""


def plain(text: str) -> str:
    """A word as it is compared: width, case and blanks do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_lines(text: str) -> list[Line]:
    """The lines that say something; a heading is skipped, and tells the order of the columns.

    Raises ValidationError where there is none, or there are too many for one time.
    """
    lines = list(_lines(text))
    if not lines:
        raise ValidationError(_("Paste or type at least one line."))
    if len(lines) > MOST_LINES:
        raise ValidationError(
            _("These are %(count)d lines: paste at most %(most)d at a time."),
            params={"count": len(lines), "most": MOST_LINES},
        )
    return lines


def _lines(text: str) -> Iterator[Line]:
    order = dict(zip(COLUMNS, range(len(COLUMNS)), strict=True))
    has_heading = False
    for number, row in enumerate(text.splitlines(), 1):
        cells = split(row)
        if not any(cells):
            continue
        found = _heading(cells)
        if found:
            order, has_heading = found, True
            continue
        said = {name: cells[position] if position < len(cells) else "" for name, position in order.items()}
        yield Line(number, **{"place": "", "role": "", "full_name": "", "username": "", **said},
                   has_more=not has_heading and any(cells[len(COLUMNS):]))  # fmt: skip


def split(row: str) -> list[str]:
    """The cells of a line: between tabs, else commas or semicolons, else several blanks, else single ones.

    >>> split("li，李四，填报人，关渡村") == split("li 李四 填报人 关渡村") == split("li\\t李四\\t填报人\\t关渡村\\t")
    True
    """
    row = row.strip("\r\n\ufeff")
    for separator in SEPARATORS:
        cells = re.split(separator, row.strip(BLANK) if separator != r"\t" else row)
        if len(cells) > 1:
            return [_cell(cell) for cell in cells]
    return [_cell(cell) for cell in row.split(maxsplit=len(COLUMNS) - 1)]


def _cell(text: str) -> str:
    """A cell without the quotation marks that a workbook puts around one."""
    text = text.strip(BLANK)
    return text[1:-1].strip(BLANK) if len(text) > 1 and text[0] == text[-1] == '"' else text


def _heading(cells: list[str]) -> dict[str, int] | None:
    """Which column is where, if these cells name at least two of ours and the user name among them."""
    order: dict[str, int] = {}
    for position, cell in enumerate(cells):
        for column, words in HEADINGS.items():
            if plain(cell) in words:
                order.setdefault(column, position)
    return order if len(order) > 1 and "username" in order else None
