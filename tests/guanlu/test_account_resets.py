"""New first passwords without e-mail: for one or several, by whom, and what ends with the old one."""

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.admin.models import LogEntry
from django.test import Client

from guanlu.models import User
from tests.guanlu.account_pages import RESET, USERS, form_id, said, slips

PASSWORD = "correct horse 9"
LOGIN = "/accounts/login/"


@pytest.fixture
def administrator(make_user):
    return make_user("zhang", "张三", administrator=True)


@pytest.fixture
def desk(administrator, logged_in):
    """The administrator's browser."""
    return logged_in(administrator)


def asked(*users):
    return RESET + "?" + "&".join(f"user={user.pk}" for user in users)


def reset(client, *users):
    """Confirm on the page what was asked for these users."""
    form = {"form_id": form_id(client, asked(*users)), "user": [str(user.pk) for user in users]}
    return client.post(RESET, form)


def test_a_users_page_leads_to_the_reset(desk, make_user):
    user = make_user("li", "李四")
    assert asked(user) in desk.get(f"{USERS}{user.pk}/change/").content.decode()


def test_several_are_chosen_in_the_list_and_asked_about_before_anything_happens(desk, make_user):
    li, wang = make_user("li", "李四"), make_user("wang", "王五")
    form = {"action": "reset_passwords", "_selected_action": [li.pk, wang.pk], "index": "0"}
    page = desk.post(USERS, form, follow=True)
    assert page.context["resettable"] == [li, wang]
    assert "李四" in page.content.decode()
    assert User.objects.get(pk=li.pk).check_password(PASSWORD)


def test_a_reset_gives_a_password_that_has_to_be_changed(desk, make_user):
    li, wang, other = make_user("li", "李四"), make_user("wang", "王五"), make_user("sun")
    shown = slips(reset(desk, li, wang))
    assert list(shown) == ["li", "wang"]
    for user in (li, wang):
        user.refresh_from_db()
        assert user.check_password(shown[user.username])
        assert user.must_change_password
    other.refresh_from_db()
    assert other.check_password(PASSWORD)
    answer = Client().post(LOGIN, {"username": "li", "password": shown["li"]}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/password/"
    assert Client().post(LOGIN, {"username": "li", "password": PASSWORD}).status_code == 200


def test_a_running_log_in_ends_with_the_old_password(desk, make_user, logged_in):
    user = make_user("li", is_staff=True)
    client = logged_in(user)
    assert client.get("/accounts/password/").status_code == 200
    reset(desk, user)
    assert client.get("/accounts/password/").url == f"{LOGIN}?next=/accounts/password/"


def test_a_locked_name_is_unlocked_and_the_record_of_failures_stays(desk, make_user):
    user, other = make_user("li"), make_user("wang")
    for name in ("li", "wang"):
        for _ in range(5):
            Client().post(LOGIN, {"username": name, "password": "wrong"})
    assert Client().post(LOGIN, {"username": "li", "password": PASSWORD}).status_code == 429
    password = slips(reset(desk, user))["li"]
    assert Client().post(LOGIN, {"username": "li", "password": password}).status_code == 302
    assert AccessFailureLog.objects.filter(username="li").exists()
    assert AccessAttempt.objects.filter(username=other.username).exists()
    assert Client().post(LOGIN, {"username": "wang", "password": PASSWORD}).status_code == 429


def test_who_reset_whom_is_kept_without_the_password(desk, administrator, make_user):
    user = make_user("li")
    password = slips(reset(desk, user))["li"]
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        administrator, str(user.pk), "重发了初始密码。",
    )  # fmt: skip
    assert password not in str(LogEntry.objects.values())
    assert "重发了初始密码" in desk.get(f"{USERS}{user.pk}/history/").content.decode()


def test_a_page_of_slips_sent_again_resets_nothing_and_shows_nothing(desk, make_user):
    user = make_user("li")
    form = {"form_id": form_id(desk, asked(user)), "user": [str(user.pk)]}
    first = desk.post(RESET, form)
    assert "no-store" in first.headers["Cache-Control"]
    again = desk.post(RESET, form, follow=True)
    assert again.redirect_chain == [(USERS, 302)]
    assert "只显示一次" in said(again)[0]
    user.refresh_from_db()
    assert user.check_password(slips(first)["li"])


def left_out(page):
    return {user.username: why for user, why in page.context["left_out"]}


def test_whose_password_is_not_reset_here_is_said_with_the_reason(desk, administrator, make_user):
    root = make_user("root", is_superuser=True)
    gone = make_user("gone", is_active=False)
    li = make_user("li")
    page = desk.get(asked(administrator, root, gone, li))
    assert page.context["resettable"] == [li]
    assert list(left_out(page)) == ["gone", "root", "zhang"]
    assert "停用" in left_out(page)["gone"]
    assert "超级用户" in left_out(page)["root"]
    assert "修改密码" in left_out(page)["zhang"]


@pytest.mark.parametrize("whose", ["root", "gone", "zhang"])
def test_a_forged_form_resets_none_of_them_nor_those_beside_them(desk, make_user, whose):
    make_user("root", is_superuser=True)
    make_user("gone", is_active=False)
    li = make_user("li")
    victim = User.objects.get(username=whose)
    form = {"form_id": form_id(desk, asked(li)), "user": [str(victim.pk), str(li.pk)]}
    assert desk.post(RESET, form).status_code == 403
    for user in (victim, li):
        user.refresh_from_db()
        assert user.check_password(PASSWORD)


def test_a_superuser_may_reset_a_superuser(make_user, logged_in):
    desk = logged_in(make_user("boss", is_superuser=True, is_staff=True))
    root = make_user("root", is_superuser=True)
    assert list(slips(reset(desk, root))) == ["root"]


@pytest.mark.parametrize("query", ["", "?user=", "?user=x", "?user=999999", "?user=" + "9" * 40, "?user=١٢"])
def test_an_address_that_names_nobody_says_so(desk, query):
    page = desk.get(RESET + query)
    assert page.status_code == 200
    assert page.context["resettable"] == []
    assert "尚未选择账号" in page.content.decode()


def test_a_form_without_its_id_or_anybody_resets_nothing(desk, make_user):
    user = make_user("li")
    for form in ({"user": [str(user.pk)]}, {"user": [str(user.pk)], "form_id": "x"}, {}):
        assert slips(desk.post(RESET, form)) == {}
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("size", [3, 30])
def test_the_page_costs_the_same_queries_for_any_number(desk, make_user, django_assert_num_queries, size):
    users = [make_user(f"u{number}") for number in range(size)]
    with django_assert_num_queries(9):
        assert len(desk.get(asked(*users)).context["resettable"]) == size
