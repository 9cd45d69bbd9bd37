"""What moved between two days: achieved, completion and status of targets or shares, what got worse first.

Both days are judged by the same rules and by the same knowledge, today's or each day's own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from targets.asof import AsOf
from targets.assessment import Assessment, ShareAssessment, assess
from targets.boards.comparison import Comparison, became, tone_of
from targets.boards.rows import percent_text, quantities
from targets.explaining import points
from targets.measures import Promise
from targets.models import Plan, Village
from targets.models.targets import TargetQuerySet
from targets.status import Status
from targets.units import format_amount
from targets.verdicts import Severity, Verdict

LADDER = {
    Verdict.NEARLY_ON_PACE: 0,
    Verdict.ON_PACE: 1,
    Verdict.AHEAD: 2,
    Verdict.DONE: 3,
    Verdict.DONE_EARLY: 3,
}
"""From what is only nearly on schedule to what is done: all of it without a yellow or red light."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How a target, or a village's share of it, stood on a day."""

    key: int
    code: str
    name: str
    village: str
    """Empty for the whole target."""
    url: str
    order: tuple
    status: Status
    promise: Promise


@dataclass(frozen=True, slots=True)
class Move:
    """A line of the comparison, ready to print; what was not there on a day has no verdict for it."""

    code: str
    name: str
    village: str
    url: str
    before: Verdict | None
    after: Verdict | None
    achieved_before: str
    achieved_after: str
    unit: str
    change: str
    """Of what was achieved, signed; empty where either is not known or it is the same."""
    percent_before: str
    percent_after: str
    points: str
    """By how many points the completion moved; empty where it did not or either is not known."""
    worsened: int
    """By how many lights, green to yellow to red; below 0 it got better."""
    slid: int
    """Where the light is the same: by how many steps of the ladder it went down."""
    gap_change: Decimal
    order: tuple

    @property
    def said(self) -> str:
        """What became of it in a word."""
        return became(self.before, self.after, self.trend)

    @property
    def trend(self) -> int:
        """Above 0 it got worse, below 0 better."""
        return self.worsened or self.slid

    @property
    def alarms(self) -> bool:
        """Whether another reason to look came up: a limit broken by who had not reported for long."""
        return self.after is not None and self.after.needs_attention and self.after is not self.before

    @property
    def tone(self) -> str:
        return tone_of(self.trend)


Moved = Comparison[Move]


def targets_moved(
    plan: Plan, look: AsOf, targets: TargetQuerySet | None = None, only: frozenset[str] | None = None
) -> Moved | None:
    """What moved of these targets since the day to compare with: eight queries; None where none was asked for.

    `only` are the codes a page shows of them, where it shows fewer.
    """
    if look.compare is None:
        return None
    days = (
        [
            _of_target(each, look)
            for each in assess(plan, on, targets, look.known)
            if only is None or each.target.code in only
        ]
        for on in (look.compare, look.on)
    )
    return moved(*days, since=look.compare, on=look.on)


def shares_moved(
    plan: Plan, look: AsOf, targets: TargetQuerySet, villages: Iterable[Village]
) -> Moved | None:
    """What moved of the shares of these villages; as `targets_moved`."""
    if look.compare is None:
        return None
    every = list(villages)
    asked = {village.pk for village in every}
    days = (
        [
            _of_share(each, share, look, named=len(asked) > 1)
            for each in assess(plan, on, targets.of_villages(every), look.known)
            for share in each.shares
            if share.allocation.village_id in asked and share.is_shown
        ]
        for on in (look.compare, look.on)
    )
    return moved(*days, since=look.compare, on=look.on, of_villages=len(asked) > 1)


def moved(
    before: Iterable[Stand], after: Iterable[Stand], *, since: date, on: date, of_villages: bool = False
) -> Moved:
    """Compare two days: what got worse first, then what fell furthest behind its plan."""
    first, last = ({stand.key: stand for stand in stands} for stands in (before, after))
    moves = [
        _move(first.get(key), last.get(key))
        for key in {**first, **last}
        if _differs(first.get(key), last.get(key))
    ]
    return Moved(
        since=since,
        on=on,
        rows=tuple(sorted(moves, key=_worst_first)),
        worse=sum(move.trend > 0 for move in moves),
        better=sum(move.trend < 0 for move in moves),
        same=len({**first, **last}) - len(moves),
        of_villages=of_villages,
    )


def _worst_first(move: Move) -> tuple:
    return (-move.worsened, not move.alarms, -move.slid, move.gap_change, move.order)


def _differs(before: Stand | None, after: Stand | None) -> bool:
    if before is None or after is None:
        return True
    old, new = before.status, after.status
    return (old.verdict, old.achieved, old.completion, old.steps_done, old.goal) != (
        new.verdict,
        new.achieved,
        new.completion,
        new.steps_done,
        new.goal,
    )


def _move(before: Stand | None, after: Stand | None) -> Move:
    shown = after or before
    assert shown is not None
    old = quantities(before.status, before.promise) if before else None
    new = quantities(after.status, after.promise) if after else None
    return Move(
        shown.code,
        shown.name,
        shown.village,
        shown.url,
        before.status.verdict if before else None,
        after.status.verdict if after else None,
        _phrase(before),
        _phrase(after),
        quantities(shown.status, shown.promise).unit,
        signed(old.achieved if old else None, new.achieved if new else None, shown.promise.unit),
        percent_text(before.status) if before else "",
        percent_text(after.status) if after else "",
        _points(before, after),
        _light(after) - _light(before) if before and after else 0,
        _slid(before.status.verdict, after.status.verdict) if before and after else 0,
        (after.status.gap or Decimal(0)) - (before.status.gap or Decimal(0))
        if before and after
        else Decimal(0),
        shown.order,
    )


def _phrase(stand: Stand | None) -> str:
    """What was achieved of what goal on a day."""
    if stand is None:
        return ""
    shown = quantities(stand.status, stand.promise)
    return f"{shown.achieved_text or '—'} / {shown.goal_text}" if shown.goal_text else shown.achieved_text


def signed(before: Decimal | None, after: Decimal | None, unit: str) -> str:
    """The change from one figure to another with its sign: +60, −2.5; empty where there is none to tell.

    Of figures in percent the points say it.
    """
    if before is None or after is None or before == after or unit == "%":
        return ""
    change = after - before
    return f"{'−' if change < 0 else '+'}{format_amount(abs(change))}"


def _points(before: Stand | None, after: Stand | None) -> str:
    """The difference of the two percentages shown, so that anyone can check it."""
    old = before.status.completion if before else None
    new = after.status.completion if after else None
    return "" if old is None or new is None or old == new else points(new - old)


def _light(stand: Stand) -> int:
    """Red, yellow, or neither: what is not late is neither better nor worse than what is not yet due."""
    return max(stand.status.verdict.severity - Severity.WATCH, 0)


def _slid(before: Verdict, after: Verdict) -> int:
    """Steps down the ladder; 0 where one of the two is not on it: what is not yet judged is neither good nor bad."""
    if before not in LADDER or after not in LADDER:
        return 0
    return LADDER[before] - LADDER[after]


def _of_target(each: Assessment, look: AsOf) -> Stand:
    return Stand(
        each.target.pk,
        each.target.code,
        each.target.label,
        "",
        _url(each, look),
        each.order,
        each.status,
        each.promise,
    )


def _of_share(each: Assessment, share: ShareAssessment, look: AsOf, *, named: bool) -> Stand:
    village = share.allocation.village
    assert village is not None
    return Stand(
        share.allocation.pk,
        each.target.code,
        each.target.label,
        str(village) if named else "",
        f"{_url(each, look)}#share-{share.allocation.pk}",
        (each.order, village.code),
        share.status,
        share.promise,
    )


def _url(each: Assessment, look: AsOf) -> str:
    return reverse("targets:target", args=[each.year, each.target.code]) + look.query
