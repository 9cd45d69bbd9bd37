"""Links for screens: made, looked up and revoked. A code is told once and kept as its checksum alone."""

import hashlib
import re
import secrets
import unicodedata
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from targets.models import Plan, WallLink
from targets.people import Person

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the signs that are taken for one another (i, l, o, 0, 1): the remote control of a screen types it."""
LENGTH = 28
"""138 bits: nobody guesses it, however long they try, so that no throttle is needed."""


@sensitive_variables("code")
def make_link(*, name: str, plan: Plan | None, by: Person, now: datetime) -> tuple[WallLink, str]:
    """Make a link for a screen and tell its code, this once.

    Raises ValidationError where a live link has that name, or the plan is a draft.
    """
    if plan is not None and plan.state == Plan.State.DRAFT:
        raise ValidationError({"plan": _("A draft is on no wall: start the plan first.")})
    code = "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))
    link = WallLink(name=name, plan=plan, code_hash=_checksum(code), made_by=by, made_at=now)
    link.full_clean()
    link.save()
    return link, code


@transaction.atomic
def revoke_link(*, link: WallLink, reason: str, now: datetime) -> WallLink:
    """End a link at once, for good. One that was revoked before stays as it is."""
    link = WallLink.objects.select_for_update().get(pk=link.pk)
    if link.is_live:
        link.revoked_at = max(now, link.made_at)  # a computer's clock is sometimes put back
        link._change_reason = reason  # type: ignore[attr-defined]
        link.save()
    return link


@sensitive_variables("code")
def link_of(code: str) -> WallLink | None:
    """The link that this code opens, live or revoked: one query, none for what is no code."""
    if len(code) != LENGTH:
        return None
    found: WallLink | None = (
        WallLink.objects.select_related("plan__version").filter(code_hash=_checksum(code)).first()
    )
    return found


@sensitive_variables("typed", "text")
def typed_code(typed: str) -> str:
    """The code in what was typed or pasted: the whole link, full-width signs, capitals, blanks and dashes.

    >>> typed_code(" https://example.org/wall/open/#ABCD-efgh ")
    'abcdefgh'
    """
    text = unicodedata.normalize("NFKC", typed).rpartition("#")[2].lower()
    return re.sub(r"[\s-]", "", text)


def _checksum(code: str) -> str:
    """A code is random and long: it needs no slow hash as a password does."""
    return hashlib.sha256(code.encode()).hexdigest()
