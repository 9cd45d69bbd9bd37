"""Ten villages' goats of one month: typed down the column, and pasted from a workbook."""

import time
from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from targets.models import ProgressEntry
from tests.browser.conftest import PASSWORD
from tests.targets.factories import (
    give_duty,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_user,
    make_village,
    whole_town,
)

YEAR = timezone.localdate().year
GOATS = ["24", "31", "17", "1.2百", "25", "16", "44", "16", "43", "27"]
URL = f"/{YEAR}/record/grid/?target=4.2.5"


@pytest.fixture
def ten(transactional_db):
    """Ten villages with a share of the goats, an office's clerk who logs for all, and last month's column."""
    plan, office = make_plan(YEAR), make_office()
    target = make_target(plan, code="4.2.5", name="出栏黄羊", goal=8000, unit="头", lead_office=office)
    shares = [make_share(target, make_village(f"第{number}村"), goal=800) for number in range(10)]
    town = whole_town(target)
    town.is_owed, town.goal, town._change_reason = False, 0, "分完"
    town.save()
    clerk = make_user("clerk")
    clerk.set_password(PASSWORD)
    clerk.save()
    give_duty(clerk, "reporter", office, starts_on=date(YEAR, 1, 1))
    return SimpleNamespace(shares=shares, month=f"{timezone.localdate():%Y%m}")


def first(ten):
    return f"[name=a-{ten.shares[0].pk}-{ten.month}]"


def send(page):
    page.click(".form-foot .btn.primary")
    page.wait_for_selector("#messages .message.success")


def stored():
    return list(
        ProgressEntry.objects.order_by("allocation__village__code").values_list("quantity", flat=True)
    )


def test_ten_villages_are_typed_down_the_column(ten, visit):
    page = visit("clerk")
    page.goto(URL)
    clicks, keys, start = 2, 0, time.monotonic()
    page.click(first(ten))
    for amount in GOATS:
        page.keyboard.type(amount)
        page.keyboard.press("Enter")
        keys += len(amount) + 1
    page.wait_for_selector(".g-read >> text=120头")
    assert page.inner_text(".g-total .g-after").strip() == "→ 363"
    send(page)
    spent = time.monotonic() - start
    cost = f"{clicks} clicks, {keys} keys, {spent:.1f} s for ten villages"
    assert (clicks + keys <= 36, stored()) == (True, [24, 31, 17, 120, 25, 16, 44, 16, 43, 27]), cost
    assert page.complaints == page.strangers == []


def paste(page, text):
    """A block as Excel and WPS hand it over."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_a_pasted_block_fills_the_column_and_says_what_does_not_fit(ten, visit):
    page = visit("clerk")
    page.goto(URL)
    page.click(first(ten))
    page.keyboard.type("7")
    page.keyboard.press("Escape")
    assert page.input_value(first(ten)) == ""
    paste(page, "\r\n".join(['"1,024"', *GOATS[1:], "99"]) + "\r\n")
    page.wait_for_selector(".g-line label:not([hidden]) input")  # 1,024 passes the goal: say why
    assert "99" in page.inner_text("#g-status")
    page.click(".form-foot .btn.primary")
    page.wait_for_selector("[aria-invalid=true]")
    assert (page.input_value(first(ten)), stored()) == ("1,024", [])
    page.fill(".g-line input", "并群出栏")
    send(page)
    assert stored()[0] == 1024
    assert ProgressEntry.objects.exclude(note="").get().note == "并群出栏"
    assert page.complaints == [] or all("422" in said for said in page.complaints)


def test_a_phone_shows_one_month_and_the_sheet_works_without_javascript(ten, visit):
    page = visit("clerk", width=390)
    page.goto(URL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".g-type input:visible").count() == 10
    page.fill(first(ten), "24")
    page.locator("[data-fill-rest]:visible").click()
    send(page)
    assert stored() == [24, *[0] * 9]
    plain = visit("clerk", width=390, javascript=False)
    plain.goto(URL)
    shown = plain.locator(".g-months button")
    if shown.count() > 1:  # in January there is one month only
        shown.first.click()
        plain.locator(".g-type input:visible").first.fill("5")
        plain.locator(".g-type input:visible").first.press("Enter")
        plain.wait_for_selector("#messages .message.success")
        assert ProgressEntry.objects.count() == 11


def test_a_note_and_a_tick_typed_for_a_cell_are_there_again_after_the_page_is_left(ten, visit):
    page = visit("clerk")
    page.goto(URL)
    key = first(ten)[len("[name=a-") : -1]
    page.fill(first(ten), "2500")  # more than three times the goal of 800
    page.press(first(ten), "Enter")
    page.wait_for_selector(f"[name=n-{key}]")
    page.fill(f"[name=n-{key}]", "两个养殖场")
    page.check(f"[name=k-{key}]")
    for other in ("16", "17"):
        page.goto(URL)
        page.wait_for_function(
            f"(document.querySelector('[name=\"n-{key}\"]') || {{}}).value === '两个养殖场'"
        )
        assert page.is_checked(f"[name=k-{key}]")
        page.fill(f"[name=a-{ten.shares[1].pk}-{ten.month}]", other)
    send(page)
    assert list(ProgressEntry.objects.order_by("-quantity").values_list("quantity", "note")) == [
        (2500, "两个养殖场"),
        (17, ""),
    ]
