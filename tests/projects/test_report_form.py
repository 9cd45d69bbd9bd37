"""The form of a project's month: one number is a report, one click says that nothing was done."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from projects.models import ProjectReport
from projects.reporting import Conflict, report_nothing_new, send_back
from tests.projects.factories import MAY, NOW, make_project, make_works
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db
FORM = "/2021/projects/P05/report/"
EMPTY = {"month": "2021-06", "stage": "works", "mode": "increment"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def works():
    return make_works()


def test_one_number_is_a_report_and_what_was_said_last_stands_beside_it(works, logged_in):
    works.counted(replace(MAY, problem="连续降雨"))
    client = logged_in(works.town.li)
    page = client.get(f"{FORM}?from=month")
    assert page.context["form"]["month"].initial == "2021-06"
    assert page.context["form"]["stage"].initial == "works"
    last = page.context["page"].last
    assert (last.month, last.amount, last.problem) == (MAY.month, "30 万元", "连续降雨")
    assert page.text.index('name="mode"') < page.text.index('name="stage"')
    silent = client.post(FORM, EMPTY)
    assert list(silent.context["form"].errors) == ["progress"]
    sent = client.post(f"{FORM}?from=month", {**EMPTY, "amount": "60"})
    assert sent.url == reverse("targets:record", args=[2021])
    report = ProjectReport.objects.get(month=date(2021, 6, 1))
    assert (report.investment, "60" in report.progress) == (60, True)


@pytest.mark.parametrize(
    ("typed", "mode", "month", "said"),
    [
        ("12", "increment", "2021-06", ("30 万元", "42 万元", "+12")),
        ("42", "total", "2021-06", ("30 万元", "42 万元", "+12")),
        ("30", "total", "2021-06", ("30 万元", "30 万元", "+0")),
        ("29.9", "total", "2021-06", ("30 万元", "", "")),
        ("12", "increment", "2021-04", ("0 万元", "12 万元", "+12")),
        ("三十左右", "increment", "2021-06", ("", "", "")),
    ],
)
def test_before_and_after_are_told_while_typing(works, logged_in, typed, mode, month, said):
    works.counted()
    sent = {"amount": typed, "mode": mode, "month": month}
    delta = logged_in(works.town.li).post(f"{FORM}preview/", sent).context["delta"]
    assert (delta.before, delta.after, delta.added) == said
    assert bool(delta.remarks) == (not delta.after)


def test_before_and_after_of_a_correction_leave_out_what_it_corrects(works, logged_in):
    report = works.counted()
    sent = {"amount": "25", "mode": "increment", "month": "2021-05"}
    answer = logged_in(works.town.li).post(f"{FORM}preview/?report={report.pk}", sent)
    assert (answer.context["delta"].before, answer.context["delta"].after) == ("0 万元", "25 万元")


def test_one_click_says_that_nothing_was_done_and_what_troubles_it_goes_on(works, logged_in):
    works.counted(replace(MAY, problem="征地未完", next_step="协调"))
    client = logged_in(works.town.li)
    (mine,) = client.get("/2021/record/").context["projects"]
    assert mine.is_owed
    sent = {"month": mine.asked, "token": mine.token}
    asked = client.post(mine.nothing_new_url, sent)  # on 20 June the month is not over
    assert (asked.status_code, ProjectReport.objects.count()) == (200, 1)
    sent["sure"] = "1"
    for _time in range(2):  # sent twice it is one report
        assert client.post(mine.nothing_new_url, sent).url == "/2021/record/"
    report = ProjectReport.objects.get(month=date(2021, 6, 1))
    told = (report.investment, report.stage, report.problem, report.next_step, report.state)
    assert told == (0, "works", "征地未完", "协调", "submitted")
    with pytest.raises(Conflict):
        report_nothing_new(
            user=works.town.li, project_year=works.year, month=report.month, token=uuid4(), now=NOW
        )
    assert logged_in(works.town.sun).post(mine.nothing_new_url, sent).status_code == 404


def test_nothing_done_says_0_only_where_money_is_known(works):
    bare = make_project(works.town, "P09")
    given = {"user": works.town.li, "month": date(2021, 6, 1), "now": NOW}
    report = report_nothing_new(project_year=bare, token=uuid4(), **given)
    assert (report.investment, report.stage) == (None, "preparation")
    report = report_nothing_new(project_year=works.year, token=uuid4(), **given)
    assert report.investment == 0


def test_the_month_that_is_asked_for_is_proposed_first(works, logged_in):
    with time_machine.travel(at(date(2021, 6, 3)), tick=False):  # May is asked for up to 5 June
        page = logged_in(works.town.li).get(FORM)
    assert page.context["form"]["month"].initial == "2021-05"


@pytest.mark.parametrize(
    ("asked_on", "told", "proposed"),
    [
        (date(2021, 6, 20), (), "2021-06"),
        (date(2021, 6, 20), (5,), "2021-06"),
        (date(2021, 6, 20), (6,), None),  # nobody reports on months before there was anything to tell
        (date(2021, 6, 20), (3, 6), "2021-05"),
        (date(2021, 6, 3), (5,), "2021-06"),
    ],
)
def test_a_month_is_proposed_only_where_one_is_missing(works, logged_in, asked_on, told, proposed):
    for month in told:
        works.counted(replace(MAY, month=date(2021, month, 1)), now=at(date(2021, month, 20)))
    with time_machine.travel(at(asked_on), tick=False):
        page = logged_in(works.town.li).get(FORM)
    assert page.context["form"]["month"].initial == proposed
    assert (page.context["page"].nothing_new is None) == (proposed is None)


@pytest.mark.parametrize(
    ("typed", "mode", "words"),
    [
        ("30", "increment", "本月完成投资30万元"),
        ("30万元", "increment", "本月完成投资30万元"),
        ("0.01亿元", "total", "本年累计完成投资100万元"),
    ],
)
def test_words_made_of_a_figure_name_its_unit_once(works, logged_in, typed, mode, words):
    logged_in(works.town.li).post(FORM, {**EMPTY, "amount": typed, "mode": mode})
    assert ProjectReport.objects.get().progress == words


@pytest.mark.parametrize(
    ("progress", "proposed"), [("本月完成投资30万元", ""), ("路基完成2公里", "路基完成2公里"), ("", "")]
)
def test_words_made_of_the_old_figure_are_made_anew_and_own_words_are_kept(
    works, logged_in, progress, proposed
):
    client = logged_in(works.town.li)
    client.post(FORM, {**EMPTY, "amount": "30", "progress": progress})
    report = ProjectReport.objects.get()
    send_back(user=works.town.wang, report=report, reason="核实", now=NOW)
    again = reverse("projects:report-resubmit", args=[2021, report.pk])
    assert client.get(again).context["form"]["progress"].value() == proposed
    client.post(again, {**EMPTY, "amount": "60", "progress": proposed})
    report.refresh_from_db()
    assert report.progress == (proposed or "本月完成投资60万元")


def test_words_too_long_are_refused_where_a_month_is_taken_back_too(works, logged_in):
    report = works.counted()
    url = reverse("projects:report-correct", args=[2021, report.pk])
    typed = {**EMPTY, "month": "2021-05", "take_back": "on", "reason": "错", "progress": "长" * 2001}
    refused = logged_in(works.town.li).post(url, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["progress"])
