"""Every page, print and export of a marked installation says so; none of a real one does."""

import io
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from guanlu.models import User
from targets.models import Demonstration, demonstration

MARK = 'class="demonstration"'
PAGES = [
    ("leader", "/2021/", 200),
    ("leader", "/2021/?on=2021-12-31", 200),
    ("leader", "/2021/targets/", 200),
    ("leader", "/2021/targets/4.2.3/", 200),
    ("leader", "/2021/villages/", 200),
    ("leader", "/2021/villages/guandu/", 200),
    ("leader", "/accounts/password/", 200),
    ("reporter", "/2021/record/", 200),
    ("reviewer", "/2021/review/", 200),
    ("leader", "/2021/targets/9.9.9/", 404),
    ("leader", "/admin/login/", 403),
    ("admin", "/admin/", 200),
    ("admin", "/admin/targets/target/", 200),
    ("admin", "/admin/targets/target/?_popup=1", 200),
    ("admin", "/admin/guanlu/user/", 200),
    (None, "/accounts/login/", 200),
]


@pytest.fixture
def visit(plan, logged_in, client):
    def get(username, address):
        return (logged_in(User.objects.get(username=username)) if username else client).get(address)

    return get


def as_real():
    """Forget the mark, as an installation without it."""
    cache.set(demonstration.KEY, (None,), None)


@pytest.mark.parametrize(("username", "address", "code"), PAGES)
def test_the_page_is_marked(visit, username, address, code):
    page = visit(username, address)
    text = page.content.decode()
    assert page.status_code == code
    assert (
        text.count(MARK) == text.count('<section class="demonstration" aria-labelledby="demonstration">') == 1
    )
    assert "演示数据" in text
    assert "2021年10月8日" in text
    assert ("clear_demo" in text) == (username == "admin")


@pytest.mark.parametrize(("username", "address", "code"), PAGES)
def test_the_page_of_a_real_installation_is_not_marked(visit, username, address, code):
    as_real()
    page = visit(username, address)
    assert page.status_code == code
    assert MARK not in page.content.decode()
    assert "演示数据" not in page.content.decode().replace(
        "演示数据：", ""
    )  # reasons and texts of the rows themselves


def test_the_mark_is_read_in_english_too(visit, client):
    client.cookies["django_language"] = "en"
    text = client.get("/accounts/login/").content.decode()
    assert "DEMONSTRATION DATA" in text
    assert "today is 8 October 2021" in text


def test_the_print_head_is_marked(visit):
    assert "<b>演示数据</b>" in visit("leader", "/2021/").content.decode().partition("print-head")[2][:200]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("address", ["/2021/targets/", "/2021/villages/"])
def test_exports_are_marked_in_their_names(visit, address, kind):
    marked = visit("leader", f"{address}?_export={kind}")
    assert "演示数据" in unquote(marked["Content-Disposition"])
    as_real()
    assert "演示数据" not in unquote(visit("leader", f"{address}?_export={kind}")["Content-Disposition"])


def test_workbooks_are_marked_under_each_printed_page(visit):
    book = load_workbook(io.BytesIO(visit("leader", "/2021/targets/?_export=xlsx").content))
    assert all("演示数据" in sheet.oddFooter.center.text for sheet in book)


def test_the_mark_costs_a_page_no_query(plan, django_assert_num_queries):
    Demonstration.loaded_on()
    with django_assert_num_queries(0):
        assert Demonstration.loaded_on()
