"""The weekly mail tells of projects' reports too: asked for, sent back, and to be decided."""

from datetime import date

import pytest
import time_machine
from django.utils.translation import override

from projects import reporting
from projects.digest import matters
from targets.reminders.digest import Part, digest_of
from tests.projects.factories import NOW, make_project, make_works

pytestmark = pytest.mark.django_db
SITE = "https://ledger.example.org"


@pytest.fixture
def works():
    with time_machine.travel(NOW, tick=False):
        yield make_works()


@pytest.mark.parametrize(
    ("on", "part", "due"),
    [
        (date(2021, 6, 5), Part.OWED, "2021年5月月报，2021年6月5日前"),
        (date(2021, 6, 20), Part.OWED, "2021年6月月报，2021年7月5日前"),
        (date(2022, 1, 6), Part.OVERDUE, "2021年12月月报，2022年1月5日前"),
    ],
)
def test_the_report_of_the_asked_month_is_asked_for_until_it_is_sent(works, on, part, due):
    found = matters(works.town.plan, works.town.li, on)
    assert {each: len(lines) for each, lines in found.items() if lines} == {part: 1}
    with override("zh-hans"):
        assert matters(works.town.plan, works.town.li, on)[part][0].sentence.endswith(due)
    assert found[part][0].path == "/2021/projects/P05/report/"


def test_each_finds_own_matters_alone(works, django_assert_num_queries):
    town, on = works.town, NOW.date()
    waits = works.submit()
    make_project(town, "P06")
    back = works.submit(project_year=make_project(town, "P07"))
    reporting.send_back(user=town.wang, report=back, reason="请补形象进度", now=NOW)
    with django_assert_num_queries(3):
        found = matters(town.plan, town.li, on)
    told = {part: [line.sentence[:3] for line in lines] for part, lines in found.items() if lines}
    assert told == {Part.OWED: ["P05", "P06", "P07"], Part.RETURNED: ["P07"]}
    assert found[Part.RETURNED][0].path == f"/2021/project-reports/{back.pk}/resubmit/"
    of_wang = {part: lines for part, lines in matters(town.plan, town.wang, on).items() if lines}
    assert [line.path for line in of_wang.pop(Part.REVIEW)] == [f"/2021/projects/P05/#report-{waits.pk}"]
    assert of_wang == {}
    assert not any(matters(town.plan, town.sun, on).values()), "projects of another office"


def test_the_mail_holds_them_beside_the_targets_and_names_no_figure(works):
    back = works.submit()
    reporting.send_back(user=works.town.wang, report=back, reason="请补形象进度", now=NOW)
    body = digest_of(works.town.li, date(2021, 6, 20), SITE).body
    assert "【退回修改】\n- P05 " in body
    assert f"{SITE}/2021/project-reports/{back.pk}/resubmit/" in body
    assert "30" not in body.split("【退回修改】")[1].split("【")[0].split("http")[0]
