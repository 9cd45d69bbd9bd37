"""The page 分解到村 for targets that are split already, for each measure, and for each person."""

from datetime import date

import pytest
import time_machine

from targets.models import Allocation, Plan, Target
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import (
    give_duty,
    make_area,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
    whole_town,
)
from tests.targets.ledger_factories import make_town
from tests.targets.split_pages import confirm, faults, goals, lines, page_of, send, ticked

pytestmark = pytest.mark.django_db
NAMES = ["关渡村", "柏垭村", "石庄村"]
DECISION = {"decision_number": "关府〔2021〕12号", "decision_on": "2021-06-18"}


@pytest.fixture(autouse=True)
def _on_that_day():
    with time_machine.travel("2021-06-20 09:00+08:00", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def villages(db):
    return [make_village(name, groups=groups) for name, groups in zip(NAMES, (8, 4, 3), strict=True)]


@pytest.fixture
def target(villages):
    return make_target(make_plan())


def test_shares_there_are_show_their_goal_and_are_not_ticked_while_something_is_left(desk, target, villages):
    make_share(target, villages[0], goal=120)
    page = desk.get(page_of(target))
    assert ticked(page) == [village.pk for village in villages[1:]]
    assert page.context["form"]["amount"].value() == "380"
    assert [choice.present for choice in page.context["areas"][0].choices] == ["120亩", "", ""]


@pytest.mark.parametrize(("goal", "amount", "count"), [(499, "1", 2), (500, "500", 3)])
def test_where_nothing_is_left_all_are_ticked_and_split_anew(desk, target, villages, goal, amount, count):
    make_share(target, villages[0], goal=goal)
    page = desk.get(page_of(target))
    assert (page.context["form"]["amount"].value(), len(ticked(page))) == (amount, count)


@pytest.mark.parametrize(
    ("logged", "amount"),
    [("0", "500"), ("0.5", "499.5"), ("499", "1"), ("500", "0"), ("600", "0")],
)
def test_what_the_whole_town_has_logged_is_not_proposed_for_splitting(desk, villages, logged, amount):
    town = make_town()
    target = town.target()
    if logged != "0":
        town.log(whole_town(target), logged, note="已核实")
    field = desk.get(page_of(target)).context["form"]["amount"]
    assert field.value() == amount
    said = f"全镇已填报 {logged}亩，留在全镇；默认只分解其余部分。"
    assert field.help_text == ("" if logged == "0" else said)
    assert (said in desk.get(page_of(target)).content.decode()) is (logged != "0")


def test_where_the_whole_town_has_logged_all_the_amount_proposed_is_nothing_and_the_rows_say_so(
    desk, villages
):
    town = make_town()
    target = town.target()
    town.log(whole_town(target), "500", note="已核实")
    page = send(desk, target)
    assert list(lines(page).values()) == ["0", "0", "0"]
    assert list(faults(page)) == NAMES
    assert page.context["preview"].warning == ""
    assert target.allocations.count() == 1


def test_what_stands_is_approved_or_waiting_and_what_a_correction_took_away_does_not(desk, villages):
    town = make_town()
    target = town.target()
    whole = whole_town(target)
    town.correct(town.counted(whole, "100"), "60")
    town.log(whole, "20")
    town.returned(whole, "7")
    town.counted(make_share(target, villages[0], goal=50), "30")
    assert desk.get(page_of(target)).context["form"]["amount"].value() == "370"


@pytest.mark.parametrize("measure", ["level", "limit"])
def test_figures_of_other_measures_are_not_taken_off_the_amount(desk, villages, measure):
    town = make_town()
    target = town.target(measure, unit="人")
    town.log(whole_town(target), "30")
    field = desk.get(page_of(target)).context["form"]["amount"]
    assert (field.value(), field.help_text) == ("500", "")
    assert send(desk, target, amount="490").context["preview"].warning == ""


@pytest.mark.parametrize(
    ("logged", "amount", "said"),
    [
        (None, "500", ""),
        ("60", "400", ""),
        ("60", "440", ""),
        ("60", "441", "分解后全镇目标 59亩，已完成 101.7%；"),
        ("60", "480", "分解后全镇目标 20亩，已完成 300.0%；"),
        ("60", "500", "分解后全镇不再有目标；"),
        ("60", "700", "分解后全镇不再有目标；"),
    ],
)
def test_a_whole_town_left_with_less_than_it_logged_is_warned_of_and_not_refused(
    desk, villages, logged, amount, said
):
    town = make_town()
    target = town.target()
    if logged:
        town.log(whole_town(target), logged)
    page = send(desk, target, way="evenly", amount=amount)
    warning = page.context["preview"].warning
    assert warning == (f"已填报的 60亩留在全镇，{said}如不合适，请减少分解总量。" if said else "")
    assert ("split-warning" in page.content.decode()) is bool(said)
    typed = lines(page).values()
    assert confirm(desk, target, villages, *typed, amount=amount).status_code == 302


def test_a_goal_that_is_owed_already_moves_by_a_document_only(desk, target, villages):
    make_share(target, villages[0], goal=120)
    assert send(desk, target, villages=villages, way="evenly").context["preview"].needs_decision
    page = confirm(desk, target, villages, "100", "100", "100")
    assert "decision_number" in page.context["form"].errors
    assert list(lines(page).values()) == ["100", "100", "100"]
    assert goals(target) == {"关渡村": "1.2E+2"}
    assert confirm(desk, target, villages, "100", "100", "100", **DECISION).status_code == 302
    version = target.allocations.get(village=villages[0]).history.latest()
    assert version.history_change_reason == "分解到村"
    assert (version.decision_number, version.decided_on) == (DECISION["decision_number"], date(2021, 6, 18))


def test_new_shares_need_a_reason_alone(desk, target, villages):
    make_share(target, villages[0], goal=120)
    assert confirm(desk, target, villages, "120", "100", "100").status_code == 302


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "typed"),
    [
        ("ratio", 95, "%", {"counted_unit": "户"}),
        ("limit", 0, "人", {}),
        ("routine", None, "次", {}),
        ("steps", None, "", {}),
    ],
)
def test_where_no_amount_is_split_there_is_nothing_to_type(desk, villages, measure, goal, unit, typed):
    target = make_target(make_plan(), measure=measure, goal=goal, unit=unit)
    page = send(desk, target, **typed)
    assert not page.context["preview"].is_typed
    assert "amount" not in page.context["form"].fields
    assert send(desk, target, "confirm", reason="分解到村", **typed).status_code == 302
    shares = target.allocations.exclude(village=None)
    assert {(share.goal, share.counted_unit) for share in shares} == {(goal, "户" if typed else "")}
    assert len(shares) == 3


def test_a_sum_without_a_goal_gives_duties_to_report(desk, villages):
    target = make_target(make_plan(), goal=None)
    page = send(desk, target, way="evenly")
    assert list(lines(page).values()) == ["", "", ""]
    assert confirm(desk, target, villages, "", "", "30").status_code == 302
    assert [share.goal for share in target.allocations.exclude(village=None)] == [None, None, 30]


def test_what_is_not_split_leads_back_with_a_sentence(desk, villages):
    percent = make_target(make_plan(), measure="level", goal=95, unit="%")
    closed = make_target(make_plan(2020))
    Plan.objects.filter(year=2020).update(state=Plan.State.CLOSED)
    for target, word in ((percent, "百分比"), (closed, "结账")):
        page = desk.get(page_of(target), follow=True)
        assert page.redirect_chain[-1][0] == address(Target, "change", target.pk)
        assert word in str([*page.context["messages"]][-1])
        assert desk.post(page_of(target), {"confirm": "1"}).status_code == 302
    assert Allocation.objects.count() == 2
    assert page_of(closed) not in desk.get(address(Target, "change", closed.pk)).content.decode()


def test_administrators_alone_split(logged_in, target):
    colleague, reporter = make_user("li", is_staff=True), make_user("wang")
    for user in (colleague, reporter):
        give_duty(user, "reviewer", make_office(f"{user}室"))
    # Who may enter the admin is refused; who may not is sent to log in.
    for user, status in ((colleague, 403), (reporter, 302)):
        client = logged_in(user)
        assert client.get(page_of(target)).status_code == status
        assert client.post(page_of(target), {"confirm": "1"}).status_code == status
    assert target.allocations.count() == 1
    assert logged_in(make_administrator()).get(address(Target, "split", 999)).status_code == 404


def test_the_areas_stand_above_their_villages(desk, target):
    area = make_area("东片区")
    make_village("双坪村", area=area)
    names = [str(each.area) for each in desk.get(page_of(target)).context["areas"]]
    assert sorted(names) == ["None", "东片区"]


@pytest.mark.parametrize("size", [3, 30])
def test_choice_and_preview_cost_the_same_queries_at_any_size(desk, target, size, django_assert_num_queries):
    area = make_area()
    for number in range(size):
        make_share(target, make_village(f"第{number}村", area=area), goal=1)
    desk.get(page_of(target))
    with django_assert_num_queries(CHOICE_QUERIES):
        desk.get(page_of(target))
    form = {
        **filled_form(desk, page_of(target)),
        "villages": ticked(desk.get(page_of(target))),
        "preview": "1",
    }
    with django_assert_num_queries(CHOICE_QUERIES + 1):
        desk.post(page_of(target), form)


CHOICE_QUERIES = 8
"""Session, user and groups; the target, its villages and shares."""
