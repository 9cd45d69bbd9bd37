"""Every row of the tables of facts, column by column, against the database after load_facts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.core import serializers
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from targets.models import Allocation, Area, Document, Plan, Section, Step, Target, Village
from targets.models.shares import FIRST_STEP, WHOLE_TOWN
from targets.setup.fact_notes import NOTES
from targets.setup.facts import FILES
from tests.targets.loaded_facts import WITH_HISTORY, bring_facts
from tests.targets.report_tables import COMMITMENTS, SECTIONS, TEXT, VILLAGES

COUNTED = {"3.3.1": "户", "5.1.1": "人", "5.1.2": "人", "5.2.2": "家", "5.2.3": "家", "5.3.2": "项"}


@dataclass(frozen=True)
class Loaded:
    """What stands in the database after load_facts, read once for all tests of this module."""

    plan: Plan
    documents: list[Document]
    areas: list[Area]
    villages: dict[str, Village]
    sections: dict[str, Section]
    targets: dict[str, Target]
    shares: list[Allocation]
    steps: list[Step]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[Loaded]:
    with django_db_blocker.unblock(), transaction.atomic():
        plan = bring_facts()
        targets = Target.objects.select_related("section__parent", "lead_office").prefetch_related("villages")
        found = Loaded(
            plan,
            list(Document.objects.select_related("plan")),
            list(Area.objects.all()),
            {each.name: each for each in Village.objects.select_related("area")},
            {each.number: each for each in Section.objects.select_related("parent", "document")},
            {each.code: each for each in targets},
            list(Allocation.objects.select_related("target", "village", "office")),
            list(Step.objects.select_related("allocation__target")),
        )
        transaction.set_rollback(True)
    return found


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def by(column: str, rows: list[dict[str, str]]):
    return pytest.mark.parametrize("row", rows, ids=[row[column] for row in rows])


@by("code", COMMITMENTS)
def test_a_promise_stands_as_in_the_table(loaded, row):
    target = loaded.targets[row["code"]]
    assert target.plan_id == loaded.plan.pk
    assert target.section.number == row["section"]
    assert target.measure == row["measure"]
    assert target.name == row["name_zh"]
    assert target.name_en == row["name_en"]
    assert target.goal == number(row["value"])
    assert target.unit == row["unit"]
    assert target.qualifier == row["qualifier"]
    assert target.due_on == (date.fromisoformat(row["due"]) if row["due"] else None)
    assert target.due_basis == row["due_basis"]
    assert target.cadence == row["cadence"]
    assert {village.name for village in target.villages.all()} == set(
        filter(None, row["villages"].split(","))
    )
    assert target.quote == row["quote"]
    assert target.baseline == number(row["baseline"])
    assert target.baseline_unit == row["baseline_unit"]
    assert target.baseline_qualifier == row["baseline_qualifier"]
    assert target.baseline_comparable == (row["baseline_comparable"] == "yes")
    assert target.baseline_quote == row["baseline_quote"]
    assert target.note == row["note"]


def test_every_column_of_the_promises_is_known():
    assert list(COMMITMENTS[0]) == [
        *(
            "code",
            "section",
            "measure",
            "name_zh",
            "name_en",
            "value",
            "unit",
            "qualifier",
            "due",
            "due_basis",
        ),
        *("cadence", "villages", "quote", "baseline", "baseline_unit", "baseline_qualifier"),
        *("baseline_comparable", "baseline_quote", "note"),
    ]
    assert {row["baseline_comparable"] for row in COMMITMENTS} == {"yes", "no", ""}


@by("code", COMMITMENTS)
def test_a_promise_leads_back_to_its_words(loaded, row):
    target = loaded.targets[row["code"]]
    body = loaded.documents[0].body
    assert body[target.quote_start :].startswith(row["quote"])
    assert body.find(row["quote"]) == target.quote_start
    assert row["baseline_quote"] in body


@by("code", COMMITMENTS)
def test_a_promise_has_the_share_of_the_whole_town(loaded, row):
    (share,) = [each for each in loaded.shares if each.target.code == row["code"]]
    assert (share.village, share.name, share.office) == (None, WHOLE_TOWN, None)
    assert share.goal == number(row["value"])
    assert share.counted_unit == COUNTED.get(row["code"], "")
    assert (share.is_owed, share.due_on, share.schedule, share.ended_on) == (True, None, None, None)
    steps = [each for each in loaded.steps if each.allocation_id == share.pk]
    expected = [(FIRST_STEP, None, 1)] if row["measure"] == "steps" else []
    assert [(step.name, step.planned_on, step.weight) for step in steps] == expected


@by("section", SECTIONS)
def test_a_section_stands_as_in_the_table(loaded, row):
    section = loaded.sections[row["section"]]
    assert section.name == row["name_zh"]
    assert section.name_en == row["name_en"]
    assert section.document_id == loaded.documents[0].pk
    theme, _, group = row["section"].partition(".")
    assert (section.parent.number if section.parent else None) == (theme if group else None)
    assert section.theme.number == theme
    assert row["name_zh"] in TEXT


@by("name_zh", VILLAGES)
def test_a_village_stands_as_in_the_table(loaded, row):
    village = loaded.villages[row["name_zh"]]
    assert village.name_en == row["name_en"]
    assert village.slug == row["name_en"].lower()
    assert village.groups == int(row["groups"])
    assert village.area.name == row["area"]
    assert village.code == row["code"]
    assert (village.ended_on, village.successor_id) == (None, None)


def test_the_areas_are_named_after_their_villages(loaded):
    english = {row["name_zh"]: row["name_en"] for row in VILLAGES}
    assert {area.name for area in loaded.areas} == {row["area"] for row in VILLAGES}
    for area in loaded.areas:
        assert area.name_en == "–".join(english[name] for name in area.name.split("-"))
        assert set(area.name.split("-")) == {row["name_zh"] for row in VILLAGES if row["area"] == area.name}


def test_the_plan_is_the_year_2021_with_the_default_thresholds(loaded):
    plan = loaded.plan
    assert (plan.year, plan.starts_on, plan.ends_on) == (2021, date(2021, 1, 1), date(2021, 12, 31))
    assert (plan.state, plan.closed_through) == (Plan.State.RUNNING, None)
    assert (plan.ahead_points, plan.behind_points, plan.far_behind_points) == (10, 10, 30)
    assert plan.report_by_day == 5


def test_the_document_is_the_report_to_the_letter(loaded):
    (document,) = loaded.documents
    assert document.body == TEXT
    assert document.title == TEXT.splitlines()[0] == "2021年政府工作报告"
    assert document.title_en == "Government Work Report 2021"
    assert (document.plan, document.kind) == (loaded.plan, Document.Kind.REPORT)
    assert (document.number, document.issued_on) == ("", None)


def test_the_counts_are_those_of_the_report(loaded):
    assert len(loaded.areas) == 3
    assert len(loaded.villages) == len(VILLAGES) == 10
    assert sum(village.groups for village in loaded.villages.values()) == 53
    assert len([each for each in loaded.sections.values() if each.parent is None]) == 6
    assert len([each for each in loaded.sections.values() if each.parent]) == 16
    assert len(loaded.targets) == len(loaded.shares) == len(COMMITMENTS) == 76
    measures = Counter(row["measure"] for row in COMMITMENTS)
    assert Counter(target.measure for target in loaded.targets.values()) == measures
    assert len(loaded.steps) == measures["steps"] == 13
    assert set(COUNTED) == {row["code"] for row in COMMITMENTS if row["measure"] == "ratio"}


def test_every_promise_of_the_year_stands_behind_the_year_s_heading(loaded):
    heading = TEXT.index("\n2021年工作安排\n")
    assert all(target.quote_start > heading for target in loaded.targets.values())
    assert all(TEXT.index(row["baseline_quote"]) < heading for row in COMMITMENTS if row["baseline_quote"])


def test_nothing_is_invented_beside_the_report(loaded):
    for target in loaded.targets.values():
        assert (target.lead_office, target.lead_post, target.schedule, target.definition) == (
            None,
            "",
            None,
            "",
        )
        assert (target.start_value, target.superior_goal, target.confirmed_value) == (None, None, None)
        assert target.done_at == 100


def test_natural_keys_lead_back_to_their_rows(facts):
    for model in WITH_HISTORY:
        for row in model.objects.all():
            assert model.objects.get_by_natural_key(*row.natural_key()) == row


def test_the_fixtures_are_django_s_own_format_with_natural_keys(facts):
    for name in FILES:
        text = (settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8")
        assert not text.isascii()
        for each in serializers.deserialize("json", text):
            assert type(each.object).objects.get(pk=each.object.pk).natural_key() == each.object.natural_key()


def test_every_note_of_the_facts_has_its_chinese():
    noted = {row["note"] for row in COMMITMENTS if row["note"]}
    assert set(NOTES) == noted
    with translation.override("zh-hans"):
        assert all(gettext(note) != note for note in NOTES)
