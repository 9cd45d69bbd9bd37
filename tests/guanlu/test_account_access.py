"""Who reaches the accounts' pages: administrators; nobody by a duty, and nobody by a forged form."""

import pytest

from guanlu.models import User
from targets.models import Duty
from tests.guanlu.account_pages import (
    PASTE,
    RESET,
    USERS,
    check,
    confirmed,
    form_id,
    hand_over_url,
    slips,
    store,
)  # fmt: skip
from tests.targets.factories import give_duty, make_office

ROLES = ["reporter", "reviewer", "leader"]
STRANGERS = [*ROLES, "without duties"]


@pytest.fixture
def office(db):
    return make_office("农业服务中心")


@pytest.fixture
def victim(office, make_user):
    user = make_user("victim", "受害")
    give_duty(user, "reviewer", office)
    return user


@pytest.fixture
def person(office, make_user):
    """Somebody who enters the admin, with one duty or none, and is no administrator."""

    def make(kind):
        user = make_user("somebody", "某人", is_staff=True)
        if kind in ROLES:
            give_duty(user, kind, office)
        return user

    return make


def addresses(victim):
    return [PASTE, f"{RESET}?user={victim.pk}", hand_over_url(victim)]


def forgeries(desk, victim, somebody):
    """The forms that an administrator's browser would send, in somebody else's hands."""
    duty = victim.duties.get()
    handed = {
        "form_id": form_id(desk, hand_over_url(victim)), "duties": [str(duty.pk)],
        "successor": str(somebody.pk), "on": "2021-06-20", "reason": "调离",
    }  # fmt: skip
    pasted = confirmed(check(desk, "evil，恶人，管理员，"))
    given = {"form_id": form_id(desk, f"{RESET}?user={victim.pk}"), "user": [str(victim.pk)]}
    return [(PASTE, pasted), (RESET, given), (hand_over_url(victim), handed)]


@pytest.mark.parametrize("kind", STRANGERS)
def test_others_neither_see_these_pages_nor_send_their_forms(victim, person, logged_in, make_user, kind):
    somebody = person(kind)
    client = logged_in(somebody)
    desk = logged_in(make_user("zhang", administrator=True))
    for url in addresses(victim):
        assert client.get(url).status_code == 403
    for url, form in forgeries(desk, victim, somebody):
        assert client.post(url, form).status_code == 403
    chosen = {"action": "reset_passwords", "_selected_action": [str(victim.pk)], "index": "0"}
    assert client.post(USERS, chosen).status_code == 403
    assert client.post("/admin/targets/duty/", chosen | {"action": "hand_over"}).status_code == 403
    victim.refresh_from_db()
    assert victim.check_password("correct horse 9")
    assert not User.objects.filter(username="evil").exists()
    assert set(Duty.objects.values_list("user__username", "ends_on")) <= {
        ("victim", None),
        ("somebody", None),
    }


def test_who_does_not_enter_the_admin_or_is_not_logged_in_is_turned_away(
    victim, client, make_user, logged_in
):
    leader = logged_in(make_user("leader"))
    for url in addresses(victim):
        assert leader.get(url, follow=True).status_code == 403
        assert client.get(url).url.startswith("/accounts/login/")
        assert leader.post(url, {"user": [str(victim.pk)]}, follow=True).status_code == 403


def test_a_right_on_accounts_alone_gives_no_duties(victim, make_user, logged_in):
    """Single rights cannot be given in the admin; somebody could still do it elsewhere."""
    from django.contrib.auth.models import Permission

    user = make_user("clerk", is_staff=True)
    names = ["add_user", "change_user", "view_user"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = logged_in(user)
    assert client.get(PASTE).status_code == 403
    assert client.get(hand_over_url(victim)).status_code == 403
    assert PASTE not in client.get(USERS).content.decode()


def test_no_form_makes_a_superuser_or_gives_a_single_right(victim, make_user, logged_in):
    desk = logged_in(make_user("zhang", administrator=True))
    evil = {"is_superuser": "on", "user_permissions": ["1", "2"], "groups": ["1"], "is_staff": "on"}
    desk.post(PASTE, confirmed(check(desk, "sun，孙六，管理员，", **evil), **evil))
    store(desk, "wu，吴九，superuser，\nzheng，郑十，超级用户，")
    handed = {
        "form_id": form_id(desk, hand_over_url(victim)), "duties": [str(victim.duties.get().pk)],
        "username": "qian", "full_name": "钱七", "on": "2021-06-20", "reason": "调离",
    }  # fmt: skip
    assert slips(desk.post(hand_over_url(victim), handed | evil))
    given = {"form_id": form_id(desk, f"{RESET}?user={victim.pk}"), "user": [str(victim.pk)]}
    assert slips(desk.post(RESET, given | evil))
    made = User.objects.filter(username__in=["sun", "qian", "victim", "wu", "zheng"])
    assert made.count() == 3
    assert not made.filter(is_superuser=True).exists()
    assert not made.filter(user_permissions__isnull=False).exists()
    assert [user.username for user in made.filter(groups__isnull=False)] == ["sun"]


def test_forms_without_their_token_are_refused(victim, make_user):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(
        make_user("zhang", administrator=True), backend="django.contrib.auth.backends.ModelBackend"
    )
    for url in (PASTE, RESET, hand_over_url(victim)):
        assert client.post(url, {"user": [str(victim.pk)]}).status_code == 403
