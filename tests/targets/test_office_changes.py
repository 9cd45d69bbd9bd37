"""An office is renamed, or goes out of use: what follows at once, what stays, what has to be done first."""

from datetime import date

import pytest

from targets.models import Allocation, Duty, Office, Plan, PlanVersion, Target
from targets.setup.offices import still_needed
from tests.targets.admin_pages import address, errors_of, filled_form, make_administrator
from tests.targets.factories import give_duty, make_office, make_share, make_target, make_user
from tests.targets.ledger_factories import NOW, TODAY, make_town, total

pytestmark = pytest.mark.django_db
OLD, NEW = "农业服务中心", "农业综合服务中心"


@pytest.fixture
def town():
    """An office that leads, owns a share, stands in, and has an English name; its figures are logged."""
    made = make_town()
    made.leader = make_user("leader")
    give_duty(made.leader, "leader", made.office)
    Office.objects.filter(pk=made.office.pk).update(name_en="Farming office", is_fallback_reviewer=True)
    made.office.refresh_from_db()
    made.promise = made.share()
    made.counted(made.promise, "40")
    make_share(made.target(), name="示范片", goal=5, office=made.office)
    return made


@pytest.fixture
def desk(logged_in):
    """The administrator's browser."""
    return logged_in(make_administrator())


def change(client, office, **changes):
    url = address(Office, "change", office.pk)
    return client.post(url, filled_form(client, url, **{"reason": "机构改革"} | changes), follow=True)


def pages(town, clients):
    """Every page that names an office."""
    target = town.promise.target
    urls = [("leader", "/2021/"), ("leader", "/2021/targets/"), ("leader", target.get_absolute_url())]
    urls += [
        ("leader", "/2021/targets/?_export=csv"),
        ("admin", address(Target)),
        ("admin", address(Allocation)),
    ]
    urls += [("admin", address(Duty)), ("admin", address(Office))]
    urls += [("admin", address(Target, "change", target.pk))]
    return {url: clients[who].get(url).content.decode() for who, url in urls}


def test_a_renamed_office_has_its_new_name_everywhere_at_once(town, desk, logged_in, time_machine):
    time_machine.move_to(NOW, tick=False)
    clients = {"leader": logged_in(town.leader), "admin": desk}
    before = pages(town, clients)
    assert [url for url, text in before.items() if OLD not in text] == []
    change(desk, town.office, name=NEW)
    after = pages(town, clients)
    assert [url for url, text in after.items() if NEW not in text] == []
    assert [url for url, text in after.items() if OLD in text] == []


def test_what_hangs_on_a_renamed_office_stays(town, desk):
    numbers = dict(PlanVersion.objects.values_list("pk", "number"))
    duties = list(Duty.objects.order_by("pk").values())
    shares = list(Allocation.objects.order_by("pk").values())
    change(desk, town.office, name=NEW)
    town.office.refresh_from_db()
    assert (town.office.name, town.office.is_active, town.office.is_fallback_reviewer) == (NEW, True, True)
    assert total(town.promise) == 40
    assert list(Duty.objects.order_by("pk").values()) == duties
    assert list(Allocation.objects.order_by("pk").values()) == shares
    assert all(number > numbers[pk] for pk, number in PlanVersion.objects.values_list("pk", "number"))
    assert town.log(town.promise, "5").state == "submitted"


def test_the_history_keeps_the_old_name_and_the_reason(town, desk):
    change(desk, town.office, name=NEW, reason="南委编〔2021〕3号")
    names = list(
        Office.history.filter(id=town.office.pk).order_by("history_id").values_list("name", flat=True)
    )
    assert names == [OLD, NEW]
    page = desk.get(address(Office, "history", town.office.pk)).content.decode()
    assert "南委编〔2021〕3号" in page
    assert OLD in page


@pytest.mark.parametrize(
    ("changes", "is_reminded"),
    [({"name": NEW}, True), ({"name": NEW, "name_en": "Rural office"}, False), ({"name_en": "Rural"}, False)],
)
def test_who_renames_an_office_is_reminded_of_its_english_name(town, desk, changes, is_reminded):
    said = " ".join(str(message) for message in change(desk, town.office, **changes).context["messages"])
    assert ("Farming office" in said) == is_reminded


def test_two_offices_do_not_get_one_name(town, desk):
    assert "name" in errors_of(change(desk, town.office, name=town.other_office.name))


def test_an_office_that_is_still_needed_does_not_go_out_of_use_and_is_told_what_to_do(town, desk):
    said = " ".join(errors_of(change(desk, town.office, is_active=None))["is_active"])
    for sentence in ("牵头 2 项目标任务", "负责 1 项分解任务", "4 项职责未终止", "唯一的兜底单位"):
        assert sentence in said
    town.office.refresh_from_db()
    assert town.office.is_active


def test_an_office_goes_out_of_use_when_nothing_hangs_on_it(town, desk, time_machine):
    time_machine.move_to(NOW, tick=False)
    Target.objects.update(lead_office=town.other_office)
    Allocation.objects.update(office=None)
    Duty.objects.filter(office=town.office).update(ends_on=TODAY)
    answer = change(desk, town.office, is_active=None, is_fallback_reviewer=None)
    assert answer.redirect_chain
    town.office.refresh_from_db()
    assert not town.office.is_active


def test_an_office_out_of_use_can_still_be_renamed_and_put_back(town, desk):
    Office.objects.filter(pk=town.office.pk).update(is_active=False)
    town.office.refresh_from_db()
    change(desk, town.office, name=NEW)
    change(desk, town.office, is_active="on")
    town.office.refresh_from_db()
    assert (town.office.name, town.office.is_active) == (NEW, True)


@pytest.mark.parametrize(
    ("state", "is_needed"), [(Plan.State.DRAFT, True), (Plan.State.RUNNING, True), (Plan.State.CLOSED, False)]
)
def test_a_closed_year_needs_no_office_any_more(state, is_needed):
    town = make_town()
    office = make_office("党政办")
    make_share(make_target(town.plan, "4.2.90", lead_office=office), name="示范片", goal=5, office=office)
    Plan.objects.update(state=state)
    assert len(still_needed(office, on=TODAY, stands_in=False)) == (2 if is_needed else 0)


@pytest.mark.parametrize(("ended_on", "is_needed"), [(None, True), (date(2021, 6, 21), True), (TODAY, False)])
def test_shares_and_duties_that_have_ended_do_not_count(ended_on, is_needed):
    town = make_town()
    office = make_office("党政办")
    make_share(town.target(), name="示范片", goal=5, office=office, ended_on=ended_on)
    give_duty(make_user("zhou"), "reporter", office, ends_on=ended_on)
    assert len(still_needed(office, on=TODAY, stands_in=False)) == (2 if is_needed else 0)


@pytest.mark.parametrize(
    ("other", "stands_in", "is_needed"),
    [
        (None, True, True),
        ({"is_fallback_reviewer": True}, True, False),
        ({"is_fallback_reviewer": True, "is_active": False}, True, True),
        ({"is_fallback_reviewer": False}, True, True),
        (None, False, False),
    ],
)
def test_one_office_at_least_goes_on_standing_in(other, stands_in, is_needed):
    office = make_office("党政办", is_fallback_reviewer=True)
    if other is not None:
        make_office("另一个", **other)
    assert bool(still_needed(office, on=TODAY, stands_in=stands_in)) == is_needed
