"""Invented decisions in mid-year: targets added by a meeting, a goal raised, a target dropped."""

from datetime import date, datetime
from decimal import Decimal

from guanlu.demonstration.offices import give_lead
from guanlu.demonstration.shares import largest_remainder
from guanlu.demonstration.writing import write
from targets.models import Allocation, Document, Office, Plan, PlanVersion, Section, Target
from targets.models.decisions import Decision
from targets.setup.new_rows import division_of, keep_remainder, open_target

MEETING = Decision("示例〔2021〕5号", date(2021, 5, 8))
RAISE = Decision("示例〔2021〕7号", date(2021, 7, 9))
DROP = Decision("示例〔2021〕9号", date(2021, 8, 18))
ADDED_ON = date(2021, 5, 10)
RAISED_ON = date(2021, 7, 12)
DROPPED_ON = date(2021, 8, 20)
RAISED, NEW_GOAL = "4.2.4", 1200
DROPPED = "4.3.3"
TITLE, TITLE_EN = "示例会议议定事项", "Sample meeting decisions"
SECTION, SECTION_EN = "示例新增事项", "Sample added items"
ADDED_REASON, RAISE_REASON, DROP_REASON = (
    "会议新增事项（示例）",
    "县里追加核桃任务（示例）",
    "任务归并，不再单列（示例）",
)
BODY = """示例会议议定事项

（演示数据：本文内容为虚构，不是任何真实会议的记录。）

一、9月底前整修示例步道800米。
二、年底前公益性岗位在岗人数由40人增加到60人。
"""
ADDED = (
    Target(
        code="7.0.1",
        name="示例步道整修",
        name_en="Sample footpath repaired",
        measure="sum",
        unit="米",
        goal=Decimal(800),
        due_on=date(2021, 9, 30),
        quote="9月底前整修示例步道800米",
    ),
    Target(
        code="7.0.2",
        name="示例公益性岗位在岗人数",
        name_en="Sample public-benefit jobs held",
        measure="level",
        unit="人",
        goal=Decimal(60),
        start_value=Decimal(40),
        due_on=date(2021, 12, 31),
        quote="年底前公益性岗位在岗人数由40人增加到60人",
    ),
)


def add_targets(offices: dict[str, Office], now: datetime) -> None:
    """A meeting adds two targets in May."""
    plan = Plan.objects.get(year=2021)
    PlanVersion.advance([plan.pk])
    document = Document(
        plan=plan,
        kind=Document.Kind.MEETING,
        title=TITLE,
        title_en=TITLE_EN,
        number=MEETING.number,
        issued_on=MEETING.decided_on,
        body=BODY,
    )
    section = Section(document=document, number="7", name=SECTION, name_en=SECTION_EN)
    write(document, ADDED_REASON, decision=MEETING, at=now)
    section.document = document
    write(section, ADDED_REASON, decision=MEETING, at=now)
    for row in ADDED:
        fields = ("code", "name", "name_en", "measure", "unit", "goal", "start_value", "due_on", "quote")
        target = Target(**{name: getattr(row, name) for name in fields})
        target.plan, target.section, target.due_basis, target.starts_on = plan, section, "report", ADDED_ON
        give_lead(target, offices)
        write(target, ADDED_REASON, decision=MEETING, at=now)
        open_target(target, change_reason=ADDED_REASON)
        Allocation.history.filter(target_id=target.pk).update(history_date=now)


def raise_goal(now: datetime) -> None:
    """A goal is raised in July, and the villages' parts with it."""
    target = Target.objects.select_related("plan", "section__document").get(plan__year=2021, code=RAISED)
    PlanVersion.advance([target.plan_id])
    before = division_of(target, now.date())
    target.goal = Decimal(NEW_GOAL)
    write(target, RAISE_REASON, decision=RAISE, at=now)
    shares = list(target.allocations.filter(village__isnull=False).select_related("village").order_by("pk"))
    parts = largest_remainder(NEW_GOAL, [share.village.groups for share in shares if share.village])
    for share, goal in zip(shares, parts, strict=True):
        share.goal = Decimal(goal)
        write(share, RAISE_REASON, decision=RAISE, at=now)
    keep_remainder(target, before, on=now.date(), change_reason=RAISE_REASON)


def drop_target(now: datetime) -> None:
    """A target is dropped in August."""
    target = Target.objects.select_related("plan", "section__document").get(plan__year=2021, code=DROPPED)
    PlanVersion.advance([target.plan_id])
    target.ended_on = DROPPED_ON
    write(target, DROP_REASON, decision=DROP, at=now)
