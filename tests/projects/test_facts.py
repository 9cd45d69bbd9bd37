"""Every row of the table of projects, column by column, against the database after load_facts."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from projects.models import Project, ProjectShare, ProjectStage, ProjectYear
from targets.setup.facts import REASON
from tests.targets.report_tables import TEXT, table

pytestmark = pytest.mark.django_db
PROJECTS = table("projects.tsv")


def words(text, separator=None):
    return {each for each in text.split(separator) if each}


def test_every_project_stands_as_in_the_table(facts):
    assert list(PROJECTS[0]) == [
        *("code", "kind", "name_zh", "name_en", "villages", "report_verb", "quote", "commitments")
    ]
    stored = {each.code: each for each in Project.objects.prefetch_related("villages", "targets")}
    assert len(PROJECTS) == len(stored) == 13
    for row in PROJECTS:
        project = stored[row["code"]]
        assert project.kind == row["kind"]
        assert (project.name, project.name_en) == (row["name_zh"], row["name_en"])
        assert {village.name for village in project.villages.all()} == words(row["villages"], ",")
        assert project.promised_as == row["report_verb"]
        assert project.quote == row["quote"]
        assert {target.code for target in project.targets.all()} == words(row["commitments"])
        assert TEXT[project.quote_start :].startswith(row["quote"])
        assert project.history.earliest().history_change_reason == REASON


def test_nothing_is_invented_beside_the_report(facts):
    unknown = ("office", "total_investment", "invested_before", "planned_start", "planned_finish")
    for project in Project.objects.all():
        assert {getattr(project, name) for name in unknown} == {None}
        assert (project.contractor, project.scale) == ("", "")
    assert [year.year_investment for year in ProjectYear.objects.filter(plan=facts)] == [None] * 13
    assert not ProjectShare.objects.exists()
    assert not ProjectStage.objects.exists()


def test_facts_loaded_again_leave_what_people_edited(facts):
    road = Project.objects.get(code="P05")
    road.name = "李家磅道路"
    road.save()
    call_command("load_facts", verbosity=0)
    assert Project.objects.get(code="P05").name == "李家磅道路"
    assert Project.objects.count() == 13


BAD = {
    "no words of the document": {"quote": "这些话报告里没有"},
    "a document without words": {"quote": ""},
    "finished before it starts": {"planned_start": "2021-05-01", "planned_finish": "2021-04-30"},
    "money below 0": {"total_investment": -1},
    "a code that is none": {"code": "p 5"},
}


@pytest.mark.parametrize("fields", BAD.values(), ids=BAD)
def test_what_cannot_be_of_a_project_is_refused_with_a_sentence(facts, fields):
    project = Project.objects.get(code="P05")
    for name, value in fields.items():
        setattr(project, name, Project._meta.get_field(name).to_python(value))
    with pytest.raises(ValidationError):
        project.full_clean()


def test_what_one_row_can_state_the_database_holds(facts):
    road, year = Project.objects.get(code="P05"), ProjectYear.objects.get(project__code="P05")
    for write in (
        lambda: ProjectStage.objects.create(project=road),
        lambda: ProjectStage.objects.create(project=road, stage="start", name="两者"),
        lambda: ProjectStage.objects.create(project=road, stage="start", planned_on="2021-03-01"),
        lambda: ProjectYear.objects.create(project=road, plan=year.plan),
        lambda: ProjectYear.objects.filter(pk=year.pk).update(year_investment=0),
        lambda: Project.objects.filter(pk=road.pk).update(quote=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
