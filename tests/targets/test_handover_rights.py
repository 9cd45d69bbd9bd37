"""Before the day of a hand-over the former acts, from it on the successor: in recording, on the pages, in the admin."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from targets import recording
from targets.ledger_rules import Figure
from targets.models import ProgressEntry
from targets.setup import handover
from tests.targets.admin_pages import address
from tests.targets.factories import give_duty, make_user
from tests.targets.ledger_factories import DAY, NOW, TODAY, at, fresh, log, make_town
from tests.targets.pages.forms_as_sent import form_of

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)
FIGURE = Figure(happened_on=DAY, amount="11")
DAYS = [(YESTERDAY, "former"), (TODAY, "successor"), (TODAY + timedelta(days=30), "successor")]


@pytest.fixture
def town():
    """Qian will come after li; on which day, each test says."""
    made = make_town()
    made.qian = make_user("qian", full_name="钱七")
    for user in (made.li, made.wang, made.zhao, made.qian):
        user.is_staff = True
        user.save()
    return made


def hand_over(former, successor, on=TODAY):
    handover.hand_over(duties=former.duties.all(), successor=successor, on=on, reason="调离")


def allowed(act, **given):
    """Whether this person may do that; nothing of it is kept."""
    try:
        act(**given)
    except PermissionDenied:
        return False
    return True


REPORTING = {
    "submit": lambda town, entries, **given: recording.submit(
        allocation=entries["share"], figure=FIGURE, token=uuid4(), **given
    ),
    "nothing new": lambda town, entries, **given: recording.report_nothing_new(
        allocation=entries["share"], happened_on=DAY, token=uuid4(), **given
    ),
    "resubmit": lambda town, entries, **given: recording.resubmit(
        entry=entries["returned"], figure=FIGURE, **given
    ),
    "withdraw what was returned": lambda town, entries, **given: recording.withdraw(
        entry=entries["returned"], **given
    ),
    "correct": lambda town, entries, **given: recording.correct(
        entry=entries["approved"], reason="多报", figure=FIGURE, token=uuid4(), **given
    ),
}
DECIDING = {
    "approve": lambda town, entries, **given: recording.approve(entry=entries["waiting"], **given),
    "send back": lambda town, entries, **given: recording.send_back(
        entry=entries["waiting"], reason="核实", **given
    ),
}


def ledger(town):
    """A share of its own for each line, so that none stands in another's way."""
    return {
        "share": town.share(),
        "returned": town.returned(town.share()),
        "approved": town.counted(town.share()),
        "waiting": town.log(town.share()),
    }


@contextmanager
def undone(entries):
    """What is done inside leaves no trace, so that one ledger serves every question."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    for row in entries.values():
        row.refresh_from_db()


@pytest.mark.parametrize(("acts", "name"), [(REPORTING, "li"), (DECIDING, "wang")])
def test_reporting_and_reviewing_pass_on_the_day(town, acts, name):
    former, entries = getattr(town, name), ledger(town)
    hand_over(former, town.qian)
    for (day, who), act in product(DAYS, acts):
        for asked, user in (("former", former), ("successor", town.qian)):
            with undone(entries):
                done = allowed(acts[act], town=town, entries=entries, user=user, now=at(day))
            assert done == (asked == who), (act, day, asked)


@pytest.mark.parametrize(("day", "may"), [(YESTERDAY, True), (TODAY, False)])
def test_the_former_withdraws_an_own_waiting_entry_until_the_day_and_the_successor_never(town, day, may):
    entry = town.log(town.share())
    hand_over(town.li, town.qian)
    assert not allowed(recording.withdraw, entry=entry, user=town.qian, now=at(day))
    assert allowed(recording.withdraw, entry=entry, user=town.li, now=at(day)) == may


@pytest.mark.parametrize(("day", "who"), DAYS)
def test_the_pages_open_to_one_of_them(town, logged_in, time_machine, day, who):
    entries = ledger(town)
    hand_over(town.li, town.qian)
    time_machine.move_to(at(day), tick=False)
    for name, user in (("former", town.li), ("successor", town.qian)):
        client = logged_in(user)
        page = client.get("/2021/record/").context["page"]
        expected = 200 if name == who else 404
        assert [sent.line.id for sent in page.returned] == ([entries["returned"].pk] if name == who else [])
        assert bool(page.owed) == (name == who)
        pages = [f"/2021/record/{entries['share'].pk}/", f"/2021/entries/{entries['returned'].pk}/resubmit/"]
        pages += [f"/2021/entries/{entries['approved'].pk}/correct/"]
        assert [client.get(each).status_code for each in pages] == [expected] * 3
        admin = client.get(address(ProgressEntry, "add")).status_code
        assert (admin, client.get(address(ProgressEntry)).status_code) == (
            (200, 200) if name == who else (403, 403)
        )


@pytest.mark.parametrize(("day", "who"), DAYS)
def test_a_figure_sent_by_the_page_or_the_admin_is_stored_for_one_of_them(
    town, logged_in, time_machine, day, who
):
    share = town.share()
    hand_over(town.li, town.qian)
    time_machine.move_to(at(day), tick=False)
    right, wrong = (town.li, town.qian) if who == "former" else (town.qian, town.li)
    urls = [f"/2021/record/{share.pk}/", f"{address(ProgressEntry, 'add')}?share={share.pk}"]
    for amount, url in zip(("12", "13"), urls, strict=True):
        form = form_of(logged_in(right), url) | {"amount": amount, "happened_on": "2021-06-10"}
        refused = logged_in(wrong).post(url, form)
        assert refused.status_code in (403, 404)
        assert logged_in(right).post(url, form | {"note": "另一笔"}).status_code == 302
    assert set(ProgressEntry.objects.values_list("reported_by", flat=True)) == {right.pk}
    assert ProgressEntry.objects.count() == 2


@pytest.mark.parametrize(("day", "who"), DAYS)
def test_a_decision_by_the_page_or_the_admin_counts_from_one_of_them(town, logged_in, time_machine, day, who):
    first, second = town.log(town.share()), town.log(town.share())
    hand_over(town.wang, town.qian)
    time_machine.move_to(at(day), tick=False)
    right, wrong = (town.wang, town.qian) if who == "former" else (town.qian, town.wang)
    chosen = {"action": "approve", "_selected_action": [str(second.pk)], "index": "0"}
    for user, state in ((wrong, "submitted"), (right, "approved")):
        client = logged_in(user)
        client.post(f"/2021/review/{first.pk}/approve/")
        client.post(address(ProgressEntry), chosen)
        assert {fresh(first).state, fresh(second).state} == {state}


def test_the_successor_mends_what_came_back_to_the_former_at_once(town, logged_in, time_machine):
    time_machine.move_to(NOW, tick=False)
    entry = town.returned(town.share())
    hand_over(town.li, town.qian)
    client = logged_in(town.qian)
    assert "核实面积" in client.get("/2021/record/").content.decode()
    url = f"/2021/entries/{entry.pk}/resubmit/"
    assert client.post(url, form_of(client, url) | {"amount": "9"}).status_code == 302
    assert (fresh(entry).reported_by, fresh(entry).state) == (town.qian, "submitted")


def test_the_former_is_offered_nothing_any_more(town, logged_in, time_machine):
    time_machine.move_to(NOW, tick=False)
    entries = ledger(town)
    hand_over(town.li, town.qian)
    client = logged_in(town.li)
    page = client.get("/2021/record/")
    assert page.context["page"].waiting == ()
    own = fresh(entries["waiting"])
    for entry in entries.values():
        target = entry.target if hasattr(entry, "target") else entry.allocation.target
        text = client.get(target.get_absolute_url()).content.decode()
        assert "/withdraw/" not in text
        assert "/correct/" not in text
        assert "/resubmit/" not in text
    assert client.post(f"/2021/entries/{own.pk}/withdraw/").status_code == 404
    assert fresh(own).state == "submitted"


def test_what_one_reports_elsewhere_gives_no_button_on_what_one_handed_over(town, logged_in, time_machine):
    """Two shares of one target: the reader reports for one of them only."""
    time_machine.move_to(NOW, tick=False)
    target = town.target()
    first = target.allocations.get()
    entry = town.log(first)
    hand_over(town.li, town.qian)
    other = target.allocations.create(name="示范片", goal=5, office=town.other_office)
    give_duty(town.li, "reporter", town.other_office)
    own = log(user=town.li, share=other, amount="3")
    text = logged_in(town.li).get(target.get_absolute_url()).content.decode()
    assert f"/entries/{own.pk}/withdraw/" in text
    assert f"/entries/{entry.pk}/withdraw/" not in text


def test_what_waits_stays_waiting_and_another_reviewer_approves_it(town):
    entry = town.log(town.share())
    hand_over(town.li, town.qian)
    assert fresh(entry).state == "submitted"
    assert recording.approve(user=town.wang, entry=entry, now=NOW).reporter_name == "li"


def test_a_successor_who_informed_it_does_not_approve_what_the_former_submitted(town):
    entry = town.log(town.share(), informant_id=town.qian.pk)
    hand_over(town.wang, town.qian)
    assert not allowed(recording.approve, entry=entry, user=town.qian, now=NOW)
    assert allowed(recording.approve, entry=entry, user=town.zhao, now=NOW)


def test_a_former_reporter_who_becomes_reviewer_of_the_office_decides_on_nothing_of_their_own(town):
    waiting, returned = town.log(town.share()), town.returned(town.share())
    others = town.log(town.share(), user=town.zhao)
    hand_over(town.li, town.qian)
    hand_over(town.wang, town.li)
    mended = recording.resubmit(user=town.qian, entry=returned, figure=FIGURE, now=NOW)
    for entry in (waiting, mended):
        for act in (recording.approve, lambda **given: recording.send_back(reason="核实", **given)):
            assert not allowed(act, entry=entry, user=town.li, now=NOW)
        assert fresh(entry).state == "submitted"
        assert recording.approve(user=town.zhao, entry=entry, now=NOW)
    assert allowed(recording.approve, entry=others, user=town.li, now=NOW)


def test_two_who_change_places_decide_on_nothing_they_reported_before(town):
    entry = town.log(town.share())
    own, other = list(town.li.duties.all()), list(town.wang.duties.all())
    handover.hand_over(duties=own, successor=town.wang, on=TODAY, reason="对调")
    handover.hand_over(duties=other, successor=town.li, on=TODAY, reason="对调")
    assert not allowed(recording.approve, entry=entry, user=town.li, now=NOW)
    assert not allowed(recording.approve, entry=entry, user=town.wang, now=NOW)  # a reporter from now on
    assert allowed(recording.approve, entry=entry, user=town.zhao, now=NOW)
