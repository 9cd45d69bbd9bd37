"""A row of the set-up open in two tabs: the second save does not overwrite the first unseen."""

import pytest

from targets.models import Document, Office, Plan, Section, Target
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import make_office, make_plan, make_share, make_target, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator("zhang", full_name="张三"))


@pytest.fixture
def other_desk(logged_in):
    return logged_in(make_administrator("li", full_name="李四"))


def rows():
    plan = make_plan(2021, state=Plan.State.DRAFT)
    return {
        Target: make_target(plan),
        Document: plan.documents.get(),
        Section: Section.objects.get(document__plan=plan, number="4.2"),
        Plan: plan,
        Office: make_office("农办"),
    }


@pytest.mark.parametrize(
    ("model", "first", "second"),
    [
        (Target, {"name": "甲"}, {"note": "乙"}),
        (Document, {"title": "甲"}, {"number": "乙"}),
        (Section, {"name": "甲"}, {"name_en": "B"}),
        (Plan, {"report_by_day": "8"}, {"behind_points": "12"}),
        (Office, {"name": "甲"}, {"name_en": "B"}),
    ],
)
def test_the_second_save_is_refused_once_and_keeps_what_was_typed(desk, other_desk, model, first, second):
    row = rows()[model]
    url = address(model, "change", row.pk)
    tab, other_tab = (
        filled_form(desk, url, reason="一", **first),
        filled_form(other_desk, url, reason="二", **second),
    )
    assert desk.post(url, tab).status_code == 302
    refused = other_desk.post(url, other_tab)
    (sentence,) = errors_of(refused)["__all__"]
    assert sentence.startswith("此项已被张三于")
    assert sentence.endswith("修改，请核对后再保存。")
    form = refused.context["adminform"].form
    [(name, value)] = second.items()
    assert form[name].value() == value
    row.refresh_from_db()
    [(changed, kept)] = first.items()
    assert str(getattr(row, changed)) == kept
    again = other_tab | {"drawn_from": form["drawn_from"].value()}
    assert other_desk.post(url, again).status_code == 302


def test_one_tab_saves_as_often_as_it_likes_and_a_form_that_tells_no_version_is_taken(desk):
    office = make_office()
    url = address(Office, "change", office.pk)
    for name in ("甲", "乙"):
        assert desk.post(url, filled_form(desk, url, name=name, reason="更名")).status_code == 302
    old = filled_form(desk, url, name="丙", reason="更名", drawn_from=None)
    assert desk.post(url, filled_form(desk, url, name="丁", reason="更名")).status_code == 302
    assert desk.post(url, old).status_code == 302
    office.refresh_from_db()
    assert office.name == "丙"


def test_what_another_saved_of_the_shares_of_a_target_is_not_overwritten_either(desk, other_desk):
    target = make_target(make_plan(state=Plan.State.DRAFT))
    share = make_share(target, make_village(), goal=20)
    url, own = address(Target, "change", target.pk), address(type(share), "change", share.pk)
    tab = filled_form(desk, url, note="乙", reason="一")
    assert other_desk.post(own, filled_form(other_desk, own, goal="30", reason="二")).status_code == 302
    assert "此项已被李四于" in errors_of(desk.post(url, tab))["__all__"][0]
    share.refresh_from_db()
    assert share.goal == 30


def test_the_page_of_a_row_costs_one_query_more_for_it(desk, django_assert_num_queries):
    office = make_office()
    url = address(Office, "change", office.pk)
    desk.get(url)
    with django_assert_num_queries(7):
        desk.get(url)
