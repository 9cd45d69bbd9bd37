"""Next year in a real browser: made, its words taken at a click, started; nothing wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group
from django.utils import timezone

from targets.models import Plan
from tests.browser.conftest import PASSWORD, SCREENS
from tests.targets.factories import BODY, make_user

YEAR = timezone.localdate().year


@pytest.fixture
def administrator(town):
    user = make_user("administrator", is_staff=True)
    user.groups.add(Group.objects.get(name="administrators"))
    user.set_password(PASSWORD)
    user.save()
    return user


def test_a_year_is_made_filled_in_and_started(town, administrator, visit):
    page = visit("administrator")
    page.goto(f"/admin/targets/plan/{town.plan.pk}/next-year/")
    page.click("input[type=submit].default")
    page.wait_for_url("**/change/**")
    draft = Plan.objects.get(year=YEAR + 1)
    document = draft.documents.get()
    document.body = BODY.replace("500亩", "600亩")
    document.save()
    page.goto(f"/admin/targets/plan/{draft.pk}/sheet/")
    buttons = page.locator("button.fill")
    assert buttons.count() == draft.targets.count()
    for index in range(buttons.count()):
        buttons.nth(index).click()
    page.click("input[type=submit].default")
    page.wait_for_selector(".messagelist .success")
    quotes = draft.targets.values_list("quote", flat=True)
    assert all(quote and quote in document.body for quote in quotes)
    page.goto(f"/admin/targets/plan/{draft.pk}/start/")
    page.click("input[type=submit].default")
    page.wait_for_url("**/change/**")
    assert Plan.objects.get(pk=draft.pk).state == Plan.State.RUNNING
    assert page.complaints == []
    assert page.strangers == []


@pytest.mark.parametrize(("width", "language"), SCREENS)
def test_the_pages_of_a_plan_fit_the_screen_and_read_well(town, administrator, visit, width, language):
    page = visit("administrator", width=width, language=language)
    for state, names in (
        (Plan.State.RUNNING, ["next-year"]),
        (Plan.State.DRAFT, ["sheet", "start", "change"]),
    ):
        Plan.objects.update(state=state)
        for name in names:
            page.goto(f"/admin/targets/plan/{town.plan.pk}/{name}/")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            found = [each for each in Axe().run(page).response["violations"] if each["impact"] == "critical"]
            assert found == [], name
    page.goto(f"/{YEAR}/")
    assert page.locator(".plan-notice").count() == 1
