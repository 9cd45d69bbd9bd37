"""Many targets get their lead office at once, with a reason: all of them or none."""

import pytest

from targets.models import Plan, PlanVersion, Target
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import make_office, make_plan, make_target, make_user

pytestmark = pytest.mark.django_db
ASK = {"action": "lead_by_office", "index": "0"}


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def plan():
    return make_plan(2021)


def versions():
    return dict(PlanVersion.objects.values_list("plan__year", "number"))


def sent(targets, **typed):
    return ASK | {"_selected_action": [str(each.pk) for each in targets]} | typed


def test_the_ticked_targets_get_the_office_and_the_history_says_why(desk, plan):
    office, before = make_office("农办"), versions()
    targets = [make_target(plan, code=f"4.2.{n}", lead_post="镇长") for n in (3, 4, 5)]
    targets.append(make_target(make_plan(2020), code="4.2.3"))
    other = make_target(plan, code="4.2.9")
    page = desk.post(address(Target), sent(targets)).content.decode()
    assert page.count('name="_selected_action"') == 4
    before = versions()
    answer = sent(targets, asked="1", office=str(office.pk), reason="分工调整")
    response = desk.post(address(Target), answer, follow=True)
    assert "已修改4项目标任务" in response.content.decode()
    for each in targets:
        each.refresh_from_db()
        assert each.lead_office == office
        assert each.history.latest().history_change_reason == "分工调整"
    assert {each.lead_post for each in targets[:3]} == {"镇长"}
    assert versions() == {year: number + 1 for year, number in before.items()}
    assert other.history.count() == 1
    desk.post(address(Target), answer | {"lead_post": "分管副镇长"})
    assert set(Target.objects.filter(lead_office=office).values_list("lead_post", flat=True)) == {
        "分管副镇长"
    }


@pytest.mark.parametrize("left_out", ["office", "reason"])
def test_office_and_reason_are_needed_and_what_was_typed_stays(desk, plan, left_out):
    target = make_target(plan, code="4.2.3")
    typed = {"asked": "1", "office": str(make_office("农办").pk), "reason": "分工调整", left_out: ""}
    response = desk.post(address(Target), sent([target], **typed))
    assert set(response.context["form"].errors) == {left_out}
    target.refresh_from_db()
    assert target.lead_office is None


def test_with_a_target_of_a_closed_year_among_them_none_is_changed(desk, plan):
    office = make_office("农办")
    open_one, closed_one = make_target(plan, code="4.2.3"), make_target(make_plan(2020), code="4.2.3")
    Plan.objects.filter(year=2020).update(state=Plan.State.CLOSED)
    before = versions()
    answer = sent([open_one, closed_one], asked="1", office=str(office.pk), reason="试")
    response = desk.post(address(Target), answer)
    assert response.context["form"].non_field_errors()
    assert not Target.objects.filter(lead_office=office).exists()
    assert versions() == before


def test_an_office_out_of_use_is_not_offered(desk, plan):
    office = make_office("旧办", is_active=False)
    answer = sent([make_target(plan)], asked="1", office=str(office.pk), reason="试")
    assert "office" in desk.post(address(Target), answer).context["form"].errors


def test_nobody_without_the_right_to_set_up_does_it(logged_in, plan):
    target, office = make_target(plan), make_office("农办")
    clerk = logged_in(make_user("chen", is_staff=True))
    clerk.post(address(Target), sent([target], asked="1", office=str(office.pk), reason="试"))
    target.refresh_from_db()
    assert target.lead_office is None
