from datetime import date

import pytest

from targets.periods import (
    Cadence,
    Period,
    add_months,
    month_end,
    months_between,
    open_period,
    period_of,
    periods,
    reporting,
)
from tests.targets.promises import day, days

YEAR = day("2021-01-01"), day("2021-12-31")
MONTHS = periods(*YEAR, Cadence.MONTH, 5)
QUARTERS = periods(*YEAR, Cadence.QUARTER, 5)


@pytest.mark.parametrize(
    ("of", "last"),
    [
        ("2021-01-01", "2021-01-31"),
        ("2021-01-31", "2021-01-31"),
        ("2021-04-15", "2021-04-30"),
        ("2021-02-01", "2021-02-28"),
        ("2024-02-01", "2024-02-29"),
        ("2021-12-09", "2021-12-31"),
    ],
)
def test_a_month_ends_on_its_last_day(of, last):
    assert month_end(day(of)) == day(last)


@pytest.mark.parametrize(
    ("first", "months", "later"),
    [
        ("2021-01-15", 1, "2021-02-15"),
        ("2021-01-31", 1, "2021-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2021-03-31", 3, "2021-06-30"),
        ("2021-11-30", 3, "2022-02-28"),
        ("2021-12-01", 1, "2022-01-01"),
        ("2021-05-31", -3, "2021-02-28"),
        ("2021-01-15", -1, "2020-12-15"),
        ("2021-07-07", 0, "2021-07-07"),
    ],
)
def test_months_are_added_up_to_the_end_of_a_shorter_month(first, months, later):
    assert add_months(day(first), months) == day(later)


@pytest.mark.parametrize(
    ("first", "later", "months"),
    [
        ("2021-01-31", "2021-02-01", 1),
        ("2021-01-01", "2021-01-31", 0),
        ("2021-04-01", "2022-03-31", 11),
        ("2021-03-01", "2021-01-31", -2),
    ],
)
def test_months_between_two_days_are_counted_by_their_months(first, later, months):
    assert months_between(day(first), day(later)) == months


def test_a_calendar_year_has_twelve_months_each_due_on_the_5th_of_the_next():
    assert len(MONTHS) == 12
    assert MONTHS[0] == Period(day("2021-01-01"), day("2021-01-31"), day("2021-02-05"))
    assert MONTHS[1] == Period(day("2021-02-01"), day("2021-02-28"), day("2021-03-05"))
    assert MONTHS[-1] == Period(day("2021-12-01"), day("2021-12-31"), day("2022-01-05"))


def test_a_calendar_year_has_four_quarters():
    assert [(each.starts_on, each.ends_on, each.deadline) for each in QUARTERS] == [
        days("2021-01-01", "2021-03-31", "2021-04-05"),
        days("2021-04-01", "2021-06-30", "2021-07-05"),
        days("2021-07-01", "2021-09-30", "2021-10-05"),
        days("2021-10-01", "2021-12-31", "2022-01-05"),
    ]


def test_february_has_29_days_in_a_leap_year():
    leap = periods(day("2024-01-01"), day("2024-12-31"), Cadence.MONTH, 5)
    assert leap[1].ends_on == day("2024-02-29")


def test_a_plan_from_april_has_its_quarters_from_april():
    found = periods(day("2021-04-01"), day("2022-03-31"), Cadence.QUARTER, 5)
    assert [each.starts_on for each in found] == list(
        days("2021-04-01", "2021-07-01", "2021-10-01", "2022-01-01")
    )


def test_the_first_and_last_month_are_cut_to_the_plan():
    found = periods(day("2021-04-16"), day("2021-06-10"), Cadence.MONTH, 28)
    assert [(each.starts_on, each.ends_on, each.deadline) for each in found] == [
        days("2021-04-16", "2021-04-30", "2021-05-28"),
        days("2021-05-01", "2021-05-31", "2021-06-28"),
        days("2021-06-01", "2021-06-10", "2021-07-28"),
    ]


def test_a_last_quarter_cut_short_is_due_in_the_month_after_the_plan_ends():
    found = periods(day("2021-01-01"), day("2021-05-31"), Cadence.QUARTER, 5)
    assert (found[-1].ends_on, found[-1].deadline) == days("2021-05-31", "2021-06-05")


def test_a_plan_of_one_day_has_one_period():
    assert len(periods(day("2021-06-01"), day("2021-06-01"), Cadence.MONTH, 5)) == 1


@pytest.mark.parametrize(("cadence", "months"), [(Cadence.MONTH, 1), (Cadence.QUARTER, 3)])
def test_a_cadence_knows_its_months(cadence, months):
    assert cadence.months == months


@pytest.mark.parametrize(
    ("on", "closed"),
    [("2021-01-31", False), ("2021-02-05", False), ("2021-02-06", True), ("2021-12-31", True)],
)
def test_january_is_open_through_the_5th_of_february(on, closed):
    assert MONTHS[0].is_closed(day(on)) is closed


def test_a_day_lies_in_its_period():
    first, last = YEAR
    assert period_of(first, MONTHS) == MONTHS[0]
    assert period_of(day("2021-01-31"), MONTHS) == MONTHS[0]
    assert period_of(day("2021-02-01"), MONTHS) == MONTHS[1]
    assert period_of(last, MONTHS) == MONTHS[11]
    assert period_of(date(2022, 1, 1), MONTHS) is None
    assert "2021-01-15" not in MONTHS[0]


@pytest.mark.parametrize(
    ("reported", "on", "closed", "missed"),
    [
        pytest.param([], "2021-01-01", 0, 0, id="first day"),
        pytest.param([], "2021-02-05", 0, 0, id="5 February: January still open"),
        pytest.param([], "2021-02-06", 1, 1, id="6 February: January missed"),
        pytest.param([], "2021-03-05", 1, 1, id="5 March: one missed"),
        pytest.param([], "2021-03-06", 2, 2, id="6 March: two missed"),
        pytest.param([], "2021-04-06", 3, 3, id="6 April: three missed"),
        pytest.param(["2021-01-31"], "2021-02-06", 1, 0, id="January reported"),
        pytest.param(["2021-01-31"], "2021-03-06", 2, 1, id="January reported, February not"),
        pytest.param(["2021-02-01"], "2021-03-06", 2, 0, id="only misses after the last report count"),
        pytest.param(["2021-01-10"], "2021-05-06", 4, 3, id="counted back from April to January"),
        pytest.param(
            ["2021-01-10", "2021-04-02"], "2021-04-06", 3, 2, id="a report for the open month mends none"
        ),
        pytest.param(
            ["2021-01-10", "2021-02-20"], "2021-03-06", 2, 0, id="a make-up dated in February mends it"
        ),
        pytest.param(["2021-03-07"], "2021-03-06", 2, 2, id="an entry dated later does not count yet"),
        pytest.param([], "2022-01-05", 11, 11, id="December open until 5 January"),
        pytest.param([], "2022-01-06", 12, 12, id="the whole year missed"),
    ],
)
def test_misses_are_counted_back_from_the_last_closed_month(reported, on, closed, missed):
    record = reporting(MONTHS, days(*reported), day(on))
    assert (record.closed, record.missed) == (closed, missed)


@pytest.mark.parametrize(
    ("reported", "on", "closed", "missed"),
    [
        pytest.param([], "2021-04-05", 0, 0, id="5 April: first quarter open"),
        pytest.param([], "2021-04-06", 1, 1, id="6 April: first quarter missed"),
        pytest.param(["2021-01-02"], "2021-04-06", 1, 0, id="one report in January is enough"),
        pytest.param(["2021-01-02"], "2021-07-06", 2, 1, id="second quarter missed"),
    ],
)
def test_quarters_are_missed_as_months_are(reported, on, closed, missed):
    record = reporting(QUARTERS, days(*reported), day(on))
    assert (record.closed, record.missed) == (closed, missed)


@pytest.mark.parametrize(
    ("reported", "on", "anything"),
    [
        ([], "2021-06-30", False),
        (["2021-06-30"], "2021-06-30", True),
        (["2021-06-30"], "2021-06-29", False),
    ],
)
def test_anything_reported_is_told_apart_from_nothing(reported, on, anything):
    assert reporting(MONTHS, days(*reported), day(on)).reported is anything


@pytest.mark.parametrize(
    ("on", "asked"),
    [
        pytest.param("2020-12-31", "2021-01-01", id="before the plan: its first month"),
        pytest.param("2021-02-05", "2021-01-01", id="5 February: still January"),
        pytest.param("2021-02-06", "2021-02-01", id="6 February: February"),
        pytest.param("2022-01-05", "2021-12-01", id="5 January: December"),
        pytest.param("2022-02-28", "2021-12-01", id="after the plan: its last month"),
    ],
)
def test_figures_are_asked_for_the_month_whose_deadline_has_not_passed(on, asked):
    assert open_period(MONTHS, day(on)).starts_on == day(asked)
