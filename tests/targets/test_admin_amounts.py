"""Goals in the admin are typed as everywhere: in 万, in words, with a unit."""

from decimal import Decimal

import pytest

from targets.models import Allocation, Plan, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import make_plan, make_share, make_target, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def target():
    return make_target(make_plan(state=Plan.State.DRAFT), unit="亩", goal=500)


@pytest.mark.parametrize(
    ("typed", "goal"),
    [
        ("1.5万", 15000),
        ("一百亩", 100),
        ("１，２００", 1200),
        ("2公顷", 30),
        ("600.5", "600.5"),
        ("500", 500),
    ],
)
def test_a_goal_is_read_in_the_unit_of_the_target(desk, target, typed, goal):
    url = address(Target, "change", target.pk)
    assert desk.post(url, filled_form(desk, url, goal=typed, reason="更正")).status_code == 302
    target.refresh_from_db()
    assert target.goal == Decimal(goal)


@pytest.mark.parametrize(
    ("typed", "said"), [("约500", "约"), ("5吨", "“吨”"), ("很多", "多"), ("12345678901", "9,999,999,999")]
)
def test_what_is_not_one_figure_is_refused_with_what_to_do_and_stays_typed(desk, target, typed, said):
    url = address(Target, "change", target.pk)
    response = desk.post(url, filled_form(desk, url, goal=typed, reason="更正"))
    (sentence,) = errors_of(response)["goal"]
    assert said in sentence
    assert response.context["adminform"].form["goal"].value() == typed


def test_the_unit_is_the_one_typed_beside_it_and_the_year_before_has_its_own(desk, target):
    url = address(Target, "change", target.pk)
    form = filled_form(
        desk, url, unit="公顷", goal="30亩", baseline="2公顷", baseline_unit="亩", reason="更正"
    )
    assert desk.post(url, form).status_code == 302
    target.refresh_from_db()
    assert (target.goal, target.unit, target.baseline, target.baseline_unit) == (2, "公顷", 30, "亩")


def test_shares_are_read_so_too_on_their_own_page_below_the_target_and_when_added(desk, target):
    share = make_share(target, make_village(), goal=20)
    url = address(Allocation, "change", share.pk)
    assert desk.post(url, filled_form(desk, url, goal="三十亩", reason="更正")).status_code == 302
    share.refresh_from_db()
    assert share.goal == 30
    url = address(Target, "change", target.pk)
    form = filled_form(desk, url, reason="更正")
    [row] = [name for name, value in form.items() if name.endswith("-id") and value == str(share.pk)]
    box = row.replace("-id", "-goal")
    assert desk.post(url, form | {box: "4公顷"}).status_code == 302
    share.refresh_from_db()
    assert share.goal == 60
    url = address(Allocation, "add")
    other = make_village("新村", slug="xin", code="1" * 12)
    form = filled_form(desk, url, target=str(target.pk), village=str(other.pk), goal="一百亩")
    assert desk.post(url, form).status_code == 302
    assert Allocation.objects.get(village=other).goal == 100


def test_a_form_sent_back_as_it_was_changes_nothing(desk, target):
    make_share(target, make_village(), goal=20)
    url = address(Target, "change", target.pk)
    before = target.history.count()
    assert desk.post(url, filled_form(desk, url)).status_code == 302
    assert target.history.count() == before
