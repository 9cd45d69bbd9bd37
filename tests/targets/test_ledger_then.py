"""The ledger on a target's page as it stood at the end of a past day."""

from datetime import date

import pytest

from targets import recording
from targets.asof import AsOf, Known
from targets.boards.target_page import target_page
from targets.boards.village_page import for_reader, village_page
from targets.ledger_rules import Figure
from targets.models import Allocation, Plan, Target
from tests.targets.factories import make_share, make_village
from tests.targets.ledger_factories import at, make_town

TODAY = date(2021, 7, 31)


def day(text):
    return date.fromisoformat(text)


@pytest.fixture
def town(db):
    return make_town()


def begun():
    for model in (Plan, Target, Allocation):
        model.history.update(history_date=at(day("2021-01-04")))


def page(town, share, user, on, known=Known.THEN):
    return target_page(Target.objects.get(pk=share.target_id), user, day(on), TODAY, known)


def said(town, share, user, on):
    return {
        (line.amount, str(line.mark.label), line.is_struck, len(line.path))
        for line in page(town, share, user, on).ledger
    }


def test_an_entry_reads_as_it_stood_and_only_to_those_who_saw_it_then(town):
    share = town.share(goal=500)
    begun()
    entry = town.log(share, "100", happened_on=day("2021-06-10"), now=at(day("2021-06-12")))
    recording.send_back(user=town.wang, entry=entry, reason="核实面积", now=at(day("2021-06-14")))
    figure = Figure(happened_on=day("2021-06-08"), amount="90")
    entry = recording.resubmit(user=town.li, entry=entry, figure=figure, now=at(day("2021-06-16")))
    recording.approve(user=town.wang, entry=entry, now=at(day("2021-06-18")))
    awaits, returned, approved = "待审核", "退回修改", "审核通过"
    for on, stood in {
        "2021-06-11": set(),
        "2021-06-12": {("100亩", awaits, False, 1)},
        "2021-06-13": {("100亩", awaits, False, 1)},
        "2021-06-14": {("100亩", returned, False, 2)},
        "2021-06-16": {("90亩", awaits, False, 3)},
        "2021-06-18": {("90亩", approved, False, 4)},
    }.items():
        assert said(town, share, town.li, on) == stood, on
        assert said(town, share, town.zhao, on) == stood, on
        assert said(town, share, town.sun, on) == (stood if on == "2021-06-18" else set()), on
        waits = "1条填报记录待审核" in page(town, share, town.li, on).rule
        assert waits == any(state == awaits for _amount, state, *_rest in stood), on
    now = page(town, share, town.sun, "2021-06-11", Known.NOW)
    assert [line.amount for line in now.ledger] == ["90亩"]


def test_a_correction_strikes_its_line_only_from_its_approval_on(town):
    share = town.share(goal=500)
    begun()
    first = town.counted(share, "100", happened_on=day("2021-06-10"), now=at(day("2021-06-12")))
    reversal = town.correct(first, "80", now=at(day("2021-06-14")))
    recording.approve(user=town.wang, entry=reversal, now=at(day("2021-06-16")))

    def lines(user, on):
        return [(line.amount, line.is_struck, line.tags[:1]) for line in page(town, share, user, on).ledger]

    before = [("100亩", False, ())]
    assert lines(town.sun, "2021-06-13") == lines(town.li, "2021-06-13") == before
    assert lines(town.sun, "2021-06-15") == before, "a stranger is told of no correction that awaits review"
    assert set(lines(town.li, "2021-06-15")) == {
        ("100亩", False, ("更正待审核",)), ("-100亩", False, ("冲销",)), ("80亩", False, ("更正",)),
    }  # fmt: skip
    assert set(lines(town.sun, "2021-06-16")) == {
        ("100亩", True, ("已更正",)), ("-100亩", True, ("冲销",)), ("80亩", False, ("更正",)),
    }  # fmt: skip


def test_a_total_broken_later_held_then_and_the_split_is_that_of_the_day(town):
    target = town.target(goal=500)
    share = make_share(target, make_village("关渡村"), goal=300, office=town.office)
    begun()
    town.counted(share, "50", happened_on=day("2021-06-10"), mode="total", now=at(day("2021-06-12")))
    town.counted(share, "20", happened_on=day("2021-06-05"), note="另一片", now=at(day("2021-06-20")))
    share.refresh_from_db()
    share.ended_on = day("2021-07-10")
    share.save()
    assert [len(page(town, share, town.li, on).warnings) for on in ("2021-06-19", "2021-06-20")] == [0, 1]
    assert len(page(town, share, town.li, "2021-06-19", Known.NOW).warnings) == 1
    assert page(town, share, town.li, "2021-06-19").split == "已分解 300 / 500亩，共1项，差 200"
    assert page(town, share, town.li, "2021-06-19", Known.NOW).split == ""


@pytest.mark.parametrize("size", [3, 30])
def test_the_ledgers_of_then_cost_the_same_queries_at_any_size(town, django_assert_num_queries, size):
    village = make_village("关渡村")
    share = make_share(town.target(goal=500), village, goal=300, office=town.office)
    begun()
    for number in range(size):
        town.log(share, "1", note=f"第{number}笔", now=at(day("2021-06-12")))
    with django_assert_num_queries(24):
        assert len(page(town, share, town.li, "2021-06-30").ledger) == size
    with django_assert_num_queries(20):
        look = AsOf(day("2021-06-30"), Known.THEN)
        shared = village_page(town.plan, village, look.on, TODAY, look.known)
        found = for_reader(shared, town.plan, village, town.li, look, TODAY).ledger
    assert len(found) == min(size, 20)
