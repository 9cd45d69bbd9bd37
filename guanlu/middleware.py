"""What holds for every request: language, idle log-ins, what may be kept, log-in, the first change of password."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import middleware as auth_middleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect

GetResponse = Callable[[HttpRequest], HttpResponseBase]
ENGLISH = "en"
# Session writes cost a transaction each: a page that asks every second must not cause one a second.
RENEW_SECONDS = 60
REACHABLE_BEFORE_CHANGE = {"password_change", "logout", "set_language", "healthz"}


class LanguageMiddleware:
    """Chinese, unless this reader chose English: office browsers often ask for English without anyone's wish."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = ENGLISH if chosen == ENGLISH else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


class IdleTimeoutMiddleware:
    """Renew the session of who is working, at most once a minute; left alone it ends by its own age."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
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
    """Every view needs a log-in unless it says otherwise; a partial page sends the whole page to the log-in."""

    def handle_no_permission(  # type: ignore[override]  # any response will do, says Django
        self, request: HttpRequest, view_func: Callable
    ) -> HttpResponseBase:
        if request.htmx:  # type: ignore[attr-defined]
            page = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(reverse("login", query={"next": page}))
        return super().handle_no_permission(request, view_func)


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
