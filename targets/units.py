"""Units in which a town counts: what may stand for what, and how figures are written out.

DESIGN, section 3: 亩 is the stored unit of area (1 公顷 = 15 亩), 万元 that of money, 米 that of length;
头 and 只 count the same animals. Pure: no model, no query, no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType
from typing import Literal

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

# Wide enough that no product of a typed figure (40 characters at most) and a factor is ever rounded; the
# default of 28 digits would round silently.
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
STORED_STEP = Decimal("0.0001")
PERCENT_STEP = Decimal("0.1")
HUNDRED = Decimal(100)

OTHER_DIMENSION = _(
    "A figure in %(typed)s cannot be turned into %(wanted)s: these units measure different things."
)


def _fill(message: Promise | str, params: Mapping[str, object]) -> str:
    return str(message) % params if params else str(message)


_filled = lazy(_fill, str)


class Refusal(ValueError):
    """Something typed that cannot be taken.

    `sentence` (also `args[0]`) says what to do, in the language of whoever reads it: it is translated when it
    is shown, not when it is raised. `message` is the sentence before its params are filled in.
    """

    def __init__(self, message: Promise | str, **params: object) -> None:
        self.message = message
        self.sentence = _filled(message, params)
        super().__init__(self.sentence)


class UnitMismatch(Refusal):
    """A figure was to be converted between units of different dimensions."""


@dataclass(frozen=True)
class Unit:
    """One way to count. `factor` is how many of its dimension's stored unit one of it is."""

    code: str  # as stored and shown in Chinese
    dimension: str
    factor: Decimal = Decimal(1)
    name_en: str = ""
    plural_en: str = ""
    is_whole: bool = False  # counts whole pieces: 1.5 口 does not exist
    aliases: tuple[str, ...] = ()

    def english(self, amount: Decimal) -> str:
        """The name after that amount: "1 hectare", "1.5 hectares", "0 hectares"."""
        return self.name_en if abs(amount) == 1 else self.plural_en


_TABLE = (
    Unit("亩", "area", Decimal(1), "mu", "mu", aliases=("市亩",)),
    Unit("公顷", "area", Decimal(15), "hectare", "hectares", aliases=("ha", "hm2", "hm²", "㏊")),
    Unit("万元", "money", Decimal(1), "wan yuan", "wan yuan", aliases=("10,000 yuan",)),
    Unit(
        "元", "money", Decimal("0.0001"), "yuan", "yuan", aliases=("元整", "元正", "圆", "圆整", "rmb", "cny")
    ),
    Unit("亿元", "money", Decimal(10000), "100 million yuan", "100 million yuan"),
    Unit("米", "length", Decimal(1), "metre", "metres", aliases=("m", "公尺", "meter", "meters")),
    Unit("公里", "length", Decimal(1000), "kilometre", "kilometres", aliases=("km", "㎞", "千米")),
    Unit("头", "animals", Decimal(1), "head", "head", is_whole=True),
    Unit("只", "animals", Decimal(1), "head", "head", is_whole=True),
    Unit("口", "口", Decimal(1), "unit", "units", is_whole=True),
    Unit("项", "项", Decimal(1), "item", "items", is_whole=True),
    Unit("人", "人", Decimal(1), "person", "people", is_whole=True, aliases=("名", "persons")),
    Unit("户", "户", Decimal(1), "household", "households", is_whole=True),
    Unit("家", "家", Decimal(1), "establishment", "establishments", is_whole=True),
    Unit("次", "次", Decimal(1), "time", "times", is_whole=True),
    Unit("剂", "剂", Decimal(1), "dose", "doses", is_whole=True, aliases=("剂次",)),
    Unit("例", "例", Decimal(1), "case", "cases", is_whole=True),
    Unit("%", "%", Decimal(1), "%", "%", aliases=("％", "percent")),
)

# Code to unit. The codes are what Target.unit and Allocation.counted_unit hold.
UNITS: Mapping[str, Unit] = MappingProxyType({unit.code: unit for unit in _TABLE})

# DESIGN, section 5: a share of ten or fewer of these is expected whole, at its own due date.
FEW_PIECES_UNITS = frozenset({"项", "口"})


def _names(table: Iterable[Unit]) -> dict[str, Unit]:
    """Every name people type, case folded; one that two units share ("head") goes to the first."""
    names: dict[str, Unit] = {}
    for unit in table:
        for name in (unit.code, *unit.aliases, unit.name_en, unit.plural_en):
            names.setdefault(name.casefold(), unit)
    return names


NAMES: Mapping[str, Unit] = MappingProxyType(_names(_TABLE))


def get(code: str) -> Unit:
    """The unit stored under a code. A code outside the table counts in itself alone; "" is no unit at all."""
    known = UNITS.get(code)
    if known is not None:
        return known
    # The dimension must differ from all of the table's, also for a unit that is called "area".
    return Unit(code, f"own unit {code}", name_en=code, plural_en=code)


def find(text: str) -> Unit | None:
    """The unit of the table that people mean by a code, an alias or an English name; None if unknown."""
    return NAMES.get(text.strip().casefold())


def alternatives(code: str) -> tuple[Unit, ...]:
    """The units in which a figure kept in that unit may be typed: that unit first, then the table's order."""
    own = get(code)
    return (own, *(unit for unit in _TABLE if unit.dimension == own.dimension and unit.code != code))


def convert(amount: Decimal, from_code: str, to_code: str) -> Decimal:
    """A finite amount of one unit in another of the same dimension.

    Exact towards the dimension's stored unit (a multiplication); away from it rounded half-up to four
    decimals. Raises UnitMismatch, with a sentence naming both, for units of different dimensions.
    """
    source, wanted = get(from_code), get(to_code)
    if source.dimension != wanted.dimension:
        raise UnitMismatch(OTHER_DIMENSION, typed=from_code or "—", wanted=to_code or "—")
    if source.factor == wanted.factor:
        return amount
    stored = EXACT.multiply(amount, source.factor)
    if wanted.factor == 1:
        return stored
    return EXACT.quantize(EXACT.divide(stored, wanted.factor), STORED_STEP)


def is_whole(code: str) -> bool:
    """Whether its figures are whole numbers (DESIGN, section 3: 项 口 人 户 家 头 只 次 剂; and 例)."""
    return get(code).is_whole


def as_shown(quantity: Decimal, code: str, prefer_area: Literal["mu", "ha"]) -> tuple[Decimal, str]:
    """A figure kept in the unit `code` as its reader wants it: the number and the code of its unit.

    Only areas have a choice; every other figure is shown in the unit its target names (头 or 只, 万元).
    """
    if get(code).dimension != "area":
        return quantity, code
    shown = "公顷" if prefer_area == "ha" else "亩"
    return convert(quantity, code, shown), shown


def format_amount(amount: Decimal) -> str:
    """A finite number in full: "1,200", "187.5", "-0.0001", "0". Nothing is rounded, no exponent appears."""
    text = format(amount, ",f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def round_percent(percent: Decimal, line: Decimal = HUNDRED) -> Decimal:
    """Half-up to one decimal, but what is below a line stays below it: 99.96 is 99.9 (DESIGN, section 5).

    `line` is the percentage that counts as done, with one decimal at most; 100 is a line in any case.
    """
    rounded = EXACT.quantize(percent, PERCENT_STEP)
    missed = any(percent < each <= rounded for each in (line, HUNDRED))
    return rounded - PERCENT_STEP if missed else rounded


def format_percent(percent: Decimal) -> str:
    """A percentage with one decimal, rounded as `round_percent` does: "62.0%", "-13.0%", "1,250.0%"."""
    text = format(round_percent(percent), ",f")
    return "0.0%" if text == "-0.0" else f"{text}%"
