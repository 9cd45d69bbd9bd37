"""My month: what a user has to report, has reported, and got back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.urls import reverse

from targets.explaining import figure
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.measures import Measure
from targets.models import Allocation, Plan, ProgressEntry
from targets.owing import Owed, owed_shares
from targets.people import Person
from targets.record_page import period_name, so_far
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A share this user reports for, in the period asked for."""

    code: str
    name: str
    share: str
    so_far: str
    goal: str
    deadline: date
    period: str
    is_reported: bool
    can_repeat: bool
    """Whether “nothing new” has a meaning: a level or ratio needs a figure to repeat."""
    url: str
    nothing_new_url: str
    token: UUID


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What a user has to report, has reported, and got back."""

    owed: tuple[OwedRow, ...]
    reported: tuple[OwedRow, ...]
    returned: tuple[LedgerLine, ...]
    waiting: tuple[LedgerLine, ...]
    deadline: date | None


def month_page(plan: Plan, user: Person, on: date) -> MonthPage:
    """Shares in the order of the report; a correction is one line. Flat in queries, however many shares."""
    asked = owed_shares(plan, user, on)
    ledgers = share_ledgers([each.share.allocation for each in asked])
    rows = [_owed_row(plan, each, ledgers[each.share.allocation.pk], on) for each in asked]
    rows.sort(key=lambda row: tuple(int(part) for part in row.code.split(".")))
    entries = ProgressEntry.objects.of_plan(plan).for_page()
    returned = entries.resubmittable_by(user, on)
    own = Allocation.objects.reportable_by(user, on)
    waiting = entries.filter(reported_by=user, state=ProgressEntry.State.SUBMITTED, allocation__in=own)
    # The line that stands instead is told with the one that takes back.
    lines = ledger_lines([entry for entry in [*returned, *waiting] if not entry.replaces_id], user, on)
    owed = tuple(row for row in rows if not row.is_reported)
    return MonthPage(
        owed,
        tuple(row for row in rows if row.is_reported),
        tuple(line for line in lines if line.state == ProgressEntry.State.RETURNED),
        tuple(line for line in lines if line.state == ProgressEntry.State.SUBMITTED),
        min((row.deadline for row in owed), default=None),
    )


def _owed_row(plan: Plan, owed: Owed, ledger: ShareLedger, on: date) -> OwedRow:
    share = owed.share.allocation
    measure = Measure(share.target.measure)
    no_goal = ledger.goal is None or measure is Measure.RATIO
    return OwedRow(
        code=share.target.code,
        name=share.target.label,
        share=share.label,
        so_far=so_far(ledger, on),
        goal="" if no_goal else figure(ledger.goal, ledger.unit),
        deadline=owed.period.deadline,
        period=period_name(owed.period),
        is_reported=owed.is_reported,
        can_repeat=not measure.takes_latest or ledger.latest(on) is not None,
        url=reverse("targets:record-share", args=[plan.year, share.pk]),
        nothing_new_url=reverse("targets:record-nothing-new", args=[plan.year, share.pk]),
        token=uuid4(),
    )
