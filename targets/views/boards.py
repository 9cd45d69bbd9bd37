"""Pages on which leaders read: the town board, the table of targets, one target."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import dashboard, exporting
from targets.assessment import assess
from targets.changes import changes
from targets.filters import TargetFilter
from targets.led_targets import led_targets
from targets.models import Allocation, Plan, Target
from targets.rows import row_of
from targets.tables import TargetTable, paginate
from targets.target_page import target_page
from targets.views.frame import asked_day, frame, now, today, visible_plan
from targets.views.last_look import look, remember


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The current plan's board; without a plan, what to do."""
    plan = Plan.objects.visible_to(request.user).current(today())
    if plan is None:
        return render(request, "targets/no_plan.html", status=404)
    return redirect(plan)


@require_safe
def board(request: HttpRequest, year: int) -> HttpResponse:
    """The town board, and beside it what is this reader's own: what they lead, what changed since they looked."""
    plan, day, moment = visible_plan(request, year), today(), now()
    page = dashboard.board(
        plan, asked_day(request, plan), in_report_order=request.GET.get("order") == "report"
    )
    context: dict[str, Any] = {
        "board": page,
        "on": page.on,
        "led": led_targets(request.user, page.assessments, page.rows, day),
    }
    looks = look(request, moment) if page.on == day else None
    if looks is not None:
        context |= {
            "looks": looks,
            "changes": changes(plan, page.assessments, page.rows, page.on, looks.since),
        }
    response = render(request, "targets/board.html", frame(request, plan, **context))
    if looks is not None:
        remember(request, response, looks)
    return response


@require_safe
def target_list(request: HttpRequest, year: int) -> HttpResponse:
    """All targets as a table: sorted, filtered, exported as seen."""
    plan = visible_plan(request, year)
    on = asked_day(request, plan)
    chosen = TargetFilter(request.GET, queryset=Target.objects.filter(plan=plan).added_by(on), plan=plan)
    rows = [row_of(each) for each in assess(plan, on, chosen.qs)] if chosen.is_valid() else []
    status = chosen.asked_status
    shown = [row for row in rows if not status or dashboard.matches_status(row, status)]
    table = TargetTable(shown, order_by=request.GET.get("sort") or "code")
    if request.GET.get("_export") in exporting.KINDS:
        name = _("Targets %(year)s as of %(day)s") % {"year": plan.year, "day": on.isoformat()}
        return exporting.download(table, request.GET["_export"], name)
    paginate(table, request.GET.get("page", "1"))
    page: dict[str, Any] = {"on": on, "filter": chosen, "table": table, "shown": len(shown)}
    return render(request, "targets/target_list.html", frame(request, plan, **page))


@require_safe
def target(request: HttpRequest, year: int, code: str) -> HttpResponse:
    plan = visible_plan(request, year)
    found = get_object_or_404(
        Target.objects.select_related("plan", "section__document", "section__parent", "lead_office"),
        plan=plan,
        code=code,
    )
    on = asked_day(request, plan)
    page = target_page(found, request.user, on, today())
    reportable = Allocation.objects.reportable_by(request.user, today()).filter(target=found)
    own_shares = list(reportable.open_first().values_list("pk", flat=True))
    record_url = reverse("targets:record-share", args=[year, own_shares[0]]) if own_shares else ""
    context: dict[str, Any] = {"target": found, "page": page, "on": on}
    context |= {"own_shares": set(own_shares), "record_url": record_url}
    return render(request, "targets/target.html", frame(request, plan, **context))
