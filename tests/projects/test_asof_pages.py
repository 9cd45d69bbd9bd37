"""The projects' pages as of any day: by which knowledge, compared with which other day, and at how many queries."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from urllib.parse import unquote

import pytest
import time_machine
from django.http import QueryDict
from openpyxl import load_workbook

from projects.models import Project, ProjectStage, ProjectYear
from targets.models import Allocation, Plan, PlanVersion, Step, Target
from tests.projects.factories import MAY, make_project, make_works
from tests.targets.factories import make_village
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db
NOW = at(date(2021, 8, 20))
THEN = "?on=2021-06-30&known=then"
BOARD, PAGE = "/2021/projects/", "/2021/projects/P05/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def works():
    """A road; 30 万元 of May approved in June, said again as 20 in July; its set-up changed in July."""
    made = make_works()
    made.year.project.villages.add(make_village())
    made.year.project.targets.add(made.money.allocation.target)
    ProjectStage.objects.create(project=made.year.project, name="桥台完成", actual_on=date(2021, 5, 3))
    begin()
    june, later = {"now": at(date(2021, 6, 10))}, {"now": at(date(2021, 7, 5))}
    report = made.approve(made.submit(**june), **june)
    correction = made.correct(report, replace(MAY, amount="20"), **later)
    made.approve(correction, **later)
    finished = replace(MAY, month=date(2021, 6, 1), stage="finish", amount="60")
    made.approve(made.submit(finished, **later), **later)
    change(made.year.project, name="改名后的路", planned_finish=date(2021, 6, 20))
    change(made.year, year_investment=Decimal(160))
    change(made.year.project.stages.get(), actual_on=date(2021, 6, 3))
    return made


def begin():
    """All that was set up so far was so in January."""
    for model in (Plan, Target, Allocation, Step, Project, ProjectYear, ProjectStage):
        model.history.update(history_date=datetime(2021, 1, 4, tzinfo=UTC))


def change(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row._history_date = datetime(2021, 7, 1, tzinfo=UTC)
    row.save()


def test_a_past_day_is_judged_by_todays_knowledge_or_by_that_of_its_end(works, logged_in):
    client = logged_in(works.town.sun)
    said = {}
    for known in ("now", "then"):
        (row,) = client.get(f"{BOARD}?on=2021-06-30&known={known}").context["board"].rows
        strip = client.get(f"/2021/?on=2021-06-30&known={known}").context["projects"]
        page = client.get(f"{PAGE}?on=2021-06-30&known={known}")
        assert page.context["page"].row == row
        reached = next(each.actual_on for each in page.context["page"].track if each.name == "桥台完成")
        said[known] = (
            row.name,
            row.invested,
            row.completion,
            row.stage_slug,
            row.status.slug,
            reached,
            strip.money[1].value,
        )
    assert said == {
        "now": ("改名后的路", 80, 50, "finish", "finished_late", date(2021, 6, 3), "80"),
        "then": ("工程P05", 30, 30, "works", "behind", date(2021, 5, 3), "30"),
    }


@pytest.mark.parametrize("path", [BOARD, PAGE])
def test_the_control_keeps_filter_and_sort_and_names_the_knowledge(works, logged_in, path):
    client = logged_in(works.town.sun)
    now = client.get(path, {"on": "2021-06-30", "kind": "road", "sort": "name", "page": "1"})
    assert "<b>今日所知</b>" in now.text
    control = now.context["asof"]
    assert control.then.url == "?on=2021-06-30&kind=road&sort=name&known=then"
    assert control.back.url == "?on=2021-05-31&kind=road&sort=name"
    then = client.get(path + THEN)
    assert "<b>当时所知</b>" in then.text
    assert "已审核通过的月报" in then.text
    assert "data-asof" in then.text
    assert ("下方各月月报按今天的状态显示" in then.text) is (path == PAGE)
    assert "所知" not in client.get(path).text, "today both are the same"
    if path == BOARD:
        assert 'name="known" value="then"' in then.text.partition('class="filters"')[2]


def test_every_link_between_projects_and_boards_keeps_day_and_knowledge(works, logged_in):
    client = logged_in(works.town.sun)
    target = works.money.allocation.target
    village = f"/2021/villages/{works.year.project.villages.get().slug}/"
    places = {
        "/2021/": {PAGE, BOARD},
        BOARD: {PAGE, BOARD},
        PAGE: {BOARD, village, f"/2021/targets/{target.code}/"},
        f"/2021/targets/{target.code}/": {PAGE},
        village: {PAGE},
    }
    for path, expected in places.items():
        main = client.get(path + THEN).text.partition("<main")[2].partition("</main>")[0]
        links = [unescape(link) for link in re.findall(r'<a\b[^>]*? href="(/2021/[^"]*)"', main)]
        onward = {each.partition("?")[0]: QueryDict(each.partition("?")[2]) for each in links}
        for goal in expected:
            assert onward[goal].dict() == {"on": "2021-06-30", "known": "then"}, (path, goal)


def test_what_moved_between_two_days_is_told_of_each_project(works, logged_in):
    make_project(works.town, "P09", name="朱家坝大桥", kind="bridge")
    ProjectYear.history.filter(year_investment=None).update(history_date=datetime(2021, 1, 4, tzinfo=UTC))
    client = logged_in(works.town.sun)
    page = client.get(f"{BOARD}?on=2021-07-31&compare=2021-04-30")
    moved = page.context["moved"]
    (move,) = moved.rows
    assert (move.before.invested, move.after.invested, move.change) == (None, 80, "")
    assert (move.before.stage_slug, move.after.stage_slug, moved.same) == ("", "finish", 1)
    assert "7月31日比4月30日" in page.text
    assert client.get(f"{BOARD}?on=2021-07-31&compare=2021-04-30&kind=bridge").context["moved"].same == 1
    then = client.get(f"{BOARD}?on=2021-07-31&compare=2021-06-30&known=then").context["moved"]
    assert [(each.before.invested, each.after.invested, each.points) for each in then.rows] == [
        (30, 80, "+11.7")
    ]


def test_a_project_listed_later_is_not_on_the_board_of_then_and_its_page_says_so(works, logged_in):
    late = make_project(works.town, "P09", name="朱家坝大桥")
    for history in (Project.history, ProjectYear.history):
        history.filter(history_date__gt=NOW).update(history_date=NOW)
    client = logged_in(works.town.sun)
    codes = {
        known: [row.code for row in client.get(f"{BOARD}?on=2021-06-30&known={known}").context["board"].rows]
        for known in ("now", "then")
    }
    assert codes == {"now": ["P05", "P09"], "then": ["P05"]}
    said = "尚未列入当年项目清单"
    assert said in client.get("/2021/projects/P09/" + THEN).text
    assert said not in client.get(PAGE + THEN).text
    assert late.project.label in client.get("/2021/projects/P09/" + THEN).text


def test_files_name_the_knowledge_and_hold_the_figures_of_then(works, logged_in):
    client = logged_in(works.town.sun)
    for path, column, figures in ((BOARD, "本年完成投资（万元）", [30]), (PAGE, "本年累计", [30])):
        answer = client.get(f"{path}{THEN}&_export=xlsx")
        name = unquote(answer["Content-Disposition"])
        assert "2021-06-30" in name
        assert "当时所知" in name
        rows = list(load_workbook(BytesIO(answer.content)).active.values)
        head = next(place for place, row in enumerate(rows) if column in row)
        found = [row[rows[head].index(column)] for row in rows[head + 1 :]]
        assert [each for each in found if each is not None][: len(figures)] == figures
        assert "当时所知" not in unquote(client.get(f"{path}?_export=csv")["Content-Disposition"])
    title = client.get(PAGE + THEN).context["page"].curve_title
    assert title == "截至2021年6月30日完成投资30万元，为年度计划100万元的30.0%，对照时间进度：低20.0个百分点"


@pytest.mark.parametrize(
    ("path", "now", "then", "compared"),
    [(BOARD, 0, 3, 4), (PAGE, 0, 3, 0)],
)
def test_both_pages_cost_the_same_queries_at_3_and_at_30_projects(
    works, logged_in, django_assert_max_num_queries, path, now, then, compared
):
    client = logged_in(works.town.sun)
    village = works.year.project.villages.get()
    client.get(path)

    def queries():
        found = []
        for query in ("", "&known=then", "&compare=2021-05-31"):
            with django_assert_max_num_queries(40) as asked:
                client.get(f"{path}?on=2021-06-30{query}")
            found.append(len(asked))
        return found

    def fill(numbers):
        for number in numbers:
            year = make_project(works.town, f"P{number}", year_investment=5)
            year.project.villages.add(village)
            year.project.stages.create(name="桥台")
        PlanVersion.advance_all()  # as every writer does: nothing kept of the pages is shown
        client.get("/2021/villages/")  # the menu's numbers are kept from here on

    fill(range(10, 12))
    few = queries()
    fill(range(12, 39))
    assert queries() == few
    assert [each - few[0] for each in few] == [now, then, compared]


def test_a_day_to_come_says_so_and_today_does_not(works, logged_in):
    client = logged_in(works.town.sun)
    for path in (BOARD, PAGE, "/2021/"):
        assert "所选日期尚未到来" in client.get(f"{path}?on=2021-08-21").content.decode()
        assert "所选日期尚未到来" not in client.get(f"{path}?on=2021-08-20").content.decode()


def test_an_export_of_two_days_carries_both_and_the_change(works, logged_in):
    answer = logged_in(works.town.sun).get(f"{BOARD}?on=2021-06-30&compare=2021-05-31&_export=xlsx")
    assert "2021-05-31" in unquote(answer["Content-Disposition"])
    head, line = list(load_workbook(BytesIO(answer.content)).active.values)[:2]
    told = dict(zip(head, line, strict=True))
    assert told["本年完成投资（万元）"] == 80
    assert (told["2021-05-31累计完成（万元）"], told["2021-05-31阶段"]) == (20, "在建")
    assert told["较2021-05-31增减"] == 60
