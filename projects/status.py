"""How a project stands, by the rules of practice. Pure: no model, no query, no clock.

Starts: yellow when the planned month is over without a start, red when three months running are (银川 2025).
Investment: the year's plan against time by months (时序进度, 宣城 2020), with the thresholds of the plan. Finish
against its planned day. Stalled: works under way, and two closed months running without a report or without
progress. What is only planned, without a date, is planned and never late.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from targets.periods import Cadence, month_end, months_between, periods
from targets.schedule import expected_percent, rounded
from targets.verdicts import Severity

LONG_LATE_MONTHS = 3
"""So many planned months missed in a row turn a start red."""
STALLED_MONTHS = 2
"""So many closed months without report or progress are a standstill."""


class ProjectStatus(Enum):
    """What is said of a project; one member for each Chinese verdict. Of several the gravest is shown."""

    PLANNED = ("planned", _("Planned, no date set"), Severity.NEUTRAL, "idle", "circle-dashed")
    NOT_DUE = ("not_due", _("Not yet due to start"), Severity.NEUTRAL, "idle", "hourglass")
    START_LATE = ("start_late", _("Not started as planned"), Severity.YELLOW, "behind", "clock-check")
    START_LONG_LATE = (
        "start_long_late", _("Start three months late"), Severity.RED, "far", "player-stop",
    )  # fmt: skip
    UNDER_WAY = ("under_way", _("Under way"), Severity.NEUTRAL, "pace", "circle-dot")
    ON_PACE = ("on_pace", _("On schedule"), Severity.GOOD, "pace", "circle-dot")
    AHEAD = ("ahead", _("Ahead of schedule"), Severity.GOOD, "ahead", "trending-up")
    BEHIND = ("behind", _("Behind schedule"), Severity.YELLOW, "behind", "trending-down")
    FAR_BEHIND = ("far_behind", _("Far behind"), Severity.RED, "far", "alert-octagon")
    STALLED = ("stalled", _("Stalled"), Severity.YELLOW, "behind", "bell-x")
    OVERDUE = ("overdue", _("Finish overdue"), Severity.RED, "far", "calendar-x")
    FINISHED = ("finished", _("Finished"), Severity.GOOD, "good", "circle-check")
    FINISHED_EARLY = ("finished_early", _("Finished early"), Severity.GOOD, "good", "checks")
    FINISHED_LATE = ("finished_late", _("Finished late"), Severity.YELLOW, "behind", "clock-check")

    def __init__(self, slug: str, label: LazyText, severity: Severity, tone: str, icon: str) -> None:
        self.slug = slug
        self.label = label
        self.severity = severity
        self.tone = tone
        self.icon = icon

    @property
    def is_finished(self) -> bool:
        return self in (ProjectStatus.FINISHED, ProjectStatus.FINISHED_EARLY, ProjectStatus.FINISHED_LATE)

    @property
    def is_late(self) -> bool:
        """Needs a leader's eye, and is not over."""
        return self.severity >= Severity.YELLOW and not self.is_finished


class Start(Enum):
    """The column 开工 of the official ledger."""

    NO_DATE = _("No date set")
    PLANNED = _("Start planned")
    STARTED = _("Started")
    EARLY = _("Started early")
    MISSED = _("Not started as planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month as it was reported and approved."""

    first: date
    investment: Decimal | None = None
    is_step: bool = False
    """A stage was entered, a step completed or an output added in it."""

    @property
    def is_progress(self) -> bool:
        return self.is_step or bool(self.investment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The year a project is judged in, and the thresholds of its plan in points."""

    starts_on: date
    ends_on: date
    report_by_day: int = 5
    ahead_points: Decimal = Decimal(10)
    behind_points: Decimal = Decimal(10)
    far_behind_points: Decimal = Decimal(30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Works:
    """A project as it stands by a day: what was planned, and what approved reports tell."""

    terms: Terms
    planned_start: date | None = None
    planned_finish: date | None = None
    started_on: date | None = None
    finished_on: date | None = None
    year_investment: Decimal | None = None
    months: Sequence[Month] = ()

    @property
    def invested(self) -> Decimal | None:
        """万元 done in the year; None where no figure was reported, which is not 0."""
        known = [each.investment for each in self.months if each.investment is not None]
        return sum(known, Decimal(0)) if known else None


@dataclass(frozen=True, slots=True)
class Pace:
    """The year's investment against time; percent and points, rounded half-up to 0.1."""

    completion: Decimal
    expected: Decimal

    @property
    def gap(self) -> Decimal:
        return self.completion - self.expected


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict, each finding it was chosen from, and the figures behind them."""

    status: ProjectStatus
    findings: tuple[ProjectStatus, ...]
    start: Start
    pace: Pace | None
    months_missed: int
    """Months over since the planned start without a start."""
    quiet_months: tuple[date, ...]
    """The closed months in a row, up to the last, without report or progress."""


def judge(works: Works, on: date) -> Standing:
    """How a project stands by the end of day `on`; the figures told are those up to it."""
    missed = months_missed(works, on)
    quiet = quiet_months(works, on)
    pace = pace_of(works, on)
    findings = tuple(_findings(works, on, missed, quiet, pace))
    gravest = max(findings, key=lambda each: each.severity)
    return Standing(gravest, findings, _start(works, missed), pace, missed, quiet)


def _findings(
    works: Works, on: date, missed: int, quiet: Collection[date], pace: Pace | None
) -> list[ProjectStatus]:
    if works.finished_on is not None:
        return [_finished(works, works.finished_on)]
    found = []
    if works.planned_finish and on >= works.planned_finish:
        found.append(ProjectStatus.OVERDUE)
    if works.started_on is None:
        found.append(_not_started(works, missed))
        return found
    if len(quiet) >= STALLED_MONTHS:
        found.append(ProjectStatus.STALLED)
    found.append(_by_pace(pace, works.terms))
    return found


def _finished(works: Works, finished_on: date) -> ProjectStatus:
    """Early before the due month, late after the due date: as a target (DESIGN, section 5)."""
    due = works.planned_finish
    if due is not None and finished_on > due:
        return ProjectStatus.FINISHED_LATE
    is_early = due is not None and finished_on < due.replace(day=1)
    return ProjectStatus.FINISHED_EARLY if is_early else ProjectStatus.FINISHED


def _not_started(works: Works, missed: int) -> ProjectStatus:
    if missed >= LONG_LATE_MONTHS:
        return ProjectStatus.START_LONG_LATE
    if missed:
        return ProjectStatus.START_LATE
    return ProjectStatus.NOT_DUE if works.planned_start else ProjectStatus.PLANNED


def _by_pace(pace: Pace | None, terms: Terms) -> ProjectStatus:
    if pace is None:
        return ProjectStatus.UNDER_WAY
    if pace.gap >= terms.ahead_points:
        return ProjectStatus.AHEAD
    if pace.gap > -terms.behind_points:
        return ProjectStatus.ON_PACE
    return ProjectStatus.BEHIND if pace.gap >= -terms.far_behind_points else ProjectStatus.FAR_BEHIND


def _start(works: Works, missed: int) -> Start:
    if works.started_on is not None:
        planned = works.planned_start
        early = planned is not None and works.started_on < planned.replace(day=1)
        return Start.EARLY if early else Start.STARTED
    if missed:
        return Start.MISSED
    return Start.PLANNED if works.planned_start else Start.NO_DATE


def months_missed(works: Works, on: date) -> int:
    """How many months are over by the end of `on`, the planned one first, without a start; 0 once started."""
    if works.planned_start is None or works.started_on is not None or works.finished_on is not None:
        return 0
    over = months_between(works.planned_start, on) + (1 if on == month_end(on) else 0)
    return max(over, 0)


def quiet_months(works: Works, on: date) -> tuple[date, ...]:
    """The run of closed months, counted back from the last, without a report or progress since the start."""
    if works.started_on is None or works.finished_on is not None:
        return ()
    terms = works.terms
    active = {each.first.replace(day=1) for each in works.months if each.is_progress}
    active.add(works.started_on.replace(day=1))
    run: list[date] = []
    for period in reversed(periods(terms.starts_on, terms.ends_on, Cadence.MONTH, terms.report_by_day)):
        if not period.is_closed(on):
            continue
        first = period.starts_on.replace(day=1)
        if first in active or first < works.started_on:
            break
        run.append(first)
    return tuple(reversed(run))


def pace_of(works: Works, on: date) -> Pace | None:
    """The year's investment against time; None where none was planned or no figure was reported."""
    if not works.year_investment or works.invested is None:
        return None
    expected = expected_percent(on, starts_on=works.terms.starts_on, due_on=works.terms.ends_on)
    return Pace(completed(works.invested, works.year_investment), rounded(expected))


def completed(invested: Decimal, planned: Decimal) -> Decimal:
    """Percent of the year's plan, rounded half-up to 0.1; never raised to the whole that is not reached."""
    done = Fraction(invested) / Fraction(planned) * 100
    return min(rounded(done), Decimal("99.9")) if done < 100 else rounded(done)
