"""The demonstration on paper: the town board is one landscape sheet, and what each sheet says is translated."""

import re
import subprocess
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from guanlu.models import User
from tests.browser.conftest import CHROMIUM, FLAGS

PRINT_CSS = Path(__file__).parents[3] / "guanlu/static/guanlu/css/print.css"
STATIC = PRINT_CSS.parents[2]
needs_chromium = pytest.mark.skipif(
    not Path(CHROMIUM).exists(), reason="Chromium is not installed: apt-get install chromium"
)


def sheets(html, folder):
    """The sizes in points of the sheets that a page prints on; its style sheets come from the source.

    By Chromium's own command: Playwright's loop would put Django on a connection that knows nothing of the
    demonstration loaded for this folder.
    """
    page, pdf = folder / "page.html", folder / "page.pdf"
    page.write_text(html.replace('"/static/', f'"{STATIC.as_uri()}/'), encoding="utf-8")
    asked = [
        "--headless",
        "--no-pdf-header-footer",
        f"--print-to-pdf={pdf}",
        f"--user-data-dir={folder}/profile",
    ]
    subprocess.run([CHROMIUM, *FLAGS, *asked, page.as_uri()], check=True, capture_output=True, timeout=120)
    printed = pdf.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(re.findall(rb"/MediaBox", printed))
    return [
        tuple(round(float(side)) for side in found)
        for found in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    ]


@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_town_board_is_one_landscape_sheet(plan, logged_in, settings, tmp_path, language):
    client = logged_in(User.objects.get(username="leader"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    board = client.get("/2021/")
    assert board.context["board"].total > 70
    assert sheets(board.content.decode(), tmp_path) == [(842, 595)]
    # And the wide lists stand on their side too, on as many sheets as they need.
    found = sheets(client.get("/2021/villages/").content.decode(), tmp_path)
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
