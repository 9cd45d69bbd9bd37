"""A month whose report awaits review is not silence (未报送) on the boards of the targets; nor is it a figure."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from projects import reporting
from targets.asof import Known
from targets.assessment import assess
from targets.models import Allocation, Plan, Step, Target
from tests.projects.factories import MAY, NOW, TODAY, make_works
from tests.targets.factories import make_share
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db
JUNE = date(2021, 6, 1)


@pytest.fixture
def works():
    works = make_works()
    for model in (Plan, Target, Allocation, Step):
        model.history.update(history_date=at(date(2021, 1, 4)))
    return works


def standing(works, on, known):
    """Of 万元, 米 and steps: whether May was missed, and how many lines count."""
    shares = {
        share.allocation.pk: share
        for each in assess(works.town.plan, on, known=known)
        for share in each.shares
    }
    mine = [shares[each.allocation_id] for each in (works.money, works.pipes, works.steps)]
    return (
        "".join("-" if each.is_missing else "r" for each in mine),
        sum(len(each.promise.shares[0].lines) for each in mine),
    )


def sent(works):
    return works.submit(works.said(pipes="5"), now=at(date(2021, 6, 7)))


def waits(works):
    sent(works)


def waits_with_all(works):
    works.submit(works.said(pipes="5", step=True), now=at(date(2021, 6, 7)))


def waits_without_figures(works):
    works.submit(works.said(amount=""), now=at(date(2021, 6, 7)))


def returned(works):
    return reporting.send_back(
        user=works.town.wang, report=sent(works), reason="核实", now=at(date(2021, 6, 10))
    )


def withdrawn(works):
    reporting.withdraw(user=works.town.li, report=sent(works), now=at(date(2021, 6, 10)))


def sent_again(works):
    said = works.said(pipes="6")
    reporting.resubmit(user=works.town.li, report=returned(works), said=said, now=at(date(2021, 6, 15)))


def approved(works):
    works.approve(sent(works), now=at(date(2021, 6, 10)))


def taken_back(works):
    report = works.approve(sent(works), now=at(date(2021, 6, 8)))
    nothing = works.correct(report, None, now=at(date(2021, 6, 10)))
    works.approve(nothing, now=at(date(2021, 6, 15)))


def correction_waits(works):
    report = works.approve(works.submit(now=at(date(2021, 6, 7))), now=at(date(2021, 6, 8)))
    works.correct(report, works.said(pipes="7"), now=at(date(2021, 6, 12)))


# As now known on 20 June, then as was known on 8, 11 and 20 June: who told of May, and how many figures counted.
# What carries no line of a share tells of nothing new in it; money without a figure is not told of.
HISTORIES = {
    waits: [("rrr", 0), ("rrr", 0), ("rrr", 0), ("rrr", 0)],
    waits_with_all: [("rrr", 0), ("rrr", 0), ("rrr", 0), ("rrr", 0)],
    waits_without_figures: [("-rr", 0)] * 4,
    returned: [("---", 0), ("rrr", 0), ("---", 0), ("---", 0)],
    withdrawn: [("---", 0), ("rrr", 0), ("---", 0), ("---", 0)],
    sent_again: [("rrr", 0), ("rrr", 0), ("---", 0), ("rrr", 0)],
    approved: [("rrr", 2), ("rrr", 0), ("rrr", 2), ("rrr", 2)],
    taken_back: [("rr-", 0), ("rrr", 2), ("rrr", 2), ("rr-", 0)],
    correction_waits: [("rrr", 1), ("rrr", 1), ("rrr", 1), ("rrr", 1)],
}


@pytest.mark.parametrize("history", HISTORIES, ids=lambda each: each.__name__)
def test_what_waits_is_told_of_and_never_counted_as_now_and_as_then_known(works, history):
    history(works)
    days = [date(2021, 6, 8), date(2021, 6, 11), TODAY]
    seen = [standing(works, TODAY, Known.NOW), *(standing(works, day, Known.THEN) for day in days)]
    assert seen == HISTORIES[history]


def test_a_report_tells_of_its_own_month_and_not_beyond_the_day_asked(works):
    works.submit(replace(MAY, month=JUNE))  # dated 20 June, the day it is sent
    assert standing(works, TODAY, Known.NOW) == ("---", 0)
    july = date(2021, 7, 10)  # by then June is the month last closed
    assert standing(works, july, Known.NOW) == ("rrr", 0)
    days = {
        on: [
            share.promise.shares[0].reported_days
            for each in assess(
                works.town.plan, on, Target.objects.filter(pk=works.money.allocation.target_id)
            )
            for share in each.shares
            if share.allocation == works.money.allocation
        ]
        for on in (TODAY - timedelta(days=1), TODAY)
    }
    assert days == {TODAY - timedelta(days=1): [()], TODAY: [(TODAY,)]}


@pytest.mark.parametrize("size", [3, 30])
def test_two_queries_more_where_a_project_keeps_shares_and_none_elsewhere(
    works, django_assert_num_queries, size
):
    plain = works.town.share(goal=500).target
    for number in range(size):
        make_share(plain, name=f"点{number}")
    kept = Target.objects.exclude(pk=plain.pk)
    works.submit(works.said(pipes="5", step=True), now=NOW)
    for targets, known, queries in (
        (kept, Known.NOW, 6),
        (kept, Known.THEN, 11),
        (Target.objects.filter(pk=plain.pk), Known.NOW, 4),
        (Target.objects.filter(pk=plain.pk), Known.THEN, 9),
    ):
        with django_assert_num_queries(queries):
            assess(works.town.plan, TODAY, targets, known)
