"""A year's projects as they were set up on a day: names, dates, money, milestones, thresholds from the kept history.

Of each row the last version made by the day's end stands; before its first version, that (`targets.then`). Code,
office, villages, targets served and quote are today's, so that everyone finds what they look for. A project put in
the list later is not in it yet; where nothing was in the list by then, what was put in on its first day is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from projects.models import Project, ProjectStage, ProjectYear
from targets.asof import Known, after
from targets.models import Plan
from targets.then import PLAN, Version, turned_back, versions, was_there

PROJECT = (
    "name", "name_en", "kind", "promised_as", "contractor", "scale", "total_investment", "invested_before",
    "planned_start", "planned_finish",
)  # fmt: skip
YEAR = ("year_investment",)
STAGE = ("project_id", "stage", "name", "planned_on", "actual_on")


@dataclass(frozen=True, slots=True)
class SetUp:
    """A project of a year with its milestones, to be judged and never saved."""

    year: ProjectYear
    stages: tuple[ProjectStage, ...]
    is_listed: bool = True
    """By then it was in the list of the year."""


def set_up(
    plan: Plan, years: Iterable[ProjectYear], on: date, known: Known, told: Collection[int]
) -> list[SetUp]:
    """Each of these projects of a plan with its milestones: one query; four as then known.

    `told` are the ids of the rows a counted report of then belongs to: those were in the list.
    """
    rows = list(years)
    ids = [row.project_id for row in rows]
    if known is Known.NOW:
        today = _by_project(ProjectStage.objects.filter(project__in=ids))
        return [SetUp(row, today[row.project_id]) for row in rows]
    until = after(on)
    listed = versions(ProjectYear, YEAR, {"plan_id": plan.pk}, until)
    projects = versions(Project, PROJECT, {"id__in": ids}, until)
    stages = _stages(versions(ProjectStage, STAGE, {"project_id__in": ids}, until), projects)
    stood = turned_back(plan, versions(Plan, PLAN, {"id": plan.pk}, until).get(plan.pk))
    first = min(listed.values(), key=lambda each: each.first, default=None)
    found = []
    for row in rows:
        year = turned_back(row, listed.get(row.pk))
        year.project, year.plan = turned_back(row.project, projects.get(row.project_id)), stood
        is_listed = row.pk in told or was_there(listed.get(row.pk), first)
        found.append(SetUp(year, stages[row.project_id], is_listed))
    return found


def _stages(
    found: Mapping[int, Version], projects: Mapping[int, Version]
) -> dict[int, tuple[ProjectStage, ...]]:
    """The milestones that were there, those deleted since among them."""
    there = [
        ProjectStage(pk=pk, **version.values)
        for pk, version in found.items()
        if was_there(version, projects.get(version.values["project_id"]))
    ]
    return _by_project(there)


def _by_project(stages: Iterable[ProjectStage]) -> dict[int, tuple[ProjectStage, ...]]:
    found: dict[int, tuple[ProjectStage, ...]] = defaultdict(tuple)
    for each in sorted(stages, key=lambda row: (row.planned_on is None, row.planned_on or date.min, row.pk)):
        found[each.project_id] += (each,)
    return found
