"""The demonstration on paper: the town board is one landscape sheet, and what each sheet says is translated."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from django.utils.translation import gettext

from guanlu.models import User
from tests.browser.conftest import CHROMIUM, browser_type_launch_args  # noqa: F401  # how Chromium is started

PRINT_CSS = Path(__file__).parents[3] / "guanlu/static/guanlu/css/print.css"
HERE = "http://board.test"
needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="Chromium is not installed: apt-get install chromium"
)


def sheets(browser, html):
    """The sizes in points of the sheets that a page prints on; its style sheets come from the source."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})

    def answer(route):
        path = route.request.url.removeprefix(HERE)
        if path == "/":
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.fulfill(path=finders.find(path.removeprefix("/static/")))

    page.route("**/*", answer)
    page.goto(f"{HERE}/", wait_until="networkidle")
    pdf = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == len(re.findall(rb"/MediaBox", pdf))
    return [
        tuple(round(float(side)) for side in found)
        for found in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    ]


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_town_board_is_one_landscape_sheet(plan, browser, logged_in, settings, language):
    client = logged_in(User.objects.get(username="leader"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    board = client.get("/2021/")
    assert board.context["board"].total > 70
    assert sheets(browser, board.content.decode()) == [(842, 595)]
    # And the wide lists stand on their side too, on as many sheets as they need.
    found = sheets(browser, client.get("/2021/villages/").content.decode())
    assert set(found) == {(842, 595)}


def test_every_sheet_says_what_the_pages_say_in_both_languages():
    said = {"zh-hans": [], "en": []}
    for name, content in re.findall(
        r"@page([^{]*)\{(?:(?!@page)[^@])*@bottom-left \{ content: \"([^\"]+)\"",
        PRINT_CSS.read_text(encoding="utf-8"),
    ):
        said["en" if "english" in name else "zh-hans"].append(content)
    assert [len(words) for words in said.values()] == [1, 2]
    for language, words in said.items():
        with translation.override(language):
            assert set(words) == {gettext("Internal dispatch data, not statistics")}
