"""Nothing typed is lost, and one form is one entry: whatever happens between the page and the site."""

import re
import uuid

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from targets import recording
from targets.models import ProgressEntry
from tests.browser.conftest import PASSWORD

YEAR = timezone.localdate().year
LINE, BAR, SEND = ".draft-line", ".trouble", ".form-foot .btn.primary"
DRAFTS = "Object.keys(localStorage).filter(name => name.startsWith('guanlu-draft:')).length"


def open_form(page, share):
    page.goto(f"/{YEAR}/record/{share.pk}/")
    page.evaluate(
        "document.querySelectorAll('form[data-draft] details').forEach(fold => { fold.open = true })"
    )


def type_figure(page, amount, note):
    page.fill("[name=amount]", amount)
    page.fill("[name=note]", note)


def typed(page):
    return page.input_value("[name=amount]"), page.input_value("[name=note]")


def wait_until_stored(page):
    page.wait_for_selector(".message.success")
    page.wait_for_load_state()  # the drafts' own script runs after the page is read


def end_log_ins():
    Session.objects.all().delete()
    cache.clear()


def log_in(page, username):
    page.fill("[name=username]", username)
    page.fill("[name=password]", PASSWORD)
    page.click("main .btn.primary")


def test_a_log_in_that_ends_while_one_types_loses_nothing_and_shows_it_to_nobody_else(town, visit):
    page = visit("reporter", width=390)
    open_form(page, town.share)
    type_figure(page, "12", "二组地块")
    end_log_ins()
    page.fill("[name=amount]", "12.5")  # asks for before → after
    page.wait_for_selector(f"{BAR}:has-text('登录已过期')")
    page.click(SEND)
    page.wait_for_url(re.compile("/accounts/login/.next="))
    assert "已保存在本浏览器" in page.inner_text("#messages")
    log_in(page, "reviewer")
    page.wait_for_selector(".topbar")
    open_form(page, town.share)
    assert (typed(page), page.locator(LINE).count()) == (("", ""), 0)
    page.context.clear_cookies(name="sessionid")
    page.goto(f"/accounts/login/?next=/{YEAR}/record/{town.share.pk}/")
    log_in(page, "reporter")
    page.wait_for_load_state()
    page.wait_for_selector(LINE)
    assert typed(page) == ("12.5", "二组地块")
    page.click(SEND)
    wait_until_stored(page)
    assert page.evaluate(DRAFTS) == 0
    assert ProgressEntry.objects.get().note == "二组地块"


def test_a_form_stored_before_the_connection_broke_is_still_one_entry(town, visit):
    page = visit("reporter")
    open_form(page, town.share)
    type_figure(page, "5", "三组地块")

    def lose_the_answer(route):
        route.fetch(max_redirects=0)
        route.abort()

    page.route(f"**/{YEAR}/record/{town.share.pk}/", lose_the_answer)
    page.click(SEND)
    page.wait_for_timeout(500)
    assert ProgressEntry.objects.count() == 1
    page.context.clear_cookies(name="messages")  # these too came with the answer
    page.unroute(f"**/{YEAR}/record/{town.share.pk}/")
    open_form(page, town.share)
    assert (typed(page), page.locator(LINE).count()) == (("5", "三组地块"), 1)
    page.click(SEND)
    wait_until_stored(page)
    assert "没有重复计入" in page.inner_text(".message.success")
    assert (ProgressEntry.objects.count(), page.evaluate(DRAFTS)) == (1, 0)
    page.go_back()
    page.wait_for_load_state()
    assert typed(page) == ("", "")


KEEPS_NOTHING = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError') }})"
)


def test_without_a_connection_the_form_stays_and_promises_only_what_the_browser_keeps(town, visit):
    for amount, keeps in (("5", True), ("6", False)):
        page = visit("reporter")
        if not keeps:
            page.add_init_script(KEEPS_NOTHING)
        open_form(page, town.share)
        type_figure(page, amount, "")
        page.context.set_offline(True)
        page.click(SEND)
        page.wait_for_selector(f"{BAR}:has-text('没有连上服务器')")
        assert page.locator(f"{BAR} [data-kept]").is_visible() is keeps
        # Where nothing is kept the browser asks before the page is left.
        assert page.locator("form[data-guard]").count() == (0 if keeps else 1)
        page.context.set_offline(False)
        page.click(SEND)
        wait_until_stored(page)
        assert ProgressEntry.objects.filter(typed_amount=amount).count() == 1


def test_a_refused_figure_is_kept_through_a_closed_page_and_can_be_discarded(town, visit):
    page = visit("reporter")
    open_form(page, town.share)
    type_figure(page, "五百上下", "待核")
    page.select_option("[name=origin]", index=1)
    chosen = page.input_value("[name=origin]")
    page.click(SEND)
    page.wait_for_selector(".errors")
    other = page.context.new_page()
    page.close()
    open_form(other, town.share)
    mark = (
        f"<b id=mark data-draft-mark=share-{town.share.pk} hidden></b><b data-draft-mark=share-0 hidden></b>"
    )
    other.evaluate(f"document.body.insertAdjacentHTML('beforeend', '{mark}')")
    assert other.evaluate("[...document.querySelectorAll('[data-draft-mark]')].map(b => b.hidden)") == [
        False,
        True,
    ]
    assert (typed(other), other.input_value("[name=origin]")) == (("五百上下", "待核"), chosen)
    other.click(f"{LINE} button")
    assert (typed(other), other.locator(LINE).count(), other.evaluate(DRAFTS)) == (("", ""), 0, 0)
    assert other.input_value("[name=origin]") != chosen
    assert other.locator("#mark").is_hidden()


def test_a_figure_stored_from_one_tab_leaves_what_another_typed(town, visit):
    page = visit("reporter")
    open_form(page, town.share)
    other = page.context.new_page()
    open_form(other, town.share)
    type_figure(page, "5", "")
    type_figure(other, "7", "另一块地")
    page.click(SEND)
    wait_until_stored(page)
    assert page.evaluate(DRAFTS) == 1
    other.click(SEND)
    wait_until_stored(other)
    assert other.evaluate(DRAFTS) == 0
    assert ProgressEntry.objects.count() == 2


def test_the_reason_for_sending_back_is_there_again_in_its_own_entry(town, visit):
    for day in (1, 2):
        recording.submit(
            user=town.reporter,
            allocation=town.share,
            figure=recording.Figure(happened_on=timezone.localdate().replace(day=1), amount=str(day)),
            token=uuid.uuid4(),
            now=timezone.now(),
        )
    page = visit("reviewer")
    page.goto(f"/{YEAR}/review/")
    page.click(".send-back summary >> nth=1")
    page.fill(".send-back textarea >> nth=1", "请注明地块")
    page.goto(f"/{YEAR}/review/")
    shown = page.locator(".send-back textarea")
    assert [shown.nth(each).input_value() for each in (0, 1)] == ["", "请注明地块"]
    assert shown.nth(1).is_visible()
    # Whoever comes back elsewhere is led to what was not sent.
    page.goto(f"/{YEAR}/record/")
    page.click(".elsewhere a")
    page.wait_for_url(f"**/{YEAR}/review/")
    assert shown.nth(1).input_value() == "请注明地块"
