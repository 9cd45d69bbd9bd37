"""A reminder on the clipboard, with the browser's leave and without it."""

from django.utils import timezone


def test_the_text_of_a_reminder_is_copied_with_leave_without_it_and_by_hand(town, visit, live_server):
    url = f"/{timezone.localdate().year}/reminder/?span=all"
    for width in (1440, 390):
        page = visit("reviewer", width=width)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
        page.goto(url)
        text = page.input_value("#reminder")
        assert "新植金银花" in text
        page.click("[data-copy]")
        page.wait_for_selector("#reminder-said:has-text('已复制')")
        assert page.evaluate("navigator.clipboard.readText()") == text
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        # Over plain HTTP a browser has no clipboard for pages: the selection is copied instead.
        page.evaluate("navigator.clipboard.writeText('')")
        page.add_init_script("Navigator.prototype.__defineGetter__('clipboard', () => undefined)")
        page.reload()
        page.click("[data-copy]")
        page.wait_for_selector("#reminder-said:has-text('已复制')")
        selected = "document.activeElement.selectionEnd - document.activeElement.selectionStart"
        assert page.evaluate(selected) == len(text)
        assert page.complaints == []
    page = visit("reviewer", javascript=False)
    page.goto(url)
    assert not page.is_visible("[data-copy]")
    assert page.input_value("#reminder") == text
