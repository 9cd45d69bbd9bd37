"""Corrections: a reversal and a new line that are decided together, and what counts meanwhile."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Plan, ProgressEntry, Step
from tests.targets.ledger_factories import (
    DAY,
    NOW,
    at,
    counting,
    first_step,
    fresh,
    make_town,
    path,
    total,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def town():
    return make_town()


def approve(town, entry, user=None):
    return recording.approve(user=user or town.wang, entry=entry, now=LATER)


def test_a_correction_is_a_reversal_and_a_new_line_dated_as_the_original(town):
    original = town.counted(town.share(), "50", origin="village", happened_on=date(2021, 5, 3))
    reversal = fresh(town.correct(original, "5", reason=" 多报一位 ", note="实为5亩", now=LATER))
    line = reversal.replacement
    assert (reversal.quantity, reversal.happened_on, reversal.note) == (-50, original.happened_on, "多报一位")
    assert (reversal.corrects, reversal.origin, reversal.typed_amount) == (original, "village", "")
    assert (line.quantity, line.happened_on, line.note, line.typed_amount) == (
        5,
        original.happened_on,
        "实为5亩",
        "5",
    )
    assert {each.state for each in (reversal, line)} == {"submitted"}
    assert {(each.reported_by, each.reported_at) for each in (reversal, line)} == {(town.li, LATER)}


def test_the_reason_stands_in_for_a_note(town):
    reversal = town.correct(town.counted(town.share()), "5", reason="多报", note=" ")
    assert reversal.replacement.note == "多报"


def test_a_correction_counts_from_its_approval_on(town):
    share = town.share()
    town.counted(share, "100")
    wrong = town.counted(share, "50")
    reversal = town.correct(wrong, "5")
    assert total(share) == 150
    approve(town, reversal)
    assert total(share) == 105
    assert wrong.pk not in {line.id for line in counting(share)}
    assert fresh(wrong).state == "approved"


def test_nothing_stands_where_an_entry_is_taken_back_altogether(town):
    share = town.share()
    reversal = town.correct(town.counted(share, "50"), None)
    assert not hasattr(fresh(reversal), "replacement")
    approve(town, reversal)
    assert total(share) == 0
    assert counting(share) == []


def test_the_original_learns_of_its_correction(town):
    original = town.counted(town.share(), "50")
    reversal = town.correct(original, reason="多报")
    assert path(original) == ["submitted", "approved"]
    approve(town, reversal, town.zhao)
    event = original.events.last()
    assert (event.action, event.actor, event.reason, event.at) == ("corrected", town.zhao, "多报", LATER)
    assert event.quantity == 50


@pytest.mark.parametrize("which", ["reversal", "line"])
def test_both_lines_are_approved_together_whichever_is_clicked(town, which):
    reversal = town.correct(town.counted(town.share()))
    line = reversal.replacement
    decided = approve(town, reversal if which == "reversal" else line)
    assert decided.pk == (reversal if which == "reversal" else line).pk
    assert decided.state == "approved"
    for each in (reversal, line):
        assert fresh(each).state == "approved"
        assert path(each) == ["submitted", "approved"]


@pytest.mark.parametrize("which", ["reversal", "line"])
def test_both_lines_are_returned_resubmitted_and_withdrawn_together(town, which):
    reversal = town.correct(town.counted(town.share(), "50"), "5")
    line = reversal.replacement
    clicked = reversal if which == "reversal" else line
    recording.send_back(user=town.wang, entry=clicked, reason="依据？", now=NOW)
    figure = Figure(happened_on=DAY + timedelta(days=1), amount="6", note="附测绘图", origin="on_site")
    again = recording.resubmit(user=town.li, entry=clicked, figure=figure, now=LATER)
    assert (again.pk, again.state, again.reported_at) == (clicked.pk, "submitted", LATER)
    assert (fresh(reversal).quantity, fresh(reversal).happened_on, fresh(reversal).note) == (
        -50,
        DAY,
        "附测绘图",
    )
    assert (fresh(line).quantity, fresh(line).happened_on) == (6, DAY + timedelta(days=1))
    assert (fresh(reversal).origin, fresh(line).origin) == ("office", "on_site")
    recording.withdraw(user=town.li, entry=clicked, now=LATER)
    for each in (reversal, line):
        assert fresh(each).state == "withdrawn"
        assert path(each) == ["submitted", "returned", "resubmitted", "withdrawn"]


def test_a_lone_reversal_is_resubmitted_with_a_reason(town):
    reversal = town.correct(town.counted(town.share(), "50"), None)
    recording.send_back(user=town.wang, entry=reversal, reason="依据？", now=NOW)
    for reason in ("", " ", "坏\x00字"):
        with pytest.raises(ValidationError, match="note"):
            recording.resubmit(user=town.li, entry=reversal, figure=None, reason=reason, now=LATER)
    again = recording.resubmit(user=town.li, entry=reversal, figure=None, reason=" 重复上报 ", now=LATER)
    assert (again.quantity, again.note, again.state) == (-50, "重复上报", "submitted")
    assert not hasattr(again, "replacement")


def test_a_reversal_is_not_resubmitted_into_settled_months(town):
    reversal = town.correct(town.counted(town.share(), "50", happened_on=date(2021, 5, 3)), "5")
    recording.send_back(user=town.wang, entry=reversal, reason="依据？", now=NOW)
    Plan.objects.update(closed_through=date(2021, 5, 31))
    with pytest.raises(ValidationError, match="happened_on"):
        recording.resubmit(
            user=town.li, entry=reversal, figure=Figure(happened_on=DAY, amount="5", note="改期"), now=LATER
        )


def test_one_correction_at_a_time(town):
    original = town.counted(town.share())
    reversal = town.correct(original)
    with pytest.raises(recording.Conflict):
        town.correct(original, user=town.zhao)
    recording.send_back(user=town.wang, entry=reversal, reason="依据？", now=NOW)
    with pytest.raises(recording.Conflict):
        town.correct(original)
    recording.withdraw(user=town.li, entry=reversal, now=NOW)
    again = town.correct(original, "6")
    approve(town, again)
    with pytest.raises(recording.Conflict):
        town.correct(original)
    assert original.reversals.count() == 2


def test_a_reversal_is_not_reversed_and_a_wrong_new_line_is_corrected_in_its_turn(town):
    share = town.share()
    reversal = town.correct(town.counted(share, "50"), "5")
    approve(town, reversal)
    with pytest.raises(ValidationError):
        town.correct(reversal)
    second = town.correct(reversal.replacement, "7")
    assert total(share) == 5
    approve(town, second)
    assert total(share) == 7


def test_totals_reckon_with_a_correction_from_its_submission_on(town):
    share = town.share()
    town.correct(town.counted(share, "50"), "5")
    assert fresh(town.log(share, "20", mode="total")).quantity == 15


def test_a_total_is_corrected_as_a_total_or_as_what_it_added(town):
    share = town.share()
    town.counted(share, "100", happened_on=date(2021, 5, 3))
    wrong = town.counted(share, "250", mode="total")
    assert wrong.quantity == 150
    with pytest.raises(ValidationError, match="amount"):
        town.correct(wrong, "99", mode="total")
    first = town.correct(wrong, "240", mode="total")
    assert first.replacement.quantity == 140
    recording.withdraw(user=town.li, entry=first, now=NOW)
    approve(town, town.correct(wrong, "130"))
    assert total(share) == 230


def test_a_returned_correction_of_a_total_is_reckoned_without_the_original_again(town):
    share = town.share()
    town.counted(share, "100", happened_on=date(2021, 5, 3))
    reversal = town.correct(town.counted(share, "250", mode="total"), "240", mode="total")
    recording.send_back(user=town.wang, entry=reversal, reason="依据？", now=NOW)
    figure = Figure(happened_on=DAY, amount="230", mode="total", note="附测绘图")
    recording.resubmit(user=town.li, entry=reversal, figure=figure, now=LATER)
    assert fresh(reversal.replacement).quantity == 130


def test_a_correction_may_move_a_figure_to_its_right_day(town):
    share = town.share()
    wrong = town.counted(share, "50", happened_on=date(2021, 5, 3))
    approve(town, town.correct(wrong, "50", happened_on=DAY))
    assert (total(share, date(2021, 5, 31)), total(share, DAY)) == (0, 50)


def test_corrected_levels_ratios_and_steps_give_way_to_the_new_line(town):
    level, ratio = town.share("level", 100), town.share("ratio", 100, "%", counted_unit="人")
    approve(town, town.correct(town.counted(level, "9"), "90"))
    assert [line.quantity for line in counting(level)] == [90]
    approve(town, town.correct(town.counted(ratio, "95", base="100"), "96", base="120"))
    assert [(line.quantity, line.base) for line in counting(ratio)] == [(96, 120)]
    steps = town.share("steps")
    other = Step.objects.create(allocation=steps, name="验收")
    wrong = town.counted(steps, "", step_id=first_step(steps).pk)
    approve(town, town.correct(wrong, "", step_id=other.pk))
    assert [line.step for line in counting(steps)] == [other.pk]


def test_a_level_taken_back_leaves_the_one_before(town):
    share = town.share("level", 100)
    town.counted(share, "9", happened_on=date(2021, 5, 3))
    approve(town, town.correct(town.counted(share, "20"), None))
    assert [line.quantity for line in counting(share)] == [9]


def test_a_correction_is_never_made_up(town):
    wrong = town.counted(town.share(), happened_on=date(2021, 2, 1), now=at(date(2021, 2, 20)))
    reversal = town.correct(wrong)
    assert (fresh(wrong).is_late, reversal.is_late, reversal.replacement.is_late) == (False, False, False)


@pytest.mark.parametrize("reason", ["", " ", "坏\x00字"])
def test_a_correction_needs_a_reason_that_can_be_stored(town, reason):
    with pytest.raises(ValidationError, match="reason"):
        town.correct(town.counted(town.share()), reason=reason)


def test_a_correction_with_a_wrong_figure_leaves_nothing(town):
    wrong = town.counted(town.share(), "50")
    for given in ({"amount": "-1"}, {"amount": "50"}, {"happened_on": date(2021, 6, 21)}, {"note": "\x00"}):
        with pytest.raises(ValidationError):
            town.correct(wrong, **given)
    assert ProgressEntry.objects.get() == wrong


@pytest.mark.parametrize(("closed_through", "is_taken"), [(date(2021, 6, 9), True), (DAY, False)])
def test_settled_figures_are_not_corrected(town, closed_through, is_taken):
    wrong = town.counted(town.share(), happened_on=DAY)
    Plan.objects.update(closed_through=closed_through)
    if is_taken:
        assert town.correct(wrong, None)
    else:
        for amount in (None, "5"):
            with pytest.raises(ValidationError, match="happened_on"):
                town.correct(wrong, amount, happened_on=DAY + timedelta(days=1))


def test_figures_of_a_closed_plan_are_not_corrected(town):
    wrong = town.counted(town.share())
    Plan.objects.update(state=Plan.State.CLOSED)
    with pytest.raises(PermissionDenied):
        town.correct(wrong)
