"""Accounts in the admin: an administrator sets up people, and cannot give away or take more than that."""

import re

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from guanlu.models import User
from guanlu.roles import ADMINISTRATORS, actions_for
from targets.models import Office

USERS = "/admin/guanlu/user/"
PASSWORD = "correct horse 9"


@pytest.fixture
def administrator(make_user):
    return make_user("zhang", "张三", administrator=True)


@pytest.fixture
def desk(administrator, logged_in):
    """The administrator's browser."""
    return logged_in(administrator)


def form_of(user, **changes):
    form = {"username": user.username, "full_name": user.full_name, "is_active": "on"}
    return {name: value for name, value in (form | changes).items() if value is not None}


def test_a_user_is_called_by_their_full_name():
    assert str(User(username="li", full_name="李四")) == "李四"
    assert str(User(username="li")) == "li"


def test_being_an_administrator_comes_from_the_group_and_ends_with_the_account(make_user):
    assert make_user("zhang", administrator=True).is_administrator
    assert not make_user("li").is_administrator
    assert not make_user("root", is_superuser=True).is_administrator
    assert not make_user("wang", administrator=True, is_active=False).is_administrator


def test_whether_one_is_an_administrator_is_asked_once(make_user, django_assert_num_queries):
    user = User.objects.get(pk=make_user("li").pk)
    with django_assert_num_queries(1):
        assert [user.is_administrator for _ in range(3)] == [False] * 3


def test_a_person_set_up_by_an_administrator_has_to_choose_a_password(desk):
    response = desk.post(
        USERS + "add/",
        {
            "username": "li",
            "full_name": "李四",
            "password1": "梧桐树下 42 moons",
            "password2": "梧桐树下 42 moons",
        },
    )
    assert response.status_code == 302
    user = User.objects.get(username="li")
    assert (user.full_name, user.must_change_password) == ("李四", True)
    assert not user.is_staff


def test_a_password_set_by_an_administrator_has_to_be_changed(desk, make_user):
    user = make_user("li")
    response = desk.post(
        f"{USERS}{user.pk}/password/",
        {"usable_password": "true", "password1": "梧桐树下 42 moons", "password2": "梧桐树下 42 moons"},
    )
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.check_password("梧桐树下 42 moons")
    assert user.must_change_password


def test_an_administrator_makes_another_and_takes_it_back(desk, make_user):
    user = make_user("li")
    assert (
        desk.post(
            f"{USERS}{user.pk}/change/", form_of(user, is_staff="on", is_administrator="on")
        ).status_code
        == 302
    )
    assert User.objects.get(pk=user.pk).is_administrator
    desk.post(f"{USERS}{user.pk}/change/", form_of(user, is_staff="on"))
    assert not User.objects.get(pk=user.pk).is_administrator


def test_an_administrator_who_could_not_enter_is_refused(desk, make_user):
    user = make_user("li")
    response = desk.post(f"{USERS}{user.pk}/change/", form_of(user, is_administrator="on"))
    assert response.status_code == 200
    assert "is_staff" in response.context["adminform"].errors


def test_a_forged_form_gives_no_more_than_the_administrators_group(desk, administrator, make_user):
    other = Group.objects.create(name="others")
    everything = [str(pk) for pk in Permission.objects.values_list("pk", flat=True)]
    for user in (make_user("li"), administrator):
        forged = form_of(
            user, is_superuser="on", user_permissions=everything, groups=[str(other.pk)], is_staff="on"
        )
        assert desk.post(f"{USERS}{user.pk}/change/", forged).status_code == 302
        saved = User.objects.get(pk=user.pk)
        assert not saved.is_superuser
        assert not saved.user_permissions.exists()
        assert other not in saved.groups.all()


def test_nobody_shuts_themselves_out(desk, administrator):
    response = desk.post(f"{USERS}{administrator.pk}/change/", {"username": "zhang", "full_name": "张三丰"})
    assert response.status_code == 302
    user = User.objects.get(pk=administrator.pk)
    assert user.full_name == "张三丰"
    assert user.is_active
    assert user.is_staff
    assert user.is_administrator


def test_a_superusers_account_is_out_of_an_administrators_reach(desk, make_user):
    root = make_user("root", is_superuser=True, is_staff=True)
    assert desk.post(f"{USERS}{root.pk}/change/", form_of(root, full_name="other")).status_code == 403
    forged = {"usable_password": "true", "password1": "梧桐树下 42 moons", "password2": "梧桐树下 42 moons"}
    assert desk.post(f"{USERS}{root.pk}/password/", forged).status_code == 403
    root.refresh_from_db()
    assert root.check_password(PASSWORD)


def test_an_account_is_deactivated_and_never_deleted(desk, make_user):
    user = make_user("li")
    assert desk.post(f"{USERS}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"{USERS}{user.pk}/change/", form_of(user, is_active=None)).status_code == 302
    user.refresh_from_db()
    assert not user.is_active


@pytest.mark.parametrize("staff", [True, False])
def test_others_do_not_see_the_accounts(make_user, logged_in, staff):
    client = logged_in(make_user("li", is_staff=staff))
    assert client.get(USERS, follow=True).status_code == 403


def test_the_record_of_log_ins_can_be_read_and_not_changed(desk, client, make_user):
    make_user("li")
    for password in ("wrong", PASSWORD):
        client.post("/accounts/login/", {"username": "li", "password": password})
    client.post("/accounts/logout/")
    for name, record in (("accesslog", AccessLog), ("accessfailurelog", AccessFailureLog)):
        row = record.objects.get(username="li")
        assert desk.get(f"/admin/axes/{name}/").status_code == 200
        assert desk.get(f"/admin/axes/{name}/{row.pk}/change/").status_code == 200
        assert desk.post(f"/admin/axes/{name}/{row.pk}/change/", {"username": "other"}).status_code == 403
        assert desk.post(f"/admin/axes/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/axes/accesslog/", follow=True).redirect_chain


def test_no_page_of_the_admin_brings_an_inline_script_or_style(desk, administrator):
    """The policy would refuse it, and the page would look or work otherwise than meant."""
    names = [model._meta for model in admin.site._registry if model._meta.app_label != "axes"]
    pages = ["/admin/", USERS + f"{administrator.pk}/change/", USERS + f"{administrator.pk}/password/"]
    pages += [f"/admin/{name.app_label}/{name.model_name}/" for name in names]
    for page in pages:
        text = desk.get(page).content.decode()
        assert not re.search(
            r"<[^>]+\sstyle=|<style|<[^>]+\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*json)", text
        ), page


def test_the_history_of_a_record_keeps_the_policy_too(desk):
    office = Office.objects.create(name="示例办公室")
    text = desk.get(f"/admin/targets/office/{office.pk}/history/").content.decode()
    assert "change-history" in text
    assert not re.search(r"<[^>]+\sstyle=", text)


def test_groups_cannot_be_edited(desk):
    assert desk.get("/admin/auth/group/").status_code == 404


def test_the_administrators_may_do_exactly_what_the_table_says(db):
    group = Group.objects.get(name=ADMINISTRATORS)
    held = set(group.permissions.values_list("content_type__app_label", "content_type__model", "codename"))
    expected = {
        (model._meta.app_label, model._meta.model_name, f"{action}_{model._meta.model_name}")
        for model in apps.get_models()
        for action in actions_for(model._meta.app_label, model._meta.model_name)
    }
    assert held == expected


@pytest.mark.parametrize(
    ("app", "model", "actions"),
    [
        ("targets", "progressentry", {"view"}),
        ("targets", "entryevent", {"view"}),
        ("targets", "planversion", {"view"}),
        ("targets", "historicaltarget", {"view"}),
        ("targets", "target", {"add", "change", "delete", "view"}),
        ("guanlu", "user", {"add", "change", "view"}),
        ("auth", "group", set()),
        ("sessions", "session", set()),
    ],
)
def test_what_the_table_says(app, model, actions):
    assert actions_for(app, model) == actions


def test_migrating_again_takes_back_what_was_added_by_hand(db):
    group = Group.objects.get(name=ADMINISTRATORS)
    before = set(group.permissions.all())
    group.permissions.add(Permission.objects.get(codename="add_session"))
    group.permissions.remove(*list(before)[:3])
    call_command("migrate", verbosity=0)
    assert set(group.permissions.all()) == before


@pytest.mark.parametrize(
    ("asked", "names"), [("yes", {"zhang"}), ("no", {"li"}), ("", {"zhang", "li"}), ("?", {"zhang", "li"})]
)
def test_the_list_of_accounts_is_filtered_by_who_keeps_the_set_up(make_user, logged_in, asked, names):
    administrator = make_user("zhang", administrator=True)
    make_user("li", is_staff=True)
    page = logged_in(administrator).get("/admin/guanlu/user/", {"administrator": asked} if asked else {})
    assert {user.username for user in page.context["cl"].result_list} == names


def test_ones_own_page_says_in_chinese_whether_one_is_an_administrator(desk, administrator):
    page = desk.get(f"{USERS}{administrator.pk}/change/").content.decode()
    row = page[page.index("field-is_administrator") :]
    row = re.sub(r"<[^>]+>|\s", "", row[row.index(">") : row.index("</fieldset>")])
    assert row.startswith(">管理员：是")


def test_a_users_page_tells_that_there_is_a_password_and_no_more(desk, make_user):
    user = make_user("li")
    url = f"{USERS}{user.pk}/change/"
    page = desk.get(url).content.decode()
    assert "已设置" in page
    assert "../password/" not in page
    for word in ("算法", "迭代次数", "盐", "哈希", "重置密码", user.password[:12]):
        assert word not in page
    user.set_unusable_password()
    user.save()
    assert "未设置" in desk.get(url).content.decode()


def test_the_admin_greets_in_the_readers_language(desk):
    text = re.sub(r"<[^>]+>", "", desk.get(USERS).content.decode())
    assert "张三，您好。" in text
    desk.cookies["django_language"] = "en"
    text = re.sub(r"<[^>]+>", "", desk.get(USERS).content.decode())
    assert "Welcome, 张三." in text


def test_what_django_says_after_saving_is_said_as_an_office_says_it(desk, make_user):
    user = make_user("li", "李四")
    url = f"{USERS}{user.pk}/change/"
    answer = desk.post(url, form_of(user, _continue="1"), follow=True)
    said = re.sub(r"<[^>]+>", "", "".join(str(each) for each in answer.context["messages"]))
    assert said == "已修改用户“李四”，您可以在下面继续修改。"
    page = desk.get(USERS).content.decode()
    assert "共2条，已选0条" in page


@pytest.mark.parametrize(("typed", "stored"), [("li@example.org", "li@example.org"), ("", ""), ("li@", None)])
def test_an_administrator_writes_the_address_for_the_weekly_mail(desk, make_user, typed, stored):
    user = make_user("li", email="old@example.org")
    url = f"{USERS}{user.pk}/change/"
    assert "电子邮箱（选填，用于每周提醒）" in desk.get(url).content.decode()
    response = desk.post(url, form_of(user, email=typed))
    user.refresh_from_db()
    if stored is None:
        assert "email" in response.context["adminform"].errors
        assert user.email == "old@example.org"
    else:
        assert user.email == stored


def test_a_new_account_may_have_an_address_at_once(desk):
    password = "梧桐树下 42 moons"
    sent = {"username": "li", "email": "li@example.org", "password1": password, "password2": password}
    assert desk.post(USERS + "add/", sent).status_code == 302
    assert User.objects.get(username="li").email == "li@example.org"
