"""Invented milestones of the targets counted by steps: what was planned for when, and when it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from guanlu.demonstration.writing import write
from targets.models import Allocation, Step, Target, Village
from targets.models.shares import FIRST_STEP, WHOLE_TOWN

REASON = "演示数据：虚构的节点"


@dataclass(frozen=True, slots=True)
class Milestone:
    """A step of a share; days are written month.day."""

    name: str
    planned: str
    """Empty where no day is set."""
    weight: int
    done: str = ""

    @property
    def planned_on(self) -> date | None:
        return day_of(self.planned) if self.planned else None

    @property
    def done_on(self) -> date | None:
        return day_of(self.done) if self.done else None


def day_of(text: str) -> date:
    """A day of 2021.

    >>> day_of("3.31")
    datetime.date(2021, 3, 31)
    """
    month, day = text.split(".")
    return date(2021, int(month), int(day))


LAST = FIRST_STEP
"""The step that the target started with stays its last one."""
MILESTONES: Mapping[tuple[str, str], tuple[Milestone, ...]] = {
    ("1.1.5", WHOLE_TOWN): (
        Milestone("修订应急预案", "3.31", 1, "3.25"),
        Milestone("组织应急演练", "6.30", 1, "6.18"),
        Milestone("补充防控物资", "9.30", 1, "9.16"),
        Milestone(LAST, "12.20", 1, "11.26"),
    ),
    ("2.2.1", WHOLE_TOWN): (
        Milestone("确定编制单位", "2.10", 1, "2.5"),
        Milestone("完成初稿", "5.31", 2, "6.22"),
        Milestone("征求意见", "8.20", 1),
        Milestone(LAST, "12.10", 2),
    ),
    ("2.2.2", WHOLE_TOWN): (
        Milestone("完成初稿", "4.30", 2, "4.27"),
        Milestone("征求意见", "8.31", 1, "8.24"),
        Milestone(LAST, "12.20", 2, "12.9"),
    ),
    ("3.1.1", "雄岭村李家磅道路硬化工程"): (
        Milestone("开工", "3.20", 1, "3.15"),
        Milestone("路基完成", "6.30", 2, "6.25"),
        Milestone("完工", "9.30", 3, "9.24"),
    ),
    ("3.1.1", "星火村-石庄村联网路硬化工程"): (
        Milestone("开工", "4.10", 1, "4.16"),
        Milestone("路基完成", "7.31", 2, "8.12"),
        Milestone("完工", "11.15", 3, "11.30"),
    ),
    ("3.1.1", "西坪村-双寨村环线路新建及硬化工程"): (
        Milestone("开工", "5.20", 1, "5.27"),
        Milestone("路基完成", "9.10", 2),
        Milestone("完工", "12.15", 3),
    ),
    ("3.1.1", "春江村薛家坝道路硬化工程"): (
        Milestone("开工", "3.31", 1, "3.29"),
        Milestone("路基完成", "7.15", 2, "7.9"),
        Milestone("完工", "10.31", 3, "10.26"),
    ),
    ("3.1.2", WHOLE_TOWN): (
        # The report only plans it and sets no day: an undated step is never late.
        Milestone("完成可行性研究", "", 1),
        Milestone("完成勘察设计", "", 1),
        Milestone(LAST, "", 2),
    ),
    ("3.1.4", WHOLE_TOWN): (
        Milestone("排查隐患路段", "2.20", 1, "2.8"),
        Milestone("完成一期安装", "7.31", 2, "7.22"),
        Milestone("完成二期安装", "10.31", 2, "9.23"),
        Milestone(LAST, "12.31", 1, "12.17"),
    ),
    ("3.2.1", WHOLE_TOWN): (
        Milestone("前期手续齐备", "4.30", 1, "4.21"),
        Milestone("主体开工", "7.31", 1, "7.28"),
        Milestone("坝体过半", "11.30", 2, "11.25"),
        Milestone(LAST, "12.31", 2),
    ),
    ("3.2.3", WHOLE_TOWN): (
        Milestone("汛前开工", "3.15", 1, "3.11"),
        Milestone("主体完成", "6.15", 2, "6.11"),
        Milestone(LAST, "8.31", 1, "8.27"),
    ),
    ("3.3.2", WHOLE_TOWN): (
        Milestone("完成摸底", "3.31", 1, "3.30"),
        Milestone("完成半数改造", "8.31", 2, "8.30"),
        Milestone(LAST, "12.15", 2, "12.13"),
    ),
    ("3.3.3", WHOLE_TOWN): (
        Milestone("站点选址", "3.31", 1, "2.24"),
        Milestone(LAST, "11.30", 2, "7.19"),
    ),
    ("4.3.1", "关渡村"): (
        Milestone("落实用地", "3.31", 1, "3.26"),
        Milestone("完成栽植", "6.30", 2, "6.28"),
        Milestone("配套道路", "11.20", 2, "11.18"),
    ),
    ("4.3.1", "云台村"): (
        Milestone("落实用地", "3.31", 1, "4.20"),
        Milestone("完成栽植", "7.31", 2),
        Milestone("配套道路", "12.10", 2),
    ),
    ("4.3.3", WHOLE_TOWN): (
        Milestone("确定活动方案", "5.31", 1, "5.28"),
        Milestone(LAST, "10.20", 2),
    ),
}  # fmt: skip
"""By the code of the target and the village or name of the share."""


def add(target: Target, villages: Mapping[str, Village]) -> None:
    """Give a target the shares and steps of the table above; other targets are left as they are."""
    for (code, name), steps in MILESTONES.items():
        if code != target.code:
            continue
        share = _share(target, villages.get(name), name)
        for milestone in steps:
            step = share.steps.filter(name=milestone.name).first()
            step = step or Step(allocation=share, name=milestone.name)
            step.planned_on, step.weight = milestone.planned_on, milestone.weight
            write(step, REASON)


def _share(target: Target, village: Village | None, name: str) -> Allocation:
    """The whole town's share, or a new one of that village or name."""
    if name == WHOLE_TOWN:
        return target.allocations.get(village=None, name=WHOLE_TOWN)
    share = Allocation(target=target, village=village, name="" if village else name)
    write(share, REASON)
    return share
