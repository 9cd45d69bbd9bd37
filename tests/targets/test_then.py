"""Boards as they were known on a day: the set-up and the ledger of then."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from targets import assessment, recording
from targets.asof import Known
from targets.models import Allocation, Plan, Step, Target
from targets.verdicts import Verdict
from tests.targets.factories import make_share, make_target, make_village, whole_town
from tests.targets.ledger_factories import SHANGHAI, at, make_town

NEW_YEAR = at(date(2021, 1, 4))


def day(text):
    return date.fromisoformat(text)


@pytest.fixture
def town(db):
    return make_town()


def begin(*, at_moment=NEW_YEAR):
    """All that was set up so far was so in January."""
    for model in (Plan, Target, Allocation, Step):
        model.history.update(history_date=at_moment)


def change(row, moment, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row._history_date = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    row.save()


def judged(town, on, known=Known.THEN):
    return assessment.assess(town.plan, day(on), known=known)


def test_a_goal_changed_later_is_then_as_it_was(town):
    share = town.share(goal=500)
    town.counted(share, "250", happened_on=day("2021-06-10"), now=at(day("2021-06-12")))
    begin()
    change(
        share.target, "2021-07-01 00:00:00", goal=Decimal(1000), done_at=Decimal(50), due_on=day("2021-10-31")
    )
    said = {
        (on, known): (each.promise.goal, each.status.completion, each.status.verdict, each.promise.due_on)
        for on in ("2021-06-30", "2021-07-01")
        for known in Known
        for each in judged(town, on, known)
    }
    later = (Decimal(1000), Decimal("25.0"), Verdict.FAR_BEHIND, day("2021-10-31"))
    assert said == {
        ("2021-06-30", Known.THEN): (Decimal(500), Decimal("50.0"), Verdict.ON_PACE, day("2021-12-31")),
        ("2021-06-30", Known.NOW): later,
        ("2021-07-01", Known.THEN): later,
        ("2021-07-01", Known.NOW): later,
    }


def test_thresholds_and_schedule_stand_as_they_stood(town):
    share = town.share(goal=500)
    town.counted(share, "200", happened_on=day("2021-06-10"), now=at(day("2021-06-12")))
    begin()
    change(town.plan, "2021-08-01 09:00:00", behind_points=Decimal(5))
    change(share.target, "2021-09-01 09:00:00", schedule=(Decimal(0),) * 11 + (Decimal(100),))
    found = {
        (on, known): (each.status.verdict, each.status.expected)
        for on, known in (("2021-06-29", Known.THEN), ("2021-08-31", Known.THEN), ("2021-06-29", Known.NOW))
        for each in judged(town, on, known)
    }
    assert found == {
        ("2021-06-29", Known.THEN): (Verdict.NEARLY_ON_PACE, Decimal("49.7")),
        ("2021-08-31", Known.THEN): (Verdict.BEHIND, Decimal("66.7")),
        ("2021-06-29", Known.NOW): (Verdict.AHEAD, Decimal("0.0")),
    }


def test_before_its_first_version_a_row_stands_as_it_first_was(town):
    share = town.share(goal=500)
    begin(at_moment=at(day("2021-05-01")))
    change(share.target, "2021-06-01 09:00:00", goal=Decimal(1000))
    assert [each.promise.goal for each in judged(town, "2021-02-28")] == [500]


def test_a_share_made_later_is_not_yet_there_and_the_whole_town_still_owes_all(town):
    share = town.share(goal=500)
    begin()
    change(whole_town(share.target), "2021-09-15 09:00:00", goal=Decimal(0), is_owed=False)
    part = make_share(share.target, make_village(), goal=Decimal(500))
    part.history.update(history_date=at(day("2021-09-15")))
    for on, shares in (
        ("2021-09-14", [("全镇", 500, True)]),
        ("2021-09-15", [("全镇", 0, False), ("关渡村", 500, True)]),
    ):
        (each,) = judged(town, on)
        assert [
            (own.allocation.label, own.allocation.goal, own.allocation.is_owed) for own in each.shares
        ] == shares
    # Before anything was on record, what was made on the first day.
    whole_town(share.target).history.update(history_date=at(day("2021-09-15")))
    share.target.history.update(history_date=at(day("2021-09-15")))
    assert len(judged(town, "2021-08-31")[0].shares) == 2


def test_steps_stand_as_they_were_planned_and_one_struck_off_later_is_there(town):
    share = town.share(measure="steps")
    first = share.steps.get()
    second = Step.objects.create(allocation=share, name="验收", planned_on=day("2021-09-30"))
    begin()
    change(first, "2021-08-01 09:00:00", planned_on=day("2021-11-30"))
    second._history_date = at(day("2021-08-01"))
    second.delete()
    Step.objects.create(allocation=share, name="归档").history.update(history_date=at(day("2021-08-01")))
    planned = {
        on: [(step.name, step.planned_on) for step in judged(town, on)[0].promise.shares[0].milestones]
        for on in ("2021-07-31", "2021-08-01")
    }
    assert planned == {
        "2021-07-31": [("验收", day("2021-09-30")), ("完成", None)],
        "2021-08-01": [("完成", day("2021-11-30")), ("归档", None)],
    }


def test_a_figure_approved_later_does_not_count_and_a_later_correction_neither(town):
    share = town.share(goal=500)
    begin()
    first = town.counted(share, "100", happened_on=day("2021-06-10"), now=at(day("2021-06-30"), 23, 59))
    town.counted(share, "50", happened_on=day("2021-06-11"), now=at(day("2021-07-01"), 0))
    reversal = town.correct(first, "80", now=at(day("2021-07-02")))
    recording.approve(user=town.wang, entry=reversal, now=at(day("2021-07-05")))
    achieved = {
        (on, known): judged(town, on, known)[0].status.achieved
        for on in ("2021-06-30", "2021-07-04", "2021-07-05")
        for known in Known
    }
    assert achieved == {
        ("2021-06-30", Known.THEN): 100,
        ("2021-06-30", Known.NOW): 130,
        ("2021-07-04", Known.THEN): 150,
        ("2021-07-04", Known.NOW): 130,
        ("2021-07-05", Known.THEN): 130,
        ("2021-07-05", Known.NOW): 130,
    }


def test_nothing_of_then_is_written_back(town):
    share = town.share(goal=500)
    begin()
    change(share.target, "2021-07-01 09:00:00", goal=Decimal(1000))
    before = town.plan.__dict__ | {}
    (each,) = judged(town, "2021-06-30")
    assert each.target.goal == 500
    assert Target.objects.get().goal == 1000
    assert town.plan.__dict__ == before


@pytest.mark.parametrize("size", [3, 30])
def test_a_board_costs_four_queries_as_now_known_and_nine_as_then_known(
    town, django_assert_num_queries, size
):
    for number in range(size):
        target = make_target(town.plan, code=f"4.2.{number + 10}", lead_office=town.office)
        town.counted(whole_town(target), "10", note="一笔")
    with django_assert_num_queries(4):
        assessment.assess(town.plan, day("2021-08-31"))
    with django_assert_num_queries(9):
        assert len(assessment.assess(town.plan, day("2021-08-31"), known=Known.THEN)) == size
