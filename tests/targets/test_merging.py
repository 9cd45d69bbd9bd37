"""A village merges into another: what moves, what stays, and what a target's totals say before and after."""

from datetime import date
from decimal import Decimal

import pytest

from targets.assessment import assess, assess_target
from targets.measures import Measure
from targets.models import Allocation, Plan, PlanVersion, Step
from targets.owing import owed_shares
from targets.setup.new_rows import division_of, keep_remainder
from targets.verdicts import Verdict
from tests.targets.factories import (
    give_duty,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
)
from tests.targets.ledger_factories import TODAY, at
from tests.targets.merges import DECISION, EVE, ON, achieved, make_merging, of, split_sum, standing

pytestmark = pytest.mark.django_db
YEAR_END = date(2021, 12, 31)


@pytest.fixture
def case():
    return make_merging()


@pytest.mark.parametrize("successor_goal", [None, 200])
def test_a_sum_keeps_its_figures_under_the_old_name_and_its_rest_goes_to_the_successor(case, successor_goal):
    old, theirs = case.shares("sum", 100, successor_goal)
    target = old.target
    case.town.counted(old, "30")
    case.town.counted(old, "20")
    before = (achieved(target, TODAY), split_sum(target), standing(target))
    case.merge()
    old.refresh_from_db()
    new = of(case.successor, target)
    assert (old.goal, old.ended_on, new.goal) == (50, ON, 50 + (successor_goal or 0))
    assert new.starts_on == (None if theirs else ON)
    assert before == (achieved(target, TODAY), split_sum(target), standing(target))
    assert achieved(target, EVE) == 50


def test_a_share_made_for_the_successor_has_the_terms_of_the_old_one(case):
    half_year = tuple(map(Decimal, ("0", "0", "0", "0", "0", "50", "100") + ("100",) * 5))
    old, _none = case.shares(
        "sum", 100, office=case.town.other_office, due_on=date(2021, 8, 31), schedule=half_year, is_owed=False
    )
    case.merge()
    new = of(case.successor, old.target)
    assert (new.office, new.due_on, new.schedule) == (case.town.other_office, date(2021, 8, 31), half_year)
    assert (new.is_owed, new.starts_on, new.ended_on) == (False, ON, None)


def test_a_sum_that_was_done_needs_no_share_of_the_successor(case):
    old, _none = case.shares("sum", 30)
    case.town.counted(old, "30")
    case.merge()
    assert of(case.successor, old.target) is None
    assert assess_target(old.target, TODAY).shares[1].status.verdict.is_done


def test_a_level_leaves_the_old_value_out_and_the_next_figure_of_the_successor_covers_both(case):
    old, theirs = case.shares("level", 100, 400)
    target = old.target
    case.town.counted(old, "80")
    case.town.counted(theirs, "390")
    before = (achieved(target, EVE), split_sum(target), standing(target))
    case.merge()
    assert before == (achieved(target, EVE), split_sum(target), standing(target))
    assert split_sum(target).startswith("已分解 500 / 500亩")
    assert achieved(target, ON) == 390
    theirs.refresh_from_db()
    assert theirs.goal == 500
    case.town.counted(theirs, "470", happened_on=ON, now=at(TODAY))
    assert achieved(target, ON) == 470


@pytest.mark.parametrize(("successor_goal", "standard"), [(None, 95), (98, 98)])
def test_a_ratio_keeps_the_standard_of_the_successor_or_takes_over_the_old_one(
    case, successor_goal, standard
):
    old, _theirs = case.shares("ratio", 95, successor_goal, goal=95)
    case.town.counted(old, "90", base="100")
    before = (achieved(old.target, EVE), standing(old.target))
    case.merge()
    new = of(case.successor, old.target)
    assert (new.goal, new.counted_unit) == (standard, "人")
    assert (achieved(old.target, EVE), standing(old.target)) == before


def test_a_board_of_a_past_day_does_not_wait_for_a_share_made_later(case):
    old, _none = case.shares("ratio", 95, goal=95)
    case.town.counted(old, "100", base="100")
    before = assess_target(old.target, EVE).status
    case.merge()
    assert assess_target(old.target, EVE).status == before
    assert before.verdict.is_done
    assert not assess_target(old.target, ON).status.verdict.is_done


def steps_of(target, on):
    status = assess_target(target, on).status
    return (status.steps_done, status.steps_total)


def test_undone_steps_move_and_done_ones_stay_and_count(case):
    old, _none = case.shares("steps", None, goal=None)
    first, second = (Step.objects.create(allocation=old, name=name) for name in ("放线", "硬化"))
    keep_remainder(old.target, division_of(old.target, ON), on=ON)
    theirs = make_share(old.target, case.successor)
    Step.objects.create(allocation=theirs, name="硬化")
    case.town.counted(old, "", step_id=first.pk)
    before = [steps_of(old.target, day) for day in (EVE, TODAY)]
    assert before == [(1, 3), (1, 3)]
    case.merge()
    assert [steps_of(old.target, day) for day in (EVE, TODAY)] == before
    second.refresh_from_db()
    assert (second.allocation, second.name) == (theirs, "硬化（柏林村）")
    assert list(old.steps.all()) == [first]
    case.town.counted(theirs, "", step_id=second.pk, happened_on=ON)
    assert steps_of(old.target, TODAY) == (2, 3)


def test_steps_that_were_all_done_stay_done(case):
    old, _none = case.shares("steps", None, goal=None)
    step = Step.objects.create(allocation=old, name="硬化")
    keep_remainder(old.target, division_of(old.target, ON), on=ON)
    case.town.counted(old, "", step_id=step.pk)
    assert assess_target(old.target, TODAY).status.verdict is Verdict.DONE_EARLY
    before = standing(old.target)
    case.merge()
    assert of(case.successor, old.target) is None
    assert assess_target(old.target, TODAY).status.verdict is Verdict.DONE_EARLY
    keep_remainder(old.target, division_of(old.target, TODAY), on=TODAY)
    assert standing(old.target) == before


def test_a_limit_is_parted_like_a_sum_and_stays_broken_or_kept(case):
    old, theirs = case.shares("limit", 2, 1, goal=3)
    case.town.counted(old, "1")
    before = [assess_target(old.target, day).status.achieved for day in (EVE, YEAR_END)]
    case.merge()
    old.refresh_from_db()
    theirs.refresh_from_db()
    assert (old.goal, theirs.goal) == (1, 2)
    assert [assess_target(old.target, day).status.achieved for day in (EVE, YEAR_END)] == before


def test_nothing_may_happen_in_the_successor_where_nothing_might_in_the_village(case):
    old, _none = case.shares("limit", 0, goal=0)
    case.merge()
    assert of(case.successor, old.target).goal == 0


def test_routine_work_is_reported_on_by_the_successor_from_the_month_of_the_merge(case):
    old, _none = case.shares("routine", None, goal=None)
    for month in range(1, 6):
        case.town.counted(old, "", happened_on=date(2021, month, 10), note="已检查")
    case.merge()
    new = of(case.successor, old.target)
    assert (new.starts_on, new.goal) == (ON, None)
    shares = {each.allocation.pk: each for each in assess_target(old.target, date(2021, 7, 6)).shares}
    assert shares[new.pk].is_missing
    assert not shares[old.pk].is_missing


@pytest.mark.parametrize("measure", list(Measure))
def test_the_whole_town_owes_what_it_did_whatever_is_saved_next(case, measure):
    make_village("旁村")  # a village that does not report, so that the town has to
    goal = None if measure in (Measure.STEPS, Measure.ROUTINE) else 95
    old, _theirs = case.shares(measure, goal and 40, goal and 30, goal=goal)
    before = standing(old.target)
    case.merge()
    keep_remainder(old.target, division_of(old.target, TODAY), on=TODAY)
    assert standing(old.target) == before


def test_goals_keep_the_decision_and_every_row_the_reason(case):
    old, _none = case.shares("sum", 100)
    clerk = give_duty(make_user("clerk"), "reporter", village=case.old)
    case.merge()
    for row in (old, of(case.successor, old.target)):
        record = row.history.latest("history_id")
        assert (record.decision_number, record.decided_on) == DECISION
        assert record.history_change_reason == "行政区划调整"
    for row in (case.old, clerk):
        said = row.history.latest("history_id").history_change_reason
        assert said == "行政区划调整（南府函〔2021〕9号）"


def test_a_merge_moves_the_boards_of_every_year(case):
    make_plan(2020, state=Plan.State.CLOSED)
    before = dict(PlanVersion.objects.values_list("plan", "number"))
    case.merge()
    after = dict(PlanVersion.objects.values_list("plan", "number"))
    assert all(after[plan] > before[plan] for plan in before)


def test_drafts_move_and_closed_years_and_dropped_targets_stay(case):
    shares = {}
    for year, state in ((2020, Plan.State.CLOSED), (2022, Plan.State.DRAFT)):
        shares[year] = make_share(make_target(make_plan(year, state=state)), case.old, goal=100)
    dropped, _none = case.shares("sum", 100)
    later, _none = case.shares("sum", 100)
    for share, day in ((dropped, ON), (later, date(2021, 6, 16))):
        type(share.target).objects.filter(pk=share.target_id).update(ended_on=day)
    case.merge()
    assert of(case.successor, shares[2020].target) is None
    assert of(case.successor, dropped.target) is None
    assert of(case.successor, later.target).goal == 100
    new = of(case.successor, shares[2022].target)
    assert (new.goal, new.starts_on) == (100, None)
    assert [
        Allocation.objects.get(pk=share.pk).ended_on for share in (shares[2020], dropped, shares[2022])
    ] == [None, None, ON]


def test_a_village_without_shares_and_duties_merges_too(case):
    moved = case.merge()
    case.old.refresh_from_db()
    assert (moved.shares, moved.duties) == ((), ())
    assert (case.old.ended_on, case.old.successor) == (ON, case.successor)


def test_two_merges_one_after_the_other_keep_the_sum(case):
    third = make_village("小河村")
    old, _theirs = case.shares("sum", 100, 200)
    case.town.counted(old, "30")
    before = (split_sum(old.target), standing(old.target))
    case.merge()
    case.merge(date(2021, 6, 18), village=case.successor, successor=third)
    goals = {share.label: share.goal for share in old.target.allocations.exclude(village=None)}
    assert goals == {"柏林村": 30, "关渡村": 0, "小河村": 270}
    assert (split_sum(old.target), standing(old.target)) == before
    assert achieved(old.target, TODAY) == 30


@pytest.mark.parametrize("has_share", [True, False], ids=["the successor has shares", "it has none"])
def test_boards_of_days_before_a_merge_say_the_same_totals_after_it(case, has_share):
    measures = {"sum": 500, "level": 500, "limit": 3, "routine": None}
    for measure, goal in measures.items():
        old, _none = case.shares(measure, goal and goal // 3, goal=goal)
        theirs = [make_share(old.target, case.successor, goal=goal and goal // 3)] if has_share else []
        for share in (old, *theirs):
            for month in (3, 6):
                day = date(2021, month, 10)
                case.town.counted(share, "" if goal is None else "1", note="已检查", happened_on=day)
    days = [date(2021, 3, 31), date(2021, 6, 10), EVE]
    told = [(each.achieved, each.completion, each.verdict) for each in statuses(case, days)]
    case.merge()
    assert [(each.achieved, each.completion, each.verdict) for each in statuses(case, days)] == told


def statuses(case, days):
    return [each.status for day in days for each in assess(case.town.plan, day)]


def test_the_successors_clerk_owes_what_moved_and_nothing_for_the_old_village(case):
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=case.successor)
    old, _none = case.shares("sum", 100)
    assert owed_shares(case.town.plan, clerk, TODAY) == []
    case.merge()
    (owed,) = owed_shares(case.town.plan, clerk, TODAY)
    assert owed.share.allocation == of(case.successor, old.target)
    assert owed_shares(case.town.plan, clerk, EVE) == []
