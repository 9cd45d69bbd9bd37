"""The columns of the workbook, and what is written in them; every language of the site is read back."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from targets.models import ProgressEntry


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the code, its heading, its width in characters."""

    name: str
    heading: Any
    width: int
    is_entry: bool = False
    """Whether something is typed in it."""
    is_required: bool = False
    """A workbook without it is not read."""


COLUMNS = (
    Column("key", _("Row mark (do not change)"), 10, is_required=True),
    Column("code", _("Code"), 8, is_required=True),
    Column("target", _("Target"), 24),
    Column("share", _("Share"), 13, is_required=True),
    Column("definition", _("Definition"), 26),
    Column("measure", _("Measure"), 9),
    Column("goal", _("Goal"), 10),
    Column("so_far", _("Stands so far"), 12),
    Column("period", _("Period"), 9),
    Column("mode", _("This figure is"), 14, is_entry=True, is_required=True),
    Column("amount", _("Amount"), 12, is_entry=True, is_required=True),
    Column("unit", _("Unit"), 9, is_entry=True, is_required=True),
    Column("base", _("Out of"), 12, is_entry=True, is_required=True),
    Column("step", _("Step completed"), 18, is_entry=True, is_required=True),
    Column("happened_on", _("Date"), 12, is_entry=True, is_required=True),
    Column("note", _("Note"), 24, is_entry=True, is_required=True),
    Column("confirmed", _("Checked"), 8, is_entry=True),
    Column("problem", _("Problem"), 18, is_entry=True),
    Column("next_step", _("Next step"), 18, is_entry=True),
    Column("origin", _("Where the figure comes from"), 15, is_entry=True, is_required=True),
    Column("informant_post", _("Reported by telephone or on paper by"), 18, is_entry=True),
)
BY_NAME = {column.name: column for column in COLUMNS}
ENTRIES = tuple(column.name for column in COLUMNS if column.is_entry)
TYPED = ("amount", "base", "step", "note", "problem", "next_step", "informant_post")
"""What is empty in a row that nobody filled in; the other entry cells are proposed."""
REASON = _("Why it was refused")
"""The heading of the last column of a workbook that is given back."""

YES, NO = _("Yes"), _("No")


def plain(text: str) -> str:
    """A heading or choice as it is compared: without blanks, letters of either case and width alike."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@lru_cache(maxsize=1)
def headings() -> dict[str, str]:
    """The name of the column for every heading, in every language of the site."""
    return _in_all_languages({column.name: column.heading for column in COLUMNS} | {"reason": REASON})


@lru_cache(maxsize=1)
def modes() -> dict[str, str]:
    """What is chosen for a figure's mode; also the words staff have for it."""
    words = {"本月新增": "increment", "本季新增": "increment", "新增": "increment", "累计": "total"}
    return {**words, **_in_all_languages(dict(ProgressEntry.Mode.choices))}


@lru_cache(maxsize=1)
def ticks() -> dict[str, str]:
    """What is chosen for a figure that was checked; "" for no, which an empty cell says too."""
    words = {"√": "yes", "✓": "yes", "✔": "yes", "y": "yes", "n": ""}
    return {**words, **_in_all_languages({"yes": YES, "": NO})}


@lru_cache(maxsize=1)
def origins() -> dict[str, str]:
    """What is chosen for where a figure comes from."""
    return _in_all_languages(dict(ProgressEntry.Origin.choices))


def _in_all_languages(words: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found |= {plain(str(word)): name for name, word in words.items()}
    return found
