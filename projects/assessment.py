"""Projects of a plan on a day: rows of the database to frozen records, by today's knowledge or that day's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q

from projects.models import ProjectReport, ProjectReportLine, ProjectStage, ProjectYear
from projects.models.projects import ProjectYearQuerySet
from projects.models.reports import ProjectReportQuerySet
from projects.stages import Stage
from projects.status import Month, Standing, Terms, Works, judge
from projects.then import SetUp, set_up
from targets.asof import Known, after
from targets.models import Plan, Village


@dataclass(frozen=True, slots=True)
class Reached:
    """A stage or own milestone with its planned and actual day."""

    name: str
    stage: Stage | None
    planned_on: date | None
    actual_on: date | None
    is_day_told: bool
    """The actual day was entered for it; otherwise only its month is known."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """A project in a year with what approved reports tell of it by a day."""

    year: ProjectYear
    works: Works
    standing: Standing
    stage: Stage | None
    """The latest stage told of; None where nothing was."""
    track: tuple[Reached, ...]
    reports: tuple[ProjectReport, ...]
    """The counted reports of this year up to the day, in the order of their months."""
    invested_in_all: Decimal | None
    """万元 done in all years; None where no figure is known."""
    is_listed: bool = True
    """By then it was in the list of the year."""


def assess(
    plan: Plan, on: date, years: ProjectYearQuerySet | None = None, known: Known = Known.NOW
) -> list[Assessed]:
    """The projects of a plan in its list by the end of `on`, by code: four queries; seven as then known."""
    chosen = ProjectYear.objects.filter(plan=plan) if years is None else years
    return [each for each in _assess(plan, on, chosen, known) if each.is_listed]


def assess_year(year: ProjectYear, on: date, known: Known = Known.NOW) -> Assessed:
    """One project, whether or not it was in the list by then."""
    return _assess(year.plan, on, ProjectYear.objects.filter(pk=year.pk), known)[0]


def _assess(plan: Plan, on: date, years: ProjectYearQuerySet, known: Known) -> list[Assessed]:
    places = Village.objects.select_related("successor__successor")
    rows = list(
        years.select_related("project__office", "project__document", "plan")
        .prefetch_related(Prefetch("project__villages", places))
        .order_by("project__code")
    )
    if not rows:
        return []
    told: dict[int, list[ProjectReport]] = defaultdict(list)
    for report in _reports([row.project_id for row in rows], on, known):
        if report.happened_on <= on:
            told[report.project_year.project_id].append(report)
    in_list = {each.project_year_id for reports in told.values() for each in reports}
    return [
        _assessed(each, told[each.year.project_id], on) for each in set_up(plan, rows, on, known, in_list)
    ]


def _reports(project_ids: Sequence[int], on: date, known: Known) -> Iterable[ProjectReport]:
    """What counts as now known; as then known what counted at the end of `on`."""
    outputs = ProjectReportLine.objects.filter(report=OuterRef("pk"))
    reports: ProjectReportQuerySet = ProjectReport.objects.all()
    return (
        (reports.counted() if known is Known.NOW else reports.counted_before(after(on)))
        .dated()
        .filter(project_year__project__in=project_ids)
        .select_related("project_year__plan")
        .annotate(has_output=Exists(outputs.filter(Q(quantity__gt=0) | Q(step__isnull=False))))
        .order_by("month", "pk")
    )


def _assessed(stood: SetUp, reports: Sequence[ProjectReport], on: date) -> Assessed:
    year = stood.year
    plan = year.plan
    this_year = tuple(each for each in reports if each.project_year_id == year.pk)
    upto = [each for each in reports if each.project_year.plan.year <= plan.year]
    track = _track(year, stood.stages, upto, on)
    reached = {each.stage: each.actual_on for each in track if each.stage and each.actual_on}
    works = Works(
        terms=_terms(plan),
        planned_start=year.project.planned_start,
        planned_finish=year.project.planned_finish,
        started_on=reached.get(Stage.START),
        finished_on=reached.get(Stage.FINISH),
        year_investment=year.year_investment,
        months=_months(upto, year),
    )
    stage = max(reached, key=lambda each: each.order, default=None)
    known = [each.investment for each in upto if each.investment is not None]
    known += [year.project.invested_before] if year.project.invested_before is not None else []
    in_all = sum(known, Decimal(0)) if known else None
    return Assessed(year, works, judge(works, on), stage, track, this_year, in_all, stood.is_listed)


def _terms(plan: Plan) -> Terms:
    return Terms(
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        report_by_day=plan.report_by_day,
        ahead_points=plan.ahead_points,
        behind_points=plan.behind_points,
        far_behind_points=plan.far_behind_points,
    )


def _track(
    year: ProjectYear, rows: Sequence[ProjectStage], reports: Sequence[ProjectReport], on: date
) -> tuple[Reached, ...]:
    """The five stages with their days, then the project's own milestones."""
    project = year.project
    own = {row.stage: row for row in rows if row.stage}
    known = {
        Stage(row.stage): row.actual_on for row in rows if row.stage and row.actual_on and row.actual_on <= on
    }
    planned = {Stage.START: project.planned_start, Stage.FINISH: project.planned_finish}
    found = []
    for stage in Stage:
        days = [(day, True) for each, day in known.items() if each is stage]
        days += [_stage_day(each, stage) for each in reports if Stage(each.stage).implies(stage)]
        days = [(day, is_told) for day, is_told in days if day <= on]
        later = [(day, False) for each, day in known.items() if each.implies(stage)]
        actual, is_told = min(days or later, key=lambda each: (each[0], not each[1]), default=(None, False))
        row = own.get(stage)
        day = planned.get(stage) or (row.planned_on if row else None)
        found.append(Reached(str(stage.label), stage, day, actual, is_told))
    for row in rows:
        if row.name:
            actual = row.actual_on if row.actual_on and row.actual_on <= on else None
            found.append(Reached(row.name, None, row.planned_on, actual, actual is not None))
    return tuple(found)


def _stage_day(report: ProjectReport, stage: Stage) -> tuple[date, bool]:
    """The day a report tells for a stage, and whether it was given for it: else it is that of its figures."""
    if report.stage == stage and report.stage_on:
        return report.stage_on, True
    return report.happened_on, False


def _months(reports: Sequence[ProjectReport], year: ProjectYear) -> tuple[Month, ...]:
    """The months of this year; entering a stage no earlier report told of is progress."""
    found, highest = [], -1
    for each in reports:
        order = Stage(each.stage).order
        if each.project_year_id == year.pk:
            is_step = order > highest or has_output(each)
            found.append(Month(first=each.month, investment=each.investment, is_step=is_step))
        highest = max(highest, order)
    return tuple(found)


def has_output(report: ProjectReport) -> bool:
    """Whether it added to an output or completed a step, as `_reports` asked of the database."""
    return bool(vars(report).get("has_output"))
