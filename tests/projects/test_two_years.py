"""What is approved in one year shows at once on the pages of another."""

from datetime import date

import pytest
import time_machine

from projects.models import ProjectYear
from tests.projects.factories import make_works
from tests.targets.factories import make_plan
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel("2022-01-05 04:00Z", tick=False):
        yield


def test_a_project_of_two_years_shows_in_both_what_is_approved_in_one(logged_in):
    works = make_works()
    later = make_plan(2022)
    ProjectYear.objects.create(project=works.year.project, plan=later, year_investment=50)
    client = logged_in(works.town.sun)
    report = works.submit(works.said(month=date(2021, 12, 1), stage="finish"), now=at(date(2022, 1, 4)))
    address = "/2022/projects/"
    seal = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": seal}).status_code == 304
    works.approve(report, now=at(date(2022, 1, 5)))
    seen = client.get(address, headers={"If-None-Match": seal})
    assert seen.status_code == 200
    assert [row.stage for row in seen.context["board"].rows] == ["完工"]
