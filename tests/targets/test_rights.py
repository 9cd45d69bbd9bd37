"""Duties as tables: whose shares one logs for, whose entries one decides on, and what one sees."""

import pytest

from targets.models import Allocation, Duty, Office, Plan, ProgressEntry
from tests.targets.factories import give_duty, make_office, make_share, make_user, make_village
from tests.targets.ledger_factories import TODAY, log, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Offices: own 农业服务中心 (the share's), lead 城建办 (the target's), fallback 党政办."""
    town = make_town()
    Duty.objects.all().delete()
    make_office("党政办", is_fallback_reviewer=True)
    return town


def office(name):
    names = {"own": "农业服务中心", "lead": "城建办", "fallback": "党政办", "else": "水利站"}
    return Office.objects.get_or_create(name=names[name])[0]


def people(*duties):
    """Users by name with duties given as "name role office"."""
    users = {}
    for duty in duties:
        name, role, place = duty.split()
        if name not in users:
            users[name] = make_user(name)
        give_duty(users[name], role, office(place))
    return users


REVIEWERS = [
    # duties of reporter (who also logged it) and others; who may decide
    ("the office's own", ["b reviewer own", "c reviewer lead", "d reviewer fallback"], {"b"}),
    ("two of them", ["b reviewer own", "e reviewer own", "c reviewer lead"], {"b", "e"}),
    ("the logger's colleague", ["a reviewer own", "b reviewer own", "c reviewer lead"], {"b"}),
    ("the logger is the only one", ["a reviewer own", "c reviewer lead", "d reviewer fallback"], {"c"}),
    ("none at all", ["c reviewer lead", "d reviewer fallback"], {"c"}),
    ("nor in the lead office", ["d reviewer fallback"], {"d"}),
    ("the logger alone in both", ["a reviewer own", "a reviewer lead", "d reviewer fallback"], {"d"}),
    ("the logger alone everywhere", ["a reviewer own", "a reviewer fallback"], set()),
    ("only reporters and leaders", ["b reporter own", "c leader own", "d leader fallback"], set()),
    ("an office of no concern", ["b reviewer else"], set()),
    ("one person, two offices", ["b reviewer own", "b reviewer lead", "c reviewer lead"], {"b"}),
]


@pytest.mark.parametrize(("duties", "may"), [row[1:] for row in REVIEWERS], ids=[row[0] for row in REVIEWERS])
def test_the_offices_reviewers_decide_then_the_lead_offices_then_the_fallbacks(town, duties, may):
    share = make_share(town.target(lead_office=office("lead")), name="项目", office=office("own"))
    users = people("a reporter own", *duties)
    entry = log(user=users["a"], share=share)
    assert may_decide(users, entry) == may


def may_decide(users, entry, on=TODAY):
    return {
        name
        for name, user in users.items()
        if ProgressEntry.objects.reviewable_by(user, on).filter(pk=entry.pk).exists()
    }


def test_a_share_without_an_office_is_decided_in_the_lead_office(town):
    share = town.share(lead_office=office("lead"))
    users = people("a reporter lead", "b reviewer own", "c reviewer lead", "d reviewer fallback")
    assert may_decide(users, log(user=users["a"], share=share)) == {"c"}


def test_a_target_without_an_office_is_the_fallbacks(town):
    share = town.share(lead_office=None)
    users = people("a reporter fallback", "b reviewer own", "c reviewer lead", "d reviewer fallback")
    assert set(Allocation.objects.reportable_by(users["d"], TODAY)) == {share}
    assert not Allocation.objects.reportable_by(users["b"], TODAY).exists()
    assert may_decide(users, log(user=users["a"], share=share)) == {"d"}


@pytest.mark.parametrize("change", ["ended", "to come", "inactive", "office out of use"])
def test_a_reviewer_who_cannot_act_makes_room_for_the_next(town, change):
    share = make_share(town.target(lead_office=office("lead")), name="项目", office=office("own"))
    users = people("a reporter own", "b reviewer own", "c reviewer lead")
    entry = log(user=users["a"], share=share)
    assert may_decide(users, entry) == {"b"}
    if change == "ended":
        Duty.objects.filter(user=users["b"]).update(ends_on=TODAY)
    elif change == "to come":
        Duty.objects.filter(user=users["b"]).update(starts_on="2021-06-21")
    elif change == "office out of use":
        Office.objects.filter(name="农业服务中心").update(is_active=False)
    else:
        users["b"].is_active = False
        users["b"].save()
    assert may_decide(users, entry) == {"c"}


def test_an_office_out_of_use_gives_no_rights_and_leaves_other_duties_alone(town):
    village = make_village()
    target = town.target(lead_office=office("own"))
    share, other = make_share(target, village), make_share(town.target(lead_office=office("lead")), village)
    users = people("a reporter own", "b reviewer own", "c leader own", "d reporter lead")
    give_duty(users["a"], "reporter", village=make_village("双坪村"))
    give_duty(users["d"], "reporter", village=village)
    Office.objects.filter(name="农业服务中心").update(is_active=False)
    active = set(Duty.objects.active(TODAY).values_list("user__username", "office__name"))
    assert active == {("a", None), ("d", "城建办"), ("d", None)}
    assert not Allocation.objects.reportable_by(users["a"], TODAY).exists()
    assert not Allocation.objects.reportable_by(users["b"], TODAY).exists()
    assert {share, other} <= set(Allocation.objects.reportable_by(users["d"], TODAY))


def test_an_informant_makes_room_for_the_next_reviewer_too(town):
    share = make_share(town.target(lead_office=office("lead")), name="项目", office=office("own"))
    users = people("a reporter own", "b reviewer own", "c reviewer lead")
    assert may_decide(users, log(user=users["a"], share=share, informant_id=users["b"].pk)) == {"c"}


def test_only_what_awaits_review_is_decided(town):
    users = people("a reporter own", "b reviewer own")
    share = make_share(town.target(), name="项目", office=office("own"))
    for state in ProgressEntry.State:
        entry = log(user=users["a"], share=share, note=state)
        if state != "submitted":
            ProgressEntry.objects.move(
                entry, "submitted", state=state, reviewed_by=users["b"], reviewed_at=entry.reported_at
            )
        assert may_decide(users, entry) == ({"b"} if state == "submitted" else set())


REPORTERS = [
    # duty, village's share with an office of its own, village's share without, the town's share
    ("reporter village", True, True, False),
    ("reporter own", True, False, False),
    ("reviewer own", True, False, False),
    ("leader own", False, False, False),
    ("reporter lead", False, True, True),
    ("reviewer lead", False, True, True),
    ("leader lead", False, False, False),
    ("reporter fallback", False, False, False),
    ("reporter else", False, False, False),
]


@pytest.mark.parametrize(("duty", "with_office", "without_office", "of_town"), REPORTERS)
def test_one_logs_for_own_villages_and_what_own_offices_answer_for(
    town, duty, with_office, without_office, of_town
):
    village = make_village()
    first = make_share(town.target(lead_office=office("lead")), village, office=office("own"))
    target = town.target(lead_office=office("lead"))
    second, third = make_share(target, village), target.allocations.get(village=None)
    user, (role, place) = make_user("zhou"), duty.split()
    if place == "village":
        give_duty(user, role, village=village)
    else:
        give_duty(user, role, office(place))
    mine = set(Allocation.objects.reportable_by(user, TODAY))
    assert [share in mine for share in (first, second, third)] == [with_office, without_office, of_town]


@pytest.mark.parametrize(("state", "count"), [("draft", 0), ("running", 1), ("closed", 0)])
def test_shares_are_logged_for_while_their_plan_runs(town, state, count):
    town.share(lead_office=office("own"))
    users = people("a reporter own")
    Plan.objects.update(state=state)
    assert Allocation.objects.reportable_by(users["a"], TODAY).count() == count


SEEN = [
    # who, submitted, approved, returned, withdrawn
    ("its reporter", "reporter", True, True, True, True),
    ("a reviewer", "reviewer", True, True, True, True),
    ("a colleague", "colleague", False, True, True, False),
    ("a leader", "leader", False, True, False, False),
    ("a stranger", "stranger", False, True, False, False),
    ("a superuser", "superuser", False, True, False, False),
    ("the fallback's reviewer", "stand_in", True, True, True, True),
]


@pytest.mark.parametrize("row", SEEN, ids=[row[0] for row in SEEN])
def test_unapproved_entries_are_seen_by_their_reporter_and_reviewers(town, row):
    share = town.share(lead_office=office("own"))
    users = people(
        "reporter reporter own", "reviewer reviewer own", "colleague reporter own", "leader leader own",
        "stranger reporter else", "stand_in reviewer fallback",
    )  # fmt: skip
    users["superuser"] = make_user("superuser", is_superuser=True)
    seen = []
    for amount, state in enumerate(("submitted", "approved", "returned", "withdrawn")):
        entry = log(user=users["reporter"], share=share, amount=str(amount))
        if state != "submitted":
            changes = {"reviewed_by": users["reviewer"], "reviewed_at": entry.reported_at}
            ProgressEntry.objects.move(entry, "submitted", state=state, **changes)
        visible = ProgressEntry.objects.visible_to(users[row[1]], TODAY)
        seen.append(visible.filter(pk=entry.pk).count() == 1)
    assert seen == list(row[2:])
