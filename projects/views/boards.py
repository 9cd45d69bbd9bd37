"""Pages on which projects are read: the board, one project, the photos of its reports."""

from functools import partial
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.assessment import assess_year
from projects.board import board_of, rows_on
from projects.compared import columns_of
from projects.filters import ProjectFilter
from projects.investment import investment_table
from projects.models import Project, ProjectPhoto, ProjectYear
from projects.moved import projects_moved
from projects.project_page import project_page, unposted_reports
from projects.rows import ProjectRow
from projects.tables import ProjectTable
from projects.views.asof import control
from targets import exporting
from targets.asof import AsOf, Known
from targets.boards.compared_tables import compared_name
from targets.boards.tables import paginate
from targets.evidence.kinds import Kind
from targets.evidence.store import store
from targets.models import Plan
from targets.page_cache import ground_of
from targets.views.asof import asked
from targets.views.evidence import NOTHING_RUNS
from targets.views.frame import today, visible_plan
from targets.views.unchanged import answer


@require_safe
def board(request: HttpRequest, year: int) -> HttpResponse:
    """Counts and money, plan against actual, and the list: filtered, sorted, exported as seen."""
    plan = visible_plan(request, year)
    look = asked(request, plan)
    chosen = ProjectFilter(request.GET)
    ground = ground_of(plan, look, today())

    def assessed(**columns: Any) -> tuple[list[ProjectRow], list[ProjectRow], ProjectTable]:
        every = rows_on(plan, look.on, look.known)
        rows = [row for row in every if chosen.fits(row)]
        order = request.GET.get("sort") or "code"
        return every, rows, ProjectTable(rows, order_by=order, query=look.query, **columns)

    def exported() -> ProjectTable:
        if look.compare is None:
            return assessed()[-1]
        before = rows_on(plan, look.compare, look.known)
        return assessed(extra_columns=columns_of(before, look.compare))[-1]

    def shared() -> dict[str, Any]:
        every, rows, table = assessed()
        paginate(table, request.GET.get("page", "1"))
        moved = projects_moved(plan, look, every, chosen.fits)
        shown = [bound.record for bound in table.paginated_rows]
        # As on the list of targets the table is kept as it is printed.
        printed = {"table": table.as_html(request), "rows": shown}
        return {**printed, "board": board_of(rows, plan, look.on), "moved": moved}

    def context() -> dict[str, Any]:
        own = {"on": look.on, "filter": chosen, "asof": control(request, plan, look)}
        return {**own, **ground.keep("projects", shared, *sorted(request.GET.lists()))}

    if request.GET.get("_export") in exporting.KINDS:
        return exporting.download(exported(), request.GET["_export"], _file_name(plan, look))
    return answer(request, plan, ground, "projects/board.html", context)


def _file_name(plan: Plan, look: AsOf) -> str:
    said = {"year": plan.year, "day": look.on.isoformat()}
    if look.known is Known.THEN:
        name = _("Projects %(year)s as then known on %(day)s") % said
    else:
        name = _("Projects %(year)s as of %(day)s") % said
    return compared_name(name, look.compare)


@require_safe
def project(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """All of one project, its reports and its money by month; the months as a file."""
    plan = visible_plan(request, year)
    found = own_year(plan, code)
    look = asked(request, plan)
    if request.GET.get("_export") in exporting.KINDS:
        table = investment_table(assess_year(found, look.on, look.known))
        return exporting.download(table, request.GET["_export"], _investment_name(found, look))
    ground = ground_of(plan, look, today())
    return answer(request, plan, ground, "projects/project.html", partial(_project, request, found, look))


def _project(request: HttpRequest, found: ProjectYear, look: AsOf) -> dict[str, Any]:
    """What a project's page prints for this reader."""
    plan, page = found.plan, project_page(found, request.user, look.on, today(), look.known)
    is_own = ProjectYear.objects.reportable_by(request.user, today()).filter(pk=found.pk).exists()
    return {
        "project": page.project,
        "page": page,
        "on": look.on,
        "asof": control(request, plan, look, compares=False, has_reports=True),
        "is_own": is_own,
        "unposted": unposted_reports(found),
        "targets": found.project.targets.filter(plan=plan).order_by("code"),
        "villages": found.project.villages.all(),
        "history": _history(found.project),
    }


def _investment_name(year: ProjectYear, look: AsOf) -> str:
    said = {"project": year.project.code, "day": look.on.isoformat()}
    if look.known is Known.THEN:
        return _("Investment of %(project)s by month as then known on %(day)s") % said
    return _("Investment of %(project)s by month as of %(day)s") % said


def own_year(plan: Plan, code: str) -> ProjectYear:
    """The project of this code in the list of this year, or 404."""
    return get_object_or_404(
        ProjectYear.objects.select_related("project__document", "project__office", "plan"),
        plan=plan,
        project__code=code,
    )


def _history(project: Project) -> list[Any]:
    """What was changed of the project's set-up, the latest first."""
    return list(project.history.select_related("history_user").order_by("-history_date", "-history_id")[:10])


@require_safe
def photo(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """One file of a report: a picture is shown, anything else is downloaded."""
    found = _visible_photo(request, year, pk)
    return _file(str(found.file.name), found, found.content_type)


@require_safe
def thumbnail(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    found = _visible_photo(request, year, pk)
    if not found.kind.is_picture:
        raise Http404("Only pictures have a thumbnail.")
    return _file(found.thumbnail_path, found, Kind.JPEG.value)


def _visible_photo(request: HttpRequest, year: int, pk: int) -> ProjectPhoto:
    plan = visible_plan(request, year)
    photos = ProjectPhoto.objects.filter(report__project_year__plan=plan)
    return get_object_or_404(photos.visible_to(request.user, today()), pk=pk)


def _file(path: str, found: ProjectPhoto, content_type: str) -> HttpResponseBase:
    try:
        file = store.open(path)
    except OSError:
        raise Http404("The file is not in the store.") from None
    return FileResponse(
        file,
        as_attachment=not found.kind.is_picture,
        filename=found.name,
        content_type=content_type,
        headers={"Content-Security-Policy": NOTHING_RUNS},
    )
