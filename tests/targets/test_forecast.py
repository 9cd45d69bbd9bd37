from datetime import timedelta
from fractions import Fraction

import pytest

from targets.forecast import SHORTEST, forecast, months_passed, needed_shown, tenths, value_on
from targets.measures import Measure, Terms, trajectory
from tests.targets.promises import day, line, percents, promise

HONEYSUCKLE = [("2021-03-15", 60), ("2021-04-30", 130), ("2021-08-15", 120)]  # 310 of 500 亩


def honeysuckle(**fields):
    return promise(*(line(*each) for each in HONEYSUCKLE), **{"goal": 500, "unit": "亩", **fields})


@pytest.mark.parametrize(
    ("starts", "on", "months"),
    [
        pytest.param("2021-01-01", "2021-09-30", 9, id="1—9月"),
        pytest.param("2021-01-01", "2021-01-01", Fraction(1, 31), id="first day"),
        pytest.param("2021-01-01", "2021-02-14", Fraction(3, 2), id="mid-February"),
        pytest.param("2024-01-01", "2024-02-29", 2, id="leap year"),
        pytest.param("2021-04-01", "2022-03-31", 12, id="from April"),
        pytest.param("2021-01-01", "2021-12-31", 12, id="the whole year"),
    ],
)
def test_months_are_counted_whole_and_parts_of_them_by_days(starts, on, months):
    assert months_passed(day(starts), day(on)) == months


@pytest.mark.parametrize(
    ("on", "left", "remaining", "needed"),
    [
        pytest.param("2021-09-30", 3, 190, "63.3", id="余下3个月每月需63.3亩"),
        pytest.param("2021-06-30", 6, 310, "51.7", id="half-year: 310 in six months"),
        pytest.param("2021-09-15", Fraction(7, 2), 190, "54.3", id="mid-month: three and a half months"),
        pytest.param("2021-11-29", Fraction(31, 30), 190, "190.0", id="a day more than the last month"),
        pytest.param("2021-11-30", 1, 190, "190.0", id="the last month: all of it"),
        pytest.param(
            "2021-12-15", Fraction(16, 31), 190, "190.0", id="in the last month: all of it, no more"
        ),
        pytest.param("2021-12-30", Fraction(1, 31), 190, "190.0", id="the last day"),
        pytest.param("2021-01-01", 12 - Fraction(1, 31), 500, "41.7", id="nothing yet"),
    ],
)
def test_what_is_still_needed_each_month(on, left, remaining, needed):
    ahead = forecast(honeysuckle(), day(on))
    shown = Fraction(max(tenths(Fraction(left)), SHORTEST))
    assert (ahead.months_left, ahead.remaining) == (shown, remaining)
    assert str(needed_shown(ahead.needed_per_month, whole=False)) == needed
    if shown > 1:
        assert ahead.needed_per_month == Fraction(remaining) / shown  # as a calculator says it


@pytest.mark.parametrize(
    ("fields", "remaining", "needed"),
    [
        pytest.param(
            {"due": "2021-11-15"}, 190, Fraction(380, 3), id="due in mid-November: one and a half months"
        ),
        pytest.param({"done_at": 90}, 140, Fraction(140, 3), id="done at 90 %"),
        pytest.param({"goal": 310}, 0, 0, id="reached"),
        pytest.param({"goal": 300}, 0, 0, id="over the goal: nothing is needed, never less"),
    ],
)
def test_what_is_needed_depends_on_due_day_and_goal(fields, remaining, needed):
    ahead = forecast(honeysuckle(**fields), day("2021-09-30"))
    assert (ahead.remaining, ahead.needed_per_month) == (remaining, needed)


@pytest.mark.parametrize(
    ("on", "low", "high"),
    [
        # 190 by June is 31.7 a month; April to June 130 are 43.3 a month.
        pytest.param("2021-06-30", 380, 450, id="half-year: 190 + 6 x 31.7 to 190 + 6 x 43.3"),
        # 310 by September is 34.4 a month; July to September 120 are 40 a month.
        pytest.param("2021-09-30", Fraction(1240, 3), 430, id="September: 413.3 to 430"),
        # The last three months brought nothing.
        pytest.param("2021-11-30", 310, 310 + Fraction(310, 11), id="November: 310 to 338.2"),
        pytest.param("2021-03-31", 240, 240, id="March: the year is three months old"),
        pytest.param("2021-02-28", None, None, id="nothing known, nothing foretold"),
    ],
)
def test_where_it_lands_at_the_pace_of_the_year_and_of_the_last_three_months(on, low, high):
    ahead = forecast(honeysuckle(), day(on))
    assert (ahead.landing_low, ahead.landing_high) == (low, high)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        pytest.param("2021-05-31", "2021-02-28", id="31 May looks back to 28 February"),
        pytest.param("2021-06-30", "2021-03-31", id="30 June looks back to 31 March, not the 30th"),
        pytest.param("2021-06-29", "2021-03-29", id="29 June looks back to 29 March"),
        pytest.param("2021-04-01", "2021-01-01", id="1 April looks back to the first day"),
    ],
)
def test_the_last_three_months_are_counted_to_the_day(on, since):
    """What was logged on that day is not of the last three months; what was logged the day after is."""
    goal, passed = 1000, months_passed(day("2021-01-01"), day(on))
    stretch = passed - months_passed(day("2021-01-01"), day(since))
    the_day_after = (day(since) + timedelta(days=1)).isoformat()
    for logged, recent in ((since, Fraction(0)), (the_day_after, 100 / stretch)):
        ahead = forecast(promise(line(logged, 100), goal=goal), day(on))
        left = 12 - months_passed(day("2021-01-01"), day(on))
        paces = {(each - 100) / left for each in (ahead.landing_low, ahead.landing_high)}
        assert paces == {100 / passed, recent}


def test_a_plan_from_april_counts_from_april():
    terms = Terms(day("2021-04-01"), day("2022-03-31"))
    ahead = forecast(
        promise(line("2021-05-01", 100), goal=500, due="2022-03-31", terms=terms), day("2021-12-31")
    )
    assert (ahead.months_left, ahead.needed_per_month) == (3, Fraction(400, 3))
    assert (ahead.landing_low, ahead.landing_high) == (100, 100 + Fraction(100, 3))


@pytest.mark.parametrize(
    ("fields", "on"),
    [
        pytest.param({"goal": None}, "2021-06-30", id="no goal"),
        pytest.param({"due": None}, "2021-06-30", id="no due date"),
        pytest.param({}, "2021-12-31", id="the due day"),
        pytest.param({}, "2022-01-31", id="after it"),
        pytest.param({}, "2020-12-31", id="before the plan"),
        *(
            pytest.param({"measure": each}, "2021-06-30", id=each.value)
            for each in Measure
            if each is not Measure.SUM
        ),
    ],
)
def test_only_a_sum_on_its_way_has_a_forecast(fields, on):
    assert forecast(honeysuckle(**fields), day(on)) is None


def test_there_is_a_forecast_from_the_first_day_to_the_day_before_the_due_day():
    assert forecast(honeysuckle(), day("2021-01-01")) is not None
    assert forecast(honeysuckle(), day("2021-12-30")) is not None


def test_a_zero_report_foretells_zero():
    ahead = forecast(promise(line("2021-03-31", 0), goal=500), day("2021-06-30"))
    assert (ahead.landing_low, ahead.landing_high) == (0, 0)


def test_the_schedule_does_not_change_what_is_needed():
    curved = honeysuckle(schedule=percents(0, 100))
    assert forecast(curved, day("2021-09-30")) == forecast(honeysuckle(), day("2021-09-30"))


@pytest.mark.parametrize(("on", "mu"), [("2021-03-14", None), ("2021-03-15", 60), ("2021-08-14", 190)])
def test_a_trajectory_can_be_read_on_any_day(on, mu):
    assert value_on(trajectory(honeysuckle(), day("2021-12-31")), day(on)) == mu


@pytest.mark.parametrize(
    ("needed", "whole", "shown"),
    [
        pytest.param(Fraction(190, 3), False, "63.3", id="63.33 亩"),
        pytest.param(Fraction("63.25"), False, "63.3", id="half-up"),
        pytest.param(Fraction("63.24"), False, "63.2", id="below the half"),
        pytest.param(Fraction(0), False, "0.0", id="nothing"),
        pytest.param(Fraction(7, 3), True, "3", id="2.3 口 are 3"),
        pytest.param(Fraction(2), True, "2", id="2 口 are 2"),
        pytest.param(Fraction(0), True, "0", id="0 口"),
    ],
)
def test_needed_is_shown_to_a_tenth_or_up_to_the_next_whole_piece(needed, whole, shown):
    assert str(needed_shown(needed, whole)) == shown
