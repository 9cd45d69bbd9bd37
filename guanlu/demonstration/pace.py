"""How the invented year went: for each target what was reached by the end of each month, and where it differed.

Cumulative percentages of the goal for sums, percentages of the base for ratios, new cases a month for the rest.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

Months = tuple[float, ...]
"""Twelve figures, January first."""

SUMS: dict[str, Months] = {
    # As a share of what each share owes: above 100 the town passes its goal.
    "1.2.2": (1.4, 4.1, 13.6, 18.2, 29.7, 41.3, 44.9, 50.2, 60, 74.8, 83.1, 101.2),
    "3.2.6": (0, 0, 6, 18, 32, 46, 61, 71, 82, 94, 108, 112),
    "4.2.3": (4, 18, 47, 54, 54, 54, 54, 54, 64, 90, 112, 114),
    "4.2.4": (4, 17, 42, 48, 48, 48, 48, 48, 52, 66, 88, 100),
    "4.2.5": (5, 9, 14, 18, 23, 28, 33, 39, 47, 61, 83, 106),
    "4.2.6": (9, 18, 28, 39, 49, 60, 71, 83, 94, 102, 109, 114),
    "4.2.7": (2, 4, 9, 14, 19, 24, 28, 33, 38, 49, 61, 76),
}
OWN_SUMS: dict[tuple[str, str], Months] = {
    ("4.2.7", "雄岭村"): (5, 11, 20, 31, 40, 47, 56, 65, 76, 86, 95, 104),
    ("4.2.7", "东坝村"): (4, 9, 17, 27, 34, 42, 50, 58, 67, 77, 88, 100),
}
"""Villages that went their own way."""
VILLAGES = (
    "关渡村",
    "春江村",
    "雄岭村",
    "云台村",
    "柏垭村",
    "星火村",
    "东坝村",
    "云顶村",
    "西坪村",
    "石庄村",
)
SPREAD = {
    "4.2.3": (1.12, 0.96, 1.2, 1.0, 0.95, 1.05, 1.0, 0.9, 1.1, 0.22),
    "4.2.4": (1.0, 1.25, 0.9, 1.45, 0.7, 1.15, 0.95, 0.75, 1.25, 0.95),
    "4.2.5": (1.0, 1.15, 0.95, 1.05, 0.95, 1.1, 0.9, 1.2, 1.0, 0.97),
    "4.2.6": (0.97, 1.0, 1.1, 1.03, 0.9, 1.0, 1.05, 1.12, 0.95, 0.92),
    "4.2.7": (0.85, 1.35, 1.0, 0.6, 0.7, 0.9, 1.0, 1.15, 1.05, 0.7),
}
"""How far each village is ahead or behind, as a part of the pace above."""
FACTORS = {
    (code, village): part
    for code, parts in SPREAD.items()
    for village, part in zip(VILLAGES, parts, strict=True)
}
EARLY_OR_LATE = 0.4
"""How far a village's figures of a month run into its neighbours, as a part of what the month brings."""
PIECES = {("3.2.4", "雄岭村"): "11.20", ("3.2.5", "西坪村"): "6.18", ("3.2.5", "云顶村"): "9.22"}
"""Single pieces, by the day on which they were finished."""
SILENT_UNTIL_DONE = (("3.2.4", "雄岭村"),)
"""Nothing at all, not even a zero, was reported before it was finished."""

RATIOS: dict[str, Months] = {
    "3.3.1": (82.6, 83.8, 85.2, 86.9, 88.6, 90.4, 92.1, 93.8, 95.3, 96.8, 98.4, 98.9),
    "5.1.1": (92.4, 93.1, 93.9, 94.6, 95.2, 95.9, 96.5, 97.0, 97.5, 98.3, 99.0, 99.6),
    "5.1.2": (80.9, 81.6, 82.6, 83.7, 84.8, 85.9, 87.0, 88.0, 89.1, 91.4, 93.9, 96.4),
    "5.2.2": (10.9, 28.3, 52.2, 67.4, 84.8, 100, 100, 100, 100, 100, 100, 100),
    "5.2.3": (12.5, 12.5, 25, 37.5, 37.5, 50, 50, 62.5, 62.5, 75, 87.5, 100),
    "5.3.2": (16.7, 33.3, 50, 58.3, 75, 83.3, 91.7, 91.7, 100, 100, 100, 100),
}
BASES = {"3.3.1": 37, "5.1.1": 142, "5.1.2": 96}
"""What the ratio of a village counts against, for each of its groups; invented."""
TOWN_BASES = {"5.2.2": 46, "5.2.3": 8, "5.3.2": 12}

DOSES: Months = (0, 4, 18, 35, 52, 60, 48, 30, 16, 9, 12, 7)
"""For each group of a village; the report sets no goal."""
CASES = {("2.1.4", "东坝村", 9): 1}
"""Cases under a limit; every other report is a zero."""
COUNTED = {"1.1.4": (4, 8), "4.2.2": (0, 2), "5.1.3": (30, 60), "5.2.1": (7, 12), "5.3.1": (6, 9)}
"""The range of what routine work with a unit counts in a period."""
LEVELS: dict[str, Months] = {"7.0.2": (0, 0, 0, 0, 0, 44, 47, 50, 52, 55, 57, 60)}
ADDED: dict[str, Months] = {"7.0.1": (0, 0, 0, 0, 15, 30, 45, 60, 75, 90, 100, 100)}
"""Sums of targets added in mid-year."""


def luck(*seed: object) -> Random:
    """Chance that falls the same way each time the demonstration is loaded."""
    return Random(" ".join(str(each) for each in seed))  # noqa: S311  # no secret hangs on it


def cumulative(code: str, share: str, goal: Decimal, month: int) -> int:
    """What a share of a sum has reached by the end of a month (0: before January), in whole units.

    Each share strays from the pace of its target, always in the same way; its months run a little into each other.
    """
    if month == 0:
        return 0
    months = OWN_SUMS.get((code, share)) or SUMS.get(code) or ADDED[code]
    percent = months[month - 1]
    if (code, share) in FACTORS and month < 12:
        shift = luck("shift", code, share, month).uniform(-EARLY_OR_LATE, EARLY_OR_LATE)
        beside = months[month] if shift > 0 else (0, *months)[month - 1]
        percent += abs(shift) * (beside - percent)
    stray = 1 if code in ADDED else luck(code, share).uniform(0.98, 1.03)
    factor = Decimal(str(FACTORS.get((code, share), 1) * stray))
    return _whole(goal * Decimal(str(percent)) / 100 * factor)


def numerator(code: str, share: str, base: int, month: int) -> int:
    """How many of the base a ratio counts at the end of a month; shares stray by a point at most."""
    percent = RATIOS[code][month - 1]
    if code in BASES:
        percent = min(100, percent + luck(code, share).uniform(-1, 1))
    return _whole(Decimal(base) * Decimal(str(percent)) / 100)


def base_of(code: str, groups: int) -> int:
    """What a ratio of a share counts against; `groups` are those of its village, 0 for the whole town."""
    return BASES[code] * groups if code in BASES else TOWN_BASES[code]


def doses(share: str, groups: int, month: int) -> int:
    stray = luck("doses", share, month).uniform(0.85, 1.15)
    return _whole(Decimal(str(DOSES[month - 1] * groups * stray)))


def counted(code: str, share: str, month: int, groups: int) -> int:
    """What routine work with a unit counts in a period."""
    low, high = COUNTED[code]
    return luck(code, share, month).randint(low, high) * max(1, groups // 3)


def chosen(sentences: Sequence[str], *seed: object) -> str:
    """One of some sentences, for the same seed always the same."""
    return luck(*seed).choice(list(sentences))


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_HALF_UP))
