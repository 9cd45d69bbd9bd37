"""Lines of boards and tables: frozen, finished in Python, so that templates only print."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import units
from targets.assessment import Assessment, ShareAssessment
from targets.explaining import in_shown_unit, points, qualified, unit_name
from targets.measures import Measure, Promise
from targets.models import Allocation, Village
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
    goal: Decimal | None
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
    is_routine: bool

    @property
    def severity(self) -> Severity:
        return self.verdict.severity

    @property
    def order(self) -> tuple:
        """Codes in their numeric order: 4.2.10 after 4.2.9."""
        return tuple(int(part) for part in self.code.split("."))

    def at(self, query: str) -> "TargetRow":
        """The row with a link that keeps the day asked about: `AsOf.query`."""
        return replace(self, url=self.url + query)


def row_of(assessment: Assessment) -> TargetRow:
    """A target's line on a board or in the table."""
    target, status, section = assessment.target, assessment.status, assessment.target.section
    shown = quantities(status, assessment.promise)
    qualifier = "" if assessment.promise.measure is Measure.STEPS else target.qualifier
    return TargetRow(
        code=target.code,
        name=target.label,
        url=reverse("targets:target", args=[assessment.year, target.code]),
        theme=section.theme.label,
        theme_number=section.theme.number,
        measure=target.get_measure_display(),
        unit=shown.unit,
        goal=shown.goal,
        goal_phrase=qualified(shown.goal_text, qualifier),
        achieved=shown.achieved,
        achieved_text=shown.achieved_text,
        completion=status.completion,
        percent=percent_text(status),
        gap=status.gap,
        gap_text="" if status.gap is None else points(status.gap),
        bar=bar_of(status, assessment.promise) if assessment.has_bar else None,
        verdict=status.verdict,
        note=_("awaiting year-end figures") if status.awaiting_final else "",
        office=str(target.lead_office or ""),
        due_on=target.due_on,
        last_reported=assessment.last_reported,
        missing=assessment.missing,
        is_routine=assessment.is_routine,
    )


@dataclass(frozen=True, slots=True)
class Quantities:
    """What was achieved against what goal, ready to print."""

    goal: Decimal | None
    achieved: Decimal | None
    achieved_text: str
    goal_text: str
    unit: str


def quantities(status: Status, promise: Promise) -> Quantities:
    """Figures in the unit they are shown in; for steps, how many of how many."""
    if promise.measure is Measure.STEPS:
        done = Decimal(status.steps_done)
        weighted = pgettext("counted", "steps, by weight")
        unit = weighted if _is_weighted(status) else pgettext("counted", "steps")
        return Quantities(None, done, f"{done}", f"{status.steps_total}", unit)
    goal = in_shown_unit(promise.goal, promise.unit)
    achieved = in_shown_unit(status.achieved, promise.unit)
    return Quantities(
        goal,
        achieved,
        amount_text(achieved, promise.unit),
        amount_text(goal, promise.unit),
        unit_name(promise.unit, achieved),
    )


def _is_weighted(status: Status) -> bool:
    """Whether the percentage of steps is another than their number says."""
    if status.completion is None or not status.steps_total:
        return False
    return status.completion != rounded(Fraction(100 * status.steps_done, status.steps_total))


def percent_text(status: Status) -> str:
    """The completion as shown; empty where there is none."""
    return "" if status.completion is None else f"{status.completion}%"


def amount_text(shown: Decimal | None, unit: str) -> str:
    """A shown quantity without its unit; percentages with one decimal; empty where there is none."""
    if shown is None:
        return ""
    return units.format_amount(units.round_percent(shown) if unit == "%" else shown)


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
    is_unplanned: bool
    due: str
    """By when, where that is another day than the target's."""
    life: str
    """Since when it reports or no longer does; empty where it does so all year."""
    is_open: bool
    village_url: str
    """The page of the village whose share it is; empty for the others."""


def share_row(share: ShareAssessment) -> ShareRow:
    """A share's line on the page of its target."""
    status, allocation = share.status, share.allocation
    shown = quantities(status, share.promise)
    return ShareRow(
        allocation.pk,
        allocation.label,
        shown.goal_text,
        shown.achieved_text,
        shown.unit,
        percent_text(status),
        bar_of(status, share.promise),
        status.verdict,
        share.last_reported,
        share.is_missing,
        allocation.is_owed,
        allocation.is_unplanned,
        share_due(allocation),
        share_life(allocation),
        share.is_open,
        village_url(allocation.target.plan.year, allocation.village),
    )


def share_due(allocation: Allocation) -> str:
    """The day of its own that a share is due by (9月30日前); empty where it is due with its target."""
    due_on = allocation.due_on
    if due_on is None or due_on == allocation.target.due_on:
        return ""
    return _("due by %(day)s") % {"day": date_format(due_on, "MONTH_DAY_FORMAT")}


def share_life(allocation: Allocation) -> str:
    """From when to when a share made, ended or merged in mid-year reports."""
    dates = {"since": allocation.starts_on, "until": allocation.ended_on}
    said = {name: date_format(value, "SHORT_DATE_FORMAT") for name, value in dates.items() if value}
    if allocation.is_merged:
        assert allocation.village is not None
        return _("merged into %(village)s as of %(until)s") % {
            **said,
            "village": allocation.village.successor,
        }
    if allocation.ended_on:
        return _("ended on %(until)s") % said
    return _("since %(since)s") % said if allocation.starts_on else ""


def village_url(year: int, village: Village | None) -> str:
    """A village's page in the year of a plan; empty without a village."""
    return reverse("targets:village", args=[year, village.slug]) if village else ""
