"""The settings of the weekly mail (`manage.py send_digest`). Without them the program sends no mail at all."""

import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from environs import Env

SERVER = re.compile(r"(submission|smtp|console)://")
SITE = re.compile(r"https?://[^/]+\Z")
SECONDS = 30
"""How long a mail server may take to answer."""


def mail_settings(env: Env) -> dict[str, Any]:
    """Django's settings of the mail server, and ours of the digest. Raises ImproperlyConfigured.

    EMAIL_URL: the mail server, as submission://name:password@host:587 (STARTTLS), as
    smtp://name:password@host:465/?ssl=true, or as smtp://host:25; signs in a password %-encoded. Default: no mail.
    DIGEST_FROM: the sender's address.
    SITE_URL: the address at which people open the site, for the links.
    """
    url = env.str("EMAIL_URL", "")
    if url and not SERVER.match(url):
        raise ImproperlyConfigured(
            "EMAIL_URL 应以 submission:// 或 smtp:// 开头。 "
            "EMAIL_URL is no mail server: begin it with submission:// or smtp://."
        )
    site = env.str("SITE_URL", "").rstrip("/")
    if site and not SITE.match(site):
        raise ImproperlyConfigured(
            "SITE_URL 应为完整网址，如 https://ledger.example.org。 "
            "SITE_URL must be the whole address of the site, such as https://ledger.example.org."
        )
    own = {"EMAIL_IS_SET": bool(url), "DIGEST_FROM": env.str("DIGEST_FROM", ""), "SITE_URL": site}
    read = env.dj_email_url("EMAIL_URL") if url else {}
    return {
        **own,
        "EMAIL_BACKEND": read.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend"),
        "EMAIL_HOST": read.get("EMAIL_HOST") or "",
        "EMAIL_PORT": read.get("EMAIL_PORT") or 25,
        "EMAIL_HOST_USER": read.get("EMAIL_HOST_USER") or "",
        "EMAIL_HOST_PASSWORD": read.get("EMAIL_HOST_PASSWORD") or "",
        "EMAIL_USE_TLS": read.get("EMAIL_USE_TLS", False),
        "EMAIL_USE_SSL": read.get("EMAIL_USE_SSL", False),
        "EMAIL_TIMEOUT": SECONDS,
    }
