"""A form sent when the log-in has ended, or is another's: nothing is stored, and the way leads back to its page."""

import pytest
from django.test import Client, RequestFactory

from guanlu.way_back import page_of_form

LOGIN = "/accounts/login/"
SENT_TO = "/2021/record/5/nothing-new/"
PASSWORD = "correct horse 9"  # what the fixture make_user sets


@pytest.mark.parametrize(
    ("referer", "page"),
    [
        ("http://testserver/2021/record/", "/2021/record/"),
        ("http://testserver/2021/review/?page=2&on=2021-09-30#entry-7", "/2021/review/?page=2&on=2021-09-30"),
        ("http://testserver", "/"),
        ("http://testserver//evil.example/x", "/evil.example/x"),
        ("http://evil.example/2021/record/", SENT_TO),
        ("https://testserver.evil.example/", SENT_TO),
        ("javascript:alert(1)", SENT_TO),
        ("", SENT_TO),
    ],
)
def test_a_form_stood_on_the_page_of_this_site_the_browser_names(referer, page):
    assert page_of_form(RequestFactory().post(SENT_TO, headers={"Referer": referer})) == page


@pytest.mark.parametrize(("fields", "says_kept"), [({"draft": "share-5"}, True), ({}, False)])
def test_a_form_sent_after_the_log_in_ended_leads_back_to_its_page(client, db, fields, says_kept):
    sent = client.post(SENT_TO, fields, headers={"Referer": "http://testserver/2021/record/"})
    assert sent.url == f"{LOGIN}?next=/2021/record/"
    page = client.get(sent.url).text
    assert "登录已过期" in page
    assert ("已保存在本浏览器" in page) is says_kept


def test_who_only_opened_a_page_is_told_nothing_of_a_form(client, db):
    asked = client.get("/2021/record/")
    assert asked.url == f"{LOGIN}?next=/2021/record/"
    assert "登录已过期" not in client.get(asked.url).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_a_page_is_refused_so_that_the_page_stays_as_it_is(client, db, method):
    answer = getattr(client, method)(SENT_TO, headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert "HX-Redirect" not in answer.headers


def test_a_form_opened_before_another_person_logged_in_is_refused_and_says_who_is_in(make_user):
    client = Client(enforce_csrf_checks=True)
    make_user("li", "李四")
    make_user("wang", "王五")
    log_in(client, "li")
    old = token_on(client, "/accounts/password/")
    client.post("/accounts/logout/", {"csrfmiddlewaretoken": old})
    log_in(client, "wang")
    fields = {"csrfmiddlewaretoken": old, "draft": "share-5"}
    refused = client.post(SENT_TO, fields, headers={"Referer": "http://testserver/2021/record/5/"})
    assert refused.status_code == 403
    for said in ("王五", "已保存在本浏览器", 'href="/2021/record/5/"'):
        assert said in refused.text


def log_in(client, username):
    fields = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token_on(client, LOGIN)}
    assert client.post(LOGIN, fields).status_code == 302


def token_on(client, url):
    return str(client.get(url).context["csrf_token"])
