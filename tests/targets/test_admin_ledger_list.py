"""The ledger's list in the admin: titled, filtered and answered in words that say what was done."""

from datetime import date

import pytest

from targets import recording
from targets.evidence.attaching import stored_with
from targets.evidence.files import checked
from targets.models import Allocation, ProgressEntry
from tests.targets.admin_pages import address, make_administrator
from tests.targets.evidence_samples import PDF, sent
from tests.targets.factories import make_village
from tests.targets.ledger_factories import NOW, make_town

pytestmark = pytest.mark.django_db
LIST = address(ProgressEntry)
ADD = address(ProgressEntry, "add")
FILTERS = "state__exact=submitted"


@pytest.fixture
def town(db):
    made = make_town()
    for user in (made.li, made.wang):
        user.is_staff = True
        user.save()
    return made


@pytest.fixture
def browsers(town, logged_in):
    """Li reports for an office, wang reviews for it."""
    return {"li": logged_in(town.li), "wang": logged_in(town.wang)}


def chosen(action, *entries, **more):
    """What the list's form sends for these entries."""
    return {"action": action, "_selected_action": [str(entry.pk) for entry in entries], "index": "0", **more}


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_deciding_returns_to_the_list_as_it_was_filtered(town, browsers):
    share = town.share()
    desk = browsers["wang"]
    there = f"{LIST}?{FILTERS}"
    assert desk.post(there, chosen("approve", town.log(share))).url == there
    entry = town.log(share)
    page = desk.get(address(ProgressEntry, "change", entry.pk), {"_changelist_filters": FILTERS})
    hidden = f'<input type="hidden" name="_changelist_filters" value="{FILTERS}">'
    assert page.content.decode().count(hidden) == 2
    asked = desk.post(LIST, chosen("send_back", entry, _changelist_filters=FILTERS))
    assert hidden in asked.content.decode()
    sent = chosen("send_back", entry, reason="请核实面积", _changelist_filters=FILTERS)
    assert desk.post(LIST, sent).url == there
    sent = chosen("approve", town.log(share), _changelist_filters=FILTERS)
    assert desk.post(LIST, sent).url == there
    assert desk.post(LIST, chosen("approve", town.log(share))).url == LIST


def test_one_decision_is_told_by_what_it_was_about_and_several_by_their_number(town, browsers):
    share = town.share()
    entry = town.log(share, "7", happened_on=date(2021, 6, 15))
    named = f"{share.label} {share.target.label} 7"
    one = said(browsers["wang"].post(LIST, chosen("approve", entry), follow=True))
    assert one.startswith(f"已审核通过：{named}")
    assert one.endswith("（2021年6月15日）")
    both = chosen("approve", town.log(share), town.log(share))
    assert said(browsers["wang"].post(LIST, both, follow=True)) == "已审核通过2条填报记录。"
    back = town.log(share, "7", happened_on=date(2021, 6, 15))
    sent = chosen("send_back", back, reason="请核实面积")
    assert named in said(browsers["wang"].post(LIST, sent, follow=True))


def test_list_and_entry_are_titled_by_what_they_are(town, browsers):
    assert browsers["wang"].get(LIST).context["title"] == "填报记录"
    share = town.share()
    entry = town.log(share, happened_on=date(2021, 6, 15))
    page = browsers["wang"].get(address(ProgressEntry, "change", entry.pk))
    title = f"{share.target.code} {share.target.label} · {share.label} · 2021年6月15日"
    assert page.context["title"] == title
    assert f"<h1>{title}</h1>" in page.content.decode()
    assert f"#{entry.pk} " not in page.content.decode()


def test_the_choice_of_shares_leaves_out_what_is_split_in_full_and_what_was_dropped(
    town, browsers, monkeypatch
):
    monkeypatch.setattr("targets.admin.ledger.today", lambda: date(2021, 6, 20))

    def offered():
        return set(browsers["li"].get(ADD).context["form"].fields["share"].queryset)

    share = town.share()
    assert share in offered()
    for owed, village in ((False, None), (False, make_village()), (True, None)):
        Allocation.objects.filter(pk=share.pk).update(
            is_owed=owed, village=village, name="" if village else share.name
        )
        assert (share in offered()) == (owed or village is not None)
    target = share.target
    for ended_on, shown in ((date(2021, 6, 20), False), (date(2021, 6, 21), True)):
        target.ended_on = ended_on
        target.save()
        assert (share in offered()) == shown


@pytest.mark.parametrize("typed", ["#{}", "＃{}", " # {} "])
def test_an_entry_is_found_by_its_number(town, browsers, typed):
    share = town.share()
    wanted, other = town.log(share), town.log(share, happened_on=date(2021, 5, 3), note="120")
    found = browsers["wang"].get(LIST, {"q": typed.format(wanted.pk)}).context["cl"].queryset
    assert list(found) == [wanted]
    assert list(browsers["wang"].get(LIST, {"q": "120"}).context["cl"].queryset) == [other]
    assert not browsers["wang"].get(LIST, {"q": "#999999999999999999"}).context["cl"].queryset


def test_files_are_shown_to_who_reports_and_reviews_and_their_absence_is_told_to_administrators(
    town, browsers, logged_in, settings, tmp_path
):
    settings.EVIDENCE_DIR = tmp_path
    share, files = town.share(), [checked(sent(PDF, "验收单.pdf"))]
    entry = stored_with(lambda: town.log(share), user=town.li, files=files, now=NOW)
    recording.send_back(user=town.wang, entry=entry, reason="核实面积", now=NOW)
    bare = town.returned(share, happened_on=date(2021, 5, 3))
    for name, client, seen in [
        ("li", browsers["li"], (True, False)),
        ("wang", browsers["wang"], (True, False)),
        ("admin", logged_in(make_administrator()), (False, True)),
    ]:
        for each, expected in [(entry, seen), (bare, (False, False))]:
            body = client.get(address(ProgressEntry, "change", each.pk)).content.decode()
            assert (name, "验收单.pdf" in body, "审核通过前只有填报人和审核人可以查看" in body) == (
                name,
                *expected,
            )
