"""The rows of a downloaded workbook: a share and the period it is reported for, with what is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from targets.assessment import numeric
from targets.models import Allocation, Plan, Step
from targets.models.targets import earlier
from targets.owing import owed_shares
from targets.people import Person
from targets.periods import Cadence, Period, period_of, periods
from targets.record.record_page import share_periods
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers
from targets.workbook.keys import RowKey


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: whose share, for which period, and what stands for it."""

    key: RowKey
    share: Allocation
    period: Period
    ledger: ShareLedger
    steps: tuple[str, ...]
    """The names of the steps still to be done."""
    day: date
    """The date proposed."""


def rows_owed(plan: Plan, user: Person, on: date) -> list[SheetRow]:
    """What this user still owes, a row for each share and period asked for; flat in queries.

    A period whose figure came back is none: that figure is changed and sent again.
    """
    asked = [owed for owed in owed_shares(plan, user, on) if owed.is_asked]
    return sheet_rows(plan, [(owed.share.allocation, owed.period) for owed in asked], on)


def rows_of_month(plan: Plan, user: Person, on: date, month: date) -> list[SheetRow]:
    """All that this user reports for, in the period that month lies in, reported or not."""
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan).open(month).asked_for(month)
    shares = own.planned().select_related("target__plan", "target__lead_office", "village", "office")
    pairs = []
    for share in shares:
        period = period_of(month, share_periods(share))
        if period is not None and (share.starts_on is None or share.starts_on <= period.ends_on):
            pairs.append((share, period))
    return sheet_rows(plan, pairs, on)


def months_to_fill(plan: Plan, on: date) -> list[date]:
    """The first days of the months of a plan that have begun, the latest first; settled ones left out."""
    asked = periods(plan.starts_on, plan.ends_on, Cadence.MONTH, plan.report_by_day)
    settled = plan.closed_through
    return [
        period.starts_on
        for period in reversed(asked)
        if period.starts_on <= on and (settled is None or period.ends_on > settled)
    ]


def sheet_rows(plan: Plan, pairs: Iterable[tuple[Allocation, Period]], on: date) -> list[SheetRow]:
    """Rows in the order of the report, each with a new token: three queries."""
    ordered = sorted(pairs, key=_place)
    shares = {share.pk: share for share, _period in ordered}
    ledgers = {pk: ledger.upto(on) for pk, ledger in share_ledgers(list(shares.values())).items()}
    names = dict(Step.objects.filter(allocation__in=shares).values_list("pk", "name"))
    found = []
    for share, period in ordered:
        ledger = ledgers[share.pk]
        left = sorted(ledger.step_ids - ledger.steps_done(on))
        key = RowKey(plan.year, share.pk, period.starts_on, uuid4(), len(ledger.told_in(period)))
        steps = tuple(names[step] for step in left)
        found.append(SheetRow(key, share, period, ledger, steps, day_in(period, share, on)))
    return found


def day_in(period: Period, share: Allocation, on: date) -> date:
    """The day proposed for a figure of that period: today, or the period's last; the share's own last at most."""
    target = share.target
    ended_on = earlier(share.ended_on, target.ended_on)
    last = ended_on - timedelta(days=1) if ended_on else period.ends_on
    return max(min(on, period.ends_on, last), target.starts_on or period.starts_on, period.starts_on)


def _place(pair: tuple[Allocation, Period]) -> tuple:
    share, period = pair
    village = share.village.code if share.village else ""
    return (numeric(share.target.code), village, share.pk, period.starts_on)
