"""What the queue holds against an entry: another figure of its period, and too much of all that waits."""

from datetime import date

import pytest

from targets import recording
from targets.recording import Figure
from targets.review.doubts import has_usually_several
from targets.review.queue import queue
from tests.targets.ledger_factories import DAY, NOW, TODAY, make_town
from tests.targets.shares_by_hand import line, share

pytestmark = pytest.mark.django_db
NEXT = NOW.replace(hour=10)


@pytest.fixture
def town():
    return make_town()


def doubts_of(town, entry):
    found = queue(town.plan, town.wang, TODAY).decisions
    return next(each for each in found if each.added and each.added.pk == entry.pk).doubts


@pytest.mark.parametrize(
    ("measure", "cadence", "other", "day", "amount", "is_told"),
    [
        ("sum", "month", "30", date(2021, 6, 1), "28", True),
        ("sum", "month", "30", date(2021, 5, 31), "28", False),
        ("sum", "quarter", "30", date(2021, 4, 1), "28", True),
        ("sum", "quarter", "30", date(2021, 3, 31), "28", False),
        ("sum", "month", "0", date(2021, 6, 1), "28", False),
        ("sum", "month", "30", date(2021, 6, 1), "0", False),
        ("limit", "month", "30", date(2021, 6, 1), "28", True),
        ("level", "month", "30", date(2021, 6, 1), "28", False),
    ],
)
def test_another_figure_of_the_same_period_is_named(town, measure, cadence, other, day, amount, is_told):
    share = town.share(measure, cadence=cadence)
    town.counted(share, other, happened_on=day)
    entry = town.log(share, amount)
    assert bool(doubts_of(town, entry)) is is_told


def test_the_other_is_named_by_amount_day_and_state_whichever_came_first(town):
    share = town.share()
    first, second = town.log(share, "30"), town.log(share, "28", happened_on=date(2021, 6, 12))
    assert doubts_of(town, first) == ("本期已有另一条：28亩（2021年6月12日，待审核），请核对是否重复。",)
    recording.approve(user=town.wang, entry=first, now=NOW)
    assert doubts_of(town, second) == ("本期已有另一条：30亩（2021年6月10日，审核通过），请核对是否重复。",)


def test_what_was_returned_and_sent_again_meets_what_was_sent_meanwhile(town):
    share = town.share()
    returned = town.returned(share, "291")
    meanwhile = town.log(share, "288", happened_on=date(2021, 6, 12))
    assert doubts_of(town, meanwhile) == ()
    figure = Figure(happened_on=DAY, amount="288", note="已核实")
    again = recording.resubmit(user=town.li, entry=returned, figure=figure, now=NEXT)
    assert "288亩" in doubts_of(town, again)[0]
    assert "288亩" in doubts_of(town, meanwhile)[0]


def test_a_correction_is_not_held_against_what_stood_beside_what_it_corrects(town):
    share = town.share()
    wrong = town.counted(share, "30")
    town.counted(share, "28")
    assert doubts_of(town, town.correct(wrong, "20").replacement) == ()


@pytest.mark.parametrize(
    ("counted", "waiting", "amount", "is_told"),
    [
        ("100", "200", "200", False),
        ("100", "201", "200", True),
        ("100", None, "401", False),
        ("500", "1", "0", False),
    ],
)
def test_all_that_waits_is_held_against_the_goal(town, counted, waiting, amount, is_told):
    share = town.share(goal=500)
    town.counted(share, counted, happened_on=date(2021, 3, 3))
    if waiting:
        town.log(share, waiting, happened_on=date(2021, 4, 3), note="有依据")
    entry = town.log(share, amount, note="有依据")
    said = doubts_of(town, entry)
    assert [("超过目标500亩" in each) for each in said] == [True] * is_told


@pytest.mark.parametrize(
    ("months", "is_usual"),
    [
        ([], False),
        ([5, 5], False),  # one period may be the same mistake
        ([4, 5], False),
        ([4, 5, 5], False),  # half of them
        ([4, 4, 5, 5], True),
        ([3, 4, 4, 5, 5], True),
        ([3, 4, 4, 5], False),
        ([4, 4, 6, 6], False),  # its own month says nothing of the months before
    ],
)
def test_several_figures_are_usual_where_most_earlier_months_have_them(months, is_usual):
    lines = [line(30, date(2021, month, day), number=day) for day, month in enumerate(months, start=1)]
    ledger = share(lines=lines)
    assert has_usually_several(ledger, ledger.period_of(DAY)) is is_usual


def test_where_several_are_usual_only_the_same_amount_is_told(town):
    share = town.share()
    for month in (3, 4):
        for amount in ("10", "12"):
            town.counted(share, amount, happened_on=date(2021, month, 5))
    town.counted(share, "30")
    assert doubts_of(town, town.log(share, "28", happened_on=date(2021, 6, 12))) == ()
    assert "30亩" in doubts_of(town, town.log(share, "30", happened_on=date(2021, 6, 13)))[0]
