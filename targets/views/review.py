"""The page on which a second person decides, one by one or many at once."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from targets import recording
from targets.correction_lines import decided_together
from targets.ledger_sentences import approved_sentence, named, returned_sentence
from targets.models import Plan, ProgressEntry
from targets.models.ledger import ProgressEntryQuerySet
from targets.record.forms import ReasonForm
from targets.review import filter as review_filter
from targets.review.effects import counted_sentence
from targets.review.meanwhile import meanwhile
from targets.review.page import Asked, review_page
from targets.views.drafts import REVIEW, acknowledge
from targets.views.frame import OwnBeside, frame, nothing_beside, now, today, visible_plan

LARGEST_ID = 2**63 - 1


def decidable(request: HttpRequest, plan: Plan) -> ProgressEntryQuerySet:
    """Entries in the offices this user reviews for, whatever has become of them."""
    return ProgressEntry.objects.of_plan(plan).in_office_of_reviewer(request.user, today()).for_page()


def decided_entry(request: HttpRequest, plan: Plan, pk: int) -> ProgressEntry:
    """An entry this user reviews, as the page showed it, or 404."""
    return as_seen(request, get_object_or_404(decidable(request, plan), pk=pk))


def as_seen(request: HttpRequest, entry: ProgressEntry) -> ProgressEntry:
    """With the moment of the version that the page showed, which `recording` holds against the one stored."""
    try:
        seen = datetime.fromisoformat(request.POST.get(f"seen-{entry.pk}", ""))
    except ValueError:
        return entry
    if seen.tzinfo is not None:
        entry.reported_at = seen
    return entry


def decision(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decide by POST alone; whoever reloads the address or switches the language there is led to the list."""
    posted = require_POST(view)

    @wraps(view)
    def answer(request: HttpRequest, year: int, **which: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return back(request, visible_plan(request, year))
        return posted(request, year, **which)

    return answer


def back(request: HttpRequest, plan: Plan, ticked: Iterable[int] = ()) -> HttpResponse:
    """To the same part of the list, at the entry that was the next, with these ticked."""
    query = review_filter.query(
        review_filter.asked(request.GET),
        _number(request.GET.get("page", "")) or 1,
        sorted(ticked),
    )
    following = _number(request.GET.get("next", ""))
    anchor = f"#entry-{following}" if following else ""
    return redirect(f"{reverse('targets:review', args=[plan.year])}{query and f'?{query}'}{anchor}")


@require_GET
def waiting(request: HttpRequest, year: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    """All that waits for this user's decision, by office, the oldest first.

    `beside` is what an app above this one lists on the same page, here and wherever it is shown again.
    """
    plan = visible_plan(request, year)
    asked = request.GET.get("tick", "")
    ticked = {_number(text) for text in asked.split(",")}
    return _page(request, plan, beside, all_plain=asked == "plain", ticked=ticked)


@decision
def approve(request: HttpRequest, year: int, pk: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    plan = visible_plan(request, year)
    found = decided_entry(request, plan, pk)
    try:
        recording.approve(user=request.user, entry=found, now=now())
    except recording.Conflict as conflict:
        return _overtaken(request, plan, beside, [found], conflict)
    else:
        line = decided_together(found)[-1]
        said = {"approved": approved_sentence([line]), "counts": counted_sentence(plan, line, today())}
        messages.success(request, _("%(approved)s. %(counts)s.") % said)
    return back(request, plan, _ticked(request) - {pk})


@decision
def approve_many(request: HttpRequest, year: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    """All that is ticked, or none of it: then the page says what changed, and keeps the other ticks."""
    plan = visible_plan(request, year)
    if "only_ticks" in request.POST:
        return back(request, plan, _ticked(request))
    found = decidable(request, plan).filter(pk__in=_ticked(request)).order_by("pk")
    chosen = [as_seen(request, entry) for entry in found]
    if not chosen:
        messages.warning(request, _("Nothing is ticked: tick the entries to be approved, then approve them."))
        return back(request, plan)
    try:
        recording.approve_many(user=request.user, lines=chosen, now=now())
    except (recording.Conflict, PermissionDenied) as refusal:
        return _overtaken(request, plan, beside, chosen, refusal)
    messages.success(request, approved_sentence(chosen))
    return back(request, plan)


@decision
def send_back(request: HttpRequest, year: int, pk: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    """Return an entry with a reason; without one the page comes back with what was typed."""
    plan = visible_plan(request, year)
    found = decided_entry(request, plan, pk)
    form = ReasonForm(request.POST, prefix=f"entry-{pk}")
    if not form.is_valid():
        form.fields["reason"].widget.attrs["autofocus"] = True
        return _page(request, plan, beside, status=422, refused={pk: form}, ticked=_ticked(request))
    try:
        recording.send_back(user=request.user, entry=found, reason=form.cleaned_data["reason"], now=now())
    except recording.Conflict as conflict:
        return _overtaken(request, plan, beside, [found], conflict)
    else:
        acknowledge(request, returned_sentence([decided_together(found)[-1]]), REVIEW)
    return back(request, plan, _ticked(request) - {pk})


def _overtaken(
    request: HttpRequest, plan: Plan, beside: OwnBeside, chosen: list[ProgressEntry], refusal: Exception
) -> HttpResponse:
    """Who did what meanwhile, at the entry it was done with; reasons typed and other ticks are kept.

    Of a batch what is as it was stays ticked, so that one more click finishes.
    """
    typed = {entry.pk: request.POST.get(f"entry-{entry.pk}-reason", "") for entry in chosen}
    reasons = {pk: reason for pk, reason in typed.items() if reason.strip()}
    refused = {pk: ReasonForm(request.POST, prefix=f"entry-{pk}") for pk in reasons}
    changed = meanwhile(request.user, plan, today(), chosen, reasons)
    gone = {told.id for told in changed}
    as_it_was = {entry.pk for entry in chosen} - gone
    if not changed:
        messages.warning(request, _told(chosen[0], str(refusal)) if len(chosen) == 1 else str(refusal))
    elif as_it_was:
        said = ngettext(
            "Nothing was approved yet. The other entry is still ticked: approve it with one more click.",
            "Nothing was approved yet. The other %(count)d entries are still ticked: approve them with one more click.",
            len(as_it_was),
        )
        messages.info(request, said % {"count": len(as_it_was)})
    written = {name for name in request.POST if name.endswith("-reason") and str(request.POST[name]).strip()}
    kept: dict[str, Any] = {
        "told_all": written == {f"entry-{pk}-reason" for pk in reasons},
        "refused": refused,
        "meanwhile": changed,
        "looked_at": min(gone or as_it_was),
    }
    return _page(request, plan, beside, status=409, ticked=_ticked(request) - gone, **kept)


def _page(
    request: HttpRequest,
    plan: Plan,
    beside: OwnBeside,
    *,
    status: int = 200,
    ticked: Iterable[int] = (),
    **asked: Any,
) -> HttpResponse:
    """The list as the address asks for it."""
    wanted = review_filter.asked(request.GET)
    shown = Asked(wanted=wanted, page=request.GET.get("page", "1"), ticked=set(ticked), **asked)
    page = review_page(plan, request.user, today(), shown)
    context = frame(request, plan, page=page, **beside(plan, request.user, today()))
    return render(request, "targets/review.html", context, status=status)


def _ticked(request: HttpRequest) -> set[int]:
    """The entries ticked in a form that was sent."""
    return {_number(text) for text in request.POST.getlist("entry")} - {0}


def _told(entry: ProgressEntry, what: str) -> str:
    return _("%(entry)s: %(what)s") % {"entry": named(entry), "what": what}


def _number(text: str) -> int:
    """A number of an address or form; 0 for what is none, or none of the database's."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if number <= LARGEST_ID else 0
