"""Figures and dates as people type them: what is read, and what is refused with which sentence."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from targets import amounts, units
from targets.amounts import Unreadable, read_amount, read_amount_in

examined = settings(deadline=None, database=None)

WIDE = str.maketrans({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000})
# Signs of which typed figures are made, so that arbitrary text meets every rule.
FIGURE_SIGNS = "0123456789.,，． -+负零〇一二两三五十百千万亿点元亩公顷米千头hakm%余约e_=~\u200b\n棵"


def refused(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_amount(text)
    return caught.value


def outcome(text: str) -> amounts.Reading | str:
    """What was read, or the sentence that refused it; any other exception fails the test."""
    try:
        return read_amount(text)
    except Unreadable as refusal:
        return str(refusal)


def in_words(number: int) -> str:
    """A whole number below 10^12 as it is written in Chinese, 零 for places that have nothing."""
    words, is_gap = "", False
    for power in range(11, -1, -1):
        digit = number // 10**power % 10
        if digit:
            words += (
                "零" * (is_gap and bool(words))
                + "零一二三四五六七八九"[digit]
                + ["", "十", "百", "千"][power % 4]
            )
        is_gap = not digit
        if power in (4, 8) and number // 10**power % 10_000:
            words += "万" if power == 4 else "亿"
    return words or "零"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200", "1200"), ("1,200", "1200"), ("１２００", "1200"), ("１，２００", "1200"), ("1 200", "1200"),
        ("12 000 000", "12000000"), ("1,200,000", "1200000"), ("3,000.50", "3000.5"), ("１．５", "1.5"),
        ("1。5", "1.5"), ("0.0001", "0.0001"), ("1.50000", "1.5"), ("007", "7"), ("0", "0"), ("-0", "0"),
        ("-3", "-3"), ("－3", "-3"), ("−3", "-3"), ("负3", "-3"), ("负三", "-3"), ("- 3", "-3"), ("+5", "5"),
        ("＋5", "5"), ("  300\r\n", "300"), ("\u3000300\u00a0", "300"),
        ("1.2万", "12000"), ("1.2 万", "12000"), ("1,200万", "12000000"), ("1亿", "100000000"),
        ("1.2亿", "120000000"), ("1.23456万", "12345.6"), ("3千", "3000"), ("5百", "500"), ("2千万", "20000000"),
        ("9,999,999,999", "9999999999"), ("-9999999999", "-9999999999"),
        ("三百", "300"), ("一千二百", "1200"), ("一万二", "12000"), ("一千二", "1200"), ("三百五", "350"),
        ("一亿二", "120000000"), ("十", "10"), ("十二", "12"), ("三百十", "310"), ("三百一十", "310"),
        ("两百", "200"), ("两千三", "2300"), ("三百零五", "305"), ("一千零五十", "1050"),
        ("〇", "0"), ("零", "0"), ("叁佰", "300"), ("一万零五百", "10500"), ("一亿十万", "100100000"),
        ("一亿二千万", "120000000"), ("七十万零一千", "701000"),
        ("七十万一千", "701000"), ("三点五", "3.5"), ("一点二万", "12000"), ("零点零五", "0.05"),
    ],
)  # fmt: skip
def test_a_figure_without_unit_is_read(text, amount):
    reading = read_amount(text)
    assert (str(reading.amount), reading.unit) == (amount, None)


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("0.8 公顷", "0.8", "公顷"), ("0.8公顷", "0.8", "公顷"), ("0.8ha", "0.8", "公顷"), ("0.8 HA", "0.8", "公顷"),
        ("０．８ｈａ", "0.8", "公顷"), ("500亩", "500", "亩"), ("三百亩", "300", "亩"), ("1.2万亩", "12000", "亩"),
        ("1.2万元", "1.2", "万元"), ("1.2 万元", "1.2", "万元"), ("1.2万 元", "1.2", "万元"),
        ("-1.2万元", "-1.2", "万元"), ("1.23456万元", "1.23456", "万元"), ("12000元", "12000", "元"),
        ("1亿元", "1", "亿元"), ("100亿元", "100", "亿元"), ("1万亿元", "10000", "亿元"), ("三百万元", "300", "万元"),
        ("2千万元", "2000", "万元"), ("一亿二千万元", "12000", "万元"), ("一万二千元", "12000", "元"),
        ("叁佰元整", "300", "元"), ("3.5千米", "3.5", "公里"), ("3.5 km", "3.5", "公里"), ("一万三千米", "13000", "米"),
        ("三千米", "3000", "米"), ("3万公里", "30000", "公里"), ("98.5％", "98.5", "%"), ("3 %", "3", "%"),
        ("12名", "12", "人"), ("12 people", "12", "人"), ("8000头", "8000", "头"), ("3307只", "3307", "只"),
    ],
)  # fmt: skip
def test_a_figure_is_read_with_its_unit(text, amount, unit):
    reading = read_amount(text)
    assert (str(reading.amount), reading.unit) == (amount, unit)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", amounts.EMPTY), ("  \u3000", amounts.EMPTY),
        ("1" * 41, amounts.TOO_LONG), ("1" * 40, amounts.TOO_LARGE),
        ("3\x004", amounts.UNSEEN_CHARACTERS), ("3\x1f", amounts.UNSEEN_CHARACTERS),
        ("\u200b3", amounts.UNSEEN_CHARACTERS), ("1\u20282", amounts.UNSEEN_CHARACTERS),
        ("1\t2", amounts.UNSEEN_CHARACTERS), ("\ud8003", amounts.UNSEEN_CHARACTERS),
        ("٣٤", amounts.OTHER_DIGITS), ("३४", amounts.OTHER_DIGITS), ("5²", amounts.OTHER_DIGITS),
        ("½", amounts.OTHER_DIGITS), ("①", amounts.OTHER_DIGITS), ("𝟓", amounts.OTHER_DIGITS),
        ("1_000", amounts.UNDERSCORE), ("_1", amounts.UNDERSCORE),
        ("1e3", amounts.EXPONENT), ("1E-3", amounts.EXPONENT),
        ("约300", amounts.NOT_EXACT), ("300余", amounts.NOT_EXACT), ("三百余亩", amounts.NOT_EXACT),
        ("300多亩", amounts.NOT_EXACT), ("300亩左右", amounts.NOT_EXACT), ("近百", amounts.NOT_EXACT),
        ("十几", amounts.NOT_EXACT), ("~300", amounts.NOT_EXACT), ("上百亩", amounts.NOT_EXACT),
        ("--3", amounts.TWO_SIGNS), ("+-3", amounts.TWO_SIGNS), ("负-3", amounts.TWO_SIGNS),
        ("=1+2", amounts.CALCULATION), ("＝1+2", amounts.CALCULATION), ("1+2", amounts.CALCULATION),
        ("3-5", amounts.CALCULATION), ("3～5", amounts.CALCULATION), ("3—5亩", amounts.CALCULATION),
        ("1.200,5", amounts.COMMA_AFTER_POINT), ("1.200.000,5", amounts.COMMA_AFTER_POINT),
        ("1.2.3", amounts.TWO_POINTS),
        ("1,20", amounts.BAD_GROUPING), ("12,00,000", amounts.BAD_GROUPING), ("1234,567", amounts.BAD_GROUPING),
        ("0,123", amounts.BAD_GROUPING), ("1,200 000", amounts.BAD_GROUPING), ("1 2", amounts.BAD_GROUPING),
        ("1. 200", amounts.BAD_GROUPING), ("1,20万", amounts.BAD_GROUPING), ("1,,200", amounts.BAD_GROUPING),
        ("3万5千", amounts.MIXED), ("1万2", amounts.MIXED), ("三00", amounts.MIXED),
        ("三五", amounts.WORDS), ("两三百", amounts.WORDS), ("百", amounts.WORDS), ("一亿五千", amounts.WORDS),
        ("一万零百", amounts.WORDS), ("零三", amounts.WORDS), ("一二三", amounts.WORDS),
        ("二〇", amounts.WORDS), ("五点", amounts.WORDS),
        ("三五点二", amounts.WORDS), ("千米", amounts.WORDS),
        ("500棵", amounts.UNKNOWN_UNIT), ("三百棵", amounts.UNKNOWN_UNIT), ("5人次", amounts.UNKNOWN_UNIT),
        ("NaN", amounts.NOT_A_NUMBER), ("inf", amounts.NOT_A_NUMBER), ("-inf", amounts.NOT_A_NUMBER),
        ("亩", amounts.NOT_A_NUMBER), ("-", amounts.NOT_A_NUMBER), ("1.", amounts.NOT_A_NUMBER),
        (".5", amounts.NOT_A_NUMBER), ("无", amounts.NOT_A_NUMBER),
        ("10000000000", amounts.TOO_LARGE), ("-10000000000", amounts.TOO_LARGE), ("9999999999.5", amounts.TOO_LARGE),
        ("100亿", amounts.TOO_LARGE),
        ("1.23456", amounts.TOO_FINE), ("0.00005公顷", amounts.TOO_FINE), ("1.000000001万", amounts.TOO_FINE),
        ("0.000000000000000000000000000000000001亿", amounts.TOO_FINE),
    ],
)  # fmt: skip
def test_what_is_not_plainly_one_figure_is_refused_with_its_sentence(text, sentence):
    assert refused(text).message is sentence
    assert "%(" not in str(refused(text))


def test_a_refusal_tells_what_to_do_in_the_language_of_its_reader():
    refusal = refused("500棵")
    with translation.override("en"):
        assert str(refusal) == "“棵” is not a known unit: type the number alone."
        assert str(refusal.args[0]) == str(refusal)


def test_a_refusal_is_a_value_error():
    assert isinstance(refused("x"), ValueError)


@pytest.mark.parametrize(
    ("text", "kept", "quantity", "typed", "unit"),
    [
        ("0.8 公顷", "亩", "12", "0.8", "公顷"), ("12", "亩", "12", "12", "亩"), ("12亩", "公顷", "0.8", "12", "亩"),
        ("1.2万", "亩", "12000", "12000", "亩"), ("1.2万元", "万元", "1.2", "1.2", "万元"),
        ("1.2万元", "元", "12000", "1.2", "万元"), ("1亿元", "万元", "10000", "1", "亿元"),
        ("1元", "万元", "0.0001", "1", "元"), ("1.2万", "元", "12000", "12000", "元"),
        ("100亿元", "万元", "1000000", "100", "亿元"), ("三百", "万元", "300", "300", "万元"),
        ("3307只", "头", "3307", "3307", "只"), ("2公里", "米", "2000", "2", "公里"),
        ("500棵", "棵", "500", "500", "棵"), ("1.2万棵", "棵", "12000", "12000", "棵"),
        ("500", "棵", "500", "500", "棵"),
        ("5万株", "万株", "5", "5", "万株"), ("1.2万", "", "12000", "12000", ""), ("98%", "％", "98", "98", "％"),
        ("-3亩", "亩", "-3", "-3", "亩"), ("1.5头", "头", "1.5", "1.5", "头"),
    ],
)  # fmt: skip
def test_a_figure_is_turned_into_the_unit_of_its_target(text, kept, quantity, typed, unit):
    read = read_amount_in(text, kept)
    assert (str(read[0]), str(read[1]), read[2]) == (quantity, typed, unit)


def test_a_unit_chosen_beside_the_figure_counts_unless_the_figure_names_one():
    assert read_amount_in("0.8", "亩", chosen_code="公顷") == (12, Decimal("0.8"), "公顷")
    assert read_amount_in("12亩", "亩", chosen_code="公顷") == (12, 12, "亩")
    assert read_amount_in("1.2万", "万元", chosen_code="元") == (Decimal("1.2"), 12000, "元")


@pytest.mark.parametrize(
    ("text", "kept", "sentence"),
    [
        ("500米", "亩", amounts.OTHER_UNIT), ("500亩", "棵", amounts.OTHER_UNIT), ("5人", "户", amounts.OTHER_UNIT),
        ("500亩", "", amounts.NO_UNIT), ("500棵", "亩", amounts.UNKNOWN_UNIT),
        ("三百万株", "万株", amounts.UNKNOWN_UNIT),
        ("1.2万", "万元", amounts.WHICH_TEN_THOUSAND), ("一亿", "万元", amounts.WHICH_TEN_THOUSAND),
        ("1.2万", "亿元", amounts.WHICH_TEN_THOUSAND), ("5万", "万株", amounts.WHICH_TEN_THOUSAND),
        ("1亩", "公顷", amounts.TOO_FINE_IN), ("0.5元", "万元", amounts.TOO_FINE_IN), ("1.23456万元", "万元",
         amounts.TOO_FINE_IN), ("9999999999公里", "米", amounts.TOO_LARGE), ("9,999,999公里", "米", None),
        ("10,000,000公里", "米", amounts.TOO_LARGE), ("", "亩", amounts.EMPTY),
    ],
)  # fmt: skip
def test_a_figure_that_does_not_fit_its_target_is_refused(text, kept, sentence):
    if sentence is None:
        assert read_amount_in(text, kept)[0] <= amounts.LARGEST
        return
    with pytest.raises(Unreadable) as caught:
        read_amount_in(text, kept)
    assert caught.value.message is sentence
    assert "%(" not in str(caught.value)


def test_a_wrong_unit_is_refused_with_the_units_that_would_do():
    with pytest.raises(Unreadable) as caught, translation.override("en"):
        read_amount_in("500米", "亩")
    with translation.override("en"):
        assert str(caught.value) == (
            "This target is counted in 亩; you typed 米. Type the figure in 亩 / 公顷."
        )


quantities = st.decimals(-9_999_999_999, 9_999_999_999, allow_nan=False, allow_infinity=False, places=4)
figure_texts = st.one_of(st.text(), st.text(FIGURE_SIGNS, max_size=12))


@given(quantities)
@examined
def test_what_the_program_writes_it_reads_again(quantity):
    assert read_amount(units.format_amount(quantity)).amount == quantity
    assert read_amount(str(quantity)).amount == quantity


@given(quantities, st.sampled_from(["亩", "公顷", "元", "米", "公里", "头", "%"]))
@examined
def test_full_width_forms_read_like_their_ascii_forms(quantity, unit):
    text = f"{units.format_amount(quantity)} {unit}"
    assert read_amount(text.translate(WIDE)) == read_amount(text)


@given(st.text(FIGURE_SIGNS.replace("\n", "").replace("．", ""), max_size=12))
@examined
def test_full_width_text_has_the_fate_of_its_ascii_form(text):
    assert outcome(text.translate(WIDE)) == outcome(text)


@given(figure_texts)
@examined
def test_any_text_is_either_a_figure_that_can_be_kept_or_a_sentence(text):
    reading = outcome(text)
    if isinstance(reading, str):
        assert reading
        assert "%(" not in reading
    else:
        assert reading.amount.is_finite()
        assert abs(reading.amount) <= amounts.LARGEST
        assert reading.unit is None or reading.unit in units.UNITS


@given(figure_texts, st.sampled_from([*units.UNITS, "", "棵", "万株", "％", "5G"]))
@examined
def test_whatever_is_read_for_a_target_fits_its_column_without_rounding(text, kept):
    try:
        quantity, typed, unit = read_amount_in(text, kept)
    except Unreadable:
        return
    assert abs(quantity) <= amounts.LARGEST
    assert quantity == round(quantity, 4)
    assert units.EXACT.multiply(quantity, units.get(kept).factor) == units.EXACT.multiply(
        typed, units.get(unit).factor
    )


@given(st.one_of(st.integers(0, 120_000), st.integers(0, 9_999_999_999)))
@examined
def test_numbers_in_words_are_read_for_what_they_say(number):
    words = in_words(number)
    assert read_amount(words).amount == number
    if words.startswith("一十"):
        assert read_amount(words[1:]).amount == number


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([("百", 100), ("千", 1000), ("万", 10_000), ("亿", 10**8)]),
)
@examined
def test_a_last_digit_without_its_place_stands_for_the_next_place(first, second, place):
    word, value = place
    spoken = f"{'零一二三四五六七八九'[first]}{word}{'零一二三四五六七八九'[second]}"
    assert read_amount(spoken).amount == first * value + second * value // 10
