"""What the weekly mail says of projects: reports asked for, sent back, and to be decided."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.models import ProjectReport, ProjectYear
from projects.waiting import asked_period, owing, own_years, waiting_reports
from targets.models import Plan
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import Period
from targets.reminders.digest import Matter, Matters, Part


def matters(plan: Plan, user: Person, on: date) -> Matters:
    """What this user's weekly mail says of projects: three queries, however many there are."""
    lacking, _came_back = owing(plan, on)
    period = asked_period(plan, on)
    own = own_years(plan, user, on)
    asked = own.filter(lacking).select_related("project", "plan").order_by("project__code")
    returned = ProjectReport.objects.filter(project_year__in=own, state=EntryState.RETURNED).select_related(
        "project_year__project"
    )
    return {
        Part.OVERDUE if period.is_closed(on) else Part.OWED: [_missing(each, period) for each in asked],
        Part.RETURNED: [_returned(plan, each) for each in returned.order_by("month", "pk")],
        Part.REVIEW: [
            _matter(each.project, each.month, each.url) for each in waiting_reports(plan, user, on)
        ],
    }


def _missing(year: ProjectYear, period: Period) -> Matter:
    said = {
        "project": year.project,
        "month": date_format(period.starts_on, "YEAR_MONTH_FORMAT"),
        "day": date_format(period.deadline, "DATE_FORMAT"),
    }
    sentence = _("%(project)s: monthly report of %(month)s, due by %(day)s") % said
    return Matter(sentence, reverse("projects:report", args=[year.plan.year, year.project.code]))


def _returned(plan: Plan, report: ProjectReport) -> Matter:
    url = reverse("projects:report-resubmit", args=[plan.year, report.pk])
    return _matter(report.project_year.project, report.month, url)


def _matter(project: object, month: date, url: str) -> Matter:
    return Matter(f"{project}{_(': ')}{date_format(month, 'YEAR_MONTH_FORMAT')}", url)
