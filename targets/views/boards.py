"""Pages on which leaders read: the town board, the table of targets, one target."""

from datetime import datetime
from functools import cache, partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from targets import exporting
from targets.asof import AsOf, Known
from targets.assessment import assess, assess_target
from targets.boards import dashboard
from targets.boards.changes import Changes, changes, judged
from targets.boards.compared_tables import columns_of, compared_name
from targets.boards.filters import TargetFilter
from targets.boards.led_targets import led_targets
from targets.boards.moved import targets_moved
from targets.boards.rows import row_of
from targets.boards.tables import TargetTable, paginate
from targets.boards.target_page import target_page
from targets.curves.months_table import months_table
from targets.models import Allocation, Plan, Target
from targets.page_cache import ground_of
from targets.views.asof import asked, control
from targets.views.frame import Beside, nothing_beside, now, today, visible_plan, visible_plans
from targets.views.last_look import next_look, remember
from targets.views.unchanged import answer


@require_safe
def current(request: HttpRequest) -> HttpResponse:
    """The current plan's board; without a plan, what to do."""
    plan = Plan.objects.visible_to(request.user).current(today())
    if plan is None:
        return render(request, "targets/no_plan.html", status=404)
    return redirect(plan)


@require_safe
def board(request: HttpRequest, year: int, beside: Beside = nothing_beside) -> HttpResponse:
    """The town board, and beside it what is this reader's own: what they lead, what changed since they looked."""
    plan, day, moment = visible_plan(request, year), today(), now()
    look = asked(request, plan)
    ground, assessed = ground_of(plan, look, day), cache(partial(assess, plan, look.on, known=look.known))
    looks = next_look(request, moment) if look == AsOf(day) else None
    in_report_order = request.GET.get("order") == "report"

    def shared() -> dict[str, Any]:
        page = dashboard.board_of(plan, look.on, look.known, assessed(), in_report_order=in_report_order)
        return {"board": page, "moved": targets_moved(plan, look), **beside(plan, look)}

    def told(since: datetime) -> Changes:
        return changes(plan, ground.keep("judged", lambda: judged(assessed())), look.on, since)

    def context() -> dict[str, Any]:
        found: dict[str, Any] = {"on": look.on, "asof": control(request, plan, look)}
        found |= ground.keep("board", shared, in_report_order)
        if looks is not None:
            found |= {
                "looks": looks,
                "changes": ground.keep("changes", partial(told, looks.since), looks.key),
            }
        return {**found, "led": led_targets(request.user, found["board"].lines, day)}

    response = answer(request, plan, ground, "targets/board.html", context, looks and looks.key)
    if looks is not None:
        remember(request, response, looks)
    return response


@require_safe
def target_list(request: HttpRequest, year: int) -> HttpResponse:
    """All targets as a table: sorted, filtered, exported as seen."""
    plan = visible_plan(request, year)
    look = asked(request, plan)
    within = Target.objects.filter(plan=plan).added_by(look.on)
    chosen = TargetFilter(request.GET, queryset=within, plan=plan)
    targets = chosen.qs if chosen.is_valid() else within.none()
    status, ground, order = chosen.asked_status, ground_of(plan, look, today()), request.GET.get("sort")

    def assessed(**columns: Any) -> TargetTable:
        rows = (row_of(each) for each in assess(plan, look.on, targets, look.known))
        shown = [row.at(look.query) for row in rows if not status or dashboard.matches_status(row, status)]
        return TargetTable(shown, order_by=order or "code", **columns)

    def exported() -> TargetTable:
        if not look.compare:
            return assessed()
        before = [row_of(each) for each in assess(plan, look.compare, targets, look.known)]
        return assessed(extra_columns=columns_of(before, look.compare))

    def shared() -> dict[str, Any]:
        table = assessed()
        paginate(table, request.GET.get("page", "1"))
        codes = frozenset(row.record.code for row in table.rows)
        # Half of this page's time goes into its cells: the table is kept as it is printed.
        printed = {"table": table.as_html(request), "shown": len(codes)}
        return {**printed, "moved": targets_moved(plan, look, targets, codes)}

    def context() -> dict[str, Any]:
        own = {"on": look.on, "filter": chosen, "asof": control(request, plan, look)}
        return {**own, **ground.keep("targets", shared, *sorted(request.GET.lists()))}

    if request.GET.get("_export") in exporting.KINDS:
        return exporting.download(exported(), request.GET["_export"], _file_name(plan, look))
    return answer(request, plan, ground, "targets/target_list.html", context)


def _file_name(plan: Plan, look: AsOf) -> str:
    said = {"year": plan.year, "day": look.on.isoformat()}
    is_then = look.known is Known.THEN
    name = _("Targets %(year)s as then known on %(day)s") if is_then else _("Targets %(year)s as of %(day)s")
    return compared_name(name % said, look.compare)


@require_safe
def target(request: HttpRequest, year: int, code: str, beside: Beside = nothing_beside) -> HttpResponse:
    plan = visible_plan(request, year)
    found = get_object_or_404(
        Target.objects.select_related("plan", "section__document", "section__parent", "lead_office"),
        plan=plan,
        code=code,
    )
    look = asked(request, plan)
    if request.GET.get("_export") in exporting.KINDS:
        table = months_table(assess_target(found, look.on, look.known))
        return exporting.download(table, request.GET["_export"], _months_name(found.label, look))
    ground = ground_of(plan, look, today())
    filled = partial(_target, request, plan, found, look, beside)
    before = [(each.pk, each.version.epoch, each.version.number) for each in visible_plans(request)]
    return answer(
        request, plan, ground, "targets/target.html", filled, before
    )  # last year's curve is of its own plan


def _target(request: HttpRequest, plan: Plan, found: Target, look: AsOf, beside: Beside) -> dict[str, Any]:
    """What a target's page prints for this reader."""
    page = target_page(found, request.user, look.on, today(), look.known)
    reportable = Allocation.objects.reportable_by(request.user, today()).filter(target=found)
    own_shares = list(reportable.open_first().values_list("pk", flat=True))
    record_url = reverse("targets:record-share", args=[plan.year, own_shares[0]]) if own_shares else ""
    context: dict[str, Any] = {"target": found, "page": page, "on": look.on}
    context |= {"asof": control(request, plan, look, compares=False), "whole": _whole(request)}
    return context | {"own_shares": set(own_shares), "record_url": record_url, **beside(plan, look)}


def _whole(request: HttpRequest) -> bool:
    """Whether the whole ledger is asked for, unfolded and on paper too."""
    return request.GET.get("ledger") == "all"


def _months_name(label: str, look: AsOf) -> str:
    said = {"target": label, "day": look.on.isoformat()}
    if look.known is Known.THEN:
        return _("%(target)s by month as then known on %(day)s") % said
    return _("%(target)s by month as of %(day)s") % said
