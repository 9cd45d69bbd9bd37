"""Targets dropped from a running plan, taken back, and deleted from a draft alone."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets import recording
from targets.assessment import assess
from targets.boards import dashboard
from targets.models import Allocation, Plan, PlanVersion, Step, Target
from targets.models.decisions import Decision
from targets.owing import owed_shares
from targets.verdicts import Verdict
from targets.years import mid_year
from tests.targets.factories import make_plan, make_target
from tests.targets.ledger_factories import NOW, at, make_town
from tests.targets.merges import ON, make_merging

pytestmark = pytest.mark.django_db
DECISION = Decision("关府〔2021〕12号", date(2021, 7, 1))
JULY = date(2021, 7, 1)


@pytest.fixture
def town():
    return make_town()


def dropped(target, on=JULY, decision=DECISION, reason="项目取消", today=date(2021, 12, 31)):
    return mid_year.drop(target=target, on=on, decision=decision, reason=reason, today=today)


def refusal(act, *args, **options):
    with pytest.raises(ValidationError) as refused:
        act(*args, **options)
    return refused.value


def test_a_dropped_target_keeps_the_document_and_the_reason_and_moves_its_plan(town):
    target = town.target()
    before = PlanVersion.objects.get(plan=town.plan).number
    dropped(target)
    record = target.history.latest("history_id")
    assert (record.ended_on, record.decision_number, record.decided_on) == (JULY, *DECISION)
    assert record.history_change_reason == "项目取消"
    assert PlanVersion.objects.get(plan=town.plan).number == before + 1


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        (date(2021, 1, 1), False),
        (date(2021, 1, 2), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_a_target_is_dropped_on_a_day_of_its_plan_after_the_first(town, on, allowed):
    target = town.target()
    if allowed:
        assert dropped(target, on).ended_on == on
    else:
        assert "on" in refusal(dropped, target, on).error_dict


@pytest.mark.parametrize(
    ("closed_through", "allowed"), [(date(2021, 6, 30), True), (date(2021, 7, 1), False)]
)
def test_a_settled_month_keeps_its_targets(town, closed_through, allowed):
    target = town.target()
    Plan.objects.update(closed_through=closed_through)
    if allowed:
        dropped(target)
    else:
        assert "on" in refusal(dropped, target).error_dict
        target.refresh_from_db()
        assert target.ended_on is None


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_only_a_running_plan_drops_targets_and_takes_them_back(state):
    target = make_target(make_plan(state=state))
    refusal(dropped, target)
    refusal(mid_year.restore, target=target, reason="恢复")


def test_a_target_is_dropped_once_and_taken_back_once_each_with_a_reason(town):
    target = town.target()
    assert "reason" in refusal(dropped, target, reason=" ").error_dict
    refusal(mid_year.restore, target=target, reason="恢复")
    dropped(target)
    refusal(dropped, target)
    assert "reason" in refusal(mid_year.restore, target=target, reason="").error_dict
    assert mid_year.restore(target=target, reason="恢复").ended_on is None
    assert target.history.latest("history_id").history_change_reason == "恢复"


@pytest.mark.parametrize(("settled", "allowed"), [(date(2021, 5, 31), True), (date(2021, 6, 1), False)])
def test_what_was_dropped_in_settled_months_stays_dropped(town, settled, allowed):
    target = dropped(town.target(), date(2021, 6, 1))
    Plan.objects.update(closed_through=settled)
    if allowed:
        assert mid_year.restore(target=target, reason="恢复").ended_on is None
    else:
        assert "2021-06-01" in refusal(mid_year.restore, target=target, reason="恢复").messages[0]
        target.refresh_from_db()
        assert target.ended_on == date(2021, 6, 1)


def test_a_dropped_target_is_not_taken_back_while_a_share_of_a_merged_village_is_open():
    case = make_merging()
    old, _theirs = case.shares("sum", 300, 200)
    dropped(old.target, date(2021, 6, 1))
    case.merge()
    (said,) = refusal(mid_year.restore, target=old.target, reason="恢复").messages
    assert "柏林村" in said
    old.refresh_from_db()
    old.ended_on, old._decision = ON, DECISION
    old.full_clean()
    old.save()
    assert mid_year.restore(target=old.target, reason="恢复").ended_on is None


@pytest.mark.parametrize(
    ("on", "allowed"), [(date(2021, 6, 11), True), (date(2021, 6, 10), False), (date(2021, 6, 9), False)]
)
@pytest.mark.parametrize("approved", [True, False])
def test_figures_that_stand_from_that_day_on_are_not_lost_by_dropping_a_target(town, on, allowed, approved):
    share = town.share()
    town.counted(share) if approved else town.log(share)
    if allowed:
        dropped(share.target, on)
    else:
        (said,) = refusal(dropped, share.target, on).message_dict["on"]
        assert "1条" in said


def test_what_was_returned_withdrawn_or_corrected_away_does_not_stand_in_the_way(town):
    share = town.share()
    town.returned(share)
    recording.withdraw(user=town.li, entry=town.log(share, "20"), now=NOW)
    reversal = town.correct(town.counted(share, "30"), None)
    refusal(dropped, share.target, date(2021, 6, 1))
    recording.approve(user=town.wang, entry=reversal, now=NOW)
    dropped(share.target, date(2021, 6, 1))


def test_what_waits_for_review_is_still_decided_and_counts(town):
    share = town.share()
    entry = town.log(share)
    dropped(share.target)
    recording.approve(user=town.wang, entry=entry, now=at(date(2021, 8, 1)))
    (assessment,) = assess(town.plan, date(2021, 9, 30))
    assert (assessment.status.verdict, assessment.status.achieved) == (Verdict.DROPPED, 10)


@pytest.mark.parametrize(("on", "count"), [(date(2021, 1, 31), 1), (date(2021, 6, 30), 6), (JULY, 0)])
def test_nothing_is_owed_from_the_day_it_was_dropped(town, on, count):
    dropped(town.target())
    assert len(owed_shares(town.plan, town.li, on)) == count


@pytest.mark.parametrize(
    ("on", "count"),
    [(date(2021, 6, 30), 0), (date(2021, 7, 14), 0), (date(2021, 7, 15), 1), (date(2021, 8, 1), 1)],
)
def test_nothing_is_owed_before_the_day_a_target_was_added(town, on, count):
    town.target(starts_on=date(2021, 7, 15))
    assert len(owed_shares(town.plan, town.li, on)) == count


@pytest.mark.parametrize(
    ("on", "total", "other"),
    [(date(2021, 6, 30), 2, 0), (JULY, 3, 1), (date(2021, 7, 2), 3, 1)],
)
def test_the_board_counts_added_and_dropped_targets_from_their_day(town, on, total, other):
    """One all year, one dropped and one added on the first of July; the first two are far behind by June."""
    for share in (town.share(), town.share()):
        town.counted(share, happened_on=date(2021, 3, 1))
    dropped(Target.objects.get(code="4.2.2"))
    added = town.target(starts_on=JULY)
    board = dashboard.board(town.plan, on)
    counts = {each.slug: each.number for each in board.counts}
    assert board.total == total
    assert counts["other"] == other + (on >= added.starts_on)  # nothing is expected of the new one yet
    assert counts["behind"] == total - counts["other"]


def test_a_target_of_a_draft_is_deleted_with_its_shares_and_steps():
    target = make_target(make_plan(state=Plan.State.DRAFT), measure="steps")
    mid_year.delete_from_draft(target=target, reason="录错")
    assert not Target.objects.exists() | Allocation.objects.exists() | Step.objects.exists()
    assert Allocation.history.latest().history_change_reason == "录错"


def test_a_target_of_a_started_plan_and_one_that_is_continued_stay(town):
    started = town.target()
    refusal(mid_year.delete_from_draft, target=started, reason="录错")
    drafted = make_target(make_plan(2020, state=Plan.State.DRAFT))
    Target.objects.filter(pk=started.pk).update(continues=drafted)
    assert "2021" in refusal(mid_year.delete_from_draft, target=drafted, reason="录错").messages[0]
    assert Target.objects.count() == 2


def test_the_goal_of_a_dropped_target_is_as_it_was(town):
    target = dropped(town.target(goal=Decimal(300)))
    target.refresh_from_db()
    assert target.goal == 300
