"""The weekly mail: what is in it for whom, when none is sent, and that one bad address stops no other."""

import io
import re
from datetime import date
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from targets.models import Plan, demonstration
from targets.reminders.digest import digest_of, recipients
from targets.reminders.digest_memory import memory_file, week_of
from tests.targets.factories import give_duty, make_user
from tests.targets.ledger_factories import TODAY, make_town

pytestmark = pytest.mark.django_db
SITE = "https://ledger.example.org"


@pytest.fixture(autouse=True)
def mail_is_on(settings, tmp_path):
    settings.EMAIL_IS_SET, settings.DIGEST_FROM, settings.SITE_URL = True, "ledger@example.org", SITE
    settings.VAR_DIR = tmp_path
    with time_machine.travel("2021-06-20 04:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def town():
    """li owes two reports and got one entry back; one of his waits for wang or zhao; sun owes nothing."""
    town = make_town()
    town.shares = [town.share(name="新植金银花"), town.share(name="新植核桃")]
    town.entry = town.log(town.shares[0], "77")
    town.back = town.returned(town.shares[1], "88")
    for user in (town.li, town.wang, town.sun):
        user.email = f"{user.username}@example.org"
        user.save()
    return town


def run(*options):
    out = io.StringIO()
    call_command("send_digest", *options, stdout=out, stderr=out)
    return out.getvalue()


def reached():
    return [message.to[0].split("@")[0] for message in mail.outbox]


def test_a_mail_holds_what_its_reader_owes_what_came_back_and_what_waits_with_links(town):
    body = digest_of(town.li, TODAY, SITE).body
    parts = body.split("\n\n")
    assert parts[1] == "2021年度目标任务"
    assert "6月，" not in body, "what came back is told as that alone"
    place = f"{SITE}/2021/entries/{town.back.pk}/resubmit/"
    assert f"【退回修改】\n- 4.2.2 新植核桃 · 全镇：2021年6月10日\n  {place}" in parts
    review = digest_of(town.wang, TODAY, SITE).body
    assert (
        f"【待您审核】\n- 4.2.1 新植金银花 · 全镇：2021年6月10日\n  {SITE}/2021/review/#entry-{town.entry.pk}"
        in review
    )
    assert "待您审核" not in body


def test_a_mail_names_no_figure_and_no_other_person(town):
    for user in (town.li, town.wang):
        words = re.sub(
            r"https?://\S+", "", digest_of(user, TODAY, SITE).body
        )  # an address has numbers of its own
        assert "77" not in words
        assert "88" not in words
        assert not any(other.full_name in words for other in (town.li, town.wang, town.zhao, town.sun))


@pytest.mark.parametrize(
    ("on", "heading"), [(date(2022, 1, 5), "【待报送】"), (date(2022, 1, 6), "【已逾期，请补报】")]
)
def test_what_is_overdue_stands_apart(town, on, heading):
    parts = digest_of(town.li, on, SITE).body.split("\n\n")
    december = [part.split("\n")[0] for part in parts if "4.2.1 新植金银花 · 全镇：12月" in part]
    assert december == [heading]


def test_who_has_an_address_a_duty_and_something_to_do_gets_one_mail(town):
    leader = make_user("chen", email="chen@example.org")
    give_duty(leader, "leader", town.office)
    make_user("qian", email="qian@example.org")
    assert [user.username for user in recipients(TODAY)] == ["li", "wang", "sun"]
    assert "2" in run()
    assert reached() == ["li", "wang"]
    assert mail.outbox[0].from_email == "ledger@example.org"
    town.li.is_active = False
    town.li.save()
    assert [user.username for user in recipients(TODAY)] == ["wang", "sun"]
    Plan.objects.update(state=Plan.State.CLOSED)
    assert digest_of(town.wang, TODAY, SITE) is None


def test_nobody_gets_a_second_mail_in_a_week_unless_it_is_asked_for(town, mail_is_on):
    run()
    run()
    assert reached() == ["li", "wang"]
    run("--again")
    assert reached() == ["li", "wang"] * 2
    mail_is_on.move_to("2021-06-21 04:00Z")
    run()
    assert reached() == ["li", "wang"] * 3


@pytest.mark.parametrize(("on", "week"), [(date(2021, 1, 3), "2020-W53"), (date(2021, 1, 4), "2021-W01")])
def test_a_week_begins_on_monday(on, week):
    assert week_of(on) == week


class Refusing(EmailBackend):
    refused = "li@example.org"

    def send_messages(self, messages):
        if [self.refused] in [message.to for message in messages]:
            raise SMTPRecipientsRefused({self.refused: (550, b"no such mailbox")})
        return super().send_messages(messages)


def test_an_address_that_fails_stops_no_other_and_is_tried_again(town, settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with pytest.raises(CommandError, match="li") as refusal:
        run()
    assert refusal.value.returncode == 1
    assert reached() == ["wang"]
    monkeypatch.setattr(Refusing, "refused", "")
    run()
    assert reached() == ["wang", "li"]


def test_a_dry_run_prints_and_sends_nothing(town):
    said = run("--dry-run")
    assert [line for line in said.splitlines() if "@" in line] == [
        "To: li@example.org",
        "To: wang@example.org",
    ]
    assert mail.outbox == []
    assert not memory_file().exists()


OFF = [({"EMAIL_IS_SET": False, "DIGEST_FROM": "", "SITE_URL": ""}, None)]
HALF = [
    ({"EMAIL_IS_SET": False}, "EMAIL_URL"),
    ({"DIGEST_FROM": ""}, "DIGEST_FROM"),
    ({"SITE_URL": ""}, "SITE_URL"),
]


@pytest.mark.parametrize(("change", "lacking"), [*OFF, *HALF])
def test_without_the_settings_mail_is_off_and_half_of_them_are_a_mistake(town, settings, change, lacking):
    for name, value in change.items():
        setattr(settings, name, value)
    if lacking:
        with pytest.raises(CommandError, match=lacking):
            run()
    else:
        assert "Mail is off" in run()
    assert mail.outbox == []


def test_a_demonstration_sends_no_mail(town):
    cache.set(demonstration.KEY, (timezone.now(),), None)
    assert "A demonstration sends no mail" in run()
    assert mail.outbox == []


def test_a_broken_memory_is_told_before_anything_is_sent(town):
    memory_file().write_text("[", encoding="utf-8")
    with pytest.raises(CommandError, match=r"digest\.json"):
        run()
    assert mail.outbox == []


def test_a_dry_run_says_why_nothing_would_be_sent(town, settings):
    settings.EMAIL_IS_SET, settings.DIGEST_FROM = False, ""
    said = run("--dry-run")
    assert "邮件未启用：.env 中缺少 EMAIL_URL、DIGEST_FROM。" in said
    assert "以上共2封邮件，未发送。" in said
    settings.EMAIL_IS_SET, settings.DIGEST_FROM = True, "ledger@example.org"
    assert "邮件未启用" not in run("--dry-run")
    for user in (town.li, town.wang):
        user.email = ""
        user.save()
    assert run("--dry-run").startswith("没有可发送的邮件：1个账号填了邮箱。")
    cache.set(demonstration.KEY, (timezone.now(),), None)
    assert "演示数据不发送邮件。" in run("--dry-run")
