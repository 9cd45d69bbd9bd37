"""What changed since a moment: whatever is corrected, the figures since lead from what was shown to what is."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from targets import recording
from targets.assessment import assess
from targets.boards.changes import changes, judged
from targets.explaining import figure
from targets.models import ProgressEntry
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user, whole_town

ON = date(2021, 9, 30)
START = datetime(2021, 9, 30, 1, tzinfo=UTC)
MARCH, MAY = date(2021, 3, 1), date(2021, 5, 1)

CORRECTIONS = (
    (350, MARCH, "−50亩"),
    (380, MARCH, "+30亩"),
    (380, MAY, "±0亩"),
    (420, MAY, "+40亩"),
    (None, MAY, "−420亩"),
)
"""What is to stand instead, the day it is of, and what the board then says came since the last look."""


@pytest.fixture
def town(db):
    plan, office = make_plan(), make_office()
    people = [make_user(name) for name in ("reporter", "reviewer")]
    for user in people:
        give_duty(user, user.username, office)
    return plan, whole_town(make_target(plan, lead_office=office)), *people


def corrected(town, number, entry, amount, day):
    """The entry is corrected in that hour, or taken back; what stands instead."""
    _plan, _share, reporter, reviewer = town
    now = START + timedelta(hours=number)
    instead = amount and recording.Figure(happened_on=day, amount=str(amount), note=f"第{number}次更正")
    reversal = recording.correct(
        user=reporter, entry=entry, figure=instead, reason="有误", token=uuid.uuid4(), now=now
    )
    recording.approve(user=reviewer, entry=reversal, now=now)
    return ProgressEntry.objects.filter(replaces=reversal).first()


def test_figures_since_any_look_lead_from_what_was_shown_to_what_is(town):
    plan, share, reporter, reviewer = town
    first = recording.Figure(happened_on=MARCH, amount="400", note="首笔")
    entry = recording.submit(user=reporter, allocation=share, figure=first, token=uuid.uuid4(), now=START)
    entry = recording.approve(user=reviewer, entry=entry, now=START)
    (before,) = assess(plan, ON)
    looks = [(START, before.status)]
    for number, (amount, day, said) in enumerate(CORRECTIONS, start=1):
        entry = corrected(town, number, entry, amount, day)
        (now,) = found = assess(plan, ON)
        board = judged(found)
        for since, status in looks:
            told = changes(plan, board, ON, since)
            change = (now.status.achieved or 0) - (status.achieved or 0)
            sign = "−" if change < 0 else "+" if change else "±"
            assert [growth.added for growth in told.growths] == [f"{sign}{figure(abs(change), '亩')}"]
            turns = [(turn.before, turn.row.verdict) for turn in told.turns]
            turned = status.verdict is not now.status.verdict
            assert turns == ([(status.verdict, now.status.verdict)] if turned else [])
        assert told.growths[0].added == said
        looks.append((START + timedelta(hours=number), now.status))
    assert changes(plan, board, ON, looks[-1][0]).is_empty
