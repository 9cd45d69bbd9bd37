"""What is done about one entry in the admin: corrected, sent again, withdrawn, as on the site and by its forms.

Approving and sending back are actions of the list; an entry's page offers them for that entry alone.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from targets import ledger_lines, recording
from targets.elsewhere import is_kept
from targets.models import Allocation, ProgressEntry
from targets.models.ledger import EntryState
from targets.record import sending
from targets.record.entry_forms import EntryForm
from targets.record.forms import correction_form, returned_form
from targets.views.frame import now, today

FILTERS = "_changelist_filters"
"""Django's name for the filters of a list in the address of a row's page."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What this person may do about an entry today."""

    correct: bool = False
    resubmit: bool = False
    withdraw: bool = False
    decide: bool = False


def acts_open_to(request: HttpRequest, entry: ProgressEntry) -> Acts:
    """By the rules of `targets.recording`, which looks again when it is done: at most four queries."""
    user, on = request.user, today()
    own = Allocation.objects.cared_for_by(user, on).filter(pk=entry.allocation_id).exists()
    logs = own and not is_kept(entry.allocation)
    returned = entry.state == EntryState.RETURNED
    waiting = entry.state == EntryState.SUBMITTED
    corrected = entry.reversals.exclude(state=EntryState.WITHDRAWN).exists()
    return Acts(
        correct=logs and entry.state == EntryState.APPROVED and not entry.is_reversal and not corrected,
        resubmit=logs and returned,
        withdraw=own and (returned or (waiting and entry.reported_by_id == user.pk)),
        decide=waiting and ProgressEntry.objects.reviewable_by(user, on).filter(pk=entry.pk).exists(),
    )


def correct(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """What should stand instead of an approved entry, and why."""
    entry = _own(admin, request, pk)
    form = correction_form(entry, request.POST, today(), request.FILES, user=request.user)
    if request.method == "POST" and form.is_valid() and sending.correct(form, entry, request.user, now()):
        return _done(admin, request, _("Correction stored: it counts once it is approved."))
    send = _("Send the correction for review")
    return _form_page(admin, request, entry, form, _("Correct an entry"), send)


def resubmit(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """A returned entry, to change and send again."""
    entry = _own(admin, request, pk)
    form = returned_form(entry, request.POST, today(), request.FILES, user=request.user)
    if request.method == "POST" and form.is_valid() and sending.resubmit(form, entry, request.user, now()):
        return _done(admin, request, _("Sent again: the entry now awaits review."))
    again = _("Change and send again")
    return _form_page(admin, request, entry, form, again, _("Send for review"))


def withdraw(admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Take an entry back before it is approved; by POST alone."""
    entry = _own(admin, request, pk)
    if request.method != "POST":
        return HttpResponseRedirect(_page_of(entry))
    try:
        recording.withdraw(user=request.user, entry=entry, now=now())
    except (recording.Conflict, ValidationError) as refusal:
        admin.message_user(request, str(refusal), messages.WARNING)
        return HttpResponseRedirect(_page_of(entry))
    return _done(admin, request, _("Withdrawn: the entry counts nowhere and stays readable."))


ACTS = {"correct": correct, "resubmit": resubmit, "withdraw": withdraw}


def filters_of(request: HttpRequest) -> str:
    """The filters of the list from which an entry was opened, as Django hands them on; empty without any."""
    return request.POST.get(FILTERS) or request.GET.get(FILTERS, "")


def list_address(request: HttpRequest) -> str:
    """The list as it was: filtered as it was left, or this very address where it is the list."""
    url = reverse("admin:targets_progressentry_changelist")
    filters = filters_of(request)
    if not filters and request.path == url:
        return request.get_full_path()
    return f"{url}?{filters}" if filters else url


def back_to_list(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(list_address(request))


def _own(admin: Any, request: HttpRequest, pk: int) -> ProgressEntry:
    """An entry of a share this person answers for, among those the admin shows them; 403 or 404."""
    if not admin.has_add_permission(request):
        raise PermissionDenied
    shares = Allocation.objects.cared_for_by(request.user, today())
    return get_object_or_404(admin.get_queryset(request).filter(allocation__in=shares), pk=pk)


def _page_of(entry: ProgressEntry) -> str:
    return reverse("admin:targets_progressentry_change", args=[entry.pk])


def _done(admin: Any, request: HttpRequest, sentence: str | Promise) -> HttpResponse:
    admin.message_user(request, sentence, messages.SUCCESS)
    return back_to_list(request)


def _form_page(
    admin: Any,
    request: HttpRequest,
    entry: ProgressEntry,
    form: EntryForm,
    title: str | Promise,
    send: str | Promise,
) -> HttpResponse:
    filters = filters_of(request)
    query = f"?{urlencode({FILTERS: filters})}" if filters else ""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "form": form,
        "share": entry.allocation,
        "entry": entry,
        "stood": ledger_lines.amount(entry, entry.allocation),
        "send": send,
        "back": f"{_page_of(entry)}{query}",
        "media": admin.media,
    }
    return TemplateResponse(request, "admin/targets/progressentry/add.html", context)
