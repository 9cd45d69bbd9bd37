"""The page 分解到村: choice, preview, confirmation; whatever is wrong is said, and nothing typed is lost."""

import html
import re
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


def page_of(target):
    return address(Target, "split", target.pk)


def send(desk, target, button="preview", **typed):
    """The form as it stands, with what is typed; villages by their rows."""
    if "villages" in typed:
        typed["villages"] = [village.pk for village in typed["villages"]]
    else:
        typed["villages"] = ticked(desk.get(page_of(target)))
    return desk.post(page_of(target), {**filled_form(desk, page_of(target)), **typed, button: "1"})


def ticked(page):
    return [
        choice.village.pk for area in page.context["areas"] for choice in area.choices if choice.is_ticked
    ]


def lines(page):
    return {line.village.name: line.typed for line in page.context["preview"].lines}


def faults(page):
    return {line.village.name: line.error for line in page.context["preview"].lines if line.error}


def boxes(villages, *typed):
    return {f"goal_{village.pk}": text for village, text in zip(villages, typed, strict=True)}


def confirm(desk, target, villages, *typed, **fields):
    return send(
        desk,
        target,
        "confirm",
        **{"villages": villages, "reason": "分解到村", **boxes(villages, *typed), **fields},
    )


def goals(target):
    return {share.label: str(share.goal.normalize()) for share in target.allocations.exclude(village=None)}


def test_the_button_leads_from_the_target_to_its_split(desk, target):
    assert page_of(target) in desk.get(address(Target, "change", target.pk)).content.decode()
    page = desk.get(page_of(target))
    assert len(ticked(page)) == 3
    form = page.context["form"]
    assert (form["amount"].value(), form["starts_on"].value()) == ("500", date(2021, 6, 1))


@pytest.mark.parametrize(
    ("unit", "goal", "fields", "expected"),
    [
        ("亩", 500, {"way": "evenly"}, ["166.7", "166.7", "166.6"]),
        ("亩", 500, {"way": "groups"}, ["266.7", "133.3", "100"]),
        ("亩", 500, {"way": "evenly", "amount": "8公顷"}, ["40", "40", "40"]),
        ("亩", 500, {"way": "evenly", "amount": "１２０"}, ["40", "40", "40"]),
        ("头", 20000, {"way": "evenly", "amount": "1.2万"}, ["4,000", "4,000", "4,000"]),
        ("口", 10, {"way": "evenly"}, ["4", "3", "3"]),
        ("口", 10, {"way": "groups"}, ["5", "3", "2"]),
        ("亩", 500, {"way": "pasted", "column": "120\n1,200\n50"}, ["120", "1,200", "50"]),
        (
            "亩",
            500,
            {"way": "pasted", "column": "石庄村\t50\n关渡村\t120\n柏垭村\t0.8公顷"},
            ["120", "12", "50"],
        ),
        ("亩", 500, {"way": "hand"}, ["", "", ""]),
    ],
)
def test_each_way_fills_the_boxes_of_the_preview_and_stores_nothing(
    desk, villages, unit, goal, fields, expected
):
    target = make_target(make_plan(), goal=goal, unit=unit)
    page = send(desk, target, **fields)
    assert page.status_code == 200
    assert list(lines(page).values()) == expected
    assert faults(page) == {}
    assert target.allocations.count() == 1


def test_the_preview_says_the_sum_against_the_goal(desk, target):
    make_share(target, name="示范园", goal=20)
    page = send(desk, target, way="pasted", column="200\n150\n100")
    assert page.context["preview"].total.said == "已分解 470 / 500亩，共4项，差 30"
    percents = [line.percent for line in page.context["preview"].lines]
    assert percents == ["40.0%", "30.0%", "20.0%"]


def test_the_boxes_are_mended_by_hand_and_confirmed(desk, target, villages):
    page = confirm(desk, target, villages, "200", "180亩", "100")
    assert page.status_code == 302
    assert goals(target) == {"关渡村": "2E+2", "柏垭村": "1.8E+2", "石庄村": "1E+2"}
    whole = whole_town(target)
    assert (whole.goal, whole.is_owed) == (20, True)
    share = target.allocations.get(village=villages[0])
    assert share.starts_on == date(2021, 6, 1)
    version = share.history.latest()
    assert (version.history_change_reason, version.history_user.username) == ("分解到村", "zhang")


def test_a_ticked_village_without_a_box_is_asked_for_and_what_was_typed_stays(desk, target, villages):
    page = send(desk, target, "confirm", reason="分解到村", **boxes(villages[:2], "200", "很多"))
    assert set(faults(page)) == {"柏垭村", "石庄村"}
    assert lines(page) == {"关渡村": "200", "柏垭村": "很多", "石庄村": ""}
    assert target.allocations.count() == 1


@pytest.mark.parametrize(
    ("unit", "typed", "at_fault"),
    [
        ("亩", ("1", "0.1", "0.0001"), []),
        ("亩", ("0", "1", "1"), ["关渡村"]),
        ("亩", ("1", "-1", "1"), ["柏垭村"]),
        ("口", ("1", "1.5", "1"), ["柏垭村"]),
        ("口", ("1", "2", "1"), []),
        ("亩", ("", "1", "1"), ["关渡村"]),
        ("亩", ("1", "2", "3头"), ["石庄村"]),
    ],
)
def test_what_is_wrong_with_a_share_stands_beside_it(desk, villages, unit, typed, at_fault):
    target = make_target(make_plan(), unit=unit)
    page = confirm(desk, target, villages, *typed)
    if at_fault:
        assert list(faults(page)) == at_fault
        assert list(lines(page).values()) == list(typed)
    assert target.allocations.count() == (1 if at_fault else 4)


def test_more_villages_than_pieces_leave_some_without_a_share_and_say_so(desk, villages):
    target = make_target(make_plan(), goal=2, unit="口")
    page = send(desk, target, way="evenly")
    assert list(lines(page).values()) == ["1", "1", "0"]
    assert list(faults(page)) == ["石庄村"]
    assert "取消勾选" in faults(page)["石庄村"]


def test_a_village_without_groups_gets_nothing_by_groups_and_none_at_all_is_refused(desk, target, villages):
    villages[2].groups = 0
    villages[2].save()
    assert list(faults(send(desk, target, way="groups"))) == ["石庄村"]
    page = send(desk, target, way="groups", villages=villages[2:])
    assert "村民小组数" in page.context["preview"].problems[0]


def test_a_pasted_column_that_does_not_fit_is_told_row_by_row(desk, target):
    page = send(desk, target, way="pasted", column="关渡村 120\n关渡村 5\n柏垭村 约80\n某某村 9")
    assert set(faults(page)) == {"关渡村", "柏垭村", "石庄村"}
    assert "某某村 9" in page.context["preview"].problems[0]
    assert "某某村 9" in page.content.decode()
    assert page.context["form"]["column"].value() == "关渡村 120\n关渡村 5\n柏垭村 约80\n某某村 9"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"amount": "很多"}, "amount"), ({"amount": "-5"}, "amount"), ({"amount": ""}, "amount"),
        ({"villages": []}, "villages"), ({"way": "guess"}, "way"), ({"starts_on": "昨天"}, "starts_on"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_read_is_refused_with_a_sentence(desk, target, fields, name):
    page = send(desk, target, **fields)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [name])
    assert page.context["preview"] is None


@pytest.mark.parametrize("missing", ["reason", "starts_on"])
def test_a_confirmation_without_a_reason_keeps_every_box(desk, target, villages, missing):
    fields = {"reason": {"reason": ""}, "starts_on": {"starts_on": "2020-01-01"}}[missing]
    page = confirm(desk, target, villages, "200", "180", "100", **fields)
    assert (page.status_code, list(page.context["form"].errors)) == (
        422,
        [missing if missing == "starts_on" else "reason"],
    )
    assert list(lines(page).values()) == ["200", "180", "100"]
    assert target.allocations.count() == 1
    said = re.sub("<[^>]+>", "", html.unescape(page.content.decode()))
    assert ("原因" if missing == "reason" else "年初") in said
    assert "错误" in said or "请" in said


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


def test_a_goal_that_is_owed_already_moves_by_a_document_only(desk, target, villages):
    make_share(target, villages[0], goal=120)
    assert send(desk, target, villages=villages, way="evenly").context["preview"].needs_decision
    page = confirm(desk, target, villages, "100", "100", "100")
    assert "decision_number" in page.context["form"].errors
    assert list(lines(page).values()) == ["100", "100", "100"]
    assert goals(target) == {"关渡村": "1.2E+2"}
    assert confirm(desk, target, villages, "100", "100", "100", **DECISION).status_code == 302
    version = target.allocations.get(village=villages[0]).history.latest()
    assert version.history_change_reason == "〔关府〔2021〕12号〕2021年6月18日：分解到村"
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
    for user, statuses in ((colleague, {403, 302}), (reporter, {403, 302})):
        for answer in (
            logged_in(user).get(page_of(target)),
            logged_in(user).post(page_of(target), {"confirm": "1"}),
        ):
            assert answer.status_code in statuses
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
