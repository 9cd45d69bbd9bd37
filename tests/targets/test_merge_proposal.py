"""How a goal is parted when a village merges into another."""

from decimal import Decimal

import pytest

from targets.measures import Measure
from targets.models import Allocation
from targets.setup.merge_proposal import part_goal


@pytest.mark.parametrize(
    ("measure", "goal", "done", "theirs", "parted"),
    [
        # measure, old goal, achieved, the successor's goal (no share: "none"); stays, owed
        ("sum", 100, 30, 200, (30, 270)),
        ("sum", 100, 0, 200, (0, 300)),
        ("sum", 100, 100, 200, (100, 200)),
        ("sum", 100, 130, 200, (100, 200)),
        ("sum", 100, -5, 200, (0, 300)),
        ("sum", 100, 30, "none", (30, 70)),
        ("sum", 100, 30, None, (30, 70)),
        ("sum", 100, 100, None, (100, None)),
        ("sum", None, 30, 200, (None, 200)),
        ("sum", None, 30, "none", (None, None)),
        ("limit", 3, 1, 2, (1, 4)),
        ("limit", 0, 0, "none", (0, 0)),
        ("limit", 3, 1, None, (3, None)),
        ("level", 100, 80, 200, (100, 300)),
        ("level", 100, 80, "none", (100, 100)),
        ("level", None, 80, 200, (None, 200)),
        ("ratio", 95, 80, 98, (95, 98)),
        ("ratio", 95, 80, "none", (95, 95)),
        ("ratio", 95, 80, None, (95, None)),
        ("steps", None, 0, "none", (None, None)),
        ("routine", None, 0, "none", (None, None)),
    ],
)
def test_a_goal_is_parted_so_that_the_shares_add_up_to_the_same(measure, goal, done, theirs, parted):
    into = None if theirs == "none" else Allocation(goal=None if theirs is None else Decimal(theirs))
    goal = None if goal is None else Decimal(goal)
    found = part_goal(Measure(measure), goal, Decimal(done), into)
    assert (found.stays, found.owed) == parted
