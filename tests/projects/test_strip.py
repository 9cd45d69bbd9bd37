"""The strip of projects on the town board: the late ones by name, as many as a strip can hold."""

from datetime import date

import pytest
import time_machine

from projects.strip import strip
from tests.projects.factories import NOW, make_project, make_works

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    with time_machine.travel(NOW, tick=False):
        yield make_works()


@pytest.mark.parametrize(("late", "named", "more"), [(1, 1, 0), (12, 12, 0), (13, 12, 1)])
def test_the_strip_names_a_dozen_late_projects_and_counts_the_others(works, logged_in, late, named, more):
    for number in range(1, late):
        make_project(works.town, f"P{number + 10}", planned_start=date(2021, 1, 5))
    works.counted()  # the first of them, far behind its plan of the year
    found = strip(works.town.plan, NOW.date())
    assert (len(found.late), found.more) == (named, more)
    assert (f"另有{more}项" in logged_in(works.town.li).get(f"/2021/?on={NOW:%Y-%m-%d}").text) == bool(more)
