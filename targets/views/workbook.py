"""The workbook page: download, upload, see what it changes, confirm."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from targets import recording
from targets.exporting import notice
from targets.models import Plan
from targets.views.frame import frame, now, today, visible_plan
from targets.workbook import uploads
from targets.workbook.checking import Check, check_sheet
from targets.workbook.guarding import UnreadableWorkbook, content_of
from targets.workbook.page import check_page, with_refusals, workbook_page
from targets.workbook.printing import workbook_of
from targets.workbook.reading import read_workbook, sheet_of
from targets.workbook.returning import returned_workbook
from targets.workbook.rows import months_to_fill, rows_of_month, rows_owed

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def workbook(request: HttpRequest, year: int) -> HttpResponse:
    """Download what is to be reported; upload what was filled in."""
    plan = visible_plan(request, year)
    fault = ""
    if request.method == "POST":
        try:
            name = _taken(request)
        except UnreadableWorkbook as refusal:
            fault = refusal.sentence
        else:
            return redirect("targets:record-workbook-check", year, name)
    page = workbook_page(plan, request.user, today())
    return render(
        request,
        "targets/workbook.html",
        frame(request, plan, page=page, fault=fault),
        status=422 if fault else 200,
    )


def _taken(request: HttpRequest) -> UUID:
    """Read the uploaded file and keep its cells; returns the name they are found by."""
    upload = request.FILES.get("workbook")
    if upload is None:
        raise UnreadableWorkbook(_("Choose the workbook you filled in."))
    answer = read_workbook(content_of(upload))
    sheet_of(answer)
    return uploads.keep(request.user, {**answer, "name": (upload.name or "")[:200]})


@require_GET
def download(request: HttpRequest, year: int) -> HttpResponseBase:
    """What this user owes, or with `?month=2021-09` all they report for in that month, as xlsx."""
    plan = visible_plan(request, year)
    month = _asked_month(request, plan)
    if month is None:
        rows = rows_owed(plan, request.user, today())
    else:
        rows = rows_of_month(plan, request.user, today(), month)
    if not rows:
        messages.info(request, _("There is nothing for you to report there: choose another month."))
        return redirect("targets:record-workbook", year)
    name = _("Figures to report %(year)d") % {"year": year}
    period = f" {month:%Y-%m}" if month else ""
    return _file(workbook_of(plan, request.user, today(), rows), f"{name}{period}")


def _asked_month(request: HttpRequest, plan: Plan) -> date | None:
    """The month asked for, of those that can be filled in; None for what is owed now."""
    asked = request.GET.get("month", "")
    return next((each for each in months_to_fill(plan, today()) if f"{each:%Y-%m}" == asked), None)


@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, year: int, upload: UUID) -> HttpResponse:
    """What the rows would change; confirmed, all of them are stored or none. Confirmed twice, it is one time."""
    plan = visible_plan(request, year)
    found = _found(request, plan, upload)
    if found is None:
        return _expired(request, year)
    if request.method == "POST" and found.can_store:
        try:
            stored = recording.submit_many(user=request.user, rows=found.batch(), now=now())
        except recording.BatchRefused as refused:
            found = with_refusals(found, refused.errors)
        else:
            return _thank(request, year, len(stored))
    elif request.method == "POST" and not found.refused:
        messages.info(request, _("All rows of this workbook were already reported: nothing was changed."))
        return redirect("targets:record", year)
    return render(
        request,
        "targets/workbook_check.html",
        frame(request, plan, page=check_page(found), upload=upload),
        status=422 if request.method == "POST" else 200,
    )


def _thank(request: HttpRequest, year: int, number: int) -> HttpResponse:
    said = ngettext(
        "%(number)d figure stored from the workbook, awaiting review.",
        "%(number)d figures stored from the workbook, awaiting review.",
        number,
    )
    messages.success(request, said % {"number": number})
    return redirect("targets:record", year)


@require_GET
def returned(request: HttpRequest, year: int, upload: UUID) -> HttpResponseBase:
    """The uploaded workbook again, with the reasons for what was refused."""
    plan = visible_plan(request, year)
    found = _found(request, plan, upload)
    if found is None:
        return _expired(request, year)
    return _file(returned_workbook(found, plan, request.user, today()), _("Figures to mend"))


def _found(request: HttpRequest, plan: Plan, upload: UUID) -> Check | None:
    """An upload of this user, checked against what stands now; None where it is not theirs, or too old."""
    answer = uploads.find(request.user, upload)
    if answer is None:
        return None
    return check_sheet(sheet_of(answer), plan, request.user, now(), today())


def _expired(request: HttpRequest, year: int) -> HttpResponse:
    messages.warning(request, _("This upload is no longer kept: upload the workbook again."))
    return redirect("targets:record-workbook", year)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name} - {notice()}.xlsx")
    return response
