"""Which shares a clerk still has to report for in the period now asked for."""

from datetime import date, timedelta

import pytest

from targets import recording
from targets.assessment import assess
from targets.models import Allocation, Duty, Plan, PlanVersion, Target
from targets.owing import asked_period, badges, owed_shares, plan_periods
from targets.periods import Period
from targets.reporting import share_reporting
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import NOW, TODAY, at, first_step, make_town

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 1)


@pytest.fixture
def town():
    return make_town()


def owed(town, on, user=None):
    """The shares asked for, with the first day of the period and whether it is reported."""
    found = owed_shares(town.plan, user or town.li, on)
    return {each.share.allocation: (each.period.starts_on, each.is_reported) for each in found}


def waiting(town, on, user=None):
    return {share for share, (_, is_reported) in owed(town, on, user).items() if not is_reported}


ASKED = [
    # on, first day of the month and of the quarter asked for
    (date(2020, 12, 31), None, None),
    (date(2021, 1, 1), date(2021, 1, 1), date(2021, 1, 1)),
    (date(2021, 6, 5), date(2021, 5, 1), date(2021, 4, 1)),
    (date(2021, 6, 6), date(2021, 6, 1), date(2021, 4, 1)),
    (date(2021, 7, 5), date(2021, 6, 1), date(2021, 4, 1)),
    (date(2021, 7, 6), date(2021, 7, 1), date(2021, 7, 1)),
    (date(2022, 1, 5), date(2021, 12, 1), date(2021, 10, 1)),
    (date(2022, 3, 1), date(2021, 12, 1), date(2021, 10, 1)),
]


@pytest.mark.parametrize(("on", "month", "quarter"), ASKED)
def test_a_period_is_asked_for_until_its_deadline(town, on, month, quarter):
    monthly, quarterly = town.share(), town.share(cadence="quarter")
    asked = {share: day for share, (day, _) in owed(town, on).items()}
    assert asked == {share: day for share, day in ((monthly, month), (quarterly, quarter)) if day}


def test_the_day_reports_are_due_is_the_plans(town):
    share = town.share()
    Plan.objects.update(report_by_day=10)
    town.plan.refresh_from_db()
    asked = [owed(town, date(2021, 6, day))[share][0].month for day in (10, 11)]
    assert asked == [5, 6]


def test_a_share_owes_until_an_entry_of_the_period_stands(town):
    share = town.share()
    on = date(2021, 6, 3)
    assert waiting(town, on) == {share}
    town.log(share, happened_on=JUNE)
    assert waiting(town, on) == {share}
    entry = town.log(share, happened_on=MAY)
    assert owed(town, on) == {share: (date(2021, 5, 1), True)}
    recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    assert waiting(town, on) == {share}
    town.counted(share, happened_on=date(2021, 5, 1))
    assert waiting(town, on) == waiting(town, date(2021, 6, 6)) == set()
    assert waiting(town, date(2021, 7, 6)) == {share}


def test_a_quarters_share_owes_once_a_quarter(town):
    monthly, quarterly = town.share(), town.share(cadence="quarter")
    for share in (monthly, quarterly):
        town.log(share, happened_on=date(2021, 4, 30))
    assert waiting(town, date(2021, 6, 3)) == {monthly}
    assert waiting(town, date(2021, 7, 6)) == {monthly, quarterly}


def test_what_is_not_owed_or_has_ended_is_not_asked_for(town):
    share, ended, lasting = town.share(), town.share(), town.share()
    Allocation.objects.filter(pk=share.pk).update(is_owed=False)
    Allocation.objects.filter(pk=ended.pk).update(ended_on=date(2021, 6, 3))
    Allocation.objects.filter(pk=lasting.pk).update(ended_on=date(2021, 6, 4))
    assert set(owed(town, date(2021, 6, 3))) == {lasting}
    assert set(owed(town, date(2021, 6, 4))) == set()


def test_a_share_that_ended_within_its_first_period_is_never_asked_for(town):
    Allocation.objects.filter(pk=town.share().pk).update(ended_on=date(2021, 1, 31))
    assert owed(town, date(2021, 1, 30)) == {}


@pytest.mark.parametrize(("amount", "is_asked"), [("499", True), ("500", False)])
def test_a_sum_that_is_done_is_no_longer_asked_for(town, amount, is_asked):
    share = town.share("sum", 500)
    entry = town.log(share, amount, happened_on=JUNE)
    assert set(owed(town, TODAY)) == {share}
    recording.approve(user=town.wang, entry=entry, now=NOW)
    assert (share in owed(town, TODAY)) is is_asked
    assert set(owed(town, date(2021, 5, 31))) == {share}


def test_steps_that_are_done_are_no_longer_asked_for_but_a_level_is(town):
    steps, level = town.share("steps"), town.share("level", 100)
    town.counted(level, "100")
    town.counted(steps, "", step_id=first_step(steps).pk)
    assert set(owed(town, TODAY)) == {level}


def test_past_its_due_date_only_the_last_period_is_asked_for_until_it_is_made_up(town):
    share = town.share(due_on=date(2021, 4, 30))
    for on in (date(2021, 5, 5), date(2021, 5, 6), TODAY, date(2021, 12, 31)):
        assert owed(town, on) == {share: (date(2021, 4, 1), False)}
    town.log(share, happened_on=date(2021, 4, 30))
    assert waiting(town, TODAY) == waiting(town, date(2021, 12, 31)) == set()


def test_a_shares_own_due_date_goes_before_its_targets(town):
    target = town.target()
    share = make_share(target, make_village(), due_on=date(2021, 4, 30))
    assert owed(town, TODAY)[share][0] == date(2021, 4, 1)


def test_only_shares_the_user_reports_for_are_asked_of_them(town):
    target, village = town.target(), make_village()
    own, whole = make_share(target, village), target.allocations.get(village=None)
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=village)
    assert set(owed(town, TODAY)) == {own, whole}
    assert set(owed(town, TODAY, clerk)) == {own}
    assert owed(town, TODAY, town.sun) == {}
    Plan.objects.update(state=Plan.State.CLOSED)
    assert owed(town, TODAY) == {}


def test_the_answer_costs_the_same_however_many_shares(town, django_assert_num_queries):
    for count in (1, 3):
        for _ in range(count):
            town.share()
        with django_assert_num_queries(6):
            owed_shares(town.plan, town.li, TODAY)
    with django_assert_num_queries(1):
        owed_shares(town.plan, town.sun, TODAY)


def rows(town, share, on):
    """The months a share is asked for: those overdue, and the open one with whether it is reported."""
    found = [each for each in owed_shares(town.plan, town.li, on) if each.share.allocation == share]
    overdue = [each.period.starts_on.month for each in found if each.is_overdue]
    open_now = [(each.period.starts_on.month, each.is_reported) for each in found if not each.is_overdue]
    return overdue, open_now


OVERDUE = [
    # reported in, on, months overdue, open month and whether it is reported
    ([], date(2021, 2, 5), [], [(1, False)]),
    ([], date(2021, 2, 6), [1], [(2, False)]),
    ([1, 2, 3], date(2021, 5, 5), [], [(4, False)]),
    ([1, 2, 3], date(2021, 5, 6), [4], [(5, False)]),
    ([1, 3], date(2021, 6, 20), [4, 5], [(6, False)]),
    ([1, 3, 5], date(2021, 6, 20), [], [(6, False)]),
    ([3, 6], date(2021, 6, 20), [4, 5], [(6, True)]),
    ([], date(2021, 3, 20), [1, 2], [(3, False)]),
    ([11], date(2022, 1, 5), [], [(12, False)]),
    ([11], date(2022, 1, 6), [12], []),
    ([12], date(2022, 1, 6), [], [(12, True)]),
]


@pytest.mark.parametrize(("reported", "on", "overdue", "open_now"), OVERDUE)
def test_missed_months_are_asked_for_as_the_boards_count_them(town, reported, on, overdue, open_now):
    share = town.share("limit", 0, "人")
    for month in reported:
        day = date(2021, month, 15)
        town.log(share, "0", happened_on=day, now=at(day))
    assert rows(town, share, on) == (overdue, open_now)
    (assessed,) = assess(town.plan, town.plan.clamp(on))[0].shares
    assert assessed.is_missing is bool(overdue)
    assert share_reporting(assessed.promise, assessed.promise.shares[0], on).missed == len(overdue)


@pytest.mark.parametrize(
    ("settled", "overdue"), [(None, [1, 2, 3]), ("2021-02-27", [2, 3]), ("2021-02-28", [3])]
)
def test_a_settled_month_takes_no_figure_and_is_asked_of_nobody(town, settled, overdue):
    share = town.share()
    Plan.objects.update(closed_through=settled)
    town.plan.refresh_from_db()
    assert rows(town, share, date(2021, 4, 20)) == (overdue, [(4, False)])


YOUNG = [
    (date(2021, 10, 25), True),
    (date(2021, 10, 26), False),
    (date(2021, 10, 1), True),
    (date(2021, 11, 3), False),
]


@pytest.mark.parametrize(("on", "is_young"), YOUNG)
def test_a_month_is_young_while_more_of_it_is_left_than_there_is_to_report_it_in(on, is_young):
    october = Period(date(2021, 10, 1), date(2021, 10, 31), date(2021, 11, 5))
    assert october.is_young(on) is is_young


def test_the_number_owed_is_remembered_until_the_plan_changes(town, django_assert_num_queries):
    share, other = town.share(), town.share()
    for each in (share, other):
        town.log(each, happened_on=date(2021, 5, 31))
    assert badges(town.plan, town.li, TODAY)[0] == 2
    Allocation.objects.filter(pk=share.pk).update(is_owed=False)
    with django_assert_num_queries(1):
        assert badges(town.plan, town.li, TODAY)[0] == 2
    PlanVersion.advance([town.plan.pk])
    assert badges(town.plan, town.li, TODAY)[0] == 1


def test_the_number_owed_moves_with_every_entry_and_is_each_users_and_days_own(town):
    share = town.share()
    assert badges(town.plan, town.li, TODAY)[0] == 6
    town.log(share, happened_on=MAY)
    assert badges(town.plan, town.li, TODAY)[0] == 1
    assert badges(town.plan, town.sun, TODAY)[0] == 0
    entry = town.log(share)
    assert badges(town.plan, town.li, TODAY)[0] == 0
    assert badges(town.plan, town.li, date(2021, 7, 6))[0] == 1
    recording.withdraw(user=town.li, entry=entry, now=NOW)
    assert badges(town.plan, town.li, TODAY)[0] == 1


def test_the_badge_counts_what_own_duties_as_reporter_owe_and_nothing_one_may_log_for_others(town):
    share = town.share()
    give_duty(town.sun, "reporter", village=(village := make_village()))
    make_share(share.target, village, goal=5)
    assert [len(waiting(town, TODAY, user)) for user in (town.li, town.wang, town.sun)] == [2, 2, 1]
    assert badges(town.plan, town.wang, TODAY)[0] == 0
    assert badges(town.plan, town.sun, TODAY)[0] == 6
    entry = town.log(share, user=town.wang)
    assert badges(town.plan, town.wang, TODAY)[0] == 0
    recording.send_back(user=town.zhao, entry=entry, reason="核实", now=NOW)
    assert badges(town.plan, town.wang, TODAY)[0] == 1
    give_duty(town.wang, "reporter", village=village)
    PlanVersion.advance([town.plan.pk])
    assert badges(town.plan, town.wang, TODAY)[0] == 7


def test_a_duty_that_ends_takes_its_number_with_it(town):
    town.share()
    assert badges(town.plan, town.li, TODAY)[0] == 6
    Duty.objects.filter(user=town.li).update(ends_on=TODAY + timedelta(days=1))
    assert badges(town.plan, town.li, TODAY + timedelta(days=1))[0] == 0


def test_the_periods_of_the_plan_come_in_the_cadence_of_the_target(town):
    town.share(cadence="quarter", due_on=date(2021, 4, 30))
    share = assess(town.plan, TODAY, Target.objects.all())[0].shares[0]
    assert [period.starts_on.month for period in plan_periods(share)] == [1, 4, 7, 10]
    assert asked_period(share, date(2021, 12, 31)).starts_on == date(2021, 4, 1)
