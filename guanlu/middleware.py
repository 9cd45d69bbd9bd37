"""What holds for every request: language, idle log-ins, what may be kept, log-in, the first change of password."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import middleware as auth_middleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from guanlu.area_choice import AREA_COOKIE
from guanlu.way_back import log_in_again, page_of_form
from targets.area_unit import reading_in

GetResponse = Callable[[HttpRequest], HttpResponseBase]
ENGLISH = "en"
# Session writes cost a transaction each: a page that asks every second must not cause one a second.
RENEW_SECONDS = 60
COMPRESSED = {"text/html", "text/plain", "text/csv", "application/json"}
REACHABLE_BEFORE_CHANGE = {"password_change", "logout", "set_language", "healthz"}


class CompressMiddleware(GZipMiddleware):
    """Compress what is text: a board shrinks to a tenth, which tells on the lines of a village.

    Pictures, PDF and workbooks are packed already, and what is streamed is a file: they go as they are. BREACH,
    which guesses a secret by the length of what holds it, finds nothing to hold on to: Django adds to each answer
    up to a hundred random bytes, masks the token of the forms anew at every request, and what else is secret (a
    first password, the link of a wall) is on one page once. The seal (ETag) of a page is a weak one: it says
    nothing of the bytes.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            patch_vary_headers(response, ["Accept-Encoding"])
            return response
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in COMPRESSED:
            return response
        return super().process_response(request, response)  # type: ignore[no-any-return, arg-type]


class LanguageMiddleware:
    """Chinese, unless this reader chose English: office browsers often ask for English without anyone's wish.

    Areas are shown in the unit chosen, or in that of the language.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = ENGLISH if chosen == ENGLISH else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        with reading_in(request.COOKIES.get(AREA_COOKIE)):
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class IdleTimeoutMiddleware:
    """Renew the session of who is working, at most once a minute; left alone it ends by its own age.

    A page that asks by itself (wall.js says so) is nobody at work: a screen left open keeps no log-in alive.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and "X-Refresh" not in request.headers:
            now = int(time.time())
            if now - request.session.get("renewed_at", 0) >= RENEW_SECONDS:
                request.session["renewed_at"] = now
        return self.get_response(request)


class PrivateMiddleware:
    """What was made for one user is kept by no proxy, and asked for again before a browser shows it again.

    A view that says how long its answer keeps is left alone; static files are answered before it comes to this.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ["Cookie", "HX-Request"])
        return response


class LoginRequiredMiddleware(auth_middleware.LoginRequiredMiddleware):
    """Every view needs a log-in unless it says otherwise.

    Who typed in the meantime loses nothing: a page of its own leads back to where the form stood, and the parts of
    a page are refused, so that the page stays with what is typed in it and says what to do (drafts.js).
    """

    def handle_no_permission(  # type: ignore[override]  # any response will do, says Django
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponse(_("Your log-in has expired."), status=HTTPStatus.UNAUTHORIZED)
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        messages.warning(request, log_in_again(is_kept="draft" in request.POST))
        return redirect_to_login(page_of_form(request))


class PasswordChangeMiddleware(MiddlewareMixin):
    """Who was given a password by somebody else chooses their own before anything else."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args: tuple, view_kwargs: dict
    ) -> HttpResponseBase | None:
        if not getattr(request.user, "must_change_password", False):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in REACHABLE_BEFORE_CHANGE:
            return None
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(reverse("password_change"))
        return redirect("password_change")
