"""Pages on which a village's work is read: the matrix of villages and targets, one village."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import exporting
from targets.filters import MatrixFilter
from targets.matrix_table import matrix_table
from targets.models import Target, Village
from targets.views.frame import asked_day, frame, today, visible_plan
from targets.village_matrix import matrix as village_matrix
from targets.village_page import village_page


@require_safe
def matrix(request: HttpRequest, year: int) -> HttpResponse:
    """Every village's share of every target it concerns: filtered, exported as seen."""
    plan = visible_plan(request, year)
    on = asked_day(request, plan)
    targets = Target.objects.filter(plan=plan).added_by(on)
    chosen = MatrixFilter(request.GET, queryset=targets, plan=plan)
    within = chosen.qs if chosen.is_valid() else targets.none()
    page = village_matrix(plan, on, within, chosen.asked_area, **chosen.asked_order)
    if request.GET.get("_export") in exporting.KINDS:
        name = _("Villages %(year)s as of %(day)s") % {"year": plan.year, "day": on.isoformat()}
        return exporting.download(matrix_table(page), request.GET["_export"], name)
    context: dict[str, Any] = {"on": on, "filter": chosen, "matrix": page, "by": chosen.asked_order["by"]}
    return render(request, "targets/villages.html", frame(request, plan, **context))


@require_safe
def village(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    plan = visible_plan(request, year)
    found = get_object_or_404(Village.objects.select_related("area", "successor"), slug=slug)
    on = asked_day(request, plan)
    page = village_page(plan, found, request.user, on, today())
    return render(request, "targets/village.html", frame(request, plan, village=found, page=page, on=on))
