"""My month: few clicks and keys a figure, the page stays where it is, and a village that phoned is served in one place."""

from datetime import date

import pytest
from django.utils import timezone

from targets.models import Allocation, ProgressEntry
from tests.browser.conftest import PASSWORD
from tests.targets.factories import give_duty, make_share, make_target, make_user, make_village

YEAR = timezone.localdate().year


class Hand:
    """A person at a page, whose clicks and keys are counted."""

    def __init__(self, page):
        self.page, self.moves = page, 0

    def click(self, place):
        self.moves += 1
        place.click()

    def press(self, key):
        self.moves += 1
        self.page.keyboard.press(key)


@pytest.fixture
def village(town):
    """A village with its own reporter and two shares, both asked for in the running month."""
    village = make_village("关渡村民委员会", code="511922103201")
    clerk = make_user("villager")
    clerk.set_password(PASSWORD)
    clerk.save()
    give_duty(clerk, "reporter", village=village, starts_on=date(YEAR, 1, 1))
    for code in ("4.3.1", "4.3.2"):
        target = make_target(town.plan, code=code, name=f"种植{code}", lead_office=town.office, goal=500)
        make_share(target, village, goal=100, starts_on=timezone.localdate().replace(day=1))
    return village


def rows(page):
    return page.locator("tbody.owed:not(.is-done):not(.is-open)")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("width", [1440, 390])
def test_a_figure_costs_at_most_six_clicks_and_keys_and_the_page_stays(town, village, visit, width):
    page = visit("villager", width=width)
    hand = Hand(page)
    hand.click(page.locator(".mainnav a", has_text="我的填报"))
    page.wait_for_url(f"**/{YEAR}/record/")
    asked = rows(page).count()
    assert fits(page)
    hand.click(rows(page).first.locator("[data-main]"))
    page.wait_for_selector(".in-place [name=amount]:focus")
    assert fits(page)
    page.keyboard.type("25")  # the number itself
    hand.press("Enter")
    page.wait_for_selector("tbody.is-done")
    assert hand.moves <= 6
    assert ProgressEntry.objects.get().quantity == 25
    assert page.url.endswith(f"/{YEAR}/record/")
    assert "25" in page.inner_text("tbody.is-done")
    assert "25" in page.inner_text("#month-said")
    assert page.inner_text("#owed-badge .badge").split()[0] == str(asked - 1)
    # The keyboard goes on in the next row, and a slip is taken back where it was made.
    assert page.evaluate("document.activeElement.closest('tbody').id") == rows(page).first.get_attribute("id")
    page.locator("tbody.is-done button").click()
    page.wait_for_selector("tbody.is-done", state="detached")
    assert rows(page).count() == asked
    assert page.inner_text("#owed-badge .badge").split()[0] == str(asked)
    assert not page.complaints


def test_what_was_typed_stays_in_the_row_when_it_is_refused(town, village, visit):
    page = visit("villager", width=390)
    page.goto(f"/{YEAR}/record/")
    rows(page).first.locator("[data-main]").click()
    page.wait_for_selector(".in-place [name=amount]:focus")
    page.keyboard.type("二十上下")
    page.keyboard.press("Enter")
    page.wait_for_selector(".in-place .errorlist")
    assert page.input_value(".in-place [name=amount]") == "二十上下"
    assert page.evaluate("document.activeElement.name") == "amount"
    page.fill(".in-place [name=amount]", "二十亩")
    page.keyboard.press("Enter")
    page.wait_for_selector("tbody.is-done")
    assert ProgressEntry.objects.get().quantity == 20


def test_an_office_clerk_serves_a_village_that_phoned_in_one_place(town, village, visit):
    """By village, one village, both of its figures, without leaving the page; and then there is a friendly end."""
    page = visit("reporter", width=1440)
    page.goto(f"/{YEAR}/record/")
    page.select_option("#village", village.slug)
    page.click(".month-choice button")
    page.wait_for_url(f"**village={village.slug}*")
    assert rows(page).count() == Allocation.objects.filter(village=village).count() == 2
    for number in range(2):
        rows(page).first.locator("form button").click()
        page.wait_for_selector(f".sure, tbody.is-done >> nth={number}")
        if page.locator(".sure").count():
            page.locator(".sure button").click()
        page.wait_for_function(
            "count => document.querySelectorAll('tbody.is-done').length > count", arg=number
        )
    assert set(ProgressEntry.objects.values_list("allocation__village", "quantity")) == {(village.pk, 0)}
    assert page.evaluate("document.activeElement.id") == "month-head"
    page.reload()
    assert rows(page).locator(".btn.primary").count() == 0
    assert page.locator(".empty").count() == 1


def test_nothing_new_is_said_without_javascript_too(town, village, visit):
    page = visit("villager", width=390, javascript=False)
    page.goto(f"/{YEAR}/record/?by=village")
    page.locator("tbody.owed form button").first.click()
    if page.locator(".sure").count():
        page.locator(".sure button").click()
    page.wait_for_url(f"**/{YEAR}/record/?by=village")
    assert ProgressEntry.objects.get().quantity == 0
