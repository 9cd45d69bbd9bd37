"""Splitting in the admin: every way to add, change or delete a share leaves the whole town with the rest."""

from datetime import date

import pytest
import time_machine

from targets.models import Allocation, Step, Target
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import make_plan, make_share, make_target, make_village, whole_town

pytestmark = pytest.mark.django_db
TODAY = date(2021, 6, 20)
DECISION = {"decision_number": "关府〔2020〕12号", "decision_on": "2020-12-18", "reason": "分解"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel("2021-06-20 09:00+08:00", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def stands(target):
    share = whole_town(target)
    return (share.goal, share.is_owed, share.ended_on)


def post(desk, row, **changes):
    url = address(type(row), "change", row.pk)
    response = desk.post(url, filled_form(desk, url, **DECISION, **changes))
    assert response.status_code == 302


def add_inline(desk, target, village, goal):
    number = target.allocations.count()
    typed = {"village": str(village.pk), "goal": str(goal), "is_owed": "on"}
    row = {f"allocations-{number}-{name}": value for name, value in typed.items()}
    post(desk, target, **{"allocations-TOTAL_FORMS": str(number + 1)}, **row)
    return target.allocations.get(village=village)


def inline_row(target, share, **changes):
    position = list(target.allocations.values_list("pk", flat=True)).index(share.pk)
    return {f"allocations-{position}-{name}": value for name, value in changes.items()}


def delete(desk, row):
    url = address(type(row), "delete", row.pk)
    assert desk.post(url, {"post": "yes", "reason": "录错"}).status_code == 302


def test_a_share_added_changed_and_deleted_below_its_target_moves_the_remainder(desk):
    target = make_target(make_plan())
    share = add_inline(desk, target, make_village(), 480)
    assert stands(target) == (20, True, None)
    assert whole_town(target).history.latest().history_change_reason == "分解"
    post(desk, target, **inline_row(target, share, goal="500"))
    assert stands(target) == (0, False, None)
    post(desk, target, **inline_row(target, share, goal="100"))
    assert stands(target) == (400, True, None)
    post(desk, target, **inline_row(target, share, DELETE="on"))
    assert stands(target) == (500, True, None)


def test_a_share_on_its_own_page_does_too(desk):
    target = make_target(make_plan())
    url = address(Allocation, "add")
    typed = {"target": str(target.pk), "village": str(make_village().pk), "goal": "480", "is_owed": "on"}
    assert desk.post(url, filled_form(desk, url, **typed)).status_code == 302
    share = target.allocations.get(village__isnull=False)
    assert stands(target) == (20, True, None)
    post(desk, share, goal="500")
    assert stands(target) == (0, False, None)
    delete(desk, share)
    assert stands(target) == (500, True, None)
    assert whole_town(target).history.latest().history_change_reason == "录错"


def test_a_level_fully_split_ends_the_whole_town_today_and_opens_it_again(desk):
    target = make_target(make_plan(), measure="level", unit="头")
    share = add_inline(desk, target, make_village(), 500)
    assert stands(target) == (0, False, TODAY)
    post(desk, share, goal="400")
    assert stands(target) == (100, True, None)


@pytest.mark.parametrize(
    ("now", "ended_on"), [("2020-12-20", date(2021, 1, 1)), ("2023-03-01", date(2022, 1, 31))]
)
def test_outside_the_year_the_whole_town_ends_on_the_nearest_day_with_a_board(desk, now, ended_on):
    target = make_target(make_plan(), measure="level", unit="头")
    with time_machine.travel(f"{now} 09:00+08:00", tick=False):
        add_inline(logged_in_again(desk), target, make_village(), 500)
    assert stands(target) == (0, False, ended_on)


def logged_in_again(desk):
    """The same browser; its session is as old as the day it is sent to."""
    from guanlu.models import User

    desk.force_login(User.objects.get(username="zhang"), "django.contrib.auth.backends.ModelBackend")
    return desk


def test_a_ratio_passes_to_its_parts(desk):
    target = make_target(make_plan(), measure="ratio", goal=95, unit="%", counted_unit="人")
    share = add_inline(desk, target, make_village(), 95)
    assert stands(target) == (95, False, TODAY)
    post(desk, share, is_owed=None)
    assert stands(target) == (95, True, None)


def test_steps_pass_to_a_share_with_steps_wherever_they_are_typed(desk):
    target = make_target(make_plan(), measure="steps")
    share = make_share(target, make_village())
    typed = {"steps-TOTAL_FORMS": "1", "steps-0-name": "开工", "steps-0-weight": "1"}
    post(desk, share, **typed)
    assert stands(target) == (None, False, None)
    delete(desk, share.steps.get())
    assert stands(target) == (None, True, None)
    url = address(Step, "add")
    form = filled_form(desk, url, allocation=str(share.pk), name="开工", weight="1")
    assert desk.post(url, form).status_code == 302
    assert stands(target) == (None, False, None)


def test_the_goal_of_a_split_target_moves_the_remainder(desk):
    target = make_target(make_plan())
    add_inline(desk, target, make_village(), 480)
    post(desk, target, goal="600")
    assert stands(target) == (120, True, None)


def test_another_change_of_a_target_that_is_not_split_leaves_what_was_set_by_hand(desk):
    target = make_target(make_plan())
    post(desk, whole_town(target), goal="450", is_owed=None)
    post(desk, target, note="注")
    post(desk, target, goal="600")
    assert stands(target) == (450, False, None)


def test_a_level_in_percent_is_refused_below_its_target_and_on_its_own_page(desk):
    target = make_target(make_plan(), measure="level", goal=95, unit="%")
    village = make_village()
    url = address(Target, "change", target.pk)
    row = {"allocations-TOTAL_FORMS": "2", "allocations-1-village": str(village.pk), **DECISION}
    assert desk.post(url, filled_form(desk, url, **row)).status_code == 200
    url = address(Allocation, "add")
    refused = desk.post(url, filled_form(desk, url, target=str(target.pk), village=str(village.pk)))
    assert "百分比" in str(refused.context["errors"]) or "percent" in str(refused.context["errors"])
    assert target.allocations.count() == 1
