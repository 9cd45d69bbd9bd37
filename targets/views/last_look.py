"""When this person last looked at the board, kept in a signed cookie: it tells nothing to anybody else.

A visit lasts until half an hour has gone by without a look: reloading the page does not wipe what was new.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "guanlu_looked"
VISIT = timedelta(minutes=30)
FIRST = timedelta(days=7)
"""Who never looked before is told of the last week."""
KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Looks:
    """The last look, and the last one of the visit before: what changed is told since then."""

    since: datetime
    seen: datetime
    is_first: bool = False

    @property
    def key(self) -> tuple[int, bool]:
        """What of it a page shows; the cookie keeps whole seconds."""
        return int(self.since.timestamp()), self.is_first

    @property
    def text(self) -> str:
        return f"{int(self.since.timestamp())}|{int(self.seen.timestamp())}|{self.is_first:d}"  # never after the look


def looked(before: Looks | None, now: datetime) -> Looks:
    """The looks after one more; a clock set back is no visit before this one."""
    if before is None or before.seen > now:
        return Looks(now - FIRST, now, is_first=True)
    if now - before.seen > VISIT:
        return Looks(before.seen, now)
    return Looks(before.since, now, before.is_first)


def next_look(request: HttpRequest, now: datetime) -> Looks:
    """This look, after those that the user's cookie tells of."""
    return looked(_read(request, now), now)


def remember(request: HttpRequest, response: HttpResponse, looks: Looks) -> None:
    """Keep it in this browser, for this user."""
    response.set_signed_cookie(
        COOKIE,
        looks.text,
        salt=_salt(request),
        max_age=KEPT_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest, now: datetime) -> Looks | None:
    text = request.get_signed_cookie(COOKIE, default="", salt=_salt(request))
    try:
        since, seen, first = (int(part) for part in (text or "").split("|"))
        moments = datetime.fromtimestamp(since, now.tzinfo), datetime.fromtimestamp(seen, now.tzinfo)
        return Looks(*moments, is_first=bool(first))
    except (ValueError, OverflowError, OSError):
        return None


def _salt(request: HttpRequest) -> str:
    """Several people may use one browser: each has looks of their own, and no other's are believed."""
    return f"looked at the board {request.user.pk}"
