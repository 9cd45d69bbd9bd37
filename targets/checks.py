"""Checks of an installation. What needs the database is run by `manage.py check --database default`."""

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.checks.registry import Tags
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

REVIEWERS_WANTED = 2


@register
def evidence_can_be_stored(**kwargs: Any) -> list[CheckMessage]:
    """The folder of the files that go with entries can be written in, or made where it is not there yet."""
    folder = settings.EVIDENCE_DIR
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"佐证材料文件夹无法写入：{folder}。 "
            f"Evidence cannot be stored: {nearest} is no folder, or not to be written in.",
            hint="Give the account that runs the program this folder, or set EVIDENCE_DIR to another one.",
            id="targets.E001",
        )
    ]


@register(Tags.database)
def offices_have_reviewers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Offices that answer for targets of a running plan should have two reviewers (DESIGN, section 7).

    With fewer, entries wait for the office that stands in; without that, for nobody at all.
    """
    if not databases:
        return []
    try:
        return _orphans()
    except DatabaseError:
        return []  # Not migrated yet: there is no set-up to check.


def _orphans() -> list[CheckMessage]:
    from targets.models import Duty, Office, Plan

    reviewers = Duty.objects.active(timezone.localdate()).filter(role=Duty.Role.REVIEWER)
    number = Counter(office for office, _user in reviewers.values_list("office", "user").distinct())
    running = Plan.State.RUNNING
    answering = Office.objects.filter(
        Q(leads__plan__state=running)
        | Q(allocations__target__plan__state=running)
        | Q(is_fallback_reviewer=True)
    ).distinct()
    standing_in = any(number[office.pk] for office in answering if office.is_fallback_reviewer)
    return [
        Warning(
            f"{office.name} has {number[office.pk]} of {REVIEWERS_WANTED} reviewers"
            + ("." if standing_in or number[office.pk] else ", and no office that stands in has one either."),
            hint="Give reviewer duties in the admin, to two people, so that nobody waits for one.",
            obj=office,
            id="targets.W001",
        )
        for office in answering
        if number[office.pk] < REVIEWERS_WANTED
    ]
