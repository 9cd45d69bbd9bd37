"""Files of entries, handed out to those who may see the entry and to nobody else."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from targets.evidence.kinds import Kind
from targets.evidence.store import store
from targets.models import Evidence, Plan
from targets.views.frame import frame, today, visible_plan

logger = logging.getLogger(__name__)
NOTHING_RUNS = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Even opened by itself a file is not part of the site: no script, no style, no form, no other address."""
PICTURE_SHOWN = f"{NOTHING_RUNS}; style-src-attr 'unsafe-inline'"
"""The page that Chromium itself makes around a picture fits it to the window by style attributes, no more."""


@require_safe
def evidence(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """One file: a picture is shown, anything else is downloaded under the name people gave it."""
    plan = visible_plan(request, year)
    found = visible_evidence(request, plan, pk)
    return _answer(request, plan, found, str(found.file.name), found.content_type)


@require_safe
def thumbnail(request: HttpRequest, year: int, pk: int) -> HttpResponseBase:
    """The small form of a picture, for lists."""
    plan = visible_plan(request, year)
    found = visible_evidence(request, plan, pk)
    if not found.kind.is_picture:
        raise Http404("Only pictures have a thumbnail.")
    return _answer(request, plan, found, found.thumbnail_path, Kind.JPEG.value)


def visible_evidence(request: HttpRequest, plan: Plan, pk: int) -> Evidence:
    """A file of an entry of this plan that this user may see, or 404."""
    files = Evidence.objects.of_plan(plan)
    return get_object_or_404(files.visible_to(request.user, today()), pk=pk)


def _answer(
    request: HttpRequest, plan: Plan, found: Evidence, path: str, content_type: str
) -> HttpResponseBase:
    etag = f'"{found.sha256}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    try:
        file = store.open(path)
    except OSError:
        logger.exception("Evidence %s is not in the store: %s", found.pk, path)
        context = frame(request, plan, name=found.name)
        return render(request, "targets/evidence_missing.html", context, status=410)
    is_shown = found.kind.is_picture
    return FileResponse(
        file,
        as_attachment=not is_shown,
        filename=found.name,
        content_type=content_type,
        headers={"Content-Security-Policy": PICTURE_SHOWN if is_shown else NOTHING_RUNS, "ETag": etag},
    )
