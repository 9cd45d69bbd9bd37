"""What is done with a report on pages after it was sent: found, decided as it was seen, returned, taken back."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from projects import reporting
from projects.models import ProjectReport
from projects.my_month import my_projects
from projects.waiting import reports_owed
from tests.projects.factories import MAY, NOW, TODAY, approve_on_page, make_works, status_of
from tests.targets.evidence_samples import picture
from tests.targets.evidence_samples import sent as sample
from tests.targets.factories import give_duty, make_office
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db
BOARD, PAGE = "/2021/projects/?on=2021-06-20", "/2021/projects/P05/?on=2021-06-20"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def works():
    return make_works()


def test_the_office_that_stands_in_finds_and_decides_what_only_it_may(works, logged_in, settings, tmp_path):
    settings.EVIDENCE_DIR = tmp_path
    town = works.town
    give_duty(town.sun, "reviewer", make_office("党政办", is_fallback_reviewer=True))
    sent = {"month": "2021-05", "stage": "works", "mode": "increment", "progress": "路基完成"}
    form = reverse("projects:report", args=[2021, "P05"])
    logged_in(town.wang).post(form, {**sent, "evidence": [sample(picture())]})
    report = ProjectReport.objects.get()
    photo = reverse("projects:photo", args=[2021, report.photos.get().pk])
    client = logged_in(town.sun)

    def found():
        shown = client.get(PAGE).context["page"].reports
        mine = client.get("/2021/record/").context["projects"]
        return (
            [each.is_mine_to_decide for each in shown],
            [(each.is_owed, each.to_decide) for each in mine],
            status_of(client, photo),
        )

    assert found() == ([], [], 404)  # zhao of the project's office is free to decide
    town.zhao.duties.all().delete()
    assert found() == ([True], [(False, 1)], 200)
    approve_on_page(client, report)
    assert found() == ([False], [], 200)


@pytest.mark.parametrize("seen", ["", "昨天", "2021-13-45T00:00:00", "2021-05-01T00:00:00"])
def test_a_report_is_not_decided_unseen(works, logged_in, seen):
    report = works.submit()
    answer = approve_on_page(logged_in(works.town.wang), report, seen)
    assert answer.status_code == 302
    assert ProjectReport.objects.get().state == "submitted"


def test_a_report_sent_early_in_the_morning_is_of_that_day(works, logged_in):
    works.submit(now=at(TODAY, 6))  # the day before, by the clock of Greenwich
    (line,) = logged_in(works.town.li).get(PAGE).context["page"].reports
    assert "20" in line.who
    assert "19" not in line.who


def test_a_month_taken_back_is_owed_and_reported_again(works, logged_in):
    li, day = works.town.li, date(2021, 6, 3)

    def owed():
        (mine,) = my_projects(works.town.plan, li, day)
        assert reports_owed(works.town.plan, li, day) == mine.is_owed  # the badge says the same
        return mine.is_owed, mine.last_month

    void = works.correct(works.counted(), None)
    told = [owed()]
    back = reporting.send_back(user=works.town.wang, report=void, reason="核实", now=NOW)
    page = logged_in(li).get(reverse("projects:report-resubmit", args=[2021, back.pk]))
    sent_back = page.context["returned"]
    assert (sent_back.who, sent_back.at, sent_back.reason) == (str(works.town.wang), NOW, "核实")
    assert [step.action for step in sent_back.path] == ["submitted", "returned"]
    assert "核实" in page.text
    assert page.context["form"]["take_back"].value() is True
    void = works.approve(reporting.resubmit(user=li, report=back, said=None, reason="错", now=NOW))
    told.append(owed())
    again = works.submit(replace(MAY, amount="9"))
    told.append(owed())
    assert told == [(False, MAY.month), (True, None), (False, MAY.month)]
    with pytest.raises(reporting.Conflict):  # the month has one report again
        works.submit(replace(MAY, amount="9"))
    works.approve(again)
    assert [row.quantity for row in works.money.allocation.entries.order_by("pk")] == [30, -30, 9]
    assert [each.pk for each in ProjectReport.objects.counted()] == [again.pk]


def test_of_a_stage_the_day_is_shown_that_was_entered_and_else_its_month(works, logged_in):
    works.counted(replace(MAY, stage="start", stage_on=date(2021, 5, 15)))
    works.counted(replace(MAY, month=date(2021, 6, 1)))
    page = logged_in(works.town.li).get(PAGE)
    track = page.context["page"].track
    assert [(each.actual_on, each.is_day_told) for each in track[:4]] == [
        (date(2021, 5, 31), False), (date(2021, 5, 15), True), (TODAY, False), (None, False),
    ]  # fmt: skip
    for shown, times in (("2021年5月15日", 1), ("2021年5月31日", 0), ("2021年6月</li>", 1)):
        assert page.text.split('class="track"')[1].split("</ol>")[0].count(shown) == times
    assert page.context["page"].row.actual == "5月15日 – …"


def test_projects_stay_in_my_month_where_a_refused_form_is_shown_again(works, logged_in):
    again = logged_in(works.town.li).post("/2021/record/unplanned/", {"target": "0"})
    assert again.status_code == 422
    assert [project.name[:3] for project in again.context["projects"]] == ["P05"]


def test_every_month_that_came_back_is_listed_the_earliest_first(works, logged_in):
    for month in (6, 5):
        report = works.submit(replace(MAY, month=date(2021, month, 1)))
        reporting.send_back(user=works.town.wang, report=report, reason="核实", now=NOW)
    (mine,) = my_projects(works.town.plan, works.town.li, date(2021, 6, 20))
    assert [back.month for back in mine.returned] == ["2021年5月", "2021年6月"]
    assert logged_in(works.town.li).get("/2021/record/").text.count("月报后重新提交") == 2


def test_who_sent_a_report_alone_is_offered_to_withdraw_it_while_it_waits(works, logged_in):
    report = works.submit()
    offered = {
        user.username: bool(each.is_mine_to_withdraw)
        for user in (works.town.li, works.town.wang)
        for each in logged_in(user).get(PAGE).context["page"].reports
    }
    assert offered == {"li": True, "wang": False}
    reporting.send_back(user=works.town.wang, report=report, reason="核实", now=NOW)
    (line,) = logged_in(works.town.wang).get(PAGE).context["page"].reports
    assert line.is_mine_to_withdraw, "what came back is anybody's who reports on the project"
