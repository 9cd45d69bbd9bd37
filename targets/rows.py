"""Lines of boards and tables: frozen, finished in Python, so that templates only print."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.translation import gettext as _

from targets import units
from targets.assessment import Assessment, ShareAssessment
from targets.explaining import points, qualified, unit_name
from targets.measures import Measure, Promise
from targets.schedule import rounded
from targets.status import Status
from targets.verdicts import Severity, Verdict


@dataclass(frozen=True, slots=True)
class Bar:
    """A progress bar: strings with a point, for SVG attributes."""

    tone: str
    fill: str | None
    expected: str | None
    over: bool
    label: str


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as boards and tables show it."""

    code: str
    name: str
    url: str
    theme: str
    theme_number: str
    measure: str
    unit: str
    qualifier: str
    goal: Decimal | None
    goal_text: str
    goal_phrase: str
    """With its qualifier as the document has it: 预计10,000; 2,000余."""
    achieved: Decimal | None
    achieved_text: str
    completion: Decimal | None
    percent: str
    gap: Decimal | None
    gap_text: str
    bar: Bar | None
    verdict: Verdict
    note: str
    office: str
    due_on: date | None
    last_reported: date | None
    missing: int
    judged: int
    is_routine: bool

    @property
    def severity(self) -> Severity:
        return self.verdict.severity

    @property
    def order(self) -> tuple:
        """Codes in their numeric order: 4.2.10 after 4.2.9."""
        return tuple(int(part) for part in self.code.split("."))


def row_of(assessment: Assessment) -> TargetRow:
    """A target's line on a board or in the table."""
    target, status = assessment.target, assessment.status
    achieved = shown_quantity(status.achieved)
    steps = assessment.promise.measure is Measure.STEPS
    if steps:
        achieved = Decimal(status.steps_done)
        achieved_text, goal_text = str(status.steps_done), str(status.steps_total)
        unit = _("steps")
    else:
        achieved_text = amount_text(status.achieved, target.unit)
        goal_text = amount_text(target.goal, target.unit)
        unit = unit_name(target.unit, achieved)
    office = target.lead_office
    return TargetRow(
        code=target.code,
        name=target.label,
        url=reverse("targets:target", args=[assessment.year, target.code]),
        theme=target.section.theme.label,
        theme_number=target.section.theme.number,
        measure=target.get_measure_display(),
        unit=unit,
        qualifier=target.qualifier,
        goal=target.goal,
        goal_text=goal_text,
        goal_phrase=qualified(goal_text, "" if steps else target.qualifier),
        achieved=achieved,
        achieved_text=achieved_text,
        completion=status.completion,
        percent="" if status.completion is None else f"{status.completion}%",
        gap=status.gap,
        gap_text="" if status.gap is None else points(status.gap),
        bar=None if assessment.is_routine else bar_of(status, assessment.promise),
        verdict=status.verdict,
        note=_("awaiting year-end figures") if status.awaiting_final else "",
        office=str(office) if office else "",
        due_on=target.due_on,
        last_reported=assessment.last_reported,
        missing=assessment.missing,
        judged=status.judged,
        is_routine=assessment.is_routine,
    )


def shown_quantity(value: Fraction | Decimal | None) -> Decimal | None:
    """An exact value as a decimal of four places at most."""
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    return round(exact, 4)


def amount_text(value: Fraction | Decimal | None, unit: str) -> str:
    """A quantity without its unit; percentages with one decimal; empty where there is none."""
    shown = shown_quantity(value)
    if shown is None:
        return ""
    return units.format_amount(rounded(Fraction(shown)) if unit == "%" else shown)


def bar_of(status: Status, promise: Promise) -> Bar:
    """The bar of a status: filled by completion, with a mark where it is expected to be."""
    tone = status.verdict.tone
    expected = None if status.expected is None else f"{min(status.expected, Decimal(100))}"
    if status.completion is None:
        label = _("Nothing reported yet")
        fill = None
    else:
        label = _("%(percent)s completed") % {"percent": f"{status.completion}%"}
        fill = f"{min(max(status.completion, Decimal(0)), Decimal(100))}"
    if status.expected is not None:
        label = _("%(label)s; %(expected)s expected by now") % {
            "label": label,
            "expected": f"{status.expected}%",
        }
    over = status.completion is not None and status.completion > 100
    return Bar(tone, fill, expected, over, label)


@dataclass(frozen=True, slots=True)
class ShareRow:
    """A share as the target page shows it."""

    id: int
    name: str
    goal_text: str
    achieved_text: str
    unit: str
    percent: str
    bar: Bar
    verdict: Verdict
    last_reported: date | None
    is_missing: bool
    is_owed: bool


def share_row(share: ShareAssessment) -> ShareRow:
    status, allocation = share.status, share.allocation
    unit = allocation.target.unit
    if share.promise.measure is Measure.STEPS:
        achieved_text, goal_text, unit = str(status.steps_done), str(status.steps_total), _("steps")
    else:
        achieved_text, goal_text = amount_text(status.achieved, unit), amount_text(share.promise.goal, unit)
        unit = unit_name(unit, shown_quantity(status.achieved))
    return ShareRow(
        allocation.pk,
        allocation.label,
        goal_text,
        achieved_text,
        unit,
        "" if status.completion is None else f"{status.completion}%",
        bar_of(status, share.promise),
        status.verdict,
        share.last_reported,
        share.is_missing,
        allocation.is_owed,
    )
