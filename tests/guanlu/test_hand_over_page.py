"""Handing over in the admin: to somebody there, or to a new account with its slip."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry

from guanlu.models import User
from targets.models import Duty
from tests.guanlu.account_pages import USERS, hand_over_url, said, slips
from tests.targets.admin_pages import address
from tests.targets.factories import give_duty, make_office, make_village
from tests.targets.pages.forms_as_sent import form_of

TODAY = date(2021, 8, 2)


@pytest.fixture(autouse=True)
def august(time_machine):
    time_machine.move_to("2021-08-02 09:00+08:00", tick=False)


@pytest.fixture
def administrator(make_user):
    return make_user("zhang", "张三", administrator=True)


@pytest.fixture
def desk(administrator, logged_in):
    """The administrator's browser."""
    return logged_in(administrator)


@pytest.fixture
def li(make_user):
    """Reports for a village and reviews in an office; one duty has ended."""
    user = make_user("li", "李四", is_staff=True)
    office = make_office("农业服务中心")
    give_duty(user, "reporter", village=make_village("关渡村"))
    give_duty(user, "reviewer", office)
    give_duty(user, "reporter", office, ends_on=TODAY)
    return user


def send(client, user, *, follow=True, query="", **changes):
    """The hand-over's form as the page draws it, changed as said."""
    url = hand_over_url(user) + query
    form = form_of(client, url)
    form["duties"] = client.get(url).context["form"]["duties"].value()
    return client.post(url, form | {"reason": "调离"} | changes, follow=follow)


def errors(response):
    assert response.status_code == 200
    return {name: " ".join(sentences) for name, sentences in response.context["form"].errors.items()}


def open_duties(user):
    return [str(duty) for duty in Duty.objects.filter(user=user, ends_on=None).order_by("pk")]


def test_a_users_page_leads_to_it_and_all_that_is_open_is_proposed_from_today(desk, li):
    assert hand_over_url(li) in desk.get(f"{USERS}{li.pk}/change/").content.decode()
    page = desk.get(hand_over_url(li))
    form = page.context["form"]
    assert form["on"].value() == TODAY
    assert len(form["duties"].value()) == 2
    assert "填报人 · 关渡村 · 自 2021-01-01 起" in page.content.decode()


def test_duties_pass_to_somebody_who_is_there(desk, administrator, li, make_user):
    qian = make_user("qian", "钱七")
    answer = send(desk, li, successor=str(qian.pk))
    assert answer.redirect_chain == [(f"{USERS}{li.pk}/change/", 302)]
    assert said(answer) == ["交接完成：李四的 2 项职责自2021年8月2日起由钱七承担。"]
    assert open_duties(li) == []
    assert open_duties(qian) == ["钱七 · 填报人 · 关渡村", "钱七 · 审核人 · 农业服务中心"]
    qian.refresh_from_db()
    assert qian.is_staff
    assert qian.check_password("correct horse 9")
    assert Duty.history.filter(user=qian).latest().history_user == administrator
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (administrator, str(li.pk))
    assert "钱七" in entry.change_message


def test_a_new_account_gets_the_duties_and_a_slip(desk, li):
    answer = send(desk, li, username="qian", full_name="钱七", follow=False)
    shown = slips(answer)
    assert list(shown) == ["qian"]
    assert "no-store" in answer.headers["Cache-Control"]
    user = User.objects.get(username="qian")
    assert user.check_password(shown["qian"])
    assert (user.must_change_password, user.is_staff, user.is_administrator) == (True, True, False)
    assert len(open_duties(user)) == 2


def test_a_leaders_successor_does_not_enter_the_admin(desk, make_user):
    leader = make_user("leader", "镇长")
    give_duty(leader, "leader", make_office("党政办"))
    send(desk, leader, username="qian", full_name="钱七")
    assert not User.objects.get(username="qian").is_staff


def test_a_page_sent_again_hands_over_nothing_more(desk, li):
    url = hand_over_url(li)
    form = form_of(desk, url) | {"username": "qian", "full_name": "钱七", "reason": "调离"}
    form["duties"] = desk.get(url).context["form"]["duties"].value()
    assert slips(desk.post(url, form))
    again = desk.post(url, form, follow=True)
    assert again.redirect_chain == [(USERS, 302)]
    assert "只显示一次" in said(again)[0]
    assert Duty.objects.count() == 5


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({}, "successor", "两者选一"),
        ({"successor": "li"}, "successor", "其他在用的账号"),
        ({"successor": "gone"}, "successor", "其他在用的账号"),
        ({"successor": "root"}, "successor", "其他在用的账号"),
        ({"successor": "wang", "username": "qian", "full_name": "钱七"}, "successor", "两者选一"),
        ({"username": "qian"}, "username", "用户名和姓名"),
        ({"full_name": "钱七"}, "username", "用户名和姓名"),
        ({"username": "WANG", "full_name": "王五"}, "username", "已有账号"),
        ({"username": "q n!", "full_name": "钱七"}, "username", ""),
        ({"successor": "wang", "reason": ""}, "reason", "变更原因"),
        ({"successor": "wang", "duties": []}, "duties", "至少选择一项"),
        ({"successor": "wang", "on": "2020-12-31"}, "__all__", "自 2021-01-01 才开始"),
        ({"successor": "wang", "on": "x"}, "on", ""),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_lost(
    desk, li, make_user, changes, field, sentence
):
    make_user("wang", "王五")
    make_user("gone", is_active=False)
    make_user("root", is_superuser=True)
    asked = dict(changes)
    if "successor" in changes:
        asked["successor"] = str(User.objects.get(username=changes["successor"]).pk)
    answer = send(desk, li, **asked)
    assert sentence in errors(answer)[field]
    assert len(open_duties(li)) == 2
    assert not User.objects.filter(username__in=["qian", "q n!", "WANG"]).exists()
    for name, value in asked.items():
        if name not in ("successor", "duties"):
            assert answer.context["form"][name].value() == value


def test_an_account_that_cannot_get_the_duties_is_not_made_either(desk, li):
    Duty.objects.filter(role="reviewer").get().office.__class__.objects.update(is_active=False)
    answer = send(desk, li, username="qian", full_name="钱七")
    assert "该责任单位已停用" in errors(answer)["__all__"]
    assert not User.objects.filter(username="qian").exists()


@pytest.mark.parametrize("which", ["ended", "another's"])
def test_a_forged_form_hands_over_no_duty_but_the_open_ones_of_this_person(desk, li, make_user, which):
    wang = make_user("wang", "王五")
    others = give_duty(make_user("sun", "孙六"), "reviewer", make_office("城建办"))
    duty = {"ended": li.duties.get(ends_on=TODAY), "another's": others}[which]
    answer = send(desk, li, successor=str(wang.pk), duties=[str(duty.pk)])
    assert "重新查看" in errors(answer)["duties"]
    assert not wang.duties.exists()


def test_nobody_without_a_duty_has_anything_to_hand_over(desk, make_user):
    page = desk.get(hand_over_url(make_user("sun", "孙六")))
    assert "没有可交接的职责" in page.content.decode()
    assert desk.get(f"{USERS}999999/hand-over/").status_code == 404


def test_the_list_of_duties_leads_to_it_with_those_chosen(desk, li):
    duty = li.duties.get(role="reviewer")
    chosen = {"action": "hand_over", "_selected_action": [str(duty.pk)], "index": "0"}
    page = desk.post(address(Duty), chosen, follow=True)
    assert page.redirect_chain == [(f"{hand_over_url(li)}?duty={duty.pk}", 302)]
    assert page.context["form"]["duties"].value() == [duty.pk]


def test_a_chosen_duty_that_has_ended_is_left_out_with_a_word(desk, li):
    duty = li.duties.get(ends_on=TODAY)
    page = desk.get(f"{hand_over_url(li)}?duty={duty.pk}")
    assert page.context["form"]["duties"].value() == []
    assert "已终止" in said(page)[0]


def test_duties_of_several_people_are_not_handed_over_at_once(desk, li, make_user):
    give_duty(make_user("sun"), "reviewer", make_office("城建办"))
    everyones = [str(pk) for pk in Duty.objects.values_list("pk", flat=True)]
    chosen = {"action": "hand_over", "_selected_action": everyones, "index": "0"}
    page = desk.post(address(Duty), chosen, follow=True)
    assert "同一人的职责" in said(page)[0]


def test_a_hand_over_on_a_day_to_come_changes_nothing_before_it(desk, li, make_user):
    qian = make_user("qian", "钱七")
    send(desk, li, successor=str(qian.pk), on="2021-09-01")
    for day, holder in ((date(2021, 8, 31), li), (date(2021, 9, 1), qian)):
        assert set(Duty.objects.active(day).filter(user__in=[li, qian]).values_list("user", flat=True)) == {
            holder.pk
        }
    assert TODAY + timedelta(days=30) == date(2021, 9, 1)


@pytest.mark.parametrize("size", [3, 30])
def test_the_page_costs_the_same_queries_for_any_number(desk, make_user, django_assert_num_queries, size):
    user = make_user("li", "李四")
    for number in range(size):
        give_duty(user, "reporter", make_office(f"单位{number}"))
        make_user(f"u{number}")
    with django_assert_num_queries(12):
        assert len(desk.get(hand_over_url(user)).context["duties"]) == size
