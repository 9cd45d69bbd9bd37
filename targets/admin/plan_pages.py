"""What the pages of a plan in the admin have in common: who opens them, and what stands around them."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise

from targets.models import Plan


def own_plan(admin: ModelAdmin, request: HttpRequest, pk: int) -> Plan:
    """A plan whose set-up this person may change; 403 or 404."""
    if not admin.has_change_permission(request):
        raise PermissionDenied
    return get_object_or_404(Plan, pk=pk)


def plan_url(plan: Plan, page: str = "change") -> str:
    """The address of a plan's page in the admin."""
    return reverse(f"admin:targets_plan_{page}", args=[plan.pk])


def plan_page(
    admin: ModelAdmin, request: HttpRequest, plan: Plan, title: str | Promise, name: str, **page: Any
) -> HttpResponse:
    """A page below the plan's own, in the frame of the admin."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "plan": plan,
        "media": admin.media,
        **page,
    }
    return TemplateResponse(request, f"admin/targets/plan/{name}.html", context)
