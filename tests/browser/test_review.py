"""The queue of a reviewer, by mouse and by keyboard, on a desk and on a telephone."""

import uuid

import pytest
from django.utils import timezone

from targets import recording
from targets.models import ProgressEntry
from targets.recording import Figure

YEAR = timezone.localdate().year
URL = f"/{YEAR}/review/"


def logged(town, *amounts, shares=()):
    """What the reporter sent, in this order: for the whole town, or for these shares in their turn."""
    now, shares = timezone.now(), shares or [town.share] * len(amounts)
    return [
        recording.submit(
            user=town.reporter,
            allocation=shares[number],
            figure=Figure(happened_on=now.date(), amount=amount, note="有依据", confirmed=True),
            token=uuid.uuid4(),
            now=now + timezone.timedelta(seconds=number),
        )
        for number, amount in enumerate(amounts)
    ]


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.name")


def states():
    return list(ProgressEntry.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.parametrize("width", [1440, 390])
def test_the_queue_is_worked_off_by_keyboard(town, visit, width):
    first, second, third, over = logged(town, "10", "11", "12", "900")
    page = visit("reviewer", width=width)
    page.goto(URL)
    page.keyboard.press("j")
    assert focused(page) == f"entry-{first.pk}"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == f"entry-{second.pk}"
    with page.expect_navigation():
        page.keyboard.press("a")
    assert "11亩" in page.inner_text(".message")
    assert focused(page) == f"entry-{third.pk}"
    assert page.evaluate("document.querySelector('.message').getBoundingClientRect().top >= 0")
    page.keyboard.press("x")
    assert "（1）" in page.inner_text("[data-batch]")
    page.keyboard.press("r")
    page.keyboard.type("jax 请附地块")
    page.keyboard.press("Escape")
    assert focused(page) == f"entry-{third.pk}"
    page.keyboard.press("?")
    assert page.locator("#keys").evaluate("keys => keys.open")
    page.keyboard.press("x")
    with page.expect_navigation():
        page.locator(f"#entry-{third.pk} .btn.danger").click()
    assert states() == ["submitted", "approved", "returned", "submitted"]
    assert ProgressEntry.objects.get(pk=third.pk).events.get(action="returned").reason == "jax 请附地块"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.complaints == page.strangers == []
    page.locator(f"#entry-{over.pk} .send-back summary").click()
    assert focused(page) == f"id_entry-{over.pk}-reason"
    page.keyboard.type("超过目标")
    recording.withdraw(user=town.reporter, entry=over, now=timezone.now())
    with page.expect_navigation():
        page.locator(f"#entry-{over.pk} .btn.danger").click()
    assert focused(page) == "meanwhile"
    told = page.inner_text("#meanwhile")
    assert "刚刚撤回" in told
    assert "超过目标" in told


@pytest.mark.parametrize("javascript", [True, False])
def test_all_without_warnings_are_approved_with_two_clicks(town, visit, javascript):
    # A second figure of one share in one month would carry a warning.
    logged(town, "10", "9", "900", shares=list(town.target.allocations.order_by("pk")[:3]))
    page = visit("reviewer", javascript=javascript)
    page.goto(URL)
    page.click("[data-tick-plain]")
    assert [box.is_checked() for box in page.locator("[name=entry]").all()] == [True, True, False]
    page.press("[name=entry] >> nth=0", "Enter")
    page.wait_for_load_state()
    assert states() == ["submitted"] * 3
    assert [box.is_checked() for box in page.locator("[name=entry]").all()] == [True, True, False]
    names = page.locator("[data-entry] button").evaluate_all(
        "all => all.map(each => each.textContent.trim())"
    )
    assert len(set(names)) == len(names) == 6
    page.click("[data-batch]")
    page.wait_for_load_state()
    assert "2条" in page.inner_text(".message")
    assert states() == ["approved", "approved", "submitted"]
