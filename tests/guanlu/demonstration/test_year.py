"""The invented year: what a visitor can find in it, and that its figures are what the rules make of them."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import Count, F, Q, Sum

from guanlu.demonstration.people import REPLACED_ON, REPLACED_VILLAGE, SHOWN
from guanlu.models import User
from targets.assessment import assess, assess_target
from targets.models import Allocation, Duty, EntryEvent, Office, ProgressEntry, Target, Village
from targets.models.demonstration import DEMO_TODAY
from targets.models.ledger import EntryState
from targets.models.shares import WHOLE_TOWN
from targets.setup.goal_steps import goal_steps
from targets.verdicts import StatusClass, Verdict

FEBRUARY, SEPTEMBER, DECEMBER = date(2021, 2, 28), date(2021, 9, 30), date(2021, 12, 31)


def verdicts(plan, on):
    return {each.target.code: each.status.verdict for each in assess(plan, on)}


def status(plan, code, on):
    return assess_target(Target.objects.get(plan=plan, code=code), on).status


def test_every_verdict_stands_on_one_of_three_boards(plan):
    shown = {verdict for on in (FEBRUARY, SEPTEMBER, DECEMBER) for verdict in verdicts(plan, on).values()}
    assert [verdict.name for verdict in Verdict if verdict not in shown] == []


@pytest.mark.parametrize(
    ("on", "done", "ahead", "on_pace", "behind", "other", "routine"),
    [
        (FEBRUARY, 0, 3, 12, 2, 13, 46),
        (SEPTEMBER, 4, 3, 11, 10, 5, 45),
        (DECEMBER, 19, 0, 0, 9, 5, 45),
    ],
)
def test_the_official_count_of_each_board(plan, on, done, ahead, on_pace, behind, other, routine):
    groups = Counter(verdict.group for verdict in verdicts(plan, on).values())
    counted = [groups[group] for group in StatusClass]
    assert counted == [done, ahead, on_pace, behind, other, routine]


def test_every_target_has_an_office_and_every_office_two_reviewers(plan):
    assert not Target.objects.filter(Q(lead_office=None) | Q(lead_post="")).exists()
    assert Office.objects.count() == 7
    assert Office.objects.filter(is_fallback_reviewer=True).count() == 1
    reviewers = Duty.objects.active(DEMO_TODAY).filter(role=Duty.Role.REVIEWER)
    assert set(
        reviewers.values("office").annotate(number=Count("user")).values_list("number", flat=True)
    ) == {2}


def test_what_is_invented_says_so(plan):
    assert all(office.name.startswith("示例") for office in Office.objects.all())
    assert all(user.full_name.startswith("示例") for user in User.objects.all())
    assert all(target.lead_post.startswith("示例") for target in Target.objects.all())
    assert all(target.name.startswith("示例") for target in Target.objects.exclude(starts_on=None))


def test_only_the_accounts_shown_can_log_in(plan):
    able = {user.username for user in User.objects.all() if user.has_usable_password()}
    assert able == {access.username for access in SHOWN}
    assert User.objects.filter(is_superuser=True).count() == 0


def test_shares_of_a_split_sum_add_up_to_its_goal(plan):
    for code in ("3.2.6", "4.2.3", "4.2.4", "4.2.5", "4.2.6", "4.2.7"):
        target = Target.objects.get(code=code)
        parts = target.allocations.exclude(village=None, name=WHOLE_TOWN)
        assert parts.aggregate(total=Sum("goal"))["total"] == target.goal
        assert target.allocations.get(village=None, name=WHOLE_TOWN).is_owed is False


def test_every_village_and_every_month_is_in_the_ledger(plan):
    found = ProgressEntry.objects.filter(allocation__village__isnull=False)
    months = found.values_list("allocation__village__name", "happened_on__month").distinct()
    assert set(months) == {(each.name, month) for each in Village.objects.all() for month in range(1, 13)}


def test_every_path_an_entry_can_take_is_shown(plan):
    assert set(EntryEvent.objects.values_list("action", flat=True)) == set(EntryEvent.Action.values)
    assert set(ProgressEntry.objects.values_list("state", flat=True)) == set(EntryState.values)
    assert ProgressEntry.objects.filter(is_late=True).count() > 20
    phoned = ProgressEntry.objects.exclude(informant_post="")
    assert phoned.count() > 50
    assert all(entry.allocation.village_id for entry in phoned.select_related("allocation"))
    assert ProgressEntry.objects.filter(typed_unit="公顷").exists()
    assert ProgressEntry.objects.filter(typed_mode="total").exists()
    assert ProgressEntry.objects.filter(allocation__target__measure="limit", quantity=0).count() > 200


def test_nobody_decided_on_what_they_reported(plan):
    assert not ProgressEntry.objects.filter(reviewed_by=F("reported_by")).exists()


def test_a_village_lags_under_a_total_that_is_met(plan):
    found = assess_target(Target.objects.get(code="4.2.3"), DECEMBER)
    shares = {share.allocation.label: share.status.verdict for share in found.shares}
    assert found.status.verdict.is_done
    assert shares["石庄村"] is Verdict.OVERDUE


def test_a_village_that_missed_three_months_is_told(plan):
    found = assess_target(Target.objects.get(code="2.1.3"), SEPTEMBER)
    missed = {share.allocation.label: share.status.missed for share in found.shares if share.is_missing}
    assert missed == {"柏垭村": 3}


def test_the_successor_mends_what_was_returned_to_the_clerk_before(plan):
    events = EntryEvent.objects.filter(
        entry__allocation__village__name=REPLACED_VILLAGE,
        action=EntryEvent.Action.RESUBMITTED,
        at__date__gte=REPLACED_ON,
    )
    successor = Duty.objects.active(DEMO_TODAY).get(village__name=REPLACED_VILLAGE).user
    mended = events.filter(entry__allocation__target__code="4.2.5").get()
    assert mended.actor == successor
    assert mended.entry.events.earliest("at").actor != successor


def test_the_goal_raised_in_july_keeps_its_document(plan):
    history = Target.history.filter(code="4.2.4").order_by("history_date", "history_id")
    assert [version.goal for version in history][-2:] == [Decimal(1000), Decimal(1200)]
    last = history.last()
    assert (last.decision_number, last.decided_on) == ("示例〔2021〕7号", date(2021, 7, 9))
    assert last.history_date.date() == date(2021, 7, 12)
    assert not Target.history.filter(history_date__year__gt=2021).exists()
    assert not Allocation.history.filter(history_date__year__gt=2021).exists()


def test_the_steps_of_the_raised_goal_say_why(plan):
    first, raised = goal_steps(Target.objects.get(code="4.2.4"))
    assert (first.reason, raised.reason) == ("年初按《2021年政府工作报告》下达", "县里追加核桃任务（示例）")


def test_the_section_of_the_added_targets_is_not_named_like_its_document(plan):
    section = Target.objects.get(code="7.0.1").section
    assert section.name == "示例新增事项" != section.document.title


def test_three_statuses_recomputed_by_hand(plan):
    # 1.2.2, a straight line: 9 of 12 months; 5,784 of 10,000 is 57.8: 4,635 of the projects, 1,149 of the town.
    found = status(plan, "1.2.2", SEPTEMBER)
    assert (found.achieved, found.completion, found.expected, found.gap) == (
        5784, Decimal("57.8"), Decimal("75.0"), Decimal("-17.2"),
    )  # fmt: skip
    assert found.verdict is Verdict.BEHIND
    # 2.2.1: steps of weights 1 and 2 of 1 + 2 + 1 + 2 are done; the third was planned for 20 August.
    found = status(plan, "2.2.1", SEPTEMBER)
    assert (found.completion, found.late_step.planned_on) == (Decimal("50.0"), date(2021, 8, 20))
    assert found.verdict is Verdict.BEHIND
    # 7.0.2, from 40 to 60 in the eight months May to December: after five of them 40 + 20 × 5/8 = 52.5 of 60.
    found = status(plan, "7.0.2", SEPTEMBER)
    assert (found.completion, found.expected, found.gap) == (
        Decimal("86.7"),
        Decimal("87.5"),
        Decimal("-0.8"),
    )
    assert found.verdict is Verdict.NEARLY_ON_PACE
