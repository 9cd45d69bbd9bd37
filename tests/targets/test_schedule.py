from decimal import Decimal
from fractions import Fraction

import pytest

from targets.schedule import expected_percent, rounded
from tests.targets.promises import day, percents

# 阜平: fifteen of walnut, five in spring and ten in autumn; all of it by the end of November.
WALNUT = percents(0, 0, 10, "33.3", "33.3", "33.3", "33.3", "33.3", "33.3", 60, 100)


def expected(on, due="2021-12-31", starts="2021-01-01", schedule=None):
    return str(rounded(expected_percent(day(on), starts_on=day(starts), due_on=day(due), schedule=schedule)))


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        pytest.param("2021-01-31", "8.3", id="1月"),
        pytest.param("2021-02-28", "16.7", id="1—2月"),
        pytest.param("2021-03-31", "25.0", id="1—3月"),
        pytest.param("2021-04-30", "33.3", id="1—4月"),
        pytest.param("2021-05-31", "41.7", id="1—5月"),
        pytest.param("2021-06-30", "50.0", id="1—6月, 双过半"),
        pytest.param("2021-07-31", "58.3", id="1—7月"),
        pytest.param("2021-08-31", "66.7", id="1—8月"),
        pytest.param("2021-09-30", "75.0", id="1—9月"),
        pytest.param("2021-10-31", "83.3", id="1—10月"),
        pytest.param("2021-11-30", "91.7", id="1—11月"),
        pytest.param("2021-12-31", "100.0", id="全年"),
    ],
)
def test_time_is_counted_by_months_as_officials_do(on, percent):
    assert expected(on) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        pytest.param("2020-12-31", "0.0", id="before the first day"),
        pytest.param("2021-01-01", "0.3", id="the first day is a 31st of January"),
        pytest.param("2021-02-14", "12.5", id="half of a February of 28 days"),
        pytest.param("2021-02-27", "16.4", id="the day before its end"),
        pytest.param("2021-12-30", "99.7", id="the day before the due day"),
        pytest.param("2022-01-01", "100.0", id="after the due day"),
    ],
)
def test_inside_a_month_days_are_counted(on, percent):
    assert expected(on) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [("2024-02-14", "12.4"), ("2024-02-28", "16.4"), ("2024-02-29", "16.7"), ("2024-03-01", "16.9")],
)
def test_february_of_a_leap_year_has_29_days(on, percent):
    assert expected(on, due="2024-12-31", starts="2024-01-01") == percent


@pytest.mark.parametrize(
    ("due", "on", "percent"),
    [
        pytest.param("2021-06-15", "2021-05-31", "83.3", id="mid-month: five months of six"),
        pytest.param("2021-06-15", "2021-06-01", "84.4", id="the last stretch has fifteen days"),
        pytest.param("2021-06-15", "2021-06-14", "98.9", id="the day before"),
        pytest.param("2021-06-15", "2021-06-15", "100.0", id="the due day"),
        pytest.param("2021-06-15", "2021-06-16", "100.0", id="the day after"),
        pytest.param("2021-06-30", "2021-06-15", "91.7", id="month end: the last stretch is the month"),
        pytest.param("2021-06-30", "2021-06-29", "99.4", id="the day before a month end"),
        pytest.param("2021-06-30", "2021-06-30", "100.0", id="the due month end"),
        pytest.param("2021-01-20", "2021-01-10", "50.0", id="due in the first month"),
        pytest.param("2021-07-01", "2021-06-30", "85.7", id="due on the first of a month: six of seven"),
        pytest.param("2021-01-01", "2021-01-01", "100.0", id="due on the first day"),
    ],
)
def test_the_last_stretch_ends_on_the_due_day(due, on, percent):
    assert expected(on, due=due) == percent


@pytest.mark.parametrize(
    ("starts", "due", "on", "percent"),
    [
        pytest.param("2021-04-01", "2022-03-31", "2021-03-31", "0.0", id="before April"),
        pytest.param("2021-04-01", "2022-03-31", "2021-04-30", "8.3", id="April"),
        pytest.param("2021-04-01", "2022-03-31", "2021-12-31", "75.0", id="nine months, over the new year"),
        pytest.param("2021-04-01", "2022-03-31", "2022-02-28", "91.7", id="eleven months"),
        pytest.param(
            "2021-04-16", "2021-06-30", "2021-04-15", "0.0", id="the day before a start in mid-month"
        ),
        pytest.param("2021-04-16", "2021-06-30", "2021-04-16", "2.2", id="first of its fifteen days"),
        pytest.param(
            "2021-04-16", "2021-06-30", "2021-04-30", "33.3", id="the month of the start counts whole"
        ),
    ],
)
def test_a_plan_may_start_in_april(starts, due, on, percent):
    assert expected(on, starts=starts, due=due) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        pytest.param("2021-02-28", "0.0", id="winter"),
        pytest.param("2021-03-31", "10.0", id="first planting"),
        pytest.param("2021-04-15", "21.7", id="21.65 in mid-April, rounded up"),
        pytest.param("2021-04-30", "33.3", id="spring planted"),
        pytest.param("2021-08-20", "33.3", id="summer"),
        pytest.param("2021-10-31", "60.0", id="autumn"),
        pytest.param("2021-11-29", "98.7", id="the day before all is planted"),
        pytest.param("2021-11-30", "100.0", id="100 a month early"),
        pytest.param("2021-12-15", "100.0", id="and it stays 100"),
        pytest.param("2021-12-31", "100.0", id="due"),
    ],
)
def test_a_promise_may_have_its_own_curve(on, percent):
    assert expected(on, schedule=WALNUT) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [("2021-05-31", "33.3"), ("2021-06-15", "66.7"), ("2021-06-29", "97.8"), ("2021-06-30", "100.0")],
)
def test_a_curve_that_stands_below_100_at_an_earlier_due_day_is_drawn_up_to_it(on, percent):
    assert expected(on, due="2021-06-30", schedule=WALNUT) == percent


@pytest.mark.parametrize(
    ("on", "percent"),
    [("2021-12-31", "90.0"), ("2022-01-31", "90.0"), ("2022-02-14", "95.0"), ("2022-02-28", "100.0")],
)
def test_a_due_day_beyond_the_twelve_months_keeps_the_last_percentage_until_its_month(on, percent):
    schedule = percents(0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)
    assert expected(on, due="2022-02-28", schedule=schedule) == percent


def test_a_curve_counts_its_months_from_the_plans_start():
    assert (
        expected("2021-05-31", starts="2021-04-01", due="2022-03-31", schedule=percents(7, 21, 100)) == "21.0"
    )


def test_a_curve_starts_at_nothing():
    assert expected("2021-01-01", schedule=percents(31, 100)) == "1.0"


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("62.0499", "62.0"),
        ("62.05", "62.1"),
        ("62.15", "62.2"),
        ("0.04", "0.0"),
        ("0.05", "0.1"),
        ("99.94", "99.9"),
        ("99.95", "99.9"),
        ("99.96", "99.9"),
        ("99.9999", "99.9"),
        ("100", "100.0"),
        ("100.04", "100.0"),
        ("100.05", "100.1"),
        ("0", "0.0"),
        ("-3.25", "-3.3"),
        ("-3.24", "-3.2"),
        ("1234.56", "1234.6"),
    ],
)
def test_percentages_are_rounded_half_up_but_never_to_100(exact, shown):
    assert str(rounded(Fraction(Decimal(exact)))) == shown


def test_thirds_are_rounded_from_the_exact_fraction():
    assert [str(rounded(Fraction(100 * part, 3))) for part in (1, 2)] == ["33.3", "66.7"]
