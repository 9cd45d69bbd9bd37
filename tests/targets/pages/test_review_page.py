"""The page on which a second person decides."""

from datetime import timedelta

import pytest

from targets import recording
from targets.models.ledger import EntryState
from targets.recording import Figure
from tests.targets.pages.conftest import NOW

URL = "/2021/review/"


def test_the_list_shows_before_and_after(town, log, logged_in):
    log("310")
    log("12.5公顷", approved=False)
    item = logged_in(town.reviewer).get(URL).context["page"].items[0]
    (effect,) = item.effects
    assert (effect.before, effect.after, item.line.amount) == ("310亩", "497.5亩", "187.5亩")


def test_the_list_holds_what_this_reviewer_may_decide(town, log, logged_in):
    log("50", approved=False)
    counts = {
        name: len(logged_in(getattr(town, name)).get(URL).context["page"].items)
        for name in ("reviewer", "colleague", "reporter", "leader", "stranger")
    }
    assert counts == {"reviewer": 1, "colleague": 1, "reporter": 0, "leader": 0, "stranger": 0}


def test_an_approval_makes_the_figure_count(town, log, logged_in):
    entry = log("50", approved=False)
    assert logged_in(town.reviewer).post(f"{URL}{entry.pk}/approve/").url == URL
    entry.refresh_from_db()
    assert (entry.state, entry.reviewed_by) == (EntryState.APPROVED, town.reviewer)


def test_the_second_reviewer_is_told_who_was_first(town, log, logged_in):
    entry = log("50", approved=False)
    logged_in(town.reviewer).post(f"{URL}{entry.pk}/approve/")
    sent = {f"entry-{entry.pk}-reason": "请附地块"}
    for action, reason in (("approve", "请附地块"), ("send-back", "请附地块")):
        page = logged_in(town.colleague).post(f"{URL}{entry.pk}/{action}/", sent)
        assert page.status_code == 409
        (told,) = page.context["page"].gone
        assert (told.sentence, told.reason) == ("同事reviewer同志刚刚审核通过了这一条。", reason)
        assert f"/2021/entries/{entry.pk}/correct/" in page.content.decode()
    (told,) = logged_in(town.reviewer).post(f"{URL}{entry.pk}/approve/").context["page"].gone
    assert told.sentence == "您已审核通过这一条。"
    entry.refresh_from_db()
    assert entry.reviewed_by == town.reviewer


def test_sending_back_asks_for_a_reason_and_keeps_the_list(town, log, logged_in):
    entry = log("50", approved=False)
    client = logged_in(town.reviewer)
    page = client.post(f"{URL}{entry.pk}/send-back/", {f"entry-{entry.pk}-reason": "  "})
    assert page.status_code == 422
    assert page.context["page"].items[0].refused.errors
    client.post(f"{URL}{entry.pk}/send-back/", {f"entry-{entry.pk}-reason": "请附地块"})
    entry.refresh_from_db()
    assert entry.state == EntryState.RETURNED
    assert entry.events.last().reason == "请附地块"


@pytest.mark.parametrize("action", ["approve", "send-back"])
def test_nobody_else_decides_by_typing_the_address(town, log, logged_in, action):
    entry = log("50", approved=False)
    for user in (town.reporter, town.leader, town.stranger):
        answer = logged_in(user).post(f"{URL}{entry.pk}/{action}/", {f"entry-{entry.pk}-reason": "x"})
        assert answer.status_code in (403, 404)
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED


def test_a_reviewer_does_not_decide_on_an_own_entry(town, logged_in):
    import uuid
    from datetime import date

    entry = recording.submit(
        user=town.reviewer,
        allocation=town.share,
        figure=Figure(happened_on=date(2021, 9, 1), amount="5"),
        token=uuid.uuid4(),
        now=NOW,
    )
    client = logged_in(town.reviewer)
    assert client.get(URL).context["page"].items == ()
    assert client.post(f"{URL}{entry.pk}/approve/").status_code == 403


def test_a_correction_is_one_decision(town, log, logged_in):
    import uuid

    entry = log("60")
    recording.correct(
        user=town.reporter,
        entry=entry,
        reason="数字看错",
        figure=Figure(happened_on=entry.happened_on, amount="66"),
        token=uuid.uuid4(),
        now=NOW,
    )
    client = logged_in(town.reviewer)
    (item,) = client.get(URL).context["page"].items
    assert (item.original.amount, item.line.amount, item.reason) == ("60亩", "66亩", "数字看错")
    assert [(each.before, each.after) for each in item.effects] == [("60亩", "66亩")]
    page = client.post(f"{URL}{item.id}/approve/", follow=True)
    assert "更正60亩 → 66亩" in str(next(iter(page.context["messages"])))
    decided, _first = page.context["page"].decided
    assert (decided.line.taken_back, decided.instead.amount) == ("60亩", "66亩")
    assert f"/2021/entries/{decided.instead.id}/correct/" in page.content.decode()
    assert client.get("/2021/targets/4.2.3/").context["page"].row.achieved == 66


def test_a_total_that_no_longer_fits_is_flagged(town, log, logged_in):
    first = log("100", approved=False)
    log("150", approved=False, mode="total")
    recording.send_back(user=town.reviewer, entry=first, reason="核实", now=NOW)
    (item,) = logged_in(town.reviewer).get(URL).context["page"].items
    assert "150" in item.broken[0]
    assert "50" in item.broken[0]


@pytest.mark.parametrize("size", [3, 30])
def test_the_list_costs_the_same_queries_at_any_size(town, log, logged_in, django_assert_num_queries, size):
    for _ in range(size):
        log("1", approved=False)
    client = logged_in(town.reviewer)
    client.get(URL)
    with django_assert_num_queries(18):
        client.get(URL)


@pytest.mark.parametrize("action", ["approve", "send-back"])
def test_who_comes_back_to_the_address_of_a_decision_sees_the_list(town, log, logged_in, action):
    entry = log("50", approved=False)
    client = logged_in(town.reviewer)
    for come_back in (client.get, client.head):
        answer = come_back(f"{URL}{entry.pk}/{action}/")
        assert (answer.status_code, answer.url) == (302, URL)
    assert client.put(f"{URL}{entry.pk}/{action}/").status_code == 405
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED


def test_the_language_is_switched_on_the_page_that_asks_for_a_reason(town, log, logged_in):
    address = f"{URL}{log('50', approved=False).pk}/send-back/"
    client = logged_in(town.reviewer)
    refused = client.post(address, {}).content.decode()
    assert f'name="next" value="{address}"' in refused
    page = client.post("/i18n/setlang/", {"language": "en", "next": address}, follow=True)
    assert page.redirect_chain[-1] == (URL, 302)
    assert page.status_code == 200
    assert "Awaiting your review" in page.content.decode()


@pytest.mark.parametrize(
    ("action", "said"), [("approve", "已审核通过："), ("send-back", "已退回给reporter同志修改：")]
)
def test_a_decision_is_told_by_what_it_was_about(town, log, logged_in, action, said):
    entry = log("7", approved=False)
    sent = {f"entry-{entry.pk}-reason": "请附地块"}
    page = logged_in(town.reviewer).post(f"{URL}{entry.pk}/{action}/", sent, follow=True)
    told = str(next(iter(page.context["messages"])))
    assert told.startswith(f"{said}{entry.allocation.label} {entry.allocation.target.label} 7")
    assert f"（2021年{entry.happened_on.month}月{entry.happened_on.day}日）" in told


def test_what_this_reviewer_decided_today_stands_beneath_and_no_other_days(town, log, logged_in):
    entries = [log(amount, approved=False) for amount in ("1", "2", "3")]
    for entry, days in zip(entries, (-1, 0, 1), strict=True):
        recording.approve(user=town.reviewer, entry=entry, now=NOW + timedelta(days=days))
    pages = [logged_in(user).get(URL).context["page"] for user in (town.reviewer, town.colleague)]
    assert [[sent.line.amount for sent in page.decided] for page in pages] == [["2亩"], []]
