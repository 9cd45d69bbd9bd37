"""A column of shares pasted from a workbook: names with numbers, or numbers alone. Pure: no model, no clock."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from targets import amounts, units
from targets.amounts import Unreadable

NEGATIVE = _("A share cannot be negative.")
WHOLE = _("%(unit)s are counted in whole numbers.")
NOTHING = _("No number was pasted for this village.")
NO_NUMBER = _("Line %(line)s names the village, but has no number.")
TWICE = _("This village was pasted twice: keep one of the lines.")
NOT_TICKED = _("Line %(line)s, “%(text)s”: this village is not ticked above.")
UNKNOWN = _("Line %(line)s, “%(text)s”: this is neither a number nor the name of a village in the list.")
UNREADABLE = _("Line %(line)s, “%(text)s”: %(sentence)s")
HALF_NAMED = _("Line %(line)s, “%(text)s”: write the village's name on every line, or on none.")
TOO_MANY = _("%(numbers)s numbers were pasted for %(villages)s villages ticked: tick more, or paste fewer.")

_BETWEEN = " \t\u3000\u00a0,，、:：;；"
_TOTALS = re.compile(r"(?:合计|总计|小计|total)", re.IGNORECASE)
_ENDINGS = re.compile("(?:村|社区)$")


def read_share(text: str, unit: str) -> Decimal:
    """A share as people type it, in the target's stored unit; raises Unreadable with what to do.

    Whole pieces (项 口 人 户 家 头 只 次 剂) have no decimals, and no share is below 0.
    """
    quantity = amounts.read_amount_in(text, unit)[0]
    if quantity < 0:
        raise Unreadable(NEGATIVE)
    if units.is_whole(unit) and quantity % 1:
        raise Unreadable(WHOLE, unit=unit)
    return quantity


@dataclass(slots=True)
class Pasted:
    """What a pasted column says of the ticked villages, by their names; nothing of it is lost."""

    typed: dict[str, str] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """What is wrong with a village's number, for its row."""
    problems: list[str] = field(default_factory=list)
    """What is wrong with lines that belong to no row."""

    def take(self, name: str, text: str, unit: str) -> None:
        if name in self.typed:
            self.errors[name] = str(TWICE)
            return
        self.typed[name] = text
        try:
            self.amounts[name] = read_share(text, unit)
        except Unreadable as refusal:
            self.errors[name] = str(refusal.sentence)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    name: str
    """The village it names; empty where it has a number alone."""
    rest: str

    def said(self, sentence: object, **more: object) -> str:
        return str(sentence) % {"line": self.number, "text": self.text, **more}


def read_column(text: str, ticked: Sequence[str], unit: str, others: Sequence[str] = ()) -> Pasted:
    """Read "关渡村<tab, blank or comma>120" line by line, or numbers alone in the order of the ticked villages.

    `others` are villages of the list that are not ticked. Empty lines and totals (合计) are passed over.
    """
    spoken = _spoken_names([*ticked, *others])
    lines = [
        _line(number, stripped, spoken)
        for number, each in enumerate(text.splitlines(), start=1)
        if (stripped := each.strip(_BETWEEN)) and not _TOTALS.match(stripped)
    ]
    pasted = Pasted()
    if any(line.name for line in lines):
        _take_named(pasted, lines, ticked, unit)
    else:
        _take_in_order(pasted, lines, ticked, unit)
    for name in ticked:
        if name not in pasted.typed and name not in pasted.errors:
            pasted.errors[name] = str(NOTHING)
    return pasted


def _spoken_names(names: Sequence[str]) -> Mapping[str, str]:
    """Each name, and what people shorten it to (关渡 for 关渡村) where only one village is called so."""
    short: dict[str, list[str]] = {}
    for name in names:
        short.setdefault(_ENDINGS.sub("", name), []).append(name)
    plain = {said: owners[0] for said, owners in short.items() if said and len(owners) == 1}
    return plain | {name: name for name in names}


def _line(number: int, text: str, spoken: Mapping[str, str]) -> _Line:
    said = max((each for each in spoken if text.startswith(each)), key=len, default="")
    rest = text[len(said) :]
    if said and rest and rest[0] not in _BETWEEN and not rest[0].isdecimal() and rest[0] not in "-+−－":
        said = ""  # 关渡口村 is not 关渡
    return _Line(number, text, spoken.get(said, ""), rest.strip(_BETWEEN) if said else text)


def _take_named(pasted: Pasted, lines: Sequence[_Line], ticked: Sequence[str], unit: str) -> None:
    for line in lines:
        if not line.name:
            sentence = HALF_NAMED if _reads(line.text, unit) else UNKNOWN
            pasted.problems.append(line.said(sentence))
        elif line.name not in ticked:
            pasted.problems.append(line.said(NOT_TICKED))
        elif not line.rest:
            pasted.errors[line.name] = line.said(NO_NUMBER)
        else:
            pasted.take(line.name, line.rest, unit)


def _take_in_order(pasted: Pasted, lines: Sequence[_Line], ticked: Sequence[str], unit: str) -> None:
    """Numbers alone go to the ticked villages as they stand in the list; a line that is none loses its place."""
    unknown = [
        line
        for line in lines
        if not any(each.isdecimal() for each in line.text) and not _reads(line.text, unit)
    ]
    numbers = [line for line in lines if line not in unknown]
    pasted.problems += [line.said(UNKNOWN) for line in unknown]
    if unknown:
        return
    for name, line in zip(ticked, numbers, strict=False):
        pasted.take(name, line.text, unit)
    if len(numbers) > len(ticked):
        said = {"numbers": len(numbers), "villages": len(ticked)}
        pasted.problems.append(str(TOO_MANY) % said)


def _reads(text: str, unit: str) -> bool:
    try:
        amounts.read_amount_in(text, unit)
    except Unreadable:
        return False
    return True
