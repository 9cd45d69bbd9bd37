"""What every page of a plan has: the plan the user may see, the day asked for, the numbers beside the menu."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.models import Demonstration, Duty, Plan, ProgressEntry
from targets.models.demonstration import demonstration_time
from targets.owing import owed_count
from targets.people import Person


@dataclass(frozen=True, slots=True)
class Navigation:
    """Badges of the menu; None where the user has no such page."""

    owed: int | None
    awaiting_review: int | None


def now() -> datetime:
    """The moment by which this installation acts: the demonstration's own in a marked one."""
    loaded_at = Demonstration.loaded_on()
    moment = timezone.now()
    return moment if loaded_at is None else demonstration_time(loaded_at, moment)


def today() -> date:
    """The town's calendar day."""
    return timezone.localtime(now()).date()


def visible_plan(request: HttpRequest, year: int) -> Plan:
    """The plan of a year, or 404 where there is none this user may see."""
    return get_object_or_404(Plan.objects.visible_to(request.user), year=year)


def asked_day(request: HttpRequest, plan: Plan) -> date:
    """The day of `?on=2021-09-30`, today by default, held within the days this plan has boards for.

    What is not a date is answered with a sentence and today's board.
    """
    text = request.GET.get("on", "").strip()
    asked = today()
    if text:
        try:
            asked = date.fromisoformat(text)
        except ValueError:
            messages.warning(request, _("“on” must be a day such as 2021-09-30: today is shown instead."))
    return plan.clamp(asked)


def frame(request: HttpRequest, plan: Plan, **page: Any) -> dict[str, Any]:
    """The context of a page: the plan, the badges, and what the page adds."""
    return {"plan": plan, "nav": navigation(request.user, plan, today()), **page}


def navigation(user: Person, plan: Plan, on: date) -> Navigation:
    """What this user owes and has to decide: three queries."""
    roles = set(Duty.objects.held_by(user, on).values_list("role", flat=True))
    owed = awaiting = None
    if roles & {Duty.Role.REPORTER, Duty.Role.REVIEWER}:
        owed = owed_count(plan, user, on)
    if Duty.Role.REVIEWER in roles:
        # The two lines of a correction are one decision.
        awaiting = ProgressEntry.objects.of_plan(plan).reviewable_by(user, on).filter(replaces=None).count()
    return Navigation(owed, awaiting)
