"""A report that awaits review is no silence on the boards of targets, and no figure either."""

from datetime import date

import pytest

from projects import reporting
from targets.asof import Known
from targets.assessment import assess
from tests.projects.factories import MAY, NOW, make_works
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db

LATER = date(2021, 6, 25)


def told(works, on=LATER, known=Known.NOW):
    """The days on which the share of 万元 and that of 米 were reported, and the figures that count."""
    shares = {
        share.allocation.pk: share.promise.shares[0]
        for each in assess(works.town.plan, on, known=known)
        for share in each.shares
    }
    money, pipes = (shares[each.allocation_id] for each in (works.money, works.pipes))
    days = [sorted({day.day for day in each.reported_days}) for each in (money, pipes)]
    return (*days, len(money.lines))


@pytest.mark.parametrize(
    ("becomes", "now", "then"),
    [
        ("waits", ([31], [], 0), ([31], [], 0)),
        ("approved", ([31], [], 1), ([31], [], 0)),
        ("returned", ([], [], 0), ([31], [], 0)),
        ("withdrawn", ([], [], 0), ([31], [], 0)),
    ],
)
def test_a_month_sent_counts_as_reported_until_it_comes_back(becomes, now, then):
    works = make_works()
    report = works.submit()  # on 20 June, with 万元 alone
    later = at(LATER, 9)
    match becomes:
        case "approved":
            works.approve(report, now=later)
        case "returned":
            reporting.send_back(user=works.town.wang, report=report, reason="核实", now=later)
        case "withdrawn":
            reporting.withdraw(user=works.town.li, report=report, now=later)
    assert told(works) == now
    assert told(works, NOW.date(), Known.THEN) == then
    assert told(works, date(2021, 6, 19), Known.THEN) == ([], [], 0), "not yet sent"
    assert told(works, date(2021, 5, 30)) == ([], [], 0), "dated later"


def test_it_costs_one_query_however_much_waits(django_assert_num_queries):
    works = make_works()
    for month in (3, 4, 5):
        with django_assert_num_queries(5):
            assess(works.town.plan, LATER)
        works.submit(works.said(month=date(2021, month, 1), amount=MAY.amount, pipes="5"))
