"""The short form of each kind of target: what stands in sight, what it proposes, what is folded away."""

from datetime import date

import pytest

from targets import recording
from targets.models import ProgressEntry
from tests.targets.factories import (
    give_duty,
    make_share,
    make_target,
    make_user,
    make_village,
    whole_town,
)
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of


def form_on(client, share):
    return client.get(f"/2021/record/{share.pk}/").context["form"]


@pytest.fixture
def make(town):
    """The share of a target of this kind, beside the town's first."""

    def share(measure, unit):
        return whole_town(
            make_target(
                town.plan,
                code="4.2.9",
                measure=measure,
                unit=unit,
                goal=100,
                lead_office=town.office,
                counted_unit="户",
            )
        )

    return share


@pytest.fixture
def village_share(town):
    """A village's share, and the person who reports for the village."""
    village = make_village()
    town.secretary = make_user("secretary")
    give_duty(town.secretary, "reporter", village=village)
    return make_share(town.target, village, goal=181)


FORMS = [
    # measure, unit: field with the cursor, whether the note is in sight, one click before and after a figure
    ("sum", "亩", "amount", False, "9月无新增", "9月无新增"),
    ("limit", "人", "amount", False, "零报告", "零报告"),
    ("level", "头", "amount", False, "", "无变化：80头"),
    ("ratio", "%", "amount", False, "", "无变化：80 / 90户"),
    ("steps", "", "step", True, "无变化", "无变化"),
    ("routine", "", "note", True, "9月无新增", "9月无新增"),
    ("routine", "次", "amount", False, "9月无新增", "9月无新增"),
]


@pytest.mark.parametrize(("measure", "unit", "first", "has_note", "click", "again"), FORMS)
def test_each_kind_of_target_has_its_own_short_form(
    town, make, log, logged_in, measure, unit, first, has_note, click, again
):
    share, client = make(measure, unit), logged_in(town.reporter)
    form = form_on(client, share)
    assert [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs] == [first]
    assert (form.has_note_in_sight, form.is_more_open, form.nothing_new) == (has_note, False, click)
    if measure == "steps":
        log("", share=share, step_id=share.steps.get().pk)
    else:
        log("80" if unit else "", share=share, base="90")
    form = form_on(client, share)
    assert form.nothing_new == again
    assert (form.fields["base"].initial if measure == "ratio" else "90") == "90"
    if measure == "steps":
        assert not form.fields["step"].queryset.exists(), "a step done is not offered again"


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (None, ["9月新增", "1—9月累计"]),
        ("2021-08-03", ["8月新增", "1—8月累计"]),
        ("1月5日", ["1月新增", "1月累计"]),
        ("昨天", ["9月新增", "1—9月累计"]),
    ],
)
def test_increment_and_total_are_named_by_their_months(town, logged_in, day, months):
    client, url = logged_in(town.reporter), f"/2021/record/{town.share.pk}/"
    page = client.get(url)
    if day:
        page = client.post(url, {**form_of(client, url), "happened_on": day, "amount": ""})
    assert [label for _value, label in page.context["form"].fields["mode"].choices] == months


def test_a_village_speaks_for_itself_and_a_clerk_says_who_told_the_figure(
    town, village_share, log, logged_in
):
    log("5", share=village_share, informant_post="村文书")
    own = form_on(logged_in(town.secretary), village_share)
    assert "informant_post" not in own.fields
    clerks = form_on(logged_in(town.reporter), village_share)
    assert clerks.is_for_another
    assert (list(clerks.posts), clerks["informant_post"].value()) == (["村文书"], None)
    offices = form_on(logged_in(town.reporter), town.share)
    assert not offices.is_for_another
    assert [form["origin"].value() for form in (own, clerks, offices)] == ["village", "village", "office"]


def test_nothing_new_of_a_village_comes_from_the_village(town, village_share, logged_in):
    logged_in(town.reporter).post(f"/2021/record/{village_share.pk}/nothing-new/")
    assert ProgressEntry.objects.get().origin == "village"


def test_a_refused_form_keeps_what_was_typed_and_leads_to_the_first_fault(town, village_share, logged_in):
    client, url = logged_in(town.secretary), f"/2021/record/{village_share.pk}/"
    typed = {**form_of(client, url), "amount": "5000", "problem": "缺苗"}
    form = client.post(url, typed).context["form"]
    assert set(form.errors) == {"note", "confirmed"}
    assert form.is_more_open
    assert form.fields["confirmed"].widget.attrs["autofocus"]
    assert set(client.post(url, {**typed, "note": "ok"}).context["form"].errors) == {"confirmed"}
    assert client.post(url, {**typed, "note": "ok", "confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("amount", "unit", "read", "asks"),
    [
        ("1200", "亩", "", ("note", "confirmed")),
        ("1,200", "亩", "", ("note", "confirmed")),
        ("1.2万", "亩", "读作12,000亩", ("note", "confirmed")),
        ("0.8公顷", "亩", "读作12亩", ()),
        ("0.8", "公顷", "读作12亩", ()),
    ],
)
def test_the_preview_tells_how_a_figure_was_read_and_what_it_asks_for(
    town, village_share, logged_in, amount, unit, read, asks
):
    client, url = logged_in(town.secretary), f"/2021/record/{village_share.pk}/"
    typed = {**form_of(client, url), "amount": amount, "unit": unit}
    delta = client.post(f"{url}preview/", typed).context["delta"]
    assert (delta.read, delta.asks, delta.months) == (read, asks, "")


def test_the_preview_says_when_a_figure_counts_for_another_month(town, logged_in):
    client, url = logged_in(town.reporter), f"/2021/record/{town.share.pk}/"
    typed = {**form_of(client, url), "amount": "5", "happened_on": "8.3"}
    assert client.post(f"{url}preview/", typed).context["delta"].months == "计入8月，补报"


def test_the_page_tells_where_the_share_stands_and_the_target_in_one_line(town, request, log, logged_in):
    alone = logged_in(town.reporter).get(f"/2021/record/{town.share.pk}/").context["page"]
    assert alone.town is None
    village_share = request.getfixturevalue("village_share")
    log("181", share=village_share)
    page = logged_in(town.secretary).get(f"/2021/record/{village_share.pk}/").context["page"]
    assert page.row.percent == "100.0%"
    assert page.town.percent == "36.2%"


def test_the_lines_of_a_correction_are_linked(town, log, logged_in):
    entry = log("100")
    client = logged_in(town.reporter)
    url = f"/2021/entries/{entry.pk}/correct/"
    page = client.get(url)
    assert page.context["original"].amount == "100亩"
    client.post(url, {**form_of(client, url), "amount": "99", "note": "复核"})
    reversal = ProgressEntry.objects.get(corrects=entry)
    ledger = {line.id: line for line in client.get("/2021/targets/4.2.3/").context["page"].ledger}
    shown = {pk: line.other.id for pk, line in ledger.items()}
    assert shown == {entry.pk: reversal.pk, reversal.pk: entry.pk, reversal.replacement.pk: entry.pk}


def test_a_form_has_ids_of_its_own_so_that_several_can_stand_on_a_page(town, logged_in):
    form = form_on(logged_in(town.reporter), town.share)
    assert form["amount"].id_for_label == f"id_amount_{town.share.pk}"
    assert form["happened_on"].value() == date(2021, 9, 30).isoformat()


def test_a_returned_figure_of_august_names_august_also_in_october(town, log, logged_in):
    entry = log("5", date(2021, 8, 25), approved=False)
    recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    page = logged_in(town.reporter).get(f"/2021/entries/{entry.pk}/resubmit/")
    modes = [str(words) for _value, words in page.context["form"].fields["mode"].choices]
    assert modes == ["8月新增", "1—8月累计"]
