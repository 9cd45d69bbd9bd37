"""The table of units, conversions in it, and figures as they are written out."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from targets import units

examined = settings(deadline=None, database=None)


def stored_quantities(largest: int = 9_999_999_999) -> st.SearchStrategy[Decimal]:
    """What a quantity column holds: ten digits before the point, four behind."""
    return st.decimals(-largest, largest, allow_nan=False, allow_infinity=False, places=4)


@pytest.mark.parametrize(
    "code",
    [
        "亩",
        "公顷",
        "头",
        "只",
        "万元",
        "亿元",
        "元",
        "米",
        "公里",
        "口",
        "项",
        "人",
        "户",
        "家",
        "次",
        "剂",
        "%",
    ],
)
def test_every_unit_of_the_report_is_in_the_table_under_its_own_code(code):
    assert units.UNITS[code].code == code
    assert units.get(code) is units.UNITS[code]
    assert units.find(code) is units.UNITS[code]
    assert units.UNITS[code].name_en
    assert units.UNITS[code].plural_en


def test_each_dimension_has_one_or_more_units_and_its_stored_unit_has_factor_one():
    stored = {unit.dimension: unit.code for unit in reversed(units.UNITS.values()) if unit.factor == 1}
    assert stored.keys() == {unit.dimension for unit in units.UNITS.values()}
    assert (stored["area"], stored["money"], stored["length"]) == ("亩", "万元", "米")


def test_no_name_is_claimed_by_two_units_except_head():
    claims = [
        {name.casefold() for name in (unit.code, *unit.aliases, unit.name_en, unit.plural_en)}
        for unit in units.UNITS.values()
    ]
    everything = [name for names in claims for name in names]
    assert {name for name in everything if everything.count(name) > 1} == {"head"}
    assert units.find("head") is units.UNITS["头"]


def test_the_table_cannot_be_changed():
    with pytest.raises(TypeError):
        units.UNITS["斤"] = units.get("斤")  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ha", "公顷"), ("HA", "公顷"), ("hm2", "公顷"), ("㏊", "公顷"), ("hectares", "公顷"), (" 公顷 ", "公顷"),
        ("千米", "公里"), ("km", "公里"), ("KM", "公里"), ("m", "米"), ("mu", "亩"), ("％", "%"), ("people", "人"),
    ],
)  # fmt: skip
def test_a_unit_is_found_by_what_people_call_it(text, code):
    assert units.find(text).code == code


@pytest.mark.parametrize("text", ["", " ", "棵", "公顷地", "亩亩"])
def test_what_is_no_unit_of_the_table_is_not_found(text):
    assert units.find(text) is None


def test_a_town_may_use_a_unit_of_its_own_which_converts_into_itself_alone():
    assert units.get("棵") == units.get("棵")
    assert units.convert(Decimal("12.5"), "棵", "棵") == Decimal("12.5")
    assert units.alternatives("棵") == (units.get("棵"),)
    assert not units.is_whole("棵")
    with pytest.raises(units.UnitMismatch):
        units.convert(Decimal(1), "棵", "亩")


def test_a_unit_named_like_a_dimension_of_the_table_does_not_join_it():
    with pytest.raises(units.UnitMismatch):
        units.convert(Decimal(1), "area", "亩")


def test_no_unit_at_all_is_the_empty_code():
    assert units.get("").code == ""
    assert units.convert(Decimal(3), "", "") == 3
    with pytest.raises(units.UnitMismatch):
        units.convert(Decimal(3), "亩", "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("亩", ["亩", "公顷"]),
        ("公顷", ["公顷", "亩"]),
        ("万元", ["万元", "元", "亿元"]),
        ("元", ["元", "万元", "亿元"]),
        ("米", ["米", "公里"]),
        ("头", ["头", "只"]),
        ("只", ["只", "头"]),
        ("口", ["口"]),
        ("", [""]),
    ],
)
def test_the_units_offered_are_those_of_the_dimension_with_the_stored_one_first(code, expected):
    assert [unit.code for unit in units.alternatives(code)] == expected


@pytest.mark.parametrize(
    ("amount", "typed", "kept", "expected"),
    [
        ("0.8", "公顷", "亩", "12"),
        ("0.0001", "公顷", "亩", "0.0015"),
        ("15", "亩", "公顷", "1"),
        ("7.5", "亩", "公顷", "0.5"),
        ("1", "亩", "公顷", "0.0667"),
        ("-1", "亩", "公顷", "-0.0667"),
        ("0.0007", "亩", "公顷", "0"),
        ("0.00075", "亩", "公顷", "0.0001"),
        ("-0.00075", "亩", "公顷", "-0.0001"),
        ("1", "亿元", "万元", "10000"),
        ("12000", "元", "万元", "1.2"),
        ("1", "元", "万元", "0.0001"),
        ("0.01", "元", "万元", "0.000001"),
        ("1.2", "万元", "元", "12000"),
        ("1", "亿元", "元", "100000000"),
        ("1", "万元", "亿元", "0.0001"),
        ("31.5", "公里", "米", "31500"),
        ("2000", "米", "公里", "2"),
        ("3307", "只", "头", "3307"),
        ("8000", "头", "只", "8000"),
        ("0.12345", "亩", "亩", "0.12345"),
    ],
)
def test_figures_are_converted_inside_their_dimension(amount, typed, kept, expected):
    assert units.convert(Decimal(amount), typed, kept) == Decimal(expected)


@pytest.mark.parametrize(
    ("typed", "kept"), [("米", "亩"), ("亩", "万元"), ("人", "户"), ("头", "口"), ("%", "人")]
)
def test_units_of_different_dimensions_are_refused_by_a_sentence_that_names_both(typed, kept):
    with pytest.raises(units.UnitMismatch) as caught:
        units.convert(Decimal(1), typed, kept)
    assert isinstance(caught.value, ValueError)
    assert typed in str(caught.value)
    assert kept in str(caught.value)
    assert str(caught.value) == str(caught.value.sentence) == str(caught.value.args[0])


def test_a_refusal_is_translated_when_it_is_read():
    with translation.override("zh-hans"):
        refusal = units.Refusal(units.OTHER_DIMENSION, typed="米", wanted="亩")
    with translation.override("en"):
        assert (
            str(refusal) == "A figure in 米 cannot be turned into 亩: these units measure different things."
        )


def test_a_refusal_without_blanks_to_fill_may_contain_a_percent_sign():
    assert str(units.Refusal("100 %")) == "100 %"


@given(stored_quantities())
@examined
def test_hectares_with_four_decimals_come_back_from_the_ledger_as_typed(hectares):
    stored = units.convert(hectares, "公顷", "亩")
    assert stored == round(stored, 4)
    assert units.convert(stored, "亩", "公顷") == hectares
    assert units.as_shown(stored, "亩", "ha") == (hectares, "公顷")


@given(stored_quantities())
@examined
def test_what_is_typed_in_mu_is_shown_in_mu_as_typed(quantity):
    assert units.as_shown(units.convert(quantity, "亩", "亩"), "亩", "mu") == (quantity, "亩")


@given(stored_quantities(), st.sampled_from(["元", "亿元", "公里", "头", "只"]))
@examined
def test_towards_the_stored_unit_and_back_nothing_is_lost(amount, code):
    stored = {"元": "万元", "亿元": "万元", "公里": "米", "头": "只", "只": "头"}[code]
    assert units.convert(units.convert(amount, code, stored), stored, code) == amount


@given(stored_quantities(), st.sampled_from(sorted(units.UNITS)), st.sampled_from(sorted(units.UNITS)))
@examined
def test_a_conversion_is_right_to_half_a_ten_thousandth_or_refused(amount, typed, wanted):
    if units.get(typed).dimension != units.get(wanted).dimension:
        with pytest.raises(units.UnitMismatch):
            units.convert(amount, typed, wanted)
        return
    converted = units.convert(amount, typed, wanted)
    error = units.EXACT.subtract(
        units.EXACT.multiply(converted, units.get(wanted).factor),
        units.EXACT.multiply(amount, units.get(typed).factor),
    )
    assert abs(error) <= Decimal("0.00005") * units.get(wanted).factor


@pytest.mark.parametrize("code", ["项", "口", "人", "户", "家", "头", "只", "次", "剂", "例"])
def test_pieces_people_and_animals_are_whole(code):
    assert units.is_whole(code)


@pytest.mark.parametrize("code", ["亩", "公顷", "万元", "元", "亿元", "米", "公里", "%", "", "吨"])
def test_measured_figures_are_not_whole(code):
    assert not units.is_whole(code)


def test_only_items_and_built_units_are_expected_at_once_when_they_are_few():
    assert frozenset({"项", "口"}) == units.FEW_PIECES_UNITS


@pytest.mark.parametrize(
    ("quantity", "code", "prefer", "expected"),
    [
        ("500", "亩", "mu", ("500", "亩")),
        ("500", "亩", "ha", ("33.3333", "公顷")),
        ("12", "亩", "ha", ("0.8", "公顷")),
        ("2", "公顷", "mu", ("30", "亩")),
        ("2", "公顷", "ha", ("2", "公顷")),
        ("8000", "头", "ha", ("8000", "头")),
        ("3307", "只", "mu", ("3307", "只")),
        ("10000", "万元", "ha", ("10000", "万元")),
        ("3", "", "ha", ("3", "")),
        ("3", "棵", "ha", ("3", "棵")),
    ],
)
def test_areas_are_shown_as_the_reader_prefers_and_the_rest_in_the_unit_of_the_target(
    quantity, code, prefer, expected
):
    number, unit = units.as_shown(Decimal(quantity), code, prefer)
    assert (number, unit) == (Decimal(expected[0]), expected[1])


@pytest.mark.parametrize(
    ("code", "amount", "expected"),
    [("公顷", "1", "hectare"), ("公顷", "-1", "hectare"), ("公顷", "1.5", "hectares"), ("公顷", "0", "hectares"),
     ("人", "1", "person"), ("人", "2", "people"), ("亩", "2", "mu"), ("棵", "2", "棵")],
)  # fmt: skip
def test_english_names_follow_the_number(code, amount, expected):
    assert units.get(code).english(Decimal(amount)) == expected


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1200", "1,200"), ("187.5000", "187.5"), ("0", "0"), ("0.0000", "0"), ("-0.0", "0"), ("-0", "0"),
        ("1E+3", "1,000"), ("1E-4", "0.0001"), ("-1234567.8900", "-1,234,567.89"), ("999", "999"),
        ("1000", "1,000"), ("100", "100"), ("9999999999.9999", "9,999,999,999.9999"), ("0.10", "0.1"),
    ],
)  # fmt: skip
def test_amounts_are_written_in_full_without_idle_zeros(amount, expected):
    assert units.format_amount(Decimal(amount)) == expected


def test_writing_an_amount_out_rounds_nothing():
    long = Decimal("1234567890123456789012345678901234567890.5")
    assert units.format_amount(long).replace(",", "") == str(long)


@pytest.mark.parametrize(
    ("percent", "expected"),
    [
        ("62", "62.0%"), ("61.95", "62.0%"), ("61.949", "61.9%"), ("0", "0.0%"), ("-0.04", "0.0%"),
        ("-0.05", "-0.1%"), ("-13", "-13.0%"), ("99.94", "99.9%"), ("99.95", "99.9%"), ("99.9999", "99.9%"),
        ("100", "100.0%"), ("100.04", "100.0%"), ("100.05", "100.1%"), ("1250", "1,250.0%"),
    ],
)  # fmt: skip
def test_percentages_have_one_decimal_and_reach_a_hundred_only_when_they_do(percent, expected):
    assert units.format_percent(Decimal(percent)) == expected
