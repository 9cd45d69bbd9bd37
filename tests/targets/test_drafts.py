"""A draft made by mistake is deleted as one deed; a plan that something was built on is not."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from targets.models import Allocation, Document, Plan, PlanVersion, Section, Step, Target
from targets.years.drafts import delete_draft, why_not_deleted
from targets.years.next_year import make_next_year
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import make_plan, make_share, make_target, make_user, make_village, whole_town
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
END = date(2021, 12, 31)
MODELS = (Step, Allocation, Target, Section, Document, Plan)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


def next_draft(source, year=2022):
    goes_on = make_target(source, code="4.2.7")
    make_share(goes_on, make_village(), goal=20)
    steps = make_target(source, code="4.2.8", measure="steps", goal=None, unit="")
    Step.objects.create(allocation=whole_town(steps), name="开工")
    ids = source.targets.values_list("pk", flat=True)
    return make_next_year(source=source, year=year, copied=set(ids), by_village=True, on=END)


def rows_of(plan):
    return {
        Step: Step.objects.filter(allocation__target__plan=plan),
        Allocation: Allocation.objects.filter(target__plan=plan),
        Target: Target.objects.filter(plan=plan),
        Section: Section.objects.filter(document__plan=plan),
        Document: Document.objects.filter(plan=plan),
        Plan: Plan.objects.filter(pk=plan.pk),
    }


def test_a_draft_goes_with_all_its_rows_and_each_keeps_the_reason(town):
    plan = next_draft(town.plan)
    old = {model: rows.count() for model, rows in rows_of(town.plan).items()}
    gone = {model: list(rows.values_list("pk", flat=True)) for model, rows in rows_of(plan).items()}
    assert all(gone.values())
    delete_draft(plan=plan, reason="误生成")
    assert {model: rows.count() for model, rows in rows_of(town.plan).items()} == old
    for model in MODELS:
        assert model.objects.count() == old[model]
        records = model.history.filter(id__in=gone[model], history_type="-")
        assert {each.history_change_reason for each in records} == {"误生成"}
        assert records.count() == len(gone[model])
    assert not PlanVersion.objects.filter(pk=plan.pk).exists()


@pytest.mark.parametrize("state", [Plan.State.RUNNING, Plan.State.CLOSED])
def test_a_plan_that_was_started_is_not_deleted(state):
    plan = make_plan(state=state)
    with pytest.raises(ValidationError):
        delete_draft(plan=plan, reason="试")
    assert Plan.objects.exists()


def test_a_plan_that_another_goes_on_from_is_not_deleted(town):
    draft = next_draft(town.plan)
    Plan.objects.filter(pk=town.plan.pk).update(state=Plan.State.DRAFT)
    with pytest.raises(ValidationError, match="2022"):
        delete_draft(plan=town.plan, reason="试")
    assert Document.objects.filter(plan=town.plan).exists()
    assert not why_not_deleted(draft)


def test_a_plan_that_holds_figures_is_not_deleted(town):
    town.log(town.share())
    Plan.objects.update(state=Plan.State.DRAFT)
    with override("en"), pytest.raises(ValidationError, match="Figures were logged"):
        delete_draft(plan=town.plan, reason="试")
    assert Target.objects.exists()


def test_the_page_tells_how_many_rows_go_and_asks_why(desk, town):
    plan = next_draft(town.plan)
    url = address(Plan, "delete", plan.pk)
    page = desk.get(url).content.decode()
    assert f"目标任务：{plan.targets.count()}" in page
    assert f"分解任务：{Allocation.objects.filter(target__plan=plan).count()}" in page
    assert "受保护" not in page
    desk.post(url, {"post": "yes"})
    assert Plan.objects.filter(pk=plan.pk).exists()
    assert desk.post(url, {"post": "yes", "reason": "误生成"}).status_code == 302
    assert not Plan.objects.filter(pk=plan.pk).exists()


def test_the_page_of_a_running_plan_says_that_only_a_draft_can_be_deleted(desk):
    plan = make_plan()
    url = address(Plan, "delete", plan.pk)
    for response in (desk.get(url), desk.post(url, {"post": "yes", "reason": "试"}, follow=True)):
        assert "只有草稿才能删除" in response.content.decode()
    assert Plan.objects.filter(pk=plan.pk).exists()


def test_only_who_may_set_up_deletes_a_draft(logged_in):
    plan = make_plan(state=Plan.State.DRAFT)
    clerk = logged_in(make_user("chen", is_staff=True))
    sent = {"post": "yes", "reason": "试"}
    assert clerk.post(address(Plan, "delete", plan.pk), sent).status_code == 403
    assert Plan.objects.exists()
