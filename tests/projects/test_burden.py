"""The burden counts a project's monthly report once, and none of the figures that come with it."""

from dataclasses import replace
from datetime import date

import pytest
import time_machine

from targets.reminders.burden_page import burden_page
from tests.projects.factories import MAY, NOW, make_project, make_works
from tests.targets.ledger_factories import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    with time_machine.travel(NOW, tick=False):
        yield make_works()


def test_each_project_asks_its_office_for_a_report_a_month(works, django_assert_max_num_queries):
    plan, office = works.town.plan, works.town.office
    before = {row.name: row.load.total for row in burden_page(plan, date(2021, 7, 8)).offices}
    make_project(works.town, "P06", office=works.town.other_office)
    make_project(works.town, "P07", office=None)
    page = burden_page(plan, date(2021, 7, 8))
    after = {row.name: row.load.total for row in page.offices}
    assert after[str(office)] == before[str(office)]
    assert after[str(works.town.other_office)] == before.get(str(works.town.other_office), 0) + 12
    assert after["未定责任单位"] == 12
    assert [(row.name, row.load.shares) for row in page.ways][-1] == ("项目月报", 3)
    assert page.twice == ()
    with django_assert_max_num_queries(10):
        burden_page(plan, date(2021, 7, 8))


def test_figures_that_come_with_a_report_are_asked_of_nobody(works):
    plan = works.town.plan
    whole = burden_page(plan, date(2021, 7, 8)).total.load
    works.pipes.delete()
    assert burden_page(plan, date(2021, 7, 8)).total.load.total == whole.total + 12


def test_a_report_counts_as_made_in_the_month_it_was_sent(works):
    def made(on):
        return {row.name: row.made for row in burden_page(works.town.plan, on).offices}[
            str(works.town.office)
        ]

    works.approve(works.submit(MAY, now=at(date(2021, 6, 1), 0, 0)), now=at(date(2021, 6, 2)))
    assert made(date(2021, 7, 8)) == 1
    assert made(date(2021, 6, 8)) == 0
    assert made(date(2021, 8, 8)) == 0


def test_an_accepted_project_asks_for_nothing_more(works):
    plan = works.town.plan
    before = burden_page(plan, date(2021, 7, 8)).total.load.total
    works.counted(replace(MAY, stage="acceptance"))
    assert burden_page(plan, date(2021, 7, 8)).total.load.total == before - 7
