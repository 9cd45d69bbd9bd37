"""The rule that a running plan changes by decisions only, where the rows themselves hold it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import Plan, Target
from targets.models.decisions import UNDECIDED, Decision
from tests.targets.factories import make_plan, make_share, make_target, make_village

pytestmark = pytest.mark.django_db
DECISION = Decision("关府〔2021〕12号", date(2021, 7, 1))


def is_undecided(row):
    try:
        row.clean()
    except ValidationError as refusal:
        return any(error.code == UNDECIDED for errors in refusal.error_dict.values() for error in errors)
    return False


TARGET_CHANGES = [
    ({"goal": Decimal(450)}, True),
    ({"goal": Decimal("500.0000")}, False),
    ({"goal": None}, True),
    ({"due_on": date(2021, 12, 30)}, True),
    ({"due_on": None, "due_basis": ""}, True),
    ({"starts_on": date(2021, 7, 1)}, True),
    ({"ended_on": date(2021, 7, 1)}, True),
    ({"name": "改名", "definition": "口径", "qualifier": "余"}, False),
]


@pytest.mark.parametrize(("changes", "refused"), TARGET_CHANGES)
def test_goal_and_dates_of_a_running_target_change_by_a_decision_only(changes, refused):
    target = make_target(make_plan())
    for name, value in changes.items():
        setattr(target, name, value)
    assert is_undecided(target) is refused
    target._decision = DECISION
    assert not is_undecided(target)


@pytest.mark.parametrize(("changes", "_refused"), TARGET_CHANGES)
@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_a_draft_needs_no_decision_and_a_closed_year_is_read_only_elsewhere(changes, _refused, state):
    target = make_target(make_plan(state=state))
    for name, value in changes.items():
        setattr(target, name, value)
    assert not is_undecided(target)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"goal": Decimal(99)}, True),
        ({"due_on": date(2021, 10, 31)}, True),
        ({"is_owed": False}, True),
        ({"ended_on": date(2021, 8, 1)}, True),
        ({"starts_on": date(2021, 7, 1), "schedule": None}, False),
    ],
)
def test_what_a_share_owes_and_until_when_does_too_and_its_other_fields_do_not(changes, refused):
    share = make_share(make_target(make_plan()), make_village(), goal=100)
    for name, value in changes.items():
        setattr(share, name, value)
    assert is_undecided(share) is refused
    share._decision = DECISION
    assert not is_undecided(share)


def test_taking_a_dropped_target_back_needs_a_reason_only_but_not_together_with_another_goal():
    target = make_target(make_plan(), ended_on=date(2021, 7, 1))
    target.ended_on = None
    assert not is_undecided(target)
    target.goal = Decimal(400)
    assert is_undecided(target)
    assert Target.objects.get().ended_on == date(2021, 7, 1)


def test_a_mended_copy_of_the_document_is_no_decision():
    target = make_target(make_plan())
    target.goal, target.mends_copy = Decimal(550), True
    assert not is_undecided(target)
