"""Reading figures the way people type them: `１，２００`, `1.2万`, `0.8 公顷`, `三百`; `targets.dates` reads days.

DESIGN, section 6. What is not plainly one figure is refused with a sentence that says what to do: a wrong
reading would enter the ledger unseen. Pure: no model, no query, no clock.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from targets import units

LONGEST_TEXT = 40  # what ProgressEntry.typed_amount keeps
LARGEST = Decimal(9_999_999_999)  # ten digits before the point, as every quantity is stored

EMPTY = _("Type a number, such as 1200, 1.2万 or 0.8公顷.")
TOO_LONG = _("This is too long for one number: type at most 40 characters.")
UNSEEN_CHARACTERS = _("This contains characters that cannot be seen: delete it and type the number again.")
OTHER_DIGITS = _("Write the number with the digits 0 to 9.")
UNDERSCORE = _("Write the number without “_”, such as 1000 or 1,000.")
EXPONENT = _("Write the number in full, such as 1000 instead of 1e3.")
NOT_EXACT = _("Type the exact figure, without words such as 约, 余 or 多.")
TWO_SIGNS = _("Write one minus sign at most, in front of the number.")
CALCULATION = _("Type one number: a calculation or a range is not accepted.")
COMMA_AFTER_POINT = _(
    "It is not clear which sign is the decimal point: write a point before the decimals, such as 1200.5."
)
TWO_POINTS = _("A number has one decimal point at most.")
BAD_GROUPING = _("Separators stand before every three digits, such as 1,200 or 1,200,000: check the figure.")
MIXED = _(
    "Write the number either with digits, such as 12000, or in words, such as 一万二千, not half and half."
)
WORDS = _("It is not clear which number these words mean: write it with digits, such as 350.")
UNKNOWN_UNIT = _("“%(unit)s” is not a known unit: type the number alone.")
NOT_A_NUMBER = _("This is not a number: type it such as 1200, 1.2万 or 三百.")
TOO_LARGE = _("The number is too large: 9,999,999,999 is the largest that can be kept.")
TOO_FINE = _("At most four decimals can be kept: round the figure.")
TOO_FINE_IN = _("Counted in %(unit)s this has more than four decimals: round the figure.")
OTHER_UNIT = _("This target is counted in %(unit)s; you typed %(typed)s. Type the figure in %(accepted)s.")
NO_UNIT = _("This target is counted without a unit; you typed %(typed)s. Type the number alone.")
WHICH_TEN_THOUSAND = _(
    "With %(unit)s it is not clear what 万 or 亿 means: write the unit after the number, or use digits only."
)


class Unreadable(units.Refusal):
    """Typed text that is not plainly one figure or one date."""


@dataclass(frozen=True)
class Reading:
    """A figure as typed: the amount, and the unit if one was typed (its code)."""

    amount: Decimal
    unit: str | None
    # 万 or 亿 was written: then "1.2万" for a target kept in 万元 may mean 1.2 万元 or 12000 万元.
    has_multiplier: bool = field(default=False, compare=False)


# Full width to ASCII by hand: NFKC would also make 52 of 5² and 1 of ①.
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
NARROW |= dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), ord(" ")) | {
    ord("−"): ord("-"),
    ord("。"): ord("."),
}
BLANKS = " \t\r\n\u3000\u00a0\u2009\u202f"

_MULTIPLIERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}  # powers of ten
_DIGITS = re.compile(
    r"(?P<number>[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?P<gap>[, ])[0-9]{3}(?:(?P=gap)[0-9]{3})*(?:\.[0-9]+)?)"
    r"(?P<multiplier>[百千]|[十百千]?[万亿]|万亿)?"
)

_ONE_TO_NINE = "一二三四五六七八九"
_SAME_WORD = str.maketrans("〇两壹贰叁肆伍陆柒捌玖拾佰仟萬億點", "零二一二三四五六七八九十百千万亿点")
_WORD_DIGITS = str.maketrans("零" + _ONE_TO_NINE, "0123456789")
_WORDS = re.compile(f"[零{_ONE_TO_NINE}十百千万亿]+")
_WORDS_WITH_POINT = re.compile(
    f"(?P<whole>[零{_ONE_TO_NINE}十百千]+)点(?P<decimals>[零{_ONE_TO_NINE}]+)(?P<multiplier>[万亿]?)"
)
_NUMERALS = "0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億点點"

# What a text that is no number probably is, the likeliest first.
_SLIPS = (
    (re.compile(r"[0-9]_|_[0-9]"), UNDERSCORE),
    (re.compile(r"[0-9]e[+-]?[0-9]", re.IGNORECASE), EXPONENT),
    (re.compile(r"^[~≈<>≤≥]|约|余|多|近|几|数|来|左右|上下|以上|以下|超|不足|不到|上[百千万]"), NOT_EXACT),
    (re.compile(r"^[-+负]"), TWO_SIGNS),
    (re.compile(r"[=+*/×÷~—–-]"), CALCULATION),
    (re.compile(r"[0-9]\.[0-9]*,"), COMMA_AFTER_POINT),
    (re.compile(r"[0-9]\.[0-9]*\."), TWO_POINTS),
    (re.compile(r"^[0-9][0-9.]*[, ][0-9., ]*[十百千万亿]*$"), BAD_GROUPING),
    (re.compile(f"^(?=.*[0-9])(?=.*[^0-9., ])[{_NUMERALS}., ]+$"), MIXED),
    (re.compile(f"^[{_NUMERALS[3:]}]+$"), WORDS),
)
_UNIT_AFTER_NUMBER = re.compile(f"^[{_NUMERALS}., ]*[{_NUMERALS}] ?(?P<unit>[^0-9., ][^0-9]*)$")


def read_amount(text: str) -> Reading:
    """Read one figure; its sign is kept.

    A multiplier before 元 is read as part of the unit: `1.2万元` is 1.2 in 万元, while `1.2万亩` is 12000
    in 亩.
    Raises Unreadable for anything that is not plainly one figure, for more than four decimals (万 and 亿
    multiplied out) and for figures beyond ten digits.
    """
    return _read(text, own_unit="")


def read_amount_in(text: str, unit_code: str, *, chosen_code: str = "") -> tuple[Decimal, Decimal, str]:
    """Read a figure for a target kept in the unit `unit_code` ("" for none).

    Returns the quantity to store in that unit, the amount as typed, and the code of the unit it was typed
    in: the one in the text, else the one chosen beside it, else the target's own. Raises Unreadable where
    `read_amount` does, for a unit of another dimension, and where the quantity would have to be rounded.
    """
    reading = _read(text, own_unit=unit_code)
    typed_code = reading.unit or chosen_code or unit_code
    if reading.has_multiplier and reading.unit is None and typed_code[:1] in ("万", "亿"):
        raise Unreadable(WHICH_TEN_THOUSAND, unit=typed_code)
    typed, kept = units.get(typed_code), units.get(unit_code)
    try:
        quantity = units.convert(reading.amount, typed_code, unit_code)
    except units.UnitMismatch:
        if not unit_code:
            raise Unreadable(NO_UNIT, typed=typed_code) from None
        accepted = " / ".join(unit.code for unit in units.alternatives(unit_code))
        raise Unreadable(OTHER_UNIT, unit=unit_code, typed=typed_code, accepted=accepted) from None
    _refuse_too_large(quantity)
    was_rounded = units.EXACT.multiply(quantity, kept.factor) != units.EXACT.multiply(
        reading.amount, typed.factor
    )
    if was_rounded or _is_too_fine(quantity):
        raise Unreadable(TOO_FINE_IN, unit=unit_code)
    return _written_out(quantity), reading.amount, typed_code


def _read(text: str, own_unit: str) -> Reading:
    rest = _plain(text)
    is_negative = rest[0] in "-负"
    rest = rest[1:].lstrip() if rest[0] in "-+负" else rest
    body, unit = _split_unit(rest, own_unit)
    plain = body.translate(_SAME_WORD)
    amount = _from_digits(plain)
    if amount is None:
        amount = _from_words(plain)
    if amount is None:
        raise _refusal(body, rest)
    if _is_too_fine(amount):
        raise Unreadable(TOO_FINE)
    if unit == "元" and plain[-1] in "万亿":
        unit = plain[-1] + unit
        amount = units.EXACT.scaleb(amount, -_MULTIPLIERS[plain[-1]])
    _refuse_too_large(amount)
    signed = -amount if is_negative and amount else amount
    return Reading(_written_out(signed), unit, has_multiplier="万" in plain or "亿" in plain)


def _plain(text: str) -> str:
    """The text in ASCII digits and signs, with blanks only where they may separate digits."""
    stripped = text.strip(BLANKS)
    if not stripped:
        raise Unreadable(EMPTY)
    if len(stripped) > LONGEST_TEXT:
        raise Unreadable(TOO_LONG)
    plain = stripped.translate(NARROW)
    if any(unicodedata.category(each)[0] == "C" or each in "\u2028\u2029" for each in plain):
        raise Unreadable(UNSEEN_CHARACTERS)
    if any(unicodedata.category(each)[0] == "N" and not each.isascii() and each != "〇" for each in plain):
        raise Unreadable(OTHER_DIGITS)
    return re.sub(r"(?<![.,]) +(?=[^0-9., ])", "", plain)


# 万元 and 亿元 are read as 元 after a multiplier, since 一亿二千万元 is not 一亿二千 of 万元.
_SUFFIXES = sorted((name for name in units.NAMES if name[0] not in "万亿"), key=len, reverse=True)


def _split_unit(rest: str, own_unit: str) -> tuple[str, str | None]:
    """The text before its unit, and the unit's code; the target's own unit need not be in the table."""
    own = [own_unit.translate(NARROW)] if own_unit and own_unit not in units.UNITS else []
    for name in own + _SUFFIXES:
        body, tail = rest[: -len(name)].rstrip(), rest[-len(name) :]
        if not body or tail.casefold() != name.casefold():
            continue
        # 一万三千米 is 13000 米, not 一万三 of 千米: such a unit is one only after a digit.
        if name[0] in _MULTIPLIERS and not (body[-1].isascii() and body[-1].isdigit()):
            continue
        return body, own_unit if name in own else units.NAMES[name].code
    return rest, None


def _from_digits(body: str) -> Decimal | None:
    """The value of `1,200.5万`, None for anything but digits and one multiplier."""
    match = _DIGITS.fullmatch(body)
    if match is None:
        return None
    number = Decimal(re.sub(r"[, ]", "", match["number"]))
    return units.EXACT.scaleb(number, sum(_MULTIPLIERS[each] for each in match["multiplier"] or ""))


def _from_words(body: str) -> Decimal | None:
    """The value of `一千二百`, `一点二万`; None for anything but a number in words."""
    match = _WORDS_WITH_POINT.fullmatch(body)
    if match:
        whole = _whole_from_words(match["whole"])
        decimals = match["decimals"].translate(_WORD_DIGITS)
        power = _MULTIPLIERS.get(match["multiplier"], 0)
        return None if whole is None else units.EXACT.scaleb(Decimal(f"{whole}.{decimals}"), power)
    if not _WORDS.fullmatch(body):
        return None
    whole = _whole_from_words(body)
    return None if whole is None else Decimal(whole)


def _whole_from_words(words: str) -> int | None:
    """The value of Chinese numerals; None if they are not well formed.

    The library alone takes 三五 (three to five) for 35 in its lenient mode; in the strict one it refuses
    the spoken 一万二, misreads 十 inside a number (一亿十万 as 100,000,000), takes 零百 for a hundred, and
    refuses 七十万零一千, which is said as often as 七十万一千.
    """
    import cn2an

    if "零百" in words:
        return None
    spoken = re.search(f"([百千万亿])[{_ONE_TO_NINE}]$", words)
    if spoken:
        words += {"百": "十", "千": "百", "万": "千", "亿": "千万"}[spoken[1]]
    words = re.sub(f"(?<![{_ONE_TO_NINE}])十", "一十", words)
    words = re.sub(f"万零(?=[{_ONE_TO_NINE}]千)", "万", words)
    try:
        return int(cn2an.cn2an(words, "strict"))
    except ValueError:
        return None


def _refusal(body: str, rest: str) -> Unreadable:
    """Why the text is not a number: `body` is what stands before a known unit, `rest` has the unit too."""
    for slip, sentence in _SLIPS:
        if slip.search(body):
            return Unreadable(sentence)
    match = _UNIT_AFTER_NUMBER.search(rest)
    if match:
        return Unreadable(UNKNOWN_UNIT, unit=match["unit"])
    return Unreadable(NOT_A_NUMBER)


def _written_out(amount: Decimal) -> Decimal:
    """The same value without exponent and trailing zeros, so that str() shows 12000 and not 1.2E+4."""
    return Decimal(format(units.EXACT.normalize(amount), "f"))


def _is_too_fine(amount: Decimal) -> bool:
    return amount != units.EXACT.quantize(amount, units.STORED_STEP)


def _refuse_too_large(amount: Decimal) -> None:
    if abs(amount) > LARGEST:
        raise Unreadable(TOO_LARGE)
