"""What changed since a moment: statuses that turned, and figures approved.

The board of then is judged anew from today's facts without what came since: today's goals and schedules hold for
both, so that a status turns by figures or by time and never by a change of set-up. What was returned or withdrawn
since counts as not reported at either moment; the page says both.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q
from django.utils import timezone

from targets.assessment import Assessment
from targets.boards.rows import TargetRow, row_of
from targets.explaining import figure, in_shown_unit
from targets.measures import Line, Measure, Promise, Share
from targets.models import Plan, ProgressEntry
from targets.models.ledger import EntryState
from targets.status import judge
from targets.verdicts import Verdict

ORIGINAL = ("happened_on", "reported_at", "quantity", "base", "step_id")


@dataclass(frozen=True, slots=True)
class Turn:
    """A target whose status is another than it was."""

    row: TargetRow
    before: Verdict
    is_worse: bool


@dataclass(frozen=True, slots=True)
class Growth:
    """Figures of one target approved since."""

    row: TargetRow
    figures: int
    added: str
    """What they come to, corrections included; empty where figures do not add up."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed on the board since a moment."""

    since: datetime
    turns: tuple[Turn, ...]
    growths: tuple[Growth, ...]

    @property
    def figures(self) -> int:
        return sum(each.figures for each in self.growths)

    @property
    def is_empty(self) -> bool:
        return not self.turns and not self.growths


@dataclass(frozen=True, slots=True)
class Judged:
    """A target as the board judges it: its line, and the facts it is judged by."""

    row: TargetRow
    promise: Promise


def judged(assessments: Iterable[Assessment]) -> tuple[Judged, ...]:
    """What changes are told from; the same for every reader."""
    return tuple(Judged(row_of(each), each.promise) for each in assessments)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A line that was reported or approved since."""

    line: Line
    share: int
    is_reported: bool
    """Reported since: until then its period was silent."""
    is_approved: bool
    """Approved since: until then it did not count."""
    reverses: Line | None
    """What it took back, if that counted until then."""


def changes(plan: Plan, board: Sequence[Judged], on: date, since: datetime) -> Changes:
    """What changed on the board of `on` since that moment: one query."""
    fresh = _fresh(plan, on, since)
    day = min(max(timezone.localtime(since).date(), plan.starts_on), on)
    turns = [turn for each in board if (turn := _turn(each, fresh, day)) is not None]
    growths = [growth for each in board if (growth := _growth(each, fresh)) is not None]
    turns.sort(key=lambda turn: (not turn.is_worse, turn.row.is_routine, -turn.row.severity, turn.row.order))
    growths.sort(key=lambda growth: (-growth.figures, growth.row.order))
    return Changes(since, tuple(turns), tuple(growths))


def rewound(promise: Promise, fresh: Mapping[int, Sequence[Fresh]]) -> Promise:
    """The promise as the ledger stood before these lines."""
    return replace(
        promise, shares=tuple(_rewound(share, fresh.get(share.id, ())) for share in promise.shares)
    )


def _rewound(share: Share, fresh: Sequence[Fresh]) -> Share:
    if not fresh:
        return share
    new = {each.line.id for each in fresh if each.is_approved}
    lines = [line for line in share.lines if line.id not in new]
    lines += [each.reverses for each in fresh if each.reverses is not None and each.reverses.id not in new]
    days = list(share.reported_days)
    for each in fresh:
        if each.is_reported and each.line.happened_on in days:
            days.remove(each.line.happened_on)
    return replace(share, lines=tuple(lines), reported_days=tuple(days))


def _fresh(plan: Plan, on: date, since: datetime) -> dict[int, list[Fresh]]:
    rows = (
        ProgressEntry.objects.of_plan(plan)
        .standing()
        .filter(Q(reviewed_at__gt=since) | Q(reported_at__gt=since), happened_on__lte=on)
        .order_by("pk")
        .values_list(
            "pk", *ORIGINAL, "allocation_id", "state", "reviewed_at", "corrects_id",
            *(f"corrects__{name}" for name in ORIGINAL),
        )
    )  # fmt: skip
    found: dict[int, list[Fresh]] = defaultdict(list)
    for row in rows:
        line, (share, state, reviewed_at, corrects) = Line(*row[:6]), row[6:10]
        approved = state == EntryState.APPROVED and reviewed_at > since
        reverses = Line(corrects, *row[10:]) if corrects and approved else None
        found[share].append(Fresh(line, share, row[2] > since, approved, reverses))
    return found


def _turn(each: Judged, fresh: Mapping[int, Sequence[Fresh]], day: date) -> Turn | None:
    if each.promise.starts_on is not None and day < each.promise.starts_on:
        return None
    before = judge(rewound(each.promise, fresh), day).verdict
    after = each.row.verdict
    return None if before is after else Turn(each.row, before, after.severity > before.severity)


def _growth(judged: Judged, fresh: Mapping[int, Sequence[Fresh]]) -> Growth | None:
    promise = judged.promise
    approved = [each for share in promise.shares for each in fresh.get(share.id, ()) if each.is_approved]
    figures = sum(each.reverses is None for each in approved)
    if not approved:
        return None
    added = ""
    if promise.measure is Measure.SUM:
        total = sum((Fraction(each.line.quantity or 0) for each in approved), Fraction(0))
        added = _signed(total, promise.unit)
    return Growth(judged.row, figures, added)


def _signed(total: Fraction, unit: str) -> str:
    """What figures come to, with the sign of what is shown of it: +310亩, −50亩, ±0亩."""
    shown = in_shown_unit(total, unit) or 0
    return f"{'−' if shown < 0 else '+' if shown > 0 else '±'}{figure(abs(total), unit)}"
