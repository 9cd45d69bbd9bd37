"""The shares and steps of next year's draft: the whole town's alone, or the villages' too, with what they lack."""

from datetime import date
from decimal import Decimal

import pytest

from targets.models import Step
from targets.years.next_year import make_next_year
from tests.targets.factories import make_share, make_village, whole_town
from tests.targets.ledger_factories import first_step, make_town

pytestmark = pytest.mark.django_db
END = date(2021, 12, 31)
STRAIGHT = tuple(Decimal(each) for each in (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100))


@pytest.fixture
def town():
    return make_town()


def made(town, *, carried=(), year=2022, by_village=False):
    """The only target of the new year."""
    plan = make_next_year(
        source=town.plan,
        year=year,
        copied=[target.pk for target in town.plan.targets.all()],
        carried=[target.pk for target in carried],
        by_village=by_village,
        on=END,
    )
    return plan.targets.get()


def test_a_ratio_counts_the_same_people(town):
    town.target("ratio", 100, "%", counted_unit="户")
    assert made(town).allocations.get().counted_unit == "户"


def test_steps_begin_anew_or_go_on_with_those_not_done(town):
    target = town.target("steps")
    share = whole_town(target)
    Step.objects.create(allocation=share, name="设计", planned_on=date(2021, 5, 1), weight=3)
    town.counted(share, "", step_id=first_step(share).pk)
    fresh = made(town)
    assert [(step.name, step.planned_on) for step in Step.objects.filter(allocation__target=fresh)] == [
        ("完成", None)
    ]
    carried = made(town, carried=[target], year=2023)
    steps = Step.objects.filter(allocation__target=carried)
    assert [(step.name, step.planned_on, step.weight) for step in steps] == [("设计", None, 3)]


@pytest.fixture
def split(town):
    """A split target by measure, with the shares of two villages of which one is merged away."""

    def make_split(measure="sum", goal=500, unit="亩", **fields):
        target = town.target(measure, goal, unit, **fields)
        shares = [
            make_share(
                target, village, goal=100 if measure == "sum" else None, office=town.office, schedule=STRAIGHT
            )
            for village in (make_village(), make_village("旧村", ended_on=date(2021, 7, 1)))
        ]
        make_share(target, name="项目一")
        return target, shares

    return make_split


def test_shares_of_villages_are_left_to_the_new_year(town, split):
    split()
    assert made(town).allocations.get().is_whole_town


def test_shares_of_villages_go_on_where_wished_without_goals(town, split):
    split()
    new = made(town, by_village=True)
    share = new.allocations.get(village__isnull=False)
    assert (share.village.name, share.goal, share.office, share.schedule) == (
        "关渡村", None, town.office, STRAIGHT,
    )  # fmt: skip
    assert new.allocations.count() == 2


@pytest.mark.parametrize("fields", [{"ended_on": date(2021, 8, 1)}, {"is_owed": False}])
def test_a_share_that_ended_or_was_logged_beside_the_plan_does_not_go_on(town, fields):
    target = town.target()
    make_share(target, make_village(), goal=5, **fields)
    assert made(town, by_village=True).allocations.get().is_whole_town


def test_the_whole_town_owes_nothing_beside_the_parts_of_a_ratio(town, split):
    split("ratio", 100, "%", counted_unit="户")
    new = made(town, by_village=True)
    whole = whole_town(new)
    assert (whole.is_owed, whole.ended_on) == (False, date(2022, 1, 1))
    assert new.allocations.get(village__isnull=False).counted_unit == "户"


def test_steps_of_villages_go_on_where_they_are_owed(town, split):
    target, (share, gone) = split("steps")
    for each, name in ((share, "硬化"), (share, "绿化"), (gone, "硬化")):
        Step.objects.create(allocation=each, name=name)
    whole = whole_town(target)
    whole.is_owed = False
    whole.save()
    new = made(town, carried=[target], by_village=True)
    part = new.allocations.get(village__isnull=False)
    assert [step.name for step in part.steps.all()] == ["硬化", "绿化"]
    assert not whole_town(new).is_owed
    fresh = made(town, by_village=True, year=2023)
    assert [step.name for step in fresh.allocations.get(village__isnull=False).steps.all()] == ["完成"]
    gathered = made(town, carried=[target], year=2024)
    names = {step.name for step in whole_town(gathered).steps.all()}
    assert names == {"关渡村：硬化", "关渡村：绿化", "旧村：硬化"}


def test_a_village_whose_steps_are_done_has_nothing_to_carry_over(town):
    target = town.target("steps")
    done, open_share = (make_share(target, make_village(name)) for name in ("甲村", "乙村"))
    for each in (done, open_share):
        Step.objects.create(allocation=each, name="硬化")
    town.counted(done, "", step_id=first_step(done).pk)
    new = made(town, carried=[target], by_village=True)
    assert [share.village.name for share in new.allocations.filter(village__isnull=False)] == ["乙村"]
