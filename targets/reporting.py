"""Which periods a share must report, and how it kept them. Pure: no model, no query, no clock (DESIGN, section 5)."""

from datetime import date

from targets import periods
from targets.measures import Promise, Share
from targets.periods import Period, Reporting, add_months


def report_deadline(day: date, report_by_day: int) -> date:
    """The last day on which figures of that day's month are still in time."""
    return add_months(day.replace(day=1), 1).replace(day=report_by_day)


def owed_periods(promise: Promise, share: Share) -> list[Period]:
    """The periods a share must report: those of the plan from its start to its due date and before its end.

    One that only holds what was logged beside the plan (计划外) owes none.
    """
    if not share.is_planned:
        return []
    terms = promise.terms
    all_periods = periods.periods(terms.starts_on, terms.ends_on, promise.cadence, terms.report_by_day)
    due_on = share.due_on or promise.due_on
    return [
        period
        for period in all_periods
        if (share.starts_on is None or share.starts_on <= period.ends_on)
        and (due_on is None or period.starts_on <= due_on)
        and (share.ended_on is None or period.ends_on < share.ended_on)
    ]


def share_reporting(promise: Promise, share: Share, on: date) -> Reporting:
    """How a share kept its reporting dates by the end of `on`."""
    return periods.reporting(owed_periods(promise, share), share.reported_days, on)


def missed_periods(promise: Promise, share: Share, on: date) -> tuple[Period, ...]:
    """The closed periods a share has missed in a row by the end of `on`: what `share_reporting` counts."""
    closed = [period for period in owed_periods(promise, share) if period.is_closed(on)]
    return periods.missed(closed, (day for day in share.reported_days if day <= on))
