"""The sheet of a draft: all targets typed down one page; what is right is saved, nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from targets.models import Plan, PlanVersion, Target
from tests.targets.admin_pages import filled_form, make_administrator
from tests.targets.factories import BODY, make_plan, make_share, make_target, make_village, whole_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2021-12-31 04:00Z", tick=False):
        yield


@pytest.fixture
def draft():
    """A draft of three targets: one without words, one with, one of routine work."""
    plan = make_plan(2022, state=Plan.State.DRAFT)
    make_target(plan, "4.2.3", goal=None, quote="")
    make_target(plan, "4.2.4")
    make_target(plan, "4.2.10", measure="routine", quote="")
    return plan


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def url(draft):
    return f"/admin/targets/plan/{draft.pk}/sheet/"


def field(code, name):
    return f"t{Target.objects.get(code=code).pk}-{name}"


def typed(code, **values):
    return {field(code, name): value for name, value in values.items()}


def save(desk, url, **values):
    return desk.post(url, {**filled_form(desk, url), **values})


def row(response, code):
    return next(each.form for each in response.context["lines"] if each.form.instance.code == code)


def test_rows_stand_in_the_order_of_their_codes(desk, url):
    assert [line.form.instance.code for line in desk.get(url).context["lines"]] == [
        "4.2.3",
        "4.2.4",
        "4.2.10",
    ]


def test_a_sheet_sent_back_as_it_was_changes_nothing(desk, url):
    before = Target.history.count()
    assert save(desk, url).status_code == 302
    assert Target.history.count() == before


def test_goal_qualifier_due_date_and_words_are_saved_together(desk, url):
    sent = typed("4.2.3", goal="600", qualifier="预计", due_on="2022-06-30", quote="新植金银花500亩")
    assert save(desk, url, **sent).status_code == 302
    target = Target.objects.get(code="4.2.3")
    assert (target.goal, target.qualifier, target.due_on, target.due_basis) == (
        600, "预计", date(2022, 6, 30), "report",
    )  # fmt: skip
    assert (target.quote, target.quote_start) == ("新植金银花500亩", BODY.find("新植金银花500亩"))
    record = target.history.latest()
    assert (record.history_change_reason, record.history_user.username) == ("核对原文", "zhang")
    assert whole_town(target).goal == 600
    assert Target.objects.get(code="4.2.4").history.count() == 1


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("600", 600),
        ("1,200亩", 1200),
        ("１．５万", 15000),
        ("2公顷", 30),
        ("六百", 600),
        ("0.5", Decimal("0.5")),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_type_them(desk, url, text, goal):
    Target.objects.filter(code="4.2.4").update(goal=7)
    save(desk, url, **typed("4.2.4", goal=text))
    assert Target.objects.get(code="4.2.4").goal == goal


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"goal": "约600"}, "goal"),
        ({"goal": "600头"}, "goal"),
        ({"goal": "0"}, "goal"),
        ({"goal": "-5"}, "goal"),
        ({"due_on": "2023-01-01"}, "due_on"),
        ({"due_on": "2022-13-01"}, "due_on"),
        ({"due_on": "不知道"}, "due_on"),
        ({"quote": "新植金银花600亩"}, "quote"),
        ({"qualifier": "一" * 13}, "qualifier"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_stays_as_typed(desk, url, values, name):
    response = save(desk, url, **typed("4.2.4", **values))
    assert response.status_code == 200
    form = row(response, "4.2.4")
    assert list(form.errors) == [name]
    assert form[name].value() == values[name]
    assert Target.objects.get(code="4.2.4").goal == 500


def test_right_rows_are_saved_beside_wrong_ones_and_the_page_says_so(desk, url):
    sent = typed("4.2.3", goal="600", quote="核桃1000亩") | typed("4.2.10", quote="没有的话")
    response = save(desk, url, **sent)
    assert [str(each) for each in response.context["messages"]] == [
        "已保存1行。", "有1行未保存，问题写在该行内，请改正后再保存。",
    ]  # fmt: skip
    assert Target.objects.get(code="4.2.3").goal == 600
    assert row(response, "4.2.10")["quote"].value() == "没有的话"
    assert not row(response, "4.2.3").errors
    assert Target.objects.get(code="4.2.10").quote == ""
    again = save(desk, url, **typed("4.2.10", quote="今年实现"))
    assert again.status_code == 302


@pytest.mark.parametrize(
    ("due_on", "stored", "basis"),
    [("2022-12-31", (2022, 12, 31), "year"), ("6月30日", (2022, 6, 30), "report"), ("", None, "")],
)
def test_a_due_date_that_moves_has_its_source(desk, url, due_on, stored, basis):
    Target.objects.filter(code="4.2.4").update(due_on=date(2022, 3, 31), due_basis="report")
    save(desk, url, **typed("4.2.4", due_on=due_on))
    target = Target.objects.get(code="4.2.4")
    assert (target.due_on, target.due_basis) == (stored and date(*stored), basis)


def test_a_due_date_left_alone_keeps_its_source(desk, url):
    Target.objects.filter(code="4.2.4").update(due_on=date(2022, 12, 31), due_basis="report")
    save(desk, url, **typed("4.2.4", goal="7"))
    assert Target.objects.get(code="4.2.4").due_basis == "report"


def test_a_goal_below_the_value_at_the_start_is_refused_in_its_row(desk, url, draft):
    make_target(draft, "4.2.5", measure="level", goal=None, start_value=300)
    response = save(desk, url, **typed("4.2.5", goal="300"))
    assert row(response, "4.2.5").non_field_errors()
    assert save(desk, url, **typed("4.2.5", goal="301")).status_code == 302


def test_the_whole_town_keeps_what_its_parts_leave(desk, url):
    target = Target.objects.get(code="4.2.4")
    make_share(target, make_village(), goal=100)
    save(desk, url, **typed("4.2.4", goal="600"))
    assert whole_town(target).goal == 500


def test_routine_work_and_steps_have_no_goal_here_not_even_by_a_forged_form(desk, url):
    assert "goal" not in row(desk.get(url), "4.2.10").fields
    save(desk, url, **typed("4.2.10", goal="5", quote="今年实现"))
    assert Target.objects.get(code="4.2.10").goal is None


def test_a_row_someone_else_changed_is_not_overwritten_unseen(desk, url):
    form = filled_form(desk, url)
    Target.objects.filter(code="4.2.4").update(goal=800)
    response = desk.post(url, {**form, **typed("4.2.4", goal="900")})
    assert row(response, "4.2.4").non_field_errors()
    assert Target.objects.get(code="4.2.4").goal == 800
    shown = {field("4.2.4", "was"): row(response, "4.2.4").stood}
    assert desk.post(url, {**form, **typed("4.2.4", goal="900"), **shown}).status_code == 302
    assert Target.objects.get(code="4.2.4").goal == 900


def test_a_row_nobody_typed_in_does_not_undo_what_someone_else_changed(desk, url):
    form = filled_form(desk, url)
    Target.objects.filter(code="4.2.4").update(goal=800)
    assert desk.post(url, {**form, **typed("4.2.3", goal="5")}).status_code == 302
    assert Target.objects.get(code="4.2.4").goal == 800


def test_words_of_several_lines_are_the_same_however_the_browser_sends_them(desk, url, draft):
    document = draft.documents.get()
    document.body = "第一行\n第二行\n"
    document.save()
    assert save(desk, url, **typed("4.2.3", quote="第一行\r\n第二行")).status_code == 302
    assert Target.objects.get(code="4.2.3").quote == "第一行\n第二行"
    before = Target.history.count()
    sent = filled_form(desk, url)
    sent[field("4.2.3", "quote")] = "第一行\r\n第二行"
    assert desk.post(url, sent).status_code == 302
    assert Target.history.count() == before


def test_last_years_words_and_where_they_seem_to_come_again(desk, url, draft):
    old = make_target(make_plan(2021), "4.2.3", quote="核桃1000亩")
    Target.objects.filter(plan=draft, code="4.2.3").update(continues=old)
    document = draft.documents.get()
    document.body = "今年实现新植金银花600亩,核桃1200亩。\n"
    document.save()
    line = desk.get(url).context["lines"][0]
    assert (line.last_quote, line.proposal) == ("核桃1000亩", "核桃1200亩")


@pytest.mark.parametrize("state", ["running", "closed"])
def test_only_a_draft_is_filled_in_here(desk, url, state):
    form = filled_form(desk, url)
    Plan.objects.update(state=state)
    before = PlanVersion.objects.get().number
    response = desk.post(url, {**form, **typed("4.2.4", goal="900")}, follow=True)
    assert response.redirect_chain
    assert Target.objects.get(code="4.2.4").goal == 500
    assert PlanVersion.objects.get().number == before


def test_what_is_saved_moves_the_version_of_the_plan(desk, url):
    before = PlanVersion.objects.get().number
    save(desk, url, **typed("4.2.4", goal="900"))
    assert PlanVersion.objects.get().number == before + 1


def test_a_plan_of_two_hundred_and_fifty_targets_fits_in_one_form(desk, url, draft):
    for number in range(100, 350):
        make_target(draft, f"4.2.{number}")
    assert save(desk, url, **typed("4.2.349", goal="9")).status_code == 302
    assert Target.objects.get(code="4.2.349").goal == 9


def test_a_target_added_since_the_page_was_drawn_is_left_alone(desk, url, draft):
    form = filled_form(desk, url)
    added = make_target(draft, "4.2.5", goal=1000, qualifier="预计")
    before = added.history.count()
    assert desk.post(url, {**form, **typed("4.2.4", goal="900")}).status_code == 302
    added.refresh_from_db()
    assert (added.goal, added.qualifier, added.quote) == (1000, "预计", "新植金银花500亩")
    assert added.due_on == date(2022, 12, 31)
    assert added.history.count() == before
    assert Target.objects.get(code="4.2.4").goal == 900


def test_an_empty_form_changes_nothing(desk, url):
    before = Target.history.count()
    desk.post(url, {})
    assert Target.history.count() == before
    assert Target.objects.get(code="4.2.4").goal == 500


@pytest.mark.parametrize("name", ["was", "goal", "qualifier", "due_on", "quote"])
def test_of_a_form_that_was_cut_off_nothing_is_saved_and_nothing_typed_is_lost(desk, url, name):
    before = Target.history.count()
    form = filled_form(desk, url) | typed("4.2.3", goal="600") | typed("4.2.4", goal="900")
    del form[field("4.2.4", name)]
    response = desk.post(url, form)
    assert Target.history.count() == before
    (said,) = response.context["messages"]
    assert "没有收全" in str(said)
    cut = row(response, "4.2.4")
    assert cut.non_field_errors()
    assert cut["quote"].value() == "新植金银花500亩"
    assert cut["goal"].value() == ("500" if name == "goal" else "900")
    assert row(response, "4.2.3")["goal"].value() == "600"
    again = {**form, field("4.2.4", name): cut.stood if name == "was" else cut[name].value()}
    assert desk.post(url, again).status_code == 302
    assert Target.objects.get(code="4.2.3").goal == 600


def test_a_plan_started_while_the_sheet_is_sent_is_not_written_into(desk, url, draft, monkeypatch):
    form = filled_form(desk, url) | typed("4.2.4", goal="900", quote="")
    before = Target.history.count()
    advance = PlanVersion.advance.__func__

    def started_first(cls, ids):
        Plan.objects.filter(pk=draft.pk).update(state=Plan.State.RUNNING)
        advance(cls, ids)

    monkeypatch.setattr(PlanVersion, "advance", classmethod(started_first))
    response = desk.post(url, form, follow=True)
    assert "已经启动" in str(next(iter(response.context["messages"])))
    assert Target.history.count() == before
    target = Target.objects.get(code="4.2.4")
    assert (target.goal, target.quote) == (500, "新植金银花500亩")
