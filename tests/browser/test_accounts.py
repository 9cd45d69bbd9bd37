"""Accounts in a real browser: a double click, a reload, and slips on paper that no page cuts."""

import math
import re

import pytest
from playwright.sync_api import Error

from guanlu.models import User
from tests.targets.admin_pages import make_administrator

PASTE = "/admin/guanlu/user/paste/"
ON_A_SHEET = 10


@pytest.fixture
def desk(town, visit):
    """The administrator's browser, told its width and language."""
    administrator = make_administrator()
    administrator.set_password("correct horse 9")
    administrator.save()
    return lambda **given: visit("zhang", **given)


def slips_of(page, count):
    page.goto(PASTE)
    page.fill("[name=text]", "\n".join(f"u{number}\t人员{number}\t填报人\t关渡村" for number in range(count)))
    page.click("[name=check]")
    page.wait_for_selector("[name=create]")
    page.dblclick("[name=create]")
    page.wait_for_selector(".slip")
    return page.locator(".slip")


def test_a_double_click_makes_accounts_once_and_a_reload_shows_no_password(desk):
    page = desk()
    slips = slips_of(page, 3)
    assert slips.count() == 3
    password = slips.first.locator(".password").inner_text().replace(" ", "").replace("\n", "")
    assert User.objects.get(username="u0").check_password(password)
    page.reload()
    page.wait_for_url("**/admin/guanlu/user/")
    assert "只显示一次" in page.locator(".messagelist").inner_text()
    with pytest.raises(Error, match="ERR_CACHE_MISS"):  # the browser has kept nothing to show
        page.go_back()
    assert page.complaints == []
    assert page.strangers == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_ten_slips_fit_on_a_sheet_and_none_is_cut(desk, language):
    page = desk(language=language)
    count = 23
    slips_of(page, count)
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == math.ceil(count / ON_A_SHEET)


def test_the_pages_fit_a_telephone(desk):
    page = desk(width=390)
    for url in (
        PASTE,
        "/admin/guanlu/user/reset/",
        f"/admin/guanlu/user/{User.objects.get(username='reporter').pk}/hand-over/",
    ):
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    slips_of(page, 2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []
