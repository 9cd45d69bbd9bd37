"""What is kept of a page is every reader's alike, ends with the plan's version, and is not sent to who has it."""

import re
import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages

from guanlu.models import User
from targets import recording
from targets.models import Duty, Office, PlanVersion, Target, Village
from targets.setup.handover import hand_over
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import give_duty, make_share, make_village
from tests.targets.pages.conftest import NOW

BOARD, LIST, MATRIX, VILLAGE, WALL = PAGES = (
    "/2021/",
    "/2021/targets/",
    "/2021/villages/",
    "/2021/villages/guandu/",
    "/2021/wall/",
)
TARGET = "/2021/targets/4.2.3/"
SEALED = [BOARD, LIST, MATRIX, VILLAGE, TARGET]
MASKED = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def village(town, log):
    """A village with a share, a reporter of its own, and an entry of it that waits for its reviewer."""
    town.village = make_village("关渡村", slug="guandu")
    give_duty(town.stranger, "reporter", village=town.village)
    town.part = make_share(town.target, town.village, goal=250)
    log("300", share=town.part)
    log("7", share=town.part, approved=False, note="待审的一笔")
    return town


def page(client, url, **headers):
    """What is sent of a page, and its seal."""
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200
    return MASKED.sub("", answer.content.decode()), answer.headers.get("ETag")


def text(client, url):
    return page(client, url)[0]


def seal(client, url):
    return page(client, url)[1]


def status(client, url, known):
    return client.get(url, headers={"If-None-Match": known}).status_code


@pytest.mark.parametrize("url", [*PAGES, TARGET])
def test_whoever_comes_first_the_next_reader_finds_only_their_own(village, logged_in, url):
    people = [village.reporter, village.reviewer, village.leader, village.stranger, make_administrator()]
    alone = {}
    for user in people:
        PlanVersion.renew()
        alone[user] = text(logged_in(user), url)
    for order in (people, people[::-1]):
        PlanVersion.renew()
        for user in order:
            assert text(logged_in(user), url) == alone[user], user
    if url != WALL:
        assert len(set(alone.values())) == len(people)
    own = {
        BOARD: ("我分管的", {village.leader}),
        VILLAGE: ("待审的一笔", {village.reporter, village.reviewer}),
    }
    if url in own:
        words, readers = own[url]
        assert {user for user in people if words in alone[user]} == readers
    if url == VILLAGE:
        form = f"/2021/record/{village.part.pk}/"
        assert {user for user in people if form in alone[user]} >= {village.stranger}
        assert form not in alone[village.leader]


def approve(town):
    entry = town.part.entries.get(state="submitted")
    recording.approve(user=town.reviewer, entry=entry, now=NOW)


def take_back(town):
    entry = town.part.entries.get(state="approved", quantity=300)
    reversal = recording.correct(
        user=town.reporter, entry=entry, figure=None, reason="重复", token=uuid.uuid4(), now=NOW
    )
    recording.approve(user=town.reviewer, entry=reversal, now=NOW)


def change(model, pk, **fields):
    def post(town):
        url = address(model, "change", pk(town))
        answer = town.desk.post(url, filled_form(town.desk, url, reason="更正", **fields))
        assert answer.status_code == 302

    return post


def change_name(town):
    url = f"/admin/guanlu/user/{town.stranger.pk}/change/"
    assert town.desk.post(url, filled_form(town.desk, url, full_name="新名字")).status_code == 302


def pass_on(town):
    duties = Duty.objects.filter(user=town.stranger)
    hand_over(duties=duties, successor=town.colleague, on=date(2021, 9, 30), reason="调动")


CHANGES = {
    "approval": (approve, PAGES),
    "correction": (take_back, PAGES),
    "target": (change(Target, lambda town: town.target.pk, name="新植黄花"), PAGES),
    "village": (
        change(Village, lambda town: town.village.pk, name="新关渡村"),
        (BOARD, MATRIX, VILLAGE, WALL),
    ),
    "office": (change(Office, lambda town: town.office.pk, name="产业办"), (LIST, VILLAGE)),
    "duty": (pass_on, (VILLAGE,)),
    "account": (change_name, (VILLAGE,)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_shows_at_once(village, logged_in, name):
    act, changed = CHANGES[name]
    village.desk = logged_in(make_administrator())
    client = logged_in(village.leader)
    client.get(BOARD)
    before = {url: page(client, url) for url in (*PAGES, TARGET)}
    act(village)
    for url in (*PAGES, TARGET):
        said, known = before[url]
        after, _known = page(client, url, **({"If-None-Match": known} if known else {}))
        assert after != said or url not in changed, url
        PlanVersion.renew()
        assert page(client, url)[0] == after, url


def test_language_unit_day_and_knowledge_have_their_own(village, logged_in):
    client = logged_in(village.reviewer)
    variants = [{}, {"django_language": "en"}, {"guanlu_area": "ha"}]
    queries = ["?on=2021-08-01", "?on=2021-08-01&known=then", "?on=2021-09-30&compare=2021-08-01"]
    for url in SEALED:
        seen = [page(client, url + query) for query in queries]
        for chosen in variants:
            client.cookies.load(chosen)
            seen.append(page(client, url))
            for name in chosen:
                client.cookies.pop(name)
        seals = {known for _said, known in seen}
        assert len(seals) == len(seen)
        assert len({said for said, _known in seen}) == len(seen)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert seal(logged_in(village.reviewer), LIST) not in seals


def test_a_database_put_in_the_place_of_another_is_told_by_its_epoch(village, logged_in):
    client = logged_in(village.leader)
    client.get(BOARD)
    shown = {url: page(client, url) for url in SEALED}
    village.target.name = "与前不同"
    village.target.save()  # as in a backup with the same number: no version moves
    for url in SEALED:
        said, known = page(client, url)
        assert known == shown[url][1]
        assert said == shown[url][0] or url in (VILLAGE, TARGET), "each reader's ledger is read anew"
    PlanVersion.renew()
    for url in SEALED:
        assert "与前不同" in text(client, url)
        assert status(client, url, shown[url][1]) == 200


@pytest.mark.parametrize("url", SEALED)
def test_a_page_a_browser_has_is_not_sent_again_nor_assessed(
    village, logged_in, url, django_assert_num_queries, monkeypatch
):
    client = logged_in(village.reviewer)
    client.get(url)
    known = seal(client, url)
    assert known.startswith('W/"')
    cache_control = client.get(url).headers["Cache-Control"]
    monkeypatch.setattr("targets.assessment.judge", lambda *_given: pytest.fail("assessed"))
    monkeypatch.setattr("targets.views.unchanged.render", lambda *_given: pytest.fail("printed"))
    # The user and their group, the plans with their versions, the menu of a reviewer (three); the row.
    with django_assert_num_queries(6 + (url in (VILLAGE, TARGET))):
        answer = client.get(url, headers={"If-None-Match": known})
    assert (answer.status_code, answer.content, answer.headers["ETag"]) == (304, b"", known)
    assert answer.headers["Cache-Control"] == cache_control == "private, no-cache"
    assert {"Cookie", "HX-Request"} <= set(answer.headers["Vary"].split(", "))


def test_a_seal_is_one_readers_in_one_log_in_for_one_kind_of_request(village, logged_in):
    client = logged_in(village.reviewer)
    client.get(BOARD)
    for url in SEALED:
        known = seal(client, url)
        assert status(client, url, known) == 304
        assert status(logged_in(village.colleague), url, known) == 200
        assert client.get(url, headers={"If-None-Match": known, "HX-Request": "true"}).status_code == 200
        other = logged_in(village.reviewer)
        assert status(other, url, known) == 200, "another log-in"
        kept = client.cookies["csrftoken"].value
        client.cookies["csrftoken"] = other.cookies["csrftoken"].value
        assert status(client, url, known) == 200, "the token in its forms would be refused"
        client.cookies["csrftoken"] = kept
        assert status(client, url, known) == 304


def test_who_may_enter_no_more_is_shown_nothing_of_what_they_had(village, logged_in):
    ways = {
        "out": lambda client, user: client.post("/accounts/logout/"),
        "inactive": lambda client, user: User.objects.filter(pk=user.pk).update(is_active=False),
        "password": lambda client, user: (user.set_password("another 9 words"), user.save()),
    }
    for name, leave in ways.items():
        client, user = logged_in(village.reviewer), village.reviewer
        client.get(BOARD)
        known = {url: seal(client, url) for url in SEALED}
        leave(client, user)
        assert {status(client, url, known[url]) for url in SEALED} == {302}, name
        User.objects.filter(pk=user.pk).update(is_active=True)


def test_a_page_that_tells_something_is_sent_and_never_again(village, logged_in):
    client = logged_in(village.reviewer)
    client.get(BOARD)
    told = client.get(f"{LIST}?on=x")  # a sentence of the page's own
    assert list(get_messages(told.wsgi_request))
    assert "ETag" not in told.headers
    client.get(LIST)
    known = seal(client, LIST)
    answer = client.post("/2021/review/approve/")
    assert answer.status_code == 302, "told that nothing was chosen, on the next page"
    answer = client.get(LIST, headers={"If-None-Match": known})
    assert answer.status_code == 200
    assert list(get_messages(answer.wsgi_request))
    assert "ETag" not in answer.headers
    assert status(client, LIST, known) == 304


def test_a_look_is_remembered_by_who_is_not_sent_the_board_again(village, logged_in):
    client = logged_in(village.leader)
    client.get(BOARD)
    known = seal(client, BOARD)
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        answer = client.get(BOARD, headers={"If-None-Match": known})
        assert answer.status_code == 304
        assert "guanlu_looked" in answer.cookies
    with time_machine.travel(NOW + timedelta(minutes=45), tick=False):
        assert status(client, BOARD, known) == 304, "the same visit goes on"
    with time_machine.travel(NOW + timedelta(minutes=80), tick=False):
        assert status(client, BOARD, known) == 200, "a new visit, with what changed since the last"


def test_text_is_compressed_and_nothing_else(village, logged_in):
    client = logged_in(village.leader)
    client.get(BOARD)
    for url in PAGES:
        plain, short = (client.get(url, headers=said) for said in ({}, {"Accept-Encoding": "gzip"}))
        assert "Content-Encoding" not in plain.headers
        assert short.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in short.headers["Vary"]
        assert len(short.content) < len(plain.content) / 2
        if url in SEALED:
            known = short.headers["ETag"]
            assert known == plain.headers["ETag"]
            assert status(client, url, known) == 304
    workbook = client.get(f"{LIST}?_export=xlsx", headers={"Accept-Encoding": "gzip"})
    assert workbook.status_code == 200
    assert "Content-Encoding" not in workbook.headers
