"""Next year's draft: what goes on, what is carried over, what is left to the new text; all of it or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from targets.models import Allocation, Document, Plan, PlanVersion, Section, Step, Target
from targets.years.next_year import make_next_year
from tests.targets.factories import make_office, make_plan, make_share, make_target, make_village, whole_town
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
END = date(2021, 12, 31)
STRAIGHT = tuple(Decimal(each) for each in (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100))


@pytest.fixture
def town():
    return make_town(ahead_points=12, behind_points=8, far_behind_points=25, report_by_day=8)


def make(town, *, carried=(), copied=None, year=2022, on=END, **options):
    ids = [target.pk for target in (town.plan.targets.all() if copied is None else copied)]
    return make_next_year(
        source=town.plan,
        year=year,
        copied=ids,
        carried=[target.pk for target in carried],
        on=on,
        **options,
    )


def made(town, **options):
    """The only target of the new year."""
    return make(town, **options).targets.get()


def test_the_new_plan_is_a_draft_with_the_same_rules(town):
    plan = make(town)
    assert (plan.year, plan.state, plan.starts_on, plan.ends_on) == (
        2022, Plan.State.DRAFT, date(2022, 1, 1), date(2022, 12, 31),
    )  # fmt: skip
    rules = (plan.ahead_points, plan.behind_points, plan.far_behind_points, plan.report_by_day)
    assert rules == (12, 8, 25, 8)
    assert plan.closed_through is None
    assert PlanVersion.objects.filter(plan=plan).exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "year", "first", "last"),
    [
        ((2023, 1, 1), (2023, 12, 31), 2024, (2024, 1, 1), (2024, 12, 31)),
        ((2022, 3, 1), (2023, 2, 28), 2023, (2023, 3, 1), (2024, 2, 29)),
        ((2023, 3, 1), (2024, 2, 29), 2024, (2024, 3, 1), (2025, 2, 28)),
        ((2021, 1, 1), (2021, 12, 31), 2024, (2024, 1, 1), (2024, 12, 31)),
    ],
)
def test_the_days_of_the_plan_move_with_the_year(starts_on, ends_on, year, first, last):
    plan = make_plan(starts_on[0], starts_on=date(*starts_on), ends_on=date(*ends_on))
    target = make_target(plan)
    new = make_next_year(source=plan, year=year, copied=[target.pk], on=plan.ends_on)
    assert (new.starts_on, new.ends_on) == (date(*first), date(*last))
    assert new.targets.get().due_on == date(*last)


def test_documents_come_without_their_texts_and_sections_with_their_names(town):
    document = town.plan.documents.get()
    document.title_en = "Government Work Report 2021"
    document.save()
    copy = make(town).documents.get()
    assert (copy.kind, copy.title, copy.title_en, copy.body.strip()) == (
        "report", "2022年政府工作报告", "Government Work Report 2022", "",
    )  # fmt: skip
    sections = [(each.number, each.name, each.parent and each.parent.number) for each in copy.sections.all()]
    assert sections == [("4", "产业升级", None), ("4.2", "扩大产业覆盖面", "4")]
    assert not copy.sections.filter(parent__document=document).exists()


def test_another_document_comes_only_where_its_targets_go_on(town):
    county = Document.objects.create(
        plan=town.plan, kind="county", title="2021年县下达目标", body="出栏1头\n"
    )
    Document.objects.create(plan=town.plan, kind="meeting", title="会议纪要", body="无\n")
    section = Section.objects.create(document=county, number="1", name="农业")
    target = town.target(section=section, quote="出栏1头")
    assert [each.title for each in make(town, copied=[]).documents.all()] == ["2022年政府工作报告"]
    plan = make(town, copied=[target], year=2023)
    assert {each.title for each in plan.documents.all()} == {"2023年政府工作报告", "2023年县下达目标"}
    assert plan.targets.get().section.document.title == "2023年县下达目标"


def test_two_documents_of_one_title_are_told_apart(town):
    for title in ("2021年政府工作报告（补充）", "2022年政府工作报告"):
        Document.objects.create(plan=town.plan, kind="report", title=title, body="无\n")
    titles = [each.title for each in make(town).documents.order_by("id")]
    assert titles == ["2022年政府工作报告", "2022年政府工作报告（补充）", "2022年政府工作报告（3）"]


def test_what_a_target_keeps_and_what_is_the_years_own(town):
    support, gone = make_office("财政所"), make_office("旧办", is_active=False)
    stays, ended = make_village(), make_village("旧村", ended_on=date(2021, 7, 1))
    old = town.target(
        villages=(stays, ended), name_en="Honeysuckle", qualifier="预计", definition="口径", cadence="quarter",
        done_at=Decimal(95), schedule=STRAIGHT, lead_post="分管副镇长", note="旧注", superior_goal=600,
        confirmed_value=1, baseline=3, baseline_quote="", starts_on=date(2021, 2, 1),
    )  # fmt: skip
    old.supporting_offices.set([support, gone])
    town.counted(whole_town(old), "410")
    new = made(town)
    for kept in (
        "code",
        "name",
        "name_en",
        "measure",
        "unit",
        "definition",
        "cadence",
        "done_at",
        "lead_post",
    ):
        assert getattr(new, kept) == getattr(old, kept), kept
    assert (new.schedule, new.lead_office, new.continues) == (STRAIGHT, town.office, old)
    assert (list(new.villages.all()), list(new.supporting_offices.all())) == ([stays], [support])
    assert (new.goal, new.qualifier, new.quote, new.quote_start, new.note) == (None, "", "", 0, "")
    assert (new.superior_goal, new.confirmed_value, new.starts_on, new.ended_on) == (None, None, None, None)
    assert (new.baseline, new.baseline_unit, new.baseline_qualifier, new.baseline_comparable) == (
        410, "亩", "", True,
    )  # fmt: skip
    assert (new.due_on, new.due_basis) == (date(2022, 12, 31), "year")


def test_an_office_that_was_closed_answers_for_nothing(town):
    town.target()
    town.office.is_active = False
    town.office.save()
    assert made(town).lead_office is None


@pytest.mark.parametrize(
    ("due_on", "basis", "expected"),
    [
        ((2021, 12, 31), "year", (2022, 12, 31)),
        ((2021, 12, 31), "report", (2022, 12, 31)),
        ((2021, 6, 30), "report", (2022, 6, 30)),
        ((2021, 11, 30), "year", (2022, 12, 31)),
        (None, "", None),
    ],
)
def test_a_due_date_is_the_same_day_or_the_years_end(town, due_on, basis, expected):
    town.target(due_on=due_on and date(*due_on), due_basis=basis)
    new = made(town)
    assert (new.due_on, new.due_basis) == (expected and date(*expected), basis)


def test_the_last_of_february_exists_in_every_year():
    plan = make_plan(2024)
    target = make_target(plan, due_on=date(2024, 2, 29), due_basis="report")
    new = make_next_year(source=plan, year=2025, copied=[target.pk], on=plan.ends_on)
    assert new.targets.get().due_on == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "carry", "expected"),
    [
        ("sum", 500, "亩", False, None),
        ("sum", 500, "亩", True, 90),
        ("level", 8, "%", False, None),
        ("level", 500, "%", True, 500),
        ("limit", 3, "人", False, 3),
        ("routine", None, "", False, None),
        ("steps", None, "", True, None),
    ],
)
def test_goals_are_empty_unless_carried_over_and_a_limit_keeps_its_own(
    town, measure, goal, unit, carry, expected
):
    target = town.target(measure, goal, unit)
    if measure in ("sum", "level"):
        town.counted(whole_town(target), "410", confirmed=True)
    new = made(town, carried=[target] if carry else [])
    assert new.goal == expected
    share = new.allocations.get()
    assert (share.is_whole_town, share.goal, share.is_owed) == (True, expected, True)
    assert new.note.startswith("结转自2021年：") is carry


@pytest.mark.parametrize(
    ("value", "goal", "carry", "start"),
    [
        ("410", 500, True, 410),
        ("410", 500, False, 410),
        ("499", 500, True, 499),
        (None, 500, True, None),
    ],
)
def test_a_level_that_grows_starts_where_this_year_ended(town, value, goal, carry, start):
    target = town.target("level", goal, "头", start_value=300)
    if value:
        town.counted(whole_town(target), value)
    new = made(town, carried=[target] if carry else [])
    assert new.start_value == (start and Decimal(start))


def test_a_level_held_all_year_starts_nowhere(town):
    target = town.target("level", 500, "头")
    town.counted(whole_town(target), "410", confirmed=True)
    assert made(town).start_value is None


def test_every_row_says_from_which_year_it_was_made(town):
    make_share(town.target("steps"), make_village())
    plan = make(town, by_village=True)
    rows = [
        (Plan, {"pk": plan.pk}),
        (Document, {"plan": plan}),
        (Section, {"document__plan": plan}),
        (Target, {"plan": plan}),
        (Allocation, {"target__plan": plan}),
        (Step, {"allocation__target__plan": plan}),
    ]
    for model, mine in rows:
        ids = model.objects.filter(**mine).values_list("pk", flat=True)
        assert ids, model
        reasons = {record.history_change_reason for record in model.history.filter(id__in=list(ids))}
        assert reasons == {"由2021年度生成"}, model


def test_only_what_is_chosen_goes_on(town):
    first, second = town.target(), town.target()
    assert [each.continues for each in make(town, copied=[second]).targets.all()] == [second]
    assert not make(town, copied=[], year=2023).targets.exists()
    assert first.continued_by.count() == 0


def test_the_figures_are_those_of_the_day(town):
    target = town.target()
    town.counted(whole_town(target), "410", happened_on=date(2021, 6, 10))
    assert made(town, on=date(2021, 6, 9)).baseline is None
    assert made(town, on=date(2021, 6, 10), year=2023).baseline == 410


def test_the_queries_grow_with_the_targets_and_no_faster(town):
    asked = {}
    for year, rows in ((2022, 3), (2023, 27), (2024, 30)):
        for _index in range(rows):
            town.target()
        with CaptureQueriesContext(connection) as queries:
            make(town, year=year)
        asked[town.codes] = len(queries)
    (three, low), (thirty, middle), (sixty, high) = asked.items()
    assert (middle - low) / (thirty - three) == (high - middle) / (sixty - thirty)
    assert (high - middle) / (sixty - thirty) <= 50


def test_the_facts_of_2021_make_a_whole_year_in_seconds(facts):
    import time

    began = time.monotonic()
    plan = make_next_year(
        source=facts, year=2022, copied=facts.targets.values_list("pk", flat=True), on=END, by_village=True
    )
    assert plan.targets.count() == facts.targets.count() == 76
    assert time.monotonic() - began < 3 * 5  # 1.2 s on a desk; a busy machine may take five times as long
    assert not plan.targets.filter(measure="limit", goal=None).exists()
