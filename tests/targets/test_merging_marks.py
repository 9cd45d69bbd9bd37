"""What a merge leaves behind: merged shares by their own mark, shares beside the plan, who answers, no circles."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from targets.assessment import assess_target
from targets.models import Allocation, Village
from targets.record.entry_forms import _informants
from targets.setup.new_rows import division_of, keep_remainder
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import TODAY
from tests.targets.merges import ON, make_merging, of, split_sum, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_merging()


@pytest.mark.parametrize(("begins", "since"), [(None, ON), (date(2021, 8, 1), date(2021, 8, 1))])
@pytest.mark.parametrize("measure", ["sum", "routine"])
def test_a_share_beside_the_plan_owes_from_the_merge_on_and_nothing_of_before(case, measure, begins, since):
    goal = None if measure == "routine" else 100
    old, _none = case.shares(measure, goal, goal=goal and 500, starts_on=begins)
    theirs = make_share(old.target, case.successor, is_owed=False)
    case.merge()
    theirs.refresh_from_db()
    assert (theirs.is_owed, theirs.starts_on, theirs.goal) == (True, since, goal)
    (found,) = [each for each in assess_target(old.target, TODAY).shares if each.allocation == theirs]
    assert not found.is_missing


@pytest.mark.parametrize("has_share", [True, False])
def test_what_was_logged_beside_the_plan_ends_with_its_village_and_nothing_moves(case, has_share):
    target = case.town.target()
    old = make_share(target, case.old, is_owed=False)
    theirs = make_share(target, case.successor, goal=100, starts_on=date(2021, 9, 1)) if has_share else None
    case.merge()
    old.refresh_from_db()
    new = of(case.successor, target)
    assert (old.ended_on, old.is_merged, new) == (ON, True, theirs)
    if theirs:
        assert (new.goal, new.starts_on) == (100, date(2021, 9, 1))


@pytest.mark.parametrize("day", [date(2021, 6, 10), date(2021, 6, 16)])
def test_a_share_is_merged_whatever_day_its_village_is_said_to_have_ended_on(case, day):
    old, _theirs = case.shares("sum", 300, 200)
    case.town.counted(old, "200")
    case.merge()
    before = standing(old.target)
    Village.objects.filter(pk=case.old.pk).update(ended_on=day)
    old = Allocation.objects.get(pk=old.pk)
    assert old.is_merged
    assert split_sum(old.target).startswith("已分解 500 / 500亩")
    keep_remainder(old.target, division_of(old.target, TODAY), on=TODAY)
    assert standing(old.target) == before


def test_a_merged_share_stays_ended(case):
    old, _theirs = case.shares("sum", 300, 200)
    case.merge()
    old.refresh_from_db()
    old.full_clean()
    old.ended_on = None
    with pytest.raises(ValidationError) as refused:
        old.full_clean()
    assert "ended_on" in refused.value.error_dict


@pytest.mark.parametrize(("merges", "expected"), [(0, False), (1, False), (2, True)])
def test_who_reports_for_the_last_successor_may_have_told_a_figure_of_the_first_village(
    case, merges, expected
):
    third = make_village("小河村")
    old, _theirs = case.shares("sum", 100, 200)
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=third)
    if merges:
        case.merge()
    if merges == 2:
        case.merge(date(2021, 6, 18), village=case.successor, successor=third)
    assert ({"user": clerk.pk} in _informants(old, TODAY)) is expected
    assert Allocation.objects.reportable_by(clerk, TODAY).filter(pk=old.pk).exists() is expected


@pytest.mark.parametrize("length", [1, 2])
def test_no_circle_of_merged_villages_can_be_stored(case, length):
    third = make_village("小河村")
    case.merge()
    if length == 2:
        case.merge(date(2021, 6, 18), village=case.successor, successor=third)
    last = third if length == 2 else Village.objects.get(pk=case.successor.pk)
    last.ended_on, last.successor = TODAY, Village.objects.get(pk=case.old.pk)
    with pytest.raises(ValidationError) as refused:
        last.full_clean()
    assert "successor" in refused.value.error_dict
    Village.objects.get(pk=case.old.pk).full_clean()
