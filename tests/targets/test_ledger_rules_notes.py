"""When a figure asks for a word of explanation: both sides of every threshold."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from targets.ledger_rules import interpret
from targets.measures import Measure
from targets.record.entry_terms import nothing_new_label
from tests.targets.shares_by_hand import LAST, TODAY, figure, line, refused, share

LATER = date(2021, 6, 11)
NOTES = [
    # measure, goal, lines, typed, base: whether a note is asked for
    ("up to the goal", Measure.SUM, 500, [line("400")], "100", "", False),
    ("past the goal", Measure.SUM, 500, [line("400")], "100.1", "", True),
    ("from the goal on", Measure.SUM, 500, [line("500")], "1", "", True),
    ("already past it", Measure.SUM, 500, [line("501")], "1", "", False),
    ("without a goal", Measure.SUM, None, [line("400")], "1000", "", False),
    ("a reversed line leaves room", Measure.SUM, 500, [line("400", is_reversed=True), line("-400")], "500", "", False),
    ("one figure is too few to compare", Measure.SUM, None, [line("10")], "31", "", False),
    ("three times the largest", Measure.SUM, None, [line("10"), line("8")], "30", "", False),
    ("more than three times", Measure.SUM, None, [line("10"), line("8")], "30.1", "", True),
    ("a larger one of that day or before", Measure.SUM, None, [line("10"), line("400")], "31", "", False),
    ("a larger one of a later day", Measure.SUM, None, [line("10"), line("8"), line("400", LATER)], "31", "", True),
    ("zeros are no figures to compare", Measure.SUM, None, [line("10"), line("0")], "31", "", False),
    ("a wrong figure taken back is no measure", Measure.SUM, None,
     [line("5000", is_reversed=True), line("-5000", is_reversed=True), line("10"), line("8")], "31", "", True),
    ("one that remains is too few", Measure.SUM, None,
     [line("5000", is_reversed=True), line("-5000", is_reversed=True), line("10")], "31", "", False),
    ("before a later total", Measure.SUM, 500, [line("80", LATER, total="80")], "1", "", True),
    ("nothing new before a later total", Measure.SUM, 500, [line("80", LATER, total="80")], "0", "", False),
    ("before a later increment", Measure.SUM, 500, [line("80", LATER)], "1", "", False),
    ("on the day of a total", Measure.SUM, 500, [line("80", total="80")], "1", "", False),
    ("before a total taken back", Measure.SUM, 500, [line("80", LATER, total="80", is_reversed=True)], "1", "", False),
    ("the same amount of the same day", Measure.SUM, 500, [line("80")], "80", "", True),
    ("0 of the same day again", Measure.SUM, 500, [line("0")], "0", "", False),
    ("the first case of none allowed", Measure.LIMIT, 0, [], "1", "", True),
    ("a zero report", Measure.LIMIT, 0, [], "0", "", False),
    ("three times the last level", Measure.LEVEL, 500, [line("10")], "30", "", False),
    ("more than that", Measure.LEVEL, 500, [line("10")], "30.1", "", True),
    ("a third of it", Measure.LEVEL, 500, [line("30")], "10", "", False),
    ("less than that", Measure.LEVEL, 500, [line("30")], "9.9", "", True),
    ("the first level", Measure.LEVEL, 500, [], "999", "", False),
    ("after a level of 0", Measure.LEVEL, 500, [line("0")], "999", "", False),
    ("after one below 0", Measure.LEVEL, 500, [line("-3")], "999", "", False),
    ("a later level is no measure", Measure.LEVEL, 500, [line("10", date(2021, 6, 11))], "31", "", False),
    ("above a level's goal", Measure.LEVEL, 500, [line("400")], "501", "", False),
    ("30 points up", Measure.RATIO, 100, [line("50", base="100")], "80", "100", False),
    ("31 points up", Measure.RATIO, 100, [line("50", base="100")], "81", "100", True),
    ("nearly 5 points down", Measure.RATIO, 100, [line("500", base="1000")], "451", "1000", False),
    ("5 points down", Measure.RATIO, 100, [line("500", base="1000")], "450", "1000", True),
    ("31 points down", Measure.RATIO, 100, [line("50", base="100")], "19", "100", True),
    ("5 points of endless fractions down", Measure.RATIO, 100, [line("10", base="30")], "17", "60", True),
    ("down by a greater base", Measure.RATIO, 100, [line("50", base="100")], "50", "112", True),
    ("hardly down by a greater base", Measure.RATIO, 100, [line("50", base="100")], "50", "111", False),
    ("30 points of an endless fraction", Measure.RATIO, 100, [line("1", base="70")], "22", "70", False),
    ("the first ratio", Measure.RATIO, 100, [], "99", "100", False),
    ("all of the base", Measure.RATIO, 100, [line("90", base="100")], "100", "100", False),
    ("more than the base", Measure.RATIO, 100, [line("90", base="100")], "101", "100", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "goal", "lines", "typed", "base", "asks"),
    [row[1:] for row in NOTES],
    ids=[row[0] for row in NOTES],
)
def test_jumps_and_overshoots_ask_for_a_note_and_are_taken_with_one(measure, goal, lines, typed, base, asks):
    unit = "人" if measure is Measure.RATIO else "亩"
    ledger, given = share(measure, unit, goal, lines), figure(typed, base=base)
    assert refused(given, ledger) == ({"note"} if asks else set())
    assert refused(replace(given, note=" \n"), ledger) == ({"note"} if asks else set())
    assert refused(replace(given, note="雨后补种"), ledger) == set()


CONFIRMED = [
    # measure, goal, lines, typed, base: whether a tick is asked for besides any note
    ("three times the goal", Measure.SUM, 181, [], "543", "", False),
    ("more than three times", Measure.SUM, 181, [], "543.1", "", True),
    ("with what stood before", Measure.SUM, 181, [line("143")], "400.1", "", True),
    ("already past that", Measure.SUM, 181, [line("544")], "5", "", False),
    ("nine times the largest", Measure.SUM, None, [line("10"), line("8")], "99", "", False),
    ("ten times the largest", Measure.SUM, None, [line("10"), line("8")], "100", "", True),
    ("ten times the only one", Measure.SUM, None, [line("10")], "100", "", False),
    ("cases where none are allowed", Measure.LIMIT, 0, [], "500", "", False),
    ("over three times a limit", Measure.LIMIT, 10, [], "31", "", True),
    ("the first level within three goals", Measure.LEVEL, 500, [], "1500", "", False),
    ("the first level above", Measure.LEVEL, 500, [], "1501", "", True),
    ("nearly ten times the last level", Measure.LEVEL, None, [line("30")], "299", "", False),
    ("ten times the last level", Measure.LEVEL, None, [line("30")], "300", "", True),
    ("more than a tenth of it", Measure.LEVEL, None, [line("300")], "31", "", False),
    ("a tenth of it", Measure.LEVEL, None, [line("300")], "30", "", True),
    ("all of it gone", Measure.LEVEL, None, [line("300")], "0", "", False),
    ("three times the base", Measure.RATIO, 100, [], "300", "100", False),
    ("more than three times the base", Measure.RATIO, 100, [], "301", "100", True),
    ("a base nearly ten times the last", Measure.RATIO, 100, [line("90", base="100")], "900", "999", False),
    ("a base ten times the last", Measure.RATIO, 100, [line("90", base="100")], "900", "1000", True),
    ("a tenth of the last base", Measure.RATIO, 100, [line("90", base="100")], "9", "10", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "goal", "lines", "typed", "base", "asks"),
    [row[1:] for row in CONFIRMED],
    ids=[row[0] for row in CONFIRMED],
)
def test_a_figure_of_implausible_size_is_taken_when_it_is_confirmed(measure, goal, lines, typed, base, asks):
    unit = "人" if measure is Measure.RATIO else "亩"
    ledger, given = share(measure, unit, goal, lines), figure(typed, base=base, note="ok")
    assert refused(given, ledger) == ({"confirmed"} if asks else set())
    assert refused(replace(given, confirmed=True), ledger) == set()


TWINS = [
    # lines, note: what is asked for, a note or a tick
    ("no note to either", [line("80")], "", {"note"}),
    ("a note to this alone", [line("80")], "东山组", set()),
    ("no note to this alone", [line("80", note="东山组")], "", {"note"}),
    ("the same note", [line("80", note="东山组")], "东山组", {"confirmed"}),
    ("the same words, spaced otherwise", [line("80", note="东山组\r\n补种")], " 东山组\n补种 ", {"confirmed"}),
    ("another note", [line("80", note="东山组")], "西山组", set()),
    ("the same as one of two", [line("80", note="东山组"), line("80", note="西山组")], "东山组", {"confirmed"}),
    ("another amount", [line("80.1", note="东山组")], "东山组", set()),
    ("another day", [line("80", LATER, note="东山组")], "东山组", set()),
    ("one taken back", [line("80", is_reversed=True, note="东山组"), line("-80", is_reversed=True)], "东山组", set()),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "note", "asks"), [row[1:] for row in TWINS], ids=[row[0] for row in TWINS])
def test_a_figure_that_stands_with_the_same_note_is_confirmed_before_it_is_taken_again(lines, note, asks):
    given, ledger = figure("80", note=note), share(lines=lines)
    assert refused(given, ledger) == asks
    if asks == {"confirmed"}:
        assert refused(replace(given, confirmed=True), ledger) == set()
        with pytest.raises(ValidationError, match=r"2021-06-10.*80亩.*li"):
            interpret(given, ledger, TODAY)


def test_what_adds_nothing_is_taken_twice_with_the_same_note():
    assert refused(figure("0", note="无"), share(lines=[line("0", note="无")])) == set()
    level = share(Measure.LEVEL, lines=[line("80", note="盘点")])
    assert refused(figure("80", note="盘点"), level) == set()


def test_a_total_before_a_later_total_asks_for_a_note_where_it_adds_something():
    ledger = share(lines=[line("50"), line("30", LATER, total="80")])
    assert refused(figure("50", mode="total"), ledger) == set()
    assert refused(figure("51", mode="total"), ledger) == {"note"}
    assert refused(figure("51", mode="total", note="漏报"), ledger) == set()


def test_a_wish_for_a_note_can_be_told_from_a_refusal():
    with pytest.raises(ValidationError) as refusal:
        interpret(figure("501"), share(), TODAY)
    assert [error.code for error in refusal.value.error_dict["note"]] == ["note_needed"]


def test_a_wrong_date_and_a_missing_note_are_told_in_one_round():
    assert refused(figure("601", happened_on=LAST), share()) == {"happened_on", "note"}
    assert refused(figure("601", happened_on=LAST, note="补种"), share()) == {"happened_on"}


def test_no_note_is_asked_for_before_the_figure_can_be_read():
    assert refused(figure("约六百", happened_on=LAST), share()) == {"happened_on", "amount"}
    assert refused(figure("-601"), share()) == {"amount"}


@pytest.mark.parametrize(
    ("measure", "label"),
    [
        (Measure.LIMIT, "Zero report"),
        (Measure.LEVEL, "No change"),
        (Measure.RATIO, "No change"),
        (Measure.STEPS, "No change"),
        (Measure.SUM, "Nothing new in Sep"),
        (Measure.ROUTINE, "Nothing new in Sep"),
    ],
)
def test_the_one_click_is_called_what_it_says_of_the_measure(measure, label):
    with override("en"):
        assert nothing_new_label(measure, "Sep") == label
