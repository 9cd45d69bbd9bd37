"""What a village did beside the plan (计划外): it has no share of a target, and can log all the same.

The share opened for it owes nothing and has no goal. What is logged in it counts once it is approved; it is
never missing, takes nothing of what is split, and is not shown before something is logged.
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from targets.measures import Measure
from targets.models import Allocation, Duty, Plan, PlanVersion, Target, Village
from targets.models.targets import TargetQuerySet
from targets.people import Person

ADDED_UP = (Measure.SUM, Measure.LIMIT, Measure.ROUTINE)
"""What is added up takes another figure at any time."""
LATEST = (Measure.LEVEL, Measure.RATIO)
"""Only where villages answer for it: otherwise a village's value would stand beside the whole town's."""


@transaction.atomic
def open_unplanned(*, user: Person, target: Target, village: Village, on: date) -> Allocation:
    """The share in which this user may log for the village: the one there is, or a new one that is not owed.

    Who may is who could report for such a share (`reportable_by`): the village's reporters, and those who
    report or review for the office that answers for the target. Raises PermissionDenied for everyone else, and
    ValidationError with a sentence where the target or village takes no figures.
    """
    PlanVersion.advance([target.plan_id])
    target = Target.objects.select_related("plan").get(pk=target.pk)
    _check_open(target, village, on)
    share = target.allocations.filter(village=village).first()
    if share is None:
        _check_takes_more(target, on)
        share = _new_share(target, village)
    if not Allocation.objects.reportable_by(user, on).filter(pk=share.pk).exists():
        raise PermissionDenied(_("You do not report for this village, nor for the office of this target."))
    if share.ended_on and share.ended_on <= on:
        raise ValidationError(
            _("The share of this village has ended: ask the administrator to open it again.")
        )
    return share


def targets_open_to(user: Person, plan: Plan, on: date) -> TargetQuerySet:
    """The targets of a plan for which this user may log beside the plan: of own offices, or for own villages."""
    split = Allocation.objects.filter(target=OuterRef("pk"), village__isnull=False, is_owed=True).open(on)
    takes = Q(measure__in=ADDED_UP) | Q(measure__in=LATEST) & Q(Exists(split))
    offices = _offices(user, on)
    own = Q(Exists(_own_villages(user, on))) | Q(lead_office__in=offices.values("office"))
    own |= Q(Exists(offices.filter(office__is_fallback_reviewer=True)), lead_office=None)
    alive = Q(ended_on=None) | Q(ended_on__gt=on)
    return Target.objects.filter(alive, takes, own, plan=plan, plan__state=Plan.State.RUNNING).added_by(on)


def villages_open_to(user: Person, on: date) -> QuerySet[Village]:
    """The villages for which this user may log: own ones; an office's people log for all (代录)."""
    own = Q(pk__in=_own_villages(user, on).values("village")) | Q(Exists(_offices(user, on)))
    return Village.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on), own)


def _own_villages(user: Person, on: date) -> QuerySet[Duty]:
    return Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER, village__isnull=False)


def _offices(user: Person, on: date) -> QuerySet[Duty]:
    return Duty.objects.held_by(user, on).exclude(role=Duty.Role.LEADER).filter(office__isnull=False)


def _check_open(target: Target, village: Village, on: date) -> None:
    if target.plan.state != Plan.State.RUNNING:
        raise ValidationError(_("This plan is not running: nothing is logged in it."))
    if target.ended_on and target.ended_on <= on:
        raise ValidationError({"target": _("This target was dropped: nothing more is logged for it.")})
    if target.starts_on and target.starts_on > on:
        raise ValidationError({"target": _("This target is not yet part of the plan.")})
    if village.ended_on and village.ended_on <= on:
        raise ValidationError({"village": _("This village was merged away: log for its successor.")})


def _check_takes_more(target: Target, on: date) -> None:
    if target.measure == Measure.STEPS:
        raise ValidationError(
            {"target": _("Steps are done by those who have them: nothing is logged beside the plan.")}
        )
    if target.measure not in LATEST:
        return
    split = target.allocations.open(on).filter(village__isnull=False, is_owed=True)
    if (target.measure == Measure.LEVEL and target.unit == "%") or not split.exists():
        raise ValidationError(
            {
                "target": _(
                    "The whole town answers for this figure: a village's own would be counted beside it. "
                    "Ask the administrator to split the target first."
                )
            }
        )


def _new_share(target: Target, village: Village) -> Allocation:
    share = Allocation(target=target, village=village, is_owed=False)
    if target.measure == Measure.RATIO:
        units = target.allocations.exclude(counted_unit="").order_by("pk")
        share.counted_unit = units.values_list("counted_unit", flat=True).first() or ""
    _give_reason(share, _("Logged beside the plan"))
    share.full_clean()
    share.save()
    return share


def _give_reason(row: Any, reason: str) -> None:
    row._change_reason = reason
