"""Invented people: for each village and office who reports, who reviews, who leads, and from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from guanlu.demonstration.offices import OFFICES
from guanlu.demonstration.writing import write
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import Duty, Office, Village

REASON = "演示数据：虚构的人员和职责"
FIRST_DAY = date(2021, 1, 1)
REPLACED_VILLAGE, REPLACED_ON = "春江村", date(2021, 8, 16)
"""Whose clerk is replaced, and the first day of the successor."""
LEADERS = (
    ("leader", "示例镇领导甲", ("agri", "revival")),
    ("leader-2", "示例镇领导乙", ("works", "safety", "finance")),
    ("leader-3", "示例镇领导丙", ("party", "social")),
)


class Access(NamedTuple):
    """An account that a visitor is told the password of: the person, and what they do there."""

    username: str
    role: str


SHOWN = (
    Access("admin", "管理员"),
    Access("reporter", "村填报员"),
    Access("clerk", "办公室经办员（可代录）"),
    Access("reviewer", "审核员"),
    Access("leader", "镇领导"),
)
"""One for each role. All others exist as names in the ledger only: nobody can log in as them."""


@dataclass(frozen=True, slots=True)
class People:
    """Who acts in the demonstration."""

    villages: dict[str, User]
    """By the village's name: its reporter, of the village in REPLACED_VILLAGE the first one."""
    successor: User
    clerks: dict[str, User]
    """By the office's key."""
    reviewers: dict[str, tuple[User, User]]

    def reporter_of(self, village: str, on: date) -> User:
        """Who reports for a village on that day."""
        if village == REPLACED_VILLAGE and on >= REPLACED_ON:
            return self.successor
        return self.villages[village]

    def is_clerk(self, user: User) -> bool:
        """Whether somebody reports for an office."""
        return user in self.clerks.values()


def make_people(offices: dict[str, Office], passwords: Mapping[str, str]) -> People:
    """Make everybody with their duties since the first day of the plan; `passwords` are hashes by user name."""
    administrator = _make("admin", "示例管理员", passwords)
    administrator.groups.add(Group.objects.get(name=ADMINISTRATORS))
    villages = {}
    for number, village in enumerate(Village.objects.order_by("code")):
        username = f"reporter-{village.slug}" if number else "reporter"
        villages[village.name] = _make(username, f"示例填报员（{village.name}）", passwords)
        _duty(villages[village.name], Duty.Role.REPORTER, village=village)
    clerks, reviewers = {}, {}
    for sample in OFFICES:
        ours, office = sample.key == "agri", offices[sample.key]
        name = sample.name.removeprefix("示例")
        clerks[sample.key] = _make(
            "clerk" if ours else f"clerk-{sample.key}", f"示例经办员（{name}）", passwords
        )
        _duty(clerks[sample.key], Duty.Role.REPORTER, office=office)
        first = _make("reviewer" if ours else f"reviewer-{sample.key}", f"示例审核员甲（{name}）", passwords)
        second = _make(f"reviewer-{sample.key}-2", f"示例审核员乙（{name}）", passwords)
        reviewers[sample.key] = (first, second)
        for reviewer in (first, second):
            _duty(reviewer, Duty.Role.REVIEWER, office=office)
    for username, full_name, keys in LEADERS:
        leader = _make(username, full_name, passwords, is_staff=False)
        for key in keys:
            _duty(leader, Duty.Role.LEADER, office=offices[key])
    successor = _make("reporter-new", f"示例接任填报员（{REPLACED_VILLAGE}）", passwords)
    return People(villages, successor, clerks, reviewers)


def replace_clerk(people: People, now: datetime) -> None:
    """The duty of one village's clerk ends, and the successor's begins, on the same day."""
    village = Village.objects.get(name=REPLACED_VILLAGE)
    ended = Duty.objects.get(user=people.villages[REPLACED_VILLAGE])
    ended.ends_on = REPLACED_ON
    write(ended, "演示数据：村填报员更换", at=now)
    _duty(people.successor, Duty.Role.REPORTER, village=village, starts_on=REPLACED_ON, at=now)


def _make(username: str, full_name: str, passwords: Mapping[str, str], *, is_staff: bool = True) -> User:
    password = passwords.get(username) or make_password(None)
    user = User(username=username, full_name=full_name, is_staff=is_staff, password=password)
    user.full_clean(validate_unique=False, validate_constraints=False)
    user.save()
    return user


def _duty(
    user: User,
    role: str,
    *,
    office: Office | None = None,
    village: Village | None = None,
    starts_on: date = FIRST_DAY,
    at: datetime | None = None,
) -> None:
    duty = Duty(user=user, role=role, office=office, village=village, starts_on=starts_on)
    write(duty, REASON, at=at)
