"""A village merges into another (DESIGN, section 3): open shares and duties move, past figures stay.

Keyword-only, atomic; every plan's version is locked and moved first. Raises ValidationError with a sentence for each
field at fault. Nothing takes a merge back.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import Allocation, Duty, Plan, PlanVersion, ProgressEntry, Step, Village
from targets.models.decisions import Decision
from targets.models.ledger import EntryState
from targets.setup.merge_proposal import (
    DutyMove,
    Proposal,
    ShareMove,
    moving_shares,
    proposal,
    successor_shares,
)
from targets.years.mid_year import figures_from

NAME_LENGTH = 80


@transaction.atomic
def merge(
    *, village: Village, successor: Village, on: date, decision: Decision, reason: str, today: date
) -> Proposal:
    """Merge a village into another: `on` is the first day without it. Returns what moved."""
    PlanVersion.advance_all()
    village, successor = (Village.objects.get(pk=each.pk) for each in (village, successor))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is changed.")})
    check(village, successor, on, today)
    moved = proposal(village, successor, on)
    why = reason.strip()
    for share in moved.shares:
        _move_share(share, successor, on, decision, why)
    # Villages and duties have no place for a decision: it stands with the reason.
    sourced = f"{why}（{decision.number}）"
    for duty in moved.duties:
        _move_duty(duty, successor, sourced)
    village.ended_on, village.successor = on, successor
    _save(village, sourced)
    return moved


def check(village: Village, successor: Village, on: date, today: date) -> None:
    """Raise ValidationError where this merge cannot be: what to do first, for each field at fault."""
    if village.ended_on:
        raise ValidationError(
            _("%(village)s was merged away on %(day)s already.")
            % {"village": village, "day": village.ended_on.isoformat()}
        )
    errors = _successor_errors(village, successor) | _day_errors(on, today)
    if errors:
        raise ValidationError(errors)
    shares = moving_shares(village, on)
    count = figures_from(ProgressEntry.objects.filter(allocation__in=shares), on, today)
    if count:
        said = ngettext(
            "%(count)d figure of the village is dated on this day or later: "
            "give a later day, or have it corrected or sent back first.",
            "%(count)d figures of the village are dated on this day or later: "
            "give a later day, or have them corrected or sent back first.",
            count,
        )
        raise ValidationError({"on": said % {"count": count}})
    _check_undecided(shares, on)
    ended = [share for share in successor_shares(successor, shares).values() if share.ended_on]
    if ended:
        codes = ", ".join(share.target.code for share in ended)
        raise ValidationError(
            {"successor": _("Its shares of these targets have ended: %(codes)s. Open them again first.")
             % {"codes": codes}}
        )  # fmt: skip


def _check_undecided(shares: list[Allocation], on: date) -> None:
    """What waits could still be sent back, and a step sent back could no longer be sent in again once it moved."""
    before = ProgressEntry.objects.filter(allocation__in=shares, happened_on__lt=on)
    counted = before.aggregate(
        waiting=Count("pk", filter=Q(state=EntryState.SUBMITTED)),
        returned=Count("pk", filter=Q(state=EntryState.RETURNED, step__isnull=False)),
    )
    waiting, returned = counted["waiting"], counted["returned"]
    if waiting:
        said = ngettext(
            "%(count)d figure of the village awaits review: approve it or send it back first.",
            "%(count)d figures of the village await review: approve them or send them back first.",
            waiting,
        )
        raise ValidationError(said % {"count": waiting})
    if returned:
        said = ngettext(
            "%(count)d report of a step was sent back: have it sent in again and decided, or withdrawn, first.",
            "%(count)d reports of steps were sent back: have them sent in again and decided, or withdrawn, "
            "first.",
            returned,
        )
        raise ValidationError(said % {"count": returned})


def _successor_errors(village: Village, successor: Village) -> dict[str, str]:
    """No cycle can come about: whoever was merged away is no successor."""
    if successor.pk == village.pk:
        return {"successor": _("A village is not merged into itself: choose another.")}
    if successor.ended_on:
        said = _("%(village)s was itself merged away on %(day)s: choose the village it was merged into.")
        return {"successor": said % {"village": successor, "day": successor.ended_on.isoformat()}}
    return {}


def _day_errors(on: date, today: date) -> dict[str, str]:
    if on > today:
        return {"on": _("The day lies in the future: merge the village when it has come.")}
    plans = list(Plan.objects.filter(state=Plan.State.RUNNING, starts_on__lte=on, ends_on__gte=on))
    if not plans:
        return {"on": _("No plan is running on this day: give a day of a running plan.")}
    settled = max((plan.closed_through for plan in plans if plan.closed_through), default=None)
    if settled and on <= settled:
        said = _("Figures up to %(day)s are settled: give a later day.")
        return {"on": said % {"day": settled.isoformat()}}
    return {}


def _move_share(move: ShareMove, successor: Village, on: date, decision: Decision, reason: str) -> None:
    old = move.old
    into = move.into or (_new_share(old, successor, on) if move.is_made else None)
    if into is not None and not move.is_beside_plan:
        _take_over(into, move, on)
        _save(into, reason, decision)
        _move_steps(move, into, reason)
    old.goal, old.ended_on, old.merged_into = move.parted.stays, on, successor
    if old.starts_on and old.starts_on > on:
        old.starts_on = on  # it never began
    # Not cleaned: whatever else was wrong with it before is not the fault of this change.
    _save(old, reason, decision)


def _new_share(old: Allocation, successor: Village, on: date) -> Allocation:
    """A share on the old one's terms, reporting from that day."""
    return Allocation(
        target=old.target,
        village=successor,
        office=old.office,
        due_on=old.due_on,
        schedule=old.schedule,
        counted_unit=old.counted_unit,
        is_owed=old.is_owed,
        starts_on=_first_day(old, on),
        ended_on=old.ended_on,
    )


def _first_day(old: Allocation, on: date) -> date | None:
    """From when the successor reports for what moves; None for the plan's first day."""
    first = max(on, old.starts_on or on)
    return first if first > old.target.plan.starts_on else None


def _take_over(into: Allocation, move: ShareMove, on: date) -> None:
    """A share that owed nothing owes from the day of the merge on, one that owes already no later than that."""
    into.goal = move.parted.owed
    first = _first_day(move.old, on)
    if move.old.is_owed and not into.is_owed and not move.is_finished:
        into.is_owed, into.starts_on = True, first
    elif into.starts_on and (first is None or into.starts_on > first):
        into.starts_on = first


def _move_steps(move: ShareMove, into: Allocation, reason: str) -> None:
    """A step whose name the successor has already tells from which village it came."""
    taken = set(into.steps.values_list("name", flat=True))
    for step in move.steps:
        step.allocation = into
        if step.name in taken:
            origin = f"（{move.old.village}）"
            step.name = f"{step.name[: NAME_LENGTH - len(origin)]}{origin}"
        taken.add(step.name)
        _save(step, reason)


def _move_duty(move: DutyMove, successor: Village, reason: str) -> None:
    duty, until = move.duty, move.duty.ends_on
    duty.ends_on = move.starts_on
    _save(duty, reason)
    if not move.is_held:
        given = Duty(
            user=duty.user, role=duty.role, village=successor, starts_on=move.starts_on, ends_on=until
        )
        _save(given, reason)


def _save(row: Village | Allocation | Step | Duty, reason: str, decision: Decision | None = None) -> None:
    changed: Any = row
    changed._change_reason, changed._decision = reason, decision
    changed.save()
