"""Links for the screens on the walls: made (and shown this once), looked at, revoked."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from simple_history.admin import SimpleHistoryAdmin

from targets.admin.forms import WhyForm
from targets.admin.rights import LookedAt, is_administrator
from targets.boards.wall_links import make_link, revoke_link
from targets.models import Plan, WallLink
from targets.views.frame import now


class WallLinkForm(forms.ModelForm):
    """Which screen, and which year it shows."""

    class Meta:
        model = WallLink
        fields = ("name", "plan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = Plan.objects.exclude(state=Plan.State.DRAFT)  # type: ignore[attr-defined]
        self.fields["plan"].empty_label = _("The current year")  # type: ignore[attr-defined]


@admin.register(WallLink)
class WallLinkAdmin(LookedAt, SimpleHistoryAdmin):
    """What stands is never changed: a link is made, and revoked for good."""

    list_display = ("name", "shown_plan", "is_live", "made_by", "made_at", "last_opened_at", "revoked_at")
    list_select_related = ("plan", "made_by")
    search_fields = ("name",)
    fields = list_display

    def get_urls(self) -> list[Any]:
        site = self.admin_site
        own = [
            path("add/", site.admin_view(partial(make, self)), name="targets_walllink_add"),
            path("<int:pk>/revoke/", site.admin_view(partial(revoke, self)), name="targets_walllink_revoke"),
        ]
        return own + super().get_urls()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    @admin.display(description=gettext_lazy("plan"), ordering="plan__year")
    def shown_plan(self, link: WallLink) -> str:
        return str(link.plan) if link.plan else _("The current year")

    @admin.display(description=gettext_lazy("in use"), boolean=True, ordering="revoked_at")
    def is_live(self, link: WallLink) -> bool:
        return link.is_live


@sensitive_variables("code")
def make(model_admin: WallLinkAdmin, request: HttpRequest) -> HttpResponse:
    """Make a link and show it, this once: sent again, the same form finds its screen taken."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = WallLinkForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            link, code = make_link(name=given["name"], plan=given["plan"], by=request.user, now=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            address = f"{request.build_absolute_uri(reverse('targets:wall-open'))}#{code}"
            title = _("The link for this screen")
            response = _page(model_admin, request, "made", title, link=link, address=address, code=code)
            add_never_cache_headers(response)
            return response
    return _page(model_admin, request, "make", _("Make a link for a screen"), form=form)


def revoke(model_admin: WallLinkAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why; from then on the screen shows that its link was revoked."""
    if not is_administrator(request):
        raise PermissionDenied
    link = get_object_or_404(WallLink.objects.live(), pk=pk)
    form = WhyForm(request.POST or None)
    if form.is_valid():
        revoke_link(link=link, reason=form.cleaned_data["reason"], now=now())
        said = _("The link of “%(screen)s” was revoked: within a minute its screen shows nothing any more.")
        messages.success(request, said % {"screen": link})
        return redirect("admin:targets_walllink_changelist")
    return _page(model_admin, request, "revoke", _("Revoke the link"), form=form, link=link)


def _page(
    model_admin: WallLinkAdmin, request: HttpRequest, template: str, title: str, **context: Any
) -> HttpResponse:
    form = context.get("form")
    shared = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "media": model_admin.media + form.media if form is not None else model_admin.media,
    }
    return TemplateResponse(request, f"admin/targets/walllink/{template}.html", {**shared, **context})
