"""What every page of a plan has: the plan the user may see, the day asked for, the numbers beside the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from targets.asof import AsOf
from targets.models import Demonstration, Duty, Plan, ProgressEntry
from targets.models.demonstration import demonstration_time
from targets.owing import badges
from targets.people import Person
from targets.reminders.reminder_page import may_remind

Beside = Callable[[Plan, AsOf], dict[str, Any]]
"""What an app above this one shows on the same page, of a plan on the day that is looked at and as it is known."""


OwnBeside = Callable[[Plan, Person, date], dict[str, Any]]
"""What it shows there to one person alone."""


def nothing_beside(*_asked: object) -> dict[str, Any]:
    return {}


class Request(HttpRequest):
    """A request of a logged-in user, as the middleware hands it to a view."""

    user: Any
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Navigation:
    """Badges of the menu; None where the user has no such page."""

    owed: int | None
    awaiting_review: int | None
    reminds: bool = False
    """Whether this user may copy reminders of what is missing."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence above a page, with the address where something can be done about it, or none."""

    sentence: str
    url: str = ""


def now() -> datetime:
    """The moment by which this installation acts: the demonstration's own in a marked one."""
    loaded_at = Demonstration.loaded_on()
    moment = timezone.now()
    return moment if loaded_at is None else demonstration_time(loaded_at, moment)


def today() -> date:
    """The town's calendar day."""
    return timezone.localtime(now()).date()


def visible_plans(request: HttpRequest) -> list[Plan]:
    """The plans this user may see, with their versions, the latest first; read once a request, before any figure."""
    if not hasattr(request, "_visible_plans"):
        plans = Plan.objects.visible_to(request.user).select_related("version").order_by("-year")
        request._visible_plans = list(plans)  # type: ignore[attr-defined]
    return request._visible_plans  # type: ignore[attr-defined]


def visible_plan(request: HttpRequest, year: int) -> Plan:
    """The plan of a year, or 404 where there is none this user may see."""
    for plan in visible_plans(request):
        if plan.year == year:
            return plan
    raise Http404(f"No plan of {year} is visible to this user.")


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
    """The context of a page: the plan, the years beside it, the badges, and what the page adds."""
    years = visible_plans(request)
    return {
        "plan": plan,
        "years": years if len(years) > 1 else [],
        "plan_notice": notice(request.user, plan, today()),
        "nav": navigation(request.user, plan, today()),
        **page,
    }


def notice(user: Person, plan: Plan, on: date) -> Notice | None:
    """What every page of this plan says first: that it is a draft, closed, or over and still open.

    The last is the administrators' to do something about.
    """
    change = reverse("admin:targets_plan_change", args=[plan.pk]) if user.is_administrator else ""
    match plan.state:
        case Plan.State.DRAFT:
            return Notice(_("Draft: staff do not see this plan until it is started."), change)
        case Plan.State.CLOSED:
            return Notice(_("This year is closed: its figures and its set-up are read-only."))
        case Plan.State.RUNNING if change and on > plan.ends_on:
            return Notice(
                _(
                    "This year ended on %(day)s. Once its last figures are approved, close the plan: "
                    "then nothing in it can be changed any more."
                )
                % {"day": date_format(plan.ends_on)},
                change,
            )
    return None


def navigation(user: Person, plan: Plan, on: date) -> Navigation:
    """What this user owes and has to decide, also in the apps above this one: three queries."""
    roles = set(Duty.objects.held_by(user, on).values_list("role", flat=True))
    owed = awaiting = None
    if roles & {Duty.Role.REPORTER, Duty.Role.REVIEWER}:
        owed, elsewhere = badges(plan, user, on)
    if Duty.Role.REVIEWER in roles:
        # The two lines of a correction are one decision.
        entries = ProgressEntry.objects.of_plan(plan).reviewable_by(user, on)
        awaiting = entries.filter(replaces=None).count() + elsewhere
    return Navigation(owed, awaiting, may_remind(user, roles))
