"""Pages on which a village's work is read: the matrix of villages and targets, one village."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import exporting
from targets.asof import AsOf, Known
from targets.compared_tables import compared_name
from targets.curves.months_table import village_months
from targets.filters import MatrixFilter
from targets.matrix_table import matrix_table
from targets.models import Plan, Target, Village
from targets.moved import shares_moved
from targets.views.asof import asked, control
from targets.views.frame import Beside, frame, nothing_beside, today, visible_plan
from targets.village_matrix import matrix as village_matrix
from targets.village_page import village_page


@require_safe
def matrix(request: HttpRequest, year: int) -> HttpResponse:
    """Every village's share of every target it concerns: filtered, exported as seen."""
    plan = visible_plan(request, year)
    look = asked(request, plan)
    targets = Target.objects.filter(plan=plan).added_by(look.on)
    chosen = MatrixFilter(request.GET, queryset=targets, plan=plan)
    shown = chosen.qs if chosen.is_valid() else targets.none()
    page = village_matrix(plan, look.on, shown, chosen.asked_area, look.known, **chosen.asked_order)
    if request.GET.get("_export") in exporting.KINDS:
        before = None
        if look.compare:
            before = village_matrix(
                plan, look.compare, shown, chosen.asked_area, look.known, **chosen.asked_order
            )
        table = matrix_table(page, before, look.compare)
        return exporting.download(table, request.GET["_export"], _file_name(plan, look))
    context: dict[str, Any] = {
        "on": look.on,
        "filter": chosen,
        "matrix": page,
        "by": chosen.asked_order["by"],
    }
    villages = Village.objects.filter(area=chosen.asked_area) if chosen.asked_area else Village.objects.all()
    context |= {"asof": control(request, plan, look), "moved": shares_moved(plan, look, shown, villages)}
    return render(request, "targets/villages.html", frame(request, plan, **context))


def _file_name(plan: Plan, look: AsOf) -> str:
    said = {"year": plan.year, "day": look.on.isoformat()}
    is_then = look.known is Known.THEN
    name = (
        _("Villages %(year)s as then known on %(day)s") if is_then else _("Villages %(year)s as of %(day)s")
    )
    return compared_name(name % said, look.compare)


@require_safe
def village(request: HttpRequest, year: int, slug: str, beside: Beside = nothing_beside) -> HttpResponse:
    plan = visible_plan(request, year)
    found = get_object_or_404(Village.objects.select_related("area", "successor"), slug=slug)
    look = asked(request, plan)
    if request.GET.get("_export") in exporting.KINDS:
        table = village_months(plan, found, look.on, look.known)
        return exporting.download(table, request.GET["_export"], _months_name(found, look))
    page = village_page(plan, found, request.user, look.on, today(), look.known)
    context: dict[str, Any] = {"village": found, "page": page, "on": look.on}
    context["asof"] = control(request, plan, look)
    context["moved"] = shares_moved(plan, look, Target.objects.filter(plan=plan).added_by(look.on), [found])
    context |= beside(plan, look)
    return render(request, "targets/village.html", frame(request, plan, **context))


def _months_name(village: Village, look: AsOf) -> str:
    said = {"village": village, "day": look.on.isoformat()}
    if look.known is Known.THEN:
        return _("%(village)s by month as then known on %(day)s") % said
    return _("%(village)s by month as of %(day)s") % said
