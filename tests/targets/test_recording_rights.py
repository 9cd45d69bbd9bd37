"""Who may do what to the ledger: the owner, a colleague, a stranger; and nobody decides on their own."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Duty, ProgressEntry
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import DAY, NOW, TODAY, fresh, log, make_town, path

pytestmark = pytest.mark.django_db
FIGURE = Figure(happened_on=DAY, amount="10")


@pytest.fixture
def town():
    return make_town()


def reporter_elsewhere(town):
    return town.sun


def leader(town):
    user = make_user("leader")
    give_duty(user, "leader", town.office)
    return user


def superuser(town):
    return make_user("root", is_superuser=True, is_staff=True)


def without_duties(town):
    return make_user("guest")


def ended(town):
    user = make_user("ended")
    for role in ("reporter", "reviewer"):
        give_duty(user, role, town.office, ends_on=TODAY)
    return user


def to_come(town):
    user = make_user("to_come")
    for role in ("reporter", "reviewer"):
        give_duty(user, role, town.office, starts_on=TODAY + timedelta(days=1))
    return user


def inactive(town):
    user = make_user("inactive", is_active=False)
    for role in ("reporter", "reviewer"):
        give_duty(user, role, town.office)
    return user


STRANGERS = [reporter_elsewhere, leader, superuser, without_duties, ended, to_come, inactive]


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_can_do_nothing(town, stranger):
    user, share = stranger(town), town.share()
    returned, submitted, approved = town.returned(share), town.log(share), town.counted(share, "11")
    given = {"user": user, "now": NOW}
    attempts = [
        lambda: recording.submit(allocation=share, figure=FIGURE, token=uuid4(), **given),
        lambda: recording.report_nothing_new(allocation=share, happened_on=DAY, token=uuid4(), **given),
        lambda: recording.resubmit(entry=returned, figure=FIGURE, **given),
        lambda: recording.withdraw(entry=submitted, **given),
        lambda: recording.approve(entry=submitted, **given),
        lambda: recording.send_back(entry=submitted, reason="核实", **given),
        lambda: recording.correct(entry=approved, reason="错", figure=FIGURE, token=uuid4(), **given),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert ProgressEntry.objects.count() == 3
    assert [path(each) for each in (submitted, returned, approved)] == [
        ["submitted"], ["submitted", "returned"], ["submitted", "approved"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "may"), [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False)]
)
def test_a_duty_holds_from_its_first_day_to_the_day_before_its_end(town, starts_in, ends_in, may):
    user = make_user("zhou")
    days = {"starts_on": TODAY + timedelta(days=starts_in)}
    days["ends_on"] = None if ends_in is None else TODAY + timedelta(days=ends_in)
    give_duty(user, "reviewer", town.office, **days)
    if may:
        assert log(user=user, share=town.share())
        assert recording.approve(user=user, entry=town.log(town.share()), now=NOW)
        return
    with pytest.raises(PermissionDenied):
        log(user=user, share=town.share())
    with pytest.raises(PermissionDenied):
        recording.approve(user=user, entry=town.log(town.share()), now=NOW)


def test_owner_colleague_and_stranger_log_for_a_village_or_not(town):
    village = make_village()
    share = make_share(town.target(), village)
    owner = make_user("clerk")
    give_duty(owner, "reporter", village=village)
    assert log(user=owner, share=share)
    assert log(user=town.li, share=share, amount="11", informant_post="关渡村文书")
    assert log(user=town.wang, share=share, amount="12")
    other = make_user("clerk_of_another")
    give_duty(other, "reporter", village=make_village("石板村"))
    for stranger in (other, town.sun):
        with pytest.raises(PermissionDenied):
            log(user=stranger, share=share)


def test_a_villages_clerk_does_not_review_and_does_not_log_for_the_town(town):
    village = make_village()
    target = town.target()
    share = make_share(target, village)
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=village)
    with pytest.raises(PermissionDenied):
        log(user=clerk, share=target.allocations.get(village=None))
    with pytest.raises(PermissionDenied):
        recording.approve(user=clerk, entry=town.log(share), now=NOW)


def test_a_reporter_does_not_review_even_what_a_colleague_logged(town):
    colleague = make_user("qian")
    give_duty(colleague, "reporter", town.office)
    for act in (recording.approve, lambda **given: recording.send_back(reason="核实", **given)):
        with pytest.raises(PermissionDenied):
            act(user=colleague, entry=town.log(town.share()), now=NOW)


def decide_refused(user, entry):
    for act in (recording.approve, lambda **given: recording.send_back(reason="核实", **given)):
        with pytest.raises(PermissionDenied):
            act(user=user, entry=entry, now=NOW)
    assert fresh(entry).state == "submitted"


def test_a_reviewer_who_logged_does_not_decide_and_a_second_one_does(town):
    entry = town.log(town.share(), user=town.wang)
    decide_refused(town.wang, entry)
    assert recording.approve(user=town.zhao, entry=entry, now=NOW).reviewed_by == town.zhao


def test_nobody_decides_on_what_they_informed(town):
    entry = town.log(town.share(), informant_id=town.wang.pk)
    decide_refused(town.wang, entry)
    assert recording.approve(user=town.zhao, entry=entry, now=NOW)


def resubmitted(entry, user, **fields):
    figure = Figure(happened_on=DAY, amount="11", **fields)
    return recording.resubmit(user=user, entry=entry, figure=figure, now=NOW)


def test_the_first_reporter_does_not_approve_what_a_successor_resubmitted(town):
    entry = town.log(town.share(), user=town.wang)
    recording.send_back(user=town.zhao, entry=entry, reason="核实", now=NOW)
    entry = resubmitted(entry, town.li)
    assert entry.reported_by == town.li
    decide_refused(town.wang, entry)
    assert recording.approve(user=town.zhao, entry=entry, now=NOW)


def test_who_informed_an_earlier_version_does_not_approve_a_later_one(town):
    entry = town.log(town.share(), informant_id=town.wang.pk)
    recording.send_back(user=town.zhao, entry=entry, reason="核实", now=NOW)
    entry = resubmitted(entry, town.li)
    assert entry.informant is None
    decide_refused(town.wang, entry)


def test_who_sent_an_entry_back_may_approve_its_next_version(town):
    entry = resubmitted(town.returned(town.share()), town.li)
    assert recording.approve(user=town.wang, entry=entry, now=NOW).state == "approved"


def test_who_withdrew_or_corrected_another_entry_is_still_free(town):
    share = town.share()
    recording.withdraw(user=town.wang, entry=town.log(share, user=town.wang), now=NOW)
    assert recording.approve(user=town.wang, entry=town.log(share), now=NOW)


def test_a_successor_takes_over_the_predecessors_returned_entry(town):
    entry = town.returned(town.share())
    Duty.objects.filter(user=town.li).update(ends_on=TODAY)
    successor = make_user("qian")
    give_duty(successor, "reporter", town.office, starts_on=TODAY)
    with pytest.raises(PermissionDenied):
        resubmitted(entry, town.li)
    with pytest.raises(PermissionDenied):
        resubmitted(entry, town.sun)
    assert list(ProgressEntry.objects.resubmittable_by(successor, TODAY)) == [entry]
    assert resubmitted(entry, successor).reported_by == successor


@pytest.mark.parametrize(("state", "may"), [("submitted", False), ("returned", True)])
def test_a_successor_withdraws_what_was_returned_to_a_predecessor_whose_duty_ended(town, state, may):
    entry = town.returned(town.share()) if state == "returned" else town.log(town.share())
    Duty.objects.filter(user=town.li).update(ends_on=TODAY)
    successor = make_user("qian")
    give_duty(successor, "reporter", town.office, starts_on=TODAY)
    for user in (town.li, town.sun):
        with pytest.raises(PermissionDenied):
            recording.withdraw(user=user, entry=entry, now=NOW)
    assert fresh(entry).state == state
    if may:
        entry = recording.withdraw(user=successor, entry=entry, now=NOW)
        assert (entry.state, entry.reported_by, entry.events.last().actor) == (
            "withdrawn",
            town.li,
            successor,
        )
        return
    with pytest.raises(PermissionDenied):
        recording.withdraw(user=successor, entry=entry, now=NOW)


def test_ending_a_duty_keeps_what_was_logged(town):
    entry = town.log(town.share())
    Duty.objects.filter(user=town.li).update(ends_on=date(2021, 6, 1))
    town.li.is_active = False
    town.li.save()
    assert recording.approve(user=town.wang, entry=entry, now=NOW).reporter_name == "li"
