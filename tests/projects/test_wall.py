"""The projects on the wall: pages of one length, the worst first, and none where there are no projects."""

from datetime import date

import pytest

from projects.wall import PROJECT_LINES, project_pages
from tests.projects.factories import make_project
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
ON = date(2021, 6, 20)


@pytest.mark.parametrize(
    ("number", "lengths"), [(0, []), (9, [9]), (10, [5, 5]), (13, [7, 6]), (40, [9] * 4)]
)
def test_no_page_is_much_shorter_than_another(number, lengths):
    town = make_town()
    for place in range(number):
        make_project(town, f"P{place:02}", planned_start=date(2021, 1, 5) if place == number - 1 else None)
    pages = project_pages(town.plan, ON)
    assert [len(page.rows) for page in pages] == lengths
    assert max(lengths, default=0) <= PROJECT_LINES
    assert {page.projects for page in pages} <= {number}
    if pages:
        assert (pages[0].rows[0].code, pages[0].late) == (f"P{number - 1:02}", 1)


def test_the_wall_turns_to_the_projects_at_its_end(logged_in):
    town = make_town()
    make_project(town, "P05")
    page = logged_in(town.li).get("/2021/wall/")
    assert page.context["pages"][-1][1].rows[0].code == "P05"
    assert page.text.count('class="wall-table wall-projects"') == 1
