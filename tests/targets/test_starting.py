"""A draft is started once its words are there; a closed year and one with entries are no draft again."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets.models import Document, Plan, Section, Target
from targets.setup.new_rows import division_of, keep_remainder
from targets.setup.splitting import Part, split
from targets.years.next_year import make_next_year
from targets.years.starting import Check, findings, start_plan, stopping
from tests.targets.factories import (
    BODY,
    QUOTE,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_village,
    whole_town,
)
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """A draft of one target with its words, goal and office."""
    plan = make_plan(2022, state=Plan.State.DRAFT)
    make_target(plan, lead_office=make_office())
    return plan


def found(plan):
    return {each.check: [str(getattr(row, "code", row)) for row in each.rows] for each in findings(plan)}


def test_a_draft_with_its_words_goal_and_office_has_nothing_to_be_looked_at(draft):
    assert findings(draft) == []
    assert start_plan(plan=draft, reason="启动").state == Plan.State.RUNNING


@pytest.mark.parametrize(
    ("change", "check", "stops"),
    [
        pytest.param({"quote": ""}, Check.NO_QUOTE, True, id="no quote"),
        pytest.param({"quote": "  "}, Check.NO_QUOTE, True, id="an empty quote"),
        pytest.param({"quote": "新植金银花600亩"}, Check.LOST_QUOTE, True, id="other words"),
        pytest.param({"goal": None}, Check.NO_GOAL, False, id="no goal"),
        pytest.param({"measure": "ratio", "goal": None}, Check.NO_GOAL, False, id="a ratio without a goal"),
        pytest.param(
            {"measure": "level", "goal": None, "start_value": 3}, Check.START_ALONE, True, id="a start alone"
        ),
        pytest.param({"lead_office": None}, Check.NO_OFFICE, False, id="no office"),
    ],
)
def test_what_is_found_and_whether_it_stops(draft, change, check, stops):
    Target.objects.update(**change)
    assert found(draft) == {check: ["4.2.3"]}
    if not stops:
        assert start_plan(plan=draft, reason="启动").state == Plan.State.RUNNING
        return
    with pytest.raises(ValidationError) as refusal:
        start_plan(plan=draft, reason="启动")
    (said,) = refusal.value.message_dict["state"]
    assert "4.2.3" in said
    assert Plan.objects.get().state == Plan.State.DRAFT


@pytest.mark.parametrize("measure", ["routine", "steps"])
def test_what_has_no_goal_by_its_measure_lacks_none(draft, measure):
    Target.objects.update(measure=measure, goal=None)
    assert findings(draft) == []


@pytest.mark.parametrize("body", ["", "\n"])
def test_a_document_without_a_text_is_named_where_targets_come_from_it(draft, body):
    Document.objects.update(body=body)
    Document.objects.create(plan=draft, kind="county", title="没有目标的文件", body="")
    assert found(draft) == {Check.NO_TEXT: ["2022年政府工作报告"]}
    assert stopping(findings(draft))


def test_a_plan_without_targets_is_not_started():
    plan = make_plan(2022, state=Plan.State.DRAFT)
    assert found(plan) == {Check.EMPTY: []}
    with pytest.raises(ValidationError):
        start_plan(plan=plan, reason="启动")


def test_one_list_names_all_in_the_order_of_their_codes(draft):
    for code in ("4.2.10", "4.2.9"):
        make_target(draft, code, quote="")
    Target.objects.filter(code="4.2.3").update(quote="别的话")
    with pytest.raises(ValidationError) as refusal:
        start_plan(plan=draft, reason="启动")
    missing, lost = refusal.value.message_dict["state"]
    assert "4.2.9, 4.2.10" in missing
    assert "4.2.3" in lost


def test_words_are_looked_for_in_the_document_of_their_own_section(draft):
    other = Document.objects.create(plan=draft, kind="county", title="县下达目标", body="别的话\n")
    section = Section.objects.create(document=other, number="1", name="农业")
    Target.objects.update(section=section)
    assert found(draft) == {Check.LOST_QUOTE: ["4.2.3"]}
    Document.objects.filter(pk=other.pk).update(body=BODY)
    assert findings(draft) == []


def test_starting_leaves_its_reason_and_moves_the_version(draft):
    before = draft.version.number
    start_plan(plan=draft, reason="人大通过")
    draft.refresh_from_db()
    draft.version.refresh_from_db()
    assert Plan.history.latest().history_change_reason == "人大通过"
    assert draft.version.number == before + 1


@pytest.mark.parametrize(
    ("before", "after", "entries", "allowed"),
    [
        ("draft", "running", False, True),
        ("draft", "closed", False, False),
        ("running", "draft", False, True),
        ("running", "draft", True, False),
        ("running", "closed", False, True),
        ("running", "closed", True, True),
        ("closed", "running", True, True),
        ("closed", "draft", False, False),
        ("closed", "draft", True, False),
    ],
)
def test_from_which_state_to_which(before, after, entries, allowed):
    town = make_town()
    share = town.share(quote=QUOTE)
    if entries:
        town.counted(share)
    Plan.objects.update(state=before)
    plan = Plan.objects.get()
    plan.state = after
    if allowed:
        plan.full_clean()
        return
    with pytest.raises(ValidationError) as refusal:
        plan.full_clean()
    assert list(refusal.value.message_dict) == ["state"]


def test_an_entry_that_was_taken_back_was_still_reported():
    from targets import recording
    from tests.targets.ledger_factories import NOW

    town = make_town()
    recording.withdraw(user=town.li, entry=town.log(town.share()), now=NOW)
    town.plan.state = Plan.State.DRAFT
    with pytest.raises(ValidationError):
        town.plan.full_clean()


def test_a_target_of_a_draft_may_have_its_start_before_its_goal():
    plan = make_plan(2022, state=Plan.State.DRAFT)
    make_target(plan, measure="level", goal=None, start_value=3)
    with pytest.raises(ValidationError) as refusal:
        make_target(make_plan(2021), measure="level", goal=None, start_value=3)
    assert list(refusal.value.message_dict) == ["start_value"]
    with pytest.raises(ValidationError):
        make_target(plan, "4.2.4", measure="sum", goal=None, start_value=3)


def test_it_costs_one_query_however_many_targets(draft, django_assert_num_queries):
    for first, last in ((10, 12), (12, 39)):
        for number in range(first, last):
            make_target(draft, f"4.2.{number}", quote="")
        with django_assert_num_queries(1):
            findings(draft)


def test_a_day_is_asked_of_nobody():
    # The rule has no clock: a plan of any year starts whenever its words are there.
    plan = make_plan(2040, state=Plan.State.DRAFT, starts_on=date(2040, 1, 1))
    make_target(plan)
    assert start_plan(plan=plan, reason="启动").state == Plan.State.RUNNING


@pytest.mark.parametrize(
    ("measure", "goal", "share", "stops"),
    [
        pytest.param("sum", 500, {}, True, id="a sum"),
        pytest.param("level", 500, {}, True, id="a level"),
        pytest.param("sum", 500, {"goal": 100}, False, id="with its goal"),
        pytest.param("level", 500, {"goal": 100}, False, id="a level with its goal"),
        pytest.param("sum", 500, {"is_owed": False}, False, id="what is beside the plan"),
        pytest.param("sum", 500, {"ended_on": date(2022, 1, 1)}, False, id="a share that ended"),
        pytest.param("sum", None, {}, False, id="without a goal at all"),
        pytest.param("ratio", 90, {"counted_unit": "户"}, False, id="a ratio"),
        pytest.param("limit", 3, {}, False, id="a limit"),
        pytest.param("routine", None, {}, False, id="routine work"),
        pytest.param("steps", None, {}, False, id="steps"),
    ],
)
def test_shares_of_villages_without_a_goal_stop_what_would_be_owed_twice(measure, goal, share, stops):
    plan = make_plan(2022, state=Plan.State.DRAFT)
    unit = {"ratio": "%", "level": "头"}.get(measure, "亩")
    counted = share.get("counted_unit", "")
    target = make_target(plan, "4.2.5", measure, goal, unit, counted_unit=counted, lead_office=make_office())
    make_share(target, make_village(), **share)
    assert (Check.NO_SHARE_GOAL in found(plan)) is stops
    if not stops:
        assert start_plan(plan=plan, reason="启动").state == Plan.State.RUNNING
        return
    with pytest.raises(ValidationError) as refusal:
        start_plan(plan=plan, reason="启动")
    assert "4.2.5" in refusal.value.message_dict["state"][0]


@pytest.mark.parametrize("measure", ["sum", "level"])
def test_next_years_village_shares_are_split_before_it_starts(measure):
    town = make_town()
    old = town.target(measure, 500)
    villages = [make_village(name) for name in ("关渡村", "桥头村")]
    for village in villages:
        make_share(old, village, goal=250)
    plan = make_next_year(
        source=town.plan, year=2022, copied=[old.pk], carried=[], by_village=True, on=date(2021, 12, 31)
    )
    assert Check.NO_SHARE_GOAL not in found(plan)
    target = plan.targets.get()
    before = division_of(target, plan.starts_on)
    target.goal = 600
    target.save()
    keep_remainder(target, before, on=plan.starts_on)
    assert found(plan)[Check.NO_SHARE_GOAL] == [target.code]
    parts = [Part(village, Decimal(300)) for village in villages]
    split(target=target, parts=parts, on=plan.starts_on, reason="分解")
    assert Check.NO_SHARE_GOAL not in found(plan)
    assert not whole_town(target).is_owed


def test_a_named_share_without_a_goal_does_not_stop_a_plan(draft):
    make_share(draft.targets.get(), name="示范基地")
    assert findings(draft) == []
