"""Submitting one figure: what is stored, when it is refused, and the same form sent twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.models import EntryEvent, Plan, ProgressEntry, Step
from tests.targets.ledger_factories import (
    DAY,
    NOW,
    TODAY,
    at,
    first_step,
    fresh,
    log,
    make_town,
    path,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def test_a_submitted_figure_is_stored_as_typed_and_awaits_review(town):
    share = town.share()
    entry = fresh(
        town.log(
            share, " 12.5 公顷 ", note=" 秋季新植 ", problem="缺苗", next_step="补苗", origin="village",
            informant_id=town.sun.pk, informant_post="关渡村文书",
        )
    )  # fmt: skip
    assert entry.quantity == Decimal("187.5")
    assert (entry.typed_amount, entry.typed_unit, entry.typed_mode) == ("12.5 公顷", "公顷", "increment")
    assert (entry.note, entry.problem, entry.next_step) == ("秋季新植", "缺苗", "补苗")
    assert (entry.origin, entry.informant, entry.informant_post) == ("village", town.sun, "关渡村文书")
    assert (entry.state, entry.allocation, entry.happened_on) == ("submitted", share, DAY)
    assert (entry.reported_by, entry.reporter_name, entry.reported_at) == (town.li, "li", NOW)
    assert (entry.reviewed_by, entry.reviewer_name, entry.reviewed_at) == (None, "", None)
    assert not entry.is_late


def test_its_path_begins_with_the_values_submitted(town):
    entry = town.log(town.share("ratio", 100, "%", counted_unit="人"), "95", base="100", note="全覆盖")
    event = entry.events.get()
    assert (event.action, event.actor, event.actor_name, event.at) == ("submitted", town.li, "li", NOW)
    assert (event.quantity, event.base, event.happened_on, event.note) == (95, 100, DAY, "全覆盖")
    assert (event.reason, event.informant, event.step) == ("", None, None)


def test_writing_moves_the_plans_version_and_a_refusal_does_not(town):
    share = town.share()
    before = town.plan.version.number
    town.log(share)
    town.plan.version.refresh_from_db()
    assert town.plan.version.number == before + 1
    with pytest.raises(ValidationError):
        town.log(share, "-1")
    town.plan.version.refresh_from_db()
    assert town.plan.version.number == before + 1


def test_a_refused_figure_leaves_nothing(town):
    with pytest.raises(ValidationError) as refusal:
        town.log(town.share(unit="头"), "2.5", happened_on=TODAY + timedelta(days=1))
    assert set(refusal.value.error_dict) == {"amount", "happened_on"}
    assert not ProgressEntry.objects.exists()
    assert not EntryEvent.objects.exists()


def test_today_is_the_towns_day_and_not_the_one_in_greenwich(town):
    share = town.share()
    before_midnight = datetime(2021, 6, 10, 15, 59, tzinfo=UTC)
    with pytest.raises(ValidationError):
        town.log(share, happened_on=date(2021, 6, 11), now=before_midnight)
    assert town.log(share, happened_on=date(2021, 6, 11), now=before_midnight + timedelta(minutes=1))


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_only_a_running_plan_takes_figures(town, state):
    share = town.share()
    Plan.objects.update(state=state)
    with pytest.raises(PermissionDenied):
        town.log(share)


@pytest.mark.parametrize(
    ("field", "value", "day", "is_taken"),
    [
        ("ends_on", date(2021, 11, 30), date(2021, 11, 30), True),
        ("ends_on", date(2021, 11, 30), date(2021, 12, 1), False),
        ("closed_through", date(2021, 6, 30), date(2021, 6, 30), False),
        ("closed_through", date(2021, 6, 30), date(2021, 7, 1), True),
    ],
)
def test_the_terms_of_the_plan_bound_the_date(town, field, value, day, is_taken):
    share = town.share()
    Plan.objects.update(**{field: value})
    if is_taken:
        assert town.log(share, happened_on=day, now=at(date(2021, 12, 20)))
    else:
        with pytest.raises(ValidationError, match="happened_on"):
            town.log(share, happened_on=day, now=at(date(2021, 12, 20)))


def test_a_share_that_ended_takes_figures_of_the_days_before(town):
    share = town.share()
    type(share).objects.filter(pk=share.pk).update(ended_on=DAY)
    assert town.log(share, happened_on=DAY - timedelta(days=1))
    with pytest.raises(ValidationError, match="happened_on"):
        town.log(share, happened_on=DAY)


@pytest.mark.parametrize(("day", "is_late"), [(5, False), (6, True)])
def test_a_figure_is_made_up_from_the_sixth_on(town, day, is_late):
    entry = town.log(town.share(), happened_on=date(2021, 5, 31), now=at(date(2021, 6, day), hour=23))
    assert fresh(entry).is_late is is_late


def test_the_limit_of_a_target_is_that_of_a_share_without_its_own(town):
    share = town.share("limit", 2, "人")
    type(share).objects.filter(pk=share.pk).update(goal=None)
    town.log(share, "2")
    with pytest.raises(ValidationError, match="note"):
        town.log(share, "1")


def test_a_step_is_reported_once_in_its_own_share(town):
    share, other = town.share("steps"), town.share("steps")
    with pytest.raises(ValidationError, match="step"):
        town.log(share, "", step_id=first_step(other).pk)
    town.log(share, "", step_id=first_step(share).pk)
    with pytest.raises(ValidationError, match="step"):
        town.log(share, "", step_id=first_step(share).pk)
    further = Step.objects.create(allocation=share, name="验收")
    assert fresh(town.log(share, "", step_id=further.pk)).step == further


def test_a_returned_or_withdrawn_step_can_be_reported_again(town):
    share = town.share("steps")
    step = first_step(share).pk
    returned = town.returned(share, "", step_id=step)
    again = town.log(share, "", step_id=step)
    with pytest.raises(ValidationError, match="step"):
        recording.resubmit(
            user=town.li, entry=returned, figure=Figure(happened_on=DAY, step_id=step), now=NOW
        )
    recording.withdraw(user=town.li, entry=again, now=NOW)
    recording.resubmit(user=town.li, entry=returned, figure=Figure(happened_on=DAY, step_id=step), now=NOW)


def test_the_same_form_sent_twice_is_one_entry(town):
    share, token = town.share(), uuid4()
    first = town.log(share, "1.5 公顷", token=token, mode="total", note="新植 ")
    again = town.log(share, "1.5 公顷", token=token, mode="total", note="新植", now=NOW + timedelta(days=1))
    assert again == first
    assert fresh(first).reported_at == NOW
    assert path(first) == ["submitted"]


def test_a_form_sent_again_after_the_decision_is_still_that_entry(town):
    share, token = town.share(), uuid4()
    first = town.log(share, "20", token=token, mode="total")
    town.counted(share, "30", mode="total")
    recording.approve(user=town.wang, entry=first, now=NOW)
    assert town.log(share, "20", token=token, mode="total").state == "approved"


CHANGES = [
    {"amount": "11"},
    {"amount": "10.0"},
    {"amount": "十只羊"},
    {"unit": "公顷"},
    {"mode": "total"},
    {"happened_on": DAY - timedelta(days=1)},
    {"note": "另一"},
    {"problem": "旱"},
    {"next_step": "浇"},
    {"origin": "estimate"},
    {"informant_post": "文书"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_form_changed_after_it_was_stored_is_not_taken_silently(town, change):
    share, token = town.share(), uuid4()
    first = town.log(share, token=token)
    with pytest.raises(recording.Conflict):
        town.log(share, **{"amount": "10", "token": token, **change})
    assert ProgressEntry.objects.get() == first
    assert path(first) == ["submitted"]


def test_a_changed_base_step_informant_or_share_is_a_changed_form(town):
    ratio, steps = town.share("ratio", 100, "%", counted_unit="人"), town.share("steps")
    step, further = first_step(steps), Step.objects.create(allocation=steps, name="验收")
    for share, given, change in (
        (ratio, Figure(happened_on=DAY, amount="8", base="10"), {"base": "11"}),
        (steps, Figure(happened_on=DAY, step_id=step.pk), {"step_id": further.pk}),
        (ratio, Figure(happened_on=DAY, amount="8", base="10"), {"informant_id": town.sun.pk}),
    ):
        sent = {"user": town.li, "allocation": share, "token": uuid4(), "now": NOW}
        recording.submit(figure=given, **sent)
        with pytest.raises(recording.Conflict):
            recording.submit(figure=replace(given, **change), **sent)
        with pytest.raises(recording.Conflict):
            recording.submit(**{**sent, "figure": given, "allocation": town.share()})
        assert recording.submit(figure=given, **sent)


def test_someone_elses_token_is_no_way_to_their_entry(town):
    share, token = town.share(), uuid4()
    town.log(share, token=token)
    with pytest.raises(recording.Conflict):
        log(user=town.wang, share=share, token=token)
    with pytest.raises(recording.Conflict):
        log(user=town.sun, share=share, token=token)
