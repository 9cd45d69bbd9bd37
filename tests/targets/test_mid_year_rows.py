"""Rows of the set-up that say from when to when: added and dropped targets, shares that begin later, drafts."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from targets.assessment import assess
from targets.models import Demonstration, Document, Plan, Target
from targets.models.decisions import Decision
from targets.models.demonstration import DEMO_TODAY, KEY, demonstration_time
from tests.targets.factories import make_plan, make_share, make_target, make_village

pytestmark = pytest.mark.django_db


def refused(row):
    try:
        row.full_clean()
    except ValidationError as error:
        return sorted(error.message_dict)
    return []


@pytest.mark.parametrize(
    ("starts", "ends", "due", "fields"),
    [
        pytest.param(None, None, date(2021, 12, 31), [], id="all year"),
        pytest.param(
            date(2021, 1, 1), None, date(2021, 12, 31), ["starts_on"], id="added on the first day: empty"
        ),
        pytest.param(date(2021, 1, 2), None, date(2021, 12, 31), [], id="added on the second day"),
        pytest.param(date(2021, 12, 31), None, date(2021, 12, 31), [], id="added and due on the last day"),
        pytest.param(date(2022, 1, 1), None, None, ["starts_on"], id="added after the plan"),
        pytest.param(date(2021, 7, 1), None, date(2021, 6, 30), ["starts_on"], id="due the day before"),
        pytest.param(date(2021, 7, 1), None, date(2021, 7, 1), [], id="due on the day itself"),
        pytest.param(None, date(2021, 1, 1), date(2021, 12, 31), ["ended_on"], id="dropped on the first day"),
        pytest.param(None, date(2021, 1, 2), date(2021, 12, 31), [], id="dropped on the second day"),
        pytest.param(None, date(2021, 12, 31), date(2021, 12, 31), [], id="dropped on the last day"),
        pytest.param(None, date(2022, 1, 1), date(2021, 12, 31), ["ended_on"], id="dropped after the plan"),
        pytest.param(date(2021, 7, 1), date(2021, 7, 1), None, ["ended_on"], id="dropped when it was added"),
        pytest.param(date(2021, 7, 1), date(2021, 7, 2), None, [], id="dropped a day later"),
    ],
)
def test_a_target_is_added_and_dropped_within_its_plan(starts, ends, due, fields):
    target = make_target(make_plan())
    target.starts_on, target.ended_on = starts, ends
    target.due_on, target.due_basis = due, "year" if due else ""
    assert [name for name in refused(target) if name != "__all__"] == fields


@pytest.mark.parametrize(
    ("starts", "ends", "fields"),
    [
        pytest.param(date(2021, 1, 1), None, [], id="from the first day"),
        pytest.param(date(2020, 12, 31), None, ["starts_on"], id="before the plan"),
        pytest.param(date(2021, 12, 31), None, [], id="from the last day"),
        pytest.param(date(2022, 1, 1), None, ["starts_on"], id="after the plan"),
        pytest.param(date(2021, 7, 1), date(2021, 6, 30), ["ended_on"], id="ended the day before it began"),
        pytest.param(date(2021, 7, 1), date(2021, 7, 1), [], id="ended when it began: never open"),
    ],
)
def test_a_share_begins_and_ends_within_its_plan(starts, ends, fields):
    share = make_share(make_target(make_plan()), make_village())
    share.starts_on, share.ended_on = starts, ends
    assert [name for name in refused(share) if name != "__all__"] == fields


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_on": date(2021, 7, 1), "ended_on": date(2021, 7, 1)},
        {"starts_on": date(2021, 7, 2), "ended_on": date(2021, 7, 1)},
    ],
)
def test_the_database_refuses_a_target_dropped_before_it_was_added(changes):
    target = make_target(make_plan())
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(**changes)


def test_the_database_refuses_a_target_that_continues_itself():
    target = make_target(make_plan())
    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=target.pk).update(continues=target)


@pytest.mark.parametrize(
    ("on", "codes"),
    [(date(2021, 6, 30), ["4.2.1"]), (date(2021, 7, 1), ["4.2.1", "4.2.2"])],
    ids=["the day before", "the day it was added"],
)
def test_an_added_target_is_on_the_boards_from_its_first_day(on, codes):
    plan = make_plan()
    make_target(plan, "4.2.1")
    make_target(plan, "4.2.2", starts_on=date(2021, 7, 1))
    assert [each.target.code for each in assess(plan, on)] == codes


@pytest.mark.parametrize(
    ("state", "target_refused", "document_refused"),
    [(Plan.State.DRAFT, [], []), (Plan.State.RUNNING, ["quote"], ["body"])],
)
def test_only_a_draft_may_be_without_the_words_of_its_document(state, target_refused, document_refused):
    plan = make_plan(state=state)
    target = make_target(plan)
    target.quote = ""
    assert refused(target) == target_refused
    document = Document(plan=plan, kind="report", title="另一份文件", body="")
    assert refused(document) == document_refused


def test_the_history_of_a_target_keeps_the_decision_that_changed_it():
    target = make_target(make_plan())
    target._decision = Decision("示例〔2021〕3号", date(2021, 7, 12))
    target.goal = 450
    target.save()
    first, last = target.history.order_by("history_id").first(), target.history.latest("history_id")
    assert (last.decision_number, last.decided_on) == ("示例〔2021〕3号", date(2021, 7, 12))
    assert (first.decision_number, first.decided_on) == ("", None)


# --- the demonstration -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "clock"),
    [
        pytest.param(-60, "08:30:00", id="a clock that was set back"),
        pytest.param(0, "08:30:00", id="when it is loaded"),
        pytest.param(3600, "09:30:00", id="an hour later"),
        pytest.param(15.5 * 3600 - 1, "23:59:59", id="the last second"),
        pytest.param(40 * 24 * 3600, "23:59:59", id="weeks later it is the same day still"),
    ],
)
def test_the_day_of_the_demonstration_runs_on_and_never_ends(seconds, clock):
    loaded = datetime(2026, 5, 4, 10, tzinfo=UTC)
    moment = demonstration_time(loaded, datetime.fromtimestamp(loaded.timestamp() + seconds, UTC))
    assert moment.strftime("%Y-%m-%d %H:%M:%S") == f"{DEMO_TODAY} {clock}"


def test_a_marked_installation_has_the_day_of_the_demonstration(client):
    from targets.views import frame

    assert frame.today() != DEMO_TODAY
    Demonstration.mark(datetime.now(UTC))
    assert frame.today() == DEMO_TODAY
    cache.delete(KEY)  # as another process finds it
    assert frame.today() == DEMO_TODAY
    Demonstration.unmark()
    assert frame.today() != DEMO_TODAY


def test_an_installation_is_marked_once():
    Demonstration.mark(datetime.now(UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        Demonstration.mark(datetime.now(UTC))
