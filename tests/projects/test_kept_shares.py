"""What is done by hand in a share that a project keeps: through every door the same answer, and what helps."""

from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from projects.models import ProjectShare
from targets import recording
from targets.elsewhere import is_kept
from targets.kept_shares import KeptElsewhere
from targets.models import Allocation, ProgressEntry
from targets.recording import Conflict, Figure, Row
from tests.projects.factories import NOW, make_project, make_works
from tests.targets.factories import make_share
from tests.targets.ledger_factories import DAY, log, make_town
from tests.targets.pages.forms_as_sent import form_of
from tests.targets.workbooks import FIRST, downloaded, fill, place, upload

pytestmark = pytest.mark.django_db
SENTENCE = "项目月报"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def share(town):
    return make_share(town.target("sum", 500, "口"), name="山坪塘")


def link(town, share):
    """The share is given to a project past what `clean` asks."""
    return ProjectShare.objects.create(project=make_project(town).project, allocation=share)


def figure(amount="3"):
    return Figure(happened_on=DAY, amount=amount, note="核实")


def written(town, share):
    """What hands may write in a share, each with the entry it is about, of a share not yet kept."""
    waiting = town.log(share, "1")
    returned = town.returned(share, "2")
    counted = town.counted(share, "4")
    fresh = {"user": town.li, "now": NOW}
    return {
        "submit": lambda: log(user=town.li, share=share, amount="7"),
        "nothing new": lambda: recording.report_nothing_new(
            allocation=share, happened_on=DAY.replace(month=5), token=uuid4(), **fresh
        ),
        "resubmit": lambda: recording.resubmit(entry=returned, figure=figure(), **fresh),
        "correct": lambda: recording.correct(
            entry=counted, reason="多报", figure=figure(), token=uuid4(), **fresh
        ),
        "approve": lambda: recording.approve(user=town.wang, entry=waiting, now=NOW),
        "approve many": lambda: recording.approve_many(user=town.wang, lines=[waiting], now=NOW),
        "send back": lambda: recording.send_back(user=town.wang, entry=waiting, reason="见项目", now=NOW),
        "withdraw": lambda: recording.withdraw(entry=waiting, **fresh),
        "withdraw returned": lambda: recording.withdraw(entry=returned, **fresh),
    }


REFUSED = {
    "submit": KeptElsewhere,
    "nothing new": KeptElsewhere,
    "resubmit": KeptElsewhere,
    "correct": KeptElsewhere,
    "approve": Conflict,
    "approve many": Conflict,
    "send back": None,
    "withdraw": None,
    "withdraw returned": None,
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("is_linked", [True, False])
def test_nothing_by_hand_comes_to_count_in_a_kept_share_and_all_may_be_taken_away(
    town, share, name, is_linked
):
    acts = written(town, share)
    if is_linked:
        link(town, share)
    refusal = REFUSED[name] if is_linked else None
    if refusal is None:
        acts[name]()
        return
    before = list(ProgressEntry.objects.order_by("pk").values("pk", "state", "quantity"))
    with pytest.raises(refusal) as told:
        acts[name]()
    assert SENTENCE in str(told.value)
    assert list(ProgressEntry.objects.order_by("pk").values("pk", "state", "quantity")) == before


def test_of_a_batch_the_row_of_a_kept_share_is_refused_and_no_row_is_stored(town, share):
    link(town, share)
    rows = [
        Row(allocation=each, figure=figure(), token=uuid4())
        for each in (town.share(), Allocation.objects.get(pk=share.pk))
    ]
    with pytest.raises(recording.BatchRefused) as refused:
        recording.submit_many(user=town.li, rows=rows, now=NOW)
    assert [(row, type(error)) for row, error in refused.value.errors.items()] == [(1, KeptElsewhere)]
    assert not ProgressEntry.objects.exists()


def test_a_colleague_withdraws_what_came_back_and_a_stranger_nothing(town, share):
    returned = town.returned(share, "2")
    link(town, share)
    with pytest.raises(PermissionDenied):
        recording.withdraw(user=town.sun, entry=returned, now=NOW)
    assert recording.withdraw(user=town.li, entry=returned, now=NOW).state == "withdrawn"


def test_who_answers_for_a_kept_share_logs_in_it_no_more_than_a_stranger(town, share):
    def found(user):
        own = Allocation.objects
        return [
            own.cared_for_by(user, DAY).filter(pk=share.pk).exists(),
            own.reportable_by(user, DAY).filter(pk=share.pk).exists(),
            own.asked_of(user, DAY).filter(pk=share.pk).exists(),
            is_kept(Allocation.objects.get(pk=share.pk)),
        ]

    assert [found(user) for user in (town.li, town.sun)] == [[True, True, True, False], [False] * 4]
    link(town, share)
    assert [found(user) for user in (town.li, town.sun)] == [[True, False, False, True], [False] * 3 + [True]]


def test_on_the_site_a_kept_share_is_offered_nowhere_and_old_entries_only_to_withdraw(town, share, logged_in):
    """The form, the sheet, "my month", and a form that was open while the share was given to a project."""
    plain = make_share(share.target, name="另一处")
    returned, client = town.returned(share, "2"), logged_in(town.li)
    resubmit = reverse("targets:entry-resubmit", args=[2021, returned.pk])
    typed = {**form_of(client, resubmit), "amount": "5"}
    link(town, share)
    grid = client.get(f"/2021/record/grid/?target={share.target.code}")
    assert [row.id for row in grid.context["page"].rows if row.id in (share.pk, plain.pk)] == [plain.pk]
    forms = [
        client.get(reverse("targets:record-share", args=[2021, each.pk])).status_code
        for each in (plain, share)
    ]
    assert forms == [200, 404]
    month = client.get("/2021/record/")
    asked = [
        reverse("targets:record-share", args=[2021, each.pk]).encode() in month.content
        for each in (plain, share)
    ]
    assert asked == [True, False]
    assert reverse("targets:entry-withdraw", args=[2021, returned.pk]).encode() in month.content
    refused = client.post(resubmit, typed)
    assert refused.status_code == 422
    assert SENTENCE in refused.context["form"].non_field_errors()[0]
    assert b'value="5"' in refused.content
    client.post(reverse("targets:entry-withdraw", args=[2021, returned.pk]))
    returned.refresh_from_db()
    assert returned.state == "withdrawn"


def test_in_the_admin_old_entries_of_a_kept_share_are_only_withdrawn_or_sent_back(town, share, logged_in):
    town.li.is_staff = town.wang.is_staff = True
    town.li.save()
    town.wang.save()
    entry = town.log(share, "2")
    link(town, share)
    page = logged_in(town.li).get(reverse("admin:targets_progressentry_change", args=[entry.pk]))
    acts = page.context["acts"]
    assert (acts.correct, acts.resubmit, acts.withdraw) == (False, False, True)
    add = reverse("admin:targets_progressentry_add")
    assert logged_in(town.li).get(add, {"share": share.pk}).status_code == 404
    listing = reverse("admin:targets_progressentry_changelist")
    logged_in(town.wang).post(
        listing, {"action": "approve", "index": "0", "_selected_action": [str(entry.pk)]}
    )
    entry.refresh_from_db()
    assert entry.state == "submitted"


def test_a_project_without_links_changes_nothing(django_assert_num_queries):
    works = make_works()
    plain = works.town.share()
    entry = works.town.log(plain)
    loaded = ProgressEntry.objects.select_related("allocation__project_share").get(pk=entry.pk)
    with django_assert_num_queries(0):
        assert not is_kept(loaded.allocation)
    assert recording.approve(user=works.town.wang, entry=entry, now=NOW).state == "approved"


def test_a_row_downloaded_before_its_share_was_given_to_a_project_is_refused_with_what_to_do(
    town, share, logged_in, settings, tmp_path
):
    settings.VAR_DIR = tmp_path
    client = logged_in(town.li)
    book = downloaded(client, "?month=2021-06")
    places = [place(book.worksheets[0], name) for name in ("code", "share")]
    row = next(
        number
        for number in range(FIRST, book.worksheets[0].max_row + 1)
        if [book.worksheets[0].cell(number, each).value for each in places] == [share.target.code, share.name]
    )
    taken = [SENTENCE in upload(client, fill(book, row, amount=5)).content.decode()]
    link(town, share)
    taken.append(SENTENCE in upload(client, fill(book, row, amount=5)).content.decode())
    assert taken == [False, True]


def test_no_report_is_written_in_the_admin(admin_client):
    """Its reports are looked at there; whatever is posted, nothing of them changes."""
    works = make_works()
    report = works.submit()
    pages = {
        "add": reverse("admin:projects_projectreport_add"),
        "change": reverse("admin:projects_projectreport_change", args=[report.pk]),
        "delete": reverse("admin:projects_projectreport_delete", args=[report.pk]),
    }
    sent = {"investment": "999", "state": "approved", "stage": "acceptance", "post": "yes"}
    assert {name: admin_client.post(url, sent).status_code for name, url in pages.items()} == dict.fromkeys(
        pages, 403
    )
    report.refresh_from_db()
    assert (report.investment, report.state, report.stage) == (30, "submitted", "works")
