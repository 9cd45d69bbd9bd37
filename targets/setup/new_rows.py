"""What a new row of the set-up needs beside itself; the admin and `load_facts` both call this.

Whoever changes the set-up of a plan that exists locks and moves its version first (PlanVersion.advance).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from targets.measures import Measure
from targets.models import Allocation, Document, Plan, PlanVersion, Step, Target, Village
from targets.models.decisions import Decision
from targets.models.shares import FIRST_STEP, WHOLE_TOWN


@transaction.atomic
def open_plan(plan: Plan) -> PlanVersion:
    """Give a plan its change counter, without which nothing of it can be written; repeating changes nothing."""
    version, _ = PlanVersion.objects.get_or_create(plan=plan)
    return version


@transaction.atomic
def open_target(
    target: Target, *, counted_unit: str = "", change_reason: str | None = None
) -> Allocation | None:
    """Give a target the share of the whole town, so that it can be logged at once, and return that share.

    A target counted by steps gets the undated step 完成 in it. `counted_unit` is what a ratio counts (人, 户, 家).
    A target that has shares already keeps them as they are, so repeating changes nothing; None is returned
    where the whole town's is not among them. Raises ValidationError where the share does not fit the target.
    """
    shares = list(target.allocations.all())
    share = next((each for each in shares if each.is_whole_town), None)
    if share is None and shares:
        return None
    if share is None:
        share = Allocation(target=target, name=WHOLE_TOWN, goal=target.goal, counted_unit=counted_unit)
        _save(share, change_reason)
    if target.measure == Measure.STEPS and not share.steps.exists():
        _save(Step(allocation=share, name=FIRST_STEP), change_reason)
    return share


@dataclass(frozen=True, slots=True)
class Division:
    """How a target stood before it or its shares were changed; as it is here, before it was made."""

    goal: Decimal | None = None
    is_split: bool = False


def division_of(target: Target, on: date) -> Division:
    """How a target stands on that day; ask before a change, and tell keep_remainder after it."""
    return Division(target.goal, bool(_parts(target, on)))


@transaction.atomic
def keep_remainder(
    target: Target,
    before: Division,
    *,
    on: date,
    change_reason: str | None = None,
    decision: Decision | None = None,
) -> Allocation | None:
    """Let the share of the whole town owe what the other shares leave of the goal (DESIGN, section 3).

    A split target's share follows from the others alone, so repeating changes nothing (remaining). Where the
    last part is gone, all of it is owed again. In a target that was not split it keeps the goal when that
    changes, and is left otherwise, as it is where its goal was set by hand. `on` is the day from which a share
    that ends is left out. Returns the share of the whole town, None where there is none.
    """
    share = target.allocations.filter(village=None, name=WHOLE_TOWN).first()
    if share is None:
        return None
    parts = _parts(target, on)
    terms: dict[str, Any] = {}
    if parts:
        terms = remaining(target, parts, share.ended_on, on)
        if terms["is_owed"] and not share.is_owed and target.plan.state == Plan.State.RUNNING:
            terms["starts_on"] = on  # what it owes anew it has not missed before
    elif before.is_split:
        terms = {"goal": target.goal, "is_owed": True, "ended_on": None}
    elif share.goal == before.goal:
        terms = {"goal": target.goal}
    if any(getattr(share, name) != value for name, value in terms.items()):
        for name, value in terms.items():
            setattr(share, name, value)
        # Not cleaned: whatever else was wrong with it before is not the fault of this change.
        share._change_reason = change_reason  # type: ignore[attr-defined]
        share._decision = decision  # type: ignore[attr-defined]
        share.save()
    return share


def remaining(target: Target, parts: list[Allocation], ended_on: date | None, on: date) -> dict[str, Any]:
    """What the share of the whole town is to be beside these parts of a split target.

    A sum or level leaves its goal less theirs, never below 0; at 0 it is not owed (what was logged for a sum
    counts all the same). A ratio has no remainder: beside any part nothing is owed of the whole, and the same
    holds for steps. A level or ratio of which nothing is left ends, because its value would be counted beside
    theirs; one that ended before (`ended_on`) keeps its day. What a limit or routine work counted stays counted.
    """
    terms: dict[str, Any] = {"is_owed": False}
    if target.measure in (Measure.SUM, Measure.LEVEL):
        split = sum((part.goal for part in parts if part.goal is not None), Decimal(0))
        goal = max((target.goal or Decimal(0)) - split, Decimal(0))
        terms = {"goal": goal, "is_owed": goal > 0}
    if Measure(target.measure).takes_latest:
        terms["ended_on"] = None if terms["is_owed"] else min(ended_on or on, on)
    return terms


def _parts(target: Target, on: date) -> list[Allocation]:
    """The shares that take something from the whole town's.

    Of a sum or level with a goal all of them do, of a ratio those that are owed, of steps those owed with steps;
    of a limit or routine work those that are owed, once there is one of every village.
    They are open; of a sum or steps, what was done in a village that was merged away is taken all the same.
    """
    others = target.allocations.planned().exclude(village=None, name=WHOLE_TOWN)
    others = others.taking(on) if target.measure in (Measure.SUM, Measure.STEPS) else others.open(on)
    match target.measure:
        case Measure.SUM | Measure.LEVEL if target.goal is not None:
            return list(others)
        case Measure.RATIO:
            return list(others.filter(is_owed=True))
        case Measure.STEPS:
            return list(others.filter(Exists(Step.objects.filter(allocation=OuterRef("pk"))), is_owed=True))
        case Measure.LIMIT | Measure.ROUTINE:
            return _reported_by_villages(list(others.filter(is_owed=True)), on)
    return []


def _reported_by_villages(shares: list[Allocation], on: date) -> list[Allocation]:
    """The shares of a limit or routine work where every village reports: then nobody need report for the town."""
    open_villages = Village.objects.filter(Q(ended_on=None) | Q(ended_on__gt=on)).values_list("pk", flat=True)
    reporting = {share.village_id for share in shares}
    return shares if open_villages and set(open_villages) <= reporting else []


@transaction.atomic
def realign_quotes(document: Document, *, change_reason: str | None = None) -> None:
    """Bring the positions of the targets' quotes in step with a text that has changed (first occurrence).

    A quote that the text does not hold keeps its position; whoever prints it looks for the words
    (paragraphs.in_paragraph).
    """
    for target in Target.objects.filter(section__document=document):
        start = document.body.find(target.quote)
        if start not in (-1, target.quote_start):
            target.quote_start = start
            target._change_reason = change_reason  # type: ignore[attr-defined]
            target.save(update_fields=["quote_start"])


def _save(row: Any, change_reason: str | None) -> None:
    row._change_reason = change_reason
    row.full_clean()
    row.save()
