"""The wall: for who is logged in, and by a link for a screen where nobody is.

A link carries its code behind a #, which no browser sends and no server writes down: a script (or the reader) puts it
into a form, and from then on a cookie that goes to the wall alone opens it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from targets.asof import AsOf
from targets.boards.wall import Wall
from targets.boards.wall import wall as wall_of
from targets.boards.wall_links import link_of, typed_code
from targets.models import Plan, WallLink
from targets.page_cache import ground_of
from targets.views.frame import now, today, visible_plan

COOKIE, COOKIE_SECONDS = "wall", 400 * 24 * 3600
"""As long as a browser keeps one at most; each opening begins it anew."""
TURN_SECONDS, REFRESH_SECONDS = 15, 60
LONGEST_CODE = 300
REVOKED = gettext_lazy("The link of this screen was revoked. Ask an administrator for a new one.")


Beside = Callable[[Plan, date], Sequence[Any]]
"""Further pages of a plan's wall on a day, each with its `template`."""


def no_pages(plan: Plan, on: date) -> Sequence[Any]:
    return ()


class CodeForm(forms.Form):
    """The code of a link, or the link itself."""

    code = forms.CharField(
        label=gettext_lazy("Link or code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )

    def clean_code(self) -> str:
        code = typed_code(self.cleaned_data["code"])
        link = link_of(code)
        if link is None:
            raise forms.ValidationError(
                _("No wall opens by this: compare it with what the administrator gave you, sign by sign.")
            )
        if not link.is_live:
            raise forms.ValidationError(REVOKED)
        return code


@require_safe
def wall(request: HttpRequest, year: int, beside: Beside = no_pages) -> HttpResponse:
    """The wall of a year, for who is logged in; `beside` are the pages of another app, turned after the others."""
    plan = visible_plan(request, year)
    return _wall(request, plan, plan.get_absolute_url(), beside)


@login_not_required
@never_cache
@require_safe
def screen(request: HttpRequest, beside: Beside = no_pages) -> HttpResponse:
    """The wall of the link whose code this browser was given; nothing else is opened by it."""
    code = request.COOKIES.get(COOKIE, "")
    if not code:
        return redirect("targets:wall-open")
    link = link_of(code)
    if link is None or not link.is_live:
        return _closed(request, str(REVOKED))
    plan = _plan_of(link)
    if plan is None:
        return _closed(request, _("No plan has been started yet: the wall shows it as soon as one is."))
    WallLink.objects.filter(pk=link.pk).opened(now())
    response = _wall(request, plan, "", beside)
    return _given(response, code)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest) -> HttpResponse:
    """Take the code of a link, once; wrong ones are told so."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        return _given(redirect("targets:wall-screen"), form.cleaned_data["code"])
    return render(request, "targets/wall/open.html", {"form": form}, status=422 if form.is_bound else 200)


def _plan_of(link: WallLink) -> Plan | None:
    """The link's own plan, or the current one; a draft is on no wall."""
    if link.plan is None:
        return Plan.objects.select_related("version").current(today())
    return None if link.plan.state == Plan.State.DRAFT else link.plan


def _wall(request: HttpRequest, plan: Plan, back: str, beside: Beside) -> HttpResponse:
    """All pages for the script that turns them; one of them for a browser that turns by itself (`?page=2`)."""
    day = today()
    look = AsOf(plan.clamp(day))

    def drawn() -> Wall:
        wall = wall_of(plan, look.on)
        return replace(wall, pages=(*wall.pages, *beside(plan, look.on)))

    shown = ground_of(plan, look, day).keep("wall", drawn)
    numbered = [*enumerate(shown.pages, start=1)]
    asked = request.GET.get("page", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 5 and 0 < int(asked) <= len(numbered) else 1
    context: dict[str, Any] = {
        "plan": plan,
        "wall": shown,
        "pages": numbered[place - 1 : place] if asked else numbered,
        "place": place,
        "next": place % len(numbered) + 1,
        "previous": (place - 2) % len(numbered) + 1,
        "steps": range(1, len(numbered) + 1),
        "made_at": now(),
        "back": back,
        "turn": TURN_SECONDS,
        "refresh": REFRESH_SECONDS,
    }
    response = render(request, "targets/wall/wall.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _closed(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "targets/wall/closed.html", {"sentence": sentence}, status=403)


def _given(response: HttpResponse, code: str) -> HttpResponse:
    """Give the browser the code, to be sent to the addresses of the screen and nowhere else."""
    response.set_cookie(
        COOKIE,
        code,
        max_age=COOKIE_SECONDS,
        path=reverse("targets:wall-screen"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
