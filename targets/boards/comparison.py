"""Two days of a board compared, whatever it lists: the lines that moved, and what became of each in a word."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

AT_ONCE = 12
"""So many stand over the board, so that on a telephone it is not pages away."""
Line = TypeVar("Line")


@dataclass(frozen=True, kw_only=True)  # no slots: in Python 3.11 a frozen generic with slots cannot be made
class Comparison(Generic[Line]):
    """The comparison of a page, what got worse first."""

    since: date
    on: date
    rows: tuple[Line, ...]
    worse: int
    better: int
    same: int
    """How many did not move at all."""
    of_villages: bool = False

    @property
    def first(self) -> tuple[Line, ...]:
        """What is shown at once; the others are folded under it."""
        return self.rows[:AT_ONCE]

    @property
    def others(self) -> tuple[Line, ...]:
        return self.rows[AT_ONCE:]


def became(before: object | None, after: object | None, trend: int) -> str:
    """New, gone, worse, better; empty where it is as serious as before. `trend` is above 0 where it got worse."""
    if before is None or after is None:
        return _("new") if before is None else _("no longer there")
    if not trend:
        return ""
    return _("worse") if trend > 0 else _("better")


def tone_of(trend: int) -> str:
    """The colour of that word."""
    return "far" if trend > 0 else "good" if trend < 0 else "idle"
