"""Targets that join or leave their plan while it runs: dropped, taken back, and deleted from a draft alone.

Keyword-only, atomic; each locks and moves the plan's version first. Raises ValidationError with a sentence for each
field at fault.
"""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.correction_lines import not_taken_back
from targets.models import Allocation, Plan, PlanVersion, ProgressEntry, Step, Target
from targets.models.decisions import Decision
from targets.models.ledger import ProgressEntryQuerySet


def joins_in_mid_year(plan: Plan, on: date) -> bool:
    """Whether a target added on that day joins a plan that runs already, by a decision and from a day."""
    return plan.state == Plan.State.RUNNING and on > plan.starts_on


@transaction.atomic
def drop(*, target: Target, on: date, decision: Decision, reason: str, today: date) -> Target:
    """Drop a target of a running plan: `on` is the first day without it. What was logged before stays.

    Refused in settled months, and while figures dated on that day or later stand, for they would count nowhere.
    """
    target = _locked(target)
    _check_running(target)
    if target.ended_on:
        raise ValidationError(_("This target was dropped already: take it back first."))
    errors: dict = {"reason": _("Say why this is changed.")} if not reason.strip() else {}
    target.ended_on = on
    outside = target.life_errors().get("ended_on")
    errors |= {"on": outside} if outside else {}
    if not errors:
        errors = _settled_errors(target.plan, on) or _standing_errors(target, on, today)
    if errors:
        raise ValidationError(errors)
    _save(target, decision, reason)
    return target


@transaction.atomic
def restore(*, target: Target, reason: str, decision: Decision | None = None) -> Target:
    """Take a dropped target of a running plan back, as if it had never been dropped.

    Refused where it was dropped in settled months, which would change, and while a share of a village that was
    merged away since is open, for nobody would owe it.
    """
    target = _locked(target)
    _check_running(target)
    if not target.ended_on:
        raise ValidationError(_("This target was not dropped: there is nothing to take back."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is changed.")})
    _check_restorable(target, target.ended_on)
    target.ended_on = None
    _save(target, decision, reason)
    return target


@transaction.atomic
def delete_from_draft(*, target: Target, reason: str) -> None:
    """Delete a target of a draft with its shares and steps, each of which keeps its history."""
    target = _locked(target)
    refusal = why_not_deleted(target)
    if refusal:
        raise ValidationError(refusal)
    shares = Allocation.objects.filter(target=target)
    rows: list[Any] = [*Step.objects.filter(allocation__in=shares), *shares, target]
    for row in rows:
        row._change_reason = reason
        row.delete()


def why_not_moved(target: Target) -> str:
    """Why a target is neither dropped nor taken back; empty where it may be."""
    if target.plan.state != Plan.State.RUNNING:
        return _("Only targets of a running plan are dropped or taken back.")
    return ""


def why_not_deleted(target: Target) -> str:
    """Why a target is not deleted, and what to do instead; empty where it is."""
    if target.plan.state != Plan.State.DRAFT:
        return _("The plan has started: a target is no longer deleted. Drop it instead, by a document.")
    if ProgressEntry.objects.filter(allocation__target=target).exists():
        return _("Figures were logged for this target: it is no longer deleted.")
    continued = ", ".join(str(each.plan.year) for each in target.continued_by.select_related("plan"))
    if continued:
        return _("A target of %(year)s continues this one: it is no longer deleted.") % {"year": continued}
    return ""


def figures_from(entries: ProgressEntryQuerySet, on: date, today: date) -> int:
    """How many of these entries stand and are dated from that day to today.

    Nobody logs for a day to come; only the demonstration has figures dated after its own today.
    """
    return not_taken_back(entries).filter(happened_on__range=(on, today)).count()


def figures_before(target: Target, starts_on: date) -> int:
    """How many figures of a target stand that are dated before the day from which it is to count."""
    entries = ProgressEntry.objects.filter(allocation__target=target)
    return not_taken_back(entries).filter(happened_on__lt=starts_on).count()


def _locked(target: Target) -> Target:
    PlanVersion.advance([target.plan_id])
    return Target.objects.select_related("plan", "section__document").get(pk=target.pk)


def _check_running(target: Target) -> None:
    refusal = why_not_moved(target)
    if refusal:
        raise ValidationError(refusal)


def _settled_errors(plan: Plan, on: date) -> dict[str, str]:
    if plan.closed_through is None or on > plan.closed_through:
        return {}
    said = _("Figures up to %(day)s are settled: give a later day.")
    return {"on": said % {"day": plan.closed_through.isoformat()}}


def _check_restorable(target: Target, ended_on: date) -> None:
    settled = target.plan.closed_through
    if settled and ended_on <= settled:
        said = _(
            "It was dropped on %(day)s, and figures up to %(settled)s are settled: it is no longer taken back. "
            "Add it anew from a later day."
        )
        raise ValidationError(said % {"day": ended_on.isoformat(), "settled": settled.isoformat()})
    gone = target.allocations.filter(ended_on=None, village__ended_on__isnull=False).select_related("village")
    if gone:
        said = _(
            "Merged away since, with a share of this target still open: %(villages)s. Give that share the day of "
            "the merge as its end, take the target back, then split what is left to the village merged into."
        )
        raise ValidationError(said % {"villages": "、".join(share.label for share in gone)})


def _standing_errors(target: Target, on: date, today: date) -> dict[str, str]:
    count = figures_from(ProgressEntry.objects.filter(allocation__target=target), on, today)
    if not count:
        return {}
    said = ngettext(
        "%(count)d figure dated on this day or later stands and would count nowhere: "
        "give a later day, or have it corrected or sent back first.",
        "%(count)d figures dated on this day or later stand and would count nowhere: "
        "give a later day, or have them corrected or sent back first.",
        count,
    )
    return {"on": said % {"count": count}}


def _save(target: Target, decision: Decision | None, reason: str) -> None:
    target._decision = decision  # type: ignore[attr-defined]
    target._change_reason = reason.strip()  # type: ignore[attr-defined]
    # Not cleaned: whatever else was wrong with it before is not the fault of this change.
    target.save()
