"""One entry in the admin: corrected, sent again, withdrawn and decided by those who may, and by nobody else."""

from datetime import date

import pytest

from targets.models import ProgressEntry
from targets.models.ledger import EntryState
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import make_user
from tests.targets.ledger_factories import fresh, make_town, path, total

pytestmark = pytest.mark.django_db
LIST = address(ProgressEntry)
EVERYONE = ["li", "wang", "zhao", "sun", "admin", "root"]


@pytest.fixture
def town(db):
    made = make_town()
    for user in (made.li, made.wang, made.zhao, made.sun):
        user.is_staff = True
        user.save()
    return made


@pytest.fixture
def browsers(town, logged_in):
    """Li reports and wang and zhao review for an office, sun reports for another; an administrator, a superuser."""
    users = {"li": town.li, "wang": town.wang, "zhao": town.zhao, "sun": town.sun}
    users |= {"admin": make_administrator(), "root": make_user("root", is_staff=True, is_superuser=True)}
    return {name: logged_in(user) for name, user in users.items()}


def act(entry, name):
    return f"/admin/targets/progressentry/{entry.pk}/{name}/"


def offered(client, entry):
    """The acts that the page of an entry offers."""
    acts = client.get(address(ProgressEntry, "change", entry.pk)).context["acts"]
    return {name for name in ("correct", "resubmit", "withdraw", "decide") if getattr(acts, name)}


@pytest.mark.parametrize(
    ("state", "reporter", "reviewer"),
    [
        pytest.param("log", {"withdraw"}, {"decide"}, id="awaiting review"),
        pytest.param("counted", {"correct"}, {"correct"}, id="approved"),
        pytest.param("returned", {"resubmit", "withdraw"}, {"resubmit", "withdraw"}, id="returned"),
    ],
)
def test_the_page_of_an_entry_offers_what_this_person_may_do(town, browsers, state, reporter, reviewer):
    entry = getattr(town, state)(town.share())
    assert offered(browsers["li"], entry) == reporter
    assert offered(browsers["wang"], entry) == reviewer
    assert offered(browsers["admin"], entry) == set()


def test_an_entry_being_corrected_offers_no_second_correction(town, browsers):
    entry = town.counted(town.share())
    reversal = town.correct(entry)
    assert offered(browsers["li"], entry) == set()
    assert offered(browsers["li"], reversal) == {"withdraw"}


def test_an_entry_is_corrected_in_the_admin_under_the_same_rules(town, browsers):
    entry = town.counted(town.share(), "100")
    url = act(entry, "correct")
    refused = browsers["li"].post(url, filled_form(browsers["li"], url, amount="80"))
    assert "note" in refused.context["form"].errors
    assert b'value="80"' in refused.content
    sent = filled_form(browsers["li"], url, amount="80", note="复核面积")
    assert browsers["li"].post(url, sent).status_code == 302
    reversal = entry.reversals.get()
    assert (reversal.quantity, reversal.replacement.quantity, reversal.note) == (-100, 80, "复核面积")
    assert total(entry.allocation) == 100
    browsers["wang"].post(LIST, {"action": "approve", "index": "0", "_selected_action": [str(reversal.pk)]})
    assert total(entry.allocation) == 80


def test_an_entry_is_taken_back_altogether(town, browsers):
    entry = town.counted(town.share(), "100")
    url = act(entry, "correct")
    browsers["li"].post(url, filled_form(browsers["li"], url, keep_nothing="on", note="重复填报"))
    reversal = entry.reversals.get()
    assert not hasattr(reversal, "replacement")


def test_a_returned_entry_is_changed_and_sent_again(town, browsers):
    entry = town.returned(town.share(), "100")
    url = act(entry, "resubmit")
    wrong = browsers["li"].post(url, filled_form(browsers["li"], url, amount="很多"))
    assert "amount" in wrong.context["form"].errors
    browsers["li"].post(url, filled_form(browsers["li"], url, amount="90", note="已核实"))
    assert (fresh(entry).state, fresh(entry).quantity) == (EntryState.SUBMITTED, 90)
    assert path(entry) == ["submitted", "returned", "resubmitted"]


def test_an_entry_is_withdrawn_by_post_alone(town, browsers):
    entry = town.log(town.share())
    assert browsers["li"].get(act(entry, "withdraw")).status_code == 302
    assert fresh(entry).state == EntryState.SUBMITTED
    browsers["li"].post(act(entry, "withdraw"))
    assert fresh(entry).state == EntryState.WITHDRAWN


def test_what_has_been_decided_meanwhile_is_told(town, browsers):
    entry = town.counted(town.share())
    response = browsers["li"].post(act(entry, "withdraw"), follow=True)
    assert "审核通过" in " ".join(str(message) for message in response.context["messages"])
    assert fresh(entry).state == EntryState.APPROVED


@pytest.mark.parametrize("name", ["sun", "admin", "root"])
@pytest.mark.parametrize("what", ["correct", "resubmit", "withdraw"])
@pytest.mark.parametrize("state", ["log", "counted", "returned"])
def test_nobody_else_does_anything_about_an_entry(town, browsers, name, what, state):
    entry = getattr(town, state)(town.share())
    before = list(ProgressEntry.objects.order_by("pk").values())
    sent = {"amount": "1", "note": "改", "happened_on": "2021-06-10", "token": str(entry.token)}
    for response in (browsers[name].get(act(entry, what)), browsers[name].post(act(entry, what), sent)):
        assert response.status_code in (403, 404)
    assert list(ProgressEntry.objects.order_by("pk").values()) == before


def test_an_ended_duty_takes_the_acts_away(town, browsers):
    entry = town.counted(town.share())
    for duty in town.li.duties.all():
        duty.ends_on = date(2021, 6, 1)
        duty.save()
    assert browsers["li"].get(act(entry, "correct")).status_code == 403


def test_the_buttons_of_the_page_lead_to_the_decision(town, browsers):
    entry = town.log(town.share())
    page = browsers["wang"].get(address(ProgressEntry, "change", entry.pk)).content.decode()
    assert f'name="_selected_action" value="{entry.pk}"' in page
    asked = browsers["wang"].post(
        LIST, {"action": "send_back", "index": "0", "_selected_action": [str(entry.pk)]}
    )
    assert "reason" in asked.context["form"].fields


def test_an_entry_asked_for_by_a_number_that_is_none_is_not_found(town, browsers):
    assert browsers["li"].get("/admin/targets/progressentry/999999/correct/").status_code == 404


def test_a_correction_says_what_its_button_sends_and_leads_back_to_the_entry(town, browsers):
    entry = town.counted(town.share())
    page = browsers["li"].get(act(entry, "correct"), {"_changelist_filters": "state=a&q=b"}).content.decode()
    assert 'value="提交更正"' in page
    back = f"{address(ProgressEntry, 'change', entry.pk)}?_changelist_filters=state%3Da%26q%3Db"
    assert f'<a class="closelink" href="{back}">取消</a>' in page


def test_withdrawing_returns_to_the_list_as_it_was_filtered(town, browsers):
    entry = town.log(town.share())
    sent = browsers["li"].post(act(entry, "withdraw"), {"_changelist_filters": "state__exact=submitted"})
    assert sent.url == f"{LIST}?state__exact=submitted"
