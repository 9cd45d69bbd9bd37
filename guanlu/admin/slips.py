"""Slips with first passwords: shown once, as the answer to the form that made them, and kept nowhere."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from guanlu.first_passwords import Slip
from targets.models import Duty
from targets.views.frame import today

SHOWN = "slips_shown"
"""In the session: the ids of the forms whose slips were shown, the latest last."""
REMEMBERED = 50


@sensitive_variables("slips")
def slips_page(
    user_admin: admin.ModelAdmin, request: HttpRequest, slips: Sequence[Slip], done: str
) -> HttpResponse:
    """The slips, to be printed and cut; `done` says what was done. Whoever reloads is led away by shown_before."""
    remember(request)
    context = {
        **user_admin.admin_site.each_context(request),
        "title": _("Slips with first passwords"),
        "opts": user_admin.opts,
        "slips": with_places(slips),
        "done": done,
        "address": request.build_absolute_uri("/"),
        "media": user_admin.media,
    }
    response = TemplateResponse(request, "admin/guanlu/user/slips.html", context)
    add_never_cache_headers(response)
    return response


@sensitive_variables("slips")
def with_places(slips: Sequence[Slip]) -> list[Slip]:
    """The slips, each with where its owner has a duty that has not ended: one query."""
    duties = Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today()))
    duties = duties.filter(user__username__in=[slip.username for slip in slips])
    places: dict[str, list[str]] = {}
    for duty in duties.select_related("user", "village", "office").order_by("starts_on", "pk"):
        held = places.setdefault(duty.user.get_username(), [])
        place = str(duty.village or duty.office or "")
        if place and place not in held:
            held.append(place)
    return [replace(slip, places=tuple(places.get(slip.username, ()))) for slip in slips]


def remember(request: HttpRequest) -> None:
    """This form was answered: it is not answered again."""
    shown = request.session.get(SHOWN, [])
    request.session[SHOWN] = [*shown, request.POST.get("form_id", "")][-REMEMBERED:]


def shown_before(request: HttpRequest) -> HttpResponse | None:
    """The way back for a form that was answered before, with a word; None for a new one."""
    if request.method != "POST" or request.POST.get("form_id") not in request.session.get(SHOWN, []):
        return None
    messages.warning(
        request,
        _(
            "This was done before, and nothing was done again. First passwords are shown only once: "
            "who has none gets a new one by “Give new first passwords”."
        ),
    )
    return HttpResponseRedirect(reverse("admin:guanlu_user_changelist"))


def page(
    user_admin: admin.ModelAdmin, request: HttpRequest, template: str, title: str, **context: Any
) -> HttpResponse:
    """A page of the accounts in the admin."""
    form = context.get("form")
    shared = {
        **user_admin.admin_site.each_context(request),
        "title": title,
        "opts": user_admin.opts,
        "media": user_admin.media + form.media if form is not None else user_admin.media,
    }
    return TemplateResponse(request, f"admin/guanlu/user/{template}.html", {**shared, **context})
