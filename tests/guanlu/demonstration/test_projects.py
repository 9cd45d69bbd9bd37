"""The demonstration has a project of every state that the issue names, by the end of September."""

from datetime import date

from guanlu.models import User
from projects.board import board
from projects.models import ProjectReport
from projects.my_month import my_projects
from targets.models.demonstration import DEMO_TODAY

EXPECTED = {
    "P01": "ahead", "P02": "behind", "P03": "on_pace", "P04": "start_late", "P05": "finished", "P06": "on_pace",
    "P07": "stalled", "P08": "on_pace", "P09": "planned", "P10": "on_pace", "P11": "far_behind",
    "P12": "finished_early", "P13": "on_pace",
}  # fmt: skip


def test_there_is_a_project_of_every_state(plan):
    page = board(plan, date(2021, 9, 30))
    assert {row.code: row.status.slug for row in page.rows} == EXPECTED
    assert all(report.month <= date(2021, 9, 1) for report in ProjectReport.objects.all())


def test_something_waits_for_a_visitor_and_something_came_back(plan):
    states = ProjectReport.objects.filter(month=date(2021, 9, 1)).values_list("state", flat=True)
    assert {"approved", "submitted", "returned"} <= set(states)
    reviewer = User.objects.get(username="reviewer")
    assert my_projects(plan, reviewer, DEMO_TODAY) is not None
