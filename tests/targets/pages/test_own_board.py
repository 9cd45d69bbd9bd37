"""What is a reader's own on the town board: what changed since they looked, and what they lead."""

import uuid
from datetime import date, timedelta

import time_machine

from targets import recording
from targets.verdicts import Verdict
from tests.targets.factories import give_duty, make_office, make_target
from tests.targets.pages.conftest import NOW

LATER = NOW + timedelta(hours=1)


def own(client):
    """The changes shown: since when, which statuses turned, which figures came."""
    context = client.get("/2021/").context
    found = context["changes"]
    turns = [(turn.row.code, turn.before, turn.row.verdict, turn.is_worse) for turn in found.turns]
    return context["looks"], turns, [(each.row.code, each.figures, each.added) for each in found.growths]


def add(town, amount, moment):
    """A figure of September logged and approved at that moment."""
    figure = recording.Figure(happened_on=date(2021, 9, 1), amount=amount, note="另一笔")
    entry = recording.submit(
        user=town.reporter, allocation=town.share, figure=figure, token=uuid.uuid4(), now=moment
    )
    return recording.approve(user=town.reviewer, entry=entry, now=moment)


def test_the_board_tells_what_changed_since_this_person_last_looked(town, log, logged_in):
    log("310", date(2021, 3, 1))
    client, other = logged_in(town.leader), logged_in(town.stranger)
    looks, turns, growths = own(client)
    assert (looks.is_first, growths) == (True, [("4.2.3", 1, "+310亩")])
    with time_machine.travel(LATER, tick=False):
        add(town, "100", LATER)
    for minutes in (1, 20):
        with time_machine.travel(LATER + timedelta(minutes=minutes), tick=False):
            looks, turns, growths = own(client)
            assert (looks.is_first, looks.since) == (False, NOW)
            assert turns == [("4.2.3", Verdict.BEHIND, Verdict.ON_PACE, False)]
            assert growths == [("4.2.3", 1, "+100亩")]
            assert own(other)[0].is_first
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        assert own(client)[1:] == ([], [])
        assert "没有变化" in client.get("/2021/").content.decode()


def test_another_persons_cookie_is_not_believed(town, logged_in):
    mine, stranger = logged_in(town.leader), logged_in(town.stranger)
    assert own(mine)[0].is_first
    stranger.cookies["guanlu_looked"] = mine.cookies["guanlu_looked"].value
    with time_machine.travel(LATER, tick=False):
        assert own(stranger)[0].is_first
        assert not own(mine)[0].is_first
    for text in ("", "x", "1|2", "99999999999999|99999999999999|1"):
        mine.cookies["guanlu_looked"] = text
        assert own(mine)[0].is_first


def test_the_board_of_a_past_day_tells_no_changes(town, logged_in):
    response = logged_in(town.leader).get("/2021/?on=2021-06-30")
    assert "changes" not in response.context
    assert "guanlu_looked" not in response.cookies


def test_a_correction_turns_a_status_back_and_counts_what_it_takes_away(town, log, logged_in):
    entry = log("400", date(2021, 3, 1))
    client = logged_in(town.leader)
    client.get("/2021/")
    with time_machine.travel(LATER, tick=False):
        reversal = recording.correct(
            user=town.reporter, entry=entry, figure=None, reason="重复填报", token=uuid.uuid4(), now=LATER
        )
        recording.approve(user=town.reviewer, entry=reversal, now=LATER)
        turns, growths = own(client)[1:]
    assert turns == [("4.2.3", Verdict.ON_PACE, Verdict.NOT_BEGUN, True)]
    assert growths == [("4.2.3", 0, "−400亩")]


def test_a_leader_finds_the_targets_of_the_offices_they_lead(town, log, logged_in):
    other = make_office("民政办公室")
    make_target(town.plan, code="4.2.4", lead_office=other)
    make_target(town.plan, code="4.2.5", lead_office=town.office, measure="routine", unit="次")
    make_target(town.plan, code="4.2.6", lead_office=town.office, goal=10)
    log("300", date(2021, 3, 1))
    led = logged_in(town.leader).get("/2021/").context["led"]
    assert ([row.code for row in led.rows], [row.code for row in led.routine]) == (
        ["4.2.6", "4.2.3"],
        ["4.2.5"],
    )
    assert led.offices == (town.office.name,)
    for user in (town.reporter, town.reviewer, town.stranger):
        assert logged_in(user).get("/2021/").context["led"] is None
    give_duty(town.stranger, "leader", other, ends_on=date(2021, 9, 30))
    assert logged_in(town.stranger).get("/2021/").context["led"] is None
