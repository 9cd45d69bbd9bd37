"""Invented money, days and months of the report's projects: one in every state, told for the whole year.

What they invest and the milestones of the four roads come to the targets' ledger with their approved reports
alone; the days of the wall, the guard rails and the reservoir are those of their milestones there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from uuid import NAMESPACE_URL, uuid5

from guanlu.demonstration.agenda import Agenda, at, day_after_month
from guanlu.demonstration.milestones import MILESTONES, day_of
from guanlu.demonstration.outputs import share_out
from guanlu.demonstration.outputs import told as told_outputs
from guanlu.demonstration.people import People
from guanlu.demonstration.shares import FIRST_DAY
from guanlu.demonstration.writing import write
from projects import reporting
from projects.models import Project, ProjectReport, ProjectShare, ProjectYear
from projects.report_rules import Monthly
from projects.stages import Stage
from targets.models import Allocation, Office, Target
from targets.setup.new_rows import division_of, keep_remainder

REASON = "演示数据：虚构的项目计划"
WAITING = {("P01", 9), ("P08", 9)}
"""Months that await a decision on the demonstration's day."""
MONEY, ROADS = "1.2.2", "3.1.1"
"""The targets that the projects' reports feed: what is invested in the year, the steps of the roads."""
OPEN = 10
"""The month of the demonstration's day: a visitor may report it. What was done in it the next report tells."""
RETURNED = {("P02", 9): "请写明本月栽植的面积和地块。"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A project's invented year; days are written month.day, `months` holds 万元 from January, None for no report."""

    code: str
    office: str = "works"
    total: int | None = None
    year: int | None = None
    planned: tuple[str, str] = ("", "")
    started: str = ""
    finished: str = ""
    accepted: str = ""
    months: tuple[int | None, ...] = ()
    problem: str = ""
    problem_until: int = 12
    """The last month in which the problem was told."""
    next_step: str = "按计划推进，每月5日前报送。"
    scale: str = ""


NOTHING = (None,) * 2
SAMPLES = (
    Sample(code="P01", office="agri", total=900, year=900, planned=("3.1", "11.20"), started="3.5", finished="11.18",
           months=(*NOTHING, 60, 150, 170, 170, 150, 120, 40, 25, 15), scale="示例规模：园区道路、灌溉和加工用房"),
    Sample(code="P02", office="agri", total=1100, year=1000, planned=("3.1", "12.10"), started="4.20",
           months=(*NOTHING, 0, 60, 110, 130, 110, 110, 100, 120, 140, 90),
           problem="用地落实较晚，栽植推迟。", problem_until=10,
           next_step="加派人手，年底前完成栽植。", scale="示例规模：园区基础设施"),
    Sample(code="P03", office="agri", total=1500, year=1200, planned=("4.1", "12.31"), started="4.12", finished="12.28",
           months=(*NOTHING, 0, 120, 150, 160, 160, 150, 140, 120, 110, 90), scale="示例规模：标准化圈舍"),
    Sample(code="P04", office="agri", total=200, year=200, planned=("9.10", "12.20"), started="10.18",
           months=(None,) * 8 + (0, 40, 70, 50), problem="大棚用地尚未交付。", problem_until=9,
           next_step="交地后组织进场，抓紧搭建。"),
    Sample(code="P05", total=320, year=320, planned=("3.20", "9.30"), started="3.15", finished="9.24", accepted="11.16",
           months=(*NOTHING, 30, 40, 50, 60, 50, 50, 40, None, 0), next_step="准备验收资料。",
           scale="示例规模：硬化4.2公里"),
    Sample(code="P06", total=460, year=460, planned=("4.10", "11.15"), started="4.16", finished="11.30",
           months=(None,) * 3 + (30, 50, 60, 60, 70, 60, 60, 50), scale="示例规模：硬化6公里"),
    Sample(code="P07", total=980, year=250, planned=("5.20", "12.15"), started="5.27",
           months=(None,) * 4 + (40, 110, None, None, None), problem="连续降雨，路基受损，施工停滞。",
           next_step="雨季过后复工。", scale="示例规模：新建及硬化9公里"),
    Sample(code="P08", total=380, year=380, planned=("3.31", "10.31"), started="3.29", finished="10.26",
           months=(*NOTHING, 20, 40, 50, 50, 60, 60, 50, 50, 0), scale="示例规模：硬化5公里"),
    Sample(code="P09"),
    Sample(code="P10", total=260, year=260, planned=("2.20", "12.31"), started="2.8", finished="12.17",
           months=(None, 20, 25, 25, 25, 25, 25, 25, 25, 20, 25, 20), scale="示例规模：护栏和标志"),
    Sample(code="P11", total=5200, year=2400, planned=("7.31", ""), started="7.28",
           months=(None,) * 3 + (60, 40, 40, 120, 110, 100, 140, 180, 160), problem="征地协调较慢，坝体施工面不足。",
           next_step="镇村两级驻点协调，尽快打开施工面。", scale="示例规模：小（二）型水库"),
    Sample(code="P12", total=410, year=410, planned=("3.15", "9.30"), started="3.11", finished="8.27", accepted="10.20",
           months=(*NOTHING, 40, 70, 90, 100, 60, 50, None, 0), next_step="准备验收资料。",
           scale="示例规模：护岸800米"),
    Sample(code="P13", total=340, year=310, planned=("3.1", "12.20"), started="3.9", finished="11.26",
           months=(0, 0, 20, 30, 40, 50, 40, 40, 40, 30, 20), scale="示例规模：蓄水池、净水池和管道"),
)  # fmt: skip


def set_up_projects(offices: dict[str, Office]) -> None:
    """Give the report's projects what was invented for them."""
    projects = {each.code: each for each in Project.objects.all()}
    years = {each.project.code: each for each in ProjectYear.objects.select_related("project")}
    for sample in SAMPLES:
        project, year = projects[sample.code], years[sample.code]
        project.office = offices[sample.office]
        project.total_investment = None if sample.total is None else Decimal(sample.total)
        project.planned_start, project.planned_finish = (
            day_of(day) if day else None for day in sample.planned
        )
        project.scale = sample.scale
        project.contractor = "示例施工单位" if sample.started else ""
        write(project, REASON)
        if sample.year is not None:
            year.year_investment = Decimal(sample.year)
            write(year, REASON)
    _count_money()
    share_out(REASON)
    for road in Allocation.objects.filter(target__code=ROADS, village=None, name__in=_names()):
        write(ProjectShare(project=_names()[road.name], allocation=road), REASON)


def _names() -> dict[str, Project]:
    return {each.name: each for each in Project.objects.all()}


def _count_money() -> None:
    """Give each project its part of the year's investment; the rest stays the whole town's."""
    target = Target.objects.get(plan__year=2021, code=MONEY)
    before = division_of(target, FIRST_DAY)
    for year in ProjectYear.objects.exclude(year_investment=None).select_related("project"):
        share = Allocation(target=target, name=year.project.name, goal=year.year_investment)
        write(share, REASON)
        write(ProjectShare(project=year.project, allocation=share), REASON)
    keep_remainder(target, before, on=FIRST_DAY, change_reason=REASON)


def put_down_reports(agenda: Agenda, people: People) -> None:
    """Who reports each month of a project, and who decides on it."""
    years = {each.project.code: each for each in ProjectYear.objects.select_related("project", "plan")}
    for sample in SAMPLES:
        for said in told(sample):
            moment = at(day_after_month(said.month.month, 3), 10)
            agenda.add(moment, partial(_report, agenda, people, sample, years[sample.code], said))


def told(sample: Sample) -> Iterator[Monthly]:
    """The months a project is reported for, as its clerk writes them."""
    for number, amount in enumerate(sample.months, start=1):
        if amount is None or number == OPEN:
            continue
        first = OPEN if number == OPEN + 1 else number
        invested = sum(each or 0 for each in sample.months[first - 1 : number])
        stage, stage_on = _stage(sample, first, number)
        yield Monthly(
            month=date(2021, number, 1),
            stage=stage,
            stage_on=stage_on,
            amount=str(invested),
            progress=_words(stage, invested, "本月" if first == number else f"{first}—{number}月"),
            problem=sample.problem
            if number <= sample.problem_until and not stage.implies(Stage.FINISH)
            else "",
            next_step=sample.next_step,
        )


def _stage(sample: Sample, first: int, month: int) -> tuple[Stage, date | None]:
    """Where a project is at the end of a month, and since which day where it came there from `first` on."""
    for text, stage, later in (
        (sample.accepted, Stage.ACCEPTANCE, Stage.ACCEPTANCE),
        (sample.finished, Stage.FINISH, Stage.FINISH),
        (sample.started, Stage.START, Stage.WORKS),
    ):
        day = day_of(text) if text else None
        if day is not None and day.month <= month:
            return (stage, day) if day.month >= first else (later, None)
    return Stage.PREPARATION, None


def _words(stage: Stage, amount: int, months: str) -> str:
    match stage:
        case Stage.PREPARATION:
            return "正在办理前期手续。"
        case Stage.START:
            return f"施工队伍进场，{months}完成投资{amount}万元。"
        case Stage.FINISH:
            return "主体工程完工，现场已清理。"
        case Stage.ACCEPTANCE:
            return "组织验收，资料已归档。"
    return f"施工正常推进，{months}完成投资{amount}万元。"


def _report(
    agenda: Agenda, people: People, sample: Sample, year: ProjectYear, said: Monthly, now: datetime
) -> None:
    token = uuid5(NAMESPACE_URL, f"demonstration project {sample.code} {said.month.month}")
    clerk = people.clerks[sample.office]
    last = said.month.month
    first = OPEN if last == OPEN + 1 else last
    outputs = told_outputs(year.project, first, last)
    said = replace(said, steps=_steps_done(year.project, first, last), outputs=outputs)
    report = reporting.submit(user=clerk, project_year=year, said=said, token=token, now=now)
    key = (sample.code, said.month.month)
    if key not in WAITING:
        agenda.add(
            at(day_after_month(said.month.month, 4), 15, 20), partial(_decide, people, sample, key, report)
        )


def _steps_done(project: Project, first: int, last: int) -> dict[int, int]:
    """The step of a road that was completed in these months, by the project's share."""
    table = MILESTONES.get((ROADS, project.name), ())
    done = [each.name for each in table if each.done_on and first <= each.done_on.month <= last]
    steps = project.shares.filter(allocation__steps__name__in=done)
    return dict(steps.values_list("pk", "allocation__steps"))


def _decide(
    people: People, sample: Sample, key: tuple[str, int], report: ProjectReport, now: datetime
) -> None:
    reviewer = people.reviewers[sample.office][0]
    if key in RETURNED:
        reporting.send_back(user=reviewer, report=report, reason=RETURNED[key], now=now)
    else:
        reporting.approve(user=reviewer, report=report, now=now)
