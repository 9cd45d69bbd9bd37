"""The queue narrowed: by office, place, target, age and kind, with counts, by office and the oldest first."""

import uuid
from datetime import date, timedelta

import pytest

from targets import recording
from targets.recording import Figure
from tests.targets.factories import give_duty, make_office, make_share, make_target, make_village, whole_town
from tests.targets.pages.conftest import NOW

URL = "/2021/review/"


@pytest.fixture
def entries(town):
    """Four decisions in two offices: of a village, late, doubtful, a correction."""
    other = make_office("城建办")
    give_duty(town.reporter, "reporter", other)
    give_duty(town.reviewer, "reviewer", other)
    village = make_village()
    roads = whole_town(make_target(town.plan, code="4.2.9", name="硬化道路", unit="公里", lead_office=other))
    shares = {"village": make_share(town.target, village, goal=60), "town": town.share, "roads": roads}

    def log(share, amount, days, day=date(2021, 9, 3)):
        figure = Figure(happened_on=day, amount=amount, note="有依据")
        sent = {"user": town.reporter, "allocation": shares[share], "token": uuid.uuid4()}
        return recording.submit(figure=figure, now=NOW - timedelta(days=days), **sent)

    found = {
        "over": log("village", "90", 2),
        "late": log("town", "5", 3, date(2021, 3, 3)),
        "old": log("roads", "6", 14),
    }
    wrong = recording.approve(user=town.reviewer, entry=log("town", "7", 20), now=NOW)
    figure = Figure(happened_on=wrong.happened_on, amount="8")
    given = {"user": town.reporter, "entry": wrong, "reason": "看错", "figure": figure, "token": uuid.uuid4()}
    found["correction"] = recording.correct(now=NOW - timedelta(days=7), **given)
    return {entry.pk: name for name, entry in found.items()} | {
        "village": village.pk,
        "offices": (town.office.pk, other.pk),
    }


def test_offices_stand_apart_and_the_oldest_comes_first(town, entries, logged_in):
    page = logged_in(town.reviewer).get(URL).context["page"]
    groups = [(group.name, group.total, [entries[item.id] for item in group.items]) for group in page.groups]
    assert groups == [("农业服务中心", 3, ["correction", "late", "over"]), ("城建办", 1, ["old"])]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("", {"over", "late", "old", "correction"}),
        ("office={own}", {"over", "late", "correction"}),
        ("village={village}", {"over"}),
        ("village=none", {"late", "old", "correction"}),
        ("target=4.2.9", {"old"}),
        ("age=3", {"late", "old", "correction"}),
        ("age=7", {"old", "correction"}),
        ("age=14", {"old"}),
        ("kind=doubtful", {"over"}),
        ("kind=plain", {"late", "old", "correction"}),
        ("kind=late", {"late"}),
        ("kind=correction", {"correction"}),
        ("kind=proxied", {"over"}),
        ("office={own}&age=7", {"correction"}),
        ("office=99&page=9999999999999999999999&x=%00", set()),
        ("office=%00", set()),
    ],
)
def test_each_filter_leaves_what_it_counts(town, entries, logged_in, asked, left):
    asked = asked.format(own=entries["offices"][0], village=entries["village"])
    answer = logged_in(town.reviewer).get(f"{URL}?{asked}")
    page = answer.context["page"]
    assert {entries[item.id] for item in page.items} == left
    for choice in page.choices:
        for option in choice.options:
            if option.is_asked:
                assert option.count == len(left)
    if not left:
        assert "没有符合条件的记录" in answer.content.decode()
        assert f'href="{URL}"' in answer.content.decode()


def test_a_choice_is_counted_under_what_the_other_filters_ask_for(town, entries, logged_in):
    page = logged_in(town.reviewer).get(f"{URL}?age=7").context["page"]
    offices, ages = page.choices[0], page.choices[3]
    assert (offices.total, [option.count for option in offices.options]) == (2, [1, 1])
    assert (ages.total, [option.count for option in ages.options]) == (4, [3, 2, 1])


def test_a_reviewer_of_one_office_sees_that_office_alone(town, entries, logged_in):
    page = logged_in(town.colleague).get(URL).context["page"]
    assert {entries[item.id] for item in page.items} == {"over", "late", "correction"}


def test_what_more_of_a_share_waits_is_told(town, entries, logged_in):
    items = {entries[item.id]: item for item in logged_in(town.reviewer).get(URL).context["page"].items}
    assert items["late"].beside == "该分解任务另有1条待审核，全部计入后为13亩。"
    assert items["old"].beside == ""


def test_a_hundred_fit_on_a_page_and_the_rest_on_the_next(town, log, logged_in, monkeypatch):
    monkeypatch.setattr("targets.review.page.PER_PAGE", 2)
    for amount in ("1", "2", "3"):
        log(amount, approved=False)
    client = logged_in(town.reviewer)
    pages = [client.get(f"{URL}?page={number}").context["page"] for number in (1, 2)]
    assert [[item.line.amount for item in page.items] for page in pages] == [["1亩", "2亩"], ["3亩"]]
    assert [group.total for page in pages for group in page.groups] == [3, 3]
    assert pages[1].query == "page=2"
