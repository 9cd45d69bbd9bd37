"""A draft's results of the year before, brought up to its ledger: what people wrote stays, and goals do too."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets import recording
from targets.models import Plan, PlanVersion, Target
from targets.years.last_year import REASON, comparisons, update_last_year
from targets.years.next_year import make_next_year
from targets.years.starting import Check, findings_of_last_year
from tests.targets.factories import make_plan, make_target, whole_town
from tests.targets.ledger_factories import at, first_step, make_town

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER, LATE = date(2021, 10, 8), date(2021, 11, 5), date(2022, 1, 20)


@pytest.fixture
def town():
    return make_town()


def draft_of(town, carried=()):
    """The draft of 2022, made of all targets on 8 October."""
    return make_next_year(
        source=town.plan,
        year=2022,
        copied=[target.pk for target in town.plan.targets.all()],
        carried=[target.pk for target in carried],
        on=OCTOBER,
    )


def more(town, share, amount, on=NOVEMBER):
    town.counted(share, amount, happened_on=on, now=at(on))


def edit(target, reason="按统计公报", **values):
    for name, value in values.items():
        setattr(target, name, value)
    target._change_reason = reason
    target.save()


def codes(targets):
    return [target.code for target in targets]


@pytest.mark.parametrize(
    ("edits", "updated", "stands"),
    [
        pytest.param([], True, "350", id="as the program wrote it"),
        pytest.param([{"baseline": Decimal(310)}], False, "310", id="changed by hand"),
        pytest.param([{"baseline": None}], False, None, id="emptied by hand"),
        pytest.param([{"baseline_qualifier": "余"}], False, "303.9", id="its qualifier changed"),
        pytest.param([{"baseline_comparable": False}], False, "303.9", id="said not to be comparable"),
        pytest.param([{"baseline": 310}, {"baseline": Decimal("303.9")}], True, "350", id="changed and back"),
        pytest.param([{"name": "金银花"}], True, "350", id="something else changed"),
        pytest.param([{"baseline": Decimal(350)}], False, "350", id="brought up to date by hand"),
    ],
)
def test_a_result_is_updated_unless_people_changed_it(town, edits, updated, stands):
    share = town.share()
    town.counted(share, "303.9")
    new = draft_of(town).targets.get()
    for values in edits:
        edit(new, **values)
    more(town, share, "46.1")
    done = update_last_year(plan=new.plan, on=NOVEMBER)
    stored = Target.objects.get(pk=new.pk)
    assert stored.baseline == (stands and Decimal(stands))
    assert codes(done.updated) == (["4.2.1"] if updated else [])
    is_left = not updated and stands != "350"
    assert codes(done.left) == (["4.2.1"] if is_left else [])
    assert (stored.history.latest().history_change_reason == REASON) is updated


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (OCTOBER, "303.9"),
        (date(2021, 11, 4), "303.9"),
        (NOVEMBER, "350"),
        (date(2022, 1, 31), "350"),
        (date(2022, 6, 1), "350"),
    ],
)
def test_the_ledger_is_that_of_the_day_at_most_of_the_years_last_board(town, on, expected):
    share = town.share()
    town.counted(share, "303.9")
    plan = draft_of(town)
    more(town, share, "46.1")
    update_last_year(plan=plan, on=on)
    assert plan.targets.get().baseline == Decimal(expected)


def test_an_update_follows_the_one_before_and_repeating_it_changes_nothing(town):
    share = town.share()
    town.counted(share, "100")
    plan = draft_of(town)
    for day, expected in ((NOVEMBER, 150), (date(2021, 12, 5), 200)):
        more(town, share, "50", day)
        assert codes(update_last_year(plan=plan, on=day).updated) == ["4.2.1"]
        assert plan.targets.get().baseline == expected
        assert update_last_year(plan=plan, on=day).updated == ()
    assert plan.targets.get().history.count() == 3


def test_a_first_figure_fills_an_empty_result_and_one_taken_back_empties_it(town):
    share, other = town.share(), town.share()
    entry = town.counted(share, "100")
    plan = draft_of(town)
    recording.approve(user=town.wang, entry=town.correct(entry, None), now=at(NOVEMBER))
    more(town, other, "7")
    update_last_year(plan=plan, on=NOVEMBER)
    found = {t.code: (t.baseline, t.baseline_unit, t.baseline_comparable) for t in plan.targets.all()}
    assert found["4.2.2"] == (7, "亩", True)
    assert found["4.2.1"][0] in (None, 0)


@pytest.mark.parametrize(
    ("start", "goal", "expected"),
    [(None, None, "420"), (None, 421, "420"), (None, 420, None), ("405", None, "405")],
)
def test_a_level_starts_at_the_updated_result_unless_people_said_where(town, start, goal, expected):
    share = town.share("level", 500, "头", start_value=300)
    town.counted(share, "410")
    plan = draft_of(town)
    assert plan.targets.get().start_value == 410
    edit(plan.targets.get(), goal=goal, **({"start_value": Decimal(start)} if start else {}))
    more(town, share, "420")
    update_last_year(plan=plan, on=NOVEMBER)
    new = plan.targets.get()
    assert (new.baseline, new.start_value) == (420, expected and Decimal(expected))


@pytest.mark.parametrize(
    ("measure", "goal", "before", "after", "own_goal", "listed"),
    [
        ("sum", 500, "410", "10", None, True),
        ("sum", 500, "410", None, None, False),
        ("sum", 500, "410", "10", "80", False),
        ("sum", 500, "410", "10", "600", True),
        ("sum", 500, "410", "90", None, True),
        ("level", 500, "410", "420", None, False),
        ("level", 500, "410", "500", None, True),
    ],
)
def test_goals_that_were_carried_over_stay_and_are_named_where_they_would_be_others(
    town, measure, goal, before, after, own_goal, listed
):
    target = town.target(measure, goal)
    town.counted(whole_town(target), before)
    plan = draft_of(town, carried=[target])
    if own_goal:
        edit(plan.targets.get(), goal=Decimal(own_goal))
    goal_before = plan.targets.get().goal
    if after:
        more(town, whole_town(target), after)
    done = update_last_year(plan=plan, on=NOVEMBER)
    assert [each.target.code for each in done.carried] == (["4.2.1"] if listed else [])
    assert plan.targets.get().goal == goal_before


@pytest.mark.parametrize("is_done", [True, False])
def test_steps_done_since_are_named_as_a_changed_remainder(town, is_done):
    target = town.target("steps")
    plan = draft_of(town, carried=[target])
    share = whole_town(target)
    if is_done:
        town.counted(share, "", step_id=first_step(share).pk, happened_on=NOVEMBER, now=at(NOVEMBER))
    found = comparisons(plan, NOVEMBER)
    assert [each.has_other_remainder for each in found] == [is_done]


def test_the_checks_before_the_start_name_what_no_longer_agrees_and_stop_nothing(town):
    stays, grows, left, carried = (town.target() for _index in range(4))
    for target in (stays, grows, left, carried):
        town.counted(whole_town(target), "100")
    plan = draft_of(town, carried=[carried])
    assert findings_of_last_year(plan, OCTOBER) == []
    edit(plan.targets.get(code=left.code), baseline=Decimal(99))
    more(town, whole_town(grows), "1")
    more(town, whole_town(carried), "1")
    found = {each.check: codes(each.rows) for each in findings_of_last_year(plan, NOVEMBER)}
    assert found == {
        Check.OLD_RESULT: [grows.code, left.code, carried.code], Check.OLD_REMAINDER: [carried.code],
    }  # fmt: skip
    assert not any(check.stops for check in found)
    update_last_year(plan=plan, on=NOVEMBER)
    found = {each.check: codes(each.rows) for each in findings_of_last_year(plan, NOVEMBER)}
    assert found == {Check.OLD_RESULT: [left.code], Check.OLD_REMAINDER: [carried.code]}


@pytest.mark.parametrize(("state", "refused"), [("draft", False), ("running", True), ("closed", True)])
def test_only_a_draft_is_brought_up_to_date(town, state, refused):
    share = town.share()
    plan = draft_of(town)
    Plan.objects.filter(pk=plan.pk).update(state=state)
    more(town, share, "5")
    before = PlanVersion.objects.get(plan=plan).number
    if not refused:
        update_last_year(plan=plan, on=NOVEMBER)
        assert PlanVersion.objects.get(plan=plan).number == before + 1
        return
    with pytest.raises(ValidationError):
        update_last_year(plan=plan, on=NOVEMBER)
    assert plan.targets.get().baseline is None


def test_nothing_is_updated_where_it_breaks_off(town, monkeypatch):
    shares = [town.share(), town.share()]
    plan = draft_of(town)
    for share in shares:
        more(town, share, "5")
    save, saved = Target.save, []

    def breaking(target, **options):
        if saved:
            raise ZeroDivisionError
        saved.append(target)
        save(target, **options)

    monkeypatch.setattr(Target, "save", breaking)
    with pytest.raises(ZeroDivisionError):
        update_last_year(plan=plan, on=NOVEMBER)
    assert list(plan.targets.values_list("baseline", flat=True)) == [None, None]


def test_what_continues_nothing_is_no_matter_of_last_year(town, django_assert_num_queries):
    plan = make_plan(2023, state=Plan.State.DRAFT)
    make_target(plan)
    with django_assert_num_queries(1):
        assert comparisons(plan, LATE) == []


@pytest.mark.parametrize("rows", [3, 30])
def test_comparing_costs_the_same_for_three_targets_and_for_thirty(town, rows, django_assert_num_queries):
    for _index in range(rows):
        town.target()
    plan = draft_of(town)
    with django_assert_num_queries(6):
        assert len(comparisons(plan, NOVEMBER)) == rows
