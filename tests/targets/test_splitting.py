"""Splitting among villages: all shares or none, the rest with the whole town, entries where they are."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.assessment import assess_target
from targets.models import Plan, PlanVersion, Step
from targets.models.decisions import Decision
from targets.setup.splitting import Part, PartsRefused, proposed_start, split
from tests.targets.factories import make_plan, make_share, make_target, make_village, whole_town
from tests.targets.ledger_factories import TODAY, first_step, make_town

pytestmark = pytest.mark.django_db
DECISION = Decision("关府〔2021〕12号", date(2021, 6, 18))
LAST = date(2021, 12, 31)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def villages(db):
    return [make_village(name) for name in ("关渡村", "柏垭村", "石庄村")]


def parts(villages, *goals):
    read = [None if goal is None else Decimal(goal) for goal in goals]
    return [Part(village, goal) for village, goal in zip(villages, read, strict=True)]


def divide(target, given, **options):
    return split(**{"target": target, "parts": given, "on": TODAY, "reason": "分解到村", **options})


def stands(target):
    share = whole_town(target)
    return (share.goal, share.is_owed, share.ended_on)


def goals(target):
    return {share.label: share.goal for share in target.allocations.exclude(village=None)}


@pytest.mark.parametrize(
    ("measure", "unit", "goal", "given", "shares", "rest"),
    [
        ("sum", "亩", 500, (200, 180, 100), (200, 180, 100), (20, True, None)),
        ("sum", "亩", 500, (200, 200, 100), (200, 200, 100), (0, False, None)),
        ("sum", "亩", 500, (200, 200, 101), (200, 200, 101), (0, False, None)),
        ("sum", "亩", None, (None, None, None), (None, None, None), (None, True, None)),
        ("level", "头", 500, (200, 200, 99), (200, 200, 99), (1, True, None)),
        ("level", "头", 500, (200, 200, 100), (200, 200, 100), (0, False, TODAY)),
        ("ratio", "%", 95, (1, 2, 3), (95, 95, 95), (95, False, TODAY)),
        ("limit", "人", 0, (None, None, None), (0, 0, 0), (0, False, None)),
        ("limit", "人", 9, (3, 3, 2), (3, 3, 2), (9, False, None)),
        ("routine", "次", None, (1, 2, 3), (None, None, None), (None, False, None)),
        ("steps", "", None, (1, 2, 3), (None, None, None), (None, False, None)),
    ],
)
def test_each_measure_is_split_in_its_own_way(town, villages, measure, unit, goal, given, shares, rest):
    target = town.target(measure, goal, unit)
    divide(target, parts(villages, *given), counted_unit="户")
    assert tuple(goals(target).values()) == shares
    assert stands(target) == rest
    made = target.allocations.exclude(village=None)
    assert {share.is_owed for share in made} == {True}
    assert {share.counted_unit for share in made} == {"户" if measure == "ratio" else ""}


def test_steps_are_copied_to_each_village(town, villages):
    target = town.target("steps")
    whole = whole_town(target)
    Step.objects.create(allocation=whole, name="开工", planned_on=date(2021, 5, 1), weight=3)
    divide(target, parts(villages, None, None, None))
    for share in target.allocations.exclude(village=None):
        copied = [(step.name, step.planned_on, step.weight) for step in share.steps.all()]
        assert copied == [("开工", date(2021, 5, 1), 3), ("完成", None, 1)]
    assert whole.steps.count() == 2
    divide(target, parts(villages, None, None, None))
    assert Step.objects.filter(allocation__target=target).count() == 8


def test_entries_of_a_sum_stay_where_they_are_and_the_total_is_the_same(town, villages):
    target = town.target(goal=500)
    entry = town.counted(whole_town(target), "120")
    before = assess_target(target, LAST).status.achieved
    divide(target, parts(villages, 200, 200, 100))
    entry.refresh_from_db()
    assert entry.allocation == whole_town(target)
    assert assess_target(target, LAST).status.achieved == before == 120


def test_the_value_of_a_level_stands_until_the_day_it_is_split(town, villages):
    target = town.target("level", 500, "头")
    entry = town.counted(whole_town(target), "480")
    divide(target, parts(villages, 200, 200, 100))
    entry.refresh_from_db()
    assert entry.allocation == whole_town(target)
    assert assess_target(target, date(2021, 6, 19)).status.achieved == 480
    assert assess_target(target, TODAY).status.achieved is None


def test_a_share_that_exists_is_set_to_the_new_goal_and_one_not_named_keeps_its_own(town, villages):
    target = town.target(goal=500)
    kept, moved = (make_share(target, village, goal=100) for village in villages[:2])
    town.counted(moved, "30")
    divide(target, parts(villages[1:], 150, 50), decision=DECISION)
    assert goals(target) == {"关渡村": 100, "柏垭村": 150, "石庄村": 50}
    assert kept.history.count() == 1
    assert moved.entries.count() == 1
    assert stands(target) == (200, True, None)
    version = moved.history.latest()
    assert (version.decision_number, version.decided_on) == tuple(DECISION)
    assert version.history_change_reason == "分解到村"


@pytest.mark.parametrize(
    ("state", "goal", "decision", "taken"),
    [
        ("running", 150, None, False),
        ("running", 150, DECISION, True),
        ("running", 100, None, True),  # the same goal again
        ("draft", 150, None, True),
    ],
)
def test_a_goal_of_a_running_plan_moves_by_a_decision_only(villages, state, goal, decision, taken):
    target = make_target(make_plan(state=state))
    make_share(target, villages[0], goal=100)
    given = parts(villages[:2], goal, 50)
    if taken:
        divide(target, given, decision=decision)
        assert goals(target) == {"关渡村": goal, "柏垭村": 50}
    else:
        with pytest.raises(ValidationError) as refusal:
            divide(target, given, decision=decision)
        assert set(refusal.value.error_dict) == {"decision_number"}
        assert "关渡村" in str(refusal.value)
        assert goals(target) == {"关渡村": 100}


def test_what_was_logged_beside_the_plan_becomes_owed_without_a_decision(town, villages):
    target = town.target(goal=500)
    share = make_share(target, villages[0], is_owed=False)
    divide(target, parts(villages[:1], 50), starts_on=date(2021, 6, 1))
    share.refresh_from_db()
    assert (share.goal, share.is_owed, share.starts_on) == (50, True, date(2021, 6, 1))


def test_a_share_that_had_ended_begins_anew(town, villages):
    target = town.target(goal=500)
    share = make_share(target, villages[0], goal=50, ended_on=TODAY)
    divide(target, parts(villages[:1], 50), starts_on=date(2021, 6, 1))
    share.refresh_from_db()
    assert (share.ended_on, share.starts_on) == (None, date(2021, 6, 1))


def test_splitting_again_in_the_same_way_leaves_no_trace(town, villages):
    target = town.target(goal=500)
    for _time in range(2):
        divide(target, parts(villages, 200, 200, 100), starts_on=date(2021, 6, 1))
    assert {share.history.count() for share in target.allocations.exclude(village=None)} == {1}
    assert whole_town(target).history.count() == 2


@pytest.mark.parametrize(
    ("given", "at_fault"),
    [((5, 5, 5), set()), ((5, Decimal("1.5"), 5), {1}), ((5, 5, -1), {2}), ((-1, 0, Decimal("0.1")), {0, 2})],
)
def test_a_refused_share_stops_all_of_them(town, villages, given, at_fault):
    target = town.target(goal=20, unit="口")
    if not at_fault:
        divide(target, parts(villages, *given))
        return
    number = PlanVersion.objects.get(plan=target.plan).number
    with pytest.raises(PartsRefused) as refused:
        divide(target, parts(villages, *given))
    assert set(refused.value.errors) == {villages[index].pk for index in at_fault}
    assert goals(target) == {}
    assert PlanVersion.objects.get(plan=target.plan).number == number


def test_a_village_named_twice_is_refused(town, villages):
    with pytest.raises(PartsRefused):
        divide(town.target(), parts([villages[0], villages[0]], 5, 5))


@pytest.mark.parametrize(("ended_on", "taken"), [(date(2021, 6, 21), True), (TODAY, False)])
def test_a_village_merged_away_gets_no_share(town, ended_on, taken):
    village = make_village(ended_on=ended_on)
    target = town.target()
    if taken:
        divide(target, parts([village], 5))
    else:
        with pytest.raises(PartsRefused):
            divide(target, parts([village], 5))


def refused(target, given, **options):
    with pytest.raises(ValidationError) as refusal:
        divide(target, given, **options)
    return " ".join(refusal.value.messages)


@pytest.mark.parametrize("ended_on", [date(2021, 6, 21), TODAY])
def test_a_dropped_target_is_not_split(town, villages, ended_on):
    target = town.target(ended_on=ended_on)
    given = parts(villages, 1, 1, 1)
    if ended_on > TODAY:
        divide(target, given)
    else:
        assert "调出" in refused(target, given)


def test_what_is_not_split_is_refused_with_a_sentence(town, villages):
    given = parts(villages, 1, 1, 1)
    assert "百分比" in refused(town.target("level", 95, "%"), given)
    assert "至少" in refused(town.target(), [])
    assert refused(town.target(), given, reason=" ")
    target = town.target()
    Plan.objects.update(state=Plan.State.CLOSED)
    assert "结账" in refused(target, given)


@pytest.mark.parametrize(
    ("on", "cadence", "expected"),
    [
        (date(2021, 1, 1), "month", None),
        (date(2021, 2, 5), "month", None),
        (date(2021, 2, 6), "month", date(2021, 2, 1)),
        (date(2021, 5, 20), "month", date(2021, 5, 1)),
        (date(2021, 4, 5), "quarter", None),
        (date(2021, 4, 6), "quarter", date(2021, 4, 1)),
        (date(2022, 1, 20), "month", date(2021, 12, 1)),
    ],
)
def test_new_shares_report_from_this_month_once_a_report_could_be_missed(on, cadence, expected):
    target = make_target(make_plan(), cadence=cadence)
    assert proposed_start(target, on) == expected


def test_a_split_in_june_makes_no_village_late_for_january(town, villages):
    target = town.target("routine")
    divide(target, parts(villages[:1], None), starts_on=date(2021, 6, 1))
    divide(target, parts(villages[1:2], None), starts_on=None)
    late = {share.allocation.label: share.is_missing for share in assess_target(target, TODAY).shares}
    assert (late["关渡村"], late["柏垭村"]) == (False, True)


def test_a_split_in_a_draft_is_of_the_whole_year_whatever_the_day_is(town):
    target = make_target(make_plan(2020, state="draft"))
    assert proposed_start(target, date(2026, 11, 24)) is None


@pytest.mark.parametrize(("reported", "splits"), [(False, True), (True, False)])
def test_steps_are_split_until_one_is_reported_as_done(town, villages, reported, splits):
    target = town.target("steps")
    share = whole_town(target)
    if reported:
        town.log(share, "", step_id=first_step(share).pk)
    if splits:
        assert len(divide(target, parts(villages[:2], None, None))) == 2
        return
    with pytest.raises(ValidationError, match="已有节点填报完成"):
        divide(target, parts(villages[:2], None, None))
