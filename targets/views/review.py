"""The page on which a second person decides."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from targets import recording
from targets.forms import ReasonForm
from targets.ledger_lines import approved_sentence, returned_sentence
from targets.models import Plan, ProgressEntry
from targets.review_page import review_page
from targets.views.drafts import acknowledge, draft_of_reason
from targets.views.frame import frame, now, today, visible_plan


def decided_entry(request: HttpRequest, plan: Plan, pk: int) -> ProgressEntry:
    """An entry in an office this user reviews for, whatever has become of it, or 404."""
    entries = ProgressEntry.objects.of_plan(plan).in_office_of_reviewer(request.user, today())
    return get_object_or_404(entries.for_page(), pk=pk)


def decision(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decide by POST alone; whoever reloads the address or switches the language there is led to the list."""
    posted = require_POST(view)

    @wraps(view)
    def answer(request: HttpRequest, year: int, pk: int) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return redirect("targets:review", visible_plan(request, year).year)
        return posted(request, year, pk)

    return answer


@require_GET
def waiting(request: HttpRequest, year: int) -> HttpResponse:
    """All that waits for this user's decision, the oldest first."""
    plan = visible_plan(request, year)
    page = review_page(plan, request.user, today())
    return render(request, "targets/review.html", frame(request, plan, page=page))


@decision
def approve(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    plan = visible_plan(request, year)
    found = decided_entry(request, plan, pk)
    try:
        recording.approve(user=request.user, entry=found, now=now())
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, approved_sentence([found]))
    return redirect("targets:review", year)


@decision
def send_back(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Return an entry with a reason; without one the page comes back with what was typed."""
    plan = visible_plan(request, year)
    found = decided_entry(request, plan, pk)
    form = ReasonForm(request.POST, prefix=f"entry-{pk}")
    if not form.is_valid():
        form.fields["reason"].widget.attrs["autofocus"] = True
        page = review_page(plan, request.user, today(), refused={pk: form})
        return render(request, "targets/review.html", frame(request, plan, page=page), status=422)
    try:
        recording.send_back(user=request.user, entry=found, reason=form.cleaned_data["reason"], now=now())
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
    else:
        acknowledge(request, returned_sentence([found]), draft_of_reason(pk))
    return redirect("targets:review", year)
