"""A column pasted from a workbook: names and numbers as people have them, and a sentence for what is wrong."""

from decimal import Decimal

import pytest

from targets.amounts import Unreadable
from targets.setup.pasted_shares import read_column, read_share

TICKED = ["关渡村", "柏垭村", "石庄社区"]


def amounts_of(text, unit="亩"):
    pasted = read_column(text, TICKED, unit)
    assert (pasted.errors, pasted.problems) == ({}, [])
    return [str(pasted.amounts[name]) for name in TICKED]


@pytest.mark.parametrize(
    "text",
    [
        "关渡村\t120\n柏垭村\t80\n石庄社区\t50",
        "石庄社区 50\r\n关渡村 120\r\n柏垭村 80\r\n",
        "关渡村,120\n柏垭村，80\n石庄社区、50亩",
        "关渡村：120\n\n柏垭村: ８０\n石庄 50\n合计\t250",
        "关渡120\n柏垭80\n石庄50",
        "120\n80\n50",
        " 120 \n\n８０\n50亩\n总计 250",
        "8公顷\n80\n50",
    ],
)
def test_names_with_numbers_or_numbers_alone_are_read(text):
    assert amounts_of(text) == ["120", "80", "50"]


def test_numbers_are_read_as_people_type_them():
    assert amounts_of("关渡村\t1,200\n柏垭村\t1.2万\n石庄社区\t三百") == ["1200", "12000", "300"]


def wrong(text, unit="亩", others=("云台村",)):
    pasted = read_column(text, TICKED, unit, others)
    return {name: str(said) for name, said in pasted.errors.items()}, [str(said) for said in pasted.problems]


@pytest.mark.parametrize(
    ("text", "at_fault"),
    [
        ("120\n80", {"石庄社区"}),
        ("", set(TICKED)),
        ("关渡村 120\n石庄社区 50", {"柏垭村"}),
        ("关渡村 120\n柏垭村\n石庄社区 50", {"柏垭村"}),
        ("关渡村 -1\n柏垭村 0\n石庄社区 50", {"关渡村"}),
        ("关渡村 约120\n柏垭村 0\n石庄社区 50", {"关渡村"}),
        ("关渡村 120\n关渡村 80\n柏垭村 0\n石庄社区 50", {"关渡村"}),
        ("120\n很多8\n50", {"柏垭村"}),
    ],
)
def test_what_is_wrong_with_a_village_stands_beside_it(text, at_fault):
    errors, problems = wrong(text)
    assert (set(errors), problems) == (at_fault, [])
    assert all(errors.values())


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("关渡村 120\n柏垭村 80\n石庄社区 50\n云台村 9", "云台村 9"),
        ("关渡村 120\n柏垭村 80\n石庄社区 50\n某某村 9", "某某村 9"),
        ("关渡村 120\n柏垭村 80\n石庄社区 50\n9", "“9”"),
        ("任务数\n120\n80\n50", "任务数"),
        ("120\n80\n50\n9", "4"),
    ],
)
def test_a_line_that_belongs_to_no_village_is_told_by_its_words(text, word):
    _errors, problems = wrong(text)
    assert len(problems) == 1
    assert word in problems[0]


def test_what_was_read_beside_a_fault_is_kept():
    pasted = read_column("关渡村 120\n柏垭村 约80\n某某村 9", TICKED, "亩")
    assert (pasted.amounts, pasted.typed["柏垭村"]) == ({"关渡村": Decimal(120)}, "约80")


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("5", "口", "5"), ("5.5", "口", None), ("5.5", "亩", "5.5"), ("0", "口", "0"), ("-0.1", "亩", None),
        ("1.2万", "人", "12000"), ("0.8公顷", "亩", "12"), ("3头", "亩", None), ("", "亩", None),
    ],
)  # fmt: skip
def test_a_share_is_not_negative_and_whole_where_pieces_are_counted(text, unit, expected):
    if expected is None:
        with pytest.raises(Unreadable):
            read_share(text, unit)
    else:
        assert read_share(text, unit) == Decimal(expected)


def test_a_name_inside_a_longer_name_is_not_taken_for_it():
    pasted = read_column("关渡口村 5\n关渡村 6", ["关渡村", "关渡口村"], "亩")
    assert pasted.amounts == {"关渡口村": Decimal(5), "关渡村": Decimal(6)}
    _errors, problems = wrong("关渡口村 5\n关渡村 120\n柏垭村 80\n石庄社区 50")
    assert "关渡口村" in problems[0]
