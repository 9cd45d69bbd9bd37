"""Rows of my month: overdue first, in place, by village; young months are asked about; where a form leads back to."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine

from targets import recording
from targets.models import Plan, ProgressEntry
from targets.recording import Figure
from tests.targets.factories import give_duty, make_share, make_target, make_user, make_village, whole_town
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def url(town):
    return f"/2021/record/{town.share.pk}/"


def month_of(client, query=""):
    return client.get(f"/2021/record/{query}").context["page"]


def test_what_is_overdue_comes_first_with_its_last_figure_and_the_shares_own_status(town, log, logged_in):
    log("60", day=date(2021, 6, 20))
    page = month_of(logged_in(town.reporter))
    assert [(row.period, row.is_overdue) for row in page.owed] == [
        ("7月", True),
        ("8月", True),
        ("9月", False),
    ]
    assert (page.head.overdue, page.head.overdue_periods) == (2, ("7月", "8月"))
    (row, *_rest) = page.owed
    assert (row.last, row.last_on, row.in_period, row.so_far) == ("+60亩", date(2021, 6, 20), "", "60亩")
    assert (row.verdict.label, row.waiting) == ("严重滞后", "")
    log("20", day=date(2021, 6, 25), approved=False)  # in what stands so far, and not in the status
    (row, *_rest) = month_of(logged_in(town.reporter)).owed
    assert (row.so_far, row.waiting) == ("80亩", "含待审核20亩")
    recording.correct(
        user=town.reporter,
        entry=ProgressEntry.objects.earliest("pk"),
        reason="多报",
        figure=Figure(happened_on=date(2021, 6, 20), amount="30"),
        token=uuid.uuid4(),
        now=NOW,
    )
    (row, *_rest) = month_of(logged_in(town.reporter)).owed
    assert (row.so_far, row.waiting) == ("50亩", "含待审核−10亩")


def test_a_figure_made_up_in_its_row_is_late_and_takes_the_run_before_it_away(town, log, logged_in, url):
    log("60", day=date(2021, 6, 20))
    client = logged_in(town.reporter)
    address = f"{url}?period=2021-08"
    typed = form_of(client, address)
    assert typed["happened_on"] == "2021-08-31"
    answer = client.post(address, {**typed, "amount": "5"}, **HTMX)
    entry = ProgressEntry.objects.latest("pk")
    assert (entry.happened_on, entry.is_late) == (date(2021, 8, 31), True)
    said = answer.content.decode()
    gone = f'id="row-{town.share.pk}-2021-07" hx-swap-oob="delete"'
    assert gone in said
    assert f'id="row-{town.share.pk}-2021-08"' in said
    assert (answer.context["owed"], answer.context["head"].waiting) == (1, 1)
    assert [row.period for row in month_of(client).owed] == ["9月"]


@pytest.mark.parametrize(("amount", "status", "stored"), [("5", 200, 1), ("五上下", 422, 0)])
def test_a_refused_figure_stays_in_its_row(town, logged_in, url, amount, status, stored):
    client = logged_in(town.reporter)
    address = f"{url}?period=2021-09"
    answer = client.post(address, {**form_of(client, address), "amount": amount}, **HTMX)
    assert (answer.status_code, ProgressEntry.objects.count()) == (status, stored)
    assert amount in answer.content.decode()
    assert b"<html" not in answer.content


def test_a_row_opens_for_those_who_report_for_it(town, logged_in, url):
    for user, status in ((town.reporter, 200), (town.colleague, 200), (town.stranger, 404)):
        assert logged_in(user).get(f"{url}?period=2021-09", **HTMX).status_code == status


@pytest.mark.parametrize("period", ["2021-13", "gestern", "2022-01", "2021-10", "\x00"])
def test_a_period_that_cannot_be_asked_for_gets_a_sentence(town, logged_in, url, period):
    page = logged_in(town.reporter).get(url, {"period": period})
    assert page.status_code == 200
    assert "2021-09" in str(next(iter(page.context["messages"])))


@pytest.mark.parametrize(
    ("on", "period", "is_asked", "stored_on"),
    [
        (8, "2021-10", True, date(2021, 10, 8)),
        (26, "2021-10", False, date(2021, 10, 26)),
        (8, "2021-09", False, date(2021, 9, 30)),
    ],
)
@pytest.mark.parametrize("in_place", [True, False])
def test_nothing_new_in_a_month_hardly_begun_is_asked_once_more(
    town, logged_in, url, on, period, is_asked, stored_on, in_place
):
    extra = HTMX if in_place else {}
    with time_machine.travel(datetime(2021, 10, on, 2, tzinfo=UTC), tick=False):
        client = logged_in(town.reporter)
        typed = {"token": str(uuid.uuid4())}
        answer = client.post(f"{url}nothing-new/?period={period}", typed, **extra)
        assert ("sure" in answer.content.decode()) is is_asked
        assert ProgressEntry.objects.exists() is not is_asked
        if is_asked:
            client.post(f"{url}nothing-new/?period={period}", {**typed, "sure": "1"}, **extra)
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.happened_on) == (Decimal(0), stored_on)


def test_an_entry_withdrawn_in_its_row_is_owed_again(town, log, logged_in):
    log(day=date(2021, 8, 31))
    entry = log("5", day=date(2021, 9, 30), approved=False)
    client = logged_in(town.reporter)
    assert month_of(client).owed == ()
    answer = client.post(f"/2021/entries/{entry.pk}/withdraw/?period=2021-09", **HTMX)
    assert (answer.context["owed"], answer.context["row"].is_reported) == (1, False)


def test_the_clerk_of_an_office_chooses_a_village_that_phoned(town, logged_in):
    near, far = make_village("甲村民委员会"), make_village("乙村民委员会")
    for village in (near, far):
        give_duty(make_user(f"of-{village.slug}"), "reporter", village=village)
        make_share(town.target, village, goal=50, starts_on=date(2021, 9, 1))
    other = make_target(town.plan, code="4.2.9")
    make_share(other, near, goal=50)
    client = logged_in(town.reporter)
    page = month_of(client)
    assert page.has_switch is False
    assert {each.slug for each in page.villages} == {near.slug, far.slug}
    page = month_of(client, f"?village={near.slug}")
    assert [(row.village, row.code) for row in page.owed] == [(near.slug, "4.2.3")]
    assert f"village={near.slug}" in page.owed[0].url
    page = client.get("/2021/record/?village=nirgends").context
    assert len(list(page["messages"])) == 1
    assert len({row.village for row in page["page"].owed}) == 3


def test_a_correction_that_waits_shows_both_its_lines(town, log, logged_in):
    entry = log("60")
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/correct/?next=/2021/record/"
    sent = client.post(address, {**form_of(client, address), "amount": "66", "note": "数字看错"})
    assert sent.url == "/2021/record/"
    (waiting,) = month_of(client).waiting
    assert (waiting.line.amount, waiting.instead.amount) == ("-60亩", "66亩")


@pytest.mark.parametrize(
    ("wanted", "lands_on"),
    [
        ("/2021/targets/4.2.3/", "/2021/targets/4.2.3/"),
        ("https://example.org/", "/2021/record/"),
        ("//example.org/", "/2021/record/"),
        ("", "/2021/record/"),
    ],
)
def test_a_form_sent_again_leads_back_to_where_it_was_opened_on_this_site_alone(
    town, log, logged_in, wanted, lands_on
):
    entry = recording.send_back(user=town.reviewer, entry=log("50", approved=False), reason="核实", now=NOW)
    client = logged_in(town.reporter)
    address = f"/2021/entries/{entry.pk}/resubmit/?next={wanted}"
    page = client.get(address).context["page"]
    assert page.period == "8月"
    assert client.post(address, {**form_of(client, address), "note": "一组地块"}).url == lands_on


def test_a_form_kept_from_a_year_now_closed_gets_a_sentence(town, log, logged_in, url):
    log("5")
    Plan.objects.update(state=Plan.State.CLOSED)
    assert logged_in(town.reporter).get(url).url == "/2021/record/"
    assert logged_in(town.stranger).get(url).status_code == 404


def test_someone_whose_shares_are_all_done_is_told_why_nothing_is_asked(town, log, logged_in):
    log("500", day=date(2021, 9, 20))
    page = month_of(logged_in(town.reporter))
    assert (page.owed, page.reported, page.has_shares) == ((), (), True)
    assert month_of(logged_in(town.stranger)).has_shares is False


@pytest.mark.parametrize("size", [3, 30])
def test_an_answer_in_a_row_costs_the_same_queries_at_any_size(
    town, fill, logged_in, django_assert_num_queries, size
):
    fill(size)
    share = whole_town(town.target)
    client = logged_in(town.reporter)
    address = f"/2021/record/{share.pk}/?period=2021-09"
    client.get(address, **HTMX)
    with django_assert_num_queries(23):
        client.get(address, **HTMX)


def test_a_period_whose_figure_came_back_offers_the_form_of_that_figure_alone(town, log, logged_in, url):
    log("60", day=date(2021, 8, 20))
    entry = log("7", day=date(2021, 9, 20), approved=False)
    client = logged_in(town.reporter)
    assert [row.is_returned for row in month_of(client).owed] == []
    recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    page = client.get("/2021/record/")
    (row,) = page.context["page"].owed
    assert (row.period, row.is_returned, row.url) == ("9月", True, f"/2021/entries/{entry.pk}/resubmit/")
    assert row.nothing_new_url not in page.content.decode()
    assert page.context["nav"].owed == 1
    assert f"/2021/entries/{entry.pk}/resubmit/" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("day", "stored"), [("2021-07-31", 0), ("2021-08-01", 1), ("2021-08-31", 1), ("2021-09-01", 0)]
)
def test_a_row_takes_days_of_its_own_period_alone(town, logged_in, url, day, stored):
    client = logged_in(town.reporter)
    address = f"{url}?period=2021-08"
    for kind in ({}, HTMX):
        typed = {**form_of(client, address), "amount": "5", "note": f"地块{len(kind)}", "happened_on": day}
        answer = client.post(address, typed, **kind)
        assert ("2021-08-31" in answer.content.decode() and answer.status_code == 422) is not stored
    assert ProgressEntry.objects.count() == 2 * stored
