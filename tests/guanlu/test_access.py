"""Who gets in: log-in, its throttle, the first change of password, idle log-ins, the admin's door."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

LOGIN = "/accounts/login/"
PASSWORD = "correct horse 9"  # what the fixture make_user sets
OPEN_TO_STRANGERS = {"healthz", "login", "set_language", "admin_login", "wall-screen", "wall-open"}


def attempt(client, username="li", password="wrong", **headers):
    return client.post(LOGIN, {"username": username, "password": password}, **headers)


def views(resolver, prefix=""):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry


def test_every_view_but_six_asks_for_a_log_in():
    open_views = {
        entry.name or entry.callback.__name__
        for path, entry in views(get_resolver())
        if not getattr(entry.callback, "login_required", True) and not path.startswith("admin/login/")
    }
    assert open_views <= OPEN_TO_STRANGERS


def test_a_stranger_is_sent_to_the_log_in_and_back(client, db):
    response = client.get("/accounts/password/")
    assert response.status_code == 302
    assert response.url == LOGIN + "?next=/accounts/password/"


def test_the_sign_of_life_needs_no_log_in(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_a_log_in_leads_to_where_one_wanted_to_go_but_never_to_another_host(client, make_user):
    make_user("li")
    good = {"username": "li", "password": PASSWORD}
    assert client.post(LOGIN, good | {"next": "/accounts/password/"}).url == "/accounts/password/"
    assert Client().post(LOGIN, good | {"next": "https://evil.example/"}).url == "/"


def test_an_inactive_account_does_not_log_in(client, make_user):
    make_user("li", is_active=False)
    assert attempt(client, password=PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_the_sixth_attempt_is_refused_even_with_the_right_password(client, make_user):
    make_user("li")
    statuses = [attempt(client).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    response = attempt(client, password=PASSWORD)
    assert response.status_code == 429
    assert "registration/lockout.html" in [template.name for template in response.templates]


def test_four_failures_and_a_success_start_the_count_again(client, make_user):
    make_user("li")
    for _ in range(2):
        for _ in range(4):
            assert attempt(client).status_code == 200
        assert attempt(client, password=PASSWORD).status_code == 302
        client.post("/accounts/logout/")


def test_full_width_letters_do_not_give_five_more_attempts(client, make_user):
    make_user("li")
    for _ in range(5):
        attempt(client, username="ｌｉ")
    assert attempt(client, password=PASSWORD).status_code == 429


def test_another_browser_does_not_give_five_more_attempts(client, make_user):
    make_user("li")
    for number in range(5):
        attempt(client, headers={"User-Agent": f"browser {number}"})
    assert attempt(client, password=PASSWORD).status_code == 429


def test_a_forged_forwarding_header_does_not_give_five_more_attempts(client, make_user):
    make_user("li")
    for number in range(5):
        attempt(client, headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert attempt(client, password=PASSWORD).status_code == 429


def test_a_lock_holds_for_the_name_at_the_address_alone(client, make_user):
    make_user("li")
    make_user("wang")
    for _ in range(5):
        attempt(client)
    assert attempt(client, username="wang", password=PASSWORD).status_code == 302
    assert attempt(Client(), password=PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_a_lock_ends_after_a_quarter_of_an_hour_also_for_who_keeps_trying(client, make_user, time_machine):
    make_user("li")
    time_machine.move_to("2021-06-05 08:00+08:00", tick=False)
    for _ in range(5):
        attempt(client)
    time_machine.move_to("2021-06-05 08:14+08:00", tick=False)
    assert attempt(client, password=PASSWORD).status_code == 429
    time_machine.move_to("2021-06-05 08:16+08:00", tick=False)
    assert attempt(client, password=PASSWORD).status_code == 302


def test_a_locked_name_costs_no_hash(client, make_user, monkeypatch):
    make_user("li")
    for _ in range(5):
        attempt(client)
    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.verify", pytest.fail)
    monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", pytest.fail)
    assert attempt(client, password=PASSWORD).status_code == 429


def test_who_was_given_a_password_sees_nothing_before_choosing_their_own(make_user, logged_in):
    client = logged_in(make_user("li", must_change_password=True, is_staff=True))
    for path in ("/admin/", "/admin/password_change/done/"):
        assert client.get(path).url == "/accounts/password/"
    partial = client.get("/admin/", headers={"HX-Request": "true"})
    assert partial.headers["HX-Redirect"] == "/accounts/password/"
    assert client.get("/accounts/password/").status_code == 200
    assert client.post("/i18n/setlang/", {"language": "en"}).status_code == 302
    assert client.get("/healthz").status_code == 200

    new = "梧桐树下 42 moons"
    response = client.post(
        "/accounts/password/",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert response.url == "/"
    assert client.get("/admin/").status_code == 200
    assert client.post("/accounts/logout/").status_code == 200


@pytest.mark.parametrize("new", [PASSWORD, "short 7", "13579246801357", "password1234", "li-li-li-li"])
def test_a_weak_or_unchanged_password_is_refused(make_user, logged_in, new):
    user = make_user("li-li-li", must_change_password=True)
    response = logged_in(user).post(
        "/accounts/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert response.status_code == 200
    user.refresh_from_db()
    assert user.must_change_password
    assert user.check_password(PASSWORD)


def test_a_log_in_ends_after_two_hours_without_a_request(make_user, logged_in, time_machine):
    user = make_user("li")
    time_machine.move_to("2021-06-05 08:00+08:00", tick=False)
    client = logged_in(user)
    for clock in ("08:01", "09:59", "11:58"):
        time_machine.move_to(f"2021-06-05 {clock}+08:00", tick=False)
        assert client.get("/accounts/password/").status_code == 200
    time_machine.move_to("2021-06-05 14:01+08:00", tick=False)
    assert client.get("/accounts/password/").status_code == 302


def test_the_session_is_written_at_most_once_a_minute(
    make_user, logged_in, time_machine, django_assert_num_queries, django_assert_max_num_queries
):
    user = make_user("li")
    time_machine.move_to("2021-06-05 08:00+08:00", tick=False)
    client = logged_in(user)
    client.get("/accounts/password/")
    time_machine.move_to("2021-06-05 08:00:59+08:00", tick=False)
    with django_assert_num_queries(1):  # the user; the session comes from memory
        client.get("/accounts/password/")
    before = Session.objects.get().expire_date
    time_machine.move_to("2021-06-05 08:01:00+08:00", tick=False)
    client.get("/accounts/password/")
    assert Session.objects.get().expire_date > before


@pytest.mark.parametrize(
    ("cookie", "accepted", "expected"),
    [
        (None, "en-US,en", "zh-hans"),
        ("en", "zh-CN", "en"),
        ("fr", "fr", "zh-hans"),
        ("zh-hans", "en", "zh-hans"),
    ],
)
def test_it_is_chinese_unless_the_reader_chose_english(client, db, settings, cookie, accepted, expected):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get(LOGIN, headers={"Accept-Language": accepted})
    assert response.headers["Content-Language"] == expected
    assert f'<html lang="{expected}"' in response.content.decode()
    assert "Cookie" in response.headers["Vary"]


def test_the_language_is_chosen_before_the_log_in(client, db, settings):
    response = client.post("/i18n/setlang/", {"language": "en", "next": LOGIN})
    assert response.url == LOGIN
    assert client.get(LOGIN).headers["Content-Language"] == "en"


def test_the_admin_has_no_log_in_of_its_own(client, db):
    assert client.get("/admin/", follow=True).redirect_chain[-1] == (LOGIN + "?next=/admin/", 302)


def test_who_has_no_right_to_the_admin_is_told_so_instead_of_asked_again(make_user, logged_in):
    response = logged_in(make_user("li")).get("/admin/", follow=True)
    assert response.status_code == 403


def test_a_wrong_form_token_gets_a_page_that_says_what_to_do(make_user):
    client = Client(enforce_csrf_checks=True)
    response = client.post(LOGIN, {"username": "li", "password": PASSWORD})
    assert response.status_code == 403
    assert "403_csrf.html" in [template.name for template in response.templates]


@pytest.mark.parametrize("path", [LOGIN, "/admin/", "/healthz", "/no-such-page/"])
def test_every_answer_carries_the_policy(make_user, logged_in, path):
    headers = logged_in(make_user("li", administrator=True)).get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_day_field_shows_its_day_in_both_languages():
    from datetime import date

    from django import forms

    for language in ("zh-hans", "en"):
        with translation.override(language):
            field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
            assert 'value="2021-06-05"' in field.widget.render("day", date(2021, 6, 5))
            assert field.clean("2021-06-05") == date(2021, 6, 5)


def test_numbers_are_grouped_by_three_in_both_languages():
    from django.utils.formats import number_format

    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert number_format(1234567, force_grouping=True) == "1,234,567"
            # Years and codes are numbers too: nothing is grouped unless asked for.
            assert number_format(2021) == "2021"


def test_the_pages_of_the_accounts_bring_no_inline_script_or_style(client, make_user, logged_in):
    pages = [client.get(LOGIN), logged_in(make_user("li")).get(reverse("password_change"))]
    for response in pages:
        text = response.content.decode()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\bsrc=)", text)
