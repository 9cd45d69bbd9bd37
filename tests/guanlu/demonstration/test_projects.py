"""The demonstration has a project of every state that the issue names, by the end of September."""

from datetime import date, timedelta

import pytest
from django.db.models import Sum

from guanlu.demonstration.milestones import MILESTONES
from guanlu.models import User
from projects.board import board
from projects.forms import ReportForm
from projects.models import ProjectReport, ProjectYear
from projects.my_month import my_projects
from projects.report_page import report_page
from targets.assessment import assess_target
from targets.models import ProgressEntry, Target
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


def test_october_is_open_and_who_reports_it_is_told_of_no_later_month(plan):
    assert not ProjectReport.objects.filter(month=date(2021, 10, 1)).exists()
    year = ProjectYear.objects.get(project__code="P03", plan=plan)
    form = ReportForm(year=year, today=DEMO_TODAY)
    assert (form.initial["month"], form.initial["stage"]) == ("2021-10", "works")
    page = report_page(year, DEMO_TODAY, None, date(2021, 10, 1))
    assert (page.last.month, page.nothing_new) == (date(2021, 9, 1), date(2021, 10, 1))
    clerk = User.objects.get(username="clerk")
    owed = my_projects(plan, clerk, DEMO_TODAY)
    assert any(each.is_owed for each in owed)


@pytest.mark.parametrize(
    ("code", "on", "amount"),
    [("3.2.4", 30, 0), ("3.2.4", 91, 1), ("3.2.5", 0, 2)],
)
def test_the_outputs_of_the_water_project_reach_their_targets(plan, code, on, amount):
    """Two clean-water tanks by the end of September; the storage tank comes late, in November."""
    day = date(2021, 9, 30) + timedelta(days=on)
    posted = ProgressEntry.objects.filter(allocation__target__code=code, project_line__isnull=False)
    total = posted.filter(happened_on__lte=day).aggregate(total=Sum("quantity"))["total"] or 0
    assert (
        total == amount == (assess_target(Target.objects.get(plan=plan, code=code), day).status.achieved or 0)
    )


def test_pipes_come_with_the_project_and_from_the_village_that_lays_its_own(plan):
    found = assess_target(Target.objects.get(plan=plan, code="3.2.6"), date(2021, 9, 30))
    posted = ProgressEntry.objects.filter(
        allocation__target__code="3.2.6", project_line__isnull=False, happened_on__lte=date(2021, 9, 30)
    )
    total = posted.aggregate(total=Sum("quantity"))["total"]
    assert 0 < total < found.status.achieved
    assert [each.allocation.label for each in found.shares if each.allocation.village_id] == ["东坝村"]


def test_something_waits_for_a_visitor_and_something_came_back(plan):
    states = ProjectReport.objects.filter(month=date(2021, 9, 1)).values_list("state", flat=True)
    assert {"approved", "submitted", "returned"} <= set(states)
    reviewer = User.objects.get(username="reviewer")
    assert my_projects(plan, reviewer, DEMO_TODAY) is not None
