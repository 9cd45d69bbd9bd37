"""The projects in “my month”: whose report is asked for, what came back, what waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from projects.models import ProjectReport, ProjectYear
from projects.stages import Stage
from projects.waiting import asked_month
from targets.models import Plan
from targets.models.ledger import EntryState
from targets.people import Person


@dataclass(frozen=True, slots=True)
class MyProject:
    """A project this user reports on, or decides about."""

    name: str
    url: str
    report_url: str
    last_month: date | None
    is_owed: bool
    """No report of the month that is asked for stands yet."""
    returned_url: str
    to_decide: int

    @property
    def asks(self) -> bool:
        return self.is_owed or bool(self.returned_url or self.to_decide)


def my_projects(plan: Plan, user: Person, on: date) -> tuple[MyProject, ...]:
    """What asks for something first, then by code; three queries, however many there are."""
    own = ProjectYear.objects.filter(plan=plan).reportable_by(user, on).select_related("project", "plan")
    years = list(own.order_by("project__code"))
    if not years:
        return ()
    reports = list(ProjectReport.objects.filter(project_year__in=years).exclude(state=EntryState.WITHDRAWN))
    waiting = ProjectReport.objects.of_plan(plan).reviewable_by(user, on)
    decidable = list(waiting.values_list("project_year_id", flat=True))
    asked = asked_month(plan, on)
    found = [
        _mine(
            year,
            [each for each in reports if each.project_year_id == year.pk],
            asked,
            decidable.count(year.pk),
        )
        for year in years
    ]
    return tuple(sorted(found, key=lambda each: not each.asks))


def _mine(year: ProjectYear, reports: Iterable[ProjectReport], asked: date, to_decide: int) -> MyProject:
    """Reports of later months, which a demonstration has, are not told."""
    told = [each for each in reports if each.month <= asked]
    returned = [each for each in told if each.state == EntryState.RETURNED]
    months = [each.month for each in told if each.state != EntryState.RETURNED]
    is_over = any(each.stage == Stage.ACCEPTANCE and each.state == EntryState.APPROVED for each in told)
    address = [year.plan.year, year.project.code]
    return MyProject(
        name=str(year.project),
        url=reverse("projects:project", args=address),
        report_url=reverse("projects:report", args=address),
        last_month=max(months, default=None),
        is_owed=asked not in months and not returned and not is_over,
        returned_url=reverse("projects:report-resubmit", args=[year.plan.year, returned[0].pk])
        if returned
        else "",
        to_decide=to_decide,
    )
