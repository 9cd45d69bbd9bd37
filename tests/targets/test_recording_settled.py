"""A settled month and a closed year keep their totals: nothing in them is approved or sent back."""

from datetime import date

import pytest

from targets import recording
from targets.models import Plan
from tests.targets.ledger_factories import DAY, NOW, fresh, make_town, path, total

pytestmark = pytest.mark.django_db
MAY = date(2021, 5, 31)


@pytest.fixture
def town():
    return make_town()


def approve(town, entry):
    return recording.approve(user=town.wang, entry=entry, now=NOW)


def send_back(town, entry):
    return recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)


DECISIONS = pytest.mark.parametrize("decide", [approve, send_back])


@DECISIONS
@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_nothing_is_decided_in_a_plan_that_is_not_running(town, decide, state):
    entry = town.log(town.share())
    Plan.objects.update(state=state)
    with pytest.raises(recording.Conflict):
        decide(town, entry)
    assert (fresh(entry).state, path(entry)) == ("submitted", ["submitted"])
    Plan.objects.update(state=Plan.State.RUNNING)
    assert decide(town, entry).state != "submitted"


@DECISIONS
@pytest.mark.parametrize(("closed_through", "may"), [(MAY, True), (date(2021, 6, 9), True), (DAY, False)])
def test_nothing_is_decided_in_a_settled_month(town, decide, closed_through, may):
    entry = town.log(town.share(), happened_on=DAY)
    Plan.objects.update(closed_through=closed_through)
    if may:
        assert decide(town, entry).state != "submitted"
        return
    with pytest.raises(recording.Conflict):
        decide(town, entry)
    assert (fresh(entry).state, path(entry)) == ("submitted", ["submitted"])


@DECISIONS
@pytest.mark.parametrize("which", ["reversal", "line"])
@pytest.mark.parametrize(("was", "becomes"), [(MAY, DAY), (DAY, MAY)])
def test_a_correction_with_one_line_in_a_settled_month_is_not_decided(town, decide, which, was, becomes):
    share = town.share()
    reversal = town.correct(town.counted(share, "50", happened_on=was), "5", happened_on=becomes)
    Plan.objects.update(closed_through=MAY)
    with pytest.raises(recording.Conflict):
        decide(town, reversal if which == "reversal" else reversal.replacement)
    assert (total(share), fresh(reversal).state, fresh(reversal.replacement).state) == (
        50, "submitted", "submitted",
    )  # fmt: skip


def test_what_waits_in_a_settled_month_can_still_be_withdrawn(town):
    entry = town.log(town.share(), happened_on=MAY)
    Plan.objects.update(closed_through=MAY)
    assert recording.withdraw(user=town.li, entry=entry, now=NOW).state == "withdrawn"
