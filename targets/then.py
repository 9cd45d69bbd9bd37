"""The set-up as it stood on a day: goals, dates, schedules, shares, steps and thresholds from the kept history.

Of each row the last version made by the day's end stands; before its first version, that. A share or step made later
is not there yet; where nothing of its target was on record by then, what was made on the target's first day is.
Names and offices are today's, so that everyone finds what they look for.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from targets.asof import after
from targets.counted import Counted
from targets.measures import Milestone
from targets.models import Allocation, Plan, Step, Target

PLAN = ("starts_on", "ends_on", "ahead_points", "behind_points", "far_behind_points", "report_by_day")
TARGET = (
    "measure", "unit", "goal", "qualifier", "start_value", "done_at", "starts_on", "ended_on", "due_on", "due_basis",
    "cadence", "schedule",
)  # fmt: skip
SHARE = ("goal", "counted_unit", "due_on", "schedule", "is_owed", "starts_on", "ended_on", "merged_into_id")
STEP = ("allocation_id", "name", "planned_on", "weight")


@dataclass(frozen=True, slots=True)
class Version:
    """How a row stood just before some moment; as it first was, where it was made later."""

    values: dict[str, Any]
    first: datetime
    """When it was first on record."""
    is_early: bool
    """By then it was on record."""
    is_gone: bool
    """By then it was deleted."""

    @property
    def first_day(self) -> date:
        return timezone.localtime(self.first).date()


@dataclass(frozen=True, slots=True)
class SetUp:
    """The rows of a set-up in memory, to be judged and never saved."""

    plan: Plan
    targets: list[Target]
    shares: list[Allocation]
    steps: dict[int, list[Milestone]]


def set_up(
    plan: Plan,
    targets: Iterable[Target],
    shares: Iterable[Allocation],
    within: Mapping[str, Any],
    lines: Mapping[int, Counted],
    on: date,
) -> SetUp:
    """The set-up of these targets and shares at the end of `on`: four queries, however many.

    `within` narrows the shares' rows; what is in the ledger by then keeps its share and its step.
    """
    until = after(on)
    plans = versions(Plan, PLAN, {"id": plan.pk}, until)
    found = list(targets)
    target_versions = versions(Target, TARGET, {"id__in": [target.pk for target in found]}, until)
    share_versions = versions(Allocation, SHARE, within, until)
    steps = versions(Step, STEP, {f"allocation__{key}": value for key, value in within.items()}, until)
    there = _there(list(shares), share_versions, lambda share: target_versions.get(share.target_id), lines)
    return SetUp(
        turned_back(plan, plans.get(plan.pk)),
        [turned_back(target, target_versions.get(target.pk)) for target in found],
        [turned_back(share, share_versions.get(share.pk)) for share in there],
        _milestones(steps, share_versions, lines),
    )


def versions(model: Any, fields: tuple[str, ...], within: Mapping, until: datetime) -> dict[int, Version]:
    """The version of each row that stood just before `until`: one query of its history."""
    rows = model.history.filter(**within).order_by("history_date", "history_id")
    found: dict[int, Version] = {}
    for pk, made, kind, *values in rows.values_list("id", "history_date", "history_type", *fields):
        before = found.get(pk)
        if before is None or made < until:
            first = before.first if before else made
            found[pk] = Version(dict(zip(fields, values, strict=True)), first, made < until, kind == "-")
    return found


def turned_back(row: Any, version: Version | None) -> Any:
    """The row with what stood then; a row without a history is as it is."""
    stood = copy(row)
    for name, value in (version.values if version else {}).items():
        setattr(stood, name, value)
    return stood


def was_there(own: Version | None, of: Version | None) -> bool:
    """Whether a share or step was there, told by its version and that of what it is part of."""
    if own is None:
        return True
    if own.is_gone:
        return False
    return own.is_early or of is None or (not of.is_early and own.first_day <= of.first_day)


def _there(
    shares: list[Allocation],
    found: Mapping[int, Version],
    target_version: Callable[[Allocation], Version | None],
    lines: Mapping[int, Counted],
) -> list[Allocation]:
    """The shares that were there; all of a target of which that can be said of none."""
    kept = {
        share.pk
        for share in shares
        if share.pk in lines or was_there(found.get(share.pk), target_version(share))
    }
    known = {share.target_id for share in shares if share.pk in kept}
    return [share for share in shares if share.pk in kept or share.target_id not in known]


def _milestones(
    found: Mapping[int, Version], shares: Mapping[int, Version], lines: Mapping[int, Counted]
) -> dict[int, list[Milestone]]:
    """The steps of each share that were there, in the order in which they are planned."""
    logged = {line.step for counted in lines.values() for line in counted.lines}
    steps: dict[int, list[Milestone]] = defaultdict(list)
    for pk, version in found.items():
        share = version.values["allocation_id"]
        if pk in logged or was_there(version, shares.get(share)):
            values = version.values
            steps[share].append(Milestone(pk, values["name"], values["planned_on"], values["weight"]))
    for milestones in steps.values():
        milestones.sort(key=lambda step: (step.planned_on is None, step.planned_on or date.min, step.id))
    return steps
