"""How a project stands: tables that a deputy mayor could check with a calendar and a pocket calculator."""

from datetime import date
from decimal import Decimal

import pytest

from projects.status import Month, ProjectStatus, Start, Terms, Works, judge

TERMS = Terms(starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31))
S = ProjectStatus


def day(text):
    return date.fromisoformat(f"2021-{text}") if len(text) == 5 else date.fromisoformat(text)


def months(*told):
    """Months by number, with 万元 invested; None for a report without a figure."""
    return [
        Month(first=date(2021, number, 1), investment=None if amount is None else Decimal(str(amount)))
        for number, amount in told
    ]


def works(**fields):
    return Works(terms=TERMS, **fields)


@pytest.mark.parametrize(
    ("on", "status", "start", "missed"),
    [
        ("02-28", S.NOT_DUE, Start.PLANNED, 0),
        ("03-30", S.NOT_DUE, Start.PLANNED, 0),
        ("03-31", S.START_LATE, Start.MISSED, 1),  # the end of the planned month's last day
        ("04-29", S.START_LATE, Start.MISSED, 1),
        ("04-30", S.START_LATE, Start.MISSED, 2),
        ("05-30", S.START_LATE, Start.MISSED, 2),
        ("05-31", S.START_LONG_LATE, Start.MISSED, 3),
        ("12-31", S.START_LONG_LATE, Start.MISSED, 10),
    ],
)
def test_a_start_that_was_planned_for_march_and_does_not_come(on, status, start, missed):
    standing = judge(works(planned_start=day("03-15")), day(on))
    assert (standing.status, standing.start, standing.months_missed) == (status, start, missed)


def test_a_start_late_last_year_is_counted_from_its_month():
    assert judge(works(planned_start=day("2020-11-20")), day("01-31")).months_missed == 3


@pytest.mark.parametrize(
    ("started", "start"),
    [("02-28", Start.EARLY), ("03-01", Start.STARTED), ("03-31", Start.STARTED), ("04-01", Start.STARTED)],
)
def test_a_start_before_the_planned_month_is_early(started, start):
    standing = judge(works(planned_start=day("03-15"), started_on=day(started)), day("04-30"))
    assert (standing.start, standing.status) == (start, S.UNDER_WAY)


@pytest.mark.parametrize("on", ["01-01", "06-30", "12-31", "2022-01-31"])
def test_what_is_only_planned_without_a_date_is_never_late(on):
    standing = judge(works(), day(on))
    assert (standing.status, standing.start) == (S.PLANNED, Start.NO_DATE)


@pytest.mark.parametrize(
    ("invested", "gap", "status"),
    [
        ("85.0", "10.0", S.AHEAD),
        ("84.9", "9.9", S.ON_PACE),
        ("75", "0.0", S.ON_PACE),
        ("65.1", "-9.9", S.ON_PACE),
        ("65.04", "-10.0", S.BEHIND),  # rounded to 0.1 before it is compared
        ("65", "-10.0", S.BEHIND),
        ("45", "-30.0", S.BEHIND),
        ("44.9", "-30.1", S.FAR_BEHIND),
        ("0", "-75.0", S.FAR_BEHIND),
        ("99.99", "24.9", S.AHEAD),  # never rounded up to all of it
        ("120", "45.0", S.AHEAD),
    ],
)
def test_investment_against_time_by_the_end_of_september(invested, gap, status):
    """100 万元 are planned for the year; 9/12 of the time are 75.0 %."""
    told = months((8, invested), (9, None))
    standing = judge(works(started_on=day("09-01"), year_investment=Decimal(100), months=told), day("09-30"))
    assert standing.pace.gap == Decimal(gap)
    assert standing.status is status


def test_no_figure_is_not_zero_and_no_plan_is_no_pace():
    started = {"started_on": day("09-01"), "months": months((9, None))}
    assert judge(works(year_investment=Decimal(100), **started), day("09-30")).status is S.UNDER_WAY
    started["months"] = months((9, 50))
    assert judge(works(**started), day("09-30")).status is S.UNDER_WAY


@pytest.mark.parametrize(
    ("finished", "on", "status"),
    [
        ("08-31", "09-30", S.FINISHED_EARLY),
        ("09-01", "09-30", S.FINISHED),
        ("09-20", "09-30", S.FINISHED),
        ("09-21", "09-30", S.FINISHED_LATE),
        (None, "09-19", S.UNDER_WAY),
        (None, "09-20", S.OVERDUE),
    ],
)
def test_a_finish_that_was_planned_for_20_september(finished, on, status):
    known = works(
        planned_finish=day("09-20"),
        started_on=day("09-01"),
        finished_on=finished and day(finished),
    )
    assert judge(known, day(on)).status is status


def test_what_is_finished_is_asked_for_no_more_money():
    known = works(
        started_on=day("02-01"),
        finished_on=day("06-01"),
        year_investment=Decimal(100),
        months=months((6, 20)),
    )
    assert judge(known, day("12-31")).status is S.FINISHED


@pytest.mark.parametrize(
    ("told", "on", "quiet"),
    [
        ([(7, 5)], "09-05", []),  # August is open until 5 September
        ([(7, 5)], "09-06", [8]),
        ([(7, 5)], "10-05", [8]),
        ([(7, 5)], "10-06", [8, 9]),
        ([(7, 5), (8, 0), (9, 0)], "10-06", [8, 9]),  # reported, but nothing done
        ([(7, 5), (8, None), (9, None)], "10-06", [8, 9]),
        ([(7, 5), (9, 1)], "10-06", []),
        ([(7, 5), (8, 1)], "10-06", [9]),
    ],
)
def test_two_closed_months_without_report_or_progress_are_a_standstill(told, on, quiet):
    standing = judge(works(started_on=day("07-10"), months=months(*told)), day(on))
    assert [each.month for each in standing.quiet_months] == quiet
    assert standing.status is (S.STALLED if len(quiet) >= 2 else S.UNDER_WAY)


def test_the_month_of_the_start_and_a_step_are_progress():
    known = works(started_on=day("08-20"), months=[Month(first=day("09-01"), is_step=True)])
    assert judge(known, day("10-06")).quiet_months == ()
    assert judge(works(started_on=day("08-20")), day("10-06")).quiet_months == (day("09-01"),)
    carried_over = judge(works(started_on=day("2020-05-01")), day("03-06"))
    assert carried_over.quiet_months == (day("01-01"), day("02-01"))


def test_the_gravest_finding_is_shown_and_the_others_are_kept():
    known = works(
        planned_finish=day("09-20"),
        started_on=day("02-01"),
        year_investment=Decimal(100),
        months=months((3, 70)),
    )
    standing = judge(known, day("09-30"))
    assert standing.status is S.OVERDUE
    assert standing.findings == (S.OVERDUE, S.STALLED, S.ON_PACE)
    slugs = [each.slug for each in ProjectStatus]
    assert len(set(slugs)) == len(slugs)
