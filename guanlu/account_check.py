"""What a pasted list of accounts would do: for each line an account, a duty, nothing, or a sentence that says why not.

What a user or a duty may be is said by their models; here stands only what a list adds to that.
"""

import difflib
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from guanlu.account_list import Line, plain, read_lines
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.models import Duty, Office, Village
from targets.people import Person

ADMINISTRATOR = "administrator"
ROLES = {
    "填报人": Duty.Role.REPORTER, "填报员": Duty.Role.REPORTER, "填报": Duty.Role.REPORTER,
    "reporter": Duty.Role.REPORTER,
    "审核人": Duty.Role.REVIEWER, "审核员": Duty.Role.REVIEWER, "审核": Duty.Role.REVIEWER,
    "reviewer": Duty.Role.REVIEWER,
    "镇领导": Duty.Role.LEADER, "领导": Duty.Role.LEADER, "leader": Duty.Role.LEADER,
    "管理员": ADMINISTRATOR, "系统管理员": ADMINISTRATOR, "administrator": ADMINISTRATOR, "admin": ADMINISTRATOR,
}  # fmt: skip


class Outcome(StrEnum):
    """What becomes of a line."""

    ACCOUNT = "account"
    """A new account, with the duty the line names."""
    DUTY = "duty"
    """One more duty, or the administrators' group, for an account that is there or stands above."""
    NOTHING = "nothing"
    """It is so already."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A line with what would become of it, and the sentences about it."""

    line: Line
    outcome: Outcome
    sentences: tuple[str, ...] = ()
    user: User | None = None
    duty: Duty | None = None
    """Not stored; None for an administrator."""


@dataclass(frozen=True, slots=True)
class CheckedList:
    """The whole list, for the page that shows it and for the function that stores it."""

    lines: tuple[CheckedLine, ...]
    starts_on: date

    def of(self, *outcomes: Outcome) -> list[CheckedLine]:
        return [line for line in self.lines if line.outcome in outcomes]

    @property
    def refused(self) -> int:
        return len(self.of(Outcome.REFUSED))

    @property
    def accounts(self) -> int:
        return len(self.of(Outcome.ACCOUNT))

    @property
    def duties(self) -> int:
        return sum(line.duty is not None for line in self.of(Outcome.ACCOUNT, Outcome.DUTY))

    @property
    def is_ready(self) -> bool:
        """Whether it can be stored: nothing is refused, and something is to be done."""
        return not self.refused and bool(self.of(Outcome.ACCOUNT, Outcome.DUTY))

    @property
    def fingerprint(self) -> str:
        """Tells one list, with what it would do, from another: what is confirmed is what was seen."""
        told = [(self.starts_on, *(repr((each.line, each.outcome)) for each in self.lines))]
        return hashlib.sha256(repr(told).encode()).hexdigest()


def check_list(text: str, starts_on: date, by: Person) -> CheckedList:
    """What this list would do if `by` confirmed it; the duties start on that day. Five queries, however long.

    Raises ValidationError where the text holds no line, or too many.
    """
    lines = read_lines(text)
    check = _Check.of(lines, starts_on, by)
    return CheckedList(tuple(check.line(each) for each in lines), starts_on)


@dataclass(slots=True)
class _Check:
    """What is there already, and what the lines above have added to it."""

    starts_on: date
    by: Person
    users: dict[str, User]
    places: dict[str, list[Village | Office]]
    held: dict[tuple[str, str, Village | Office | None], Duty | None]
    """By user name, role and place: the duty held, None for an administrator."""
    asked: dict[tuple[str, str, Village | Office | None], int] = field(default_factory=dict)
    """The number of the line that asks for it."""

    @classmethod
    def of(cls, lines: Sequence[Line], starts_on: date, by: Person) -> "_Check":
        users = {user.username: user for user in User.objects.all()}
        places: dict[str, list[Village | Office]] = {}
        there: list[Village | Office] = [*Village.objects.all(), *Office.objects.all()]
        for place in there:
            for name in {plain(place.name), plain(place.name_en)} - {""}:
                places.setdefault(name, []).append(place)
        named = {User.normalize_username(line.username) for line in lines}
        duties = Duty.objects.filter(user__username__in=named).select_related("user", "village", "office")
        held: dict[tuple[str, str, Village | Office | None], Duty | None] = {
            (duty.user.username, duty.role, duty.village or duty.office): duty
            for duty in duties
            if duty.ends_on is None or duty.ends_on > starts_on
        }
        administrators = User.objects.filter(username__in=named, groups__name=ADMINISTRATORS)
        held |= dict.fromkeys(
            (name, ADMINISTRATOR, None) for name in administrators.values_list("username", flat=True)
        )
        return cls(starts_on, by, users, places, held)

    def line(self, line: Line) -> CheckedLine:
        said: list[str] = []
        is_new = User.normalize_username(line.username) not in self.users
        user = _collect(said, self.account, line)
        role = _collect(said, self.role, line)
        place = _collect(said, self.place, line)
        duty = None
        if line.has_more:
            said.append(_("There are more than four columns: leave out what follows the village or office."))
        if user and role and not said:
            duty = _collect(said, self.duty, line, user, role, place)
        if said or user is None or role is None:
            return CheckedLine(line, Outcome.REFUSED, tuple(said))
        key = (user.username, role, place)
        if key in self.held:
            return CheckedLine(line, Outcome.NOTHING, (self.held_sentence(key),), user)
        self.asked[key] = line.number
        return CheckedLine(line, Outcome.ACCOUNT if is_new else Outcome.DUTY, (), user, duty)

    def account(self, line: Line) -> User:
        """The account of that name: stored, or named above, or a new one."""
        name = User.normalize_username(line.username)
        user = self.users.get(name)
        if user is None:
            return self.new_account(name, line.full_name)
        if line.full_name and plain(line.full_name) != plain(user.full_name):
            raise ValidationError(
                _("The user name %(username)s is that of %(name)s: choose another, or write the same name.")
                % {"username": name, "name": user}
            )
        if not user.is_active:
            raise ValidationError(
                _("%(name)s’s account is deactivated: activate it first, or choose another user name.")
                % {"name": user}
            )
        if user.is_superuser and not self.by.is_superuser:
            raise ValidationError(_("Only a superuser changes the account of a superuser."))
        return user

    def new_account(self, name: str, full_name: str) -> User:
        if not name or not full_name:
            raise ValidationError(_("Write both a user name and a name."))
        twin = next((known for known in self.users if plain(known) == plain(name)), None)
        if twin is not None:
            raise ValidationError(
                _("There is a user name %(username)s that differs only in capital letters: choose another.")
                % {"username": twin}
            )
        user = User(username=name, full_name=full_name)
        user.full_clean(exclude=["password"], validate_unique=False, validate_constraints=False)
        self.users[name] = user
        return user

    def role(self, line: Line) -> str:
        if plain(line.role) in ROLES:
            return ROLES[plain(line.role)]
        labels = [*(str(label) for label in Duty.Role.labels), _("administrator")]
        raise ValidationError(
            _("“%(typed)s” is no role: write one of %(roles)s.")
            % {"typed": line.role, "roles": _(", ").join(labels)}
        )

    def place(self, line: Line) -> Village | Office | None:
        if not line.place:
            return None
        match self.places.get(plain(line.place), []):
            case [place]:
                return place
            case []:
                near = difflib.get_close_matches(plain(line.place), self.places, n=1, cutoff=0.5)
                said = {"typed": line.place, "name": self.places[near[0]][0] if near else ""}
                raise ValidationError(
                    _("There is no village or office called “%(typed)s”. Did you mean %(name)s?") % said
                    if near
                    else _("There is no village or office called “%(typed)s”: copy its exact name.") % said
                )
        raise ValidationError(
            _("Both a village and an office are called “%(typed)s”: add this duty under Duties.")
            % {"typed": line.place}
        )

    def duty(self, line: Line, user: User, role: str, place: Village | Office | None) -> Duty | None:
        """The duty as it would be stored, judged by the model; of the account it is not asked here."""
        earlier = self.asked.get((user.username, role, place))
        if earlier is not None:
            raise ValidationError(_("This stands in line %(number)d already.") % {"number": earlier})
        if role == ADMINISTRATOR:
            if place is not None:
                raise ValidationError(_("An administrator has no village or office: leave it empty."))
            return None
        where = {"village": place} if isinstance(place, Village) else {"office": place}
        duty = Duty(role=role, starts_on=self.starts_on, **where)
        if (user.username, role, place) not in self.held:
            # What it points to was just loaded; its constraints say again what clean() says.
            known = {"user", "village", "office"}
            duty.full_clean(exclude=known, validate_unique=False, validate_constraints=False)
        return duty

    def held_sentence(self, key: tuple[str, str, Village | Office | None]) -> str:
        duty = self.held[key]
        if duty is None:
            return _("Is an administrator already: nothing to do.")
        days = {"start": duty.starts_on, "end": duty.ends_on}
        if duty.ends_on:
            return (
                _("Holds this duty already, from %(start)s until %(end)s: change its end under Duties.")
                % days
            )
        return _("Holds this duty already, from %(start)s: nothing to do.") % days


def _collect(said: list[str], ask: Callable[..., Any], *about: Any) -> Any:
    """The answer, or None with the reason added to what is said of the line."""
    try:
        return ask(*about)
    except ValidationError as refusal:
        said += sentences_of(refusal)
        return None


def sentences_of(refusal: ValidationError) -> list[str]:
    """The sentences of a refusal, each after the field that it is about."""
    if not hasattr(refusal, "error_dict"):
        return refusal.messages
    said = []
    for name, found in refusal.message_dict.items():
        about = "" if name == NON_FIELD_ERRORS else _field_name(name)
        said += [_("%(field)s: %(sentence)s") % {"field": about, "sentence": each} if about else each
                 for each in found]  # fmt: skip
    return said


def _field_name(name: str) -> str:
    fields = {each.name: each.verbose_name for model in (User, Duty) for each in model._meta.fields}
    return capfirst(str(fields[name]))
