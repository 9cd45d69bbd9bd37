"""One figure from the form to the board and back again, by two people in two browsers."""

from django.utils import timezone

from targets.models import ProgressEntry

YEAR = timezone.localdate().year


def figure_on_board(page):
    page.goto(f"/{YEAR}/")
    return page.locator("tr", has_text="新植金银花").locator(".c-figure b").inner_text()


def decide(page, button):
    page.goto(f"/{YEAR}/review/")
    page.locator(".reviews > li").get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def test_a_figure_is_logged_returned_sent_again_approved_and_corrected(town, visit):
    reporter, reviewer = visit("reporter"), visit("reviewer")
    assert figure_on_board(reporter) == "—"

    reporter.goto(f"/{YEAR}/record/{town.share.pk}/")
    reporter.fill("[name=amount]", "12.5")
    reporter.select_option("[name=unit]", "公顷")
    reporter.wait_for_selector("#delta b >> nth=1")
    assert "187.5" in reporter.inner_text("#delta")
    reporter.click(".form-foot .btn.primary")
    reporter.wait_for_url(f"**/{YEAR}/record/")
    assert figure_on_board(reporter) == "—"

    reviewer.goto(f"/{YEAR}/review/")
    assert "187.5" in reviewer.inner_text(".reviews .delta")
    reviewer.click(".send-back summary")
    reviewer.fill(".send-back textarea", "请注明地块")
    reviewer.click(".send-back .btn.danger")
    reviewer.wait_for_load_state()

    reporter.goto(f"/{YEAR}/record/")
    assert "请注明地块" in reporter.inner_text(".reviews")
    reporter.click(".reviews .btn.primary")
    assert reporter.input_value("[name=amount]") == "12.5"
    assert reporter.input_value("[name=unit]") == "公顷"
    reporter.fill("[name=note]", "关渡村一组地块")
    reporter.click(".form-foot .btn.primary")
    reporter.wait_for_url(f"**/{YEAR}/record/")

    decide(reviewer, "审核通过")
    assert figure_on_board(reviewer) == "187.5"

    reporter.goto(f"/{YEAR}/targets/4.2.3/")
    reporter.get_by_role("link", name="更正", exact=True).click()
    reporter.fill("[name=amount]", "180")
    reporter.select_option("[name=unit]", "亩")
    reporter.fill("[name=note]", "复核面积")
    reporter.click(".form-foot .btn.primary")
    reporter.wait_for_url(f"**/{YEAR}/targets/4.2.3/")
    assert figure_on_board(reporter) == "187.5"

    decide(reviewer, "审核通过")
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
    page.wait_for_url(f"**/{YEAR}/record/")
    assert ProgressEntry.objects.count() == 1


def test_going_back_and_sending_a_changed_form_gets_a_clear_word(town, visit):
    page = visit("reporter")
    page.goto(f"/{YEAR}/record/{town.share.pk}/")
    page.fill("[name=amount]", "5")
    page.click(".form-foot .btn.primary")
    page.wait_for_url(f"**/{YEAR}/record/")
    page.go_back()
    page.fill("[name=amount]", "6")
    page.click(".form-foot .btn.primary")
    page.wait_for_selector(".errors")
    assert page.input_value("[name=amount]") == "6"
    assert ProgressEntry.objects.get().quantity == 5
