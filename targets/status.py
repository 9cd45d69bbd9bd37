"""The status of a promise or share on a day. Pure: no model, no query, no clock (DESIGN, section 5).

`on` means the end of that day. Percentages are rounded half-up to 0.1 before they are compared or shown;
only "done" compares exact values. Every verdict carries its reasons, so that it can be checked by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from targets.measures import Measure, Milestone, Point, Promise, Share, Terms, completion, trajectory
from targets.milestones import earliest, judged_steps
from targets.periods import add_months
from targets.reporting import report_deadline, share_reporting
from targets.schedule import expected_completion, rounded
from targets.verdicts import Verdict

STEPS_FAR_LATE_MONTHS = 3
MISSES_FAR_BEHIND = 3


class Rule(Enum):
    """Which sentence of section 5 decided."""

    NO_GOAL = "no_goal"
    NO_DUE_DATE = "no_due_date"
    REACHED = "reached"
    PAST_DUE = "past_due"
    NOTHING_REPORTED = "nothing_reported"
    GAP = "gap"
    SILENT_SHARE = "silent_share"
    LIMIT = "limit"
    REPORTING = "reporting"
    STEPS = "steps"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Status:
    """A verdict with its reasons. Percentages are rounded as they are compared; quantities are exact."""

    verdict: Verdict
    rule: Rule
    goal: Decimal | None = None
    achieved: Fraction | None = None
    numerator: Decimal | None = None
    base: Decimal | None = None
    completion: Decimal | None = None
    expected: Decimal | None = None
    gap: Decimal | None = None
    """Completion less expected, in percentage points; below 0 is behind."""
    threshold: Decimal | None = None
    """The threshold in points that decided, where rule is GAP."""
    due_on: date | None = None
    dropped_on: date | None = None
    """The first day without a target that was dropped, where that decided."""
    done_since: date | None = None
    awaiting_final: bool = False
    """Overdue, while the due month is still open for reports (待年终数据)."""
    reported: int = 0
    judged: int = 0
    """How many of the shares judged have reported."""
    missed: int = 0
    """Closed periods missed in a row, by the share that missed most."""
    silent: int = 0
    """Owed shares without a figure: while a ratio has one, it is neither done nor ahead."""
    late_step: Milestone | None = None
    """The undone step that fell due first, with the day it fell due."""
    late_days: int = 0
    """Full days since then; 0 at the end of that day, and for a target no longer judged."""
    next_step: Milestone | None = None
    """The undone step with the earliest day, late or not."""
    early_step: Milestone | None = None
    """A step done whose day is still to come."""
    steps_done: int = 0
    steps_total: int = 0


def judge(promise: Promise, on: date) -> Status:
    """The status by the end of `on`: always exactly one, dispatched by measure.

    Of a target dropped in mid-year the figures stand as on its last day, and its pace is no longer judged.
    """
    if promise.ended_on is not None and on >= promise.ended_on:
        last = judge(promise, promise.ended_on - timedelta(days=1))
        return replace(
            last, verdict=Verdict.DROPPED, rule=Rule.DROPPED, dropped_on=promise.ended_on,
            expected=None, gap=None, late_days=0, awaiting_final=False,
        )  # fmt: skip
    points = trajectory(promise, on)
    match promise.measure:
        case Measure.STEPS:
            return _judge_steps(promise, points, on)
        case Measure.LIMIT | Measure.ROUTINE:
            return _judge_reporting(promise, points, on)
        case _:
            return _judge_completion(promise, points, on)


def share_promise(promise: Promise, share: Share) -> Promise:
    """A share as a promise of its own, judged by the same rules; what it leaves open is the target's."""
    goal = share.goal or None
    start: Decimal | Fraction | None = None
    if promise.measure is Measure.RATIO:
        goal, start = goal or promise.goal, promise.start_value
    elif promise.measure is Measure.LIMIT:
        goal = promise.goal if share.goal is None else share.goal
    elif promise.start_value is not None and promise.goal and share.goal:
        start = Fraction(promise.start_value) * Fraction(share.goal) / Fraction(promise.goal)
    return replace(
        promise,
        goal=goal,
        start_value=start,
        due_on=share.due_on or promise.due_on,
        schedule=share.schedule or promise.schedule,
        taken_up_on=None if share.schedule else share.starts_on,
        shares=(share,),
    )


def judge_share(promise: Promise, share: Share, on: date) -> Status:
    """The status of one share of a promise."""
    return judge(share_promise(promise, share), on)


# --- sum, level, ratio -------------------------------------------------------------------------------


def _judge_completion(promise: Promise, points: Sequence[Point], on: date) -> Status:
    now = points[-1] if points else Point(on)
    percent = completion(promise, now)
    judged = promise.judged_shares(on)
    status = Status(
        Verdict.OTHER,
        Rule.NO_GOAL if promise.goal is None else Rule.NO_DUE_DATE,
        goal=promise.goal,
        achieved=now.value,
        numerator=now.numerator,
        base=now.base,
        completion=None if percent is None else rounded(percent, promise.done_at),
        due_on=promise.due_on,
        reported=sum(share.id in now.reported for share in judged),
        judged=len(judged),
        silent=sum(share.is_owed and share.id not in now.reported for share in judged),
    )
    since = done_since(promise, points)
    if since is not None:
        return _done(status, since)
    if promise.goal is None or promise.due_on is None:
        return status
    return _judge_pace(promise, status, on)


def _judge_pace(promise: Promise, status: Status, on: date) -> Status:
    """Rules 2 to 7: neither done nor without goal or due date."""
    assert promise.due_on is not None
    terms = promise.terms
    expected = rounded(expected_completion(promise, on))
    status = replace(status, expected=expected)
    nothing = status.completion is None
    gap = (status.completion or Decimal(0)) - expected
    if on >= promise.due_on:
        waiting = on <= report_deadline(promise.due_on, terms.report_by_day)
        return replace(status, verdict=Verdict.OVERDUE, rule=Rule.PAST_DUE, gap=gap, awaiting_final=waiting)
    if nothing and (promise.measure is not Measure.SUM or expected < terms.behind_points):
        return replace(status, verdict=Verdict.NOT_STARTED, rule=Rule.NOTHING_REPORTED)
    verdict, threshold = pace_verdict(gap, terms)
    if verdict is Verdict.FAR_BEHIND and nothing:
        verdict = Verdict.NOT_BEGUN
    if verdict is Verdict.AHEAD and promise.measure is Measure.RATIO and status.silent:
        return replace(status, verdict=Verdict.ON_PACE, rule=Rule.SILENT_SHARE, gap=gap)
    return replace(status, verdict=verdict, rule=Rule.GAP, gap=gap, threshold=threshold)


def pace_verdict(gap: Decimal, terms: Terms) -> tuple[Verdict, Decimal]:
    """The verdict for a gap in points, and the threshold that decided. Both ends of yellow belong to it."""
    if gap >= terms.ahead_points:
        return Verdict.AHEAD, terms.ahead_points
    if gap > -terms.behind_points:
        return (Verdict.ON_PACE if gap >= 0 else Verdict.NEARLY_ON_PACE), terms.behind_points
    if gap >= -terms.far_behind_points:
        return Verdict.BEHIND, terms.behind_points
    return Verdict.FAR_BEHIND, terms.far_behind_points


def done_since(promise: Promise, points: Sequence[Point]) -> date | None:
    """The first day from which the goal was reached and stayed so to the last point; None if it is not."""
    since = None
    for point in reversed(points):
        if not _is_reached(promise, point):
            break
        since = point.day
    return since


def _is_reached(promise: Promise, point: Point) -> bool:
    percent = completion(promise, point)
    if percent is None or percent < Fraction(promise.done_at):
        return False
    if promise.measure is not Measure.RATIO:
        return True
    return all(share.id in point.reported for share in promise.judged_shares(point.day) if share.is_owed)


def _done(status: Status, since: date) -> Status:
    """Done: early before the due month, late after the due date; without one neither."""
    due_on = status.due_on or since
    verdict = Verdict.DONE_LATE if since > due_on else Verdict.DONE
    if since < due_on.replace(day=1):
        verdict = Verdict.DONE_EARLY
    return replace(status, verdict=verdict, rule=Rule.REACHED, done_since=since)


# --- limit, routine ----------------------------------------------------------------------------------


def _judge_reporting(promise: Promise, points: Sequence[Point], on: date) -> Status:
    now = points[-1] if points else Point(on)
    judged = promise.judged_shares(on)
    records = [share_reporting(promise, share, on) for share in judged]
    status = Status(
        Verdict.OTHER,
        Rule.REPORTING,
        goal=promise.goal,
        achieved=now.value,
        due_on=promise.due_on,
        reported=sum(record.reported for record in records),
        judged=len(judged),
        missed=max((record.missed for record in records), default=0),
    )
    limit = promise.measure is Measure.LIMIT
    if limit and promise.goal is not None and now.value is not None and now.value > promise.goal:
        return replace(status, verdict=Verdict.BROKEN, rule=Rule.LIMIT)
    return replace(status, verdict=_reporting_verdict(status, limit))


def _reporting_verdict(status: Status, limit: bool) -> Verdict:
    """The worst of the shares: three periods missed, one or two, nothing reported yet, or reported."""
    if status.missed >= MISSES_FAR_BEHIND:
        return Verdict.MISSED_LONG
    if status.missed:
        return Verdict.MISSED
    if not status.judged or status.reported < status.judged:
        # None is missed: no period of the silent share has closed.
        return Verdict.NO_REPORT_DUE
    return Verdict.KEPT if limit else Verdict.REPORTED


# --- steps -------------------------------------------------------------------------------------------


def _judge_steps(promise: Promise, points: Sequence[Point], on: date) -> Status:
    percent = points[-1].value if points else None
    judged = promise.judged_shares(on)
    steps = judged_steps(promise, on)
    upcoming = earliest(step for step in steps if step.done_on is None)
    days = (on - upcoming.planned_on).days if upcoming and upcoming.planned_on else -1
    status = Status(
        Verdict.OTHER,
        Rule.STEPS,
        achieved=percent,
        completion=None if percent is None else rounded(percent),
        due_on=promise.due_on,
        steps_done=sum(step.done_on is not None for step in steps),
        steps_total=len(steps),
        late_step=upcoming if days >= 0 else None,
        late_days=max(days, 0),
        next_step=upcoming,
        early_step=earliest(step for step in steps if step.done_on and step.due_on and step.due_on > on),
        reported=sum(any(line.happened_on <= on for line in share.lines) for share in judged),
        judged=len(judged),
    )
    if steps and status.steps_done == status.steps_total:
        return _done(status, max(step.done_on for step in steps if step.done_on))
    if promise.due_on is None and status.next_step is None:
        return replace(status, rule=Rule.NO_DUE_DATE)
    if promise.due_on is not None and on >= promise.due_on:
        waiting = on <= report_deadline(promise.due_on, promise.terms.report_by_day)
        return replace(status, verdict=Verdict.OVERDUE, rule=Rule.PAST_DUE, awaiting_final=waiting)
    return replace(status, verdict=_steps_verdict(status, on))


def _steps_verdict(status: Status, on: date) -> Verdict:
    """What the oldest late step says; without one, whether a step was done before its day."""
    if status.late_step and status.late_step.planned_on:
        far = on > add_months(status.late_step.planned_on, STEPS_FAR_LATE_MONTHS)
        return Verdict.FAR_BEHIND if far else Verdict.BEHIND
    if status.early_step:
        return Verdict.AHEAD
    return Verdict.ON_PACE if status.steps_done else Verdict.NOT_STARTED
