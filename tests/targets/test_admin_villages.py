"""Communities are added in the admin alone: then they owe, report, and stand in the matrix."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine

from targets import recording
from targets.models import Allocation, Plan, Village
from targets.recording import Figure
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2021, 9, 30, 9, tzinfo=UTC)
COMMUNITIES = [
    ("关溪社区", "Guanxi", "guanxi", "511922131001"),
    ("兴文社区", "", "xingwen", "511922131002"),
    ("三溪铺社区", "Sanxipu", "sanxipu", "511922131003"),
]


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(db, logged_in):
    """The administrator's browser."""
    return logged_in(make_administrator())


def add(desk, name, name_en, slug, code, **changes):
    url = address(Village, "add")
    form = filled_form(desk, url, name=name, name_en=name_en, slug=slug, code=code, groups="0", **changes)
    return desk.post(url, form)


def test_three_communities_are_added_and_logged_for_without_touching_code(desk, logged_in):
    office = make_office()
    target = make_target(make_plan(), lead_office=office)
    for community in COMMUNITIES:
        assert add(desk, *community).status_code == 302
    community = Village.objects.get(name="关溪社区")
    share = share_in_the_admin(desk, target, community)
    reporter, reviewer = make_user("reporter"), make_user("reviewer")
    give_duty(reporter, "reporter", office)
    give_duty(reviewer, "reviewer", office)
    figure = Figure(happened_on=date(2021, 9, 1), amount="37")
    entry = recording.submit(user=reporter, allocation=share, figure=figure, token=uuid.uuid4(), now=NOW)
    recording.approve(user=reviewer, entry=entry, now=NOW)
    matrix = logged_in(reporter).get("/2021/villages/").context["matrix"]
    assert [head.name for head in matrix.villages] == [name for name, *_rest in COMMUNITIES]
    ((row,),) = [theme.rows for theme in matrix.themes]
    assert [cell and cell.text for cell in row.cells] == ["37.0%", None, None]
    page = logged_in(reporter).get("/2021/villages/guanxi/").content.decode()
    assert "37亩" in page
    assert logged_in(reporter).get("/2021/villages/xingwen/").status_code == 200


def share_in_the_admin(desk, target, village):
    """The share of a village as the page of the target makes it."""
    url = address(type(target), "change", target.pk)
    place = int(filled_form(desk, url)["allocations-TOTAL_FORMS"])
    new = {f"allocations-{place}-{name}": value for name, value in (("village", village.pk), ("goal", "100"))}
    form = filled_form(desk, url, reason="分解到村", **new)
    form |= {"allocations-TOTAL_FORMS": str(place + 1), f"allocations-{place}-is_owed": "on"}
    response = desk.post(url, form)
    assert response.status_code == 302, errors_of(response)
    return Allocation.objects.get(target=target, village=village)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": ""}, "slug"),
        ({"slug": "关溪"}, "slug"),
        ({"slug": "guan xi"}, "slug"),
        ({"slug": "guanxi"}, "slug"),
        ({"code": "51192213100"}, "code"),
        ({"name": "关" * 41}, "name"),
    ],
)
def test_what_cannot_stand_is_refused_with_a_sentence_and_nothing_typed_is_lost(desk, changes, field):
    assert add(desk, *COMMUNITIES[0]).status_code == 302
    name, name_en, slug, code = COMMUNITIES[1]
    typed = {"name": name, "name_en": name_en, "slug": slug, "code": code} | changes
    response = add(desk, **typed)
    assert list(errors_of(response)) == [field]
    assert response.context["adminform"].form["name"].value() == typed["name"]
    assert Village.objects.count() == 1


def test_the_admin_says_where_the_name_in_the_address_comes_from(desk):
    page = desk.get(address(Village, "add")).content.decode()
    assert "没有英文名称的须在此填写" in page
    (said,) = errors_of(add(desk, "兴文社区", "", "", "511922131002"))["slug"]
    assert "中文名称不能自动生成网址" in said
    assert add(desk, *COMMUNITIES[0]).status_code == 302
    (said,) = errors_of(add(desk, "关西村", "Guanxi", "guanxi", "511922131002"))["slug"]
    assert "其他村已使用" in said


def test_two_villages_may_have_one_english_name_and_a_name_may_have_forty_characters(desk):
    assert add(desk, *COMMUNITIES[0]).status_code == 302
    assert add(desk, "关" * 40, "Guanxi", "guanxi-2", "511922131002").status_code == 302


@pytest.mark.parametrize(
    ("state", "address_shown"),
    [(Plan.State.RUNNING, "/2021/villages/guanxi/"), (Plan.State.DRAFT, None)],
)
def test_a_villages_page_leads_to_its_page_in_the_current_year(desk, state, address_shown):
    make_plan(2021, state=state)
    add(desk, *COMMUNITIES[0])
    village = Village.objects.get()
    page = desk.get(address(Village, "change", village.pk))
    assert page.context.get("absolute_url") == address_shown


def test_the_history_of_a_village_can_be_looked_at(desk):
    make_plan(2021)
    add(desk, *COMMUNITIES[0])
    record = Village.history.get()
    assert desk.get(address(Village, "history", record.id)).status_code == 200
    past = f"/admin/targets/village/{record.id}/history/{record.history_id}/"
    assert desk.get(past).status_code == 200
