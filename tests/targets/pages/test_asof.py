"""The control of the boards: any day, by which knowledge, compared with which other day."""

from datetime import UTC, date, datetime

import pytest

from targets.models import Allocation, Plan, Step, Target
from tests.targets.factories import make_share, make_village

PLAIN = 10
BOARDS = ("/2021/", "/2021/targets/", "/2021/targets/4.2.3/", "/2021/villages/", "/2021/villages/village-0/")


@pytest.fixture
def village(town):
    found = make_village()
    make_share(town.target, found, goal=200, office=town.office)
    for model in (Plan, Target, Allocation, Step):
        model.history.update(history_date=datetime(2021, 1, 4, tzinfo=UTC))
    return found


@pytest.mark.parametrize("path", BOARDS)
def test_every_board_names_the_knowledge_and_leads_to_the_other_with_all_it_was_asked(
    village, town, logged_in, path
):
    client = logged_in(town.leader)
    asked = {"on": "2021-08-31", "sort": "name", "page": "1"}
    now = client.get(path, asked)
    assert "<b>今日所知</b>" in now.text
    control = now.context["asof"]
    assert control.then.url == "?on=2021-08-31&sort=name&known=then"
    assert (control.back.url, control.forth.url) == ("?on=2021-07-31&sort=name", "?on=2021-09-30&sort=name")
    then = client.get(path, {**asked, "known": "then"})
    assert "<b>当时所知</b>" in then.text
    assert then.context["asof"].now.url == "?on=2021-08-31&sort=name"
    assert then.context["asof"].back.url == "?on=2021-07-31&sort=name&known=then"
    assert ("sort", "name") in then.context["asof"].kept
    assert "所知" not in client.get(path).text, "today both are the same"


def test_a_figure_approved_in_september_is_no_figure_of_august_as_then_known(village, town, log, logged_in):
    log("310")
    client = logged_in(town.leader)
    achieved = {
        known: client.get(f"/2021/?on=2021-08-31&known={known}")
        .context["board"]
        .themes[0]
        .rows[0]
        .achieved_text
        for known in ("now", "then")
    }
    assert achieved == {"now": "310", "then": ""}
    page = client.get("/2021/targets/4.2.3/?on=2021-08-31&known=then")
    assert page.context["page"].row.achieved is None
    assert "下方台账中各条记录按今天的状态显示" in page.text


@pytest.mark.parametrize("path", [path for path in BOARDS if "4.2.3" not in path])
def test_two_days_are_compared_on_the_boards(village, town, log, logged_in, path):
    share = Allocation.objects.get(village=village)
    log("50", date(2021, 6, 10), share=share)
    log("74", date(2021, 8, 10), share=share)
    page = logged_in(town.leader).get(f"{path}?on=2021-08-31&compare=2021-06-30")
    (row,) = page.context["moved"].rows
    of_village = "villages" in path
    assert row.change == "+74"
    assert row.points == ("+37.0" if of_village else "+14.8")
    assert f"比6月30日：{row.points}个百分点" in page.text
    assert "与6月30日相比" in page.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("known=yesterday", "只能是 now 或 then"),
        ("compare=8月", "“compare”须为日期"),
        ("on=2021-08-31&compare=2021-08-31", "不能与当天自身比较"),
        ("on=2021-08-31&compare=2020-01-01", ""),
        ("on=1&compare=&known=", "截至日期应写成"),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_sentence(town, logged_in, query, said):
    page = logged_in(town.leader).get(f"/2021/?{query}")
    assert page.status_code == 200
    assert [message.message for message in page.context["messages"] if said in message.message] or not said
    assert page.context["asof"].compare == (date(2021, 1, 1) if "2020" in query else None)


@pytest.mark.parametrize("size", [3, 30])
def test_a_comparison_as_then_known_costs_the_same_queries_at_any_size(
    town, fill, logged_in, django_assert_num_queries, size
):
    fill(size)
    client = logged_in(town.leader)
    client.get("/2021/")
    with django_assert_num_queries(PLAIN):
        client.get("/2021/?on=2021-08-31")
    with django_assert_num_queries(PLAIN + 5):
        client.get("/2021/?on=2021-08-31&known=then")
    with django_assert_num_queries(PLAIN + 8):
        client.get("/2021/?on=2021-08-31&compare=2021-06-30")
