"""Which shares still have to report for the period now asked for."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from targets.models import Plan, ProgressEntry
from targets.models.shares import AllocationQuerySet
from targets.periods import Cadence, Period, open_period, periods


def asked_periods(plan: Plan, on: date) -> dict[Cadence, Period]:
    """The month and the quarter for which figures are asked on that day."""
    return {
        cadence: open_period(periods(plan.starts_on, plan.ends_on, cadence, plan.report_by_day), on)
        for cadence in Cadence
    }


def with_reported(shares: AllocationQuerySet, plan: Plan, on: date) -> QuerySet[Any]:
    """Shares annotated with `is_reported`: whether an entry of the period asked for stands."""
    standing = ProgressEntry.objects.standing().filter(allocation=OuterRef("pk"))
    asked = Q()
    for cadence, period in asked_periods(plan, on).items():
        entries = standing.filter(happened_on__range=(period.starts_on, period.ends_on))
        asked |= Q(Exists(entries), target__cadence=cadence)
    return shares.annotate(is_reported=asked)


def owed_shares(shares: AllocationQuerySet, plan: Plan, on: date) -> QuerySet[Any]:
    """Of these, the owed and open ones that have not reported for the period asked for."""
    return with_reported(shares.open(on), plan, on).filter(is_owed=True).exclude(is_reported=True)
