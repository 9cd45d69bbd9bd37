"""The longest names and the oddest figures at the sizes people use: everything stays on the page."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from targets import recording
from targets.recording import Figure
from tests.browser.conftest import SCREENS
from tests.targets.factories import give_duty, make_share, make_target, make_village

YEAR = timezone.localdate().year
LONG = "关" * 40


@pytest.fixture
def odd_town(town):
    """A target and a village with the longest names, at three times the goal; others at nothing at all."""
    village = make_village(LONG)
    target = make_target(
        town.plan,
        "4.2.99",
        name=LONG * 2,
        lead_office=town.target.lead_office,
        lead_post=LONG,
        qualifier="计划" * 6,
    )
    share = make_share(target, village, goal=100)
    give_duty(town.reporter, "reporter", village=village, starts_on=date(YEAR, 1, 1))
    for each, amount in ((share, "1500"), (town.share, "0")):
        stored = recording.submit(
            user=town.reporter,
            allocation=each,
            figure=Figure(happened_on=timezone.localdate(), amount=amount, note=LONG * 3, confirmed=True),
            token=f"00000000-0000-4000-8000-{each.pk:012}",
            now=timezone.now(),
        )
        recording.approve(user=town.reviewer, entry=stored, now=timezone.now())
    return share


@pytest.mark.parametrize(("width", "language"), SCREENS)
def test_the_longest_names_and_oddest_figures_stay_on_the_page(odd_town, visit, width, language):
    page = visit("reporter", width=width, language=language)
    addresses = ["", "targets/", "targets/4.2.99/", "record/", f"record/{odd_town.pk}/"]
    for address in addresses:
        page.goto(f"/{YEAR}/{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert Axe().run(page).violations_count == 0, address
    page.goto(f"/{YEAR}/targets/4.2.99/")
    assert "300.0%" in page.inner_text("main")
