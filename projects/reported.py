"""Which shares kept by projects were reported on, and when: by a month's report as a whole, decided on or waiting."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import F, OuterRef, Q, Subquery

from projects.models import ProjectReport, ProjectReportEvent, ProjectShare
from projects.models.reports import ProjectReportQuerySet, day_of
from targets.asof import Known, after
from targets.counted import SENT


def reported_days(shares: Collection[int], on: date, known: Known) -> dict[int, list[date]]:
    """By share, the days up to `on` of the reports that speak for it: two queries.

    A month's report speaks for every share of its project: without a step or an output of its own there is
    nothing new in it. Of money it does only with a figure, for empty is not 0. As then known it is what was approved
    or awaited review when `on` ended.
    """
    kept = list(ProjectShare.objects.filter(allocation__in=shares).select_related("allocation__target"))
    reports = _telling(on, known).filter(
        is_void=False, project_year__project__in=[each.project_id for each in kept]
    )
    first = ProjectReport.objects.firsts_of(OuterRef("project_year"), OuterRef("month"))
    told = reports.annotate(first_at=Subquery(first.values("reported_at")[:1])).select_related("project_year")
    found: dict[int, list[date]] = defaultdict(list)
    for report in told.order_by("month", "pk"):
        known_of = vars(report)
        day = day_of(report.month, known_of["sent_at" if report.replaces_id is None else "first_at"])
        for share in kept if day <= on else ():
            if _speaks_for(report, share):
                found[share.allocation_id].append(day)
    return found


def _speaks_for(report: ProjectReport, share: ProjectShare) -> bool:
    year = report.project_year
    if (share.project_id, share.allocation.target.plan_id) != (year.project_id, year.plan_id):
        return False
    return not share.is_money or report.investment is not None


def _telling(on: date, known: Known) -> ProjectReportQuerySet:
    """What awaits review or counts, each with when it was sent."""
    reports: ProjectReportQuerySet = ProjectReport.objects.all()
    if known is Known.NOW:
        return reports.telling().annotate(sent_at=F("reported_at"))
    until = after(on)
    passed = ProjectReportEvent.objects.filter(report=OuterRef("pk"), at__lt=until)
    last = passed.order_by("-at", "-pk")
    sent = passed.filter(action__in=SENT).order_by("-at", "-pk")
    counted = Q(pk__in=reports.counted_before(until).values("pk"))
    return reports.annotate(
        last=Subquery(last.values("action")[:1]), sent_at=Subquery(sent.values("at")[:1])
    ).filter(Q(last__in=SENT) | counted)
