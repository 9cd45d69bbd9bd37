"""The form for one figure: what is stored, what is refused, what is shown before."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from targets.models import ProgressEntry
from targets.models.ledger import EntryState
from tests.targets.factories import give_duty, make_office, make_target, make_village, whole_town
from tests.targets.pages.forms_as_sent import form_of, shown


@pytest.fixture
def url(town):
    return f"/2021/record/{town.share.pk}/"


def test_a_clerk_logs_a_figure_in_hectares(town, logged_in, url):
    client = logged_in(town.reporter)
    sent = client.post(url, {**form_of(client, url), "amount": "12.5", "unit": "公顷"})
    assert sent.url == "/2021/record/"
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.typed_amount, entry.typed_unit) == (Decimal("187.5"), "12.5", "公顷")
    assert (entry.state, entry.reported_by) == (EntryState.SUBMITTED, town.reporter)


def test_a_total_so_far_becomes_what_was_added(town, log, logged_in, url):
    log("310")
    client = logged_in(town.reporter)
    client.post(url, {**form_of(client, url), "amount": "497.5", "mode": "total"})
    assert ProgressEntry.objects.latest("pk").quantity == Decimal("187.5")


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"amount": ""}, "amount"),
        ({"amount": "五百上下"}, "amount"),
        ({"amount": "3头"}, "amount"),
        ({"amount": "-3"}, "amount"),
        ({"amount": "5", "happened_on": "2021-10-01"}, "happened_on"),
        ({"amount": "5", "happened_on": "2020-12-31"}, "happened_on"),
        ({"amount": "5", "happened_on": "2021-02-30"}, "happened_on"),
        ({"amount": "5", "happened_on": ""}, "happened_on"),
        ({"amount": "501"}, "note"),
        ({"amount": "5", "unit": "吨"}, "unit"),
    ],
)
def test_bad_input_is_named_in_its_field_and_nothing_typed_is_lost(town, logged_in, url, fields, at_fault):
    client = logged_in(town.reporter)
    typed = {**form_of(client, url), "problem": "苗木不足", **fields}
    page = client.post(url, typed)
    assert page.status_code == 422
    form = page.context["form"]
    assert list(form.errors) == [at_fault]
    assert {name: shown(form, name) for name in typed} == typed
    assert not ProgressEntry.objects.exists()


def test_the_same_form_sent_twice_is_one_entry(town, logged_in, url):
    client = logged_in(town.reporter)
    typed = {**form_of(client, url), "amount": "5"}
    assert [client.post(url, typed).status_code for _ in range(2)] == [302, 302]
    assert ProgressEntry.objects.count() == 1


def test_a_form_changed_after_it_was_stored_gets_a_clear_word(town, logged_in, url):
    client = logged_in(town.reporter)
    typed = {**form_of(client, url), "amount": "5"}
    client.post(url, typed)
    page = client.post(url, {**typed, "amount": "6"})
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    assert ProgressEntry.objects.count() == 1


def test_a_share_is_open_to_those_who_report_for_it(town, logged_in, url):
    for user, status in [
        (town.reporter, 200),
        (town.colleague, 200),
        (town.leader, 404),
        (town.stranger, 404),
    ]:
        assert logged_in(user).get(url).status_code == status
        assert logged_in(user).post(f"{url}preview/").status_code == status


def test_the_preview_says_before_and_after_without_storing(town, log, logged_in, url):
    log("310")
    client = logged_in(town.reporter)
    typed = {**form_of(client, url), "amount": "12.5", "unit": "公顷"}
    delta = client.post(f"{url}preview/", typed).context["delta"]
    assert (delta.before, delta.after, delta.added, delta.percent) == (
        "310亩",
        "497.5亩",
        "+187.5亩",
        "99.5%",
    )
    assert ProgressEntry.objects.count() == 1


@pytest.mark.parametrize("amount", ["", "x", "\x00"])
def test_a_preview_of_nothing_is_empty_or_a_sentence(town, logged_in, url, amount):
    client = logged_in(town.reporter)
    delta = client.post(f"{url}preview/", {**form_of(client, url), "amount": amount}).context["delta"]
    assert delta is None or delta.remarks


def test_nothing_new_is_one_click(town, logged_in, url):
    client = logged_in(town.reporter)
    token = str(uuid.uuid4())
    for _ in range(2):
        assert client.post(f"{url}nothing-new/", {"token": token}).url == "/2021/record/"
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.happened_on) == (Decimal(0), date(2021, 9, 30))


def test_nothing_new_without_a_figure_to_repeat_leads_to_the_form(town, logged_in):
    share = whole_town(make_target(town.plan, code="4.2.9", measure="level", lead_office=town.office))
    sent = logged_in(town.reporter).post(f"/2021/record/{share.pk}/nothing-new/")
    assert sent.url == f"/2021/record/{share.pk}/?period=2021-09"
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize(
    ("measure", "unit", "fields"),
    [
        ("level", "头", {"mode": None, "base": None, "step": None}),
        ("ratio", "%", {"mode": None, "step": None}),
        ("limit", "人", {"base": None, "step": None}),
        ("steps", "", {"amount": None, "mode": None, "base": None}),
        ("routine", "", {"amount": None, "mode": None, "base": None, "step": None}),
        ("routine", "次", {"base": None, "step": None}),
    ],
)
def test_each_measure_has_its_own_short_form(town, logged_in, measure, unit, fields):
    target = make_target(
        town.plan, code="4.2.9", measure=measure, unit=unit, lead_office=town.office, counted_unit="户"
    )
    form = logged_in(town.reporter).get(f"/2021/record/{whole_town(target).pk}/").context["form"]
    assert not set(fields) & set(form.fields)
    assert {"happened_on", "note", "token"} <= set(form.fields)


def test_a_ratio_is_logged_with_its_base(town, logged_in):
    target = make_target(
        town.plan,
        code="4.2.9",
        measure="ratio",
        unit="%",
        goal=100,
        lead_office=town.office,
        counted_unit="户",
    )
    address = f"/2021/record/{whole_town(target).pk}/"
    client = logged_in(town.reporter)
    client.post(address, {**form_of(client, address), "amount": "1900户", "base": "2000"})
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.base) == (1900, 2000)


def test_a_step_is_logged_by_choosing_it(town, logged_in):
    share = whole_town(make_target(town.plan, code="4.2.9", measure="steps", lead_office=town.office))
    address = f"/2021/record/{share.pk}/"
    client = logged_in(town.reporter)
    client.post(address, {**form_of(client, address), "step": share.steps.get().pk})
    assert ProgressEntry.objects.get().step.name == "完成"


def test_a_clerk_logs_for_a_village_that_phoned(town, logged_in):
    from tests.targets.factories import make_share, make_user

    village = make_village()
    secretary = make_user("secretary")
    give_duty(secretary, "reporter", village=village)
    share = make_share(town.target, village, goal=100)
    address = f"/2021/record/{share.pk}/"
    client = logged_in(town.reporter)
    typed = {
        **form_of(client, address),
        "amount": "20",
        "informant_post": "村文书",
        "informant": secretary.pk,
    }
    client.post(address, {**typed, "origin": "village"})
    entry = ProgressEntry.objects.get()
    assert (entry.informant, entry.informant_post, entry.origin) == (secretary, "村文书", "village")


def test_another_offices_reporter_finds_no_form(town, logged_in, url):
    other = make_office("畜牧站")
    give_duty(town.stranger, "reporter", other)
    assert logged_in(town.stranger).get(url).status_code == 404
