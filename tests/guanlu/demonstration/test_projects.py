"""The demonstration has a project of every state that the issue names, by the end of September."""

from datetime import date

import pytest
from django.db.models import Sum

from guanlu.demonstration.milestones import MILESTONES
from guanlu.models import User
from projects.board import board
from projects.models import ProjectReport
from projects.my_month import my_projects
from targets.models import ProgressEntry
from targets.models.demonstration import DEMO_TODAY

EXPECTED = {
    "P01": "ahead", "P02": "behind", "P03": "on_pace", "P04": "start_late", "P05": "finished", "P06": "on_pace",
    "P07": "stalled", "P08": "on_pace", "P09": "planned", "P10": "on_pace", "P11": "far_behind",
    "P12": "finished_early", "P13": "on_pace",
}  # fmt: skip
FINISHED = {"finished", "finished_early", "finished_late"}


def test_there_is_a_project_of_every_state(plan):
    page = board(plan, date(2021, 9, 30))
    assert {row.code: row.status.slug for row in page.rows} == EXPECTED


def test_the_year_is_told_to_its_end_and_later_months_wait_for_nobody(plan):
    page = board(plan, date(2021, 12, 31))
    assert {row.status.slug for row in page.rows if row.code in ("P05", "P06", "P08")} <= FINISHED
    later = ProjectReport.objects.filter(month__gt=date(2021, 9, 1))
    assert set(later.values_list("state", flat=True)) == {"approved"}
    assert later.latest("month").month == date(2021, 12, 1)


@pytest.mark.parametrize(("code", "column"), [("1.2.2", "quantity"), ("3.1.1", "step")])
def test_what_projects_report_comes_to_the_ledger_once_and_from_nowhere_else(plan, code, column):
    """The money of every approved report, and each step of the roads that is done."""
    posted = ProgressEntry.objects.filter(
        allocation__target__code=code, allocation__project_share__isnull=False
    )
    assert posted.exists()
    assert not posted.filter(project_line=None).exists()
    if column == "quantity":
        counted = ProjectReport.objects.filter(state="approved").aggregate(total=Sum("investment"))
        assert posted.aggregate(total=Sum("quantity")) == counted
    else:
        done = [
            each for (of, _road), steps in MILESTONES.items() if of == code for each in steps if each.done
        ]
        assert sorted(each.step.name for each in posted) == sorted(each.name for each in done)


def test_something_waits_for_a_visitor_and_something_came_back(plan):
    states = ProjectReport.objects.filter(month=date(2021, 9, 1)).values_list("state", flat=True)
    assert {"approved", "submitted", "returned"} <= set(states)
    reviewer = User.objects.get(username="reviewer")
    assert my_projects(plan, reviewer, DEMO_TODAY) is not None
