"""What a new row of the set-up needs beside itself; the admin and `load_facts` both call this.

Whoever changes the set-up of a plan that exists locks and moves its version first (PlanVersion.advance).
"""

from decimal import Decimal
from typing import Any

from django.db import transaction

from targets.measures import Measure
from targets.models import Allocation, Plan, PlanVersion, Step, Target
from targets.models.shares import WHOLE_TOWN

FIRST_STEP = "完成"
"""The name of the step that a target counted by steps starts with."""


@transaction.atomic
def open_plan(plan: Plan) -> PlanVersion:
    """Give a plan its change counter, without which nothing of it can be written; repeating changes nothing."""
    version, _ = PlanVersion.objects.get_or_create(plan=plan)
    return version


@transaction.atomic
def open_target(
    target: Target, *, counted_unit: str = "", change_reason: str | None = None
) -> Allocation | None:
    """Give a target the share of the whole town, so that it can be logged at once, and return that share.

    A target counted by steps gets the undated step 完成 in it. `counted_unit` is what a ratio counts (人, 户, 家).
    A target that has shares already keeps them as they are, so repeating changes nothing; None is returned
    where the whole town's is not among them. Raises ValidationError where the share does not fit the target.
    """
    shares = list(target.allocations.all())
    share = next((each for each in shares if each.is_whole_town), None)
    if share is None and shares:
        return None
    if share is None:
        share = Allocation(target=target, name=WHOLE_TOWN, goal=target.goal, counted_unit=counted_unit)
        _save(share, change_reason)
    if target.measure == Measure.STEPS and not share.steps.exists():
        _save(Step(allocation=share, name=FIRST_STEP), change_reason)
    return share


@transaction.atomic
def follow_goal(target: Target, before: Decimal | None, *, change_reason: str | None = None) -> None:
    """Let the whole town's share of a target that is not split keep the target's goal when that has changed.

    `before` is the goal that stood. A share whose goal was set by hand, and a target that is split, are left.
    """
    shares = list(target.allocations.all())
    if len(shares) == 1 and shares[0].is_whole_town and shares[0].goal == before != target.goal:
        shares[0].goal = target.goal
        _save(shares[0], change_reason)


def _save(row: Any, change_reason: str | None) -> None:
    row._change_reason = change_reason
    row.full_clean()
    row.save()
