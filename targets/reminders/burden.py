"""How many figures a plan asks of whom by month, and what it seems to ask twice. Pure: no model, no query, no clock.

A figure is a report of one share for one period. It is counted in the month in which its period ends, as the plan
has it: also where a share was finished early.
"""

import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from enum import Enum
from itertools import combinations

from django.utils.translation import gettext_lazy as _

from targets.measures import Measure
from targets.periods import Cadence

ALIKE = 0.85
"""From here on two names are taken for alike: 生猪存栏 and 生猪出栏 (0.75) are not, one word more or less is."""
HALF_ALIKE = 0.5
"""What names have to share beside definitions that are alike: many definitions are made by one pattern."""

Month = date
"""A month by its first day."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A share that is asked for figures."""

    holder: Hashable
    """Who reports: a village or an office."""
    target: int | None
    """None for what an app above this one asks for."""
    measure: Measure | None
    cadence: Cadence
    months: tuple[Month, ...]
    """The months in which its periods end."""


@dataclass(frozen=True, slots=True)
class Load:
    """Figures by month, in the order of the plan's months."""

    shares: int
    by_month: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.by_month)

    @property
    def most(self) -> int:
        return max(self.by_month, default=0)

    def busiest(self, months: Sequence[Month]) -> Month | None:
        """The month that asks most, the first of several; None where nothing is asked."""
        return months[self.by_month.index(self.most)] if self.most else None


def load(asked: Iterable[Asked], months: Sequence[Month]) -> Load:
    """What these shares ask for in each of these months."""
    shares = list(asked)
    number = Counter(month for share in shares for month in share.months)
    return Load(len(shares), tuple(number[month] for month in months))


def months_of(first: date, last: date) -> list[Month]:
    """The months from one day to another."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + index) // 12, (first.month - 1 + index) % 12 + 1, 1)
        for index in range(count)
    ]


class Doubt(Enum):
    """Why two requests are taken for one."""

    VILLAGE_AND_OFFICE = _("Both villages and an office report for this target")
    SAME_NAME = _("Same name")
    SAME_WORDS = _("Same words in two documents")
    SAME_BASELINE = _("Same goal and same figure of last year in two documents")
    ALIKE_NAME = _("Same unit, names alike")
    ALIKE_DEFINITION = _("Same unit, definitions alike and names partly so")


@dataclass(frozen=True, slots=True)
class Question:
    """A target as far as it matters whether it is asked twice."""

    target: int
    document: int
    measure: Measure
    name: str
    unit: str = ""
    definition: str = ""
    quote: str = ""
    goal: Decimal | None = None
    baseline: Decimal | None = None
    baseline_unit: str = ""
    villages: frozenset[Hashable] = frozenset()
    """The villages that report for it."""
    offices: frozenset[Hashable] = frozenset()
    """The offices that report for it themselves."""
    rest_only: bool = False
    """Whether the offices' shares are just what a split sum leaves undivided."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """One target, or two, that somebody should look at."""

    doubt: Doubt
    first: int
    second: int | None
    holders: frozenset[Hashable]
    """Who is asked for both."""


def suspicions(questions: Sequence[Question]) -> list[Suspicion]:
    """What seems to be asked twice, in the order of the questions; two targets only where somebody reports both."""
    found = []
    for each in questions:
        if each.villages and each.offices and not each.rest_only:
            found.append(Suspicion(Doubt.VILLAGE_AND_OFFICE, each.target, None, each.villages | each.offices))
    for first, second in combinations(questions, 2):
        holders = (first.villages & second.villages) | (first.offices & second.offices)
        doubt = doubt_of(first, second) if holders else None
        if doubt is not None:
            found.append(Suspicion(doubt, first.target, second.target, holders))
    return found


def doubt_of(first: Question, second: Question) -> Doubt | None:
    """The first rule by which two targets seem to ask the same; None where none does."""
    names = plain(first.name), plain(second.name)
    if names[0] == names[1]:
        return Doubt.SAME_NAME
    if first.document != second.document:
        if first.quote and plain(first.quote) == plain(second.quote):
            return Doubt.SAME_WORDS
        if first.baseline is not None and _figures(first) == _figures(second):
            return Doubt.SAME_BASELINE
    if not first.unit or (first.measure, first.unit) != (second.measure, second.unit):
        return None  # what is not counted, such as steps, often shares the words of its definition
    if alike(*names):
        return Doubt.ALIKE_NAME
    definitions = plain(first.definition), plain(second.definition)
    is_alike = all(definitions) and alike(*definitions) and alike(*names, least=HALF_ALIKE)
    return Doubt.ALIKE_DEFINITION if is_alike else None


def _figures(question: Question) -> tuple[object, ...]:
    return (question.goal, question.unit, question.baseline, question.baseline_unit)


def plain(text: str) -> str:
    """Only its letters and digits, full-width ones as the others: what is left of a name without its dress."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def alike(first: str, second: str, least: float = ALIKE) -> bool:
    """Whether two texts share so much, from 0 to 1, that they may mean the same."""
    match = SequenceMatcher(None, first, second, autojunk=False)
    return match.real_quick_ratio() >= least and match.quick_ratio() >= least and match.ratio() >= least


def made_by_holder(made: Mapping[int, int], holders: Mapping[int, Hashable]) -> Counter[Hashable]:
    """Entries made, by who reports: from their number by share."""
    number: Counter[Hashable] = Counter()
    for share, count in made.items():
        number[holders[share]] += count
    return number
