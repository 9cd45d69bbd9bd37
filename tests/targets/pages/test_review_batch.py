"""Approving many at once on the page: all or none, and what changed meanwhile is told by name."""

import re
import uuid
from datetime import date

import pytest
from django.utils import timezone

from targets import recording
from targets.models.ledger import EntryState
from targets.recording import Figure
from tests.targets.factories import give_duty, make_office, make_target, whole_town
from tests.targets.pages.conftest import NOW

URL = "/2021/review/"
APPROVE = f"{URL}approve/"


def sent(*entries):
    """What the form sends with these ticked, as it was drawn now."""
    return {"entry": [entry.pk for entry in entries]} | {
        f"seen-{entry.pk}": timezone.localtime(entry.reported_at).isoformat() for entry in entries
    }


def states(*entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.state for entry in entries]


def told(page):
    return [str(message) for message in page.context["messages"]]


def told_meanwhile(page):
    """What became of entries: of those the list still shows and of those it does not."""
    shown = [(item.name, item.meanwhile) for item in page.context["page"].items if item.meanwhile]
    return shown + [(each.name, each.sentence) for each in page.context["page"].gone]


def meanwhile(town, entry, what):
    """What somebody else does with an entry while it is looked at."""
    if what == "withdrawn":
        recording.withdraw(user=town.reporter, entry=entry, now=NOW)
    elif what == "approved":
        recording.approve(user=town.colleague, entry=entry, now=NOW)
    else:
        recording.send_back(user=town.colleague, entry=entry, reason="核实", now=NOW)
    if what == "sent again":
        later = NOW + timezone.timedelta(minutes=1)
        figure = Figure(happened_on=entry.happened_on, amount="70", note="更正面积")
        recording.resubmit(user=town.reporter, entry=entry, figure=figure, now=later)


def test_what_is_ticked_counts_and_the_rest_waits(town, log, logged_in):
    first, second, other = (log(amount, approved=False) for amount in ("10", "20", "30"))
    answer = logged_in(town.reviewer).post(f"{APPROVE}?kind=plain", sent(first, second), follow=True)
    assert answer.redirect_chain == [(f"{URL}?kind=plain", 302)]
    assert told(answer) == ["已审核通过2条填报记录。"]
    assert states(first, second, other) == ["approved", "approved", "submitted"]


def test_a_correction_is_approved_in_a_batch(town, log, logged_in):
    wrong, plain = log("60"), log("7", approved=False)
    figure = Figure(happened_on=wrong.happened_on, amount="66")
    reversal = recording.correct(
        user=town.reporter, entry=wrong, reason="看错", figure=figure, token=uuid.uuid4(), now=NOW
    )
    client = logged_in(town.reviewer)
    client.post(APPROVE, sent(reversal, plain))
    assert client.get("/2021/targets/4.2.3/").context["page"].row.achieved == 73


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("withdrawn", "填报人reporter同志刚刚撤回"),
        ("approved", "同事colleague同志刚刚审核通过"),
        ("returned", "同事colleague同志刚刚退回"),
        ("sent again", "修改并重新报送"),
    ],
)
def test_what_another_did_meanwhile_is_told_and_one_more_click_finishes(town, log, logged_in, what, said):
    first, gone, last = (log(amount, approved=False) for amount in ("10", "20", "30"))
    form = sent(first, gone, last)
    meanwhile(town, gone, what)
    client = logged_in(town.reviewer)
    page = client.post(APPROVE, form)
    assert page.status_code == 409
    ((name, sentence),) = told_meanwhile(page)
    assert ("70亩" if what == "sent again" else "20亩") in name
    assert said in sentence
    assert "其余2条" in told(page)[-1]
    assert states(first, last) == [EntryState.SUBMITTED] * 2
    ticked = [item.id for item in page.context["page"].items if item.is_ticked]
    assert ticked == [first.pk, last.pk]
    boxes = re.findall(r'name="entry" value="(\d+)" checked', page.content.decode())
    client.post(APPROVE, {"entry": boxes})
    assert states(first, last) == [EntryState.APPROVED] * 2
    if what == "sent again":
        assert states(gone) == [EntryState.SUBMITTED]


@pytest.mark.parametrize("action", ["approve", "send-back"])
def test_what_was_sent_again_is_not_decided_singly_either_and_the_page_begins_with_it(
    town, log, logged_in, action
):
    entry = log("20", approved=False)
    form = sent(entry) | {f"entry-{entry.pk}-reason": "面积不符"}
    meanwhile(town, entry, "sent again")
    page = logged_in(town.reviewer).post(f"{URL}{entry.pk}/{action}/", form)
    ((_name, sentence),) = told_meanwhile(page)
    assert "修改并重新报送" in sentence
    (item,) = page.context["page"].items
    assert item.is_looked_at
    assert (item.again.amount, item.again.reason, item.line.amount) == ("20亩", "核实", "70亩")
    assert "面积不符" in page.content.decode()
    assert states(entry) == [EntryState.SUBMITTED]


@pytest.mark.parametrize("entry", [[], ["x"], ["²"], ["99999999999999999999"], ["0"]])
def test_without_anything_ticked_the_page_says_what_to_do(town, log, logged_in, entry):
    waiting = log("20", approved=False)
    page = logged_in(town.reviewer).post(APPROVE, {"entry": entry}, follow=True)
    assert "请先勾选" in told(page)[0]
    assert states(waiting) == [EntryState.SUBMITTED]


def test_nobody_approves_by_a_batch_what_is_not_theirs(town, log, logged_in):
    entry = log("20", approved=False)
    other = make_office("城建办")
    give_duty(town.stranger, "reviewer", other)
    share = whole_town(make_target(town.plan, code="4.2.9", lead_office=town.office))
    own = recording.submit(
        user=town.colleague,
        allocation=share,
        figure=Figure(happened_on=entry.happened_on, amount="5"),
        token=uuid.uuid4(),
        now=NOW,
    )
    for user in (town.reporter, town.leader, town.stranger):
        assert "请先勾选" in told(logged_in(user).post(APPROVE, sent(entry), follow=True))[0]
    refused = logged_in(town.colleague).post(APPROVE, sent(entry, own))
    assert refused.status_code == 409
    assert [item.is_ticked for item in refused.context["page"].items] == [True]
    assert states(entry, own) == [EntryState.SUBMITTED] * 2


def test_all_without_warnings_are_ticked_by_an_address_too(town, log, logged_in):
    log("10", date(2021, 6, 28), approved=False)
    log("20", date(2021, 7, 28), approved=False)
    log("30", approved=False)
    log("30", approved=False)
    page = logged_in(town.reviewer).get(f"{URL}?tick=plain").context["page"]
    assert [(item.line.amount, item.is_doubtful, item.is_ticked) for item in page.items] == [
        ("10亩", False, True),
        ("20亩", False, True),
        ("30亩", True, False),
        ("30亩", True, False),
    ]


def test_ticks_and_the_narrowed_list_outlive_a_forgotten_reason(town, log, logged_in):
    first, second = log("10", date(2021, 7, 28), approved=False), log("20", approved=False)
    form = sent(first) | {f"entry-{second.pk}-reason": " "}
    page = logged_in(town.reviewer).post(f"{URL}{second.pk}/send-back/?kind=plain&next={first.pk}", form)
    assert page.status_code == 422
    assert [item.is_ticked for item in page.context["page"].items] == [True, False]
    assert page.context["page"].query == "kind=plain"


def test_after_a_decision_the_next_entry_of_the_same_list_is_shown(town, log, logged_in):
    first, second = log("10", approved=False), log("20", date(2021, 7, 28), approved=False)
    client = logged_in(town.reviewer)
    page = client.get(f"{URL}?kind=plain").content.decode()
    address = re.search(rf'formaction="({URL}{first.pk}/approve/[^"]*)"', page)[1].replace("&amp;", "&")
    answer = client.post(address, follow=True)
    assert answer.redirect_chain == [(f"{URL}?kind=plain#entry-{second.pk}", 302)]
    assert told(answer) == [
        "已审核通过：全镇 新植金银花 10亩（2021年8月28日）。"
        "全镇累计10亩／目标500亩，完成2.0%，按计划应完成75.0%，严重滞后。"
    ]
    (decided,) = [each.line for each in answer.context["page"].decided]
    assert [(step.who, step.amount) for step in decided.path][-1] == ("reviewer同志", "10亩")


def test_other_ticks_outlive_a_single_decision(town, log, logged_in):
    first, second, third = (log(amount, approved=False) for amount in ("10", "20", "30"))
    answer = logged_in(town.reviewer).post(f"{URL}{first.pk}/approve/", sent(first, third), follow=True)
    assert answer.redirect_chain == [(f"{URL}?tick={third.pk}", 302)]
    assert [item.is_ticked for item in answer.context["page"].items] == [False, True]
    assert second.pk == answer.context["page"].items[0].id
