"""What a cell of the sheet is, which date it carries, and what fills it."""

from datetime import date
from decimal import Decimal

import pytest

from targets.grid.form import typed_cells
from targets.grid.rules import cell_day, cell_value, closed_because, is_cell, months_of, standing_in
from targets.measures import Measure
from targets.periods import Cadence
from tests.targets.shares_by_hand import line, share

TODAY = date(2021, 9, 15)


@pytest.mark.parametrize(
    ("measure", "unit", "expected"),
    [
        ("sum", "亩", True),
        ("level", "%", True),
        ("ratio", "户", True),
        ("limit", "人", True),
        ("routine", "次", True),
        ("routine", "", False),
        ("steps", "", False),
    ],
)
def test_steps_and_work_told_in_words_are_no_cells(measure, unit, expected):
    assert is_cell(Measure(measure), unit) is expected


def test_the_months_are_those_of_the_plan():
    assert len(months_of(date(2021, 1, 1), date(2021, 12, 31))) == 12
    assert months_of(date(2021, 11, 1), date(2022, 1, 31)) == (
        date(2021, 11, 1), date(2021, 12, 1), date(2022, 1, 1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("month", "terms", "day"),
    [
        (8, {}, date(2021, 8, 31)),
        (2, {}, date(2021, 2, 28)),
        (9, {}, TODAY),  # the running month
        (10, {}, date(2021, 10, 31)),  # refused as in the future
        (8, {"ended_on": date(2021, 8, 11)}, date(2021, 8, 10)),
        (8, {"ended_on": date(2021, 9, 1)}, date(2021, 8, 31)),
        (8, {"ended_on": date(2021, 8, 1)}, None),
        (8, {"target_starts_on": date(2021, 8, 31)}, date(2021, 8, 31)),
        (8, {"target_starts_on": date(2021, 9, 1)}, None),
        (9, {"target_starts_on": date(2021, 9, 20)}, date(2021, 9, 20)),  # not begun yet: in the future
        (8, {"starts_on": date(2021, 8, 20)}, date(2021, 8, 31)),
        (7, {"starts_on": date(2021, 8, 20)}, None),
    ],
)
def test_a_figure_carries_the_last_day_of_its_month_or_today(month, terms, day):
    starts_on = terms.pop("starts_on", None)
    assert cell_day(date(2021, month, 1), share(**terms), TODAY, starts_on) == day


@pytest.mark.parametrize(
    ("month", "closed_through", "is_closed"),
    [
        (7, date(2021, 7, 31), True),
        (8, date(2021, 7, 31), False),
        (9, None, False),
        (10, None, True),
        (1, None, False),
    ],
)
def test_settled_and_future_months_are_not_typed_in(month, closed_through, is_closed):
    ledger = share(closed_through=closed_through)
    assert bool(closed_because(date(2021, month, 1), ledger, TODAY)) is is_closed


@pytest.mark.parametrize(
    ("cadence", "month", "terms", "is_offered"),
    [
        ("month", 8, {}, True),
        ("quarter", 5, {}, False),
        ("quarter", 6, {}, True),
        ("quarter", 8, {}, False),
        ("quarter", 9, {}, True),  # the running month
        ("quarter", 5, {"ended_on": date(2021, 5, 20)}, True),  # its last month
        ("quarter", 5, {"ended_on": date(2021, 6, 2)}, False),
    ],
)
def test_by_the_quarter_only_the_month_that_ends_one_is_typed_in(cadence, month, terms, is_offered):
    ledger = share(cadence=Cadence(cadence), **terms)
    assert bool(closed_because(date(2021, month, 1), ledger, TODAY)) is not is_offered


@pytest.mark.parametrize(("day", "is_offered"), [(date(2021, 8, 15), True), (date(2021, 10, 3), False)])
def test_the_running_month_of_a_quarter_is_typed_in_until_it_has_passed(day, is_offered):
    ledger = share(cadence=Cadence.QUARTER)
    assert bool(closed_because(date(2021, 8, 1), ledger, day)) is not is_offered


AUGUST = date(2021, 8, 20)
CORRECTED = [line(3, AUGUST, is_reversed=True), line(-3, AUGUST, is_reversed=True, number=2)]


@pytest.mark.parametrize(
    ("lines", "waiting", "measure", "expected"),
    [
        ([], (), "sum", None),
        ([line(3, AUGUST), line(4, AUGUST, number=2)], (), "sum", 7),
        ([line(3, date(2021, 7, 31)), line(4, date(2021, 9, 1), number=2)], (), "sum", None),
        ([line(3, AUGUST), line(4, date(2021, 8, 31), number=2)], (), "level", 4),
        ([line(0, AUGUST)], (), "sum", 0),
        # Corrected: what stands instead is shown; nothing where nothing is to stand.
        (CORRECTED, (), "sum", None),
        (
            [*CORRECTED, line(5, AUGUST, number=3)],
            (),
            "sum",
            5,
        ),
        # Taken back, but that still awaits review: nothing is typed beside it.
        (CORRECTED, (2,), "sum", 0),
    ],
)  # fmt: skip
def test_what_stands_in_a_month_fills_its_cell(lines, waiting, measure, expected):
    found = standing_in(date(2021, 8, 1), share(lines=lines), TODAY, waiting)
    assert cell_value(found, Measure(measure))[0] == (None if expected is None else Decimal(expected))


def test_what_a_demonstration_holds_beyond_today_is_not_shown():
    lines = [line(3, date(2021, 9, 16))]
    assert standing_in(date(2021, 9, 1), share(lines=lines), TODAY) == []


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("a-12-202109", True),
        ("b-12-202109", True),
        ("c-12-202109", False),
        ("a-12-202113", False),
        ("a-12-000001", False),
        ("a-１２-202109", False),
        ("a-" + "9" * 19 + "-202109", False),
        ("a-12-202109x", False),
    ],
)
def test_only_names_of_cells_are_read(name, is_read):
    assert bool(typed_cells({name: "5"})) is is_read
    assert not typed_cells({name: " "})
