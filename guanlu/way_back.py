"""The way back for who sent a form that could not be taken: to the page it stood on, where the draft waits."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def page_of_form(request: HttpRequest) -> str:
    """Path and query of the page of this site on which a form stood; where the browser hides it, its own address."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    page = urlsplit(referer)
    path = "/" + page.path.lstrip("/")  # two slashes would name a host
    return f"{path}?{page.query}" if page.query else path


def log_in_again(*, is_kept: bool) -> str:
    """What the log-in says to who sent a form after theirs had ended; is_kept: the browser says it keeps a draft."""
    if is_kept:
        return _(
            "Your log-in had expired, so nothing was sent. What you typed is kept in this browser: "
            "log in again, and it stands in its form."
        )
    return _("Your log-in had expired, so nothing was sent. Log in again and send it once more.")
