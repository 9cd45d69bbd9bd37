"""The figures of one month of one share: what was reported, as it was typed."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from guanlu.demonstration import notes, pace, sentences
from guanlu.demonstration.milestones import MILESTONES, day_of
from targets.ledger_rules import TOTAL, Figure
from targets.measures import Measure
from targets.models import Allocation
from targets.models.shares import WHOLE_TOWN
from targets.periods import Cadence
from targets.questions import JUMP_AFTER, JUMP_FACTOR

TYPED_IN_HECTARES = ("4.2.3", "云台村")
TYPED_AS_TOTAL = ("4.2.6", "东坝村")
"""A clerk who types what was reached so far, up to August."""
LAST_TOTAL = 8
EARLY_QUARTERS = {"2.1.5": 2, "5.2.4": 1, "5.2.1": 2, "6.1.2": 2, "1.1.1": 2, "5.2.5": 1}
"""Quarterly work that is reported in that month of its quarter; all other in the last."""
NEVER_REPORTED = {"5.3.4": (2,), "5.3.6": (1, 2, 3), "2.2.7": (3,)}
"""Quarters for which an office stayed silent."""


@dataclass(slots=True)
class ShareYear:
    """A share with what was reported of it so far; asked month after month for the next figures."""

    allocation: Allocation
    told: Counter[str]
    """How many problems were told of each target, by its code; one for all shares."""
    reported: int = 0
    largest: int = 0
    count: int = 0

    @property
    def code(self) -> str:
        return self.allocation.target.code

    @property
    def name(self) -> str:
        village = self.allocation.village
        return village.name if village else self.allocation.name

    @property
    def groups(self) -> int:
        return self.allocation.village.groups if self.allocation.village else 0

    def figures(self, month: int) -> Iterator[Figure]:
        """What is reported for a month of 2021, in order; nothing where nothing is asked."""
        target = self.allocation.target
        if not self._is_asked(month):
            return
        match Measure(target.measure):
            case Measure.STEPS:
                yield from self._steps(month)
            case Measure.RATIO:
                yield self._ratio(month)
            case Measure.LEVEL:
                note = notes.counted(self.code, self.name, month)
                yield self._figure(month, f"{pace.LEVELS[self.code][month - 1]:g}", note)
            case Measure.LIMIT:
                cases = pace.CASES.get((self.code, self.name, month), 0)
                said = sentences.CASE if cases else notes.zero(self.code, self.name, month)
                yield self._figure(month, str(cases), said)
            case Measure.ROUTINE:
                yield self._routine(month)
            case _:
                yield self._sum(month)

    def _is_asked(self, month: int) -> bool:
        target, share = self.allocation.target, self.allocation
        ended_on = share.ended_on or target.ended_on
        if not share.is_owed or (ended_on and ended_on <= date(2021, month, 28)):
            return False
        if piece := pace.PIECES.get((self.code, self.name)):
            done = day_of(piece).month
            return month == done or (month < done and (self.code, self.name) not in pace.SILENT_UNTIL_DONE)
        if target.starts_on and month <= target.starts_on.month - (target.measure == Measure.SUM):
            return False
        if target.cadence == Cadence.QUARTER:
            quarter, place = divmod(month - 1, 3)
            if quarter + 1 in NEVER_REPORTED.get(self.code, ()):
                return False
            return place + 1 == EARLY_QUARTERS.get(self.code, 3)
        return True

    def _figure(self, month: int, amount: str = "", note: str = "", **more: object) -> Figure:
        luck = pace.luck(self.code, self.name, month, "day")
        day = min(luck.randint(24, 30), monthrange(2021, month)[1])
        problem, next_step = notes.problem(self.code, self.name, month, self.told)
        made = Figure(
            happened_on=date(2021, month, day),
            amount=amount,
            note=note,
            problem=problem,
            next_step=next_step,
            origin="village" if self.allocation.village else "office",
        )
        return replace(made, **more)  # type: ignore[arg-type]

    def _steps(self, month: int) -> Iterator[Figure]:
        table = MILESTONES.get((self.code, self.name), ())
        ids = dict(self.allocation.steps.values_list("name", "pk"))
        days = [milestone.done_on for milestone in table]
        done = [each for each in table if each.done_on and each.done_on.month == month]
        for milestone in done:
            yield self._figure(
                month,
                note=notes.step_done(self.code),
                happened_on=milestone.done_on,
                step_id=ids[milestone.name],
            )
        is_finished = bool(days) and all(day is not None and day.month <= month for day in days)
        if not done and not is_finished:
            yield self._figure(month, note=notes.on_the_way(self.code, self.name, month))

    def _ratio(self, month: int) -> Figure:
        base = pace.base_of(self.code, self.groups)
        number = pace.numerator(self.code, self.name, base, month)
        return self._figure(month, str(number), notes.counted(self.code, self.name, month), base=str(base))

    def _routine(self, month: int) -> Figure:
        is_village = self.allocation.village is not None
        said = notes.routine(self.code, self.name, month, is_village=is_village)
        if not self.allocation.target.unit:
            return self._figure(month, note=said)
        number = pace.counted(self.code, self.name, month, self.groups)
        return self._sum_of(month, number, said)

    def _sum(self, month: int) -> Figure:
        if (day := pace.PIECES.get((self.code, self.name))) is not None:
            done_on = day_of(day)
            if done_on.month == month:
                return self._figure(month, "1", notes.step_done(self.code), happened_on=done_on)
            return self._figure(month, "0", notes.on_the_way(self.code, self.name, month))
        if self.code == "1.1.3":
            return self._sum_of(month, pace.doses(self.name, self.groups, month))
        goal = self.allocation.goal or Decimal(0)
        upto = pace.cumulative(self.code, self.name, goal, month)
        before = pace.cumulative(self.code, self.name, goal, month - 1)
        return self._sum_of(month, max(0, upto - before))

    def _sum_of(self, month: int, number: int, note: str = "") -> Figure:
        """An increment, with the word of explanation where the rules of recording ask for one."""
        goal = self.allocation.goal
        passes = goal is not None and number > 0 and goal < self.reported + number
        jumps = self.count >= JUMP_AFTER and number > JUMP_FACTOR * self.largest
        if passes or jumps:
            note = note or notes.explained(self.code, passes=passes)
        self.reported += number
        self.largest, self.count = max(self.largest, number), self.count + bool(number)
        ordinary = notes.counted if number else notes.nothing_new
        figure = self._figure(month, f"{number:,}", note or ordinary(self.code, self.name, month))
        if (self.code, self.name) == TYPED_AS_TOTAL and month <= LAST_TOTAL:
            return replace(figure, amount=str(self.reported), mode=TOTAL)
        if (self.code, self.name) == TYPED_IN_HECTARES and number:
            in_hectares = f"{Decimal(number) / 15:.2f}"
            return replace(figure, amount=in_hectares, unit="公顷", note=note or sentences.IN_HECTARES)
        return figure


def share_years() -> list[ShareYear]:
    """Every share of the plan in the order of the report, but those that come with a project's report."""
    shares = Allocation.objects.filter(target__plan__year=2021, project_share=None).exclude(
        village=None, name=WHOLE_TOWN, is_owed=False
    )
    listed = shares.select_related("target__plan", "target__lead_office", "village", "office").order_by(
        "target", "pk"
    )
    told: Counter[str] = Counter()
    return [ShareYear(share, told) for share in listed]
