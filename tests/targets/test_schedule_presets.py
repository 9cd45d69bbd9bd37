"""Schedules chosen by name, for every due month and for plans that do not start in January."""

from datetime import date
from decimal import Decimal

import pytest

from targets.fields import checked_percents
from targets.models.targets import schedule_reaches_goal
from targets.periods import add_months, month_end
from targets.setup.schedule_presets import MONTHLY, Preset, preset_percents

HABITS = [Preset.SPRING_AND_AUTUMN, Preset.YEAR_END]
FIRST = date(2021, 1, 1)


@pytest.mark.parametrize("preset", HABITS)
@pytest.mark.parametrize("starts_on", [FIRST, date(2021, 4, 1), date(2021, 12, 1)])
@pytest.mark.parametrize("due_month", range(12))
def test_a_preset_is_a_valid_schedule_for_every_due_month(preset, starts_on, due_month):
    for due_on in (add_months(starts_on, due_month), month_end(add_months(starts_on, due_month))):
        percents = preset_percents(preset, starts_on=starts_on, due_on=due_on)
        assert checked_percents(percents) == percents
        assert schedule_reaches_goal(percents, starts_on, due_on)
        assert percents[due_month:] == (Decimal(100),) * (12 - due_month)


@pytest.mark.parametrize("preset", HABITS)
def test_the_months_of_a_habit_make_a_whole_year(preset):
    assert (len(MONTHLY[preset]), sum(MONTHLY[preset])) == (12, 100)


@pytest.mark.parametrize(
    ("preset", "due_on", "expected"),
    [
        (Preset.SPRING_AND_AUTUMN, date(2021, 12, 31), [0, 10, 35, 50, 50, 50, 50, 50, 55, 75, 95, 100]),
        (Preset.YEAR_END, date(2021, 12, 31), [10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 75, 100]),
        # Half of it is planted by June: twice as much is expected by each month of spring.
        (Preset.SPRING_AND_AUTUMN, date(2021, 6, 30), [0, 20, 70, 100, 100, 100] + [100] * 6),
        (Preset.SPRING_AND_AUTUMN, date(2021, 3, 1), ["0", "28.6", "100"] + [100] * 9),
        (Preset.SPRING_AND_AUTUMN, date(2021, 1, 31), [100] * 12),
        (Preset.STRAIGHT, date(2021, 12, 31), None),
    ],
)
def test_what_falls_before_the_due_date_is_stretched_to_all_of_it(preset, due_on, expected):
    percents = preset_percents(preset, starts_on=FIRST, due_on=due_on)
    assert percents == (None if expected is None else tuple(Decimal(each) for each in expected))


def test_nothing_is_expected_before_the_month_in_which_a_target_was_added():
    percents = preset_percents(
        Preset.SPRING_AND_AUTUMN, starts_on=FIRST, due_on=date(2021, 12, 31), begins_on=date(2021, 9, 15)
    )
    assert percents == tuple(Decimal(each) for each in [0] * 8 + [10, 50, 90, 100])


@pytest.mark.parametrize(
    ("due_on", "fits"),
    [(date(2020, 12, 31), False), (FIRST, True), (date(2021, 12, 31), True), (date(2022, 1, 1), False)],
)
def test_a_due_date_outside_the_twelve_months_is_refused(due_on, fits):
    if fits:
        preset_percents(Preset.YEAR_END, starts_on=FIRST, due_on=due_on)
    else:
        with pytest.raises(ValueError, match="outside the twelve months"):
            preset_percents(Preset.YEAR_END, starts_on=FIRST, due_on=due_on)
