"""Where last year's words come again in a new text: a proposal to look at, never taken by itself. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

CLAUSE = re.compile(r"[^,，。;；!！?？\n]+[,，。;；!！?？]?")
MARKS = ",，。;；!！?？ 　"
LIKE_ENOUGH = 0.5
"""Below this share of common pairs of characters another promise is as likely as the same one."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text up to the next mark, and the pairs of characters in it."""

    start: int
    end: int
    pairs: Counter[str]


def clauses(body: str) -> list[Clause]:
    """The clauses of a text in their order; asked once for all that is looked for in it."""
    return [Clause(each.start(), each.end(), _pairs(each.group())) for each in CLAUSE.finditer(body)]


def likeliest(words: str, body: str, parts: list[Clause]) -> str:
    """The words of `body` most like these, as long in clauses; "" where none are like enough.

    Numbers are left out of the comparison: they are what changes from year to year.
    """
    wanted = _pairs(words)
    length = max(len(CLAUSE.findall(words)), 1)
    best, found = LIKE_ENOUGH, ""
    for index in range(len(parts) - length + 1):
        run = parts[index : index + length]
        pairs = sum((each.pairs for each in run), Counter())
        alike = 2 * (wanted & pairs).total() / ((wanted.total() + pairs.total()) or 1)
        if alike > best:
            best, found = alike, body[run[0].start : run[-1].end].strip(MARKS)
    return found


def _pairs(text: str) -> Counter[str]:
    letters = re.sub(r"[\d\W_]+", "", text)
    return Counter(letters[index : index + 2] for index in range(len(letters) - 1))
