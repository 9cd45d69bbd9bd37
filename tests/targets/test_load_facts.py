"""Loading the facts again: what people did stands, mended facts arrive, a broken fixture says what to do."""

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from targets.models import Allocation, Area, Plan, PlanVersion, Section, Step, Target, Village
from targets.models.shares import FIRST_STEP
from targets.setup.facts import FILES, REASON
from tests.targets.factories import make_office, make_user
from tests.targets.loaded_facts import WITH_HISTORY

FIXTURES = settings.BASE_DIR / "fixtures"
ROWS = 228


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def load(folder: Path = FIXTURES, **options) -> list[str]:
    """Run the command; the lines it prints."""
    out = StringIO()
    call_command("load_facts", folder=folder, stdout=out, **options)
    return out.getvalue().splitlines()


def summary(added: int = 0, updated: int = 0, unchanged: int = ROWS, left: int = 0) -> str:
    return f"Facts: {added} added, {updated} updated, {unchanged} unchanged, {left} left as people made them."


def by_hand(row, user=None, **changes) -> None:
    """Change a row as a page does: its history names who did it, or at least not the facts."""
    row._history_user = user
    row._change_reason = None
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


@pytest.fixture
def mended(tmp_path) -> Callable[..., Path]:
    """Make a copy of the fixtures in which one row was mended: mended("target", "4.2.3", goal="600")."""

    def mend(model: str, identity: str, **changes) -> Path:
        for name in FILES:
            objects = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
            for row in objects:
                if row["model"] == f"targets.{model}" and identity in (
                    row["fields"].get("code"),
                    row["fields"].get("name"),
                ):
                    row["fields"].update(changes)
            (tmp_path / name).write_text(json.dumps(objects), encoding="utf-8")
        return tmp_path

    return mend


def test_the_first_run_adds_every_fact_and_its_history_starts_with_it(db):
    assert load() == [summary(added=ROWS, unchanged=0)]
    assert sum(model.objects.count() for model in WITH_HISTORY) == ROWS
    for model in WITH_HISTORY:
        assert model.history.filter(history_type="+").count() == model.objects.count()
        assert set(model.history.values_list("history_change_reason", "history_user")) == {(REASON, None)}
    roads = Target.objects.get(code="3.1.1")
    assert roads.history.first().villages.count() == roads.villages.count() == 5
    assert PlanVersion.objects.get().plan.year == 2021


def test_loading_twice_changes_nothing(facts):
    def everything():
        return [[*model.objects.values(), *model.history.values()] for model in WITH_HISTORY]

    before, version = everything(), facts.version.number
    assert load() == [summary()]
    assert everything() == before
    assert PlanVersion.objects.get().number == version


def test_the_second_run_asks_once_for_each_table(facts):
    with CaptureQueriesContext(connection) as queries:
        load()
    # Eight tables, the villages of the targets, the versions (two), and a savepoint set and taken back.
    assert len(queries) <= 18


def test_verbosity_0_prints_nothing(facts):
    by_hand(facts, report_by_day=8)
    assert load(verbosity=0) == []


def test_a_row_edited_by_someone_is_left_and_reported(facts):
    clerk = make_user("li")
    by_hand(Target.objects.get(code="4.2.3"), clerk, goal=Decimal(600), note="县里下达")
    assert load() == [
        "target 2021 4.2.3: left as people changed it (goal, note)",
        summary(unchanged=ROWS - 1, left=1),
    ]
    assert Target.objects.get(code="4.2.3").goal == 600


def test_a_row_edited_by_nobody_named_is_left_too(facts):
    by_hand(Village.objects.get(name="关渡村"), groups=9)
    assert load()[0] == "village 关渡村: left as people changed it (number of groups)"
    assert Village.objects.get(name="关渡村").groups == 9


def test_villages_taken_from_a_target_by_hand_are_left_and_reported(facts):
    roads = Target.objects.get(code="3.1.1")
    roads.villages.remove(Village.objects.get(name="雄岭村"))
    assert load()[0] == "target 2021 3.1.1: left as people changed it (villages named in the text)"
    assert roads.villages.count() == 4


def test_what_the_report_leaves_open_is_people_s_to_fill_in(facts):
    by_hand(Target.objects.get(code="4.2.3"), make_user("li"), lead_office=make_office())
    assert load() == [summary()]
    assert Target.objects.get(code="4.2.3").lead_office.name == "农业服务中心"


def test_an_edit_that_was_taken_back_is_no_difference(facts):
    village = Village.objects.get(name="关渡村")
    by_hand(village, groups=9)
    by_hand(village, groups=8)
    assert load() == [summary()]


def test_rows_people_deleted_are_not_brought_back_but_reported(facts):
    share = Allocation.objects.get(target__code="2.2.1")
    share.steps.get().delete()
    share.delete()
    Target.objects.get(code="2.2.1").delete()
    assert load() == [
        "target 2021 2.2.1: not brought back, people deleted it",
        "share 2021 2.2.1 全镇: not brought back, people deleted it",
        "step 2021 2.2.1 全镇 完成: not brought back, people deleted it",
        summary(unchanged=ROWS - 3, left=3),
    ]
    assert not Target.objects.filter(code="2.2.1").exists()


def test_a_row_people_renamed_is_not_added_a_second_time(facts):
    by_hand(Target.objects.get(code="4.2.3"), code="4.2.9")
    by_hand(Area.objects.get(name_en="Dongba–Xiping–Yunding"), name="西片区")
    assert load() == [
        "area 东坝村-西坪村-云顶村: left as people changed it (name)",
        "target 2021 4.2.3: left as people changed it (code)",
        summary(unchanged=ROWS - 2, left=2),
    ]
    assert (Target.objects.count(), Allocation.objects.count(), Area.objects.count()) == (76, 76, 3)


def test_a_row_deleted_and_made_again_by_hand_is_that_of_the_people(facts):
    Allocation.objects.get(target__code="4.2.3").delete()
    Allocation.objects.create(target=Target.objects.get(code="4.2.3"), name="全镇", goal=100)
    assert load()[0] == "share 2021 4.2.3 全镇: left as people changed it (goal)"


def test_a_row_people_made_before_the_facts_came_is_theirs(db):
    Village.objects.create(name="关渡村", slug="guandu", code="511922131200", groups=4)
    first = load()
    assert first[0].startswith("village 关渡村: left as people changed it (")
    assert first[1] == summary(added=ROWS - 1, unchanged=0, left=1)


def test_facts_mended_in_a_release_reach_untouched_rows(facts, mended):
    before = facts.version.number
    lines = load(mended("target", "4.2.3", goal="550", baseline_comparable=False, villages=[["关渡村"]]))
    assert lines == [summary(updated=1, unchanged=ROWS - 1)]
    target = Target.objects.get(code="4.2.3")
    assert (target.goal, target.baseline_comparable) == (550, False)
    assert [village.name for village in target.villages.all()] == ["关渡村"]
    assert set(target.history.values_list("history_change_reason", flat=True)) == {REASON}
    assert PlanVersion.objects.get().number == before + 1


def test_a_fact_mended_twice_arrives_twice(facts, mended):
    load(mended("village", "关渡村", groups=9))
    assert load(mended("village", "关渡村", groups=10)) == [summary(updated=1, unchanged=ROWS - 1)]
    assert Village.objects.get(name="关渡村").groups == 10


def test_facts_mended_in_a_release_do_not_reach_edited_rows(facts, mended):
    by_hand(Target.objects.get(code="4.2.3"), goal=Decimal(600))
    assert load(mended("target", "4.2.3", name_en="Honeysuckle")) == [
        "target 2021 4.2.3: left as people changed it (name in English, goal)",
        summary(unchanged=ROWS - 1, left=1),
    ]


def test_a_fact_new_in_a_release_is_added_with_its_share(facts, tmp_path):
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    plan = json.loads((tmp_path / FILES[1]).read_text(encoding="utf-8"))
    (fact,) = [row["fields"] for row in plan if row["fields"].get("code") == "2.2.1"]
    plan.append({"model": "targets.target", "fields": {**fact, "code": "2.2.8"}})
    (tmp_path / FILES[1]).write_text(json.dumps(plan), encoding="utf-8")
    assert load(tmp_path) == [summary(added=1)]
    assert Step.objects.get(allocation__target__code="2.2.8").name == FIRST_STEP


def test_a_fact_new_in_a_section_people_deleted_is_not_added(facts, mended):
    for target in Target.objects.filter(section__number="6.3"):
        Allocation.objects.filter(target=target).delete()
        target.delete()
    Section.objects.get(number="6.3").delete()
    assert (
        load(mended("target", "6.3.1", code="6.3.2"))[1]
        == "target 2021 6.3.2: not brought back, people deleted it"
    )


@pytest.mark.parametrize("name", FILES)
def test_a_missing_fixture_says_what_to_do(db, tmp_path, name):
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).unlink()
    with pytest.raises(CommandError, match=rf"Cannot read .*{name}.*: restore the file from the release\.$"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["", "[{", "\ufeff[]", '{"model": 1}'])
def test_a_fixture_that_is_no_list_of_rows_says_what_to_do(db, tmp_path, text):
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    (tmp_path / FILES[0]).write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match=r"places\.json.*: restore the file from the release\.$"):
        load(tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"goal": "-5"},
        {"goal": "many"},
        {"colour": "green"},
        {"section": [2021, "2021年政府工作报告", "9.9"]},
        {"villages": [["双寨村"]]},
        {"quote": "今年实现新植金银花5000亩"},
        {"due_on": "2022-01-01"},
        {"measure": "guess"},
    ],
    ids=str,
)
def test_a_broken_row_is_named_and_nothing_is_loaded(db, mended, changes):
    folder = mended("target", "4.2.3", **changes)
    with pytest.raises(CommandError, match=r"Row \d+ of plan_2021\.json cannot be loaded \(.+\): restore"):
        load(folder)
    assert not Plan.objects.exists()
    assert not Village.objects.exists()


def test_a_row_that_is_no_row_is_named(db, tmp_path):
    shutil.copytree(FIXTURES, tmp_path, dirs_exist_ok=True)
    for row in ('[{"fields": {}}]', '[{"model": "targets.nothing", "fields": {}}]', "[3]"):
        (tmp_path / FILES[0]).write_text(row, encoding="utf-8")
        with pytest.raises(CommandError, match=r"Row 1 of places\.json cannot be loaded"):
            load(tmp_path)
