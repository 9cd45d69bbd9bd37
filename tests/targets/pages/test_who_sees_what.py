"""What pages tell of entries that are not approved, and to whom; whom a form lets name."""

import uuid
from datetime import date

import pytest
import time_machine

from targets import recording
from targets.recording import Figure
from tests.targets.factories import give_duty, make_office, make_share, make_user, make_village
from tests.targets.pages.conftest import NOW


@pytest.fixture
def village(town):
    """A village with a share of the target, and its clerk."""
    village = make_village()
    clerk = make_user("clerk")
    give_duty(clerk, "reporter", village=village)
    share = make_share(town.target, village, goal=100)
    return village, clerk, share


def asked_to_correct(town, entry):
    return recording.correct(
        user=town.reporter, entry=entry, reason="数字看错", figure=None, token=uuid.uuid4(), now=NOW
    )


def tags(client):
    return client.get("/2021/targets/4.2.3/").context["page"].ledger[-1].tags


def test_a_correction_under_review_is_told_only_to_those_who_may_see_it(town, log, logged_in):
    entry = log("100")
    asked_to_correct(town, entry)
    told = tags(logged_in(town.leader))
    assert tags(logged_in(town.stranger)) == told
    for user in (town.reporter, town.reviewer):
        assert len(tags(logged_in(user))) == len(told) + 1


def test_a_returned_correction_is_called_returned(town, log, logged_in):
    entry = log("100")
    reversal = asked_to_correct(town, entry)
    before = tags(logged_in(town.reporter))
    recording.send_back(user=town.reviewer, entry=reversal, reason="请说明", now=NOW)
    assert tags(logged_in(town.reporter)) != before


def test_a_village_clerk_sees_no_entry_of_a_colleague_under_review(town, log, logged_in, village):
    _village, clerk, share = village
    log("7", approved=False, share=share)
    recent = logged_in(clerk).get(f"/2021/record/{share.pk}/").context["page"].recent
    assert recent == ()
    assert len(logged_in(town.reporter).get(f"/2021/record/{share.pk}/").context["page"].recent) == 1


def test_a_form_names_those_who_may_have_told_the_figure(town, logged_in, village):
    _village, _clerk, share = village
    give_duty(make_user("elsewhere"), "reporter", make_office("畜牧站"))
    client = logged_in(town.reporter)

    def offered(pk):
        field = client.get(f"/2021/record/{pk}/").context["form"].fields["informant"]
        return set(field.queryset.values_list("username", flat=True))

    assert offered(town.share.pk) == {"reporter"}
    assert offered(share.pk) == {"reporter", "clerk"}


def test_who_told_a_figure_does_not_decide_on_it(town, logged_in):
    give_duty(town.reviewer, "reporter", town.office)
    client = logged_in(town.reporter)
    form = client.get(f"/2021/record/{town.share.pk}/").context["form"]
    sent = {
        "token": str(uuid.uuid4()), "mode": "increment", "amount": "5", "unit": "亩", "origin": "office",
        "happened_on": "2021-09-01", "informant": form.fields["informant"].queryset.get(username="reviewer").pk,
    }  # fmt: skip
    assert client.post(f"/2021/record/{town.share.pk}/", sent).status_code == 302
    assert logged_in(town.reviewer).get("/2021/review/").context["page"].items == ()
    assert len(logged_in(town.colleague).get("/2021/review/").context["page"].items) == 1


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ("2021-10-03 04:00Z", date(2021, 9, 30)),
        ("2021-10-05 04:00Z", date(2021, 9, 30)),
        ("2021-10-05 16:30Z", date(2021, 10, 6)),
        ("2021-10-20 04:00Z", date(2021, 10, 20)),
        ("2022-03-01 04:00Z", date(2021, 12, 31)),
    ],
)
def test_the_form_proposes_a_day_of_the_period_that_is_asked_for(town, logged_in, now, proposed):
    with time_machine.travel(now, tick=False):
        page = logged_in(town.reporter).get(f"/2021/record/{town.share.pk}/")
        assert page.context["form"]["happened_on"].value() == proposed.isoformat()


def test_the_preview_of_a_correction_tells_the_entry_and_the_totals_before_and_after(town, log, logged_in):
    log("300")
    entry = log("100", date(2021, 9, 1))
    client = logged_in(town.reporter)
    page = client.get(f"/2021/entries/{entry.pk}/correct/")
    address = page.context["preview_url"]
    sent = {
        "token": str(uuid.uuid4()),
        "amount": "199.9",
        "unit": "亩",
        "happened_on": "2021-09-01",
        "origin": "office",
    }
    delta = client.post(address, sent).context["delta"]
    assert (delta.before, delta.after, delta.percent) == ("400亩", "499.9亩", "99.9%")
    assert delta.line == ("100亩", "199.9亩（+99.9亩）")
    moved = client.post(address, {**sent, "amount": "99", "happened_on": "8.28"}).context["delta"]
    assert (moved.line, moved.after) == (("100亩", "99亩（−1亩）"), "399亩")
    assert moved.months == "由9月改计入8月"
    gone = client.post(address, {**sent, "amount": "", "keep_nothing": "on"}).context["delta"]
    assert (gone.line, gone.after) == (("100亩", "冲销"), "300亩")


def test_a_preview_of_a_correction_is_its_own_peoples(town, log, logged_in):
    address = f"/2021/entries/{log('100').pk}/preview/"
    for user, status in [(town.reporter, 200), (town.leader, 404), (town.stranger, 404)]:
        assert logged_in(user).post(address).status_code == status


def test_a_returned_correction_can_turn_into_nothing_and_back(town, log, logged_in):
    entry = log("100")
    reversal = recording.correct(
        user=town.reporter,
        entry=entry,
        reason="数字看错",
        figure=Figure(happened_on=entry.happened_on, amount="50"),
        token=uuid.uuid4(),
        now=NOW,
    )
    client = logged_in(town.reporter)
    sent = {
        "token": str(uuid.uuid4()),
        "amount": "80",
        "unit": "亩",
        "happened_on": "2021-08-28",
        "origin": "office",
    }
    for extra, total in [({"keep_nothing": "on"}, None), ({}, 80)]:
        recording.send_back(user=town.reviewer, entry=reversal, reason="再核", now=NOW)
        address = f"/2021/entries/{reversal.pk}/resubmit/"
        assert client.post(address, {**sent, "note": "已核实", **extra}).status_code == 302
        reversal.refresh_from_db()
        (item,) = logged_in(town.reviewer).get("/2021/review/").context["page"].items
        assert (None if item.is_removal else item.line.amount) == (total and f"{total}亩")


def test_a_figure_before_a_reported_total_asks_for_a_word_and_is_flagged(town, log, logged_in):
    log("300", date(2021, 9, 25), mode="total")
    client = logged_in(town.reporter)
    address = f"/2021/record/{town.share.pk}/"
    sent = {
        "token": str(uuid.uuid4()), "mode": "total", "amount": "200", "unit": "亩", "origin": "office",
        "happened_on": "2021-08-31",
    }  # fmt: skip
    page = client.post(address, sent)
    assert list(page.context["form"].errors) == ["note"]
    assert client.post(address, {**sent, "note": "9月数不含此数"}).status_code == 302
    (item,) = logged_in(town.reviewer).get("/2021/review/").context["page"].items
    assert "300" in item.broken[0]
    assert "500" in item.broken[0]
    assert "500" in client.get("/2021/targets/4.2.3/").context["page"].warnings[0]
