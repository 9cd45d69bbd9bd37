"""The set-up in the admin: reasons in the history, versions that move, closed years, deletions."""

from datetime import date

import pytest

from targets.models import Area, Document, Duty, Office, Plan, PlanVersion, Section, Village
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import (
    give_duty,
    make_area,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return make_administrator()


@pytest.fixture
def desk(administrator, logged_in):
    """The administrator's browser."""
    return logged_in(administrator)


def versions():
    return dict(PlanVersion.objects.order_by("pk").values_list("plan__year", "number"))


def moved(before):
    """The years whose version has moved since."""
    return {year for year, number in versions().items() if number != before.get(year)}


def test_a_new_plan_gets_its_version(desk):
    form = filled_form(desk, address(Plan, "add"), year="2022", starts_on="2022-01-01", ends_on="2022-12-31")
    assert desk.post(address(Plan, "add"), form).status_code == 302
    plan = Plan.objects.get(year=2022)
    assert plan.state == Plan.State.DRAFT
    assert PlanVersion.objects.filter(plan=plan).exists()


def test_a_change_without_a_reason_is_refused_and_one_with_a_reason_is_kept_in_the_history(
    desk, administrator
):
    office = make_office("党政办")
    url = address(Office, "change", office.pk)
    refused = desk.post(url, filled_form(desk, url, name="党政综合办公室"))
    assert "reason" in errors_of(refused)
    assert Office.objects.get().name == "党政办"
    assert desk.post(url, filled_form(desk, url, name="党政综合办公室", reason="机构改革")).status_code == 302
    record = Office.history.latest()
    assert (record.name, record.history_change_reason) == ("党政综合办公室", "机构改革")
    assert record.history_user == administrator


def test_a_form_sent_back_as_it_was_needs_no_reason_and_leaves_no_trace(desk):
    office = make_office()
    url = address(Office, "change", office.pk)
    assert desk.post(url, filled_form(desk, url)).status_code == 302
    assert Office.history.count() == 1


@pytest.mark.parametrize("model", [Area, Office, Village, Duty])
def test_a_change_of_what_all_years_share_moves_every_plan(desk, model):
    make_plan(2021)
    make_plan(2020)
    row = {
        Area: make_area,
        Office: make_office,
        Village: make_village,
        Duty: lambda: give_duty(make_user("li"), "reporter", office=make_office("农办")),
    }[model]()
    changed = {"ends_on": "2021-08-01"} if model is Duty else {"name": "新名称"}
    before = versions()
    url = address(model, "change", row.pk)
    assert desk.post(url, filled_form(desk, url, reason="更名", **changed)).status_code == 302
    assert moved(before) == {2020, 2021}


def test_a_change_of_a_person_moves_every_plan(desk):
    make_plan(2021)
    make_plan(2020)
    user = make_user("li")
    before = versions()
    url = f"/admin/guanlu/user/{user.pk}/change/"
    assert desk.post(url, filled_form(desk, url, full_name="李四")).status_code == 302
    assert moved(before) == {2020, 2021}


@pytest.mark.parametrize("model", [Plan, Document, Section])
def test_a_change_of_one_year_moves_that_plan_alone(desk, model):
    plan = make_plan(2021)
    make_plan(2020)
    row = {
        Plan: plan,
        Document: plan.documents.get(),
        Section: Section.objects.get(document__plan=plan, number="4.2"),
    }[model]
    changed = {Plan: {"report_by_day": "8"}, Document: {"number": "关府〔2021〕1号"}, Section: {"name": "新"}}
    before = versions()
    url = address(model, "change", row.pk)
    assert desk.post(url, filled_form(desk, url, reason="更正", **changed[model])).status_code == 302
    assert moved(before) == {2021}


def test_adding_and_deleting_move_the_plan_too(desk):
    plan = make_plan(2021)
    make_plan(2020)
    document = plan.documents.get()
    before = versions()
    form = filled_form(desk, address(Section, "add"), document=str(document.pk), number="5", name="民生")
    assert desk.post(address(Section, "add"), form).status_code == 302
    assert moved(before) == {2021}
    before = versions()
    section = Section.objects.get(number="5")
    url = address(Section, "delete", section.pk)
    assert desk.post(url, {"post": "yes", "reason": "录错"}).status_code == 302
    assert moved(before) == {2021}


def test_what_is_refused_is_not_half_stored(desk):
    plan = make_plan(2021)
    url = address(Plan, "change", plan.pk)
    errors = errors_of(
        desk.post(url, filled_form(desk, url, behind_points="40", reason="试", ends_on="2023-01-01"))
    )
    assert {"far_behind_points", "ends_on"} & set(errors)
    plan.refresh_from_db()
    assert (plan.behind_points, plan.ends_on) == (10, date(2021, 12, 31))


def test_what_something_hangs_on_is_not_deleted_and_the_page_says_so_in_chinese(desk):
    office = make_office()
    make_target(make_plan(), lead_office=office)
    url = address(Office, "delete", office.pk)
    page = desk.get(url).content.decode()
    assert "受保护" in page
    desk.post(url, {"post": "yes", "reason": "撤销"})
    assert Office.objects.filter(pk=office.pk).exists()


def test_what_is_deleted_needs_a_reason_and_stays_in_the_history(desk):
    office = make_office("录错的办公室")
    url = address(Office, "delete", office.pk)
    assert desk.post(url, {"post": "yes"}).status_code == 302
    assert Office.objects.filter(pk=office.pk).exists()
    desk.post(url, {"post": "yes", "reason": "录错"})
    assert not Office.objects.filter(pk=office.pk).exists()
    record = Office.history.latest()
    assert (record.name, record.history_type, record.history_change_reason) == ("录错的办公室", "-", "录错")


def test_an_empty_plan_goes_with_its_version(desk):
    plan = Plan.objects.create(year=2030, starts_on=date(2030, 1, 1), ends_on=date(2030, 12, 31))
    PlanVersion.objects.create(plan=plan)
    assert desk.post(address(Plan, "delete", plan.pk), {"post": "yes", "reason": "录错"}).status_code == 302
    assert not Plan.objects.exists()
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize("model", [Area, Village, Office, Duty, Plan, Document, Section])
def test_rows_are_not_deleted_by_the_dozen(desk, model):
    plan = make_plan()
    village, office = make_village(area=make_area()), make_office()
    give_duty(make_user("li"), "reporter", village=village)
    give_duty(make_user("wang"), "reviewer", office=office)
    count = model.objects.count()
    chosen = [str(pk) for pk in model.objects.values_list("pk", flat=True)]
    desk.post(
        address(model), {"action": "delete_selected", "_selected_action": chosen, "post": "yes", "index": "0"}
    )
    assert model.objects.count() == count
    assert plan.documents.exists()


def test_a_closed_year_is_read_only(desk):
    plan = make_plan()
    target = make_target(plan)
    share = make_share(target, make_village())
    document = plan.documents.get()
    section = document.sections.first()
    Plan.objects.update(state=Plan.State.CLOSED)
    for row in (document, section, target, share):
        url = address(type(row), "change", row.pk)
        assert desk.get(url).status_code == 200
        assert 'name="_save"' not in desk.get(url).content.decode()
        assert desk.post(url, {"name": "其他", "reason": "试"}).status_code == 403
        assert (
            desk.post(address(type(row), "delete", row.pk), {"post": "yes", "reason": "试"}).status_code
            == 403
        )


def test_nothing_is_added_to_a_closed_year(desk):
    plan = make_plan()
    target = make_target(plan)
    village = make_village()
    Plan.objects.update(state=Plan.State.CLOSED)
    document = plan.documents.get()
    forged = {"document": str(document.pk), "number": "9", "name": "新"}
    assert "document" in errors_of(desk.post(address(Section, "add"), forged))
    url = address(type(target.allocations.get()), "add")
    form = filled_form(desk, url, target=str(target.pk), village=str(village.pk), goal="5")
    errors = errors_of(desk.post(url, form))
    assert "__all__" in errors
    assert target.allocations.count() == 1


def test_a_closed_plan_can_only_be_opened_again_and_says_why(desk):
    plan = make_plan(state=Plan.State.CLOSED)
    url = address(Plan, "change", plan.pk)
    refused = desk.post(url, {"state": "running", "year": "1999"})
    assert "reason" in errors_of(refused)
    assert desk.post(url, {"state": "running", "year": "1999", "reason": "误结账"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.year) == (Plan.State.RUNNING, 2021)
    assert Plan.history.latest().history_change_reason == "误结账"


def test_a_past_version_is_looked_at_and_cannot_be_brought_back_by_a_forged_form(desk):
    office = make_office("党政办")
    office.name = "党政综合办公室"
    office.save()
    first = Office.history.earliest()
    url = address(Office, f"history/{first.pk}", office.pk)
    page = desk.get(url)
    assert page.status_code == 200
    assert "党政办" in page.content.decode()
    assert 'name="name"' not in page.content.decode()
    assert desk.post(url, {"name": "党政办", "reason": "回滚"}).status_code == 403
    assert Office.objects.get().name == "党政综合办公室"
    assert Office.history.count() == 2


def test_the_history_tells_each_change_with_its_reason_as_people_write_it(desk):
    plan = make_plan()
    url = address(Plan, "change", plan.pk)
    desk.post(url, filled_form(desk, url, behind_points="12.5", reason="县上要求"))
    page = desk.get(address(Plan, "history", plan.pk)).content.decode()
    assert "县上要求" in page
    assert "10 → 12.5" in page


def test_a_reason_too_long_for_the_history_is_refused(desk):
    office = make_office()
    url = address(Office, "change", office.pk)
    assert "reason" in errors_of(desk.post(url, filled_form(desk, url, name="新", reason="因" * 501)))


def test_who_holds_a_duty_today_is_a_filter_and_a_count(desk):
    office = make_office()
    give_duty(make_user("li"), "reviewer", office=office)
    give_duty(make_user("wang"), "reviewer", office=office, ends_on=date(2021, 6, 1))
    give_duty(make_user("gone", is_active=False), "reviewer", office=office)
    for asked, count in (("yes", 1), ("no", 2)):
        assert desk.get(address(Duty), {"held": asked}).context["cl"].result_count == count
    row = desk.get(address(Office)).context["cl"].result_list[0]
    assert (row.reviewers_now, row.reporters_now) == (1, 0)
