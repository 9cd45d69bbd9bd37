"""A target's place in its plan: added while it runs, dropped and taken back by buttons, deleted from a draft alone."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets.admin.forms import DecidedForm, DocumentedForm, WhyForm
from targets.admin.remainder import RemainderAdmin
from targets.models import Plan, Target
from targets.models.decisions import NUMBER_LENGTH, Decision
from targets.views.frame import today
from targets.years import mid_year


class MidYearForm(DecidedForm):
    """A new target of a running plan: from when it counts, and by which decision."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        section = cleaned.get("section")
        if not self.instance._state.adding:
            self._check_figures_before(cleaned.get("starts_on"))
        if not self.instance._state.adding or section is None:
            return cleaned
        self.instance._change_reason = cleaned.get("reason") or None
        if not mid_year.joins_in_mid_year(section.document.plan, today()):
            cleaned["starts_on"] = None  # a draft's targets are part of it from its first day
            return cleaned
        asked = ("starts_on", "decision_number", "decision_on", "reason")
        missing = [name for name in asked if not cleaned.get(name) and name not in self.errors]
        if missing:
            self.add_error(
                None, _("The plan is running: say from when the target counts, by which document, and why.")
            )
        for name in missing:
            self.add_error(name, _("Needed for a target that joins a running plan."))
        return cleaned

    def _check_figures_before(self, starts_on: date | None) -> None:
        count = mid_year.figures_before(self.instance, starts_on) if starts_on else 0
        if count:
            said = _("Figures dated before this day stand: %(count)d. Give an earlier day.")
            self.add_error("starts_on", said % {"count": count})


class MidYearAdmin(RemainderAdmin):
    """The part of a target's admin that its plan's state decides."""

    def get_urls(self) -> list[Any]:
        def own(name: str, view: Callable[..., HttpResponse]) -> Any:
            shown = self.admin_site.admin_view(partial(view, self))
            return path(f"<path:object_id>/{name}/", shown, name=f"targets_target_{name}")

        return [own("drop", drop), own("restore", restore), *super().get_urls()]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new target of a plan that is running is proposed to count from today."""
        on = today()
        running = Plan.objects.filter(state=Plan.State.RUNNING, starts_on__lt=on, ends_on__gte=on).exists()
        proposed = {"starts_on": on} if running else {}
        return {**proposed, **super().get_changeform_initial_data(request)}

    def get_fieldsets(self, request: HttpRequest, obj: Target | None = None) -> Any:
        shown = list(super().get_fieldsets(request, obj))
        if obj is None:
            options = {
                "fields": ("starts_on", self.reason_fields),
                "description": _(
                    "Only for a plan that is running already; the targets of a draft count from its first day. "
                    "Where no document holds the words yet, add one with the plus sign beside “section”."
                ),
            }
            return [*shown, (_("Added in mid-year"), options)]
        if obj.plan.state == Plan.State.DRAFT:
            return shown
        own = len(self.fieldsets or ())
        return [
            *shown[:own],
            (_("Part of the plan"), {"fields": (("starts_on", "ended_on"),)}),
            *shown[own:],
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Target | None = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "ended_on"]

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        target = self.get_object(request, unquote(object_id))
        refusal = mid_year.why_not_deleted(target) if target else ""
        if refusal and request.method == "POST" and self.has_delete_permission(request, target):
            return HttpResponseRedirect(request.get_full_path())  # where the refusal stands
        try:
            return super().delete_view(request, object_id, {"refusal": refusal, **(extra_context or {})})
        except ValidationError as started:  # by someone else at the same moment
            self.message_user(request, " ".join(started.messages), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:targets_target_change", args=[unquote(object_id)]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Shares and steps go with a target of a draft; nothing else can hang on it (why_not_deleted)."""
        shown, counts, forbidden, _protected = super().get_deleted_objects(objs, request)
        shares = [share.label for target in objs for share in target.allocations.select_related("village")]
        return [*shown, shares] if shares else shown, counts, forbidden, []

    def delete_model(self, request: HttpRequest, obj: Target) -> None:
        mid_year.delete_from_draft(target=obj, reason=request.POST.get("reason", "").strip())


class DropForm(DocumentedForm, WhyForm):
    """From which day a target is no part of its plan any more, and by which decision."""

    on = forms.DateField(
        label=_("First day without it"),
        widget=AdminDateWidget,
        help_text=_(
            "Figures dated before this day stay and can still be decided; none is asked for after it."
        ),
    )
    decision_number = forms.CharField(
        label=capfirst(_("document number")), max_length=NUMBER_LENGTH, widget=AdminTextInputWidget
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), widget=AdminDateWidget)

    field_order = ("on", "decision_number", "decision_on", "reason")

    def carry_out(self, target: Target) -> None:
        given = self.cleaned_data
        decision = Decision(given["decision_number"], given["decision_on"])
        mid_year.drop(target=target, on=given["on"], decision=decision, reason=given["reason"], today=today())


class RestoreForm(DocumentedForm, WhyForm):
    """Why a target that was dropped is taken back; the document where there is one."""

    decision_number = forms.CharField(
        label=capfirst(_("document number")),
        max_length=NUMBER_LENGTH,
        required=False,
        widget=AdminTextInputWidget,
    )
    decision_on = forms.DateField(label=capfirst(_("date of issue")), required=False, widget=AdminDateWidget)

    field_order = ("decision_number", "decision_on", "reason")

    def carry_out(self, target: Target) -> None:
        mid_year.restore(target=target, reason=self.cleaned_data["reason"], decision=self.decision)


def drop(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page on which a target is dropped."""
    target = _own(admin, request, object_id)
    form = DropForm(request.POST or None, initial={"on": min(today(), target.plan.ends_on)})
    said = _("Dropped from the plan: the boards show it under “Other” from that day on.")
    return _page(admin, request, target, form, _("Drop from the plan"), said)


def restore(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page on which a dropped target is taken back."""
    target = _own(admin, request, object_id)
    form = RestoreForm(request.POST or None)
    said = _("Taken back into the plan: it is judged and asked for again.")
    return _page(admin, request, target, form, _("Take back into the plan"), said)


def _own(admin: Any, request: HttpRequest, object_id: str) -> Target:
    """The target, if this person may change it; 403 or 404."""
    target = admin.get_object(request, unquote(object_id))
    if target is None:
        raise Http404
    if not admin.has_change_permission(request, target):
        raise PermissionDenied
    return target


def _page(admin: Any, request: HttpRequest, target: Target, form: Any, title: Any, said: Any) -> HttpResponse:
    """Ask, refuse with a sentence beside what was typed, or do it; then, or where it cannot be, back to the target."""
    back = reverse("admin:targets_target_change", args=[target.pk])
    refusal = mid_year.why_not_moved(target)
    if refusal:
        admin.message_user(request, refusal, messages.WARNING)
        return HttpResponseRedirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            form.carry_out(target)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            admin.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(back)
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "opts": admin.opts,
        "row": target,
        "back": back,
        "form": form,
        "media": admin.media + form.media,
    }
    return TemplateResponse(request, "admin/targets/target/place_in_plan.html", context)
