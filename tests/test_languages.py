"""Every page in both languages; and no English word is left before a Chinese reader."""

import re
import uuid
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from targets import recording
from targets.ledger_rules import Figure
from targets.models import Step, Village
from tests.targets.factories import (
    give_duty,
    make_office,
    make_plan,
    make_share,
    make_target,
    make_village,
    whole_town,
)
from tests.targets.factories import make_user as make_person

NOW = datetime(2021, 9, 30, 9, tzinfo=UTC)
LOGIN = "/accounts/login/"

# Names of formats, keys and programs, and the switch to the other language, which is in that language.
MEANT = {"CSV", "xlsx", "Cookie", "English", "IP", "MB", "Esc", "Excel", "Office", "PDF", "Shift", "WPS"}
# Written in English by libraries, out of the catalogue's reach: what Django's admin says to screen readers, what
# axes calls a log-in; and the group as the database knows it.
OF_THE_ADMIN = {"Search", "True", "False", "Access", "Log", "for", "unknown", "administrators"}
SPOKEN = ("alt", "aria-label", "data-label", "placeholder", "title")


class Words(HTMLParser):
    """The texts of a page that people read or hear, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style")
        given = dict(attrs)
        self.texts += [given[name] for name in SPOKEN if given.get(name)]
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.texts.append(given.get("value") or "")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style")

    def handle_data(self, data):
        if not self.silent:
            self.texts.append(data)


def english_words(page: str) -> set[str]:
    """Words of two and more Latin letters in what a page says, but for those that are meant."""
    reader = Words()
    reader.feed(page)
    return {word for text in reader.texts for word in re.findall(r"[A-Za-z]{2,}", text)} - MEANT


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def town(db):
    """A town with a target of every measure, and an entry in every state."""
    plan = make_plan()
    office, village = make_office(), make_village()
    # User names of one letter are no words.
    people = {
        role: make_person(username, full_name=full_name, is_staff=True)
        for role, username, full_name in (
            ("reporter", "l", "李四"), ("reviewer", "w", "王五"), ("leader", "z", "赵六"),
        )
    }  # fmt: skip
    for role, user in people.items():
        give_duty(user, role, office)
    town = SimpleNamespace(plan=plan, **people)
    named = {"lead_office": office, "lead_post": "副镇长"}
    town.target = make_target(
        plan, qualifier="预计", baseline=400, superior_goal=450, villages=(village,), **named
    )
    town.share = whole_town(town.target)
    make_share(town.target, village, goal=200, office=office)
    make_target(plan, "4.2.4", "level", 30, "家", definition="当年末在册。", **named)
    make_target(plan, "4.2.5", "ratio", 95, "%", counted_unit="人", **named)
    make_target(plan, "4.2.6", "limit", 0, "人", cadence="quarter", **named)
    steps = make_target(plan, "4.2.7", "steps", **named)
    Step.objects.create(allocation=whole_town(steps), name="开工", planned_on=date(2021, 6, 30))
    make_target(plan, "4.2.8", "routine", **named)
    make_target(plan, "4.2.9", "sum", 10, "项", due_on=date(2021, 6, 30), **named)
    make_target(plan, "4.2.10", "sum", None, "剂", due_on=None, **named)
    fill_ledger(town)
    return town


def fill_ledger(town) -> None:
    """One entry counted, one corrected, one awaiting review with all it can say, one sent back, one withdrawn."""

    def log(amount, day, **said):
        figure = Figure(happened_on=day, amount=amount, **said)
        return recording.submit(
            user=town.reporter, allocation=town.share, figure=figure, token=uuid.uuid4(), now=NOW
        )

    counted = log("10公顷", date(2021, 8, 2))
    corrected = log("60", date(2021, 8, 5))
    for entry in (counted, corrected):
        recording.approve(user=town.reviewer, entry=entry, now=NOW)
    recording.correct(
        user=town.reporter,
        entry=corrected,
        reason="多报",
        figure=Figure(happened_on=date(2021, 8, 5), amount="50"),
        token=uuid.uuid4(),
        now=NOW,
    )
    said = {"note": "已验收", "problem": "缺苗", "next_step": "补购", "informant_post": "关渡村文书"}
    log("300", date(2021, 9, 2), mode="total", **said)
    town.returned = log("5", date(2021, 9, 3))
    recording.send_back(user=town.reviewer, entry=town.returned, reason="请核实", now=NOW)
    recording.withdraw(user=town.reporter, entry=log("6", date(2021, 9, 4)), now=NOW)
    town.counted = counted


def pages(town) -> list[tuple[str, str]]:
    """Who looks at which address."""
    year = town.plan.year
    codes = town.plan.targets.values_list("code", flat=True)
    shares = town.share.__class__.objects.values_list("pk", flat=True)
    return [
        ("leader", reverse("targets:board", args=[year])),
        ("reviewer", reverse("targets:board", args=[year]) + "?on=2022-01-31"),
        ("leader", reverse("targets:target-list", args=[year])),
        ("leader", reverse("targets:target-list", args=[year]) + "?q=nothing"),
        *(("reporter", reverse("targets:target", args=[year, code])) for code in codes),
        ("leader", reverse("targets:villages", args=[year])),
        ("leader", reverse("targets:villages", args=[year]) + "?area=nothing"),
        *(
            ("reporter", reverse("targets:village", args=[year, slug]))
            for slug in Village.objects.values_list("slug", flat=True)
        ),
        ("reporter", reverse("targets:record", args=[year])),
        *(("reporter", reverse("targets:record-grid", args=[year]) + f"?target={code}") for code in codes),
        ("leader", reverse("targets:record-grid", args=[year])),
        ("leader", reverse("targets:record", args=[year])),
        *(("reporter", reverse("targets:record-share", args=[year, share])) for share in shares),
        ("reporter", reverse("targets:entry-correct", args=[year, town.counted.pk])),
        ("reporter", reverse("targets:entry-resubmit", args=[year, town.returned.pk])),
        ("reviewer", reverse("targets:review", args=[year])),
        ("reporter", reverse("password_change")),
    ]


def admin_pages() -> list[str]:
    """The front page; of each model its list, its empty form, and its first row with its history."""
    found = ["/admin/"]
    for model in admin.site._registry:
        named = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{named}_{page}") for page in ("changelist", "add")]
        row = model._default_manager.first()
        if row is not None:
            found += [reverse(f"{named}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(town, logged_in, settings, language):
    clients = {role: logged_in(getattr(town, role)) for role in ("reporter", "reviewer", "leader")}
    for client in clients.values():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for role, path in pages(town):
        response = clients[role].get(path)
        assert (path, response.status_code) == (path, 200)
        assert response.headers["Content-Language"] == language


def test_no_page_says_an_english_word_to_a_chinese_reader(town, logged_in):
    clients = {role: logged_in(getattr(town, role)) for role in ("reporter", "reviewer", "leader")}
    said = {path: english_words(clients[role].get(path).content.decode()) for role, path in pages(town)}
    assert {path: words for path, words in said.items() if words} == {}


def test_the_doors_open_in_chinese(town, make_user):
    """Log-in and its errors, the lock, log-out, what is not there and what is not allowed."""
    make_user("y")
    client = Client()
    answers = [client.get(LOGIN), *(client.post(LOGIN, {"username": "y", "password": "x"}) for _ in range(5))]
    client = Client(enforce_csrf_checks=True)
    answers.append(client.post(LOGIN, {"username": "y"}))
    client = Client()
    client.force_login(town.leader, backend="django.contrib.auth.backends.ModelBackend")
    share = reverse("targets:record-share", args=[town.plan.year, town.share.pk])
    answers += [
        client.get("/1999/"),
        client.get(share),
        client.get("/admin/login/"),
        client.post("/accounts/logout/"),
    ]
    assert [answer.status_code for answer in answers] == [200, *[200] * 4, 429, 403, 404, 404, 403, 200]
    assert [english_words(answer.content.decode()) for answer in answers] == [set()] * len(answers)


@pytest.mark.parametrize(
    "new", ["short 7", "13579246801357", "password1234", "lisi lisi 1", "correct horse 9", ""]
)
def test_a_refused_password_is_explained_in_chinese(make_user, logged_in, new):
    answer = logged_in(make_user("l", "lisi lisi")).post(
        reverse("password_change"),
        {"old_password": "correct horse 9", "new_password1": new, "new_password2": new},
    )
    assert answer.context["form"].errors
    assert english_words(answer.content.decode()) - {"lisi"} == set()


def test_a_refused_figure_is_explained_in_chinese(town, logged_in):
    path = reverse("targets:record-share", args=[town.plan.year, town.share.pk])
    client = logged_in(town.reporter)
    refused = [("12,34", "2021-9-31"), ("", ""), ("5 头", "2022-01-01"), ("9999", "2021-09-30"), ("abc", "x")]
    for amount, day in refused:
        said = {"token": uuid.uuid4(), "amount": amount, "happened_on": day, "mode": "increment"}
        answer = client.post(path, said)
        assert answer.status_code == 422
        assert (amount, english_words(answer.content.decode())) == (amount, set())


def test_the_admin_says_no_english_word_to_a_chinese_reader(town, make_user, logged_in):
    client = logged_in(make_user("y", "孙七", administrator=True))
    said = {}
    for path in admin_pages():
        response = client.get(path)
        if response.status_code != 403:  # what nobody may add or delete
            said[path] = english_words(response.content.decode()) - OF_THE_ADMIN
    assert len(said) > 40
    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>填报 Record</p><script>let hidden</script>", {"Record"}),
        (
            '<input type="submit" value="Send"><input value="typed"><a aria-label="Main" href="/path">看板</a>',
            {"Send", "Main"},
        ),
        ("<a>CSV</a> <b>4.2.3 A1</b>", set()),
    ],
)
def test_an_english_word_would_be_seen(page, words):
    assert english_words(page) == words
