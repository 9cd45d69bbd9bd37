"""The page before a plan is started: what is missing, each with the way to it, and the button."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from targets.admin.forms import WhyForm
from targets.admin.plan_pages import own_plan, plan_page, plan_url
from targets.models import Plan, Target
from targets.views.frame import today
from targets.years.starting import Check, findings, findings_of_last_year, start_plan, stopping

REASON = "年度目标任务启动"
"""Proposed as the reason in the history; content, so in Chinese."""
TO_QUOTE = {Check.NO_QUOTE, Check.LOST_QUOTE, Check.NO_GOAL}
"""What is put right in the sheet."""


@dataclass(frozen=True, slots=True)
class Place:
    """A row to put right."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding as the page shows it."""

    sentence: str
    stops: bool
    places: tuple[Place, ...]


def start(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Look what is missing; start the plan where nothing stops it."""
    plan = own_plan(admin, request, pk)
    if plan.state != Plan.State.DRAFT:
        admin.message_user(request, _("This plan was started already."), messages.WARNING)
        return HttpResponseRedirect(plan_url(plan))
    form = WhyForm(request.POST or None, initial={"reason": REASON})
    if request.method == "POST" and form.is_valid() and _started(form, plan):
        admin.message_user(
            request, _("The plan is started: staff see it and can report for it."), messages.SUCCESS
        )
        return HttpResponseRedirect(plan_url(plan))
    found = findings(plan) + findings_of_last_year(plan, today())
    lines = [
        FindingLine(
            str(each.check.sentence),
            each.check.stops,
            tuple(Place(*place_of(each.check, row)) for row in each.rows),
        )
        for each in found
    ]
    page: dict[str, Any] = {"form": form, "lines": lines, "is_stopped": bool(stopping(found))}
    return plan_page(admin, request, plan, _("Checks before the start"), "start", **page)


def _started(form: forms.Form, plan: Plan) -> bool:
    try:
        start_plan(plan=plan, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
        return False
    return True


def place_of(check: Check, row: Any) -> tuple[str, str]:
    """What a row is called, and where it is put right: in the sheet, or on a page of its own."""
    if not isinstance(row, Target):
        return str(row), reverse("admin:targets_document_change", args=[row.pk])
    if check in TO_QUOTE:
        return row.code, f"{reverse('admin:targets_plan_sheet', args=[row.plan_id])}#t{row.pk}"
    page = "split" if check is Check.NO_SHARE_GOAL else "change"
    return row.code, reverse(f"admin:targets_target_{page}", args=[row.pk])
