"""When no next year is made: the year, the draft, the choice; and then nothing at all is made."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from targets.models import Allocation, Document, Plan, PlanVersion, Section, Target
from targets.years import next_year
from targets.years.next_year import make_next_year
from tests.targets.factories import make_plan, make_target, whole_town
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def make(town, *, carried=(), copied=None, year=2022):
    return make_next_year(
        source=town.plan,
        year=year,
        copied=[target.pk for target in (town.plan.targets.all() if copied is None else copied)],
        carried=[target.pk for target in carried],
        on=date(2021, 12, 31),
    )


@pytest.mark.parametrize(
    ("year", "refused"),
    [(1999, True), (2020, True), (2021, True), (2022, False), (2030, False), (2999, False), (3000, True)],
)
def test_the_year_is_a_later_one(town, year, refused):
    if not refused:
        assert make(town, year=year).year == year
        return
    with pytest.raises(ValidationError) as refusal:
        make(town, year=year)
    assert list(refusal.value.message_dict) == ["year"]


@pytest.mark.parametrize("state", Plan.State.values)
def test_a_year_that_is_taken_is_refused_whatever_its_state(town, state):
    make_plan(2022, state=state)
    with pytest.raises(ValidationError) as refusal:
        make(town)
    assert "2022" in refusal.value.message_dict["year"][0]


@pytest.mark.parametrize(("state", "refused"), [("draft", True), ("running", False), ("closed", False)])
def test_a_year_is_made_from_results_not_from_a_draft(town, state, refused):
    Plan.objects.update(state=state)
    if not refused:
        assert make(town).state == Plan.State.DRAFT
        return
    with pytest.raises(ValidationError):
        make(town)


@pytest.mark.parametrize("found_late_by", ["the check of the plan's row", "the database"])
def test_of_two_who_make_a_year_at_once_the_second_is_told_that_it_exists(town, monkeypatch, found_late_by):
    """The year was free when the second looked; the first one's plan is there when the second's is stored."""
    looks, look = [], next_year.check_year

    def too_early(source, year):
        looks.append(year)
        if len(looks) > 1:
            look(source, year)

    make_plan(2022, state=Plan.State.DRAFT)
    monkeypatch.setattr(next_year, "check_year", too_early)
    if found_late_by == "the database":
        monkeypatch.setattr(Plan, "validate_unique", lambda plan, exclude=None: None)
    town.target()
    with pytest.raises(ValidationError) as refusal:
        make(town)
    assert "2022" in refusal.value.message_dict["year"][0]
    assert Plan.objects.filter(year=2022).count() == 1


def test_the_year_is_looked_for_behind_the_lock(town, monkeypatch):
    order, lock, look = [], PlanVersion.advance, next_year.check_year
    monkeypatch.setattr(PlanVersion, "advance", lambda ids: order.append("lock") or lock(ids))
    monkeypatch.setattr(next_year, "check_year", lambda *given: order.append("look") or look(*given))
    make(town)
    assert order == ["lock", "look"]


def test_what_is_no_longer_unfinished_is_not_carried_over(town):
    target = town.target()
    town.counted(whole_town(target), "500")
    with pytest.raises(ValidationError) as refusal:
        make(town, carried=[target])
    assert target.code in refusal.value.messages[0]
    assert not Plan.objects.filter(year=2022).exists()


def test_targets_of_another_plan_are_refused(town):
    town.target()
    other = make_target(make_plan(2019))
    with pytest.raises(ValidationError):
        make(town, copied=[other])


def test_a_row_that_breaks_the_rules_is_named_and_nothing_is_made(town):
    town.target(name="好的")
    bad = town.target(name="坏的")
    Target.objects.filter(pk=bad.pk).update(code="没有")
    counts = [model.objects.count() for model in (Plan, Document, Section, Target, Allocation)]
    with pytest.raises(ValidationError) as refusal:
        make(town)
    assert "坏的" in refusal.value.messages[0]
    assert [model.objects.count() for model in (Plan, Document, Section, Target, Allocation)] == counts


def test_nothing_is_made_where_it_breaks_off(town, monkeypatch):
    town.target()
    monkeypatch.setattr(next_year.Making, "copy_shares", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make(town)
    assert not Plan.objects.filter(year=2022).exists()
