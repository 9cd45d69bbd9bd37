"""The steps of a target as its page lists them, so that its completion can be recomputed by hand."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.assessment import Assessment
from targets.explaining import day
from targets.measures import Measure
from targets.milestones import JudgedStep, judged_steps
from targets.status import Rule
from targets.step_names import step_name


@dataclass(frozen=True, slots=True)
class Mark:
    """How a step stands: a word with its tone and icon."""

    label: str | LazyText
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A step of a share. Its weight counts against the weights of the other steps of that share."""

    share: str
    name: str
    planned: str
    is_shares_day: bool
    """It has no day of its own and falls due with its share."""
    done: str
    weight: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Milestones:
    """The steps that count, by share and day, and how they are counted."""

    rows: tuple[MilestoneRow, ...]
    has_shares: bool
    """They belong to more than one share."""
    rule: str


def milestones(assessment: Assessment) -> Milestones | None:
    """The steps a status was judged by; None where none was.

    Of a target dropped in mid-year they stand as on its last day, and none is late.
    """
    promise, status = assessment.promise, assessment.status
    if promise.measure is not Measure.STEPS:
        return None
    is_dropped = status.rule is Rule.DROPPED and status.dropped_on is not None
    on = status.dropped_on - timedelta(days=1) if is_dropped and status.dropped_on else assessment.on
    order = {share.id: index for index, share in enumerate(promise.shares)}
    steps = sorted(
        judged_steps(promise, on),
        key=lambda step: (order[step.share.id], step.due_on or date.max, step.milestone.id),
    )
    if not steps:
        return None
    has_shares = len({step.share.id for step in steps}) > 1
    rows = tuple(_row(step, _dropped(step) if is_dropped else _mark(step, on)) for step in steps)
    return Milestones(rows, has_shares, _rule(has_shares))


def _rule(has_shares: bool) -> str:
    if has_shares:
        return _(
            "By weight: of each share, the part of the weights that is done; then the average of the shares."
        )
    return _("By weight: the part of the weights that is done.")


def _row(step: JudgedStep, mark: Mark) -> MilestoneRow:
    return MilestoneRow(
        step.share.name,
        step_name(step.milestone.name),
        day(step.due_on) if step.due_on else "",
        step.milestone.planned_on is None and step.due_on is not None,
        day(step.done_on) if step.done_on else "",
        step.milestone.weight,
        mark,
    )


def _mark(step: JudgedStep, on: date) -> Mark:
    """How a step stands at the end of a day: late from its own day on, as its status is judged."""
    if step.done_on:
        return Mark(_("Done"), "good", "circle-check")
    if step.due_on is None:
        return Mark(_("No date"), "idle", "circle-dashed")
    late = (on - step.due_on).days
    if late < 0:
        return Mark(_("Not yet due"), "idle", "hourglass")
    if late == 0:
        return Mark(_("Due on this day"), "behind", "calendar-x")
    said = ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}
    return Mark(said, "behind", "calendar-x")


def _dropped(step: JudgedStep) -> Mark:
    if step.done_on:
        return Mark(_("Done"), "good", "circle-check")
    return Mark(_("Not done"), "idle", "circle-minus")
