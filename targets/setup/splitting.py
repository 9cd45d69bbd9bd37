"""Splitting a target among villages: the only writer of many shares at once (DESIGN, section 3).

Entries stay where they were logged: a share with entries is never deleted, only its goal changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from targets import periods, units
from targets.measures import Measure
from targets.models import Allocation, Plan, PlanVersion, ProgressEntry, Step, Target, Village
from targets.models.decisions import Decision
from targets.models.shares import WHOLE_TOWN
from targets.periods import Cadence
from targets.setup import new_rows as setup
from targets.years.closed_years import CLOSED


@dataclass(frozen=True, slots=True)
class Part:
    """What a village is to owe: its goal in the target's stored unit, None for a duty to report alone."""

    village: Village
    goal: Decimal | None = None


class PartsRefused(Exception):
    """Nothing was stored; `errors` holds a sentence for each refused village by its id."""

    def __init__(self, errors: dict[int, str]) -> None:
        super().__init__(_("Nothing was stored: mend the rows marked and confirm again."))
        self.errors = errors


@transaction.atomic
def split(
    *,
    target: Target,
    parts: Sequence[Part],
    on: date,
    reason: str,
    starts_on: date | None = None,
    counted_unit: str = "",
    decision: Decision | None = None,
) -> list[Allocation]:
    """Give each of the villages its share, all or none, and leave the rest with the whole town.

    A share that exists is set to the new goal; villages not named keep theirs. `starts_on` is the day from
    which new shares report, `counted_unit` what a ratio counts. A ratio's goal is the same standard for each;
    steps are copied from the whole town's. In a running plan a changed goal needs the `decision`.
    Raises ValidationError (a sentence for the target) and PartsRefused (a sentence for each village).
    """
    PlanVersion.advance([target.plan_id])
    target = Target.objects.select_related("plan").get(pk=target.pk)
    check_splittable(target, on)
    if not parts:
        raise ValidationError(_("Tick at least one village."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is changed.")})
    before = setup.division_of(target, on)
    stored = {share.village_id: share for share in target.allocations.exclude(village=None)}
    _require_decision(decision, needing_decision(target, stored, parts))
    rows = [_row(target, part, stored.get(part.village.pk), starts_on, counted_unit, on) for part in parts]
    for share in rows:
        share._decision = decision  # type: ignore[attr-defined]
    _refuse_parts(target, parts, rows, on)
    steps = list(Step.objects.filter(allocation__target=target, allocation__name=WHOLE_TOWN))
    for share in rows:
        _save(share, reason)
        _copy_steps(share, steps, reason)
    setup.keep_remainder(target, before, on=on, change_reason=reason)
    return rows


def check_splittable(target: Target, on: date) -> None:
    """Raises ValidationError, with a sentence, for a target that is not split at all."""
    if target.plan.state == Plan.State.CLOSED:
        raise ValidationError(CLOSED)
    if target.ended_on and target.ended_on <= on:
        raise ValidationError(_("This target was dropped: there is nothing left to split."))
    done = ProgressEntry.objects.filter(allocation__target=target, step__isnull=False).standing()
    if target.measure == Measure.STEPS and done.exists():
        raise ValidationError(
            _("Steps of this target are reported as done: it is no longer split, for they would be lost.")
        )
    if target.measure == Measure.LEVEL and target.unit == "%":
        raise ValidationError(
            _("A level counted in percent is not split: the whole town answers for it alone.")
        )


def divides_amount(target: Target) -> bool:
    """Whether the shares are parts of an amount: of sums and levels, and of a limit above 0."""
    if target.measure == Measure.LIMIT:
        return bool(target.goal)
    return target.measure in (Measure.SUM, Measure.LEVEL)


def same_goal(target: Target) -> Decimal | None:
    """The goal of every share where no amount is divided: a ratio's standard, 0 of a limit of 0, else none."""
    return target.goal if target.measure in (Measure.RATIO, Measure.LIMIT) else None


def proposed_start(target: Target, on: date) -> date | None:
    """From when new shares report: empty while nobody has missed a report, then the first day of that month.

    A split in May must not make villages late for January. In a draft the year lies ahead, whatever the day is.
    """
    plan = target.plan
    if plan.state == Plan.State.DRAFT:
        return None
    first = periods.periods(plan.starts_on, plan.ends_on, Cadence(target.cadence), plan.report_by_day)[0]
    if not first.is_closed(on):
        return None
    return min(on, plan.ends_on).replace(day=1)


def part_goal(target: Target, part: Part) -> Decimal | None:
    """What a village's share is set to."""
    return part.goal if divides_amount(target) else same_goal(target)


def needing_decision(
    target: Target, stored: Mapping[int | None, Allocation], parts: Iterable[Part]
) -> list[Part]:
    """The parts that move the goal of a share people owe already, in a running plan (DESIGN, section 3).

    `stored` are the shares of villages by the village's id. What was logged beside the plan owed nothing yet.
    """
    if target.plan.state != Plan.State.RUNNING:
        return []
    return [
        part
        for part in parts
        if (share := stored.get(part.village.pk)) is not None
        and not share.is_unplanned
        and share.goal != part_goal(target, part)
    ]


def _require_decision(decision: Decision | None, moved: Sequence[Part]) -> None:
    if moved and decision is None:
        names = "、".join(str(part.village) for part in moved)
        sentence = _(
            "A goal of a running plan changes by a document: give its number and date, or untick %(villages)s."
        )
        raise ValidationError({"decision_number": sentence % {"villages": names}})


def _row(
    target: Target, part: Part, share: Allocation | None, starts_on: date | None, counted_unit: str, on: date
) -> Allocation:
    """The share of a village as it is to be, not stored yet; one that was not owed or had ended begins anew."""
    if share is None:
        share = Allocation(target=target, village=part.village, starts_on=starts_on)
    elif not share.is_owed or (share.ended_on and share.ended_on <= on):
        share.starts_on, share.ended_on = starts_on, None
    share.target, share.village = target, part.village
    share.goal, share.is_owed = part_goal(target, part), True
    if target.measure == Measure.RATIO and not share.counted_unit:
        share.counted_unit = counted_unit
    return share


def _refuse_parts(target: Target, parts: Sequence[Part], rows: Sequence[Allocation], on: date) -> None:
    errors: dict[int, str] = {}
    seen: set[int] = set()
    for part, share in zip(parts, rows, strict=True):
        village = part.village
        if village.pk in seen:
            errors[village.pk] = _("This village stands twice in the list.")
        elif village.ended_on and village.ended_on <= on:
            errors[village.pk] = _("This village was merged away: give the share to its successor.")
        elif share.goal is not None and units.is_whole(target.unit) and share.goal % 1:
            errors[village.pk] = _("%(unit)s are counted in whole numbers.") % {"unit": target.unit}
        else:
            try:
                share.full_clean()
            except ValidationError as refusal:
                errors[village.pk] = " ".join(refusal.messages)
        seen.add(village.pk)
    if errors:
        raise PartsRefused(errors)


def _save(share: Allocation, reason: str) -> None:
    """Store a share with its history; one that stays as it was leaves no trace."""
    if not share._state.adding:
        stored = Allocation.objects.get(pk=share.pk)
        kept: tuple[str, ...] = ("goal", "is_owed", "starts_on", "ended_on", "counted_unit")
        if all(getattr(stored, name) == getattr(share, name) for name in kept):
            return
    _with_reason(share, reason)
    share.save()


def _copy_steps(share: Allocation, steps: Sequence[Step], reason: str) -> None:
    """The steps of the whole town, where the share has none of its own."""
    if share.target.measure != Measure.STEPS or share.steps.exists():
        return
    for step in steps:
        copy = Step(allocation=share, name=step.name, planned_on=step.planned_on, weight=step.weight)
        _with_reason(copy, reason)
        copy.full_clean()
        copy.save()


def _with_reason(row: Any, reason: str) -> None:
    row._change_reason = reason
