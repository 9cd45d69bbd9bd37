"""Since when changes are told: a visit ends after half an hour, whoever looks first is told of a week."""

from datetime import UTC, datetime, timedelta

import pytest

from targets.views.last_look import Looks, looked

NOON = datetime(2021, 10, 8, 12, tzinfo=UTC)
YESTERDAY, WEEK_AGO = NOON - timedelta(days=1), NOON - timedelta(days=7)


def ago(minutes):
    return NOON - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, Looks(WEEK_AGO, NOON, True)),
        (Looks(YESTERDAY, ago(1)), Looks(YESTERDAY, NOON)),
        (Looks(YESTERDAY, ago(30)), Looks(YESTERDAY, NOON)),
        (Looks(YESTERDAY, ago(31)), Looks(ago(31), NOON)),
        (Looks(WEEK_AGO, ago(5), True), Looks(WEEK_AGO, NOON, True)),
        (Looks(WEEK_AGO, ago(40), True), Looks(ago(40), NOON)),
        (Looks(YESTERDAY, ago(-1)), Looks(WEEK_AGO, NOON, True)),
    ],
)
def test_a_visit_lasts_until_nobody_looked_for_half_an_hour(before, after):
    assert looked(before, NOON) == after


def test_a_look_is_never_kept_later_than_it_was():
    seen = NOON + timedelta(milliseconds=700)
    assert Looks(YESTERDAY, seen).text == f"{YESTERDAY.timestamp():.0f}|{NOON.timestamp():.0f}|0"
