"""Totals so far that lines dated before them have put out of true, and figures that double others."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets import recording
from targets.measures import Measure
from targets.standing import share_ledgers, typed_total
from tests.targets.ledger_factories import NOW, at, log, make_town
from tests.targets.shares_by_hand import line, share

JULY, AUGUST, SEPTEMBER = date(2021, 7, 20), date(2021, 8, 20), date(2021, 9, 20)


def total(typed, quantity, day=SEPTEMBER, number=9, **fields):
    return line(quantity, day, number=number, total=typed, **fields)


def gone(quantity, day=AUGUST, number=1):
    """A line and its reversal."""
    return [
        line(quantity, day, number=number, is_reversed=True),
        line(f"-{quantity}", day, number=number + 20, is_reversed=True, minutes=1),
    ]


BROKEN = [
    # lines: what is broken, as (typed, what the lines up to it now come to)
    ("nothing stands", [], []),
    ("no total was typed", [line("100", AUGUST), line("80", SEPTEMBER, number=2)], []),
    ("a total that fits", [line("100", AUGUST), total("180", "80")], []),
    ("an August increment after the September total",
     [line("100", AUGUST), total("180", "80"), line("5", AUGUST, number=10, minutes=1)], [(180, 185)]),
    ("a later increment", [total("180", "180"), line("5", date(2021, 9, 21), number=10, minutes=1)], []),
    ("one of the same day, reported after it", [total("180", "180"), line("5", SEPTEMBER, number=10, minutes=1)], []),
    ("one of the same day, reported before it", [line("100", SEPTEMBER), total("180", "80", minutes=1)], []),
    ("a zero report before it", [total("180", "180"), line("0", AUGUST, number=10, minutes=1)], []),
    ("August corrected", [*gone("100"), total("180", "80"), line("60", AUGUST, number=22, minutes=1)], [(180, 140)]),
    ("August taken back", [*gone("100"), total("180", "80")], [(180, 80)]),
    ("August corrected to the same", [*gone("100"), total("180", "80"), line("100", AUGUST, number=22)], []),
    ("typed while August was to be taken back, which was then given up",
     [line("100", AUGUST), total("180", "180")], [(180, 280)]),
    ("two totals, the first put out of true, and with it the second",
     [total("100", "100", AUGUST, 1), total("180", "80"), line("5", JULY, number=10, minutes=1)],
     [(100, 105), (180, 185)]),
    ("an increment between two totals breaks the second alone",
     [total("100", "100", JULY, 1), total("180", "80"), line("5", AUGUST, number=10, minutes=1)], [(180, 185)]),
    ("a broken total that was taken back",
     [line("100", AUGUST), total("180", "80", is_reversed=True), line("-80", SEPTEMBER, is_reversed=True, number=29),
      line("5", AUGUST, number=10)], []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "broken"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_total_is_broken_by_what_is_dated_before_it(lines, broken):
    for order in (lines, lines[::-1]):
        found = share(lines=order).broken_totals()
        assert sorted((each.typed, each.now) for each in found) == broken
    assert all(each.day in (AUGUST, SEPTEMBER) for each in found)


AFTER = [
    # lines: the number of the first total after 20 August
    ("nothing stands", [], None),
    ("an increment is no total", [line("80", SEPTEMBER)], None),
    ("a total of a later day", [total("180", "80")], 9),
    ("of the next day", [total("180", "80", AUGUST + timedelta(days=1))], 9),
    ("of the same day", [total("180", "80", AUGUST)], None),
    ("of an earlier day", [total("180", "80", JULY)], None),
    ("one taken back", [total("180", "80", is_reversed=True)], None),
    ("the first of two", [total("180", "80"), total("100", "9", date(2021, 8, 31), 4)], 4),
    ("a total of nothing", [total("0", "0")], 9),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "number"), [row[1:] for row in AFTER], ids=[row[0] for row in AFTER])
def test_the_total_a_figure_may_already_be_in(lines, number):
    found = share(lines=lines).total_after(AUGUST)
    assert (found and found.id) == number


TWINS = [
    ("nothing stands", [], False),
    ("the same day and amount", [line("10", AUGUST)], True),
    ("another amount", [line("10.1", AUGUST)], False),
    ("another day", [line("10", JULY)], False),
    ("one taken back", gone("10"), False),
]


@pytest.mark.parametrize(("lines", "is_twin"), [row[1:] for row in TWINS], ids=[row[0] for row in TWINS])
def test_a_figure_that_already_stands(lines, is_twin):
    assert bool(share(lines=lines).twins(AUGUST, Decimal("10.00"))) is is_twin


@pytest.mark.django_db
def test_the_ledger_as_stored_tells_which_totals_are_broken():
    town, now = make_town(), at(date(2021, 9, 25))
    own = town.share("sum", None)

    def broken():
        return [(each.line, each.typed, each.now) for each in share_ledgers([own])[own.pk].broken_totals()]

    first = town.counted(own, "100", happened_on=AUGUST, now=now)
    september = town.counted(own, "12公顷", mode="total", happened_on=SEPTEMBER, now=now)
    assert (september.quantity, broken()) == (80, [])
    reversal = town.correct(first, "60", now=now)
    assert broken() == [(september.pk, 180, 140)]
    recording.withdraw(user=town.li, entry=reversal, now=now)
    assert broken() == []
    later = at(date(2021, 9, 26))
    town.log(own, "5", happened_on=JULY, note="漏报", now=later)
    assert broken() == [(september.pk, 180, 185)]
    undo = town.correct(september, "185", mode="total", now=later)
    assert (undo.replacement.quantity, broken()) == (80, [])
    recording.approve(user=town.wang, entry=undo, now=later)
    assert broken() == []
    with pytest.raises(ValidationError, match="amount"):
        town.correct(undo.replacement, "185", mode="total", now=later)


@pytest.mark.django_db
def test_a_total_typed_in_a_unit_that_is_gone_is_no_longer_read():
    town = make_town()
    entry = log(user=town.li, share=town.share(), amount="12", unit="公顷", mode="total", now=NOW)
    assert (typed_total(entry, "亩"), typed_total(entry, "户")) == (180, None)


def test_only_sums_reckon_with_totals():
    ledger = share(Measure.LEVEL, lines=[line("10", SEPTEMBER)])
    assert (ledger.broken_totals(), ledger.total_after(AUGUST)) == ([], None)


@pytest.mark.parametrize(
    ("day", "stands", "waits"),
    [(JULY - timedelta(days=1), 0, 0), (JULY, 30, 0), (AUGUST - timedelta(days=1), 30, 0), (AUGUST, 42, 12)],
)
def test_what_of_a_share_awaits_review_is_told_apart_by_day(day, stands, waits):
    ledger = share(lines=[line(30, JULY), replace(line(12, AUGUST, number=2), is_waiting=True)])
    assert (ledger.before(day), ledger.waiting_upto(day)) == (stands, waits)
