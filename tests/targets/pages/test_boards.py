"""The town board and the page of a target."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from targets.boards import dashboard
from targets.measures import Measure
from targets.models import ProgressEntry
from targets.verdicts import Verdict
from tests.targets.factories import give_duty, make_office, make_share, make_target, make_village, whole_town

URL = "/2021/?on=2021-09-30"
ELSEWHERE = "/2021/targets/"


def test_the_board_shows_achieved_goal_pace_and_status(town, log):
    log("310")
    row = dashboard.board(town.plan, date(2021, 9, 30)).themes[0].rows[0]
    assert (row.achieved_text, row.goal_phrase, row.unit) == ("310", "500", "亩")
    assert (row.percent, row.gap_text, row.verdict) == ("62.0%", "−13.0", Verdict.BEHIND)
    assert (row.bar.fill, row.bar.expected) == ("62.0", "75.0")


def test_the_five_classes_count_each_target_once_and_routine_apart(town, log):
    log("500")
    make_target(town.plan, code="4.2.4", goal=1000)
    make_target(town.plan, code="4.2.5", measure="routine", cadence="quarter")
    make_target(town.plan, code="4.2.6", measure="steps", due_on=None)
    page = dashboard.board(town.plan, date(2021, 9, 30))
    numbers = {count.slug: count.number for count in page.counts}
    assert numbers == {
        "done": 1, "ahead": 0, "on_pace": 0, "behind": 1, "other": 1, "routine": 1, "missing": 3,
    }  # fmt: skip
    assert page.total == 4
    assert page.paced == 3


def test_a_broken_limit_stands_with_what_is_behind(town, log):
    limit = make_target(town.plan, code="4.2.8", measure="limit", goal=0, unit="人", lead_office=town.office)
    page = dashboard.board(town.plan, date(2021, 9, 30))
    assert "4.2.8" in [row.code for row in page.themes[0].routine]
    log("1", share=whole_town(limit), note="一户")
    page = dashboard.board(town.plan, date(2021, 9, 30))
    (row,) = [row for row in page.themes[0].rows if row.code == "4.2.8"]
    assert (row.verdict, row.bar) == (Verdict.BROKEN, None)
    assert {count.slug: count.number for count in page.counts}["behind"] == 2


def test_an_english_reader_sees_hectares(town, log, logged_in):
    log("150")
    client = logged_in(town.leader)
    client.cookies["django_language"] = "en"
    page = client.get("/2021/targets/4.2.3/?on=2021-09-30").context["page"]
    assert (page.row.achieved_text, page.row.goal_phrase, page.row.unit) == ("10", "33.33", "hectares")
    assert "Goal 33.33 hectares, 10 hectares in all so far, 30.0% completed." in page.explanation
    assert page.ledger[0].amount == "10 hectares"


def test_only_approved_entries_move_the_board(town, log):
    log("100")
    log("200", approved=False)
    row = dashboard.board(town.plan, date(2021, 9, 30)).themes[0].rows[0]
    assert row.achieved == Decimal(100)


def test_a_past_day_shows_what_had_happened_by_then(town, log):
    log("100", date(2021, 3, 31))
    log("200", date(2021, 8, 1))
    achieved = [
        dashboard.board(town.plan, day).themes[0].rows[0].achieved
        for day in (date(2021, 3, 30), date(2021, 3, 31), date(2021, 7, 31), date(2021, 8, 1))
    ]
    assert achieved == [None, Decimal(100), Decimal(100), Decimal(300)]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("2021-06-30", "2021年6月30日"),
        ("2020-05-01", "2021年1月1日"),
        ("2023-05-01", "2022年1月31日"),
        ("", "2021年9月30日"),
        ("yesterday", "2021年9月30日"),
        ("2021-02-30", "2021年9月30日"),
        ("\x00", "2021年9月30日"),
    ],
)
def test_the_day_asked_for_is_held_within_the_plan(town, logged_in, asked, shown):
    page = logged_in(town.leader).get("/2021/", {"on": asked})
    assert f"<b>{shown}</b>" in page.content.decode()


def test_a_day_that_is_none_is_answered_with_a_sentence(town, logged_in):
    page = logged_in(town.leader).get("/2021/?on=2021-02-30")
    assert "2021-09-30" in str(next(iter(page.context["messages"])))


@pytest.mark.parametrize("size", [3, 30])
def test_the_board_costs_the_same_queries_at_any_size(town, fill, logged_in, django_assert_num_queries, size):
    fill(size)
    drawn = 11  # by whoever comes first; then it is kept, and nothing is assessed
    for user, queries in ((town.leader, 5), (town.reporter, 6), (town.reviewer, 7)):
        client = logged_in(user)
        client.get(ELSEWHERE)
        with django_assert_num_queries(drawn or queries):
            client.get(URL)
        with django_assert_num_queries(queries):
            client.get(URL)
        drawn = None


@pytest.mark.parametrize("size", [3, 30])
def test_a_target_costs_the_same_queries_at_any_size_of_its_ledger(
    town, log, logged_in, django_assert_num_queries, size
):
    for _ in range(size):
        log("1")
    client = logged_in(town.reporter)
    client.get("/2021/targets/4.2.3/")
    with django_assert_num_queries(19):
        client.get("/2021/targets/4.2.3/")


def test_a_target_leads_back_to_its_sentence(town, logged_in):
    page = logged_in(town.leader).get("/2021/targets/4.2.3/").content.decode()
    assert "<mark>新植金银花500亩</mark>,核桃1000亩。" in page


def test_a_target_explains_its_status_with_numbers(town, log, logged_in):
    log("310")
    said = logged_in(town.leader).get("/2021/targets/4.2.3/").context["page"].explanation
    for number in ("500", "310", "62.0%", "75.0%", "13.0", "63.3"):
        assert number in said


def test_a_ledger_line_shows_what_was_typed_and_its_whole_path(town, log, logged_in):
    log("12.5公顷")
    line = logged_in(town.leader).get("/2021/targets/4.2.3/").context["page"].ledger[0]
    assert line.amount == "187.5亩"
    assert "12.5公顷" in line.typed
    assert [step.who for step in line.path] == ["reporter同志", "reviewer同志"]


def test_unapproved_entries_are_seen_by_their_reporter_and_reviewers_only(town, log, logged_in):
    log("7", approved=False)

    def lines(user):
        return len(logged_in(user).get("/2021/targets/4.2.3/").context["page"].ledger)

    assert [lines(town.reporter), lines(town.reviewer)] == [1, 1]
    assert [lines(town.leader), lines(town.stranger)] == [0, 0]


def test_the_root_leads_to_the_current_plan(town, logged_in):
    assert logged_in(town.leader).get("/").url == "/2021/"


def test_without_a_plan_the_root_says_what_to_do(make_user, logged_in):
    page = logged_in(make_user("li")).get("/")
    assert page.status_code == 404
    assert "targets/no_plan.html" in [template.name for template in page.templates]


def test_a_draft_is_the_administrators_own(town, make_user, logged_in):
    town.plan.state = "draft"
    town.plan.save()
    assert logged_in(town.leader).get("/2021/").status_code == 404
    assert logged_in(make_user("an", administrator=True)).get("/2021/").status_code == 200


def test_boards_are_closed_to_strangers_without_an_account(town, client):
    for url in (
        "/2021/",
        "/2021/targets/",
        "/2021/targets/4.2.3/",
        "/2021/record/",
        "/2021/review/",
        "/2021/villages/",
        "/2021/villages/guandu/",
        "/2021/villages/?_export=csv",
    ):
        assert client.get(url).url.startswith("/accounts/login/")


def test_every_measure_has_a_board_row_without_any_entry(town):
    for index, measure in enumerate(Measure):
        make_target(town.plan, code=f"4.2.{40 + index}", measure=measure.value, goal=100)
    with time_machine.travel("2021-01-15 04:00Z", tick=False):
        page = dashboard.board(town.plan, date(2021, 1, 15))
    assert sum(len(theme.rows) + len(theme.routine) for theme in page.themes) == 7
    assert not ProgressEntry.objects.exists()


def test_progress_is_recorded_for_the_first_own_share_that_is_open(town, logged_in):
    """The whole town's share stands first on the page; a village's reporter owes another."""
    ended, going_on = (
        make_share(town.target, make_village(name), goal=100, ended_on=ended_on)
        for name, ended_on in (("关渡村", date(2021, 6, 1)), ("云台村", None))
    )
    for share in (ended, going_on):
        give_duty(town.stranger, "reporter", village=share.village)

    def offered(user):
        page = logged_in(user).get("/2021/targets/4.2.3/")
        shown = f'<a class="btn primary" href="{page.context["record_url"]}">' in page.content.decode()
        return page.context["record_url"] if shown else None

    assert offered(town.stranger) == f"/2021/record/{going_on.pk}/"
    assert offered(town.reporter) == f"/2021/record/{town.share.pk}/"
    assert offered(town.leader) is None


@pytest.mark.parametrize(
    ("entries", "recent", "earlier"),
    [(30, 30, 0), (31, 30, 1)],
    ids=["as many as are shown at once", "one more, which is folded"],
)
def test_a_long_ledger_is_folded_after_its_latest_lines(town, log, logged_in, entries, recent, earlier):
    for each in range(entries):
        log(str(each + 1), note=f"第{each}笔")
    response = logged_in(town.leader).get("/2021/targets/4.2.3/")
    page = response.context["page"]
    assert (len(page.recent), len(page.earlier)) == (recent, earlier)
    assert page.recent + page.earlier == page.ledger
    assert response.content.decode().count('id="entry-') == entries


@pytest.mark.parametrize(
    ("share_due", "target_due", "said"),
    [
        (date(2021, 9, 30), date(2021, 12, 31), "9月30日前"),
        (date(2021, 9, 30), None, "9月30日前"),
        (date(2021, 12, 31), date(2021, 12, 31), ""),
        (None, date(2021, 12, 31), ""),
    ],
)
def test_a_share_shows_its_own_due_day_where_it_is_another_than_the_targets(
    town, logged_in, share_due, target_due, said
):
    target = make_target(town.plan, code="4.2.4", due_on=target_due)
    share = make_share(target, make_village(), goal=100, due_on=share_due)
    response = logged_in(town.leader).get("/2021/targets/4.2.4/")
    (due,) = [row.due for row in response.context["page"].shares if row.id == share.pk]
    assert due == said
    assert ('<span class="tag">9月30日前</span>' in response.content.decode()) is bool(said)


def test_steps_stand_on_the_page_of_their_target(town, log, logged_in):
    target = make_target(town.plan, code="4.2.4", measure="steps", unit="项", lead_office=town.office)
    log("", step_id=whole_town(target).steps.create(name="开工").pk, share=whole_town(target))
    client = logged_in(town.leader)
    whole_town(target).steps.create(name="征求意见", planned_on=date(2021, 8, 20), weight=3)
    said = client.get("/2021/targets/4.2.4/?on=2021-09-30").content.decode()
    for words in ('<h2 id="milestones">节点</h2>', "2021年8月20日", "逾期41天", "按权重计"):
        assert words in said
    assert "审核通过数" not in said
    assert 'id="milestones"' not in client.get("/2021/targets/4.2.3/").content.decode()


def test_routine_work_says_whose_it_is(town, logged_in):
    make_target(town.plan, code="4.2.4", measure="routine", lead_office=make_office("民政办公室"))
    said = logged_in(town.leader).get(URL).content.decode()
    assert '<span class="owner">民政办公室</span>' in said.partition("table board routine")[2]


@pytest.mark.parametrize("size", [3, 30])
def test_a_target_of_steps_costs_the_same_queries_at_any_number_of_them(
    town, logged_in, django_assert_num_queries, size
):
    target = make_target(town.plan, code="4.2.4", measure="steps", lead_office=town.office)
    for number in range(size):
        whole_town(target).steps.create(name=f"节点{number}", planned_on=date(2021, 8, 20))
    client = logged_in(town.leader)
    client.get("/2021/targets/4.2.4/")
    with django_assert_num_queries(15):
        client.get("/2021/targets/4.2.4/")
