"""The switch between 亩 and hectares beside that of the language, remembered as long as the language is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from targets.area_unit import CHOICES

AREA_COOKIE = "guanlu_area"


@require_POST
def set_area_unit(request: HttpRequest) -> HttpResponse:
    """Remember the unit this browser wants areas in and go back; what is no unit changes nothing."""
    wanted, back = request.POST.get("unit", ""), request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if own else "/")
    if wanted in CHOICES:
        response.set_cookie(
            AREA_COOKIE,
            wanted,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
