"""Pages on which staff record progress."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from targets import recording, sending
from targets.correction_lines import reversal_of
from targets.evidence import kept_files
from targets.forms import CorrectionForm, EntryForm, UnplannedForm, correction_form, returned_form
from targets.ledger_lines import stored_sentence
from targets.models import Allocation, Plan, ProgressEntry
from targets.models.ledger import EntryState
from targets.month_page import month_page
from targets.record_page import preview_of, proposed_day, record_page
from targets.unplanned import open_unplanned, targets_open_to, villages_open_to
from targets.views.frame import frame, now, today, visible_plan


def own_share(request: HttpRequest, plan: Plan, pk: int) -> Allocation:
    """A share of this plan the user may log for, or 404."""
    shares = Allocation.objects.reportable_by(request.user, today())
    return get_object_or_404(
        shares.select_related("target__plan", "target__lead_office", "village", "office"),
        target__plan=plan,
        pk=pk,
    )


def own_entry(request: HttpRequest, plan: Plan, pk: int) -> ProgressEntry:
    """An entry of a share the user may log for, as far as the user may see it, or 404."""
    shares = Allocation.objects.reportable_by(request.user, today())
    visible = ProgressEntry.objects.of_plan(plan).visible_to(request.user, today()).for_page()
    return get_object_or_404(visible.filter(allocation__in=shares), pk=pk)


@require_GET
def month(request: HttpRequest, year: int) -> HttpResponse:
    """What this user has to report for the period asked for, and what came back."""
    plan = visible_plan(request, year)
    return _month(request, plan, _unplanned_form(request, plan))


@require_http_methods(["GET", "POST"])
def unplanned(request: HttpRequest, year: int) -> HttpResponse:
    """Choose a target and a village, then the ordinary form: of the share it owes, or of one beside the plan."""
    plan = visible_plan(request, year)
    form = _unplanned_form(request, plan)
    if request.method == "POST" and form.is_valid():
        try:
            share = open_unplanned(user=request.user, on=today(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            if share.is_owed:
                messages.info(request, _("This village already has a share of this target: log for it here."))
            return redirect("targets:record-share", year, share.pk)
    return _month(request, plan, form)


def _unplanned_form(request: HttpRequest, plan: Plan) -> UnplannedForm:
    targets = targets_open_to(request.user, plan, today()).order_by("section__number", Length("code"), "code")
    villages = villages_open_to(request.user, today())
    return UnplannedForm(request.POST or None, targets=targets, villages=villages)


def _month(request: HttpRequest, plan: Plan, form: UnplannedForm) -> HttpResponse:
    page = month_page(plan, request.user, today())
    shown = frame(request, plan, page=page, unplanned=form)
    return render(request, "targets/record.html", shown, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, year: int, share: int) -> HttpResponse:
    """The form for one figure."""
    plan = visible_plan(request, year)
    found = own_share(request, plan, share)
    form = EntryForm(request.POST or None, request.FILES or None, share=found, today=today())
    if request.method == "POST" and form.is_valid():
        stored = sending.submit(form, request.user, now())
        if stored:
            messages.success(request, stored_sentence(found, stored))
            return redirect("targets:record", year)
    return _form_page(request, plan, found, form, "targets/record_share.html")


@require_POST
def preview(request: HttpRequest, year: int, share: int) -> HttpResponse:
    """Before → after of what stands in the form, without storing it."""
    found = own_share(request, visible_plan(request, year), share)
    form = EntryForm(request.POST, share=found, today=today())
    shown = preview_of(found, form.figure(), today()) if form.is_valid() else None
    return render(request, "targets/components/delta.html", {"delta": shown})


@require_http_methods(["GET", "POST"])
def nothing_new(request: HttpRequest, year: int, share: int) -> HttpResponse:
    """One click: nothing changed in the period asked for. Who comes by GET, from the log-in, sees what is owed."""
    plan = visible_plan(request, year)
    if request.method == "GET":
        return redirect("targets:record", year)
    found = own_share(request, plan, share)
    try:
        recording.report_nothing_new(
            user=request.user,
            allocation=found,
            happened_on=proposed_day(found, today()),
            token=_token(request),
            now=now(),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("targets:record-share", year, share)
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(
            request, _("%(target)s: nothing new, awaiting review.") % {"target": found.target.label}
        )
    return redirect("targets:record", year)


@require_POST
def correction_preview(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Before → after of what is to stand instead of an entry."""
    found = own_entry(request, visible_plan(request, year), pk)
    form = CorrectionForm(request.POST, share=found.allocation, today=today())
    form.fields["note"].required = False
    original = reversal_of(found).corrects_id if found.is_correction else found.pk
    shown = preview_of(found.allocation, form.figure(), today(), original) if form.is_valid() else None
    return render(request, "targets/components/delta.html", {"delta": shown})


def _preview_url(plan: Plan, share: Allocation, entry: ProgressEntry | None) -> str:
    """Where a form asks for its before → after."""
    if entry is None or (entry.state == EntryState.RETURNED and not entry.is_correction):
        return reverse("targets:record-preview", args=[plan.year, share.pk])
    return reverse("targets:entry-preview", args=[plan.year, entry.pk])


def _token(request: HttpRequest) -> uuid.UUID:
    """The token drawn with the form; a form without one is a new form."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "POST"])
def resubmit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The form of a returned entry, as it was typed, to change and send again."""
    plan = visible_plan(request, year)
    found = own_entry(request, plan, pk)
    if found.state != EntryState.RETURNED:
        messages.warning(request, _("This entry is not waiting for changes."))
        return redirect(found.allocation.target)
    form = returned_form(found, request.POST, today(), request.FILES)
    if request.method == "POST" and form.is_valid() and sending.resubmit(form, found, request.user, now()):
        messages.success(request, _("Sent again: the entry now awaits review."))
        return redirect("targets:record", year)
    return _form_page(
        request, plan, found.allocation, form, "targets/resubmit.html", entry=found, kept=kept_files(found)
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Take an own entry back before it is approved. Who comes by GET, from the log-in, sees what waits."""
    plan = visible_plan(request, year)
    if request.method == "GET":
        return redirect("targets:record", year)
    found = own_entry(request, plan, pk)
    try:
        recording.withdraw(user=request.user, entry=found, now=now())
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
    else:
        messages.success(request, _("Withdrawn: the entry counts nowhere and stays readable."))
    return redirect("targets:record", year)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """What should stand instead of an approved entry, and why."""
    plan = visible_plan(request, year)
    found = own_entry(request, plan, pk)
    form = correction_form(found, request.POST, today(), request.FILES)
    if request.method == "POST" and form.is_valid() and sending.correct(form, found, request.user, now()):
        messages.success(request, _("Correction stored: it counts once it is approved."))
        return redirect(found.allocation.target)
    return _form_page(request, plan, found.allocation, form, "targets/correct.html", entry=found)


def _form_page(
    request: HttpRequest, plan: Plan, share: Allocation, form: EntryForm, template: str, **extra: Any
) -> HttpResponse:
    page = record_page(share, request.user, today())
    own = {
        "share": share,
        "form": form,
        "page": page,
        "preview_url": _preview_url(plan, share, extra.get("entry")),
    }
    return render(
        request,
        template,
        frame(request, plan, **own, **extra),
        status=422 if form.errors else 200,
    )
