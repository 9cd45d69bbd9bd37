"""The board, a project's page and its forms: who sees and does what, at how many queries."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from projects.models import Project, ProjectPhoto, ProjectReport, ProjectShare, ProjectYear
from projects.my_month import my_projects
from projects.project_page import unposted_reports
from projects.strip import projects_of, strip
from projects.waiting import decisions_due, reports_owed, waiting_reports
from targets.models import Plan, PlanVersion
from tests.projects.factories import MAY, NOW, approve_on_page, make_project, make_works, status_of
from tests.targets.admin_pages import Fields, filled_form, make_administrator
from tests.targets.evidence_samples import picture
from tests.targets.evidence_samples import sent as sample
from tests.targets.factories import make_village

pytestmark = pytest.mark.django_db
BOARD, PAGE = "/2021/projects/?on=2021-06-20", "/2021/projects/P05/?on=2021-06-20"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def works():
    return make_works()


def test_the_board_costs_the_same_at_3_and_at_30_projects(works, logged_in, django_assert_max_num_queries):
    client = logged_in(works.town.li)
    village = make_village()
    works.counted()
    client.get(BOARD)

    def queries():
        with django_assert_max_num_queries(22) as asked:
            assert client.get(BOARD).status_code == 200
        return len(asked)

    for number in range(10, 12):
        make_project(works.town, f"P{number}", year_investment=5).project.villages.add(village)
    few = queries()
    for number in range(12, 39):
        make_project(works.town, f"P{number}", year_investment=5).project.villages.add(village)
    assert queries() == few


def test_the_board_counts_money_first_and_filters(works, logged_in):
    works.counted()
    make_project(works.town, "P09", name="朱家坝大桥", kind="bridge")
    client = logged_in(works.town.sun)
    page = client.get(BOARD)
    board = page.context["board"]
    assert [count.number for count in board.counts] == [2, 1, 1, 0, 0, 1]
    assert [fact.value for fact in board.money] == ["—", "100", "30", "30.0%", "−17.2"]
    shown = client.get(BOARD + "&kind=bridge").context["board"].rows
    assert [row.name for row in shown] == ["朱家坝大桥"]
    assert len(client.get(BOARD + "&kind=ship").context["board"].rows) == 2  # what is no kind filters nothing


def test_the_export_has_the_columns_of_the_official_ledger(works, logged_in):
    works.counted(replace(MAY, problem="雨季", next_step="铺面"))
    answer = logged_in(works.town.li).get(BOARD + "&_export=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    head = next(number for number, row in enumerate(rows) if "编号" in row or "项目" in row or "Code" in row)
    line = rows[head + 1]
    for told in ("工程P05", 100, 30, MAY.progress, "雨季", "铺面"):
        assert told in line


def test_a_month_is_reported_decided_and_corrected_on_the_page(works, logged_in):
    reporter, reviewer = logged_in(works.town.li), logged_in(works.town.wang)
    sent = {
        "month": "2021-05",
        "stage": "works",
        "amount": "30",
        "mode": "increment",
        "progress": "路基完成",
        f"share_{works.pipes.pk}": "1.5公里",
    }
    form = reverse("projects:report", args=[2021, "P05"])
    assert reporter.get(form).status_code == 200
    refused = reporter.post(form, {**sent, "amount": "三十左右", "progress": ""})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"amount"}
    assert "三十左右" in refused.text
    assert reporter.post(form, sent).status_code == 302
    report = ProjectReport.objects.get()
    assert report.lines.get(share=works.pipes).quantity == 1500
    back = reverse("projects:report-send-back", args=[2021, report.pk])
    reviewer.post(back, {"reason": "核实", "seen": report.reported_at.isoformat()})
    assert "核实" in reporter.get(PAGE).text
    reporter.post(reverse("projects:report-resubmit", args=[2021, report.pk]), {**sent, "amount": "25"})
    approve_on_page(reviewer, report)
    assert works.money.allocation.entries.get().quantity == 25
    correct = reverse("projects:report-correct", args=[2021, report.pk])
    assert reporter.get(correct).status_code == 200
    reporter.post(correct, {**sent, "amount": "20", "reason": "多报"})
    correction = ProjectReport.objects.exclude(pk=report.pk).get()
    approve_on_page(reviewer, correction)
    assert [row.quantity for row in works.money.allocation.entries.order_by("pk")] == [25, -25, 20]
    page = reporter.get(PAGE)
    assert [line.investment for line in page.context["page"].reports] == ["20", "25"]


def test_owner_colleague_and_stranger(works, logged_in):
    waiting = works.submit()
    actions = {
        name: reverse(f"projects:report-{name}", args=[2021, waiting.pk]) for name in ("approve", "withdraw")
    }
    form = reverse("projects:report", args=[2021, "P05"])
    stranger, reporter = logged_in(works.town.sun), logged_in(works.town.li)
    assert "路基完成2公里" not in stranger.get(PAGE).text  # what was not approved yet
    assert "路基完成2公里" in reporter.get(PAGE).text
    assert stranger.get(form).status_code == 404
    assert [stranger.post(url).status_code for url in actions.values()] == [404, 404]
    assert approve_on_page(reporter, waiting).status_code == 403
    assert ProjectReport.objects.get().state == "submitted"
    works.approve(waiting)
    assert "路基完成2公里" in stranger.get(PAGE).text


@pytest.mark.parametrize("code", ["P99", "p05", "P05%00", "12"])
def test_what_is_no_project_is_not_found(works, logged_in, code):
    assert logged_in(works.town.li).get(f"/2021/projects/{code}/").status_code == 404


def test_the_facts_alone_make_a_board_and_pages(facts, make_user, logged_in):
    client = logged_in(make_user("reader"))
    board = client.get("/2021/projects/?on=2021-09-30").context["board"]
    assert {row.status.slug for row in board.rows} == {"planned"}
    page = client.get("/2021/projects/P09/?on=2021-09-30")
    assert page.context["page"].quote.words == "朱家坝大桥工程"
    assert "计划实施" in page.text


def test_totals_of_a_project_are_carried_over_the_years(works, logged_in):
    from tests.targets.factories import make_plan

    Project.objects.filter(code="P05").update(invested_before=12)
    works.counted()
    next_year = ProjectYear.objects.create(project=works.year.project, plan=make_plan(2022))
    page = logged_in(works.town.li).get("/2022/projects/P05/?on=2022-01-31")
    row = page.context["page"].row
    assert (row.invested, row.invested_in_all) == (None, 42)
    assert next_year.reports.count() == 0
    assert row.nature in {"续建", "Continued"}
    assert row.actual.startswith(str(date(2021, 5, 31).year))


def test_my_month_lists_the_projects_that_ask_for_something_first(
    works, logged_in, django_assert_num_queries
):
    town = works.town
    make_project(town, "P01")
    works.submit(replace(MAY, month=date(2021, 6, 1)))
    reporter, reviewer = logged_in(town.li), logged_in(town.wang)
    shown = reporter.get("/2021/record/").context["projects"]
    assert [(each.name[:3], each.is_owed, each.to_decide) for each in shown] == [
        ("P01", True, 0),
        ("P05", False, 0),
    ]
    assert [each.to_decide for each in reviewer.get("/2021/record/").context["projects"]] == [0, 1]
    assert not logged_in(town.sun).get("/2021/record/").context["projects"]
    for number in range(10, 40):
        make_project(town, f"P{number}")
    with django_assert_num_queries(3):
        assert len(my_projects(town.plan, town.li, date(2021, 6, 20))) == 32


def test_the_administrator_keeps_the_set_up_in_the_admin_with_its_reason(works, make_user, logged_in):
    admin = logged_in(make_user("boss", administrator=True))
    project = works.year.project
    page = f"/admin/projects/project/{project.pk}/change/"
    assert admin.get(page).status_code == 200
    assert admin.get("/admin/projects/project/").status_code == 200
    assert admin.get("/admin/projects/projectreport/").status_code == 200
    assert logged_in(works.town.li).get(page).status_code in (302, 403)
    fields = Fields()
    fields.feed(admin.get(page).text)
    sent = {**fields.found, "contractor": "示例施工队", "reason": "合同已签"}
    answer = admin.post(page, sent)
    assert answer.status_code == 302, answer.context["errors"]
    project.refresh_from_db()
    assert project.contractor == "示例施工队"
    assert project.history.latest().history_change_reason == "合同已签"


def test_photos_go_with_a_report_and_are_seen_with_it(works, logged_in, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    reporter, stranger = logged_in(works.town.li), logged_in(works.town.sun)
    sent = {
        "month": "2021-05",
        "stage": "works",
        "mode": "increment",
        "progress": "路基完成",
        "token": str(uuid4()),
    }
    for _again in range(2):
        answer = reporter.post(
            reverse("projects:report", args=[2021, "P05"]), {**sent, "evidence": [sample(picture())]}
        )
        assert answer.status_code == 302
    photo = ProjectPhoto.objects.get()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2  # it and its thumbnail
    urls = [reverse(f"projects:{name}", args=[2021, photo.pk]) for name in ("photo", "photo-thumbnail")]
    assert urls[0] in reporter.get(PAGE).text
    assert [status_of(reporter, url) for url in urls] == [200, 200]
    assert [status_of(stranger, url) for url in urls] == [404, 404]
    works.approve(photo.report)
    assert [status_of(stranger, url) for url in urls] == [200, 200]


def test_what_waits_and_what_is_owed_stands_where_people_work_at_few_queries(
    works, logged_in, django_assert_num_queries
):
    """The reviewer's page and badge, the reporter's badge; the board, a village and a target tell of the project."""
    on, plan, li, wang = NOW.date(), works.town.plan, works.town.li, works.town.wang
    with django_assert_num_queries(1):
        assert reports_owed(plan, li, on) == 1
    assert reports_owed(plan, wang, on) == 0, "who reviews logs for others, and owes nothing"
    works.submit()
    with django_assert_num_queries(1):
        (report,) = waiting_reports(plan, wang, on)
    assert report.project.startswith("P05")
    assert (decisions_due(plan, wang, on), decisions_due(plan, li, on)) == (1, 0)
    page = logged_in(wang).get(f"/{plan.year}/review/")
    assert page.context["nav"].awaiting_review == 1
    assert report.url in page.content.decode()
    works.year.project.targets.add(works.money.allocation.target)
    for number in range(6, 36):
        make_project(works.town, f"P{number:02}")
    with django_assert_num_queries(4):
        assert strip(plan, on).counts[0].number == 31
    with django_assert_num_queries(4):
        code = works.money.allocation.target.code
        assert [row.code for row in projects_of(plan, on, targets__code=code)] == ["P05"]
    assert "P05" in logged_in(li).get(works.money.allocation.target.get_absolute_url()).content.decode()
    assert logged_in(li).get(f"/{plan.year}/").context["projects"].counts[0].number == 31


def test_a_report_older_than_its_share_says_so_until_it_is_corrected(works, logged_in):
    works.money.delete()
    report = works.counted()
    assert unposted_reports(works.year) == 0, "nothing of it is counted in a target"
    works.money = ProjectShare.objects.create(project=works.year.project, allocation=works.money.allocation)
    assert unposted_reports(works.year) == 1
    assert "不在台账中" in logged_in(works.town.li).get(PAGE).content.decode()
    works.approve(works.correct(report, MAY, reason="分解任务后补"))
    assert unposted_reports(works.year) == 0


@pytest.mark.parametrize("state", ["running", "closed"])
def test_the_row_of_a_closed_year_is_read_only_in_the_admin(works, make_user, logged_in, state):
    Plan.objects.filter(pk=works.town.plan.pk).update(state=state)
    admin = logged_in(make_user("boss", administrator=True))
    page = admin.get(f"/admin/projects/project/{works.year.project.pk}/change/")
    shown = {each.formset.prefix: each.formset for each in page.context["inline_admin_formsets"]}
    for prefix, name in (("years", "year_investment"), ("shares", "allocation"), ("years", "DELETE")):
        assert shown[prefix].forms[0].fields[name].disabled is (state == "closed"), name


def test_what_becomes_of_a_project_shows_at_once_on_the_town_board(works, logged_in):
    report = works.submit()
    client, desk = logged_in(works.town.sun), logged_in(make_administrator("pan"))
    url = f"/admin/projects/project/{works.year.project.pk}/change/"

    def rename():
        assert desk.post(url, filled_form(desk, url, kind="bridge", reason="更正")).status_code == 302

    place = make_village(slug="xinba")
    works.year.project.villages.add(place)
    for address, act in (
        ("/2021/", lambda: works.approve(report)),
        ("/2021/", lambda: works.approve(works.correct(report, None))),
        (f"/2021/villages/{place.slug}/", rename),
    ):
        first = client.get(address)
        before, known = first.context["projects"], {"If-None-Match": first.headers["ETag"]}
        act()
        after = client.get(address, headers=known).context["projects"]
        PlanVersion.renew()
        assert client.get(address).context["projects"] == after != before
