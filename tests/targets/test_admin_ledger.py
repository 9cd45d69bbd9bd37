"""The ledger in the admin: who may act, acts through targets.recording; nobody changes or deletes a line."""

from datetime import date

import pytest

from targets.models import Allocation, EntryEvent, Plan, PlanVersion, ProgressEntry
from targets.models.ledger import EntryState
from tests.targets.admin_pages import Fields, address, filled_form, make_administrator
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
LIST = address(ProgressEntry)
ADD = address(ProgressEntry, "add")


@pytest.fixture
def town(db):
    """Li reports and wang reviews for an office, sun reports for another; all may enter the admin."""
    made = make_town()
    for user in (made.li, made.wang, made.zhao, made.sun):
        user.is_staff = True
        user.save()
    return made


@pytest.fixture
def browsers(town, logged_in):
    """A browser for everyone: the owner, colleagues, a stranger, a superuser, an administrator."""
    users = {"li": town.li, "wang": town.wang, "zhao": town.zhao, "sun": town.sun}
    users["root"] = make_user("root", is_staff=True, is_superuser=True)
    users["admin"] = make_administrator()
    users["both"] = make_administrator("both", is_superuser=True)
    return {name: logged_in(user) for name, user in users.items()}


def listed(client):
    return {entry.pk for entry in client.get(LIST).context["cl"].result_list}


def chosen(action, *entries, **more):
    """What the list's form sends for these entries."""
    return {"action": action, "_selected_action": [str(entry.pk) for entry in entries], "index": "0", **more}


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def snapshot():
    return list(ProgressEntry.objects.order_by("pk").values()), list(
        EntryEvent.objects.order_by("pk").values()
    )


def test_everyone_sees_the_entries_they_may_act_on_and_administrators_all(town, browsers):
    share = town.share()
    waiting, counted = town.log(share), town.counted(share)
    assert listed(browsers["li"]) == {waiting.pk, counted.pk}
    assert listed(browsers["wang"]) == {waiting.pk, counted.pk}
    assert listed(browsers["sun"]) == set()
    assert listed(browsers["admin"]) == {waiting.pk, counted.pk}
    assert browsers["root"].get(LIST).status_code == 403


def test_an_entry_out_of_reach_is_not_opened_by_its_address_either(town, browsers):
    url = address(ProgressEntry, "change", town.log(town.share()).pk)
    opened = {name: browsers[name].get(url).status_code for name in ("li", "wang", "admin", "sun", "root")}
    assert opened == {"li": 200, "wang": 200, "admin": 200, "sun": 302, "root": 403}


def test_the_page_of_an_entry_tells_its_path_and_offers_nothing_to_change(town, browsers):
    entry = town.returned(town.share())
    page = browsers["li"].get(address(ProgressEntry, "change", entry.pk)).content.decode()
    assert "核实面积" in page
    fields = Fields()
    fields.feed(page)
    assert not set(fields.found) & {"quantity", "note", "state", "allocation"}
    assert 'name="_save"' not in page


def test_a_reporter_sees_nothing_of_the_admin_but_the_entries(browsers):
    for name in ("li", "wang"):
        apps = browsers[name].get("/admin/").context["app_list"]
        assert [model["object_name"] for app in apps for model in app["models"]] == ["ProgressEntry"]
        for model in (Plan, Allocation, EntryEvent, PlanVersion):
            assert browsers[name].get(address(model)).status_code == 403


def test_an_administrator_sees_the_set_up_and_looks_at_the_ledger(browsers):
    apps = browsers["admin"].get("/admin/").context["app_list"]
    shown = {model["object_name"]: model["perms"] for app in apps for model in app["models"]}
    assert {"Plan", "Target", "Village", "Duty", "User", "ProgressEntry", "EntryEvent", "PlanVersion"} <= set(
        shown
    )
    for name in ("ProgressEntry", "EntryEvent", "PlanVersion"):
        assert shown[name] == {"add": False, "change": False, "delete": False, "view": True}


def test_an_ended_duty_opens_the_entries_no_longer(town, browsers):
    town.log(town.share())
    for duty in town.li.duties.all():
        duty.ends_on = date(2021, 6, 1)
        duty.save()
    assert browsers["li"].get(LIST).status_code == 403


def log_in_admin(client, share, **typed):
    url = f"{ADD}?share={share.pk}"
    return client.post(url, filled_form(client, url, happened_on="2021-06-10", mode="increment", **typed))


def test_a_figure_is_logged_for_an_own_share_as_on_the_site(town, browsers):
    share = town.share()
    others = town.share(lead_office=town.other_office)
    offered = browsers["li"].get(ADD).context["form"].fields["share"].queryset
    assert list(offered) == [share]
    response = log_in_admin(browsers["li"], share, amount="1.2公顷")
    assert response.status_code == 302
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.state, entry.reported_by) == (18, EntryState.SUBMITTED, town.li)
    assert [event.action for event in entry.events.all()] == ["submitted"]
    assert browsers["li"].get(f"{ADD}?share={others.pk}").status_code == 404
    forged = filled_form(browsers["li"], f"{ADD}?share={share.pk}", amount="1", mode="increment")
    assert browsers["li"].post(f"{ADD}?share={others.pk}", forged).status_code == 404
    assert ProgressEntry.objects.count() == 1


def test_what_the_rules_refuse_comes_back_beside_its_field(town, browsers):
    share = town.share()
    for typed, field in (
        ({"amount": "很多"}, "amount"),
        ({"amount": "600"}, "note"),
        ({"amount": ""}, "amount"),
    ):
        response = log_in_admin(browsers["li"], share, **typed)
        assert field in response.context["form"].errors
    assert not ProgressEntry.objects.exists()


def test_the_same_form_sent_twice_is_one_entry(town, browsers):
    share = town.share()
    url = f"{ADD}?share={share.pk}"
    form = filled_form(browsers["li"], url, happened_on="2021-06-10", mode="increment", amount="10")
    assert [browsers["li"].post(url, form).status_code for _twice in range(2)] == [302, 302]
    assert ProgressEntry.objects.count() == 1
    changed = browsers["li"].post(url, form | {"amount": "11"})
    assert changed.context["form"].non_field_errors()


@pytest.mark.parametrize("share", ["", "x", "99999999999999999999", "-1", "１"])
def test_a_share_that_is_none_is_not_found(town, browsers, share):
    assert browsers["li"].get(ADD, {"share": share}).status_code == 404


def test_who_does_not_report_cannot_log(town, browsers):
    share = town.share()
    for name in ("admin", "root", "both"):
        assert browsers[name].get(ADD).status_code == 403
        assert browsers[name].post(f"{ADD}?share={share.pk}", {"amount": "1"}).status_code == 403
    assert browsers["sun"].get(f"{ADD}?share={share.pk}").status_code == 404
    assert not ProgressEntry.objects.exists()


def test_a_reviewer_approves_what_is_chosen_one_by_one(town, browsers):
    share = town.share()
    first, second, done = town.log(share), town.log(share), town.counted(share)
    response = browsers["wang"].post(LIST, chosen("approve", first, second, done), follow=True)
    assert set(ProgressEntry.objects.values_list("state", flat=True)) == {EntryState.APPROVED}
    assert said(response).count(f"#{done.pk} ") == 1
    assert EntryEvent.objects.filter(action="approved", actor=town.wang).count() == 3


def test_each_refusal_is_told_and_stops_nothing_else(town, browsers):
    share = town.share()
    own = town.log(share, user=town.wang)
    other = town.log(share)
    response = browsers["wang"].post(LIST, chosen("approve", own, other), follow=True)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.state, other.state) == (EntryState.SUBMITTED, EntryState.APPROVED)
    assert f"#{own.pk} " in said(response)


def test_both_lines_of_a_correction_are_one_decision(town, browsers):
    entry = town.counted(town.share())
    reversal = town.correct(entry)
    lines = [reversal, reversal.replacement]
    response = browsers["wang"].post(LIST, chosen("approve", *lines), follow=True)
    assert {ProgressEntry.objects.get(pk=line.pk).state for line in lines} == {EntryState.APPROVED}
    assert len(response.context["messages"]) == 1


def test_entries_are_sent_back_with_a_reason(town, browsers):
    share = town.share()
    entries = [town.log(share), town.log(share)]
    asked = browsers["wang"].post(LIST, chosen("send_back", *entries))
    assert asked.status_code == 200
    assert ProgressEntry.objects.filter(state=EntryState.SUBMITTED).count() == 2
    refused = browsers["wang"].post(LIST, chosen("send_back", *entries, reason=" "))
    assert refused.context["form"].errors
    sent = chosen("send_back", *entries, reason="请核实面积")
    del sent["index"]
    assert browsers["wang"].post(LIST, sent).status_code == 302
    assert set(ProgressEntry.objects.values_list("state", flat=True)) == {EntryState.RETURNED}
    assert set(EntryEvent.objects.filter(action="returned").values_list("reason", flat=True)) == {
        "请核实面积"
    }


@pytest.mark.parametrize("action", ["approve", "send_back"])
@pytest.mark.parametrize("name", ["li", "sun", "admin", "root", "both"])
def test_nobody_decides_without_a_reviewers_duty(town, browsers, name, action):
    entry = town.log(town.share())
    browsers[name].post(LIST, chosen(action, entry, reason="试", select_across="1"))
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED


def test_a_reviewer_of_another_office_reaches_nothing_by_choosing_everything(town, browsers):
    entry = town.log(town.share())
    give_duty(town.sun, "reviewer", town.other_office)
    browsers["sun"].post(LIST, chosen("approve", entry, select_across="1"))
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED


EVERYONE = ["li", "wang", "zhao", "sun", "admin", "root", "both"]
FORGED = {
    "quantity": "999", "state": "approved", "note": "改", "reason": "改", "happened_on": "2021-06-11",
    "reporter_name": "其他", "post": "yes", "actor_name": "其他", "number": "0", "_save": "1",
}  # fmt: skip

TRICKS = [{}, {"_saveasnew": "1"}, {"_continue": "1"}, {"_popup": "1"}]


@pytest.mark.parametrize("name", EVERYONE)
@pytest.mark.parametrize("state", ["log", "counted", "returned"])
def test_no_form_of_the_admin_changes_or_deletes_a_line(town, browsers, name, state):
    entry = getattr(town, state)(town.share())
    before = snapshot()
    event = entry.events.first()
    forged = FORGED | {"allocation": str(entry.allocation_id), "reported_by": str(town.li.pk)}
    for row, pk in ((entry, entry.pk), (event, event.pk), (PlanVersion.objects.get(), town.plan.pk)):
        model = type(row)
        for page in ("change", "delete", "history"):
            for trick in TRICKS if page == "change" else TRICKS[:1]:
                response = browsers[name].post(address(model, page, pk), forged | trick)
                assert page == "history" or response.status_code in (302, 403), (page, trick)
        browsers[name].post(address(model, "add"), forged)
        browsers[name].post(address(model), chosen("delete_selected", entry, post="yes"))
        browsers[name].post(address(model), {"form-TOTAL_FORMS": "1", "form-0-id": str(pk), **forged})
    assert snapshot() == before


@pytest.mark.parametrize("name", ["admin", "both"])
def test_what_entries_hang_on_cannot_be_taken_from_under_them(town, browsers, name):
    share = make_share(town.target(), make_village(), goal=100)
    entry = town.counted(share)
    before = snapshot()
    for row in (share, share.target, share.target.section, town.plan, share.village):
        browsers[name].post(address(type(row), "delete", row.pk), {"post": "yes", "reason": "试"})
    assert type(share).objects.filter(pk=share.pk).exists()
    assert snapshot() == before
    url = address(type(share.target), "change", share.target_id)
    rows = {"allocations-1-DELETE": "on", "events-0-quantity": "5", "entries-0-quantity": "5"}
    browsers[name].post(url, filled_form(browsers[name], url, reason="试", **rows))
    assert entry.allocation.target.allocations.count() == 2
    assert snapshot() == before


@pytest.mark.parametrize("changed", [{"measure": "level"}, {"unit": "公顷"}])
def test_what_entries_were_counted_in_is_not_changed_under_them(town, browsers, changed):
    share = town.share()
    url = address(type(share.target), "change", share.target_id)
    town.log(share)
    browsers["admin"].post(url, filled_form(browsers["admin"], url, reason="试", **changed))
    share.target.refresh_from_db()
    assert (share.target.measure, share.target.unit) == ("sum", "亩")
