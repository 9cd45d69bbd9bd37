"""My month, and what comes after a figure was logged: sent again, withdrawn, corrected."""

from datetime import date
from decimal import Decimal

import pytest

from targets import recording
from targets.models import ProgressEntry
from targets.models.ledger import EntryState
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of


def test_my_month_lists_what_is_owed_and_then_thanks(town, log, logged_in):
    log(day=date(2021, 8, 31))
    client = logged_in(town.reporter)
    page = client.get("/2021/record/").context["page"]
    assert [row.code for row in page.owed] == ["4.2.3"]
    assert page.head.deadline == date(2021, 10, 5)
    client.post(page.owed[0].nothing_new_url, {"token": page.owed[0].token})
    page = client.get("/2021/record/").context
    assert (page["page"].owed, page["nav"].owed) == ((), 0)
    assert len(page["page"].reported) == len(page["page"].waiting) == 1


def test_someone_without_duties_is_told_so(town, logged_in):
    page = logged_in(town.stranger).get("/2021/record/")
    assert page.context["page"].owed == page.context["page"].reported == ()
    assert page.context["nav"].owed is None


@pytest.mark.parametrize("size", [3, 30])
def test_my_month_costs_the_same_queries_at_any_size(town, fill, logged_in, django_assert_num_queries, size):
    fill(size)
    client = logged_in(town.reporter)
    client.get("/2021/record/")
    with django_assert_num_queries(19):
        client.get("/2021/record/")


def returned(town, log):
    entry = log("50", approved=False)
    return recording.send_back(user=town.reviewer, entry=entry, reason="请注明地块", now=NOW)


def test_a_returned_entry_comes_back_with_its_reason_and_is_sent_again(town, log, logged_in):
    entry = returned(town, log)
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/resubmit/"
    assert "请注明地块" in client.get("/2021/record/").content.decode()
    assert "请注明地块" in client.get(address).content.decode()
    typed = form_of(client, address)
    assert typed["amount"] == "50"
    assert client.post(address, {**typed, "note": "一组地块"}).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.note) == (EntryState.SUBMITTED, "一组地块")


def test_a_refused_resubmission_keeps_what_was_typed(town, log, logged_in):
    entry = returned(town, log)
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/resubmit/"
    page = client.post(address, {**form_of(client, address), "amount": "很多"})
    assert page.status_code == 422
    assert page.context["form"]["amount"].value() == "很多"


def test_only_those_who_report_for_the_share_send_it_again(town, log, logged_in):
    address = f"/2021/entries/{returned(town, log).pk}/resubmit/"
    for user, status in [(town.reporter, 200), (town.leader, 404), (town.stranger, 404)]:
        assert logged_in(user).get(address).status_code == status


def test_an_entry_is_withdrawn_by_its_reporter_alone(town, log, logged_in):
    entry = log("50", approved=False)
    address = f"/2021/entries/{entry.pk}/withdraw/"
    assert logged_in(town.colleague).post(address).status_code == 403
    assert logged_in(town.stranger).post(address).status_code == 404
    assert logged_in(town.reporter).post(address).status_code == 302
    entry.refresh_from_db()
    assert entry.state == EntryState.WITHDRAWN


def test_withdrawing_an_approved_entry_gets_a_clear_word(town, log, logged_in):
    entry = log("50")
    page = logged_in(town.reporter).post(f"/2021/entries/{entry.pk}/withdraw/", follow=True)
    assert "reviewer同志" in str(next(iter(page.context["messages"])))
    entry.refresh_from_db()
    assert entry.state == EntryState.APPROVED


def test_a_correction_is_one_form_and_two_lines(town, log, logged_in):
    entry = log("60")
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/correct/"
    typed = {**form_of(client, address), "amount": "66", "note": "数字看错"}
    assert client.post(address, typed).url == "/2021/targets/4.2.3/"
    reversal = ProgressEntry.objects.get(corrects=entry)
    assert (reversal.quantity, reversal.note) == (Decimal(-60), "数字看错")
    assert reversal.replacement.quantity == Decimal(66)
    assert client.post(address, typed).status_code == 302
    assert ProgressEntry.objects.count() == 3


def test_a_correction_without_a_reason_is_refused_in_its_field(town, log, logged_in):
    entry = log("60")
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/correct/"
    page = client.post(address, {**form_of(client, address), "amount": "66"})
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["note"]


def test_an_entry_is_taken_back_with_nothing_in_its_place(town, log, logged_in):
    entry = log("60")
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/correct/"
    client.post(address, {**form_of(client, address), "note": "重复填报", "keep_nothing": "on"})
    assert not hasattr(ProgressEntry.objects.get(corrects=entry), "replacement")


def test_a_leader_and_a_stranger_correct_nothing(town, log, logged_in):
    address = f"/2021/entries/{log('60').pk}/correct/"
    for user in (town.leader, town.stranger):
        assert logged_in(user).get(address).status_code == 404
