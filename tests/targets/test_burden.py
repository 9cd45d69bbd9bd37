"""How many figures are asked for by month, and which targets seem to ask the same, on both sides of each rule."""

from datetime import date
from decimal import Decimal

import pytest

from targets.measures import Measure
from targets.periods import Cadence
from targets.reminders.burden import (
    Asked,
    Doubt,
    Question,
    Suspicion,
    alike,
    doubt_of,
    load,
    months_of,
    plain,
    suspicions,
)

YEAR = months_of(date(2021, 1, 1), date(2021, 12, 31))


def asked(*months, cadence=Cadence.MONTH):
    return Asked("关渡村", 1, Measure.SUM, cadence, tuple(date(2021, month, 1) for month in months))


def test_figures_are_counted_in_their_months_and_the_busiest_is_the_first_of_the_fullest():
    shares = [asked(*range(1, 13)), asked(3, 6, 9, 12, cadence=Cadence.QUARTER), asked(6)]
    counted = load(shares, YEAR)
    assert counted.by_month == (1, 1, 2, 1, 1, 3, 1, 1, 2, 1, 1, 2)
    assert (counted.shares, counted.total, counted.most) == (3, 17, 3)
    assert counted.busiest(YEAR) == date(2021, 6, 1)
    assert load([asked(2), asked(5)], YEAR).busiest(YEAR) == date(2021, 2, 1)


def test_where_nothing_is_asked_no_month_is_the_busiest():
    nothing = load([], YEAR)
    assert (nothing.total, nothing.busiest(YEAR)) == (0, None)
    assert load([], []).most == 0


def test_a_plan_may_run_across_two_years():
    assert months_of(date(2021, 11, 1), date(2022, 2, 28)) == [
        date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1), date(2022, 2, 1),
    ]  # fmt: skip


def question(target=1, name="新植金银花", document=1, measure=Measure.SUM, unit="亩", **fields):
    fields.setdefault("villages", frozenset({"关渡村"}))
    return Question(target, document, measure, name, unit, **fields)


DEFINITION = "当年新栽并验收合格面积"
PAIRS = [
    # what the second has otherwise than the first, which rule finds it
    ({"name": "新植 金银花"}, Doubt.SAME_NAME),
    ({"name": "新植金银花（亩）"}, Doubt.ALIKE_NAME),
    ({"name": "新植金银花面积"}, None),
    ({"name": "今年新植金银花面积"}, None),
    ({"name": "新植核桃"}, None),
    ({"name": "新植金银花", "unit": "株", "measure": Measure.LEVEL}, Doubt.SAME_NAME),
    ({"name": "核桃", "quote": "新植金银花 500亩", "document": 2}, Doubt.SAME_WORDS),
    ({"name": "核桃", "quote": "新植金银花500亩", "document": 1}, None),
    ({"name": "核桃", "quote": "新植金银花501亩", "document": 2}, None),
    ({"name": "核桃", "goal": Decimal(500), "baseline": Decimal(300), "document": 2}, Doubt.SAME_BASELINE),
    ({"name": "核桃", "goal": Decimal(500), "baseline": Decimal(300), "document": 1}, None),
    ({"name": "核桃", "goal": Decimal(501), "baseline": Decimal(300), "document": 2}, None),
    ({"name": "核桃", "goal": Decimal(500), "baseline": Decimal(301), "document": 2}, None),
    (
        {"name": "金银花新植面积", "definition": DEFINITION + "。"},
        Doubt.ALIKE_DEFINITION,
    ),  # names: 3 of 5 and of 7, 0.50
    ({"name": "金银花新植总面积", "definition": DEFINITION + "。"}, None),  # 3 of 5 and of 8, 0.46
    ({"name": "金银花新植面积", "definition": DEFINITION, "unit": "株"}, None),
    ({"name": "金银花新植面积", "definition": "历年保存的面积"}, None),
]
FIRST = {
    "quote": "新植金银花500亩",
    "goal": Decimal(500),
    "baseline": Decimal(300),
    "definition": "当年新栽并验收合格面积",
}


@pytest.mark.parametrize(("change", "doubt"), PAIRS)
def test_two_targets_are_doubted_by_the_first_rule_that_fits(change, doubt):
    assert doubt_of(question(**FIRST), question(2, **change)) is doubt


NAMES = [
    ("农村饮水安全巩固提升", "农村饮水安全提升", True),
    ("新建产业路", "新建产业道路", True),
    ("存栏生猪", "出栏生猪", False),
    ("城乡居民养老保险参保率", "城乡居民医疗保险参保率", False),
    ("新植金银花", "新植核桃", False),
    ("abcdefghijklmnopqrst", "abcdefghijklmnopqxyz", True),  # 17 of 20: 0.85
    ("abcdefghijklmnopqrst", "abcdefghijklmnopwxyz", False),  # 16 of 20: 0.80
]


@pytest.mark.parametrize(("first", "second", "same"), NAMES)
def test_names_are_alike_where_little_more_than_a_word_differs(first, second, same):
    assert alike(plain(first), plain(second)) is same
    doubt = doubt_of(question(name=first), question(2, name=second))
    assert doubt is (Doubt.ALIKE_NAME if same else None)


def test_what_is_not_counted_in_a_unit_is_doubted_by_its_name_alone():
    first = question(name="编制规划", measure=Measure.STEPS, unit="", definition=DEFINITION)
    second = {"measure": Measure.STEPS, "unit": "", "definition": DEFINITION}
    assert doubt_of(first, question(2, name="编制规划图", **second)) is None
    assert doubt_of(first, question(2, name="编制规划", **second)) is Doubt.SAME_NAME


def test_alike_names_of_other_units_or_measures_are_no_doubt():
    first = question(name="新建产业路")
    for change in ({"unit": "公里"}, {"measure": Measure.LEVEL}):
        assert doubt_of(first, question(2, name="新建产业道路", **change)) is None


def test_two_targets_are_doubted_only_where_somebody_reports_both():
    first = question(villages=frozenset({"关渡村", "云台村"}))
    for others, holders in (({"云台村"}, frozenset({"云台村"})), ({"西坪村"}, None)):
        found = suspicions([first, question(2, villages=frozenset(others))])
        assert found == ([Suspicion(Doubt.SAME_NAME, 1, 2, holders)] if holders else [])
    offices = frozenset({"农业服务中心"})
    assert (
        len(suspicions([question(villages=frozenset(), offices=offices), question(2, offices=offices)])) == 2
    )


@pytest.mark.parametrize(
    ("villages", "offices", "rest_only", "doubted"),
    [(1, 1, False, True), (1, 1, True, False), (0, 1, False, False), (1, 0, False, False)],
)
def test_a_target_is_doubted_where_villages_and_an_office_report_it(villages, offices, rest_only, doubted):
    asked_of = question(
        villages=frozenset(["关渡村"][:villages]),
        offices=frozenset(["民政办"][:offices]),
        rest_only=rest_only,
    )
    assert [each.doubt for each in suspicions([asked_of])] == [Doubt.VILLAGE_AND_OFFICE] * doubted


def test_the_dress_of_a_name_is_left_out():
    assert plain("新植 ＡＢ（金银花）！") == "新植ab金银花"
