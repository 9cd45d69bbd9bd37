"""The yearly list from a workbook: first what it would do, row by row; stored once it is confirmed."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from projects.listing import KEY, Listed, read_list, store_list, unread_columns
from targets.models import Plan
from targets.views.frame import Request, frame, visible_plan
from targets.workbook import guarding, uploads
from targets.workbook.reading import read_workbook

REASON = "由工作簿导入"


class ListForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("List as a workbook (xlsx)"))


@require_http_methods(["GET", "POST"])
def listing(request: Request, year: int) -> HttpResponse:
    """Upload, look, confirm; administrators alone."""
    if not request.user.is_administrator:
        raise PermissionDenied(_("Only administrators import the list of projects."))
    plan = visible_plan(request, year)
    if plan.state == Plan.State.CLOSED:
        raise PermissionDenied(_("This plan is closed: its list of projects is read-only."))
    form = ListForm(request.POST or None, request.FILES or None)
    page: dict[str, Any] = {"form": form, "rows": None, "upload": None}
    if request.method == "POST":
        try:
            page["upload"], rows = _rows(request, form)
            page["rows"] = read_list(rows, plan)
            page |= {"summary": _summary(page["rows"]), "unread": unread_columns(rows)}
            if "store" in request.POST and _is_ready(page["rows"]):
                stored = store_list(page["rows"], plan, REASON)
                messages.success(request, _("Projects stored: %(count)d.") % {"count": stored})
                return redirect("projects:board", year)
        except guarding.UnreadableWorkbook as refusal:
            messages.error(request, refusal.sentence)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
    page["is_ready"] = bool(page["rows"]) and _is_ready(page["rows"])
    return render(request, "projects/listing.html", frame(request, plan, **page))


def _summary(rows: list[Listed]) -> str:
    """How many rows would do what."""
    right = [row for row in rows if not row.errors]
    counts = {
        "new": sum(row.is_new for row in right),
        "changed": sum(bool(row.changes) for row in right),
        "same": sum(not row.is_new and not row.changes for row in right),
        "wrong": len(rows) - len(right),
    }
    return _("New %(new)d · changed %(changed)d · unchanged %(same)d · to be mended %(wrong)d") % counts


def _is_ready(rows: list[Listed]) -> bool:
    return bool(rows) and not any(row.errors for row in rows)


def _rows(request: Request, form: ListForm) -> tuple[uuid.UUID, list[tuple[int, list[Any]]]]:
    """The rows of the file sent, kept for the confirmation; or of the one that is being confirmed."""
    if "store" in request.POST:
        try:
            name = uuid.UUID(request.POST.get("upload", ""))
        except ValueError:
            raise ValidationError(_("Choose the workbook once more.")) from None
        kept = uploads.find(request.user, name)
        if kept is None:
            raise ValidationError(_("Choose the workbook once more."))
        return name, kept["rows"]
    if not form.is_valid():
        raise ValidationError(_("Choose a workbook (xlsx)."))
    answer = read_workbook(guarding.content_of(form.cleaned_data["file"]), [KEY])
    return uploads.keep(request.user, answer), answer["rows"]
