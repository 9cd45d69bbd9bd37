"""On the demonstration's own day nothing is seen of what its ledger holds for later."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from guanlu.models import User
from targets.models import Allocation, EntryEvent, Office, ProgressEntry, Target, Village, demonstration
from targets.models.decisions import Decision
from targets.models.demonstration import DEMO_TODAY
from targets.models.ledger import EntryState
from targets.setup import merging
from targets.standing import share_ledgers
from targets.views.frame import now
from targets.years import mid_year

MORNING = datetime.combine(DEMO_TODAY, time(8, 30), timezone.get_default_timezone())


def test_what_is_dated_up_to_today_was_done_before_this_morning(plan):
    known = ProgressEntry.objects.filter(happened_on__lte=DEMO_TODAY)
    assert EntryEvent.objects.filter(entry__in=known, at__gte=MORNING).count() == 0
    assert known.filter(reported_at__gte=MORNING).count() == 0


def test_what_is_dated_later_waits_for_nobody(plan):
    later = ProgressEntry.objects.filter(happened_on__gt=DEMO_TODAY)
    assert later.count() > 300
    assert set(later.values_list("state", flat=True)) == {EntryState.APPROVED}
    assert later.filter(typed_mode="total").count() == 0, (
        "a total to come would contradict what a visitor logs"
    )


def test_the_admin_lists_no_event_of_later_days(plan, logged_in):
    assert EntryEvent.objects.filter(at__gt=now()).exists()
    client = logged_in(User.objects.get(username="admin"))
    listed = client.get(reverse("admin:targets_entryevent_changelist")).context["cl"].queryset
    assert listed.exists()
    assert not listed.filter(at__gt=now()).exists()


def test_what_a_visitor_changes_is_dated_by_the_demonstrations_clock(plan):
    office = Office.objects.first()
    office.name_en = "Sample Office"
    office.save()
    assert timezone.localdate(office.history.first().history_date) == DEMO_TODAY
    office._history_date = MORNING - timedelta(days=30)
    office.save()
    assert office.history.filter(history_date=MORNING - timedelta(days=30)).exists()
    cache.set(demonstration.KEY, (None,), None)
    before = timezone.now()
    del office._history_date
    office.save()
    assert office.history.first().history_date >= before


@pytest.mark.parametrize("username", ["reviewer", "clerk", "reporter"])
def test_people_find_something_to_do_today(plan, logged_in, username):
    user = User.objects.get(username=username)
    page = logged_in(user).get("/2021/record/")
    assert page.status_code == 200
    assert page.context["page"].owed
    if username == "reporter":
        assert [sent.line.code for sent in page.context["page"].returned] == ["4.2.6"]
    if username == "reviewer":
        waiting = logged_in(user).get("/2021/review/").context["page"]
        assert len(waiting.items) == 11
        assert waiting.oldest_days == 2
        assert page.context["nav"].awaiting_review == 12, "and a report of a project"


@pytest.mark.parametrize("username", ["admin", "reviewer", "reporter"])
def test_the_admin_lists_nothing_of_later_days(plan, logged_in, username):
    client = logged_in(User.objects.get(username=username))
    page = client.get(reverse("admin:targets_progressentry_changelist"))
    listed = page.context["cl"].queryset
    assert listed.exists()
    assert not listed.filter(happened_on__gt=DEMO_TODAY).exists()


def test_the_form_of_a_share_shows_what_was_reported_by_today(plan, logged_in):
    share = Allocation.objects.get(target__code="4.2.3", village__name="关渡村")
    page = logged_in(User.objects.get(username="reporter")).get(f"/2021/record/{share.pk}/").context["page"]
    assert page.recent
    assert all(line.happened_on <= DEMO_TODAY for line in page.recent)


def test_a_step_done_later_in_the_year_is_not_done_today(plan):
    share = Allocation.objects.get(target__code="4.3.1", village__name="关渡村")
    ledger = share_ledgers([share])[share.pk]
    assert len(ledger.steps_done(DEMO_TODAY)) == 2
    assert len(ledger.steps_done(date(2021, 11, 18))) == 3


def test_boards_of_today_and_of_the_years_end_are_both_served(plan, logged_in):
    client = logged_in(User.objects.get(username="leader"))
    assert client.get("/2021/").context["on"] == DEMO_TODAY
    assert client.get("/2021/?on=2021-12-31").context["on"] == date(2021, 12, 31)
    code = Target.objects.get(code="4.2.3").code
    ledger = client.get(f"/2021/targets/{code}/").context["page"].ledger
    assert all(line.happened_on <= DEMO_TODAY for line in ledger)


def test_what_is_dated_after_today_does_not_keep_a_target_or_a_village(plan):
    """A visitor drops a target and merges a village though the demonstration has figures for the months to come."""
    decision = Decision("示例〔2021〕99号", DEMO_TODAY)
    target = Target.objects.get(code="4.2.4")
    later = ProgressEntry.objects.filter(allocation__target=target, happened_on__gt=DEMO_TODAY)
    assert later.exists()
    mid_year.drop(target=target, on=DEMO_TODAY, decision=decision, reason="试", today=DEMO_TODAY)
    waiting = ProgressEntry.objects.filter(state=EntryState.SUBMITTED).values("allocation__village")
    settled = Village.objects.exclude(pk__in=waiting.filter(allocation__village__isnull=False))
    village, successor = settled.order_by("code")[:2]
    merging.merge(
        village=village, successor=successor, on=DEMO_TODAY, decision=decision, reason="试", today=DEMO_TODAY
    )
    village.refresh_from_db()
    assert village.successor == successor


def test_figures_of_later_days_are_neither_doubts_nor_reports_of_today(plan, logged_in):
    page = logged_in(User.objects.get(username="reviewer")).get("/2021/review/").context["page"]
    assert not [doubt for item in page.items for doubt in item.doubts if "10月" in doubt or "11月" in doubt]
    share = Allocation.objects.get(target__code="4.2.3", village__name="关渡村")
    client = logged_in(User.objects.get(username="reporter"))
    url = f"/2021/record/{share.pk}/nothing-new/?period=2021-10"
    answer = client.post(url, {"token": str(uuid4()), "sure": "1"}, follow=True)
    assert "10月无新增" in "".join(str(message) for message in answer.context["messages"])
