"""What still waits for review keeps a plan from being closed, and its day from being settled."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from targets import recording
from targets.models import Plan
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.ledger_factories import NOW, make_town

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 10)
CLOSED, RUNNING = Plan.State.CLOSED, Plan.State.RUNNING


@pytest.fixture
def town():
    return make_town()


def refused(plan, **changes):
    """The fields that stand in the way, with what they say."""
    for name, value in changes.items():
        setattr(plan, name, value)
    try:
        plan.full_clean()
    except ValidationError as refusal:
        return refusal.message_dict
    return {}


def test_a_plan_with_entries_waiting_is_not_closed_and_says_how_many(town):
    share = town.share()
    town.log(share, happened_on=MAY)
    entry = town.counted(share, happened_on=JUNE)
    assert "1" in refused(town.plan, state=CLOSED)["state"][0]
    town.correct(entry)
    said = refused(town.plan, state=CLOSED)
    assert set(said) == {"state"}
    assert "3" in said["state"][0]  # the reversal and what replaces it wait too


def test_decided_on_or_returned_they_do_not_stand_in_the_way(town):
    town.counted(town.share())
    town.returned(town.share())
    assert refused(town.plan, state=CLOSED, closed_through=JUNE) == {}


@pytest.mark.parametrize(
    ("settled", "day", "waiting"),
    [
        (None, date(2021, 5, 30), 0),
        (None, MAY, 1),
        (None, date(2021, 6, 9), 1),
        (None, JUNE, 2),
        (MAY, JUNE, 2),
        (date(2021, 4, 30), MAY, 1),
        (JUNE, JUNE, 0),
        (JUNE, MAY, 0),
        (JUNE, None, 0),
    ],
)
def test_a_day_is_settled_when_nothing_up_to_it_waits(town, settled, day, waiting):
    for happened_on in (MAY, JUNE):
        town.log(town.share(), happened_on=happened_on)
    Plan.objects.update(closed_through=settled)
    said = refused(Plan.objects.get(), closed_through=day)
    assert set(said) == ({"closed_through"} if waiting else set())
    assert not waiting or str(waiting) in said["closed_through"][0]


def test_a_plan_closed_before_with_entries_waiting_can_still_be_opened(town):
    town.log(town.share())
    Plan.objects.update(state=CLOSED)
    plan = Plan.objects.get()
    assert refused(plan) == {}
    assert refused(plan, state=RUNNING) == {}


def test_another_plans_entries_and_a_new_plan_are_no_hindrance(town):
    town.log(town.share())
    other = Plan(year=2020, starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31), state=CLOSED)
    assert refused(other, closed_through=date(2020, 12, 31)) == {}
    other.state = RUNNING
    other.save()
    assert refused(other, state=CLOSED) == {}


def test_the_admin_refuses_with_the_number_and_closes_after_the_decision(town, logged_in):
    entry = town.log(town.share())
    desk = logged_in(make_administrator())
    url = address(Plan, "change", town.plan.pk)
    typed = {"state": "closed", "closed_through": "2021-06-30", "reason": "年终"}
    errors = errors_of(desk.post(url, filled_form(desk, url, **typed)))
    assert set(errors) == {"state", "closed_through"}
    assert all("1" in said for (said,) in errors.values())
    recording.approve(user=town.wang, entry=entry, now=NOW)
    assert desk.post(url, filled_form(desk, url, **typed)).status_code == 302
    assert Plan.objects.get().state == CLOSED
