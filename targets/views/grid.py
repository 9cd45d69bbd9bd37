"""The sheet on which many figures are typed at once (按表填报)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from targets.grid.form import SheetForm, SheetRefused, TypedCell, check_cells, send_sheet, typed_cells
from targets.grid.page import adds_up, grid_page, total_percent
from targets.grid.rows import percent_of, row_figures
from targets.grid.sheet import Place, Sheet, asked_first, load_sheet, villages_and_targets
from targets.models import Plan, Target, Village
from targets.views.frame import frame, now, today, visible_plan


@require_http_methods(["GET", "POST"])
def grid(request: HttpRequest, year: int) -> HttpResponse:
    """A village's targets or a target's villages by month; sent together, all or nothing."""
    plan = visible_plan(request, year)
    villages, targets = villages_and_targets(plan, request.user, today())
    chosen = _chosen(request, plan, villages, targets)
    if chosen is None:
        return render(request, "targets/grid.html", frame(request, plan, page=None))
    sheet = load_sheet(plan, request.user, today(), chosen)
    form = SheetForm(request.POST or None, initial={"origin": sheet.usual_origin}, is_own=sheet.is_own)
    typed = typed_cells(request.POST)
    if request.method == "POST":
        if "show" in request.POST or not _is_sendable(form, typed):
            check_cells(typed.values(), sheet, now())
        elif refused := _refused(request, form, typed, sheet):
            sheet = refused
        else:
            return redirect(f"{reverse('targets:record-grid', args=[year])}?{sheet.query}")
    month = request.POST.get("show") or request.GET.get("month", "")
    page = grid_page(sheet, typed, month)
    failed = "show" not in request.POST and request.method == "POST"
    shown = frame(request, plan, page=page, form=form, villages=villages, targets=targets, chosen=chosen)
    return render(request, "targets/grid.html", shown, status=422 if failed else 200)


def _chosen(
    request: HttpRequest, plan: Plan, villages: list[Village], targets: list[Target]
) -> Village | Target | None:
    """The village or target of the address; without one the only village, else a target with figures to report."""
    slug, code = request.GET.get("village", ""), request.GET.get("target", "")
    sheets: list[Village | Target] = [*targets, *villages]
    if not slug and not code:
        if len(villages) == 1 or not targets:
            return next(iter(villages), None)
        return asked_first(plan, request.user, today(), targets)
    for each in sheets:
        if slug == each.slug if isinstance(each, Village) else code == each.code:
            return each
    raise Http404("There is no such sheet for this user.")


def _is_sendable(form: SheetForm, typed: dict[Place, TypedCell]) -> bool:
    """Whether there is something to store; otherwise the form says what to do."""
    if form.is_valid() and not any(cell.is_filled for cell in typed.values()):
        form.add_error(None, _("Nothing was typed: fill in a cell, then send."))
    return form.is_valid()


def _refused(
    request: HttpRequest, form: SheetForm, typed: dict[Place, TypedCell], sheet: Sheet
) -> Sheet | None:
    """None where the sheet was stored; otherwise the sheet as checked, and its form or cells say why not."""
    try:
        stored = send_sheet(form, typed, sheet, request.user, now())
    except SheetRefused as refused:
        rows = {share.pk for share in sheet.shares}
        for sentence in {cell.error for cell in typed.values() if cell.share not in rows and cell.error}:
            form.add_error(None, sentence)
        return refused.sheet
    said = ngettext(
        "%(count)d figure stored, awaiting review.", "%(count)d figures stored, awaiting review.", stored
    )
    # The name of the draft travels with the sentence: the browser need keep it no longer.
    messages.success(request, said % {"count": stored}, extra_tags=sheet.key)
    return None


@require_POST
def check(request: HttpRequest, year: int) -> JsonResponse:
    """What the rules say to cells as they are left, without storing them."""
    plan: Plan = visible_plan(request, year)
    chosen = _chosen(request, plan, *villages_and_targets(plan, request.user, today()))
    if chosen is None:
        raise Http404("This user has no sheet.")
    sheet = load_sheet(plan, request.user, today(), chosen)
    typed = typed_cells(request.POST)
    check_cells(typed.values(), sheet, now())
    cells = {
        cell.key: {
            "read": cell.read,
            "error": cell.error,
            "wish": cell.wish,
            "doubt": cell.doubt,
            "quantity": cell.quantity,
        }
        for cell in typed.values()
    }
    figures = {share.pk: row_figures(sheet.ledgers[share.pk], sheet.on) for share in sheet.shares}
    rows = {
        pk: {"after": found.text, "percent": percent_of(found, sheet.ledgers[pk])}
        for pk, found in figures.items()
    }
    total = {"percent": total_percent(sheet)} if adds_up(sheet) else None
    return JsonResponse({"cells": cells, "rows": rows, "total": total})
