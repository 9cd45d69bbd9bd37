"""A curve is there before, without and after its script, at the same size."""

from datetime import timedelta

from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from targets import recording
from targets.recording import Figure

YEAR = timezone.localdate().year


def test_a_curve_is_drawn_without_a_script_and_answers_with_it(town, visit):
    now = timezone.now()
    entry = recording.submit(
        user=town.reporter,
        allocation=town.share,
        figure=Figure(happened_on=timezone.localdate(now), amount="100", note="已核实"),
        token="4f7c2c1e-6a0b-4a52-9f5e-1d2f3a4b5c6d",
        now=now,
    )
    recording.approve(user=town.reviewer, entry=entry, now=now + timedelta(minutes=1))

    plain = visit("leader", width=390, javascript=False)
    plain.goto(f"/{YEAR}/targets/4.2.3/")
    drawing = plain.locator(".chart-drawing").bounding_box()
    assert drawing["height"] == 306
    assert drawing["x"] + drawing["width"] <= 390
    assert not plain.locator(".chart-live").is_visible()

    page = visit("leader", width=1440)
    page.goto(f"/{YEAR}/targets/4.2.3/")
    live = page.locator(".chart.is-live .chart-live")
    expect(live.locator("svg")).to_be_visible()
    assert page.complaints == []
    assert not page.locator(".chart-drawing").is_visible()
    place = live.bounding_box()
    assert place["height"] == 306
    page.mouse.move(place["x"] + place["width"] * 0.04, place["y"] + 150)
    expect(live).to_contain_text("计划")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(live).not_to_contain_text("计划")
    page.emulate_media(media="print")
    assert page.locator(".chart-drawing").is_visible()
    assert not page.locator(".chart-live").is_visible()
    page.emulate_media(media="screen")
    assert Axe().run(page).violations_count == 0
