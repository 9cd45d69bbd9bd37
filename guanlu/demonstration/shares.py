"""Invented shares, schedules and definitions of the targets, as they stand from January."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from guanlu.demonstration import milestones
from guanlu.demonstration.offices import SUPPORTING, give_lead
from guanlu.demonstration.writing import write
from targets.measures import Measure
from targets.models import Allocation, Office, Target, Village
from targets.models.decisions import Decision
from targets.models.shares import WHOLE_TOWN
from targets.setup.new_rows import division_of, keep_remainder

REASON = "演示数据：虚构的年初分解"
FIRST_DAY = date(2021, 1, 1)
SPRING_AND_AUTUMN = "5,20,45,50,50,50,50,50,60,80,95,100"
END_OF_YEAR = "4,8,12,17,22,27,33,40,50,62,80,100"
BUILDING_SEASON = "0,0,5,15,30,45,60,70,80,90,96,100"
SCHEDULES = {
    "4.2.3": SPRING_AND_AUTUMN,
    "4.2.4": SPRING_AND_AUTUMN,
    "4.2.5": END_OF_YEAR,
    "3.2.6": BUILDING_SEASON,
}
BY_GROUPS = ("4.2.3", "4.2.4", "4.2.5", "4.2.6", "4.2.7")
"""Sums of which every village owes a part, by its number of groups."""
IN_EVERY_VILLAGE = (
    "1.1.1", "1.1.3", "2.1.3", "2.1.4", "2.1.6", "2.2.6", "3.3.1", "5.1.1", "5.1.2", "5.2.4", "5.3.1", "5.3.3",
)  # fmt: skip
"""What every village reports without a part of a sum."""


@dataclass(frozen=True, slots=True)
class VillageShare:
    """A share of one village of a target that is not everybody's."""

    code: str
    village: str
    goal: int
    due_on: date | None = None


SINGLE = (  # the other pieces and pipes come with the drinking-water project: outputs.py
    VillageShare("3.2.6", "东坝村", 1200),
)
OWN_SCHEDULES = {("4.2.5", "云台村"): "6,12,20,28,36,44,52,60,70,80,90,100"}
"""A village that sells its animals all through the year."""
STARTS = {"3.3.1": 82, "5.1.2": 80, "5.2.2": 0, "5.2.3": 0, "5.3.2": 0}
"""Values from which ratios grow; without one a ratio is held to its goal all year."""
DONE_AT = {"3.3.1": 98, "5.1.2": 95}
"""From how many percent of the goal it counts as done, set beforehand."""
SILENT = ("3.2.2",)
"""Nothing is to be reported of these before something else is finished."""
DEFINITIONS = {
    "1.2.2": "示例口径：当年实际完成的投资额，以项目进度单据为准，不含签约额。",
    "3.2.6": "示例口径：以铺设到位并试水合格的管道长度计，不含入户支管。",
    "3.3.1": "示例口径：已接入宽带的常住户数除以常住户数；达到98%视为基本实现。",
    "4.2.3": "示例口径：当年新栽且成活的面积，补植不计。",
    "4.2.4": "示例口径：当年新栽且成活的面积，底改不计。",
    "4.2.5": "示例口径：当年出售和自宰的成年羊。",
    "4.2.6": "示例口径：当年出售和自宰的肥猪，仔猪不计。",
    "4.2.7": "示例口径：当年出售和自宰的肉牛。",
    "5.1.1": "示例口径：已参保人数除以应参保人数，在外参保凭证明计入。",
    "5.1.2": "示例口径：已参保人数除以应参保人数；达到95%视为完成。",
}

IN_GENERAL = {
    Measure.LIMIT: "示例口径：按当月新发生并核实的计，没有发生的也要零报告。",
    Measure.ROUTINE: "示例口径：每期写明做了哪些工作；有计量单位的，按实际发生数计。",
    Measure.STEPS: "示例口径：节点以资料齐全、现场核实为完成。",
    Measure.SUM: "示例口径：按当月实际完成并核实的数量计。",
    Measure.RATIO: "示例口径：已达到要求的数除以应达到要求的数。",
}
"""The definition of all others, by how they are counted."""


def set_up_targets(offices: dict[str, Office]) -> None:
    """Give every target of the report its office, and those of the tables above their shares."""
    villages = list(Village.objects.order_by("code"))
    for target in Target.objects.filter(plan__year=2021).order_by("pk"):
        give_lead(target, offices)
        target.schedule = target._meta.get_field("schedule").to_python(SCHEDULES.get(target.code))
        target.definition = DEFINITIONS.get(target.code, IN_GENERAL[Measure(target.measure)])
        if target.code in STARTS:
            target.start_value = Decimal(STARTS[target.code])
        target.done_at = Decimal(DONE_AT.get(target.code, 100))
        write(target, REASON)
        target.supporting_offices.set(offices[key] for key in SUPPORTING.get(target.code, ()))
        _split(target, villages)


def largest_remainder(goal: int, weights: Iterable[int]) -> list[int]:
    """Whole parts of a goal by weight that add up to it exactly.

    >>> largest_remainder(10, [1, 1, 1])
    [4, 3, 3]
    """
    listed = list(weights)
    exact = [Decimal(goal) * weight / sum(listed) for weight in listed]
    parts = [int(each) for each in exact]
    by_rest = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_rest[: goal - sum(parts)]:
        parts[index] += 1
    return parts


def _split(target: Target, villages: list[Village]) -> None:
    before = division_of(target, FIRST_DAY)
    if target.code in BY_GROUPS:
        assert target.goal is not None
        parts = largest_remainder(int(target.goal), [village.groups for village in villages])
        for village, goal in zip(villages, parts, strict=True):
            _share(target, village, Decimal(goal))
    elif target.code in IN_EVERY_VILLAGE:
        for village in villages:
            _share(target, village, Decimal(0) if target.measure == Measure.LIMIT else None)
    else:
        named = {village.name: village for village in villages}
        for single in SINGLE:
            if single.code == target.code:
                _share(target, named[single.village], Decimal(single.goal), single.due_on)
        milestones.add(target, named)
    keep_remainder(target, before, on=FIRST_DAY, change_reason=REASON)
    _stop_asking_the_town(target)


def _share(target: Target, village: Village, goal: Decimal | None, due_on: date | None = None) -> None:
    counted = {"3.3.1": "户"}.get(target.code, "人") if target.measure == Measure.RATIO else ""
    share = Allocation(target=target, village=village, goal=goal, due_on=due_on, counted_unit=counted)
    share.schedule = OWN_SCHEDULES.get((target.code, village.name))  # type: ignore[assignment]
    write(share, REASON)


SHARED_OUT = Decision("示例〔2021〕1号", FIRST_DAY)
"""The document by which the year's work was shared out."""


def _stop_asking_the_town(target: Target) -> None:
    """Where every village reports, or nothing can be reported yet, the whole town's share is not owed beside."""
    share = target.allocations.get(village=None, name=WHOLE_TOWN)
    if target.code in SILENT or target.code in IN_EVERY_VILLAGE:
        share.is_owed = False
        share.ended_on = FIRST_DAY if target.code in IN_EVERY_VILLAGE else None
        write(share, REASON, decision=SHARED_OUT)
