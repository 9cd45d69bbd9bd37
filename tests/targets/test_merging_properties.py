"""Whatever shares and figures two villages have: a merge leaves the totals of the target as they were."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from targets.setup.new_rows import division_of, keep_remainder
from tests.targets.ledger_factories import TODAY
from tests.targets.merges import ON, achieved, make_merging, split_sum, standing

FIRST = date(2021, 1, 4)
amounts = st.integers(0, 100).map(Decimal)
goals = st.none() | amounts
figures = st.lists(st.tuples(st.integers(0, (ON - FIRST).days - 1), amounts), max_size=4)


@st.composite
def shares(draw):
    """A measure whose shares add up, the goals of both villages (the successor may have no share), their figures."""
    has_share = draw(st.booleans())
    return (
        draw(st.sampled_from(["sum", "level", "limit"])),
        draw(goals),
        draw(goals) if has_share else "none",
        draw(figures),
        draw(figures) if has_share else [],
    )


def prepared(drawn):
    from tests.targets.factories import make_share, make_village

    measure, goal, theirs, own, successors = drawn
    case = make_merging()
    make_village("旁村")  # a village without a share, so that a limit stays the whole town's to report
    old, _none = case.shares(measure, goal, goal=Decimal(1000))
    logged = [(old, own)]
    if theirs != "none":
        logged.append((make_share(old.target, case.successor, goal=theirs), successors))
    for share, lines in logged:
        for days, amount in lines:
            day = FIRST + timedelta(days=days)
            case.town.counted(share, str(amount), happened_on=day, note="另一笔", confirmed=True)
    keep_remainder(old.target, division_of(old.target, ON), on=ON)
    return case, old.target


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=shares(), on_day=st.integers(0, (TODAY - FIRST).days))
def test_a_merge_preserves_what_was_achieved_and_what_is_split(drawn, on_day):
    from django.db import transaction

    on = FIRST + timedelta(days=on_day)
    with transaction.atomic():
        case, target = prepared(drawn)
        is_level = target.measure == "level"
        days = [on if on < ON or not is_level else ON - timedelta(days=1), FIRST]
        before = ([achieved(target, day) for day in days], split_sum(target), standing(target))
        case.merge()
        after = ([achieved(target, day) for day in days], split_sum(target), standing(target))
        keep_remainder(target, division_of(target, TODAY), on=TODAY)
        kept = standing(target)
        transaction.set_rollback(True)
    assert before == after
    assert kept == after[2]
