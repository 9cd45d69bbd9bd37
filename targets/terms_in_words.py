"""The terms a status was decided by, in words: the target's schedule and done line, the plan's thresholds."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from targets import units
from targets.assessment import Assessment
from targets.explaining import HUNDRED
from targets.measures import Promise
from targets.periods import months_between
from targets.status import Rule, Status


def rules(assessment: Assessment) -> tuple[str, ...]:
    """What a leader needs beside the explanation to reckon the status; empty texts where it had no part."""
    status, promise = assessment.status, assessment.promise
    return (
        schedule_rule(status, promise, assessment.on),
        "" if status.rule is Rule.REACHED else done_rule(promise),
        threshold_rule(status, promise),
    )


def schedule_rule(status: Status, promise: Promise, on: date) -> str:
    """What the target's own schedule expects at the month ends around that day, where a gap decided."""
    if status.rule is not Rule.GAP or promise.schedule is None or promise.due_on is None:
        return ""
    month = months_between(promise.terms.starts_on, on)
    if not 0 <= month < len(promise.schedule):
        return ""
    before = promise.schedule[month - 1] if month else Decimal(0)
    return _(
        "Schedule of the target: %(before)s%% before this month, %(after)s%% at its end, by days between."
    ) % {
        "before": units.format_amount(before),
        "after": units.format_amount(promise.schedule[month]),
    }


def done_rule(promise: Promise) -> str:
    """From what part of the goal it counts as done, where that is not all of it."""
    if promise.goal is None or promise.done_at >= HUNDRED:
        return ""
    return _("It counts as done from %(line)s of the goal.") % {
        "line": f"{units.round_percent(promise.done_at)}%"
    }


def threshold_rule(status: Status, promise: Promise) -> str:
    """How the plan's thresholds divide the gaps, where a gap decided."""
    if status.rule is not Rule.GAP:
        return ""
    terms = promise.terms
    return _(
        "Rule of the plan: %(behind)s to %(far)s points below schedule is behind, more is far behind; "
        "%(ahead)s points above is ahead."
    ) % {
        "behind": units.format_amount(terms.behind_points),
        "far": units.format_amount(terms.far_behind_points),
        "ahead": units.format_amount(terms.ahead_points),
    }
