"""How many monthly reports the year's projects ask of each office: the page of the burden counts them too."""

from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from projects.models import ProjectReport, ProjectYear
from projects.stages import Stage
from targets.models import Plan
from targets.reminders.burden_page import Request, Requests


def monthly_reports(plan: Plan, first: datetime, last: datetime) -> Requests:
    """One report a month of each project until it is accepted, and how many were made in that time: one query.

    The time runs from `first` until before `last`.
    """
    made = Q(reports__reported_at__gte=first, reports__reported_at__lt=last)
    years = ProjectYear.objects.filter(plan=plan).select_related("project__office").order_by("project__code")
    accepted = ProjectReport.objects.counted().filter(project_year=OuterRef("pk"), stage=Stage.ACCEPTANCE)
    over = Subquery(accepted.order_by("month").values("month")[:1])
    counted = years.annotate(made=Count("reports", filter=made), over=over)
    each = tuple(Request(year.project.office, year.over, year.made) for year in counted)
    return Requests(_("Monthly reports of projects"), each)
