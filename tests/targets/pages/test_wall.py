"""The wall as it is asked for: who opens it, by a log-in or a link; what a link does not open; what it costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from targets.boards.wall_links import make_link, revoke_link
from targets.models import Plan, WallLink
from tests.targets.factories import make_plan, make_share, make_target, make_village

URL, SCREEN, OPEN = "/2021/wall/", "/wall/", "/wall/open/"
NOW = datetime(2021, 9, 30, 9, tzinfo=UTC)


@pytest.fixture
def administrator(make_user):
    return make_user("admin", administrator=True)


@pytest.fixture
def link(town, administrator):
    """A link of the town's screen, and its code."""
    return make_link(name="一楼大厅", plan=None, by=administrator, now=NOW)


def screen_with(code):
    """A browser that nobody logged in to, given this code."""
    client = Client()
    assert client.post(OPEN, {"code": code}).url == SCREEN
    return client


def titles(response):
    return [page.template.rpartition("/")[2] for _number, page in response.context["pages"]]


def test_whoever_is_logged_in_sees_the_wall_and_a_stranger_from_the_street_does_not(town, log, logged_in):
    log("310")
    for user in (town.reporter, town.reviewer, town.colleague, town.leader, town.stranger):
        answer = logged_in(user).get(URL)
        assert titles(answer) == ["overview.html", "theme.html"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        text = answer.content.decode()
        for word in ("62.0%", "欠进度", "−13.0", "内部调度数据，非统计数据", "数据时间"):
            assert word in text
        assert user.username not in text
    assert Client().get(URL).url == f"/accounts/login/?next={URL}"
    assert Client().get(SCREEN).url == OPEN


def test_a_link_opens_the_wall_and_nothing_else(town, log, link):
    log("77", approved=False)
    client = screen_with(f"http://testserver{OPEN}#{link[1].upper()}")
    answer = client.get(SCREEN)
    assert titles(answer) == ["overview.html", "theme.html"]
    assert "77" not in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    cookie = answer.cookies["wall"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (SCREEN, True, "Lax")
    # A browser would not even send the cookie there.
    for url in (URL, "/", "/2021/", "/2021/targets/", "/2021/villages/", "/2021/review/", "/admin/"):
        assert client.get(url).url.startswith(("/accounts/login/", "/admin/login/")), url
    assert client.post(SCREEN).status_code == 405


def test_the_code_stands_neither_in_the_database_nor_on_a_page(town, link, logged_in, administrator):
    made, code = link
    assert code not in str(WallLink.objects.values().get()) + str(made.history.values().get())
    answer = screen_with(code).get(SCREEN)
    assert code not in answer.content.decode()
    assert code not in logged_in(administrator).get("/admin/targets/walllink/").content.decode()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda made: revoke_link(link=made, reason="屏幕已拆", now=NOW), "已停用"),
        (lambda made: WallLink.objects.filter(pk=made.pk).delete(), "已停用"),
        (lambda made: Plan.objects.update(state=Plan.State.DRAFT), "尚未启动"),
    ],
)
def test_a_screen_that_may_show_nothing_any_more_says_so(town, link, change, word):
    client = screen_with(link[1])
    change(link[0])
    answer = client.get(SCREEN)
    assert answer.status_code == 403
    assert word in answer.content.decode()
    assert 'id="wall-closed"' in answer.content.decode()
    assert "4.2.3" not in answer.content.decode()


def test_a_wrong_or_revoked_code_is_told_so_and_opens_nothing(town, link):
    revoke_link(link=link[0], reason="屏幕已拆", now=NOW)
    for code, word in (
        (link[1], "已停用"),
        ("a" * 28, "逐字核对"),
        ("", "必填"),
        ("x" * 400, "300"),
        ("\0", ""),
    ):
        answer = Client().post(OPEN, {"code": code})
        assert answer.status_code == 422
        assert word in answer.content.decode()
        assert "wall" not in answer.cookies


def test_a_link_without_a_plan_goes_on_to_the_next_year_and_one_with_a_plan_does_not(
    town, link, administrator, time_machine
):
    _made, fixed = make_link(name="会议室", plan=town.plan, by=administrator, now=NOW)
    make_plan(2022)
    time_machine.move_to("2022-02-01 08:00+08:00", tick=False)
    assert screen_with(link[1]).get(SCREEN).context["plan"].year == 2022
    assert screen_with(fixed).get(SCREEN).context["plan"].year == 2021
    assert screen_with(fixed).get(SCREEN).context["wall"].on.isoformat() == "2022-01-31"


def test_that_a_screen_is_alive_is_written_down_every_ten_minutes(town, link, time_machine):
    client = screen_with(link[1])
    seen = []
    for minutes in (0, 9, 11):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        client.get(SCREEN)
        seen.append(WallLink.objects.get().last_opened_at - NOW)
    assert [each.total_seconds() / 60 for each in seen] == [0, 0, 11]
    assert link[0].history.count() == 1


def test_an_administrator_makes_a_link_that_is_shown_once_and_revokes_it_with_a_reason(
    town, administrator, logged_in
):
    client = logged_in(administrator)
    form = {"name": "一楼大厅", "plan": ""}
    made = client.post("/admin/targets/walllink/add/", form)
    code = made.context["code"]
    assert f"http://testserver{OPEN}#{code}" in made.content.decode()
    assert "no-store" in made.headers["Cache-Control"]
    again = client.post("/admin/targets/walllink/add/", form)
    assert "已有同名屏幕的链接" in again.content.decode()
    link = WallLink.objects.get()
    screen = screen_with(code)
    assert screen.get(SCREEN).status_code == 200

    page = f"/admin/targets/walllink/{link.pk}"
    assert f"{page}/revoke/" in client.get(f"{page}/change/").content.decode()
    assert client.post(f"{page}/revoke/", {"reason": " "}).status_code == 200
    assert screen.get(SCREEN).status_code == 200
    assert client.post(f"{page}/revoke/", {"reason": "屏幕已拆"}).status_code == 302
    assert screen.get(SCREEN).status_code == 403
    latest = link.history.first()
    assert "屏幕已拆" in client.get(f"{page}/history/").content.decode()
    assert (latest.history_change_reason, latest.history_user) == ("屏幕已拆", administrator)
    assert client.post(f"{page}/revoke/", {"reason": "再次"}).status_code == 404
    assert client.post("/admin/targets/walllink/add/", form).context["code"] != code


def test_nobody_but_an_administrator_makes_sees_or_revokes_links(town, link, logged_in):
    page = f"/admin/targets/walllink/{link[0].pk}"
    for user in (town.reporter, town.reviewer, town.leader, town.stranger):
        user.is_staff = True
        user.save()
        client = logged_in(user)
        for url in ("/admin/targets/walllink/", "/admin/targets/walllink/add/", f"{page}/change/"):
            assert client.get(url).status_code == 403
        assert client.post(f"{page}/revoke/", {"reason": "x"}).status_code == 403
    assert WallLink.objects.live().exists()


def test_a_browser_without_the_script_is_led_from_page_to_page(town, link, logged_in):
    client = logged_in(town.leader)
    second = client.get(f"{URL}?page=2").content.decode()
    assert second.count("<section") == 1
    assert 'data-page="2"' in second
    assert "15; url=?page=1" in second
    assert "15; url=?page=2" in client.get(URL).content.decode()
    for odd in ("0", "3", "x", "9" * 30, "²", "\0"):
        assert client.get(URL, {"page": odd}).context["place"] == 1


def test_a_screen_that_asks_by_itself_keeps_no_log_in_alive(town, logged_in, time_machine):
    client = logged_in(town.leader)
    time_machine.move_to("2021-09-30 08:00+08:00", tick=False)
    assert client.get(URL).status_code == 200
    for minutes in (50, 100):
        time_machine.move_to(datetime(2021, 9, 30, tzinfo=UTC) + timedelta(minutes=minutes), tick=False)
        assert client.get(URL, headers={"X-Refresh": "self"}).status_code == 200
    time_machine.move_to("2021-09-30 10:02+08:00", tick=False)
    assert client.get(URL, headers={"X-Refresh": "self"}).status_code == 302


@pytest.mark.parametrize("size", [3, 30])
def test_the_wall_costs_the_same_queries_at_any_size(
    town, log, link, logged_in, django_assert_num_queries, size
):
    for number in range(size):
        target = make_target(town.plan, code=f"4.2.{100 + number}", lead_office=town.office)
        log("5", share=make_share(target, make_village(f"第{number}村"), goal=10))
    client = logged_in(town.leader)
    client.get("/2021/targets/")
    for queries in (11, 3):  # drawn, and kept
        with django_assert_num_queries(queries):
            client.get(URL)
    screen = screen_with(link[1])
    screen.get(SCREEN)
    with django_assert_num_queries(3):
        screen.get(SCREEN)
