"""Pages on which a project's month is reported and decided on."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from projects import reporting, sending
from projects.forms import ReportForm, SendBackForm
from projects.models import ProjectReport, ProjectYear
from projects.report_page import month_name, report_page
from projects.report_page import preview as report_preview
from projects.returned import returned
from projects.waiting import is_young_month
from targets.models.ledger import EntryState
from targets.views.drafts import acknowledge
from targets.views.frame import Request, frame, now, today, visible_plan

LONGEST_ID = 19
"""Digits that an id has at most on every database."""


def reportable_year(request: Request, year: int, code: str) -> ProjectYear:
    """A project the user reports on, or 404."""
    own = ProjectYear.objects.reportable_by(request.user, today()).select_related("project", "plan")
    return get_object_or_404(own, plan=visible_plan(request, year), project__code=code)


def own_report(request: Request, year: int, pk: int) -> ProjectReport:
    """A report on a project the user reports on, or 404."""
    own = ProjectYear.objects.reportable_by(request.user, today())
    visible = ProjectReport.objects.of_plan(visible_plan(request, year)).visible_to(request.user, today())
    return get_object_or_404(visible.for_page().filter(project_year__in=own), pk=pk)


@require_http_methods(["GET", "POST"])
def report(request: Request, year: int, code: str) -> HttpResponse:
    """The form for one month."""
    found = reportable_year(request, year, code)
    return _form_page(request, found, None, lambda form: sending.submit(form, request.user, now()))


@require_http_methods(["GET", "POST"])
def resubmit(request: Request, year: int, pk: int) -> HttpResponse:
    """The form of a returned report, as it was typed."""
    found = own_report(request, year, pk)
    if found.state != EntryState.RETURNED:
        messages.warning(request, reporting.standing_sentence(found))
        return _to_project(found.project_year)
    return _form_page(
        request, found.project_year, found, lambda form: sending.resubmit(form, found, request.user, now())
    )


@require_http_methods(["GET", "POST"])
def correct(request: Request, year: int, pk: int) -> HttpResponse:
    """What is to stand instead of an approved report."""
    found = own_report(request, year, pk)
    instead = ProjectReport(project_year=found.project_year, replaces=found, month=found.month)
    return _form_page(
        request, found.project_year, instead, lambda form: sending.correct(form, found, request.user, now())
    )


def _form_page(
    request: Request,
    found: ProjectYear,
    shown: ProjectReport | None,
    send: Callable[[ReportForm], ProjectReport | None],
) -> HttpResponse:
    given: dict[str, Any] = {"year": found, "today": today(), "report": shown}
    form = ReportForm(request.POST or None, request.FILES or None, **given)
    if request.method == "POST" and form.is_valid():
        form.cleaned_data["token"] = form.cleaned_data["token"] or uuid4()
        if send(form):
            acknowledge(request, _("The report is stored and awaits review."), draft_of(found, shown))
            address = _back(request, found)
            return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
    month = month_of(form["month"].initial)
    context: dict[str, Any] = {"year": found, "project": found.project, "form": form, "report": shown}
    context["returned"] = returned(shown) if shown else None
    context["draft_key"] = draft_of(found, shown)
    context["page"] = report_page(found, today(), shown, month)
    context["back_url"] = _back(request, found)
    page = frame(request, found.plan, **context)
    return render(request, "projects/report_form.html", page, status=422 if form.errors else 200)


def _back(request: Request, found: ProjectYear) -> str:
    """Where who came from my month goes on: there; anyone else to the project."""
    if request.GET.get("from") == "month":
        return reverse("targets:record", args=[found.plan.year])
    return reverse("projects:project", args=[found.plan.year, found.project.code])


def month_of(text: str | None) -> date | None:
    """The first day of a month written 2021-09; None for anything else."""
    try:
        return datetime.strptime(text or "", "%Y-%m").date()  # noqa: DTZ007
    except ValueError:
        return None


@require_POST
def preview(request: Request, year: int, code: str) -> HttpResponse:
    """Before → after of the amount in the form, without storing it."""
    found = reportable_year(request, year, code)
    shown = found.reports.filter(pk=_number(request.GET.get("report"))).first()
    month, amount = month_of(request.POST.get("month")), request.POST.get("amount", "")
    delta = month and report_preview(found, shown, month, amount, request.POST.get("mode", ""))
    return render(request, "targets/components/delta.html", {"delta": delta})


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < LONGEST_ID else 0


@require_http_methods(["GET", "POST"])
def nothing_new(request: Request, year: int, code: str) -> HttpResponse:
    """One click: nothing was done in a month; of one hardly begun it is asked once more.

    Who comes by GET, from the log-in, sees what is owed.
    """
    found = reportable_year(request, year, code)
    month = month_of(request.POST.get("month"))
    if request.method == "GET" or month is None:
        return redirect(_back(request, found))
    token = _token(request.POST.get("token", ""))
    if is_young_month(found.plan, month, today()) and not request.POST.get("sure"):
        asked: dict[str, Any] = {"project": found.project, "month": month, "token": token}
        asked |= {"month_name": month_name(month), "back_url": _back(request, found)}
        return render(request, "projects/nothing_sure.html", frame(request, found.plan, **asked))
    try:
        reporting.report_nothing_new(
            user=request.user, project_year=found, month=month, token=token, now=now()
        )
    except reporting.Conflict as conflict:
        messages.warning(request, str(conflict))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        said = _("%(project)s: no progress in %(month)s, awaiting review.")
        named = {"project": found.project.label, "month": month_name(month)}
        acknowledge(request, said % named, draft_of(found, None))
    return redirect(_back(request, found))


def _token(text: str) -> UUID:
    """The form's token; a fresh one where it has none."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def draft_of(found: ProjectYear, shown: ProjectReport | None) -> str:
    """The name of what is typed of a project, and to send a report again or to correct it."""
    report = shown and (shown.replaces_id if shown.pk is None else shown.pk)
    return f"project-{found.pk}-{report}" if report else f"project-{found.pk}"


@require_POST
def withdraw(request: Request, year: int, pk: int) -> HttpResponse:
    found = own_report(request, year, pk)
    return _decided(
        request,
        found,
        lambda: reporting.withdraw(user=request.user, report=found, now=now()),
        _("The report was withdrawn."),
    )


@require_POST
def approve(request: Request, year: int, pk: int) -> HttpResponse:
    found = _reviewable(request, year, pk)
    return _decided(
        request,
        found,
        lambda: reporting.approve(user=request.user, report=found, now=now()),
        _("The report was approved: it counts now."),
    )


@require_POST
def send_back(request: Request, year: int, pk: int) -> HttpResponse:
    found = _reviewable(request, year, pk)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what should be changed."))
        return _to_project(found.project_year)
    reason = form.cleaned_data["reason"]
    return _decided(
        request,
        found,
        lambda: reporting.send_back(user=request.user, report=found, reason=reason, now=now()),
        _("The report was sent back."),
    )


def _reviewable(request: Request, year: int, pk: int) -> ProjectReport:
    """A report of this plan as the page showed it; who may decide on it `reporting` says."""
    visible = ProjectReport.objects.of_plan(visible_plan(request, year)).visible_to(request.user, today())
    waiting = visible | ProjectReport.objects.reviewable_by(request.user, today()).filter(
        project_year__plan__year=year
    )
    found = get_object_or_404(ProjectReport.objects.for_page().filter(pk__in=waiting.values("pk")), pk=pk)
    found.reported_at = _seen(request)
    return found


def _seen(request: Request) -> datetime:
    """When what the page showed was sent; a day before all reports where that is missing or unreadable."""
    try:
        seen = parse_datetime(request.POST.get("seen", ""))
    except ValueError:
        seen = None
    return seen or datetime.min.replace(tzinfo=UTC)


def _decided(
    request: Request, found: ProjectReport, act: Callable[[], ProjectReport], said: str
) -> HttpResponse:
    try:
        act()
    except reporting.Conflict as conflict:
        messages.warning(request, str(conflict))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, said)
    return _to_project(found.project_year)


def _to_project(found: ProjectYear) -> HttpResponse:
    return redirect("projects:project", found.plan.year, found.project.code)
