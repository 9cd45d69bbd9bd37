"""Which shares the reports that await review tell of: reported, and not yet a figure (DESIGN, section 5)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db.models import F, OuterRef, Subquery

from projects.models import ProjectReport, ProjectReportEvent
from projects.models.reports import ProjectReportQuerySet
from targets.models.ledger import EntryEvent, EntryState

SENT = (EntryEvent.Action.SUBMITTED, EntryEvent.Action.RESUBMITTED)


def awaiting(kept: Collection[int], on: date, until: datetime | None) -> Iterator[tuple[int, date]]:
    """Of these shares those with a report that awaited review just before `until`, now without it, and its day.

    One query. By the last thing that had happened to a report by then: one returned or approved later awaited
    review, and one returned before did not.
    """
    reports = ProjectReport.objects.dated()
    waiting = reports.filter(state=EntryState.SUBMITTED) if until is None else _undecided(reports, until)
    told = waiting.filter(is_void=False, lines__share__allocation__in=kept)
    for report in told.annotate(told_of=F("lines__share__allocation")).order_by("pk", "told_of"):
        if report.happened_on <= on:
            yield report.told_of, report.happened_on


def _undecided(reports: ProjectReportQuerySet, until: datetime) -> ProjectReportQuerySet:
    events = ProjectReportEvent.objects.filter(report=OuterRef("pk"), at__lt=until).order_by("-at", "-id")
    last = reports.annotate(last_action=Subquery(events.values("action")[:1]))
    return last.filter(last_action__in=SENT)
