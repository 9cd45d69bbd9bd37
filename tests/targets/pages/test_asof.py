"""The control of the boards: any day, by which knowledge, compared with which other day."""

import csv
import io
import re
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import unquote, urlsplit

import pytest
from django.http import QueryDict
from django.urls import resolve

from targets.models import Allocation, Plan, Step, Target
from targets.verdicts import Verdict
from tests.targets.factories import make_share, make_target, make_village

PLAIN = 10
BOARDS = ("/2021/", "/2021/targets/", "/2021/targets/4.2.3/", "/2021/villages/", "/2021/villages/village-0/")


@pytest.fixture
def village(town):
    found = make_village()
    make_share(town.target, found, goal=200, office=town.office)
    for model in (Plan, Target, Allocation, Step):
        model.history.update(history_date=datetime(2021, 1, 4, tzinfo=UTC))
    return found


@pytest.fixture
def linked(town, village, log):
    """A village that each kind of link can lead to: behind, owing, with an entry, named alone, and merged into."""
    log("3", date(2021, 8, 10), share=Allocation.objects.get(village=village))
    make_target(town.plan, code="4.2.7", lead_office=town.office, name="只点名").villages.add(village)
    make_target(
        town.plan, code="4.2.8", lead_office=town.office, name="常规工作", measure="routine", goal=None
    )
    make_village("石门村", slug="merged", successor=village, ended_on=date(2021, 3, 31))
    for model in (Plan, Target, Allocation, Step):
        model.history.update(history_date=datetime(2021, 1, 4, tzinfo=UTC))
    return village


def links_to_boards(page):
    """The links of the page's own part that lead to a board, but for the one to the other way of knowing."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    links = {unescape(link) for link in re.findall(r'<a\b[^>]*? href="([/?][^"]*)"', main)}
    views = {resolve(path).view_name for path in BOARDS}
    control = page.context["asof"]
    here = page.request["PATH_INFO"]
    return {
        link
        for link in links - {control.now.url, control.then.url}
        if resolve(urlsplit(link).path or here).view_name in views and "_export" not in link
    }


@pytest.mark.parametrize("path", BOARDS)
@pytest.mark.parametrize("known", ["then", None])
def test_a_link_from_a_board_leads_to_the_same_day_by_the_same_knowledge(
    linked, town, logged_in, path, known
):
    client = logged_in(town.leader)
    asked = {"on": "2021-08-31"} | ({"known": known} if known else {})
    links = links_to_boards(client.get(path, asked))
    assert {link for link in links if QueryDict(urlsplit(link).query).get("known") != known} == set()
    onward = {link for link in links if link.startswith("/")}
    assert onward, "there is something to follow"
    for link in sorted(onward):
        page = client.get(link)
        control = page.context["asof"]
        assert (control.on, control.is_then) == (date(2021, 8, 31), known == "then"), link


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
    assert page.context["page"].ledger == (), "what awaited review then is its reporter's and reviewers'"


def test_past_months_of_a_curve_are_judged_by_what_was_known_on_the_day_asked_about(
    village, town, log, logged_in
):
    log("310", date(2021, 6, 10))
    client = logged_in(town.leader)
    for known, achieved, verdict, said in (
        ("now", ["310"] * 3, Verdict.AHEAD, "各月（含以往月份）均按今日所知判定"),
        ("then", [""] * 3, Verdict.NOT_BEGUN, "各月（含以往月份）均按8月31日24时所知判定"),
    ):
        page = client.get(f"/2021/targets/4.2.3/?on=2021-08-31&known={known}")
        months = [month for month in page.context["page"].months if month.is_past]
        assert [month.achieved_text for month in months] == [""] * 5 + achieved
        assert months[5].verdict is verdict
        assert said in page.text


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


def test_an_export_of_two_days_carries_both_and_the_change(village, town, log, logged_in):
    share = Allocation.objects.get(village=village)
    log("50", date(2021, 6, 10), share=share)
    log("74", date(2021, 8, 10), share=share)
    client, told = logged_in(town.leader), {}
    for path in ("targets", "villages"):
        for query in ("", "&compare=2021-06-30"):
            answer = client.get(f"/2021/{path}/?on=2021-08-31{query}&_export=csv")
            head, row, *_rest = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
            told[path, bool(query)] = dict(zip(head, row, strict=True))
            assert ("与2021-06-30比较" in unquote(answer["Content-Disposition"])) is bool(query)
    for path in ("targets", "villages"):
        alone, both = told[path, False], told[path, True]
        assert both.items() >= alone.items()
        assert (both["2021-06-30实际值"], both["实际值"], both["较2021-06-30增减"]) == ("50", "124", "74")
        assert (both["2021-06-30完成比例"], both["较2021-06-30增减（百分点）"]) == ("10", "14.8")
        assert "2021-06-30进度状态" in both
    of_village = [
        name for name in told["villages", True].keys() - told["villages", False].keys() if "村" in name
    ]
    assert [told["villages", True][name].split(" ")[0] for name in of_village] == ["25.0%"]


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
