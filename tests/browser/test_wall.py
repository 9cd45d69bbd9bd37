"""The wall in a browser: it fits and turns, outlives its connection, and ends when its link is revoked."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from targets.boards.wall_links import make_link, revoke_link
from targets.models import PlanVersion
from tests.targets.factories import make_target

SHOWN = "document.querySelector('.wall-page:not([hidden])').dataset.page"
SPILT = """[document.documentElement, document.querySelector('.wall-pages')].some(
    part => part.scrollHeight > part.clientHeight || part.scrollWidth > part.clientWidth)"""


@pytest.fixture
def screen(town, live_server, browser):
    """A screen of 1920 by 1080, its clock in the test's hand, on which a link was opened."""
    link, code = make_link(name="一楼大厅", plan=None, by=town.leader, now=timezone.now())
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, base_url=live_server.url)
    page = context.new_page()
    page.clock.install()
    page.complaints, page.asked = [], []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(f"/wall/open/#{code}")
    page.wait_for_url("**/wall/")
    page.wait_for_function("() => !document.getElementById('wall-pause').hidden")
    page.link, page.code = link, code
    yield page
    context.close()


def turn_and_pause(screen):
    """Once round by itself, one page back by hand, and no further while it is paused."""
    for number in (2, 3, 4, 1):
        screen.clock.run_for(15_000)
        assert screen.evaluate(SHOWN) == str(number)
        assert not screen.evaluate(SPILT)
    screen.keyboard.press("ArrowLeft")
    assert screen.evaluate(SHOWN) == "4"
    screen.keyboard.press(" ")
    screen.clock.run_for(31_000)
    assert screen.evaluate(SHOWN) == "4"


def test_a_screen_turns_its_pages_outlives_its_connection_and_ends_with_its_link(town, screen):
    # The code went behind the # and into the form: no address that was asked for has it.
    assert not [url for url in screen.asked if screen.code in url]
    assert screen.locator(".wall-page").count() == 4  # the year, a theme, thirteen villages on two
    found = Axe().run(screen)
    assert found.violations_count == 0, found.generate_report()
    turn_and_pause(screen)

    # A target more: fetched within the minute, and swapped in where the screen stands, without a new page.
    screen.evaluate("window.kept = true")
    make_target(town.plan, code="4.2.9", name="新植核桃", lead_office=town.office)
    PlanVersion.advance([town.plan.pk])  # as every writer does
    screen.clock.run_for(60_000)
    screen.wait_for_function("() => document.getElementById('wall').textContent.includes('新植核桃')")
    assert screen.evaluate("window.kept")
    assert screen.evaluate(SHOWN) == "4"
    assert screen.inner_text("#wall-age") == "刚刚"

    screen.context.set_offline(True)
    screen.clock.run_for(60_000)
    screen.wait_for_function("() => !document.querySelector('[data-trouble=lost]').hidden")
    screen.keyboard.press(" ")
    screen.clock.run_for(15_000)
    assert screen.evaluate(SHOWN) == "1"  # it goes on turning what it has
    screen.clock.run_for(300_000)
    assert screen.inner_text("#wall-age") == "6分钟前"
    assert "is-old" in screen.get_attribute("#wall-age", "class")

    screen.context.set_offline(False)
    screen.wait_for_function("() => document.querySelector('[data-trouble=lost]').hidden")
    revoke_link(link=screen.link, reason="屏幕已拆", now=timezone.now())
    screen.clock.run_for(75_000)
    screen.wait_for_selector("#wall-closed")
    assert "已停用" in screen.inner_text("h1")
    assert screen.locator(".wall-page").count() == 0
    assert screen.complaints == []


@pytest.mark.parametrize("width", [1440, 390])
def test_without_the_script_and_on_a_phone_the_wall_is_read_by_hand(town, visit, width):
    page = visit("leader", width=width, javascript=width == 390)
    page.goto(f"/{timezone.localdate().year}/wall/?page=2")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 390:
        page.wait_for_function("() => document.querySelectorAll('.wall-page').length === 4")
    page.click(".wall-nav a >> nth=1")
    if width == 390:
        assert page.evaluate(SHOWN) == "3"  # a wide table of villages, scrolled in its own frame
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_attribute("#wall-pause", "aria-pressed") == "true"
    else:
        page.wait_for_url("**?page=3")
        assert page.locator(".wall-page").count() == 1
