"""One figure from the form to the board and back again, by two people in two browsers."""

import pytest
from django.utils import timezone

from targets.models import ProgressEntry

YEAR = timezone.localdate().year


def figure_on_board(page):
    page.goto(f"/{YEAR}/")
    return page.locator("tr", has_text="新植金银花").locator(".c-figure b").inner_text()


def log_hectares(page, share):
    """Type 12.5 hectares and watch what it comes to before it is sent."""
    page.goto(f"/{YEAR}/record/{share.pk}/")
    page.fill("[name=amount]", "12.5")
    page.select_option("select[name=unit]", "公顷")
    page.wait_for_selector("[data-delta] b >> nth=1")
    assert "187.5" in page.inner_text("[data-delta]")
    send(page, f"**/{YEAR}/record/")


def send(page, lands_on):
    page.click(".form-foot .btn.primary")
    page.wait_for_url(lands_on)


def approve(page):
    page.goto(f"/{YEAR}/review/")
    page.locator(".reviews > li").get_by_role("button", name="审核通过").click()
    page.wait_for_load_state()


def send_back(page, reason):
    page.goto(f"/{YEAR}/review/")
    assert "187.5" in page.inner_text(".reviews .said")
    page.click(".send-back summary")
    page.fill(".send-back textarea", reason)
    page.click(".send-back .btn.danger")
    page.wait_for_load_state()


def change_and_send_again(page, reason):
    """The reason is in view, and the form holds what was typed."""
    page.goto(f"/{YEAR}/record/")
    assert reason in page.inner_text(".reviews")
    page.click(".reviews .btn.primary")
    assert (page.input_value("[name=amount]"), page.input_value("select[name=unit]")) == ("12.5", "公顷")
    page.click("[data-ask=note] summary")
    page.fill("[name=note]", "关渡村一组地块")
    send(page, f"**/{YEAR}/record/")


def correct(page, amount, reason):
    page.goto(f"/{YEAR}/targets/4.2.3/")
    page.get_by_role("link", name="更正", exact=True).click()
    page.fill("[name=amount]", amount)
    page.select_option("select[name=unit]", "亩")
    page.fill("[name=note]", reason)
    send(page, f"**/{YEAR}/targets/4.2.3/")


def test_a_figure_is_logged_returned_sent_again_approved_and_corrected(town, visit):
    reporter, reviewer = visit("reporter"), visit("reviewer")
    log_hectares(reporter, town.share)
    assert figure_on_board(reporter) == "—"
    send_back(reviewer, "请注明地块")
    change_and_send_again(reporter, "请注明地块")
    approve(reviewer)
    assert figure_on_board(reviewer) == "187.5"
    correct(reporter, "180", "复核面积")
    assert figure_on_board(reporter) == "187.5"
    approve(reviewer)
    assert figure_on_board(reviewer) == "180"
    reviewer.goto(f"/{YEAR}/targets/4.2.3/")
    assert reviewer.locator("tr.struck").count() == 2
    assert ProgressEntry.objects.count() == 3


def test_a_figure_is_logged_without_javascript(town, visit):
    page = visit("reporter", javascript=False, width=390)
    page.goto(f"/{YEAR}/record/{town.share.pk}/")
    page.fill("[name=amount]", "五百上下")
    page.click(".form-foot .btn.primary")
    assert page.input_value("[name=amount]") == "五百上下"
    assert page.locator(".errors a").count() == 1
    page.fill("[name=amount]", "三百亩")
    page.click(".form-foot .btn.primary")
    page.wait_for_url(f"**/{YEAR}/record/")
    assert ProgressEntry.objects.get().quantity == 300


def test_a_double_click_is_one_entry(town, visit):
    page = visit("reporter")
    page.goto(f"/{YEAR}/record/{town.share.pk}/")
    page.fill("[name=amount]", "5")
    page.dblclick(".form-foot .btn.primary")
    # The second click may end the first answer on its way: wait for what the page then says.
    page.wait_for_selector("#messages .message.success")
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize("width", [1440, 390])
def test_an_implausible_figure_is_asked_about_before_it_is_sent(town, visit, width):
    page = visit("reporter", width=width)
    page.goto(f"/{YEAR}/record/{town.share.pk}/")
    # The page opens with the cursor in the amount.
    page.keyboard.type("5000")
    page.wait_for_selector("[data-ask=confirmed]:not([hidden])")
    page.wait_for_selector("[data-ask=note][open]")
    page.fill("[name=note]", "数据已复核")
    page.check("[name=confirmed]")
    # Sent while the next preview is asked for: nothing is complained of.
    page.press("[name=amount]", "Enter")
    page.wait_for_url(f"**/{YEAR}/record/")
    assert ProgressEntry.objects.get().quantity == 5000
    assert page.complaints == []
