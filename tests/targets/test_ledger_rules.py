"""The rules of recording as tables: pure, without a database."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from targets.ledger_rules import day_error, interpret
from targets.measures import Measure
from targets.periods import Cadence
from tests.targets.shares_by_hand import DAY, FIRST, LAST, TODAY, figure, line, refused, share

DAYS = [
    # day, today, what the share says of itself, whether it is refused
    ("today is taken", TODAY, TODAY, {}, False),
    ("tomorrow is not", TODAY + timedelta(days=1), TODAY, {}, True),
    ("the plan's first day", FIRST, TODAY, {}, False),
    ("the day before the plan", date(2020, 12, 31), TODAY, {}, True),
    ("the plan's last day", LAST, date(2022, 1, 9), {}, False),
    ("the day after the plan", date(2022, 1, 1), date(2022, 1, 9), {}, True),
    ("the last settled day", date(2021, 5, 31), TODAY, {"closed_through": date(2021, 5, 31)}, True),
    ("the day after it", date(2021, 6, 1), TODAY, {"closed_through": date(2021, 5, 31)}, False),
    ("the last day of a share", date(2021, 6, 9), TODAY, {"ended_on": DAY}, False),
    ("the first day without it", DAY, TODAY, {"ended_on": DAY}, True),
]


@pytest.mark.parametrize(
    ("day", "today", "fields", "is_refused"), [row[1:] for row in DAYS], ids=[row[0] for row in DAYS]
)
def test_a_date_lies_in_the_plan_the_share_and_the_past(day, today, fields, is_refused):
    ledger = share(**fields)
    assert (day_error(day, ledger, today) is not None) is is_refused
    assert ("happened_on" in refused(figure("10", happened_on=day), ledger, today)) is is_refused


AMOUNTS = [
    # measure, unit, typed, unit chosen, stored or None where it is refused
    (Measure.SUM, "亩", "12.5 公顷", "", "187.5"),
    (Measure.SUM, "亩", "12.5", "公顷", "187.5"),
    (Measure.SUM, "亩", "2.5", "", "2.5"),
    (Measure.SUM, "亩", "１，２００", "", "1200"),
    (Measure.SUM, "头", "1.2万", "", "12000"),
    (Measure.SUM, "亩", "三百", "", "300"),
    (Measure.SUM, "亩", "0", "", "0"),
    (Measure.SUM, "亩", "-1", "", None),
    (Measure.SUM, "亩", "", "", None),
    (Measure.SUM, "亩", "很多", "", None),
    (Measure.SUM, "亩", "5 头", "", None),
    (Measure.SUM, "亩", "5\x00", "", None),
    (Measure.LIMIT, "人", "0", "", "0"),
    (Measure.LIMIT, "人", "-1", "", None),
    (Measure.LEVEL, "%", "-2.5", "", "-2.5"),
    (Measure.LEVEL, "万元", "1.2亿元", "", "12000"),
    (Measure.ROUTINE, "次", "4", "", "4"),
    (Measure.ROUTINE, "次", "0.5", "", None),
    *((Measure.SUM, unit, "2.5", "", None) for unit in "项口人户家头只次剂"),
    *((Measure.SUM, unit, "2", "", "2") for unit in "项口人户家头只次剂"),
]


@pytest.mark.parametrize(("measure", "unit", "typed", "chosen", "stored"), AMOUNTS)
def test_an_amount_is_stored_in_the_shares_unit_or_refused(measure, unit, typed, chosen, stored):
    given, ledger = figure(typed, unit=chosen, note="说明"), share(measure, unit, None)
    if stored is None:
        assert refused(given, ledger) == {"amount"}
    else:
        assert interpret(given, ledger, TODAY).quantity == Decimal(stored)


def test_what_was_typed_is_kept_as_it_was_typed():
    values = interpret(figure(" 12.5 公顷 "), share(), TODAY)
    assert (values.typed_amount, values.typed_unit, values.typed_mode) == ("12.5 公顷", "公顷", "increment")
    assert interpret(figure("12.5", unit="公顷"), share(), TODAY).typed_unit == "公顷"


@pytest.mark.parametrize("name", ["note", "problem", "next_step", "informant_post"])
def test_a_character_that_cannot_be_stored_is_refused(name):
    assert refused(figure("1", **{name: "坏\x00字"}), share()) == {name}


@pytest.mark.parametrize(("length", "fields"), [(40, set()), (41, {"informant_post"})])
def test_the_post_of_an_informant_has_forty_characters(length, fields):
    assert refused(figure("1", informant_post="村" * length), share()) == fields


TOTALS = [
    # lines standing, typed total, its day, what is stored or None where it is refused
    ([], "120", DAY, "120"),
    ([line("100")], "120", DAY, "20"),
    ([line("100")], "100", DAY, "0"),
    ([line("100")], "99.9", DAY, None),
    ([line("100"), line("50", date(2021, 6, 11))], "120", DAY, "20"),
    ([line("100"), line("50", date(2021, 6, 11))], "160", date(2021, 6, 11), "10"),
    ([line("100"), line("-100", is_reversed=True)], "30", DAY, "30"),
    ([line("100", is_reversed=True), line("-100", is_reversed=True), line("60")], "70", DAY, "10"),
    ([], "-5", DAY, None),
]


@pytest.mark.parametrize(("lines", "typed", "day", "stored"), TOTALS)
def test_a_total_so_far_is_stored_as_what_it_adds(lines, typed, day, stored):
    given, ledger = figure(typed, mode="total", happened_on=day), share(lines=lines)
    if stored is None:
        assert refused(given, ledger) == {"amount"}
    else:
        values = interpret(given, ledger, TODAY)
        assert (values.quantity, values.typed_mode, values.typed_amount) == (Decimal(stored), "total", typed)


def test_a_total_that_falls_is_told_what_stands_and_sent_to_the_correction():
    with translation.override("en"), pytest.raises(ValidationError) as refusal:
        interpret(figure("99", mode="total"), share(lines=[line("1200")]), TODAY)
    sentence = refusal.value.message_dict["amount"][0]
    assert "1,200 亩" in sentence
    assert "correct that entry" in sentence


def test_a_total_of_pieces_is_a_whole_number_too():
    assert refused(figure("10.5", mode="total"), share(unit="头")) == {"amount"}


RATIOS = [
    # numerator, base, fields at fault
    ("95", "100", set()),
    ("0", "100", set()),
    ("95", "0", {"base"}),
    ("95", "-1", {"base"}),
    ("95", "", {"base"}),
    ("", "100", {"amount"}),
    ("-1", "100", {"amount"}),
    ("9.5", "100", {"amount"}),
    ("95", "99.5", {"base"}),
    ("100", "100", set()),
    ("101", "100", {"note"}),
]


@pytest.mark.parametrize(("numerator", "base", "fields"), RATIOS)
def test_a_ratio_has_a_base_above_zero(numerator, base, fields):
    assert refused(figure(numerator, base=base), share(Measure.RATIO, "人", 100)) == fields


def test_a_ratio_keeps_numerator_and_base():
    values = interpret(figure("9500", base="1万"), share(Measure.RATIO, "人", 100), TODAY)
    assert (values.quantity, values.base) == (9500, 10000)


STEPS = [
    # figure, fields at fault; the share has steps 7 and 8, and 8 is done
    ({"step_id": 7}, set()),
    ({"step_id": 8}, {"step"}),
    ({"step_id": 9}, {"step"}),
    ({}, {"step"}),
    ({"note": "正在送审"}, set()),
    ({"step_id": 7, "amount": "1"}, {"amount"}),
]


@pytest.mark.parametrize(("given", "fields"), STEPS)
def test_a_step_is_of_the_share_and_is_done_once(given, fields):
    ledger = share(Measure.STEPS, "", None, [line(step=8)], step_ids=frozenset({7, 8}))
    assert refused(figure(**given), ledger) == fields


def test_a_step_taken_back_can_be_done_again():
    lines = [line(step=8, is_reversed=True), line(step=8, is_reversed=True)]
    ledger = share(Measure.STEPS, "", None, lines, step_ids=frozenset({8}))
    assert interpret(figure(step_id=8), ledger, TODAY).step_id == 8


ROUTINE = [
    # unit, amount, note, fields at fault
    ("", "", "排查两次", set()),
    ("", "", " ", {"note"}),
    ("", "3", "排查", {"amount"}),
    ("次", "3", "", set()),
    ("次", "", "排查", set()),
    ("次", "", "", {"note"}),
    ("次", "-3", "排查", {"amount"}),
]


@pytest.mark.parametrize(("unit", "amount", "note", "fields"), ROUTINE)
def test_routine_work_is_told_in_words_and_counted_where_it_has_a_unit(unit, amount, note, fields):
    assert refused(figure(amount, note=note), share(Measure.ROUTINE, unit, None)) == fields


def test_every_field_at_fault_has_its_sentence_at_once():
    given = figure("x", base="y", happened_on=LAST, problem="\x00")
    assert refused(given, share(Measure.RATIO, "人")) == {"amount", "base", "happened_on", "problem"}


LATE = [
    # cadence, day of the figure, day of submission, whether it is made up
    (Cadence.MONTH, date(2021, 5, 31), date(2021, 6, 5), False),
    (Cadence.MONTH, date(2021, 5, 31), date(2021, 6, 6), True),
    (Cadence.MONTH, date(2021, 6, 1), date(2021, 6, 6), False),
    (Cadence.QUARTER, date(2021, 4, 1), date(2021, 7, 5), False),
    (Cadence.QUARTER, date(2021, 4, 1), date(2021, 7, 6), True),
    (Cadence.MONTH, LAST, date(2022, 1, 5), False),
    (Cadence.MONTH, LAST, date(2022, 1, 6), True),
    (Cadence.MONTH, date(2020, 12, 31), date(2021, 6, 6), False),
]


@pytest.mark.parametrize(("cadence", "day", "today", "is_late"), LATE)
def test_a_figure_is_made_up_from_the_day_after_its_periods_deadline(cadence, day, today, is_late):
    assert share(cadence=cadence).is_late(day, today) is is_late


def test_the_latest_figure_is_that_of_the_day_then_of_the_hour_then_of_the_number():
    early, late = line("1", date(2021, 6, 9), number=9), line("2", number=1)
    hour_later = replace(late, reported_at=late.reported_at + timedelta(hours=1), quantity=Decimal(3))
    for lines, latest in (([early, late], late), ([hour_later, late], hour_later), ([late, early], late)):
        assert share(Measure.LEVEL, lines=lines).latest(DAY) == latest
    assert share(Measure.LEVEL, lines=[early, late]).latest(date(2021, 6, 9)) == early
    assert share(Measure.LEVEL, lines=[late]).latest(date(2021, 6, 9)) is None
    assert share(Measure.LEVEL, lines=[replace(late, is_reversed=True), early]).latest(DAY) == early


def test_of_two_rows_of_one_batch_the_later_is_the_latest():
    first, second = line("1", number=2**63), line("2", number=2**63)
    assert share(Measure.LEVEL, lines=[first, second]).latest(DAY) is second


def test_without_an_entry_the_rest_stands():
    ledger = share(lines=[line("1", number=1), line("2", number=2)])
    assert ledger.without(1).before(DAY) == 2
    assert ledger.without(None).before(DAY) == 3
    assert ledger.before(DAY) == 3
