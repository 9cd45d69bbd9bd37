"""The yearly list from a workbook: what it would do is shown first, a row at fault stops them all."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from projects.models import Project, ProjectYear
from targets.models import PlanVersion
from tests.projects.factories import make_project
from tests.targets.factories import make_plan, make_village
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
HEAD = ["编号", "项目名称", "类别", "村", "总投资（万元）", "年度计划投资(万元)", "计划开工", "计划完工"]
PAGE = "/2021/projects/import/"


def workbook(*rows, head=HEAD):
    book = Workbook()
    book.active.append(["关路镇2021年项目清单"])
    for row in (head, *rows):
        book.active.append(row)
    stored = BytesIO()
    book.save(stored)
    return {"file": SimpleUploadedFile("list.xlsx", stored.getvalue())}


@pytest.fixture
def administrator(make_user, logged_in):
    return logged_in(make_user("boss", administrator=True))


def test_a_list_is_shown_first_and_stored_when_it_is_confirmed(administrator):
    town = make_town()
    make_village("关渡村")
    make_project(town, "P05", contractor="示例施工队")
    later = make_plan(2022)
    before = PlanVersion.objects.get(plan=later).number
    good = (
        ["P05", "", "", "", 320, "", date(2021, 3, 20), "2021年9月30日"],
        ["P20", "新桥", "桥梁", "关渡村", "1,200", 600, None, None],
    )
    shown = administrator.post(PAGE, workbook(*good))
    assert [(row.code, row.is_new, row.errors) for row in shown.context["rows"]] == [
        ("P05", False, []), ("P20", True, []),
    ]  # fmt: skip
    assert Project.objects.count() == 1
    answer = administrator.post(PAGE, {"store": "1", "upload": shown.context["upload"]})
    assert answer.status_code == 302
    road, bridge = Project.objects.get(code="P05"), Project.objects.get(code="P20")
    assert (road.contractor, road.total_investment, road.planned_finish) == (
        "示例施工队",
        320,
        date(2021, 9, 30),
    )
    assert (bridge.kind, bridge.total_investment, bridge.villages.get().name) == ("bridge", 1200, "关渡村")
    assert ProjectYear.objects.get(project=bridge).year_investment == 600
    assert bridge.history.earliest().history_change_reason
    assert PlanVersion.objects.get(plan=later).number > before, "every year shows what a project is"


def test_what_a_row_leaves_as_it_was_is_not_stored_again(administrator):
    town = make_town()
    make_village("关渡村")
    make_village("红岩村")
    project = make_project(town, "P05", year_investment=80).project

    def imported(*cells):
        shown = administrator.post(PAGE, workbook(["P05", *cells]))
        assert [row.errors for row in shown.context["rows"]] == [[]]
        assert administrator.post(PAGE, {"store": "1", "upload": shown.context["upload"]}).status_code == 302
        return project.history.count(), project.years.get().history.count()

    first = project.history.count(), project.years.get().history.count()
    assert imported("", "", "", "", 80) == first
    villages = imported("", "", "关渡村、 红岩村")
    assert villages > first
    assert {each.name for each in project.villages.all()} == {"关渡村", "红岩村"}
    assert imported("", "", "红岩村， 关渡村、") == villages
    assert imported("", "", "", 320, 90) == (villages[0] + 1, villages[1] + 1)
    assert project.history.latest().history_change_reason


@pytest.mark.parametrize(
    "row",
    [
        ["p20", "新桥", "桥梁"],
        ["P20", "新桥", "飞机"],
        ["P20", "", "桥梁"],
        ["P20", "新桥", "桥梁", "无名村"],
        ["P20", "新桥", "桥梁", "", "很多"],
        ["P20", "新桥", "桥梁", "", "", "0"],
        ["P20", "新桥", "桥梁", "", "", "", "2021-09-30", "2021-03-01"],
        ["P21", "重复", "桥梁"],
    ],
)
def test_a_row_at_fault_says_what_and_nothing_is_stored(administrator, row):
    make_town()
    shown = administrator.post(PAGE, workbook(["P21", "好路", "道路"], row))
    first, second = shown.context["rows"]
    assert not first.errors
    assert len(second.errors) >= 1
    administrator.post(PAGE, {"store": "1", "upload": shown.context["upload"]})
    assert not Project.objects.exists()


def test_what_a_row_would_change_and_what_is_not_read_is_told(administrator):
    town = make_town()
    make_village("关渡村")
    make_project(town, "P05", year_investment=80, total_investment=300)
    rows = (
        ["P05", "", "", "关渡村", 320, 90],
        ["P05x", "路", "飞机", "", "", "0"],
        ["P05", "", "", "", 300, 80],
    )
    shown = administrator.post(PAGE, workbook(*rows)).context
    changed, wrong, twice = shown["rows"]
    assert changed.changes == ["村：— → 关渡村", "总投资：300 → 320", "年度计划投资：80 → 90"]
    assert [each.split("：")[0] for each in wrong.errors] == ["类别", "年度计划投资", "编号"]
    assert "道路、桥梁" in wrong.errors[0]
    assert twice.errors
    assert not twice.changes
    head = [*HEAD[:4], "投资总额", *HEAD[5:]]
    shown = administrator.post(PAGE, workbook(["P05"], head=head)).context
    assert (shown["unread"], shown["rows"][0].changes) == (["投资总额"], [])


def test_only_administrators_import_and_what_is_no_list_is_told(administrator, logged_in):
    town = make_town()
    assert logged_in(town.li).get(PAGE).status_code == 403
    assert administrator.get(PAGE).status_code == 200
    for sent in ({}, {"file": SimpleUploadedFile("x.xlsx", b"no workbook")}, {"store": "1", "upload": "x"}):
        assert administrator.post(PAGE, sent).context["rows"] is None
