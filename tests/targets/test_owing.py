"""Which shares still have to report for the period now asked for."""

from datetime import date

import pytest

from targets import recording
from targets.models import Allocation
from targets.owing import asked_periods, owed_shares, with_reported
from targets.periods import Cadence
from tests.targets.ledger_factories import NOW, make_town

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 1)


@pytest.fixture
def town():
    return make_town()


def owed(town, on):
    return set(owed_shares(Allocation.objects.all(), town.plan, on))


ASKED = [
    # on, first day of the month and of the quarter asked for
    (date(2021, 6, 5), date(2021, 5, 1), date(2021, 4, 1)),
    (date(2021, 6, 6), date(2021, 6, 1), date(2021, 4, 1)),
    (date(2021, 7, 5), date(2021, 6, 1), date(2021, 4, 1)),
    (date(2021, 7, 6), date(2021, 7, 1), date(2021, 7, 1)),
    (date(2020, 11, 1), date(2021, 1, 1), date(2021, 1, 1)),
    (date(2022, 3, 1), date(2021, 12, 1), date(2021, 10, 1)),
]


@pytest.mark.parametrize(("on", "month", "quarter"), ASKED)
def test_a_period_is_asked_for_until_its_deadline(town, on, month, quarter):
    asked = asked_periods(town.plan, on)
    assert (asked[Cadence.MONTH].starts_on, asked[Cadence.QUARTER].starts_on) == (month, quarter)


def test_a_share_owes_until_an_entry_of_the_period_stands(town):
    share = town.share()
    on = date(2021, 6, 3)
    assert owed(town, on) == {share}
    town.log(share, happened_on=JUNE)
    assert owed(town, on) == {share}
    entry = town.log(share, happened_on=MAY)
    assert owed(town, on) == set()
    recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    assert owed(town, on) == {share}
    town.counted(share, happened_on=date(2021, 5, 1))
    assert owed(town, on) == set()
    assert owed(town, date(2021, 6, 6)) == set()
    assert owed(town, date(2021, 7, 6)) == {share}


def test_a_quarters_share_owes_once_a_quarter(town):
    monthly, quarterly = town.share(), town.share(cadence="quarter")
    for share in (monthly, quarterly):
        town.log(share, happened_on=date(2021, 4, 30))
    assert owed(town, date(2021, 6, 3)) == {monthly}
    assert owed(town, date(2021, 7, 6)) == {monthly, quarterly}


def test_what_is_not_owed_or_has_ended_is_not_asked_for(town):
    share, ended, lasting = town.share(), town.share(), town.share()
    Allocation.objects.filter(pk=share.pk).update(is_owed=False)
    Allocation.objects.filter(pk=ended.pk).update(ended_on=date(2021, 6, 3))
    Allocation.objects.filter(pk=lasting.pk).update(ended_on=date(2021, 6, 4))
    assert owed(town, date(2021, 6, 3)) == {lasting}


def test_the_answer_is_one_query_however_many_shares(town, django_assert_num_queries):
    shares = [town.share() for _ in range(3)]
    town.log(shares[0], happened_on=JUNE)
    on = date(2021, 6, 20)
    with django_assert_num_queries(1):
        reported = {
            share.pk: share.is_reported for share in with_reported(Allocation.objects.all(), town.plan, on)
        }
    assert reported == {shares[0].pk: True, shares[1].pk: False, shares[2].pk: False}
