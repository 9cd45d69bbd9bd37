"""What an app above this one keeps of the ledger's business: it registers itself once, as it starts.

Targets asks here and never imports that app: whose shares nobody logs in by hand, what is asked and decided
there, and which shares were reported on there by what still awaits review.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from targets.asof import Known, after
from targets.models import Allocation, Plan
from targets.models.shares import KEPT_ELSEWHERE
from targets.people import Person

if TYPE_CHECKING:
    from targets.burden_page import Requests
    from targets.digest import Matters

Counter = Callable[[Plan, Person, date], int]
Awaiting = Callable[[Collection[int], date, datetime | None], Iterable[tuple[int, date]]]
"""Which of these shares, by their ids, were reported on for which days up to the given one, by what awaited
review just before a moment, or awaits it now without one: one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """One such app."""

    relation: str
    """The relation of a share by which it says that it keeps the share."""
    owed: Counter
    """What it asks a user to report, as the badge of the menu counts it."""
    due: Counter
    """What waits there for a user's decision."""
    awaiting: Awaiting
    """What is reported but not yet decided on: it counts as reported, never as a figure."""
    matters: Callable[[Plan, Person, date], "Matters"]
    """What it adds to a person's weekly mail."""
    requests: Callable[[Plan, datetime, datetime], "Requests"]
    """What it asks of whom besides the shares, and how many reports were made from one moment to another."""


REGISTERED: list[Elsewhere] = []


def register(app: Elsewhere) -> None:
    """For the start of the app above alone."""
    REGISTERED.append(app)
    KEPT_ELSEWHERE.add(app.relation)


def reported_days(kept: Collection[int], on: date, known: Known) -> list[tuple[int, date]]:
    """The shares among those kept elsewhere that were reported on by the end of `on`, each with its day.

    A query for each app where shares are kept at all.
    """
    until = None if known is Known.NOW else after(on)
    return [each for app in REGISTERED for each in app.awaiting(kept, on, until)] if kept else []


def owed_elsewhere(plan: Plan, user: Person, on: date) -> int:
    """What is asked of this user there."""
    return sum(app.owed(plan, user, on) for app in REGISTERED)


def due_elsewhere(plan: Plan, user: Person, on: date) -> int:
    """What waits there for this user's decision."""
    return sum(app.due(plan, user, on) for app in REGISTERED)


def not_reportable(share: Allocation) -> PermissionDenied:
    """Why a user may not log for a share: it is not theirs, or its figures come another way."""
    if not Allocation.objects.by_hand().filter(pk=share.pk).exists():
        return PermissionDenied(
            _(
                "The figures of this share come with the monthly report of its project alone: report or correct "
                "them there. For what was logged here by hand, ask the administrator to take the share from the "
                "project first."
            )
        )
    return PermissionDenied(_("You do not report for this share, or its plan is not running."))
