"""Pages on which projects are read: the board, one project, the photos of its reports."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from projects.assessment import assess
from projects.board import board_of
from projects.filters import ProjectFilter
from projects.models import Project, ProjectPhoto, ProjectYear
from projects.project_page import project_page, unposted_reports
from projects.rows import row_of
from projects.tables import ProjectTable
from targets import exporting
from targets.evidence.kinds import Kind
from targets.evidence.store import store
from targets.models import Plan
from targets.tables import paginate
from targets.views.evidence import NOTHING_RUNS
from targets.views.frame import asked_day, frame, today, visible_plan


@require_safe
def board(request: HttpRequest, year: int) -> HttpResponse:
    """Counts and money, plan against actual, and the list: filtered, sorted, exported as seen."""
    plan = visible_plan(request, year)
    on = asked_day(request, plan)
    chosen = ProjectFilter(request.GET)
    rows = [row for row in (row_of(each, on) for each in assess(plan, on)) if chosen.fits(row)]
    table = ProjectTable(rows, order_by=request.GET.get("sort") or "code")
    if request.GET.get("_export") in exporting.KINDS:
        name = _("Projects %(year)s as of %(day)s") % {"year": plan.year, "day": on.isoformat()}
        return exporting.download(table, request.GET["_export"], name)
    paginate(table, request.GET.get("page", "1"))
    page: dict[str, Any] = {"on": on, "filter": chosen, "table": table, "board": board_of(rows, plan, on)}
    return render(request, "projects/board.html", frame(request, plan, **page))


@require_safe
def project(request: HttpRequest, year: int, code: str) -> HttpResponse:
    plan = visible_plan(request, year)
    found = own_year(plan, code)
    on = asked_day(request, plan)
    is_own = ProjectYear.objects.reportable_by(request.user, today()).filter(pk=found.pk).exists()
    context: dict[str, Any] = {
        "project": found.project,
        "page": project_page(found, request.user, on, today()),
        "on": on,
        "is_own": is_own,
        "unposted": unposted_reports(found),
        "targets": found.project.targets.filter(plan=plan).order_by("code"),
        "villages": found.project.villages.all(),
        "history": _history(found.project),
    }
    return render(request, "projects/project.html", frame(request, plan, **context))


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
