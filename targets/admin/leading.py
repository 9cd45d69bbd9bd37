"""The page on which the ticked targets get their lead office."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.admin.forms import WhyForm
from targets.models import Office, Target
from targets.setup.leading import set_lead_office

ASKED = "asked"
"""Sent by the page itself, not by the list that leads to it."""


class LeadForm(WhyForm):
    """Which office, who in it, and why."""

    office: "forms.ModelChoiceField[Office]" = forms.ModelChoiceField(
        label=capfirst(_("lead office")), queryset=Office.objects.filter(is_active=True)
    )
    lead_post = forms.CharField(
        label=capfirst(_("post in charge")),
        max_length=40,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Empty: stays as it is."),
    )

    field_order = ("office", "lead_post", "reason")


@admin.action(permissions=["change"], description=_("Set the lead office"))
def lead_by_office(model_admin: Any, request: HttpRequest, queryset: QuerySet[Target]) -> HttpResponse | None:
    """Ask first; then all of the ticked targets are changed, or none."""
    form = LeadForm(request.POST if ASKED in request.POST else None)
    if form.is_valid():
        try:
            count = set_lead_office(
                targets=set(queryset.values_list("pk", flat=True)),
                office=form.cleaned_data["office"],
                lead_post=form.cleaned_data["lead_post"],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            said = ngettext("%(count)d target changed.", "%(count)d targets changed.", count)
            model_admin.message_user(request, said % {"count": count}, messages.SUCCESS)
            return None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Set the lead office"),
        "opts": model_admin.opts,
        "form": form,
        "targets": queryset.select_related("plan", "lead_office"),
        "checkbox": ACTION_CHECKBOX_NAME,
        "asked": ASKED,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/targets/target/lead_office.html", context)
