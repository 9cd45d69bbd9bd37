"""What went wrong in the invented year, so that a visitor sees how the ledger mends it."""

from dataclasses import dataclass

from guanlu.demonstration import sentences
from guanlu.demonstration.pace import luck

SINGLE_RETURNS = {
    ("4.2.5", "春江村", 7): "8.18",
    ("4.2.6", "关渡村", 9): "",
    ("4.2.1", "全镇", 9): "",
}
"""Figures sent back, by code, share and month; the day they were sent again, or nothing: still returned."""
RETURNED_PART = 0.008
"""How many of all other entries were sent back once, and mended the day after."""
FIRST_RETURN, LAST_RETURN = 2, 11


SLIPPED = ("4.2.6", "云台村", 3)
"""A figure typed with a digit too many."""
SENT_TWICE = ("1.1.3", "东坝村", 5)
"""A figure logged twice, and approved twice."""
WITHDRAWN = ("4.2.3", "关渡村", 9)
"""A figure logged twice, and withdrawn by its reporter before anyone decided."""
OVERCOUNTED = ("4.2.5", "关渡村", 8)
"""A figure that counted some animals twice."""


@dataclass(frozen=True, slots=True)
class Correction:
    """An approved figure taken back: when that was asked and decided (month.day), and what was right."""

    key: tuple[str, str, int]
    asked: str
    decided: str
    """Empty where it still awaits review on the demonstration's own day."""
    reason: str
    less: int | None
    """How much lower the right amount is than what should have been typed; none where nothing should stand."""


CORRECTIONS = (
    Correction(SLIPPED, "4.20", "4.22", sentences.SLIP, 0),
    Correction(SENT_TWICE, "6.20", "6.22", sentences.TAKEN_BACK, None),
    Correction(OVERCOUNTED, "10.7", "", sentences.WRONG_HERD, 7),
)
WITHDRAWN_ON = "10.5"


def is_returned(code: str, share: str, month: int) -> bool:
    """Whether a figure is sent back at first."""
    if (code, share, month) in SINGLE_RETURNS:
        return True
    if not FIRST_RETURN <= month <= LAST_RETURN or month == 9:
        return False
    return luck("returned", code, share, month).random() < RETURNED_PART


def day_sent_again(code: str, share: str, month: int) -> str | None:
    """When a returned figure was sent again: month.day, nothing if never, None the day after."""
    return SINGLE_RETURNS.get((code, share, month))
