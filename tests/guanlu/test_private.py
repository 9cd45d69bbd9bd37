"""What may be kept of an answer, and by whom."""

import pytest
from django.utils.cache import has_vary_header


@pytest.mark.parametrize("path", ["/", "/accounts/password/", "/no-such-page/"])
def test_a_users_page_is_kept_by_nobody_and_asked_for_again(make_user, logged_in, path):
    response = logged_in(make_user("li")).get(path)
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert has_vary_header(response, "Cookie")
    assert has_vary_header(response, "HX-Request")


def test_what_says_itself_how_long_it_keeps_is_left_alone(make_user, logged_in):
    response = logged_in(make_user("li")).get("/healthz")
    assert "no-store" in response.headers["Cache-Control"]
    assert not has_vary_header(response, "HX-Request")


def test_a_strangers_page_is_left_alone(client, db):
    response = client.get("/", follow=False)
    assert "Cache-Control" not in response.headers
    assert not has_vary_header(response, "HX-Request")


def test_static_files_are_kept_as_they_were(client, make_user, logged_in):
    path = "/static/guanlu/css/base.css"
    mine, strangers = logged_in(make_user("li")).get(path), client.get(path)
    assert mine.status_code == 200
    assert mine.headers["Cache-Control"] == strangers.headers["Cache-Control"]
    assert "private" not in mine.headers["Cache-Control"]
    assert not has_vary_header(mine, "HX-Request")
    mine.close()
    strangers.close()
