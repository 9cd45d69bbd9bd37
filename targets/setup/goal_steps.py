"""How a target's goal, due date and place in its plan changed, and by which decision: its history in one query.

The first step is how the target stood when its plan was started or when it was added; what changed while the plan
was a draft is no step.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.explaining import day, figure, reads_english
from targets.models import Plan, Target
from targets.setup.facts import REASON as LOADED


class Kind(Enum):
    """What a step did to the target."""

    INITIAL = "initial"
    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class GoalStep:
    """One step: how the target stood after it, what it says, and where that comes from."""

    kind: Kind
    day: date
    """From when it holds: the day of the decision; of the record where no decision was kept."""
    goal: Decimal | None
    """In the target's stored unit."""
    due_on: date | None
    said: str
    document: str
    reason: str
    by: str
    at: datetime


def goal_steps(target: Target) -> tuple[GoalStep, ...]:
    """All steps in order, the initial goal first; empty where nothing has changed since."""
    found = list(_steps(target, list(_versions(target))))
    return tuple(found) if len(found) > 1 or any(step.kind is Kind.ADDED for step in found) else ()


def life_sentence(target: Target, steps: tuple[GoalStep, ...]) -> str:
    """Since when a target is part of its plan, or no longer, and by which document; empty if all year."""
    documents = {step.kind: step.document for step in steps}
    said = []
    if target.starts_on:
        said.append(
            _sourced(_("Part of the plan since %(day)s"), target.starts_on, documents.get(Kind.ADDED))
        )
    if target.ended_on:
        said.append(
            _sourced(_("Dropped from the plan as of %(day)s"), target.ended_on, documents.get(Kind.DROPPED))
        )
    return " · ".join(said)


def absence_sentence(target: Target, on: date) -> str:
    """That a target was not yet part of its plan on that day; empty if it was."""
    if target.starts_on is None or on >= target.starts_on:
        return ""
    return _("On %(on)s this target was not yet part of the plan: it was added on %(day)s.") % {
        "on": day(on),
        "day": day(target.starts_on),
    }


def _sourced(sentence: str, since: date, document: str | None) -> str:
    said = sentence % {"day": day(since)}
    return _("%(said)s (%(document)s)") % {"said": said, "document": document} if document else said


def _versions(target: Target) -> QuerySet[Any]:
    """The versions of a target, the first one first, each with the state its plan was in (before its first, that)."""
    plans = Plan.history.filter(id=OuterRef("plan_id"))  # type: ignore[attr-defined]
    at_the_time = plans.filter(history_date__lte=OuterRef("history_date"))
    versions = Target.history.filter(id=target.pk).select_related("history_user")  # type: ignore[attr-defined]
    return versions.annotate(
        plan_state=Coalesce(
            Subquery(at_the_time.order_by("-history_date", "-history_id").values("state")[:1]),
            Subquery(plans.order_by("history_date", "history_id").values("state")[:1]),
        )
    ).order_by("history_date", "history_id")


def _steps(target: Target, versions: list[Any]) -> Iterator[GoalStep]:
    started = [version for version in versions if version.plan_state != Plan.State.DRAFT]
    drafted = [version for version in versions if version.plan_state == Plan.State.DRAFT]
    first = (drafted[-1:] or started[:1] or [None])[0]
    if first is None:
        return
    yield _first_step(target, first)
    before = first
    for version in started:
        said = tuple(_changes(before, version))
        if said:
            yield _step(_kind(before, version), version, said)
        before = version


def _first_step(target: Target, version: Any) -> GoalStep:
    """The goal a target started with, from the plan's first day or from when it was added."""
    said = []
    if version.starts_on:
        said.append(_("added as of %(day)s") % {"day": day(version.starts_on)})
    if version.goal is not None:
        said.append(_("goal %(goal)s") % {"goal": _goal(version)})
    said.append(_("due date %(day)s") % {"day": _due(version)})
    kind = Kind.ADDED if version.starts_on else Kind.INITIAL
    step = _step(kind, version, tuple(said), version.starts_on or target.plan.starts_on)
    return replace(step, reason=_set_by(target)) if step.reason == LOADED else step


def _set_by(target: Target) -> str:
    """Where a goal of the facts comes from: its document, and not that a program loaded it."""
    return _("set at the start of the year by “%(document)s”") % {"document": target.section.document}


def _step(kind: Kind, version: Any, said: tuple[str, ...], since: date | None = None) -> GoalStep:
    recorded = timezone.localtime(version.history_date)
    return GoalStep(
        kind=kind,
        day=since or version.decided_on or recorded.date(),
        goal=version.goal,
        due_on=version.due_on,
        said=("; " if reads_english() else "；").join(said),
        document=version.decision_number,
        reason=version.history_change_reason or "",
        by=str(version.history_user or ""),
        at=version.history_date,
    )


def _kind(before: Any, after: Any) -> Kind:
    if after.starts_on and not before.starts_on:
        return Kind.ADDED
    if before.ended_on != after.ended_on:
        return Kind.DROPPED if after.ended_on else Kind.RESTORED
    return Kind.CHANGED


def _changes(before: Any, after: Any) -> Iterator[str]:
    """What differs between two versions, as far as it is a matter of decisions."""
    if before.starts_on != after.starts_on:
        yield (
            _("added as of %(day)s") % {"day": day(after.starts_on)}
            if after.starts_on
            else _("part of the plan from its first day")
        )
    if before.goal != after.goal:
        yield _("goal %(old)s → %(new)s") % {"old": _goal(before), "new": _goal(after)}
    if before.due_on != after.due_on:
        yield _("due date %(old)s → %(new)s") % {"old": _due(before), "new": _due(after)}
    if before.ended_on != after.ended_on:
        yield (
            _("dropped as of %(day)s") % {"day": day(after.ended_on)}
            if after.ended_on
            else _("taken back into the plan")
        )


def _goal(version: Any) -> str:
    return _("no goal set") if version.goal is None else figure(version.goal, version.unit, version.qualifier)


def _due(version: Any) -> str:
    return day(version.due_on) if version.due_on else _("none given")
