"""Which of the invented sentences is written beside a figure: by kind of target, by who writes, by month."""

from collections import Counter
from collections.abc import Sequence
from typing import TypeVar

from guanlu.demonstration import sentences
from guanlu.demonstration.pace import luck

Chosen = TypeVar("Chosen")
KINDS = {
    "1.1.3": "doses",
    "1.1.5": "paper",
    "1.2.2": "money",
    "2.2": "paper",
    "3": "works",
    "3.1.2": "paper",
    "3.1.3": "paper",
    "3.3.1": "ratio",
    "4.2.3": "planting",
    "4.2.4": "planting",
    "4.2": "livestock",
    "4.3.1": "planting",
    "4.3.3": "paper",
    "5": "ratio",
    "7.0.1": "works",
    "7.0.2": "posts",
}
"""By how the code begins; the longest beginning decides."""
WITHOUT = 0.15
"""How many ordinary figures come without a word."""
TROUBLED = 0.2
"""How many figures of the targets in `sentences.PROBLEMS` tell of a problem."""
RESTING = range(5, 10)
"""Months in which nothing is planted."""


def kind_of(code: str) -> str:
    """The kind of a target that is counted.

    >>> kind_of("3.1.1"), kind_of("3.1.2"), kind_of("4.2.6")
    ('works', 'paper', 'livestock')
    """
    return KINDS[max((each for each in KINDS if f"{code}.".startswith(f"{each}.")), key=len)]


def in_turn(listed: Sequence[Chosen], number: int, *seed: object) -> Chosen:
    """One after the other as the number goes up, beginning differently for each seed."""
    return listed[(luck("turn", *seed).randrange(len(listed)) + number) % len(listed)]


def routine(code: str, share: str, month: int, *, is_village: bool) -> str:
    """What was done in the quarter of a month."""
    said = sentences.ROUTINE_OF_A_VILLAGE if is_village else sentences.ROUTINE
    return in_turn(said[code[0]], (month + 2) // 3, code, share)


def on_the_way(code: str, share: str, month: int) -> str:
    return in_turn(sentences.ON_THE_WAY[kind_of(code)], month, code, share)


def step_done(code: str) -> str:
    return sentences.STEP_DONE[kind_of(code)]


def zero(code: str, share: str, month: int) -> str:
    """Beside a limit that was kept."""
    return in_turn(sentences.ZERO, month, code, share)


def counted(code: str, share: str, month: int) -> str:
    """Beside an amount as it is expected; now and then nothing."""
    if luck("without", code, share, month).random() < WITHOUT:
        return ""
    return in_turn(sentences.COUNTED[kind_of(code)], month, code, share)


def nothing_new(code: str, share: str, month: int) -> str:
    is_resting = month in RESTING and code.startswith("4.") and kind_of(code) == "planting"
    return in_turn(sentences.OUT_OF_SEASON if is_resting else sentences.NOTHING_NEW, month, code, share)


def explained(code: str, *, passes: bool) -> str:
    """Where the rules of recording ask for a word: the goal is passed, or far more comes than before."""
    said = sentences.PASSED if passes else sentences.JUMPED
    return said.get(kind_of(code), sentences.LARGER)


def problem(code: str, share: str, month: int, told: Counter[str]) -> tuple[str, str]:
    """The problem of a month and its next step; mostly empty. `told` counts them by target, to take turns."""
    if code not in sentences.PROBLEMS or luck("problem", code, share, month).random() >= TROUBLED:
        return "", ""
    possible = [each for each in sentences.PROBLEMS[code] if each.first <= month <= each.last]
    found = possible[told[code] % len(possible)]
    told[code] += 1
    return found.said, found.next_step
