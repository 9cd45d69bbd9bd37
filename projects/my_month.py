"""The projects in “my month”: whose report is asked for, what came back, what waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from projects.models import ProjectReport, ProjectYear
from projects.report_page import month_name
from projects.stages import Stage
from projects.waiting import asked_month
from targets.models import Plan
from targets.models.ledger import EntryState
from targets.people import Person


@dataclass(frozen=True, slots=True)
class CameBack:
    """A month of it that was sent back, and where it is changed."""

    month: str
    url: str


@dataclass(frozen=True, slots=True)
class MyProject:
    """A project this user reports on, or decides about."""

    name: str
    url: str
    report_url: str
    last_month: date | None
    is_owed: bool
    """No report of the month that is asked for stands yet."""
    returned: tuple[CameBack, ...]
    """The earliest month first: later totals rest on it."""
    to_decide: int
    nothing_new_url: str = ""
    asked: str = ""
    """The month asked for, as addresses have it: 2021-09."""
    month_name: str = ""
    token: UUID = field(default_factory=uuid4)

    @property
    def asks(self) -> bool:
        return self.is_owed or bool(self.returned or self.to_decide)


def my_projects(plan: Plan, user: Person, on: date) -> tuple[MyProject, ...]:
    """What asks for something first, then by code; three queries, however many there are."""
    waiting = ProjectReport.objects.of_plan(plan).reviewable_by(user, on)
    decidable = list(waiting.values_list("project_year_id", flat=True))
    own = ProjectYear.objects.filter(plan=plan).reportable_by(user, on)
    shown = ProjectYear.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=decidable))
    shown = shown.annotate(is_own=Exists(own.filter(pk=OuterRef("pk")))).select_related("project", "plan")
    years = list(shown.order_by("project__code"))
    if not years:
        return ()
    telling = Q(pk__in=ProjectReport.objects.telling().values("pk"))
    of_years = ProjectReport.objects.filter(telling | Q(state=EntryState.RETURNED), project_year__in=years)
    reports = list(of_years)
    asked = asked_month(plan, on)
    found = [
        _mine(
            year,
            [each for each in reports if each.project_year_id == year.pk],
            asked,
            decidable.count(year.pk),
            is_own=year.is_own,
        )
        for year in years
    ]
    return tuple(sorted(found, key=lambda each: not each.asks))


def _mine(
    year: ProjectYear, reports: Iterable[ProjectReport], asked: date, to_decide: int, *, is_own: bool
) -> MyProject:
    """Reports of later months, which a demonstration has, are not told; a month taken back is untold.

    Who only decides in another office's stead is asked for no report.
    """
    told = [each for each in reports if each.month <= asked]
    came_back = (each for each in told if is_own and each.state == EntryState.RETURNED)
    returned = tuple(_came_back(year, each) for each in sorted(came_back, key=lambda each: each.month))
    months = [each.month for each in told if each.state != EntryState.RETURNED]
    is_over = any(each.stage == Stage.ACCEPTANCE and each.state == EntryState.APPROVED for each in told)
    address = [year.plan.year, year.project.code]
    return MyProject(
        name=str(year.project),
        url=reverse("projects:project", args=address),
        report_url=f"{reverse('projects:report', args=address)}?from=month",
        nothing_new_url=f"{reverse('projects:nothing-new', args=address)}?from=month",
        asked=f"{asked:%Y-%m}",
        month_name=month_name(asked),
        last_month=max(months, default=None),
        is_owed=is_own and asked not in months and not returned and not is_over,
        returned=returned,
        to_decide=to_decide,
    )


def _came_back(year: ProjectYear, report: ProjectReport) -> CameBack:
    url = reverse("projects:report-resubmit", args=[year.plan.year, report.pk])
    return CameBack(month_name(report.month), f"{url}?from=month")
