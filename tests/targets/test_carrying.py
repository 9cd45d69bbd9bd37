"""What a year leaves to the next: which targets are unfinished, and what a carry-over proposes."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Step
from targets.years.carrying import outcomes
from tests.targets.factories import make_share, make_village, whole_town
from tests.targets.ledger_factories import first_step, make_town

pytestmark = pytest.mark.django_db
END = date(2021, 12, 31)


@pytest.fixture
def town():
    return make_town()


def outcome(town):
    (only,) = outcomes(town.plan, END)
    return only


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "reported", "unfinished", "missing", "achieved"),
    [
        pytest.param("sum", 500, "亩", "410", True, 90, 410, id="a sum: what is missing"),
        pytest.param("sum", 500, "亩", "499.9999", True, "0.0001", "499.9999", id="a sum just short"),
        pytest.param("sum", 500, "亩", "500", False, None, 500, id="a sum reached"),
        pytest.param("sum", 500, "亩", "700", False, None, 700, id="a sum beyond its goal"),
        pytest.param("sum", 500, "亩", None, True, 500, None, id="a sum nobody reported"),
        pytest.param("sum", None, "亩", "10", False, None, 10, id="a sum without a goal"),
        pytest.param("level", 8, "%", "7.5", True, 8, "7.5", id="a level: the goal itself"),
        pytest.param("level", 8, "%", "8", False, None, 8, id="a level reached"),
        pytest.param("limit", 0, "人", "0", False, None, 0, id="a limit kept"),
        pytest.param("limit", 0, "人", "2", False, None, 2, id="a limit broken begins anew"),
        pytest.param("routine", None, "", None, False, None, None, id="routine work"),
    ],
)
def test_what_is_missing(town, measure, goal, unit, reported, unfinished, missing, achieved):
    share = town.share(measure, goal, unit)
    if reported is not None:
        town.counted(share, reported, note="核实过")
    found = outcome(town)
    assert (found.is_unfinished, found.missing) == (
        unfinished,
        missing if missing is None else Decimal(missing),
    )
    assert found.achieved == (achieved if achieved is None else Decimal(achieved))


@pytest.mark.parametrize(("done_at", "unfinished"), [("90", False), ("90.1", True)])
def test_what_counts_as_done_was_set_beforehand(town, done_at, unfinished):
    town.counted(town.share(goal=500, done_at=Decimal(done_at)), "450")
    assert outcome(town).is_unfinished is unfinished


@pytest.mark.parametrize(
    ("numerator", "kept", "unfinished"), [("2", "66.7", True), ("2999", "99.9", True), ("3000", "100", False)]
)
def test_a_ratio_keeps_one_decimal_and_is_not_rounded_to_its_goal(town, numerator, kept, unfinished):
    base = "3" if numerator == "2" else "3000"
    town.counted(town.share("ratio", 100, "%", counted_unit="人"), numerator, base=base)
    found = outcome(town)
    assert (found.achieved, found.is_unfinished) == (Decimal(kept), unfinished)
    assert found.missing == (100 if unfinished else None)


def test_steps_leave_those_not_done(town):
    share = town.share("steps")
    for name in ("设计", "施工"):
        Step.objects.create(allocation=share, name=name, weight=2)
    town.counted(share, "", step_id=first_step(share).pk)
    found = outcome(town)
    assert found.achieved is None
    assert [(step.name, step.weight) for step in found.undone[share.pk]] == [("设计", 2), ("施工", 2)]
    assert found.note == "结转自2021年：节点3个，完成1个，结转2个"


def test_steps_all_done_leave_nothing(town):
    share = town.share("steps")
    town.counted(share, "", step_id=first_step(share).pk)
    assert (outcome(town).is_unfinished, outcome(town).undone) == (False, {})


def test_the_steps_of_a_whole_town_that_is_split_are_not_counted(town):
    target = town.target("steps")
    share = make_share(target, make_village())
    Step.objects.create(allocation=share, name="硬化")
    whole = whole_town(target)
    whole.is_owed = False
    whole.save()
    assert list(outcome(town).undone) == [share.pk]


def test_what_was_dropped_is_not_unfinished(town):
    town.target(goal=500, ended_on=date(2021, 7, 1))
    found = outcome(town)
    assert (found.is_dropped, found.is_unfinished, found.missing) == (True, False, None)


@pytest.mark.parametrize(
    ("reported", "note"),
    [
        ("410", "结转自2021年：目标500亩，完成410亩，结转90亩"),
        ("0.5", "结转自2021年：目标500亩，完成0.5亩，结转499.5亩"),
        (None, "结转自2021年：目标500亩，未报完成数，结转500亩"),
    ],
)
def test_the_note_says_what_was_carried_over(town, reported, note):
    share = town.share()
    if reported:
        town.counted(share, reported)
    assert outcome(town).note == note


def test_a_year_is_read_in_as_many_queries_however_many_targets(town, django_assert_num_queries):
    for number in (3, 27):
        for _index in range(number):
            town.target()
        with django_assert_num_queries(4):
            outcomes(town.plan, END)


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "reported", "note"),
    [
        ("level", 500, "头", "410", "结转自2021年：目标500头，完成410头，沿用目标500头"),
        ("ratio", 100, "%", None, "结转自2021年：目标100%，未报完成数，沿用目标100%"),
        ("sum", 500, "亩", "410", "结转自2021年：目标500亩，完成410亩，结转90亩"),
    ],
)
def test_a_level_or_ratio_keeps_its_goal_and_says_so(town, measure, goal, unit, reported, note):
    share = town.share(measure, goal, unit)
    if reported:
        town.counted(share, reported)
    assert outcome(town).note == note
