"""The page on which a figure is logged: what stood before, what it would become."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets import units
from targets.assessment import assess_target
from targets.boards.rows import ShareRow, TargetRow, row_of, share_row
from targets.explaining import explain, figure, joined, reads_english, stored_unit_name
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.measures import Measure
from targets.models import Allocation, ProgressEntry
from targets.models.targets import earlier
from targets.owing import asked_period, plan_periods
from targets.people import Person
from targets.periods import Cadence, Period, open_period, periods
from targets.share_ledger import ShareLedger
from targets.standing import share_ledgers


def period_name(period: Period) -> str:
    """ "September", or "July–September"; in Chinese 9月, 7—9月."""
    if reads_english():
        names = [date_format(each, "F") for each in (period.starts_on, period.ends_on)]
        return names[0] if names[0] == names[1] else f"{names[0]}–{names[1]}"
    first, last = period.starts_on.month, period.ends_on.month
    if first == last:
        return _("month %(month)d") % {"month": first}
    return _("months %(first)d–%(last)d") % {"first": first, "last": last}


def period_key(period: Period) -> str:
    """A period in an address: 2021-09, of a quarter its first month."""
    return f"{period.starts_on:%Y-%m}"


def share_periods(share: Allocation) -> tuple[Period, ...]:
    """The periods of the plan, in the cadence of this share's target."""
    plan = share.target.plan
    return periods(plan.starts_on, plan.ends_on, Cadence(share.target.cadence), plan.report_by_day)


def outside(period: Period) -> str:
    """Why a row of this period does not take a day of another."""
    days = {"first": period.starts_on.isoformat(), "last": period.ends_on.isoformat()}
    return _("This row is for %(period)s: give a day from %(first)s to %(last)s.") % {
        "period": period_name(period),
        **days,
    }


def so_far(ledger: ShareLedger, on: date) -> str:
    """What stands for a share by that day, submitted figures included."""
    match ledger.measure:
        case Measure.STEPS:
            return _("%(done)d of %(total)d steps") % {
                "done": len(ledger.steps_done(on)),
                "total": len(ledger.step_ids),
            }
        case Measure.LEVEL | Measure.RATIO:
            last = ledger.latest(on)
            return (
                latest_text(last.quantity, last.base, ledger.unit)
                if last and last.quantity is not None
                else "—"
            )
        case Measure.ROUTINE if not ledger.unit:
            count = sum(not line.is_reversed and line.happened_on <= on for line in ledger.lines)
            return _("%(count)d reports") % {"count": count}
    return figure(ledger.before(on) if ledger.has_figures(on) else None, ledger.unit)


def latest_text(quantity: Decimal, base: Decimal | None, unit: str) -> str:
    return f"{units.format_amount(quantity)} / {figure(base, unit)}" if base else figure(quantity, unit)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What stands beside the form of one share."""

    row: ShareRow
    explanation: str
    """Of this share's status."""
    town: TargetRow | None
    """The target's own line; None where the share is all of it."""
    so_far: str
    goal: str
    unit: str
    period: str
    deadline: date
    is_closed: bool
    is_reported: bool
    """A figure of the period asked for stands already."""
    recent: tuple[LedgerLine, ...]


def record_page(share: Allocation, user: Person, on: date, period: Period | None = None) -> RecordPage:
    """The surroundings of a share's form, as this user may see them; by default in the period asked for."""
    plan = share.target.plan
    assessment = assess_target(share.target, plan.clamp(on))
    own = next(each for each in assessment.shares if each.allocation.pk == share.pk)
    period = period or asked_period(own, on) or open_period(plan_periods(own), on)
    ledger = share_ledgers([share])[share.pk]
    # What is left of a divided target for the town itself has a goal of 0, which is nothing to reach.
    no_goal = ledger.goal is None or (not ledger.goal and ledger.measure is not Measure.LIMIT)
    # A demonstration's ledger goes on beyond its today.
    recent = ProgressEntry.objects.filter(allocation=share, happened_on__lte=on).standing()
    return RecordPage(
        row=share_row(own),
        explanation=joined(explain(own.status, own.promise)),
        town=row_of(assessment) if len(assessment.shares) > 1 else None,
        so_far=so_far(ledger, on),
        goal="" if no_goal else figure(ledger.goal, share.target.unit),
        unit=stored_unit_name(share.stored_unit, Decimal(2)),
        period=period_name(period),
        deadline=period.deadline,
        is_closed=period.is_closed(on),
        is_reported=any(day in period for day in own.promise.shares[0].reported_days),
        recent=tuple(ledger_lines(recent.visible_to(user, on).for_page()[:3], user, on)),
    )


def proposed_day(share: Allocation, on: date, period: Period | None = None) -> date:
    """The day a form proposes: today, or the last day of the period that figures are asked for.

    By default the period still open. Of a share that has ended its last day, of a target added since its first.
    """
    target, plan = share.target, share.target.plan
    asked = period or open_period(share_periods(share), on)
    ended_on = earlier(share.ended_on, target.ended_on)
    last = ended_on - timedelta(days=1) if ended_on else plan.ends_on
    return max(min(on, asked.ends_on, last), target.starts_on or plan.starts_on)


def entry_initial(entry: ProgressEntry, *, as_increment: bool = False) -> dict[str, Any]:
    """The fields of a form as an entry was typed; `as_increment` where a total so far was typed.

    A correction asks what this one line should add, so a total is shown as what it added.
    """
    stored = "" if entry.quantity is None else units.format_amount(entry.quantity)
    amount = entry.typed_amount or stored
    unit = entry.typed_unit or entry.allocation.stored_unit
    if as_increment and entry.typed_mode == ProgressEntry.Mode.TOTAL:
        amount, unit = stored, entry.allocation.stored_unit
    return {
        "happened_on": entry.happened_on,
        "amount": amount,
        "unit": unit,
        "mode": entry.typed_mode or ProgressEntry.Mode.INCREMENT,
        "base": "" if entry.base is None else units.format_amount(entry.base),
        "step": entry.step_id,
        "note": entry.note,
        "problem": entry.problem,
        "next_step": entry.next_step,
        "origin": entry.origin,
        "informant": entry.informant_id,
        "informant_post": entry.informant_post,
        "token": uuid4(),
    }
