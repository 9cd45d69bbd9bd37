"""Merges that cannot be, and who may act on the shares of a village that was merged away."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Allocation, Duty, Plan, ProgressEntry, Step, Village
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import NOW, TODAY, at
from tests.targets.merges import ON, make_merging, of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_merging()


def refusal(case, *args, **changes):
    with pytest.raises(ValidationError) as refused:
        case.merge(*args, **changes)
    case.old.refresh_from_db()
    return refused.value


@pytest.mark.parametrize(
    ("on", "allowed"),
    [
        pytest.param(date(2020, 12, 31), False, id="before any plan"),
        pytest.param(date(2021, 1, 1), True, id="the first day of the plan"),
        pytest.param(TODAY, True, id="today"),
        pytest.param(date(2021, 6, 21), False, id="tomorrow"),
    ],
)
def test_a_village_merges_on_a_day_up_to_today_of_a_running_plan(case, on, allowed):
    case.shares("sum", 100)
    if allowed:
        assert len(case.merge(on).shares) == 1
    else:
        assert list(refusal(case, on).error_dict) == ["on"]
        assert case.old.ended_on is None


@pytest.mark.parametrize("state", [Plan.State.DRAFT, Plan.State.CLOSED])
def test_without_a_running_plan_nothing_merges(case, state):
    Plan.objects.update(state=state)
    assert list(refusal(case).error_dict) == ["on"]


@pytest.mark.parametrize(("closed_through", "allowed"), [(date(2021, 6, 14), True), (ON, False)])
def test_a_settled_month_keeps_its_villages(case, closed_through, allowed):
    Plan.objects.update(closed_through=closed_through)
    if allowed:
        case.merge()
    else:
        assert list(refusal(case).error_dict) == ["on"]


def test_a_village_is_not_merged_into_itself_nor_without_a_reason(case):
    assert list(refusal(case, successor=case.old).error_dict) == ["successor"]
    assert list(refusal(case, reason=" ").error_dict) == ["reason"]


def test_a_village_merges_once_and_into_one_that_is_still_there_so_that_no_circle_comes_about(case):
    third = make_village("小河村")
    case.merge()
    refusal(case)
    assert list(refusal(case, village=third, successor=case.old).error_dict) == ["successor"]
    assert list(refusal(case, village=case.successor, successor=case.old).error_dict) == ["successor"]
    assert not Village.objects.filter(successor=case.old).exists()


@pytest.mark.parametrize(
    ("on", "count"),
    [(date(2021, 6, 11), 0), (date(2021, 6, 10), 2), (date(2021, 6, 9), 2), (date(2021, 6, 8), 3)],
)
def test_figures_of_the_village_from_that_day_on_are_to_be_mended_first(case, on, count):
    old, _none = case.shares("sum", 100)
    case.town.counted(old, "10")
    case.town.counted(old, "20")
    case.town.returned(old, "5")
    case.town.counted(old, "30", happened_on=date(2021, 6, 8), note="另一笔")
    if not count:
        case.merge(on)
        return
    (said,) = refusal(case, on).message_dict["on"]
    assert f"{count}条" in said
    old.refresh_from_db()
    assert (old.ended_on, old.goal) == (None, 100)


def test_a_share_of_the_successor_that_has_ended_is_opened_first(case):
    _old, theirs = case.shares("sum", 100, 200)
    Allocation.objects.filter(pk=theirs.pk).update(ended_on=date(2021, 6, 1))
    assert "4.2.1" in refusal(case).message_dict["successor"][0]
    Allocation.objects.filter(pk=theirs.pk).update(ended_on=None)
    case.merge()


@pytest.mark.parametrize(("count", "measure"), [(0, "sum"), (1, "sum"), (2, "limit")])
def test_what_awaits_review_is_decided_before_a_merge(case, count, measure):
    old, _none = case.shares(measure, 100)
    waiting = [case.town.log(old, "10") for _each in range(count)]
    if count:
        (said,) = refusal(case).messages
        assert f"{count}条" in said
        assert "先审核或退回" in said
    for entry in waiting:
        recording.send_back(user=case.town.wang, entry=entry, reason="没有这回事", now=NOW)
    case.merge()
    old.refresh_from_db()
    assert (old.goal, of(case.successor, old.target).goal) == (0, 100)


@pytest.mark.parametrize("end", ["approved", "withdrawn"])
def test_a_step_that_was_sent_back_is_decided_or_withdrawn_before_a_merge(case, end):
    old, _none = case.shares("steps", None, goal=None)
    step = Step.objects.create(allocation=old, name="动工")
    returned = case.town.returned(old, "", step_id=step.pk)
    assert "1条" in refusal(case).messages[0]
    if end == "withdrawn":
        recording.withdraw(user=case.town.li, entry=returned, now=NOW)
    else:
        figure = Figure(happened_on=returned.happened_on, step_id=step.pk)
        sent = recording.resubmit(user=case.town.li, entry=returned, figure=figure, now=NOW)
        assert "1条" in refusal(case).messages[0]
        recording.approve(user=case.town.wang, entry=sent, now=at(TODAY, 10))
    case.merge()
    step.refresh_from_db()
    assert step.allocation.village == (case.successor if end == "withdrawn" else case.old)


def test_what_was_returned_stays_of_the_old_share_and_the_successors_clerk_mends_it(case):
    old, _none = case.shares("sum", 100)
    returned = case.town.returned(old, "20")
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=case.successor)
    case.merge()
    figure = Figure(happened_on=ON, amount="20")
    with pytest.raises(ValidationError) as refused:
        recording.resubmit(user=clerk, entry=returned, figure=figure, now=NOW)
    assert list(refused.value.error_dict) == ["happened_on"]
    figure = Figure(happened_on=date(2021, 6, 14), amount="20")
    sent = recording.resubmit(user=clerk, entry=returned, figure=figure, now=NOW)
    assert (sent.allocation, sent.reported_by) == (old, clerk)
    recording.approve(user=case.town.wang, entry=sent, now=at(TODAY, 10))
    assert ProgressEntry.objects.filter(allocation=old, state="approved").count() == 1


@pytest.mark.parametrize(
    ("who", "before", "after"),
    [
        pytest.param("of the old village", True, True, id="whose duty moves to the successor"),
        pytest.param("of the successor", False, True, id="who reports for the successor"),
        pytest.param("of another village", False, False, id="a stranger"),
    ],
)
def test_who_reports_for_the_successor_reports_for_what_merged_into_it(case, who, before, after):
    old, _none = case.shares("sum", 100)
    villages = {
        "of the old village": case.old,
        "of the successor": case.successor,
        "of another village": make_village("小河村"),
    }
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=villages[who])

    def may():
        return Allocation.objects.reportable_by(clerk, TODAY).filter(pk=old.pk).exists()

    assert may() is before
    case.merge()
    assert may() is after
    figure = Figure(happened_on=date(2021, 6, 14), amount="5")
    if after:
        recording.submit(user=clerk, allocation=old, figure=figure, token=ProgressEntry().token, now=NOW)
    else:
        with pytest.raises(PermissionDenied):
            recording.submit(user=clerk, allocation=old, figure=figure, token=ProgressEntry().token, now=NOW)


def test_after_two_merges_the_last_successors_clerk_reports_for_all_three(case, django_assert_num_queries):
    third = make_village("小河村")
    old, theirs = case.shares("sum", 100, 200)
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=third)
    case.merge()
    case.merge(date(2021, 6, 18), village=case.successor, successor=third)
    with django_assert_num_queries(1):
        shares = set(Allocation.objects.reportable_by(clerk, TODAY))
    assert shares == {old, theirs, of(third, old.target)}
    assert set(Allocation.objects.reportable_by(clerk, date(2021, 6, 17))) == {of(third, old.target)}


def test_reporting_for_a_village_gives_nothing_of_the_one_it_merged_into(case):
    """The duty in the old village has ended; one that was made for it by hand gives no right in the successor."""
    _old, theirs = case.shares("sum", 100, 200)
    case.merge()
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=case.old)
    assert theirs not in Allocation.objects.reportable_by(clerk, TODAY)


def duties(user):
    return list(user.duties.order_by("pk").values_list("village__name", "starts_on", "ends_on"))


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        pytest.param(
            [("柏林村", date(2021, 1, 1), None)],
            [("柏林村", date(2021, 1, 1), ON), ("关渡村", ON, None)],
            id="moves",
        ),
        pytest.param(
            [("柏林村", date(2021, 1, 1), date(2021, 9, 1))],
            [("柏林村", date(2021, 1, 1), ON), ("关渡村", ON, date(2021, 9, 1))],
            id="moves until it would have ended",
        ),
        pytest.param(
            [("柏林村", date(2021, 1, 1), ON)],
            [("柏林村", date(2021, 1, 1), ON)],
            id="ended on that day: stays",
        ),
        pytest.param(
            [("柏林村", date(2021, 8, 1), None)],
            [("柏林村", date(2021, 8, 1), date(2021, 8, 1)), ("关渡村", date(2021, 8, 1), None)],
            id="was to come: comes in the successor",
        ),
        pytest.param(
            [("关渡村", date(2021, 1, 1), None), ("柏林村", date(2021, 1, 1), None)],
            [("关渡村", date(2021, 1, 1), None), ("柏林村", date(2021, 1, 1), ON)],
            id="held in both: just ends",
        ),
        pytest.param(
            [("关渡村", date(2021, 1, 1), date(2021, 7, 1)), ("柏林村", date(2021, 1, 1), None)],
            [
                ("关渡村", date(2021, 1, 1), date(2021, 7, 1)),
                ("柏林村", date(2021, 1, 1), ON),
                ("关渡村", ON, None),
            ],
            id="held in the successor for a while only: moves",
        ),
    ],
)
def test_duties_of_the_village_end_and_the_same_people_have_them_in_the_successor(case, held, expected):
    clerk = make_user("clerk")
    for name, starts_on, ends_on in held:
        village = Village.objects.get(name=name)
        give_duty(clerk, "reporter", village=village, starts_on=starts_on, ends_on=ends_on)
    case.merge()
    assert duties(clerk) == expected


def test_duties_in_offices_and_other_villages_stay(case):
    give_duty(make_user("other"), "reporter", village=make_village("小河村"))
    before = list(Duty.objects.order_by("pk").values())
    case.merge()
    assert list(Duty.objects.order_by("pk").values()) == before


def test_a_share_that_was_to_begin_later_begins_in_the_successor_then(case):
    old = make_share(case.town.target(), case.old, goal=100, starts_on=date(2021, 8, 1))
    case.merge()
    old.refresh_from_db()
    assert (old.starts_on, old.ended_on) == (ON, ON)
    assert of(case.successor, old.target).starts_on == date(2021, 8, 1)
