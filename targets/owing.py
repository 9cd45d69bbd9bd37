"""Which shares still have to report, and for which periods: the same rule as 未报送 on the boards."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.core.cache import cache

from targets.assessment import ShareAssessment, assess
from targets.elsewhere import KEEPERS
from targets.models import Allocation, Plan, PlanVersion, ProgressEntry, Target
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import Period, open_period, periods
from targets.reporting import missed_periods, owed_periods

BADGE_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Owed:
    """A share and a period it is to be reported for, and whether a report of it stands."""

    share: ShareAssessment
    period: Period
    is_reported: bool
    is_overdue: bool
    """Its deadline has passed without a report: what is sent now is made up later (补报)."""
    returned: int | None = None
    """The earliest entry of the period that came back, where no report stands: that one is to be changed first."""

    @property
    def is_asked(self) -> bool:
        """Whether a figure is to be logged for it: none stands, and none came back to be changed."""
        return not self.is_reported and self.returned is None


@dataclass(frozen=True, slots=True)
class Returned:
    """An entry that came back for change; of a correction its first line."""

    pk: int
    share: int
    happened_on: date


def returned_of(plan: Plan, shares: Collection[int] | None = None) -> list[Returned]:
    """What came back of these shares, of all shares of the plan without them, the earliest first: one query."""
    found = ProgressEntry.objects.of_plan(plan).filter(state=EntryState.RETURNED, replaces=None)
    rows = found.order_by("happened_on", "pk").values_list("pk", "allocation", "happened_on")
    return [Returned(*row) for row in rows if shares is None or row[1] in shares]


def with_returned(asked: Iterable[Owed], came_back: Sequence[Returned]) -> list[Owed]:
    """The same, each with what came back of its period where no report of it stands."""
    return [each if each.is_reported else replace(each, returned=_first(each, came_back)) for each in asked]


def _first(owed: Owed, came_back: Sequence[Returned]) -> int | None:
    own = (each for each in came_back if each.share == owed.share.allocation.pk)
    return next((each.pk for each in own if each.happened_on in owed.period), None)


def owed_shares(plan: Plan, user: Person, on: date) -> list[Owed]:
    """What this user is asked to report on that day, share by share: six queries, however many.

    Not asked for: shares not owed, not begun or ended, finished ones, and periods after a share's due date.
    """
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan)
    ids = set(own.values_list("pk", flat=True))
    if not ids:
        return []
    targets = Target.objects.filter(plan=plan, pk__in=own.values("target"))
    assessed = assess(plan, plan.clamp(on), targets)
    shares = (share for each in assessed for share in each.shares if share.allocation.pk in ids)
    return with_returned(owed_among(shares, on), returned_of(plan, ids))


def owed_among(shares: Iterable[ShareAssessment], on: date) -> list[Owed]:
    """What these shares are asked to report on that day, in their order: what is overdue, then the open period.

    Overdue is the run of missed periods that the boards count as 未报送.
    """
    return [owed for share in shares for owed in _owed(share, on)]


def _owed(share: ShareAssessment, on: date) -> Iterator[Owed]:
    period = asked_period(share, on)
    if period is None:
        return
    rules = share.promise.shares[0]
    settled = share.allocation.target.plan.closed_through
    for missed in missed_periods(share.promise, rules, on):
        # A settled month takes no figure any more: it stays missed on the boards and is asked of nobody.
        if settled is None or missed.ends_on > settled:
            yield Owed(share, missed, is_reported=False, is_overdue=True)
    is_reported = any(day in period for day in rules.reported_days)
    if is_reported or not period.is_closed(on):
        yield Owed(share, period, is_reported=is_reported, is_overdue=False)


def asked_period(share: ShareAssessment, on: date) -> Period | None:
    """The period this share is asked to report on that day; None where nothing is asked of it.

    The last one stays asked for after its deadline: it can still be made up.
    """
    rules = share.promise.shares[0]
    owed = owed_periods(share.promise, rules)
    if not owed or not rules.is_owed or share.is_finished:
        return None
    if not rules.is_open(on) or not rules.has_begun(on):
        return None
    period = open_period(owed, on)
    return period if period.starts_on <= on else None


def badges(plan: Plan, user: Person, on: date) -> tuple[int, int]:
    """How many reports this user owes by own duties as reporter, overdue ones included; decisions due elsewhere.

    Remembered until the plan changes, so that a page costs one query.
    """
    version = PlanVersion.objects.filter(plan=plan).values_list("epoch", "number").first()
    epoch, number = version or ("", "")
    key = f"badges:{plan.pk}:{epoch}:{number}:{user.pk}:{on.isoformat()}"
    numbers = cache.get(key)
    if numbers is None:
        owed = owed_by_duty(plan, user, on, owed_shares(plan, user, on))
        numbers = owed, sum(keeper.decided(plan, user, on) for keeper in KEEPERS)
        cache.set(key, numbers, BADGE_SECONDS)
    return numbers  # type: ignore[no-any-return]


def owed_by_duty(plan: Plan, user: Person, on: date, asked: Sequence[Owed]) -> int:
    """How many of these are owed by the user's own duties, what came back besides, and what is owed elsewhere.

    What a reviewer may log for others (代录) is asked of those others; what came back of it is the reviewer's.
    """
    own = set(Allocation.objects.asked_of(user, on).filter(target__plan=plan).values_list("pk", flat=True))
    waiting = [each for each in asked if not each.is_reported and each.share.allocation.pk in own]
    elsewhere = sum(keeper.owed(plan, user, on) for keeper in KEEPERS)
    return len(waiting) + returned_apart(plan, user, on, own, waiting) + elsewhere


def returned_apart(plan: Plan, user: Person, on: date, own: Collection[int], owed: Collection[Owed]) -> int:
    """How many entries came back, of these shares or logged by this user, in periods not owed besides: one query."""
    entries = ProgressEntry.objects.of_plan(plan).resubmittable_by(user, on).filter(replaces=None)
    return sum(
        not any(each.share.allocation.pk == share and day in each.period for each in owed)
        for share, day, reporter in entries.values_list("allocation", "happened_on", "reported_by")
        if share in own or reporter == user.pk
    )


def plan_periods(share: ShareAssessment) -> tuple[Period, ...]:
    """The periods of the plan, in the cadence of this share's target."""
    terms = share.promise.terms
    return periods(terms.starts_on, terms.ends_on, share.promise.cadence, terms.report_by_day)
