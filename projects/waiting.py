"""What waits of projects' reports: owed by a user or for a user to decide; told of shares, though not yet counted."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from projects.models import ProjectReport, ProjectReportEvent, ProjectReportLine, ProjectYear
from projects.models.projects import ProjectYearQuerySet
from projects.models.reports import day_of
from projects.stages import Stage
from targets.asof import Known, after
from targets.counted import SENT
from targets.models import Duty, Plan
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import Cadence, Period, open_period, periods


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A project's report that awaits this user's decision."""

    project: str
    month: date
    reporter: str
    url: str


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
            url=reverse("projects:project", args=[plan.year, report.project_year.project.code])
            + f"#report-{report.pk}",
        )
        for report in found.select_related("project_year__project").order_by("reported_at", "pk")
    )


def waiting_days(shares: Collection[int], on: date, known: Known) -> dict[int, list[date]]:
    """By share, the days up to `on` of the reports that carry it and await review: one query.

    As then known those that awaited review when `on` ended, dated by when they had been sent, whatever became of
    them. A month's report that was approved is in the ledger, and is not told of here.
    """
    lines = ProjectReportLine.objects.filter(share__allocation__in=shares)
    first = ProjectReport.objects.firsts_of(OuterRef("report__project_year"), OuterRef("report__month"))
    lines = lines.annotate(first_at=Subquery(first.values("reported_at")[:1]))
    if known is Known.NOW:
        lines = lines.filter(report__state=EntryState.SUBMITTED).annotate(sent_at=F("report__reported_at"))
    else:
        passed = ProjectReportEvent.objects.filter(report=OuterRef("report"), at__lt=after(on))
        last = passed.order_by("-at", "-pk")
        lines = lines.annotate(
            last=Subquery(last.values("action")[:1]), sent_at=Subquery(last.values("at")[:1])
        ).filter(last__in=SENT)
    found: dict[int, list[date]] = defaultdict(list)
    for share, month, replaces, sent_at, first_at in lines.order_by("pk").values_list(
        "share__allocation", "report__month", "report__replaces", "sent_at", "first_at"
    ):
        day = day_of(month, sent_at if replaces is None else first_at)
        if day <= on:
            found[share].append(day)
    return found
