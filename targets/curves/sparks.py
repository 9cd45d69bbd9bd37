"""Small curves of many shares: all in per cent of their goals and over the months of the plan, so they compare."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from targets.assessment import Assessment, ShareAssessment
from targets.curves.chart import Mark
from targets.curves.curve import PlanPoint, has_plan, months, plan_line
from targets.curves.drawing import Axis, Canvas, Spot
from targets.curves.figures import finding, month_rows
from targets.forecast import months_passed
from targets.measures import Measure, Promise, Terms

CANVAS = Canvas(240, 64, Axis(Decimal(0), Decimal(100), Decimal(100)))
HIGHEST, LOWEST = Decimal(110), Decimal(0)
"""What is more than a little over the goal is drawn at the head, what is below nothing at the foot."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A share's small curve: paths in a box of 240 by 64, the goal at its head."""

    code: str
    name: str
    url: str
    finding: str
    tone: str
    plan: str
    done: str
    dot: Mark | None
    """The latest figure; None where nothing is reported."""
    mark: Mark
    """What the plan expects on the day shown."""


def spark(share: ShareAssessment, assessment: Assessment, url: str) -> Spark | None:
    """The small curve of a share, leading to `url`; None where a number is enough."""
    promise, on = share.promise, assessment.on
    if not has_plan(promise) or on < promise.begins_on:
        return None
    plan = [
        _spot(promise, point.day, point.expected) for point in _within(promise.terms, plan_line(promise, on))
    ]
    told = [month for month in months(promise, on) if month.is_past]
    done = [_spot(promise, month.day, month.value) for month in told if month.value is not None]
    silent = sum(month.value is None for month in told)
    latest = Mark(CANVAS.across(done[-1][0]), CANVAS.down(done[-1][1])) if done else None
    if done and promise.measure is Measure.SUM:
        eve = told[silent - 1].day if silent else promise.begins_on - timedelta(days=1)
        done.insert(0, _spot(promise, eve, Fraction(0)))
    across, expected = _spot(promise, told[-1].day, told[-1].expected or Fraction(0))
    return Spark(
        code=assessment.target.code,
        name=assessment.target.label,
        url=url,
        finding=finding(promise, share.status, month_rows(promise, on, assessment.year)),
        tone=share.status.verdict.tone,
        plan=CANVAS.line(plan),
        done=CANVAS.line(done),
        dot=latest,
        mark=Mark(CANVAS.across(across), CANVAS.down(expected)),
    )


def _within(terms: Terms, line: tuple[PlanPoint, ...]) -> list[PlanPoint]:
    """The part of a line inside the plan's year."""
    return [point for point in line if point.day <= terms.ends_on]


def _spot(promise: Promise, day: date, quantity: Fraction) -> Spot:
    terms = promise.terms
    assert promise.goal is not None
    across = months_passed(terms.starts_on, day) / months_passed(terms.starts_on, terms.ends_on)
    percent = quantity / Fraction(promise.goal) * 100
    shown = Decimal(percent.numerator) / Decimal(percent.denominator)
    return min(across, Fraction(1)), min(max(shown, LOWEST), HIGHEST)
