"""The page on which a village is merged into another: asked, shown what moves, confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets.admin.forms import DocumentedForm, WhyForm
from targets.models import Village
from targets.models.decisions import NUMBER_LENGTH, Decision
from targets.setup import merging
from targets.setup.merge_preview import merge_preview
from targets.setup.merge_proposal import proposal
from targets.views.frame import today


class MergeForm(DocumentedForm, WhyForm):
    """Into which village, from which day, by which document, and why."""

    successor: "forms.ModelChoiceField[Village]" = forms.ModelChoiceField(
        label=_("Merged into"), queryset=Village.objects.none()
    )
    on = forms.DateField(
        label=_("First day without this village"),
        widget=AdminDateWidget,
        help_text=_("Up to today. Figures dated before this day stay under the old name."),
    )
    decision_number = forms.CharField(
        label=capfirst(_("document number")), max_length=NUMBER_LENGTH, widget=AdminTextInputWidget
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), widget=AdminDateWidget)

    field_order = ("successor", "on", "decision_number", "decision_on", "reason")

    def __init__(self, *args: Any, village: Village, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Village.objects.exclude(pk=village.pk).filter(ended_on=None)
        self.fields["successor"].queryset = others  # type: ignore[attr-defined]
        self.village = village

    def clean(self) -> dict[str, Any]:
        """Refused here as it would be when it is done."""
        cleaned = super().clean() or self.cleaned_data
        if {"successor", "on"} <= set(cleaned):
            try:
                merging.check(self.village, cleaned["successor"], cleaned["on"], today())
            except ValidationError as refusal:
                self.add_error(None, refusal)
        return cleaned

    def carry_out(self) -> None:
        given = self.cleaned_data
        merging.merge(
            village=self.village,
            successor=given["successor"],
            on=given["on"],
            decision=Decision(given["decision_number"], given["decision_on"]),
            reason=given["reason"],
            today=today(),
        )


def merge(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """First the form, then what would move, then it is done; “change” goes back to the form as it was filled in."""
    village = admin.get_object(request, unquote(object_id))
    if village is None:
        raise Http404
    if not admin.has_change_permission(request, village):
        raise PermissionDenied
    back = reverse("admin:targets_village_change", args=[village.pk])
    if village.ended_on:
        admin.message_user(request, _("This village was merged away already."), messages.WARNING)
        return HttpResponseRedirect(back)
    if request.method != "POST" or "change" in request.POST:
        filled: dict[str, Any] = request.POST.dict() or {"on": today()}
        return _page(admin, request, village, MergeForm(initial=filled, village=village))
    form = MergeForm(request.POST, village=village)
    if form.is_valid() and "confirm" in request.POST:
        try:
            form.carry_out()
        except ValidationError as refusal:  # something was logged since it was shown
            form.add_error(None, refusal)
        else:
            done = _("Merged into %(village)s.") % {"village": form.cleaned_data["successor"]}
            admin.message_user(request, done, messages.SUCCESS)
            return HttpResponseRedirect(back)
    return _page(admin, request, village, form)


def _page(admin: Any, request: HttpRequest, village: Village, form: MergeForm) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": _("Merge into another village"),
        "opts": admin.opts,
        "row": village,
        "back": reverse("admin:targets_village_change", args=[village.pk]),
        "form": form,
        "media": admin.media + form.media,
    }
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        context["given"] = given
        context["preview"] = merge_preview(proposal(village, given["successor"], given["on"]))
    return TemplateResponse(request, "admin/targets/village/merge.html", context)
