"""Approving, sending back, sending again and withdrawing: states, names, and the path of events."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from targets import recording
from targets.ledger_rules import Figure
from targets.models import EntryEvent, Plan
from tests.targets.ledger_factories import DAY, NOW, at, fresh, log, make_town, path

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def town():
    return make_town()


def resubmit(town, entry, amount="12", **options):
    user, now = options.pop("user", town.li), options.pop("now", NOW)
    figure = Figure(**{"happened_on": DAY, "amount": amount, **options})
    return recording.resubmit(user=user, entry=entry, figure=figure, now=now)


def test_an_approved_entry_names_its_reviewer_and_the_time(town):
    entry = recording.approve(user=town.wang, entry=town.log(town.share()), now=LATER)
    assert entry == fresh(entry)
    assert (entry.state, entry.reviewed_by, entry.reviewer_name) == ("approved", town.wang, "wang")
    assert (entry.reviewed_at, entry.reported_at, entry.reported_by) == (LATER, NOW, town.li)


def test_a_returned_entry_names_its_reviewer_and_its_path_the_reason(town):
    entry = town.log(town.share())
    entry = recording.send_back(user=town.wang, entry=entry, reason=" 面积不符 ", now=LATER)
    assert (entry.state, entry.reviewed_by, entry.reviewed_at) == ("returned", town.wang, LATER)
    event = entry.events.last()
    assert (event.action, event.reason, event.actor, event.at) == ("returned", "面积不符", town.wang, LATER)


@pytest.mark.parametrize("reason", ["", " \n", "坏\x00字"])
def test_sending_back_needs_a_reason_that_can_be_stored(town, reason):
    entry = town.log(town.share())
    with pytest.raises(ValidationError, match="reason"):
        recording.send_back(user=town.wang, entry=entry, reason=reason, now=NOW)
    assert fresh(entry).state == "submitted"


def test_a_resubmitted_entry_says_what_the_figure_now_says(town):
    entry = town.returned(town.share(), "10", note="旧", informant_id=town.sun.pk)
    entry = resubmit(town, entry, "1公顷", note="新", problem="旱", origin="on_site", now=LATER)
    assert (entry.state, entry.quantity, entry.typed_amount, entry.typed_unit) == (
        "submitted",
        15,
        "1公顷",
        "公顷",
    )
    assert (entry.note, entry.problem, entry.origin, entry.informant) == ("新", "旱", "on_site", None)
    assert (entry.reviewed_by, entry.reviewer_name, entry.reviewed_at) == (None, "", None)
    assert entry.reported_at == LATER


def test_every_action_leaves_its_values_in_the_path(town):
    entry = town.returned(town.share(), "10", informant_id=town.sun.pk)
    entry = resubmit(town, entry, "12", note="改", happened_on=DAY + timedelta(days=1))
    recording.approve(user=town.zhao, entry=entry, now=LATER)
    assert [
        (event.action, event.actor_name, event.quantity, event.note, event.happened_on.day, event.informant)
        for event in entry.events.all()
    ] == [
        ("submitted", "li", 10, "", 10, town.sun),
        ("returned", "wang", 10, "", 10, town.sun),
        ("resubmitted", "li", 12, "改", 11, None),
        ("approved", "zhao", 12, "改", 11, None),
    ]


def test_a_resubmission_keeps_whether_the_entry_was_made_up(town):
    share, may = town.share(), date(2021, 5, 31)
    in_time = town.returned(share, happened_on=may, now=at(date(2021, 6, 5)))
    late = town.returned(share, happened_on=may, now=at(date(2021, 6, 6)))
    assert not resubmit(town, in_time, happened_on=may, now=at(date(2021, 6, 9))).is_late
    assert resubmit(town, late, happened_on=date(2021, 6, 9), now=at(date(2021, 6, 9))).is_late


def test_a_resubmission_is_judged_by_the_rules_of_its_day(town):
    entry = town.returned(town.share())
    for change in ({"amount": "-1"}, {"happened_on": date(2021, 6, 21)}, {"note": "\x00"}, {"amount": "501"}):
        with pytest.raises(ValidationError):
            resubmit(town, entry, **change)
    Plan.objects.update(closed_through=DAY)
    with pytest.raises(ValidationError, match="happened_on"):
        resubmit(town, entry)
    assert path(entry) == ["submitted", "returned"]
    assert fresh(entry).state == "returned"


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_nothing_is_resubmitted_to_a_plan_that_is_not_running(town, state):
    entry = town.returned(town.share())
    Plan.objects.update(state=state)
    with pytest.raises(PermissionDenied):
        resubmit(town, entry)


def test_a_withdrawn_entry_stays_readable(town):
    entry = town.log(town.share(), "10")
    entry = recording.withdraw(user=town.li, entry=entry, now=LATER)
    assert (entry.state, entry.quantity, entry.reviewed_by) == ("withdrawn", 10, None)
    assert path(entry) == ["submitted", "withdrawn"]


def test_a_returned_entry_can_be_withdrawn_and_keeps_who_returned_it(town):
    entry = recording.withdraw(user=town.li, entry=town.returned(town.share()), now=LATER)
    assert (entry.state, entry.reviewed_by) == ("withdrawn", town.wang)
    assert path(entry) == ["submitted", "returned", "withdrawn"]


def in_state(town, state):
    share = town.share()
    match state:
        case "submitted":
            return town.log(share)
        case "approved":
            return town.counted(share)
        case "returned":
            return town.returned(share)
    return recording.withdraw(user=town.li, entry=town.log(share), now=NOW)


def act(town, action, entry):
    match action:
        case "approve":
            return recording.approve(user=town.wang, entry=entry, now=LATER)
        case "send_back":
            return recording.send_back(user=town.wang, entry=entry, reason="核实", now=LATER)
        case "resubmit":
            return resubmit(town, entry, now=LATER)
        case "withdraw":
            return recording.withdraw(user=town.li, entry=entry, now=LATER)
    return town.correct(entry, now=LATER)


ALLOWED = {
    "submitted": {"approve": "approved", "send_back": "returned", "withdraw": "withdrawn"},
    "approved": {"correct": "submitted"},
    "returned": {"resubmit": "submitted", "withdraw": "withdrawn"},
    "withdrawn": {},
}
ACTIONS = ["approve", "send_back", "resubmit", "withdraw", "correct"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", ALLOWED)
def test_each_state_allows_its_actions_and_refuses_the_others_as_a_conflict(town, state, action):
    entry = in_state(town, state)
    before, actions = fresh(entry), path(entry)
    becomes = ALLOWED[state].get(action)
    if becomes:
        assert act(town, action, entry).state == becomes
        return
    with pytest.raises(recording.Conflict):
        act(town, action, entry)
    assert {name: value for name, value in vars(fresh(entry)).items() if name != "_state"} == {
        name: value for name, value in vars(before).items() if name != "_state"
    }
    assert path(entry) == actions


@pytest.mark.parametrize(
    ("state", "action", "words"),
    [
        ("approved", "approve", "approved by wang"),
        ("returned", "send_back", "returned by wang"),
        ("withdrawn", "approve", "withdrawn by li"),
        ("submitted", "resubmit", "awaiting review: it was submitted by li"),
    ],
)
def test_who_comes_too_late_is_told_what_stands(town, state, action, words):
    entry = in_state(town, state)
    with translation.override("en"), pytest.raises(recording.Conflict, match=words):
        act(town, action, entry)


def test_a_stale_page_does_not_decide_on_what_was_resubmitted_or_decided(town):
    stale = town.log(town.share())
    recording.approve(user=town.zhao, entry=fresh(stale), now=NOW)
    assert stale.state == "submitted"
    for action in ("approve", "send_back", "withdraw"):
        with pytest.raises(recording.Conflict):
            act(town, action, stale)
    assert path(stale) == ["submitted", "approved"]


def test_a_successor_resubmits_and_is_the_reporter_from_then_on(town):
    entry = town.returned(town.share())
    entry = resubmit(town, entry, user=town.zhao, now=LATER)
    assert (entry.reported_by, entry.reporter_name) == (town.zhao, "zhao")
    assert EntryEvent.objects.filter(entry=entry).last().actor == town.zhao
    with pytest.raises(PermissionDenied):
        recording.withdraw(user=town.li, entry=entry, now=LATER)
    assert recording.withdraw(user=town.zhao, entry=entry, now=LATER).state == "withdrawn"


def test_only_the_reporter_withdraws(town):
    entry = town.log(town.share())
    for user in (town.wang, town.zhao, town.sun):
        with pytest.raises(PermissionDenied):
            recording.withdraw(user=user, entry=entry, now=NOW)
    town.li.is_active = False
    town.li.save()
    with pytest.raises(PermissionDenied):
        recording.withdraw(user=town.li, entry=entry, now=NOW)
    assert fresh(entry).state == "submitted"


def test_every_decision_moves_the_version_of_the_plan(town):
    entry = log(user=town.li, share=town.share())
    for action in ("send_back", "resubmit", "approve", "correct"):
        before = type(town.plan.version).objects.get(plan=town.plan).number
        act(town, action, fresh(entry))
        assert type(town.plan.version).objects.get(plan=town.plan).number == before + 1
