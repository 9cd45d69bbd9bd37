"""A village is merged in the admin: asked, shown what moves, confirmed; and what the pages then say."""

from datetime import date

import pytest
import time_machine

from targets import recording
from targets.models import Allocation, Village
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import NOW
from tests.targets.merges import ON, make_merging, of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def case():
    return make_merging()


@pytest.fixture
def desk(logged_in, case):
    return logged_in(make_administrator())


def sent(desk, case, *buttons, **changes):
    url = address(Village, "merge", case.old.pk)
    form = {"successor": str(case.successor.pk), "on": "2021-06-15", "reason": "行政区划调整"}
    form |= {"decision_number": "南府函〔2021〕9号", "decision_on": "2021-06-01"}
    return desk.post(url, form | changes | dict.fromkeys(buttons, "yes"))


def test_a_merge_is_shown_before_it_is_confirmed(desk, case):
    old, _theirs = case.shares("sum", 100, 200)
    case.town.counted(old, "30")
    give_duty(make_user("clerk"), "reporter", village=case.old)
    page = sent(desk, case).content.decode()
    for said in ("原村保留30亩；关渡村目标：200亩 → 270亩", "clerk同志", "并村一经确认不能撤销"):
        assert said in page
    case.old.refresh_from_db()
    assert case.old.ended_on is None
    url = address(Village, "merge", case.old.pk)
    assert sent(desk, case, "confirm").status_code == 302
    case.old.refresh_from_db()
    assert (case.old.ended_on, case.old.successor) == (ON, case.successor)
    assert case.old.history.latest("history_id").history_user.username == "zhang"
    assert desk.get(url).status_code == 302


@pytest.mark.parametrize(
    ("measure", "goals", "logged", "said"),
    [
        ("sum", (100, None), {"amount": "30"}, "原村保留30亩；关渡村目标：— → 70亩"),
        ("sum", (30, None), {"amount": "30"}, "已完成，保留在原村，不作划转。"),
        ("limit", (2, 1), {"amount": "1"}, "原村保留1人；关渡村目标：1人 → 2人"),
        ("level", (100, 400), {"amount": "80"}, "关渡村目标：400亩 → 500亩。原村时点值自该日起不再计入"),
        ("ratio", (95, None), {"amount": "90", "base": "100"}, "为关渡村新建分解任务，标准为95.0%"),
        ("ratio", (95, 98), {"amount": "90", "base": "100"}, "关渡村仍按98.0%的标准"),
        ("routine", (None, None), {"amount": "", "note": "已检查"}, "自该日起由关渡村填报"),
    ],
)
def test_the_preview_says_of_each_measure_what_moves(desk, case, measure, goals, logged, said):
    goal = None if measure == "routine" else 95 if measure == "ratio" else 500
    old, _theirs = case.shares(measure, *goals, goal=goal)
    case.town.counted(old, **logged)
    assert said in sent(desk, case).content.decode()


@pytest.mark.parametrize("missing", ["successor", "on", "decision_number", "decision_on", "reason"])
def test_a_form_sent_in_part_is_not_merged_even_if_it_says_confirmed(desk, case, missing):
    page = sent(desk, case, "confirm", **{missing: ""})
    assert list(page.context["form"].errors) == [missing]
    case.old.refresh_from_db()
    assert case.old.ended_on is None


def test_what_the_rules_refuse_is_said_beside_its_field_and_nothing_typed_is_lost(desk, case):
    page = sent(desk, case, on="2021-06-21")
    assert list(page.context["form"].errors) == ["on"]
    assert "南府函〔2021〕9号" in page.content.decode()
    assert "successor" in sent(desk, case, successor=str(case.old.pk)).context["form"].errors


@pytest.mark.parametrize(("day", "allowed"), [("2021-06-20", True), ("2021-06-21", False)])
def test_a_merge_is_not_decided_by_a_document_of_a_day_to_come(desk, case, day, allowed):
    page = sent(desk, case, "confirm", decision_on=day)
    if allowed:
        assert page.status_code == 302
    else:
        assert list(page.context["form"].errors) == ["decision_on"]


def test_who_goes_back_to_the_form_finds_it_filled_in(desk, case):
    page = sent(desk, case, "change").content.decode()
    assert 'value="南府函〔2021〕9号"' in page
    assert 'name="confirm"' not in page


def test_a_figure_logged_since_it_was_shown_stops_the_merge(desk, case):
    old, _none = case.shares("sum", 100)
    assert "确认并村" in sent(desk, case).content.decode()
    case.town.log(old, "5", happened_on=ON)
    page = sent(desk, case, "confirm")
    assert list(page.context["form"].errors) == ["on"]
    old.refresh_from_db()
    assert old.ended_on is None


@pytest.mark.parametrize("who", ["reviewer", "stranger", "nobody"])
def test_only_administrators_merge_villages(who, case, logged_in, client):
    people = {"reviewer": case.town.wang, "stranger": make_user("stranger", is_staff=True)}
    browser = logged_in(people[who]) if who in people else client
    assert sent(browser, case, "confirm").status_code in (302, 403)
    case.old.refresh_from_db()
    assert case.old.ended_on is None


def test_a_merge_is_neither_made_nor_changed_nor_taken_back_by_hand(desk, case):
    url = address(Village, "change", case.old.pk)
    form = filled_form(desk, url, successor=str(case.successor.pk), ended_on="2021-06-15", reason="试")
    assert desk.post(url, form).status_code == 302
    case.old.refresh_from_db()
    assert case.old.ended_on is None
    assert address(Village, "merge", case.old.pk) in desk.get(url).content.decode()
    case.merge()
    assert address(Village, "merge", case.old.pk) not in desk.get(url).content.decode()
    form = filled_form(desk, url, successor="", ended_on="", reason="误并")
    assert desk.post(url, form).status_code == 302
    form = filled_form(
        desk, url, successor=str(make_village("小河村").pk), ended_on="2021-06-16", reason="改"
    )
    assert desk.post(url, form).status_code == 302
    case.old.refresh_from_db()
    assert (case.old.ended_on, case.old.successor) == (ON, case.successor)


@pytest.mark.parametrize(
    ("theirs", "own", "warned"),
    [
        (date(2021, 7, 31), None, True),
        (date(2021, 7, 31), date(2021, 8, 31), True),
        (date(2021, 8, 31), date(2021, 8, 31), False),
        (None, date(2021, 8, 31), False),
    ],
)
def test_the_preview_warns_where_what_moves_falls_due_sooner(desk, case, theirs, own, warned):
    _old, into = case.shares("sum", 100, 200, due_on=own)
    Allocation.objects.filter(pk=into.pk).update(due_on=theirs)
    page = sent(desk, case).content.decode()
    assert ("划入的目标也随之按该日期完成" in page) is warned


def test_the_preview_says_that_nothing_moves_of_what_was_logged_beside_the_plan(desk, case):
    make_share(case.town.target(), case.old, is_owed=False)
    assert "计划外填报，保留在原村，不作划转。" in sent(desk, case).content.decode()


def test_the_page_of_a_target_says_into_what_a_share_was_merged(desk, case):
    old, _none = case.shares("sum", 100)
    case.town.counted(old, "30")
    case.merge()
    page = desk.get(old.target.get_absolute_url()).content.decode()
    assert "已并入关渡村（自2021" in page
    assert "自2021" in page
    assert Allocation.objects.get(pk=old.pk).goal == 30


def test_the_successors_clerk_is_offered_the_last_day_of_the_old_share(case, logged_in):
    old, _none = case.shares("sum", 100)
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=case.successor)
    case.merge()
    browser = logged_in(clerk)
    page = browser.get(f"/2021/record/{old.pk}/")
    assert page.context["form"]["happened_on"].value() == "2021-06-14"
    assert browser.get(f"/2021/record/{of(case.successor, old.target).pk}/").status_code == 200


def test_the_preview_costs_the_same_queries_however_many_shares(desk, case, django_assert_num_queries):
    def counted():
        with django_assert_num_queries(20):
            sent(desk, case)

    for _each in range(3):
        case.shares("sum", 100, 200)
    sent(desk, case)  # what the admin remembers of its permissions is asked for once
    counted()
    for _each in range(27):
        case.shares("sum", 100, 200)
    counted()


def test_a_merge_waits_on_its_page_for_what_awaits_review(desk, case):
    old, _none = case.shares("sum", 100)
    entry = case.town.log(old, "30")
    page = sent(desk, case, "confirm")
    assert list(page.context["form"].errors) == ["__all__"]
    recording.approve(user=case.town.wang, entry=entry, now=NOW)
    assert sent(desk, case, "confirm").status_code == 302


@pytest.mark.parametrize("buttons", [(), ("confirm",)])
def test_a_refusal_about_the_day_stands_in_the_row_of_the_day(desk, case, buttons):
    page = sent(desk, case, *buttons, on="2021-06-21").content.decode()
    row = page[page.index("form-row field-on errors") : page.index("field-decision_number")]
    assert 'class="errorlist' in row
    assert "errorlist nonfield" not in page
