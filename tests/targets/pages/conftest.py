"""A town in which a figure can be logged and reviewed, on a day in September 2021."""

import uuid
from datetime import UTC, date, datetime
from itertools import count
from types import SimpleNamespace

import pytest
import time_machine

from targets import recording
from targets.recording import Figure
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user, whole_town

NOW = datetime(2021, 9, 30, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def september():
    """The last day of September 2021, afternoon in the town."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(db):
    """One honeysuckle target of an office with a reporter and a reviewer, and three others."""
    plan = make_plan()
    office = make_office()
    target = make_target(plan, lead_office=office, name="新植金银花")
    people = {name: make_user(name) for name in ("reporter", "reviewer", "colleague", "leader", "stranger")}
    give_duty(people["reporter"], "reporter", office)
    give_duty(people["reviewer"], "reviewer", office)
    give_duty(people["colleague"], "reviewer", office)
    give_duty(people["leader"], "leader", office)
    return SimpleNamespace(plan=plan, office=office, target=target, share=whole_town(target), **people)


@pytest.fixture
def log(town):
    """Log a figure as the reporter; approve it unless told otherwise. Each says which it is."""
    numbers = count(1)

    def submit(amount="100", day=date(2021, 8, 28), *, approved=True, share=None, note=None, **fields):
        entry = recording.submit(
            user=town.reporter,
            allocation=share or town.share,
            figure=Figure(happened_on=day, amount=amount, note=note or f"第{next(numbers)}笔", **fields),
            token=uuid.uuid4(),
            now=NOW,
        )
        return recording.approve(user=town.reviewer, entry=entry, now=NOW) if approved else entry

    return submit


@pytest.fixture
def fill(town):
    """Add so many targets with one approved figure each."""

    def add(number, start=100):
        for index in range(number):
            target = make_target(town.plan, code=f"4.2.{start + index}", lead_office=town.office)
            entry = recording.submit(
                user=town.reporter,
                allocation=whole_town(target),
                figure=Figure(happened_on=date(2021, 9, 1), amount="5"),
                token=uuid.uuid4(),
                now=NOW,
            )
            recording.approve(user=town.reviewer, entry=entry, now=NOW)

    return add


@pytest.fixture
def own_folder(settings, tmp_path):
    """What uploads are kept in is this test's alone."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def reporter(town, logged_in):
    """The town's reporter, logged in."""
    return logged_in(town.reporter)
