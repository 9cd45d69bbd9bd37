"""What the page of the burden shows: figures asked of each office and village by month, and what is asked twice."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from targets.assessment import Assessment, ShareAssessment, assess
from targets.elsewhere import KEEPERS
from targets.measures import Measure
from targets.models import Allocation, Office, Plan, ProgressEntry, Target, Village
from targets.periods import Cadence, add_months
from targets.reminders.burden import Asked, Load, Month, Question, load, made_by_holder, months_of, suspicions
from targets.reporting import owed_periods

VILLAGE, OFFICE = "village", "office"
Holder = tuple[str, int]
"""A village or an office by its id; the office 0 where there is none at all."""


@dataclass(frozen=True, slots=True)
class Request:
    """Monthly reports that an app above this one asks of an office; of the one that stands in where it is None."""

    office: Office | None
    last: Month | None
    """The month of its last report; None where it goes on to the end of the plan."""
    made: int
    """Reports made in the month asked about."""

    def months(self, of_plan: Sequence[Month]) -> tuple[Month, ...]:
        return tuple(month for month in of_plan if self.last is None or month <= self.last)


@dataclass(frozen=True, slots=True)
class Requests:
    name: str
    """What they are, in words."""
    each: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class BurdenRow:
    """What one village, office, or way of counting is asked for."""

    name: str
    kind: str
    load: Load
    busiest: Month | None
    made: int | None
    """Entries made last month; None where it is not asked by whom."""


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Twice:
    """One line of what is perhaps asked twice."""

    reason: str
    targets: tuple[Link, ...]
    holders: str


@dataclass(frozen=True, slots=True)
class BurdenPage:
    months: tuple[Month, ...]
    villages: tuple[BurdenRow, ...]
    offices: tuple[BurdenRow, ...]
    ways: tuple[BurdenRow, ...]
    """By measure and cadence."""
    total: BurdenRow
    last_month: Month
    twice: tuple[Twice, ...]


def burden_page(plan: Plan, on: date) -> BurdenPage:
    """The burden of a plan as it stands, and the entries made in the month before that day.

    Seven queries, and those of the apps above. A share whose figures come with a report of another kind asks for
    none of its own.
    """
    targets = Target.objects.filter(plan=plan)
    assessed = sorted(assess(plan, plan.clamp(on), targets), key=lambda each: each.order)
    standing_in = Office.objects.filter(is_active=True, is_fallback_reviewer=True).first()
    by_hand = set(Allocation.objects.by_hand().filter(target__plan=plan).values_list("pk", flat=True))
    months = tuple(months_of(plan.starts_on, plan.ends_on))
    last_month = add_months(on.replace(day=1), -1)
    span = _span(last_month)
    elsewhere = [keeper.requests(plan, *span) for keeper in KEEPERS]
    ground = _Ground(assessed, by_hand, standing_in)
    made = made_by_holder(_made(plan, *span), ground.holder_by_share)
    for requests in elsewhere:
        made += ground.ask(requests, months)
    rows = [
        BurdenRow(ground.names[holder], holder[0], shown, shown.busiest(months), made[holder])
        for holder in ground.holders
        for shown in [load(ground.asked_of(holder), months)]
        if shown.total or made[holder]
    ]
    whole = load(ground.asked, months)
    return BurdenPage(
        months,
        tuple(row for row in rows if row.kind == VILLAGE),
        tuple(row for row in rows if row.kind == OFFICE),
        tuple(_ways(ground.asked, months) + _ways_elsewhere(elsewhere, months)),
        BurdenRow(_("Whole town"), "", whole, whole.busiest(months), sum(made.values())),
        last_month,
        tuple(_twice(ground)),
    )


class _Ground:
    """The shares of a plan by who reports them, villages by code first, then offices in the report's order."""

    def __init__(self, assessed: Sequence[Assessment], by_hand: set[int], standing_in: Office | None) -> None:
        self.assessed = assessed
        self.standing_in = standing_in
        self.names: dict[Holder, str] = {}
        self.holder_by_share: dict[int, Holder] = {}
        self.asked: list[Asked] = []
        villages: dict[Holder, Village] = {}
        for each in assessed:
            for share in (own for own in each.shares if own.allocation.pk in by_hand):
                village = share.allocation.village
                office = share.allocation.office or each.target.lead_office
                holder = (VILLAGE, village.pk) if village else self._office(office)
                if village:
                    villages[holder] = village
                    self.names[holder] = str(village)
                self.holder_by_share[share.allocation.pk] = holder
                if months := _months(share):
                    promise = share.promise
                    self.asked.append(Asked(holder, each.target.pk, promise.measure, promise.cadence, months))
        by_code = sorted(villages, key=lambda holder: villages[holder].code)
        self.villages = by_code

    @property
    def holders(self) -> list[Holder]:
        return [*self.villages, *(holder for holder in self.names if holder[0] == OFFICE)]

    def ask(self, requests: Requests, months: Sequence[Month]) -> Counter[Hashable]:
        """Take these requests in; returns how many were made, by who reports."""
        made: Counter[Hashable] = Counter()
        for each in requests.each:
            holder = self._office(each.office)
            self.asked.append(Asked(holder, None, None, Cadence.MONTH, each.months(months)))
            made[holder] += each.made
        return made

    def _office(self, office: Office | None) -> Holder:
        answering = office or self.standing_in
        holder = (OFFICE, answering.pk if answering else 0)
        self.names.setdefault(holder, str(answering or _("No office")))
        return holder

    def asked_of(self, holder: Holder) -> list[Asked]:
        return [each for each in self.asked if each.holder == holder]


def _months(share: ShareAssessment) -> tuple[Month, ...]:
    """The months in which this share is to report."""
    rules = share.promise.shares[0]
    if not rules.is_owed:
        return ()
    return tuple(period.ends_on.replace(day=1) for period in owed_periods(share.promise, rules))


def _span(month: Month) -> tuple[datetime, datetime]:
    """From the first moment of a month to that of the next."""
    zone = timezone.get_default_timezone()
    first, last = (datetime.combine(day, time.min, zone) for day in (month, add_months(month, 1)))
    return first, last


def _made(plan: Plan, first: datetime, last: datetime) -> dict[int, int]:
    """Entries made by hand in that time by share, whatever became of them; a correction is one."""
    by_hand = Allocation.objects.by_hand().filter(target__plan=plan)
    entries = ProgressEntry.objects.filter(
        allocation__in=by_hand, replaces=None, reported_at__gte=first, reported_at__lt=last
    )
    counted = entries.order_by().values_list("allocation").annotate(Count("pk"))
    return dict(counted)


def _ways_elsewhere(elsewhere: Iterable[Requests], months: Sequence[Month]) -> list[BurdenRow]:
    rows = []
    for requests in elsewhere:
        asked = [Asked(None, None, None, Cadence.MONTH, each.months(months)) for each in requests.each]
        if asked:
            shown = load(asked, months)
            rows.append(BurdenRow(requests.name, "", shown, shown.busiest(months), None))
    return rows


def _ways(asked: Sequence[Asked], months: Sequence[Month]) -> list[BurdenRow]:
    rows = []
    for measure in Measure:
        for cadence in Cadence:
            own = [each for each in asked if (each.measure, each.cadence) == (measure, cadence)]
            shown = load(own, months)
            if own:
                said = {"measure": measure.label, "cadence": str(cadence.label).lower()}
                name = _("%(measure)s (each %(cadence)s)") % said
                rows.append(BurdenRow(name, "", shown, shown.busiest(months), None))
    return rows


def _twice(ground: _Ground) -> list[Twice]:
    targets = {each.target.pk: each.target for each in ground.assessed}
    holders: dict[int, set[Holder]] = defaultdict(set)
    for share in ground.asked:
        if share.target is not None:
            holders[share.target].add(share.holder)  # type: ignore[arg-type]
    found = suspicions([_question(each, holders[each.target.pk]) for each in ground.assessed])
    return [
        Twice(
            str(each.doubt.value),
            tuple(_link(targets[pk]) for pk in (each.first, each.second) if pk is not None),
            _(", ").join(ground.names[holder] for holder in ground.holders if holder in each.holders),
        )
        for each in found
    ]


def _question(assessment: Assessment, holders: set[Holder]) -> Question:
    target = assessment.target
    own = [
        share.allocation
        for share in assessment.shares
        if share.allocation.village_id is None and _months(share)
    ]
    return Question(
        target=target.pk,
        document=target.section.document_id,
        measure=assessment.promise.measure,
        name=target.name,
        unit=target.unit,
        definition=target.definition,
        quote=target.quote,
        goal=target.goal,
        baseline=target.baseline,
        baseline_unit=target.baseline_unit,
        villages=frozenset(holder for holder in holders if holder[0] == VILLAGE),
        offices=frozenset(holder for holder in holders if holder[0] == OFFICE),
        rest_only=assessment.promise.measure is Measure.SUM
        and all(share.is_whole_town and share.goal is not None for share in own),
    )


def _link(target: Target) -> Link:
    return Link(f"{target.code} {target.label}", reverse("admin:targets_target_change", args=[target.pk]))
