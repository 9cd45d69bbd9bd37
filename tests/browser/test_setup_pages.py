"""Set-up in the browser: the sum follows what is typed, a schedule chosen by its name fills the boxes."""

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import expect

from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import Village
from tests.targets.admin_pages import address
from tests.targets.factories import make_share, make_target


@pytest.fixture
def desk(town, visit):
    user = User.objects.get(username="reviewer")
    user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    town.target = make_target(town.plan, code="4.2.90")
    make_share(town.target, Village.objects.first(), goal=120)

    def open_page(page, **options):
        browser = visit("reviewer", **options)
        browser.goto(address(type(town.target), page, town.target.pk))
        return browser

    return open_page


def test_the_sum_of_the_shares_follows_what_is_typed(desk):
    page = desk("change")
    said = page.locator("[data-split-sum]")
    expect(said).to_have_text("已分解 120 / 500亩，共1项，差 380")
    page.fill("[name=allocations-1-goal]", "1,600.5")
    expect(said).to_have_text("已分解 1,600.5 / 500亩，共1项，超 1,100.5")
    page.fill("#id_goal", "1600.5")
    expect(said).to_have_text("已分解 1,600.5 / 1,600.5亩，共1项")
    page.check("[name=allocations-1-DELETE]")
    expect(said).to_have_text("未分解，由全镇承担。")
    assert (page.complaints, page.strangers) == ([], [])


def test_the_preview_of_a_split_is_counted_as_it_is_mended(desk):
    page = desk("split", language="en", width=390)
    for box in page.locator("[name=villages]").all():
        box.uncheck()
    page.check(f"[name=villages][value='{Village.objects.first().pk}']")
    page.check("[name=way][value=evenly]")
    page.click("[name=preview]")
    page.locator("[data-share]").fill("３0")
    expect(page.locator("[data-split-sum]")).to_have_text("30 of 500 mu split among 1 shares, 470 short")
    expect(page.locator("[data-percent]")).to_have_text("6.0%")
    assert (page.complaints, page.strangers) == ([], [])


def test_all_villages_of_an_area_are_ticked_and_unticked_at_once(desk):
    page = desk("split")
    area = page.locator("[data-tick-group]").first
    boxes, ticked = area.locator("[name=villages]"), area.locator("[name=villages]:checked")
    boxes.first.uncheck()
    area.locator("[data-tick-all]").click()
    expect(ticked).to_have_count(boxes.count())
    area.locator("[data-tick-all]").click()
    expect(ticked).to_have_count(0)


def test_a_schedule_chosen_by_its_name_fills_the_boxes_at_once(desk):
    page = desk("change")
    boxes = page.locator(".percents input")

    def shown():
        return [box.input_value() for box in boxes.all()]

    page.select_option("[data-preset]", "spring_autumn")
    assert shown() == ["0", "10", "35", "50", "50", "50", "50", "50", "55", "75", "95", "100"]
    year = page.locator("#id_due_on").input_value()[:4]
    page.fill("#id_due_on", f"{year}-06-30")
    page.locator("#id_due_on").blur()
    assert shown()[:4] == ["0", "20", "70", "100"]
    boxes.first.fill("5")
    expect(page.locator("[data-preset]")).to_have_value("")
    page.select_option("[data-preset]", "straight")
    assert shown() == [""] * 12
    assert page.complaints == []


def test_without_a_script_a_chosen_schedule_is_applied_on_saving(desk, town):
    page = desk("change", javascript=False)
    page.select_option("[data-preset]", "year_end")
    page.fill("[name=reason]", "按农时安排")
    page.click("[name=_save]")
    town.target.refresh_from_db()
    assert [int(each) for each in town.target.schedule][-3:] == [60, 75, 100]
