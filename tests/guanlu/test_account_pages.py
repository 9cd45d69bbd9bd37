"""Accounts from a pasted list: nothing before it is confirmed, then all or nothing, and slips shown once."""

import logging
import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.template.loader import render_to_string
from django.test import Client

from guanlu import first_passwords
from guanlu.models import User
from targets.models import Duty, PlanVersion
from tests.guanlu.account_pages import PASTE, SLIP, USERS, check, confirmed, form_id, said, slips, store
from tests.targets.factories import make_office, make_plan, make_village
from tests.test_languages import OF_THE_ADMIN, english_words

LIST = """sun，孙六，填报人，关渡村
sun，孙六，审核人，农业服务中心
qian，钱七，镇领导，农业服务中心
zhou，周八，管理员，"""


@pytest.fixture
def places(db):
    return make_office("农业服务中心"), make_village("关渡村")


@pytest.fixture
def administrator(make_user):
    return make_user("zhang", "张三", administrator=True)


@pytest.fixture
def desk(administrator, places, logged_in):
    """The administrator's browser."""
    return logged_in(administrator)


def names():
    return set(User.objects.values_list("username", flat=True))


def test_the_list_of_users_leads_to_the_page(desk):
    assert PASTE in desk.get(USERS).content.decode()
    page = desk.get(PASTE)
    assert page.status_code == 200
    assert "关渡村" in page.content.decode()  # the lines shown for an example name places of this town


def test_the_duties_start_today_unless_another_day_is_chosen(desk, time_machine):
    time_machine.move_to("2021-06-20 23:30+08:00", tick=False)
    assert 'value="2021-06-20"' in desk.get(PASTE).content.decode()
    store(desk, LIST, starts_on="2021-07-01")
    assert set(Duty.objects.values_list("starts_on", "ends_on")) == {(date(2021, 7, 1), None)}


def test_a_list_is_first_shown_and_stores_nothing(desk):
    answer = check(desk, LIST)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'name="create"' in text
    assert "2021年6月20日" in text
    assert "新建账号" in text
    assert "qian，钱七" in answer.context["form"]["text"].value()
    assert names() == {"zhang"}
    assert not Duty.objects.exists()


def test_a_confirmed_list_makes_accounts_and_duties_and_shows_a_slip_for_each_account(
    desk, administrator, places
):
    answer = store(desk, LIST)
    shown = slips(answer)
    assert list(shown) == ["sun", "qian", "zhou"]
    office, village = places
    duties = Duty.objects.order_by("pk").values_list("user__username", "role", "office", "village")
    assert list(duties) == [
        ("sun", "reporter", None, village.pk),
        ("sun", "reviewer", office.pk, None),
        ("qian", "leader", office.pk, None),
    ]
    for user in User.objects.filter(username__in=shown):
        assert user.check_password(shown[user.username])
        assert user.must_change_password
        assert not user.is_superuser
    made = User.objects.order_by("username").exclude(username="zhang")
    assert [(user.username, user.full_name, user.is_staff, user.is_administrator) for user in made] == [
        ("qian", "钱七", False, False),
        ("sun", "孙六", True, False),
        ("zhou", "周八", True, True),
    ]
    assert Duty.history.first().history_user == administrator
    assert LogEntry.objects.filter(user=administrator, action_flag=1).count() == 3


def test_who_gets_a_slip_logs_in_with_it_and_chooses_a_password_first(desk):
    password = slips(store(desk, LIST))["sun"]
    client = Client()
    answer = client.post("/accounts/login/", {"username": "sun", "password": password}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/password/"


def test_a_line_that_cannot_be_stored_stops_the_whole_list_and_nothing_typed_is_lost(desk):
    text = LIST + "\nwu，吴九，审核人，关渡村"
    answer = check(desk, text)
    assert 'name="create"' not in answer.content.decode()
    assert "只能对应责任单位" in answer.content.decode()
    assert answer.context["form"]["text"].value() == text
    forged = desk.post(PASTE, confirmed(answer))
    assert forged.status_code == 200
    assert slips(forged) == {}
    assert names() == {"zhang"}


def test_an_existing_account_gets_the_duty_alone_and_keeps_its_password(desk, make_user):
    user = make_user("sun", "孙六")
    answer = check(desk, LIST)
    assert "账号已有" in answer.content.decode()
    assert list(slips(desk.post(PASTE, confirmed(answer)))) == ["qian", "zhou"]
    user.refresh_from_db()
    assert user.check_password("correct horse 9")
    assert not user.must_change_password
    assert user.is_staff
    assert user.duties.count() == 2


def test_a_list_that_brings_no_account_leads_back_to_the_users(desk, make_user):
    make_user("sun", "孙六")
    answer = desk.post(PASTE, confirmed(check(desk, "sun，孙六，填报人，关渡村")), follow=True)
    assert answer.redirect_chain == [(USERS, 302)]
    assert said(answer) == ["已保存：新建 0 个账号、1 项职责。"]


def test_a_list_pasted_again_has_nothing_to_store(desk):
    store(desk, LIST)
    answer = check(desk, LIST)
    assert 'name="create"' not in answer.content.decode()
    assert "无须保存" in answer.content.decode()


def test_a_page_of_slips_sent_again_makes_nothing_and_shows_nothing(desk):
    form = confirmed(check(desk, LIST))
    first = slips(desk.post(PASTE, form))
    again = desk.post(PASTE, form, follow=True)
    assert again.redirect_chain == [(USERS, 302)]
    assert "只显示一次" in said(again)[0]
    assert not any(password in again.content.decode() for password in first.values())
    assert Duty.objects.count() == 3
    assert User.objects.get(username="sun").check_password(first["sun"])


def test_what_has_changed_since_it_was_seen_is_shown_again_instead_of_stored(desk, make_user):
    form = confirmed(check(desk, LIST))
    make_user("qian", "钱七")
    answer = desk.post(PASTE, form)
    assert slips(answer) == {}
    assert "情况有变化" in said(answer)[0]
    assert not Duty.objects.exists()
    assert set(slips(desk.post(PASTE, confirmed(answer)))) == {"sun", "zhou"}


@pytest.mark.parametrize(
    "changes", [{"text": "wu，吴九，管理员，"}, {"starts_on": "2021-01-01"}, {"seen": ""}]
)
def test_only_what_was_seen_is_stored(desk, changes):
    answer = desk.post(PASTE, confirmed(check(desk, LIST), **changes))
    assert slips(answer) == {}
    assert names() == {"zhang"}


def test_an_error_in_the_middle_stores_nothing_at_all(desk, monkeypatch):
    form = confirmed(check(desk, LIST))
    monkeypatch.setattr(Duty, "save", lambda self, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.post(PASTE, form)
    assert names() == {"zhang"}
    assert not LogEntry.objects.exists()


def test_a_stored_list_moves_every_plan(desk):
    make_plan(2020)
    make_plan(2021)
    before = dict(PlanVersion.objects.values_list("pk", "number"))
    store(desk, LIST)
    assert all(number > before[pk] for pk, number in PlanVersion.objects.values_list("pk", "number"))


def test_the_passwords_stand_nowhere_but_on_the_slips(desk, caplog):
    with caplog.at_level(logging.DEBUG):
        answer = store(desk, LIST)
    shown = slips(answer)
    stored = [str(row) for row in User.objects.values()] + [str(row) for row in LogEntry.objects.values()]
    stored += [str(Session.objects.get().get_decoded()), caplog.text, desk.get(USERS).content.decode()]
    stored += [str(row) for row in Duty.history.values()]
    stored += [repr(first_passwords.Slip("孙六", "sun", shown["sun"]))]
    for password in shown.values():
        assert not [text for text in stored if password in text]


def test_the_slips_are_kept_by_no_browser_and_no_proxy(desk):
    answer = store(desk, LIST)
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    assert "http://testserver/" in text
    assert "请在首次登录时修改密码" in text
    assert "本页只显示一次" in text


def test_first_passwords_are_long_differ_and_hold_no_letter_that_looks_like_another():
    made = {first_passwords.new_password() for _ in range(500)}
    assert len(made) == 500
    assert {len(password) for password in made} == {16}
    assert not set("".join(made)) & set("lIO01")
    slip = first_passwords.Slip("孙六", "sun", "abcdefghijkmnpqr")
    assert "".join(slip.groups) == slip.password
    assert {len(group) for group in slip.groups} == {4}


def test_a_form_that_says_nothing_or_no_day_is_refused_with_a_sentence(desk):
    for text, day, field in (
        ("", "2021-06-20", "text"),
        (LIST, "2021-13-40", "starts_on"),
        ("a\x00b", "", "text"),
    ):
        answer = check(desk, text, starts_on=day)
        assert answer.status_code == 200
        assert answer.context["form"].errors[field]
    assert names() == {"zhang"}


def test_the_session_remembers_the_latest_forms_only(desk, monkeypatch):
    monkeypatch.setattr("guanlu.admin.slips.REMEMBERED", 2)
    forms = [confirmed(check(desk, f"u{number}，人，管理员，")) for number in range(3)]
    for form in forms:
        desk.post(PASTE, form)
    assert desk.session["slips_shown"] == [str(form["form_id"]) for form in forms[1:]]


def test_the_pages_keep_the_policy_and_say_no_english_word_to_a_chinese_reader(desk):
    pages = [
        desk.get(PASTE),
        check(desk, LIST + "\nw，吴九，书记，关渡"),
        check(desk, LIST),
        store(desk, LIST),
    ]
    people = {"sun", "qian", "zhou", "zhang", "li", "wang", "http", "testserver", "Excel"}
    for page in pages:
        text = page.content.decode()
        assert not re.search(
            r"<[^>]+\sstyle=|<style|<[^>]+\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*json)", text
        )
        # A password is no word of ours.
        without = re.sub(r'<dd class="typed password">.*?</dd>', "", text)
        assert english_words(without) - OF_THE_ADMIN - people == set()


@pytest.mark.parametrize("size", [3, 30])
def test_the_page_that_shows_a_list_costs_the_same_queries_at_any_length(
    desk, size, django_assert_num_queries
):
    text = "\n".join(f"u{number}，人，填报人，关渡村" for number in range(size))
    form = {"text": text, "starts_on": "2021-06-20", "form_id": form_id(desk, PASTE), "check": "1"}
    with django_assert_num_queries(10):
        assert desk.post(PASTE, form).status_code == 200


def test_a_slip_names_where_its_owner_has_a_duty(desk):
    found = dict(zip(slips(answer := store(desk, LIST)), SLIP.findall(answer.content.decode()), strict=True))
    for username, slip in found.items():
        places = {str(duty.village or duty.office) for duty in Duty.objects.filter(user__username=username)}
        assert all(f"{place}" in slip for place in places)
    assert Duty.objects.filter(user__username__in=found).exists()


def test_the_command_that_ends_a_demonstration_is_not_printed():
    shown = {"demonstration": date(2021, 10, 8), "user": User(username="zhang")}
    shown["user"].is_administrator = True
    page = render_to_string("components/demonstration.html", shown)
    assert "<code>manage.py clear_demo</code></span>" in page
    assert page.index('<span class="no-print">') < page.index("<code>")
