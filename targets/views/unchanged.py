"""Pages that a browser has already are not sent again: their seal (ETag) is compared before anything is assessed.

The seal holds all that a page shows: the ground of its figures, who reads it in which log-in, their menu with its
numbers, and what a view names besides. A page that tells a message is sent once and never sealed.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac

from targets.models import Plan
from targets.page_cache import Ground
from targets.people import Person
from targets.views.frame import frame


def answer(
    request: HttpRequest,
    plan: Plan,
    ground: Ground,
    template: str,
    context: Callable[[], dict[str, Any]],
    *own: object,
) -> HttpResponse:
    """The page of this context, or that what the browser has of it still holds (304).

    `own` is what the page shows of its reader beyond log-in and menu; what moves with the plan's version alone
    need not be named. The context is asked for only when the page is sent.
    """
    around = frame(request, plan)
    seal = seal_of(request, ground, around, own)
    if not get_messages(request):
        unchanged = get_conditional_response(request, etag=seal)
        if unchanged is not None:
            unchanged.headers["ETag"] = seal
            return unchanged
    filled = {**around, **context()}
    is_told = bool(get_messages(request))
    response = render(request, template, filled)
    if not is_told:
        response.headers["ETag"] = seal
    return response


def seal_of(request: HttpRequest, ground: Ground, around: dict[str, Any], own: tuple) -> str:
    """A weak one: compressed or not, and with a token masked otherwise, it is the same page.

    Nothing can be read from it: it is made with the program's secret.
    """
    get_token(request)  # a browser without the secret of the forms is given one, and finds no page of its own
    user: Person = request.user  # type: ignore[assignment]  # who is logged out comes no further
    shown = (
        ground.key(request.get_full_path()),
        user.pk,
        user.get_username(),
        str(user),
        user.is_staff,
        user.is_administrator,
        request.session.session_key,
        request.META["CSRF_COOKIE"],
        request.headers.get("HX-Request"),
        around["nav"],
        around["plan_notice"],
        [(each.pk, str(each), each.state) for each in around["years"]],
        own,
    )
    return f'W/"{salted_hmac(__name__, repr(shown), algorithm="sha256").hexdigest()[:40]}"'
