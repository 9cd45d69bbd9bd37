"""Pages on which a village's work is read: the matrix of villages and targets, one village."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import exporting
from targets.asof import AsOf, Known
from targets.boards.compared_tables import compared_name
from targets.boards.filters import MatrixFilter
from targets.boards.matrix_table import matrix_table
from targets.boards.moved import shares_moved
from targets.boards.village_matrix import Matrix
from targets.boards.village_matrix import matrix as village_matrix
from targets.boards.village_page import for_reader, village_page
from targets.curves.months_table import village_months
from targets.models import Plan, Target, Village
from targets.page_cache import ground_of
from targets.views.asof import asked, control
from targets.views.frame import Beside, nothing_beside, today, visible_plan
from targets.views.unchanged import answer


@require_safe
def matrix(request: HttpRequest, year: int) -> HttpResponse:
    """Every village's share of every target it concerns: filtered, exported as seen."""
    plan = visible_plan(request, year)
    look = asked(request, plan)
    targets = Target.objects.filter(plan=plan).added_by(look.on)
    chosen = MatrixFilter(request.GET, queryset=targets, plan=plan)
    shown = chosen.qs if chosen.is_valid() else targets.none()
    area, order, ground = chosen.asked_area, chosen.asked_order, ground_of(plan, look, today())
    villages = Village.objects.filter(area=area) if area else Village.objects.all()

    def assessed() -> Matrix:
        return village_matrix(plan, look.on, shown, area, look.known, **order)

    def shared() -> dict[str, Any]:
        return {"matrix": assessed(), "moved": shares_moved(plan, look, shown, villages)}

    def context() -> dict[str, Any]:
        own = {"on": look.on, "filter": chosen, "by": order["by"], "asof": control(request, plan, look)}
        return {**own, **ground.keep("matrix", shared, *chosen.asked)}

    if request.GET.get("_export") in exporting.KINDS:
        before = None
        if look.compare:
            before = village_matrix(plan, look.compare, shown, area, look.known, **order)
        table = matrix_table(assessed(), before, look.compare)
        return exporting.download(table, request.GET["_export"], _file_name(plan, look))
    return answer(request, plan, ground, "targets/villages.html", context)


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
    day = today()
    ground = ground_of(plan, look, day)

    def shared() -> dict[str, Any]:
        moved = shares_moved(plan, look, Target.objects.filter(plan=plan).added_by(look.on), [found])
        page = village_page(plan, found, look.on, day, look.known)
        return {"page": page, "moved": moved, **beside(plan, look)}

    def context() -> dict[str, Any]:
        own = {"village": found, "on": look.on, "asof": control(request, plan, look)}
        kept = ground.keep("village", shared, found.pk)
        return {**own, **kept, "page": for_reader(kept["page"], plan, found, request.user, look, day)}

    return answer(request, plan, ground, "targets/village.html", context)


def _months_name(village: Village, look: AsOf) -> str:
    said = {"village": village, "day": look.on.isoformat()}
    if look.known is Known.THEN:
        return _("%(village)s by month as then known on %(day)s") % said
    return _("%(village)s by month as of %(day)s") % said
