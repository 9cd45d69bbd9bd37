"""The page on which an administrator sees how many figures a plan asks for, of whom, and what it asks twice."""

from collections.abc import Sequence
from dataclasses import dataclass

import django_tables2 as tables
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import exporting
from targets.admin.plan_pages import own_plan, plan_page
from targets.reminders.burden import Month
from targets.reminders.burden_page import BurdenPage, BurdenRow, burden_page
from targets.views.frame import today


@dataclass(frozen=True, slots=True)
class BurdenGroup:
    """One table of the page: its heading and its rows."""

    title: str
    rows: tuple[BurdenRow, ...]
    has_made: bool


class BurdenTable(tables.Table):
    """Rows are `BurdenRow`s; `burden_table` adds the columns of the months."""

    name = tables.Column(verbose_name=gettext_lazy("Who or what"))
    shares = tables.Column(verbose_name=gettext_lazy("shares"), accessor="load__shares")
    total = tables.Column(verbose_name=gettext_lazy("Whole year"), accessor="load__total")
    busiest = tables.Column(verbose_name=gettext_lazy("Busiest month"))
    made = tables.Column(verbose_name=gettext_lazy("Made last month"))

    def value_busiest(self, value: Month) -> str:
        return month_name(value)

    class Meta:
        sequence = ("name", "shares", "...", "total", "busiest", "made")


def month_name(month: Month) -> str:
    """The month without its year: 9月, Sep."""
    return date_format(month, _("M"))


def burden_table(page: BurdenPage) -> BurdenTable:
    """All of the page's rows in one table, to export."""
    columns = [
        (f"month_{place}", tables.Column(accessor=f"load__by_month__{place}", verbose_name=month_name(month)))
        for place, month in enumerate(page.months)
    ]
    return BurdenTable([*page.villages, *page.offices, page.total, *page.ways], extra_columns=columns)


def groups(page: BurdenPage) -> Sequence[BurdenGroup]:
    """The tables of the page that have rows."""
    every = (
        BurdenGroup(_("Villages"), page.villages, has_made=True),
        BurdenGroup(_("Offices"), page.offices, has_made=True),
        BurdenGroup(
            _("By measure and cadence"), (*page.ways, page.total) if page.ways else (), has_made=False
        ),
    )
    return [group for group in every if group.rows]


def burden(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Figures a month of each office and village; nothing is changed here."""
    plan = own_plan(admin, request, pk)
    page = burden_page(plan, today())
    if request.GET.get("_export") in exporting.KINDS:
        name = _("Burden %(year)s") % {"year": plan.year}
        return exporting.download(burden_table(page), request.GET["_export"], name)
    shown = {"page": page, "groups": groups(page), "months": [month_name(month) for month in page.months]}
    return plan_page(admin, request, plan, _("Burden of reporting"), "burden", **shown)
