"""What a year leaves to the next one: of each target what was reached, and what is missing (结转)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from targets import units
from targets.assessment import Assessment, ShareAssessment, assess
from targets.measures import Measure
from targets.models import Plan, Target
from targets.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a target of the old year ended, and what of it could be carried over."""

    assessment: Assessment
    achieved: Decimal | None
    """In the target's unit, as it is kept: four decimals, a ratio one. None for what has no figure."""
    is_dropped: bool
    is_unfinished: bool
    missing: Decimal | None
    """The goal a carry-over proposes: what a sum lacks, the goal itself of a level or ratio."""
    undone: dict[int, tuple["UndoneStep", ...]]
    """By share: its steps not done; of a target followed by steps alone."""

    @property
    def target(self) -> Target:
        return self.assessment.target

    @property
    def steps_missing(self) -> int:
        return sum(len(steps) for steps in self.undone.values())

    @property
    def has_steps(self) -> bool:
        """Whether it is followed by steps, of which those not done are carried over."""
        return self.assessment.promise.measure is Measure.STEPS

    @property
    def keeps_goal(self) -> bool:
        """Whether a carry-over has the same goal again: of a level or ratio nothing is left to subtract."""
        return self.assessment.promise.measure.takes_latest

    @property
    def remainder(self) -> str:
        """What is carried over, as the note says it: in Chinese."""
        if self.has_steps:
            return f"结转{self.steps_missing}个"
        return f"{'沿用目标' if self.keeps_goal else '结转'}{self._written(self.missing)}"

    @property
    def note(self) -> str:
        """What the note of the new target says of a carry-over; content, so always in Chinese."""
        head = f"结转自{self.assessment.year}年："
        if self.has_steps:
            status = self.assessment.status
            return f"{head}节点{status.steps_total}个，完成{status.steps_done}个，{self.remainder}"
        done = "未报完成数" if self.achieved is None else f"完成{self._written(self.achieved)}"
        return f"{head}目标{self._written(self.target.goal)}，{done}，{self.remainder}"

    def _written(self, amount: Decimal | None) -> str:
        return "" if amount is None else f"{units.format_amount(amount)}{self.target.unit}"


@dataclass(frozen=True, slots=True)
class UndoneStep:
    """A step to be done in the next year; when is for the new plan to say."""

    name: str
    weight: int


def outcomes(plan: Plan, on: date) -> list[Outcome]:
    """How the targets of a plan stand by the end of `on`, in their order: four queries."""
    return [outcome_of(each) for each in assess(plan, on)]


def outcome_of(assessment: Assessment) -> Outcome:
    """What a target leaves.

    Limits and routine work begin anew each year, and what was dropped or has no goal lacks nothing: none of
    them is unfinished.
    """
    measure, status = assessment.promise.measure, assessment.status
    dropped = status.verdict is Verdict.DROPPED
    achieved = _kept(assessment)
    undone = _undone_steps(assessment) if measure is Measure.STEPS and not dropped else {}
    goal = assessment.target.goal
    counted = measure in Measure.with_goal() and goal is not None
    unfinished = not dropped and not status.verdict.is_done and (counted or any(undone.values()))
    missing = goal if unfinished and counted else None
    if missing is not None and measure is Measure.SUM:
        missing = max(missing - max(achieved or Decimal(0), Decimal(0)), Decimal(0))
    return Outcome(assessment, achieved, dropped, unfinished, missing, undone if unfinished else {})


def _kept(assessment: Assessment) -> Decimal | None:
    """What was achieved, as a quantity that can be stored; steps and words have none."""
    measure, exact = assessment.promise.measure, assessment.status.achieved
    if exact is None or measure is Measure.STEPS:
        return None
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return units.round_percent(value) if measure is Measure.RATIO else round(value, 4)


def _undone_steps(assessment: Assessment) -> dict[int, tuple[UndoneStep, ...]]:
    """Of the shares that are judged: what the status counts as not done."""
    judged = {share.id for share in assessment.promise.judged_shares(assessment.on)}
    shares = (share for share in assessment.shares if share.allocation.pk in judged)
    return {share.allocation.pk: _undone(share) for share in shares}


def _undone(share: ShareAssessment) -> tuple[UndoneStep, ...]:
    own = share.promise.shares[0]
    done = {line.step for line in own.lines}
    return tuple(UndoneStep(step.name, step.weight) for step in own.milestones if step.id not in done)
