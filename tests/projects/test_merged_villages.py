"""A project stays where it was begun; its village may become a part of another one."""

from datetime import date

import pytest

from projects.strip import projects_of
from targets.models import Village
from tests.projects.factories import make_project
from tests.targets.factories import make_village
from tests.targets.ledger_factories import make_town
from tests.targets.merges import ON

pytestmark = pytest.mark.django_db
BEFORE, LATER = date(2021, 6, 14), date(2021, 7, 1)


@pytest.fixture
def chain():
    """柏林村 became a part of 关渡村, and that of 云台村 later on, with a road in the first."""
    town = make_town()
    last, middle, first = (make_village(name, slug=slug) for name, slug in NAMES)
    middle.successor, middle.ended_on = last, LATER
    first.successor, first.ended_on = middle, ON
    middle.save()
    first.save()
    make_project(town, "P01").project.villages.add(first)
    make_project(town, "P02").project.villages.add(middle, first)
    return town


NAMES = (("云台村", "yuntai"), ("关渡村", "guandu"), ("柏林村", "bolin"))


@pytest.mark.parametrize(
    ("slug", "on", "codes"),
    [
        ("bolin", BEFORE, ["P01", "P02"]),
        ("guandu", BEFORE, ["P02"]),
        ("guandu", ON, ["P01", "P02"]),
        ("yuntai", ON, []),
        ("yuntai", LATER, ["P01", "P02"]),
        ("bolin", LATER, ["P01", "P02"]),
    ],
)
def test_projects_of_a_village_are_found_in_what_it_became_a_part_of(chain, slug, on, codes):
    places = Village.objects.part_of(slug, on)
    assert [row.code for row in projects_of(chain.plan, on, villages__in=places)] == codes


def test_the_board_says_where_a_project_is_now_and_finds_it_there(chain, logged_in):
    client = logged_in(chain.li)
    rows = client.get("/2021/projects/?on=2021-06-20&village=guandu").context["board"].rows
    assert [(row.code, row.villages) for row in rows] == [
        ("P01", "柏林村（今属关渡村）"),
        ("P02", "关渡村、柏林村（今属关渡村）"),
    ]
    page = client.get("/2021/villages/guandu/?on=2021-06-20").content.decode()
    assert "P01" in page
