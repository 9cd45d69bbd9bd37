"""How many monthly reports the year's projects ask of each office: the page of the burden counts them too."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from projects.models import ProjectYear
from targets.models import Plan
from targets.reminders.burden_page import Request, Requests


def monthly_reports(plan: Plan, first: datetime, last: datetime) -> Requests:
    """One report a month of each project, and how many were made from `first` until before `last`: one query."""
    made = Q(reports__reported_at__gte=first, reports__reported_at__lt=last)
    years = ProjectYear.objects.filter(plan=plan).select_related("project__office").order_by("project__code")
    counted = years.annotate(made=Count("reports", filter=made))
    each = tuple(Request(year.project.office, year.made) for year in counted)
    return Requests(_("Monthly reports of projects"), each)
