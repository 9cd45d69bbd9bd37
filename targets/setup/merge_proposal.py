"""What moves when a village is merged into another: read for the preview, and done as read by `targets.setup.merging`.

Past figures stay under the old name. What counts as achieved is what is approved by the day before: a merge waits
until nothing of its shares awaits review.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from targets.correction_lines import not_taken_back
from targets.measures import Measure
from targets.models import Allocation, Duty, Plan, ProgressEntry, Step, Village
from targets.share_ledger import ShareLedger, Standing
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class Parted:
    """A share's goal at a merge: what stays with the old share, and what the successor's owes from then on."""

    stays: Decimal | None
    owed: Decimal | None


@dataclass(frozen=True, slots=True)
class ShareMove:
    """An open share of the old village, and the successor's share that takes over what is left of it."""

    old: Allocation
    into: Allocation | None
    """The successor's share as it stands; None where it has none yet."""
    achieved: Decimal
    """What is approved for a sum or limit by the day before."""
    latest: Standing | None
    """The last figure of a level or ratio, left out from the day on."""
    parted: Parted
    steps: tuple[Step, ...]
    """The undone steps, which move."""
    is_finished: bool
    """Nothing of it is left to do, so that a successor without a share needs none."""

    @property
    def is_beside_plan(self) -> bool:
        """It only holds what was logged beside the plan (计划外): it ends, and there is nothing to move."""
        return self.old.is_unplanned and not self.steps

    @property
    def due_sooner(self) -> date | None:
        """The due day of the successor's share where what moves into it falls due sooner than it would have."""
        if self.into is None or self.is_beside_plan or self.is_finished or not self.old.is_owed:
            return None
        theirs = self.into.due_on or self.old.target.due_on
        own = self.old.due_on or self.old.target.due_on
        return theirs if theirs and (own is None or theirs < own) else None

    @property
    def measure(self) -> Measure:
        return Measure(self.old.target.measure)

    @property
    def is_made(self) -> bool:
        """Whether the successor gets a share of this target."""
        return self.into is None and not self.is_finished and not self.is_beside_plan


@dataclass(frozen=True, slots=True)
class DutyMove:
    """A duty in the old village, and from when the same person holds it in the successor."""

    duty: Duty
    starts_on: date
    is_held: bool
    """They have it there already."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """All that moves on the day of a merge."""

    village: Village
    successor: Village
    on: date
    shares: tuple[ShareMove, ...]
    duties: tuple[DutyMove, ...]


def proposal(village: Village, successor: Village, on: date) -> Proposal:
    """What a merge on that day would move: seven queries at most, however many shares and duties."""
    return Proposal(
        village, successor, on, _share_moves(village, successor, on), _duty_moves(village, successor, on)
    )


def moving_shares(village: Village, on: date) -> list[Allocation]:
    """The village's shares that are open on that day, of running plans and drafts that are not over by then.

    Shares of targets dropped by then stay as they are, as do those of a closed year.
    """
    shares = Allocation.objects.filter(
        Q(target__ended_on=None) | Q(target__ended_on__gt=on),
        village=village,
        target__plan__state__in=[Plan.State.RUNNING, Plan.State.DRAFT],
        target__plan__ends_on__gte=on,
    ).open(on)
    return list(
        shares.select_related("target__plan", "village", "office").order_by(
            "target__plan", "target__section__number", "target__code", "pk"
        )
    )


def successor_shares(successor: Village, shares: list[Allocation]) -> dict[int, Allocation]:
    """The successor's shares of the same targets, by the target's id."""
    targets = [share.target_id for share in shares]
    own = Allocation.objects.filter(village=successor, target__in=targets).select_related("target__plan")
    return {share.target_id: share for share in own}


def part_goal(measure: Measure, goal: Decimal | None, achieved: Decimal, into: Allocation | None) -> Parted:
    """How a goal is parted, so that the shares of a target add up to the same before and after.

    A sum or limit: what was achieved stays, at most the goal, and the rest is added to the successor's. A level:
    all of it is added, for the old value is left out. A ratio, steps and routine work: the successor keeps its
    standard, or takes over the old one.
    """
    theirs = into.goal if into else None
    if goal is None:
        return Parted(None, theirs)
    match measure:
        case Measure.LIMIT if into is not None and theirs is None:
            return Parted(goal, None)  # it is held to the limit of the whole target already
        case Measure.SUM | Measure.LIMIT:
            stays = min(max(achieved, Decimal(0)), goal)
            left = goal - stays
            return Parted(stays, theirs if theirs is None and into and not left else (theirs or 0) + left)
        case Measure.LEVEL:
            return Parted(goal, (theirs or 0) + goal)
    return Parted(goal, theirs if into else goal)


def _share_moves(village: Village, successor: Village, on: date) -> tuple[ShareMove, ...]:
    shares = moving_shares(village, on)
    ledgers = share_ledgers(shares)
    theirs = successor_shares(successor, shares)
    undone = _undone_steps(shares)
    return tuple(
        _share_move(share, theirs.get(share.target_id), ledgers[share.pk], undone.get(share.pk, []), on)
        for share in shares
    )


def _share_move(
    share: Allocation, into: Allocation | None, ledger: ShareLedger, undone: list[Step], on: date
) -> ShareMove:
    eve = on - timedelta(days=1)
    achieved = ledger.before(eve)
    parted = part_goal(ledger.measure, share.goal, achieved, into)
    match ledger.measure:
        case Measure.SUM:
            is_finished = share.goal is not None and share.goal == parted.stays
        case Measure.STEPS:
            is_finished = bool(ledger.step_ids) and not undone
        case _:
            is_finished = False
    return ShareMove(
        old=share,
        into=into,
        achieved=achieved,
        latest=ledger.latest(eve) if ledger.measure.takes_latest else None,
        parted=parted,
        steps=tuple(undone),
        is_finished=is_finished,
    )


def _undone_steps(shares: list[Allocation]) -> dict[int, list[Step]]:
    """Of each share the steps that no standing figure reports as done."""
    entries = ProgressEntry.objects.filter(allocation__in=shares, step__isnull=False)
    done = set(not_taken_back(entries).values_list("step_id", flat=True))
    found: dict[int, list[Step]] = {}
    for step in Step.objects.filter(allocation__in=shares).order_by("pk"):
        if step.pk not in done:
            found.setdefault(step.allocation_id, []).append(step)
    return found


def _duty_moves(village: Village, successor: Village, on: date) -> tuple[DutyMove, ...]:
    """The duties not over by that day, those to come included."""
    held = Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("user", "village")
    theirs = list(held.filter(village=successor))
    return tuple(
        DutyMove(duty, max(duty.starts_on, on), any(_covers(each, duty, on) for each in theirs))
        for duty in held.filter(village=village).order_by("user", "starts_on", "pk")
    )


def _covers(theirs: Duty, duty: Duty, on: date) -> bool:
    """Whether a duty in the successor is that same person's, all the time for which the old one would move."""
    same = (theirs.user_id, theirs.role) == (duty.user_id, duty.role)
    in_time = theirs.starts_on <= max(duty.starts_on, on)
    return same and in_time and (theirs.ends_on is None or (duty.ends_on or date.max) <= theirs.ends_on)
