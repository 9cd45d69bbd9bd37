"""Pages on which staff record progress."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from targets import recording
from targets.correction_lines import reversal_of
from targets.evidence.attaching import kept_files
from targets.ledger_lines import ledger_lines
from targets.ledger_sentences import correction_sentence, sent_again_sentence, stored_sentence
from targets.models import Allocation, Plan, ProgressEntry
from targets.owing import returned_of
from targets.periods import Period, open_period, period_of
from targets.record import sending
from targets.record.entry_forms import EntryForm
from targets.record.forms import CorrectionForm, correction_form, returned_form
from targets.record.previews import correction_preview_of, preview_of
from targets.record.record_page import proposed_day, record_page, share_periods
from targets.views.drafts import acknowledge, draft_of, draft_of_entry
from targets.views.frame import Request, frame, now, today, visible_plan
from targets.views.month import (
    back_to_month,
    came_from,
    period_asked,
    row_of,
    show_again,
    show_done,
    show_row,
)


def own_share(request: Request, plan: Plan, pk: int) -> Allocation:
    """A share of this plan the user may log for, or 404."""
    shares = Allocation.objects.reportable_by(request.user, today()).select_related(
        "target__plan", "target__lead_office", "village", "office"
    )
    return get_object_or_404(shares, target__plan=plan, pk=pk)


def own_entry(request: Request, plan: Plan, pk: int) -> ProgressEntry:
    """An entry of a share the user answers for, as far as the user may see it, or 404."""
    shares = Allocation.objects.cared_for_by(request.user, today())
    visible = ProgressEntry.objects.of_plan(plan).visible_to(request.user, today()).for_page()
    return get_object_or_404(visible.filter(allocation__in=shares), pk=pk)


@require_http_methods(["GET", "POST"])
def entry(request: Request, year: int, share: int) -> HttpResponse:
    """The form for one figure, on a page of its own or, asked for by htmx, in its row of "my month"."""
    plan = visible_plan(request, year)
    if plan.state == Plan.State.CLOSED and _was_own(request, plan, share):
        messages.info(request, _("This year is closed: nothing can be recorded for it any more."))
        return redirect("targets:record", year)
    found = own_share(request, plan, share)
    period = period_asked(request, found)
    if request.htmx and period:
        return _entry_in_row(request, plan, found, period)
    form = _entry_form(request, found, period)
    if request.method == "POST" and form.is_valid():
        moment = now()
        stored = sending.submit(form, request.user, moment)
        if stored:
            said = stored_sentence(found, stored, again=stored.reported_at < moment)
            acknowledge(request, said, draft_of(found, period))
            return redirect(back_to_month(request, plan))
    address = reverse("targets:record-nothing-new", args=[year, share])
    query = request.GET.urlencode()
    extra = {"nothing_new_url": f"{address}?{query}" if query else address, "period": period}
    return _form_page(request, plan, found, form, "targets/record_share.html", **extra)


def _entry_form(request: Request, share: Allocation, period: Period | None, **ids: Any) -> EntryForm:
    day = proposed_day(share, today(), period)
    known = {"share": share, "today": today(), "user": request.user, "day": day, "period": period, **ids}
    return EntryForm(request.POST or None, request.FILES or None, **known)


def _entry_in_row(request: Request, plan: Plan, share: Allocation, period: Period) -> HttpResponse:
    """The row with its form; after saving the row as done."""
    before = row_of(request, share, period)
    if "fold" in request.GET:
        return show_row(request, plan, before, "owed_row", is_folded=True)
    form = _entry_form(request, share, period, auto_id=f"id_%s_{before.row.key}")
    if request.method == "POST" and form.is_valid():
        moment = now()
        stored = sending.submit(form, request.user, moment)
        if stored:
            said = stored_sentence(share, stored, again=stored.reported_at < moment)
            return show_done(request, plan, before, share, stored, said)
    extra = {
        "form": form,
        "came_back": _came_back(plan, share, period),
        "page": record_page(share, request.user, today(), period),
        "preview_url": _preview_url(plan, share, None),
        "draft_key": draft_of(share, period),
    }
    return show_row(request, plan, before, "row_form", 422 if form.errors else 200, **extra)


def _was_own(request: Request, plan: Plan, pk: int) -> bool:
    """Whether this user reports for the share, or once did."""
    own = Allocation.objects.answered_by(request.user, today())
    reported = ProgressEntry.objects.filter(reported_by=request.user).values("allocation")
    return Allocation.objects.filter(
        Q(pk__in=own.values("pk")) | Q(pk__in=reported), target__plan=plan, pk=pk
    ).exists()


@require_POST
def preview(request: Request, year: int, share: int) -> HttpResponse:
    """Before → after of what stands in the form, without storing it."""
    found = own_share(request, visible_plan(request, year), share)
    form = EntryForm(request.POST, share=found, today=today(), user=request.user)
    shown = preview_of(found, form.figure(), today()) if form.is_valid() else None
    return render(request, "targets/components/delta.html", {"delta": shown})


@require_http_methods(["GET", "POST"])
def nothing_new(request: Request, year: int, share: int) -> HttpResponse:
    """One click: nothing changed in the period asked for; of one hardly begun it is asked once more.

    Who comes by GET, from the log-in, sees what is owed.
    """
    plan = visible_plan(request, year)
    back = back_to_month(request, plan)
    if request.method == "GET":
        return redirect(back)
    found = own_share(request, plan, share)
    period = period_asked(request, found) or open_period(share_periods(found), today())
    before = row_of(request, found, period)
    if period.is_young(today()) and not request.POST.get("sure"):
        if request.htmx:
            return show_row(request, plan, before, "row_sure")
        return render(request, "targets/record_sure.html", frame(request, plan, row=before.row, back=back))
    try:
        stored = _report_nothing_new(request, found, period)
    except ValidationError as refusal:
        if request.htmx:
            return show_row(request, plan, before, "owed_row", 422, refusal=" ".join(refusal.messages))
        messages.error(request, " ".join(refusal.messages))
        return redirect(before.row.url)
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
        return HttpResponseClientRefresh() if request.htmx else redirect(back)
    said = _("%(target)s: nothing new in %(period)s, awaiting review.") % {
        "target": found.target.label,
        "period": before.row.period,
    }
    if request.htmx:
        return show_done(request, plan, before, found, stored, said)
    messages.success(request, said)
    return redirect(back)


def _report_nothing_new(request: Request, share: Allocation, period: Period) -> ProgressEntry:
    return recording.report_nothing_new(
        user=request.user,
        allocation=share,
        happened_on=proposed_day(share, today(), period),
        token=_token(request),
        now=now(),
    )


@require_POST
def correction_preview(request: Request, year: int, pk: int) -> HttpResponse:
    """Before → after of what is to stand instead of an entry."""
    found = own_entry(request, visible_plan(request, year), pk)
    original = _corrected_by(found)
    share = found.allocation
    form = CorrectionForm(request.POST, share=share, today=today(), user=request.user, without=original.pk)
    form.fields["note"].required = False
    shown = correction_preview_of(share, form.instead(), today(), original.pk) if form.is_valid() else None
    return render(request, "targets/components/delta.html", {"delta": shown})


def _corrected_by(entry: ProgressEntry) -> ProgressEntry:
    """What a correction takes back: of its lines the entry they correct, else the entry itself."""
    original = reversal_of(entry).corrects if entry.is_correction else entry
    assert original is not None
    return original


def _preview_url(plan: Plan, share: Allocation, entry: ProgressEntry | None) -> str:
    """Where a form asks for its before → after."""
    if entry is None or (entry.state == ProgressEntry.State.RETURNED and not entry.is_correction):
        return reverse("targets:record-preview", args=[plan.year, share.pk])
    return reverse("targets:entry-preview", args=[plan.year, entry.pk])


def _token(request: Request) -> uuid.UUID:
    """The token drawn with the form; a form without one is a new form."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


@require_http_methods(["GET", "POST"])
def resubmit(request: Request, year: int, pk: int) -> HttpResponse:
    """The form of a returned entry, as it was typed, to change and send again."""
    plan = visible_plan(request, year)
    found = own_entry(request, plan, pk)
    if found.state != ProgressEntry.State.RETURNED:
        acknowledge(request, recording.standing_sentence(found), draft_of_entry(found), messages.WARNING)
        return redirect(found.allocation.target)
    form = returned_form(found, request.POST, today(), request.FILES, user=request.user)
    if request.method == "POST" and form.is_valid():
        stored = sending.resubmit(form, found, request.user, now())
        if stored:
            acknowledge(request, sent_again_sentence(stored), draft_of_entry(found))
            return redirect(back_to_month(request, plan))
    return _form_page(request, plan, found.allocation, form, "targets/resubmit.html", entry=found)


@require_http_methods(["GET", "POST"])
def withdraw(request: Request, year: int, pk: int) -> HttpResponse:
    """Take an own entry back before it is approved. Who comes by GET, from the log-in, sees what waits."""
    plan = visible_plan(request, year)
    back = back_to_month(request, plan)
    if request.method == "GET":
        return redirect(back)
    found = own_entry(request, plan, pk)
    share = found.allocation
    period = period_asked(request, share) if request.htmx else None
    asked = row_of(request, share, period).asked if period else frozenset()
    try:
        recording.withdraw(user=request.user, entry=found, now=now())
    except recording.Conflict as conflict:
        messages.warning(request, str(conflict))
        return HttpResponseClientRefresh() if request.htmx else redirect(back)
    said = _("Withdrawn: the entry counts nowhere and stays readable.")
    again = row_of(request, share, period) if period else None
    if again and again.asked - asked <= {again.row.key}:
        return show_again(request, plan, again, said)
    acknowledge(request, said, draft_of_entry(found))
    return HttpResponseClientRefresh() if request.htmx else redirect(back)


@require_http_methods(["GET", "POST"])
def correct(request: Request, year: int, pk: int) -> HttpResponse:
    """What should stand instead of an approved entry, and why."""
    plan = visible_plan(request, year)
    found = own_entry(request, plan, pk)
    form = correction_form(found, request.POST, today(), request.FILES, user=request.user)
    moment = now()
    if request.method == "POST" and form.is_valid():
        stored = sending.correct(form, found, request.user, moment)
        if stored:
            said = correction_sentence(found, stored, again=stored.reported_at < moment)
            acknowledge(request, said, draft_of_entry(found))
            return redirect(came_from(request, found.allocation.target.get_absolute_url()))
    return _form_page(request, plan, found.allocation, form, "targets/correct.html", entry=found)


def _came_back(plan: Plan, share: Allocation, period: Period | None) -> list[int]:
    """The entries of the period, of the open one without it, that came back: they are changed first."""
    asked = period or open_period(share_periods(share), today())
    return [each.pk for each in returned_of(plan, {share.pk}) if each.happened_on in asked]


def _form_page(
    request: Request, plan: Plan, share: Allocation, form: EntryForm, template: str, **extra: Any
) -> HttpResponse:
    found: ProgressEntry | None = extra.get("entry")
    period = extra.pop("period", None)
    if found is not None:
        period = period_of(found.happened_on, share_periods(share))
    page = record_page(share, request.user, today(), period)
    if found is not None and found.state == ProgressEntry.State.RETURNED:
        extra["kept"] = kept_files(found)
    if found is not None and isinstance(form, CorrectionForm):
        extra["original"] = ledger_lines([_corrected_by(found)], request.user, today())[0]
    if found is None:
        extra["came_back"] = _came_back(plan, share, period)
    own = {
        "share": share,
        "form": form,
        "page": page,
        "preview_url": _preview_url(plan, share, found),
        "back_url": back_to_month(request, plan),
        "draft_key": draft_of(share, period) if found is None else draft_of_entry(found),
    }
    return render(
        request,
        template,
        frame(request, plan, **own, **extra),
        status=422 if form.errors else 200,
    )
