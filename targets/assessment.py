"""From the rows of a plan to what the rules say of them on a day: frozen assessments in few queries.

Totals and statuses are never stored: four queries load what a plan's targets consist of, and one fold per
target judges it. The day is told; nothing here asks the clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from targets import elsewhere
from targets.asof import AsOf, Known
from targets.counted import Counted, counted_lines
from targets.forecast import Forecast, forecast
from targets.measures import Measure, Milestone, Promise, Share, Terms
from targets.models import Allocation, Plan, Step, Target
from targets.models.targets import TargetQuerySet, earlier, later
from targets.periods import Cadence
from targets.reporting import share_reporting
from targets.status import Status, judge, share_promise
from targets.then import set_up
from targets.verdicts import StatusClass


@dataclass(frozen=True, slots=True)
class ShareAssessment:
    """What is said of one share on a day."""

    allocation: Allocation
    promise: Promise
    status: Status
    last_reported: date | None
    """Date of the latest approved figure."""
    is_finished: bool
    """A sum or its steps are done: no further report is asked for."""
    is_missing: bool
    """The last closed period passed without a report (未报送)."""
    is_open: bool
    """It had not ended by that day."""

    @property
    def is_judged(self) -> bool:
        """Owed and not ended: counted among the shares of its village."""
        return self.is_open and self.allocation.is_owed

    @property
    def is_shown(self) -> bool:
        """A share opened to log something beside the plan is nothing to look at before something is logged."""
        return not self.allocation.is_unplanned or bool(self.promise.shares[0].reported_days)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is said of a target on a day."""

    year: int
    """The plan's."""
    target: Target
    on: date
    promise: Promise
    status: Status
    shares: tuple[ShareAssessment, ...]
    forecast: Forecast | None
    last_reported: date | None
    known: Known = Known.NOW

    @property
    def query(self) -> str:
        """What links to other pages of the same day and knowledge carry: `AsOf.query`."""
        return AsOf(self.on, self.known).query

    @property
    def missing(self) -> int:
        """How many of its shares missed the last closed period."""
        return sum(share.is_missing for share in self.shares)

    @property
    def is_by_project(self) -> bool:
        """Divided by name (a road, a site) and not among villages: no village is still to get a share."""
        parts = [
            each.allocation for each in self.shares if each.is_open and not each.allocation.is_whole_town
        ]
        planned = [share for share in parts if not share.is_unplanned]
        return bool(planned) and all(share.village_id is None for share in planned)

    @property
    def has_bar(self) -> bool:
        """Whether completion says something: limits and routine work are judged without it."""
        return self.promise.measure not in (Measure.LIMIT, Measure.ROUTINE)

    @property
    def is_routine(self) -> bool:
        """Limits kept and routine work are counted apart from the five classes; a broken limit is 欠进度."""
        return self.status.verdict.group is StatusClass.ROUTINE

    @property
    def order(self) -> tuple:
        """Its place in the report: by theme, then by code, each by its numbers (4.2.10 after 4.2.9)."""
        return (*self.place, numeric(self.target.code))

    @property
    def place(self) -> tuple:
        """The place of its theme in the report."""
        theme = self.target.section.theme
        return (numeric(theme.number), theme.pk)


def numeric(code: str) -> tuple[int, ...]:
    """A code or section number by its numbers."""
    return tuple(int(part) for part in code.split("."))


def assess(
    plan: Plan, on: date, targets: TargetQuerySet | None = None, known: Known = Known.NOW
) -> list[Assessment]:
    """Assess these targets of a plan by the end of `on`, in their order: four queries; nine as then known.

    Two more where projects keep some of the shares, for what is reported there (targets.elsewhere).

    By default all that were part of the plan by then: one added later is not yet on that day's boards.
    """
    asked = Target.objects.filter(plan=plan).added_by(on) if targets is None else targets
    chosen = list(asked.for_assessment())
    ids = [target.pk for target in chosen]
    within: dict = {"target__plan": plan} if targets is None else {"target__in": ids}
    rows = Allocation.objects.filter(**within)
    shares = list(rows.select_related("village__successor", "office", *elsewhere.relations()))
    steps = _steps({f"allocation__{key}": value for key, value in within.items()})
    lines = counted_lines({f"allocation__{key}": value for key, value in within.items()}, on, known)
    for pk, days in elsewhere.reported_days(shares, on, known).items():
        lines[pk].days.extend(days)
    terms = terms_of(plan)
    if known is Known.THEN:
        stood = set_up(plan, chosen, shares, within, lines, on)
        chosen, shares, steps, terms = stood.targets, stood.shares, stood.steps, terms_of(stood.plan)
    by_target: dict[int, list[Allocation]] = defaultdict(list)
    for share in shares:
        by_target[share.target_id].append(share)
    found = []
    for target in chosen:
        target.plan = plan
        for share in by_target[target.pk]:
            share.target = target
        promise = _promise(target, by_target[target.pk], terms, steps, lines)
        found.append(_assessment(plan.year, target, by_target[target.pk], promise, on, known))
    return found


def assess_target(target: Target, on: date, known: Known = Known.NOW) -> Assessment:
    """Assess one target."""
    return assess(target.plan, on, Target.objects.filter(pk=target.pk), known)[0]


def terms_of(plan: Plan) -> Terms:
    return Terms(
        plan.starts_on,
        plan.ends_on,
        plan.ahead_points,
        plan.behind_points,
        plan.far_behind_points,
        plan.report_by_day,
    )


def _steps(within: Mapping) -> dict[int, list[Milestone]]:
    found: dict[int, list[Milestone]] = defaultdict(list)
    rows = Step.objects.filter(**within).values_list("allocation_id", "pk", "name", "planned_on", "weight")
    for share, pk, name, planned_on, weight in rows:
        found[share].append(Milestone(pk, name, planned_on, weight))
    return found


def _promise(
    target: Target,
    shares: Iterable[Allocation],
    terms: Terms,
    steps: Mapping[int, list[Milestone]],
    lines: Mapping[int, Counted],
) -> Promise:
    return Promise(
        measure=Measure(target.measure),
        terms=terms,
        goal=target.goal,
        unit=target.unit,
        start_value=target.start_value,
        done_at=target.done_at,
        due_on=target.due_on,
        schedule=target.schedule,
        cadence=Cadence(target.cadence),
        starts_on=target.starts_on,
        ended_on=target.ended_on,
        shares=tuple(
            Share(
                share.pk,
                share.label,
                share.goal,
                share.due_on,
                share.schedule,
                share.is_owed,
                later(share.starts_on, target.starts_on),
                earlier(share.ended_on, target.ended_on),
                tuple(steps.get(share.pk, ())),
                tuple(lines[share.pk].lines),
                tuple(lines[share.pk].days),
                share.is_merged,
                is_planned=not share.is_unplanned,
            )
            for share in shares
        ),
    )


def _assessment(
    year: int, target: Target, allocations: Iterable[Allocation], promise: Promise, on: date, known: Known
) -> Assessment:
    shares = tuple(
        _share_assessment(allocation, promise, share, on)
        for allocation, share in zip(allocations, promise.shares, strict=True)
    )
    reported = [share.last_reported for share in shares if share.last_reported]
    return Assessment(
        year,
        target,
        on,
        promise,
        judge(promise, on),
        shares,
        forecast(promise, on),
        max(reported, default=None),
        known,
    )


def _share_assessment(allocation: Allocation, promise: Promise, share: Share, on: date) -> ShareAssessment:
    own = share_promise(promise, share)
    status = judge(own, on)
    finished = status.verdict.is_done and promise.measure in (Measure.SUM, Measure.STEPS)
    owing = share.is_owed and share.is_open(on) and not finished
    return ShareAssessment(
        allocation,
        own,
        status,
        max((line.happened_on for line in share.lines), default=None),
        finished,
        owing and share_reporting(promise, share, on).missed > 0,
        share.is_open(on),
    )
