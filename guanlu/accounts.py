"""Writes accounts: from a list, for a successor, and with new first passwords. The admin's pages call these.

Keyword-only and atomic; passwords are made and hashed before the transaction, and returned to be shown once.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from axes.utils import reset as end_lock
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from guanlu.account_check import CheckedList, Outcome, check_list
from guanlu.first_passwords import Slip, hashed, new_password
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import Duty, PlanVersion
from targets.people import Person
from targets.setup import handover


class ListChanged(Exception):
    """What the list would do is no longer what was seen; `checked` tells it anew."""

    def __init__(self, checked: CheckedList) -> None:
        super().__init__(_("Something has changed since the list was checked: look at it again."))
        self.checked = checked


@sensitive_variables("passwords", "hashes")
def create_accounts(*, text: str, starts_on: date, seen: str, by: Person) -> list[Slip]:
    """Make the accounts and duties of a pasted list, all or none; return a slip for each new account.

    `seen` is the fingerprint of the list as it was shown. Raises ListChanged where that is not what would be
    stored now, and ValidationError where there is no line.
    """
    checked = check_list(text, starts_on, by)
    passwords = {str(line.user.username): new_password() for line in _new(checked)}
    hashes = hashed(passwords)
    with transaction.atomic():
        PlanVersion.advance_all()
        checked = check_list(text, starts_on, by)
        if checked.fingerprint != seen or not checked.is_ready:
            raise ListChanged(checked)
        for line in _new(checked):
            _store_account(line.user, hashes[line.user.username])
        for line in checked.of(Outcome.ACCOUNT, Outcome.DUTY):
            _give(line.user, line.duty)
        _log([line.user for line in _new(checked)], by, ADDITION, [{"added": {}}])
    return [Slip(line.user.full_name, line.user.username, passwords[line.user.username])
            for line in _new(checked)]  # fmt: skip


@sensitive_variables("password", "hashes")
def hand_over(
    *, duties: Sequence[Duty], successor: User, on: date, reason: str, by: Person
) -> tuple[list[Duty], list[Slip]]:
    """Hand duties of one person over (targets.setup.handover), to a new account too: one that is not stored yet.

    Returns the successor's duties, and a slip if the account is new.
    """
    is_new = successor.pk is None
    password = new_password() if is_new else ""
    hashes = hashed({"": password}) if is_new else {}
    former = duties[0].user if duties else None
    with transaction.atomic():
        PlanVersion.advance_all()
        if is_new:
            _store_account(successor, hashes[""])
            _log([successor], by, ADDITION, [{"added": {}}])
        given = handover.hand_over(duties=duties, successor=successor, on=on, reason=reason)
        _let_in(successor, given)
        said = {"day": on, "name": successor, "reason": reason}
        _log([former], by, CHANGE, _("Handed duties over to %(name)s from %(day)s: %(reason)s") % said)
    return given, [Slip(successor.full_name, successor.username, password)] if is_new else []


@sensitive_variables("passwords", "hashes")
def reset_passwords(*, users: Iterable[User], by: Person) -> list[Slip]:
    """Give accounts new first passwords, to be changed at the next log-in; return their slips.

    Their log-ins end, since a session holds the password's hash, and a lock of the name is taken away. Raises
    PermissionDenied where `by` may not do that to one of them (why_not_reset).
    """
    chosen = {user.pk: user for user in users}
    passwords = {user.username: new_password() for user in chosen.values()}
    hashes = hashed(passwords)
    with transaction.atomic():
        accounts = list(User.objects.select_for_update().filter(pk__in=chosen).order_by("username"))
        for user in accounts:
            if why_not_reset(user, by) or user.username not in hashes:
                raise PermissionDenied
            user.password = hashes[user.username]
            user.must_change_password = True
            user.save(update_fields=["password", "must_change_password"])
        _log(accounts, by, CHANGE, _("Gave a new first password."))
    for user in accounts:
        end_lock(username=user.username)
    return [Slip(user.full_name, user.username, passwords[user.username]) for user in accounts]


def why_not_reset(user: User, by: Person) -> str:
    """Why this person's password is not reset by that one; empty where it may be."""
    if user.pk == by.pk:
        return _("Your own password: change it under “Change password”.")
    if user.is_superuser and not by.is_superuser:
        return _("Only a superuser changes the account of a superuser.")
    if not user.is_active:
        return _("The account is deactivated: activate it first.")
    return ""


def new_account(*, username: str, full_name: str) -> User:
    """An account for somebody new, not stored; raises ValidationError for each field that cannot be."""
    user = User(username=User.normalize_username(username), full_name=full_name)
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": _("There is an account of this user name: choose another.")})
    user.full_clean(exclude=["password"])
    return user


def _new(checked: CheckedList) -> list[Any]:
    """The lines that bring a new account: their user is set."""
    return checked.of(Outcome.ACCOUNT)


def _store_account(user: User, password_hash: str) -> None:
    user.password, user.must_change_password = password_hash, True
    user.full_clean()
    user.save()


def _give(user: Any, duty: Duty | None) -> None:
    """A duty, or without one the administrators' group."""
    if duty is None:
        user.groups.add(Group.objects.get(name=ADMINISTRATORS))
    else:
        duty.user = user
        duty.full_clean()
        duty.save()
    _let_in(user, [duty])


def _let_in(user: User, duties: Iterable[Duty | None]) -> None:
    """Administrators, reporters and reviewers may enter the admin (DESIGN, section 7)."""
    if not user.is_staff and any(duty is None or duty.role != Duty.Role.LEADER for duty in duties):
        user.is_staff = True
        user.save(update_fields=["is_staff"])


def _log(users: Iterable[Any], by: Person, action: int, message: Any) -> None:
    """Who did it, in the admin's own record of each account; never the password."""
    for user in users:
        LogEntry.objects.log_actions(by.pk, [user], action, message, single_object=True)
