"""What a user owes and has to decide of projects' reports: the badges of the menu, the section of the review page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from projects.models import ProjectReport, ProjectYear
from projects.stages import Stage
from targets.models import Duty, Plan
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import Cadence, open_period, periods


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A project's report that awaits this user's decision."""

    project: str
    month: date
    reporter: str
    url: str


def asked_month(plan: Plan, on: date) -> date:
    """The first day of the month that is asked for on a day."""
    spans = periods(plan.starts_on, plan.ends_on, Cadence.MONTH, plan.report_by_day)
    return open_period(spans, on).starts_on.replace(day=1)


def reports_owed(plan: Plan, user: Person, on: date) -> int:
    """Projects of this user's own duties as reporter that lack the asked month, or came back: one query.

    A project that was accepted has nothing more to report.
    """
    duties = Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER, office__isnull=False)
    standing_in = Exists(duties.filter(office__is_fallback_reviewer=True))
    own = Q(project__office__in=duties.values("office")) | Q(standing_in, project__office=None)
    asked = asked_month(plan, on)
    told = ProjectReport.objects.filter(project_year=OuterRef("pk"), month__lte=asked)
    sent = told.filter(month=asked).telling()
    over = told.filter(stage=Stage.ACCEPTANCE).counted()
    owed = Exists(told.filter(state=EntryState.RETURNED)) | ~Exists(sent) & ~Exists(over)
    return ProjectYear.objects.filter(own, owed, plan=plan, plan__state=Plan.State.RUNNING).count()


def decisions_due(plan: Plan, user: Person, on: date) -> int:
    """Reports that await this user's decision: one query."""
    return ProjectReport.objects.of_plan(plan).reviewable_by(user, on).count()


def beside_review(plan: Plan, user: Person, on: date) -> dict[str, tuple[WaitingReport, ...]]:
    """What the review page lists of projects, also where it is drawn again after a refusal."""
    return {"reports": waiting_reports(plan, user, on)}


def waiting_reports(plan: Plan, user: Person, on: date) -> tuple[WaitingReport, ...]:
    """Those reports, the oldest first: one query, however many there are."""
    found = ProjectReport.objects.of_plan(plan).reviewable_by(user, on)
    return tuple(
        WaitingReport(
            project=str(report.project_year.project),
            month=report.month,
            reporter=report.reporter_name,
            url=reverse("projects:project", args=[plan.year, report.project_year.project.code])
            + f"#report-{report.pk}",
        )
        for report in found.select_related("project_year__project").order_by("reported_at", "pk")
    )
