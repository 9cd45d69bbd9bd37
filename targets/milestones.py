"""Which steps of a promise are done, and when each falls due. Pure: no model, no query, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from targets.measures import Milestone, Promise, Share


@dataclass(frozen=True, slots=True)
class JudgedStep:
    """A step of a judged share: the day it falls due and the day it was done."""

    share: Share
    milestone: Milestone
    due_on: date | None
    done_on: date | None


def judged_steps(promise: Promise, on: date) -> list[JudgedStep]:
    """The steps of the judged shares by the end of `on`; one without a day falls due with its share."""
    found = []
    for share in promise.judged_shares(on):
        done: dict[int, date] = {}
        for line in share.lines:
            if line.step is not None and line.happened_on <= on:
                done[line.step] = min(line.happened_on, done.get(line.step, line.happened_on))
        due_on = share.due_on or promise.due_on
        found += [
            JudgedStep(share, step, step.planned_on or due_on, done.get(step.id)) for step in share.milestones
        ]
    return found


def earliest(steps: Iterable[JudgedStep]) -> Milestone | None:
    """The milestone that falls due first, with that day as its planned one; None if none has a day."""
    dated = [(step.due_on, step.milestone.id, step.milestone) for step in steps if step.due_on]
    if not dated:
        return None
    due_on, _, milestone = min(dated, key=lambda each: each[:2])
    return replace(milestone, planned_on=due_on)
