"""The page 分解到村: choice, preview, confirmation; whatever is wrong is said, and nothing typed is lost."""

import html
import re
from datetime import date

import pytest
import time_machine

from targets.models import Target
from tests.targets.admin_pages import address, make_administrator
from tests.targets.factories import (
    make_plan,
    make_share,
    make_target,
    make_village,
    whole_town,
)
from tests.targets.ledger_factories import make_town
from tests.targets.split_pages import boxes, confirm, faults, goals, lines, page_of, send, ticked

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


@pytest.mark.parametrize(
    ("number", "day", "fault"),
    [
        ("关府9号", "", "decision_on"),
        ("", "2021-06-01", "decision_number"),
        ("关府9号", "2099-06-01", "decision_on"),
    ],
)
def test_a_document_given_in_part_or_of_a_day_to_come_stops_a_split(desk, number, day, fault):
    target, villages = make_town().target(), [make_village("甲村")]
    page = confirm(desk, target, villages, "100", decision_number=number, decision_on=day)
    assert list(page.context["form"].errors) == [fault]
    assert not target.allocations.exclude(village=None).exists()
