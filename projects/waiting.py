"""What a user owes and has to decide of projects' reports: the badges of the menu, the section of the review page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from projects.models import ProjectReport, ProjectYear
from projects.models.projects import ProjectYearQuerySet
from projects.report_rules import MONEY
from projects.stages import Stage
from targets.models import Duty, Plan
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import Cadence, Period, open_period, periods
from targets.units import format_amount


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A project's report that awaits this user's decision."""

    project: str
    month: date
    reporter: str
    url: str
    added: str
    """万元 of the month; empty where no figure is known."""
    stage: str
    is_correction: bool


def asked_period(plan: Plan, on: date) -> Period:
    """The month that is asked for on a day."""
    return open_period(periods(plan.starts_on, plan.ends_on, Cadence.MONTH, plan.report_by_day), on)


def asked_month(plan: Plan, on: date) -> date:
    """Its first day, as reports name their month."""
    return asked_period(plan, on).starts_on.replace(day=1)


def is_young_month(plan: Plan, month: date, on: date) -> bool:
    """Whether a month has hardly begun: who says so early that nothing is done in it is asked once more."""
    spans = periods(plan.starts_on, plan.ends_on, Cadence.MONTH, plan.report_by_day)
    return any(each.is_young(on) for each in spans if each.starts_on.replace(day=1) == month)


def reports_owed(plan: Plan, user: Person, on: date) -> int:
    """Projects of this user's own duties as reporter that lack the asked month, or came back: one query."""
    lacking, came_back = owing(plan, on)
    return own_years(plan, user, on).filter(lacking | came_back).count()


def own_years(plan: Plan, user: Person, on: date) -> ProjectYearQuerySet:
    """The projects this user reports on by an own duty as reporter, not in another's stead (代录)."""
    duties = Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER, office__isnull=False)
    standing_in = Exists(duties.filter(office__is_fallback_reviewer=True))
    own = Q(project__office__in=duties.values("office")) | Q(standing_in, project__office=None)
    return ProjectYear.objects.filter(own, plan=plan, plan__state=Plan.State.RUNNING)


def owing(plan: Plan, on: date) -> tuple[Q, Q]:
    """Which projects lack the asked month, and of which a report came back: of that month or an earlier one.

    A project that was accepted has nothing more to report.
    """
    asked = asked_month(plan, on)
    told = ProjectReport.objects.filter(project_year=OuterRef("pk"), month__lte=asked)
    sent = told.filter(month=asked).telling()
    over = told.filter(stage=Stage.ACCEPTANCE).counted()
    returned = told.filter(state=EntryState.RETURNED)
    lacking = ~Exists(sent) & ~Exists(over) & ~Exists(returned.filter(month=asked))
    return Q(lacking), Q(Exists(returned))


def decisions_due(plan: Plan, user: Person, on: date) -> int:
    """Reports that await this user's decision: one query."""
    return ProjectReport.objects.of_plan(plan).reviewable_by(user, on).count()


def waiting_reports(plan: Plan, user: Person, on: date) -> tuple[WaitingReport, ...]:
    """Those reports, the oldest first: one query, however many there are."""
    found = ProjectReport.objects.of_plan(plan).reviewable_by(user, on)
    return tuple(
        WaitingReport(
            project=str(report.project_year.project),
            month=report.month,
            reporter=report.reporter_name,
            added="" if report.investment is None else f"{format_amount(report.investment)} {MONEY}",
            stage=report.get_stage_display(),
            is_correction=report.replaces_id is not None,
            url=reverse("projects:project", args=[plan.year, report.project_year.project.code])
            + f"#report-{report.pk}",
        )
        for report in found.select_related("project_year__project").order_by("reported_at", "pk")
    )
