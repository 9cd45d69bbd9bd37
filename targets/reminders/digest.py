"""The weekly mail of one person: what they owe, what came back to them, what waits for their decision.

It holds their own matters alone, each with where to go, and no figure: mail leaves the site unencrypted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from targets.elsewhere import KEEPERS
from targets.models import Duty, Plan, ProgressEntry
from targets.owing import Owed, owed_shares
from targets.people import Person
from targets.record.record_page import period_name


@dataclass(frozen=True, slots=True)
class Matter:
    """One line of the mail and the page where it is dealt with."""

    sentence: str
    path: str


class Part(Enum):
    """The parts of the mail, in their order."""

    OVERDUE = "overdue"
    OWED = "owed"
    RETURNED = "returned"
    REVIEW = "review"

    @property
    def heading(self) -> str:
        return {
            Part.OVERDUE: _("Overdue: please make up"),
            Part.OWED: _("Still to report"),
            Part.RETURNED: _("Returned for change"),
            Part.REVIEW: _("Awaiting your review"),
        }[self]


Matters = Mapping[Part, Sequence[Matter]]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person finds in the mail of a week; nobody without matters gets one."""

    person: Person
    subject: str
    body: str


def recipients(on: date) -> Iterator[Person]:
    """People with an address and a duty on that day, in the order of their accounts."""
    holding = Duty.objects.active(on).exclude(role=Duty.Role.LEADER).values("user")
    people = get_user_model()._default_manager.filter(pk__in=holding, is_active=True).exclude(email="")
    return people.order_by("pk").iterator()


def digest_of(person: Person, on: date, site: str) -> Digest | None:
    """This person's mail in Chinese, by the rules of “my month” and of the review page; None without matters.

    `site` is the address of the site without a last slash. Queries: some a running plan and person.
    """
    with override("zh-hans"):
        parts = []
        for plan in Plan.objects.filter(state=Plan.State.RUNNING).order_by("year"):
            matters = list(_parts(plan, person, on))
            if matters:
                parts += [str(plan), *(_part(heading, found, site) for heading, found in matters)]
        if not parts:
            return None
        foot = _("This mail is sent once a week. Whoever wants none asks the administrator.")
        greeting = _("Waiting for you as of %(day)s:") % {"day": date_format(on, "DATE_FORMAT")}
        body = "\n\n".join([greeting, *parts, "\n".join([foot, _("Internal dispatch data, not statistics")])])
        return Digest(person, _("Guanlu targets: what waits for you"), body + "\n")


def _parts(plan: Plan, person: Person, on: date) -> Iterator[tuple[str, list[Matter]]]:
    found = [_of_targets(plan, person, on), *(keeper.matters(plan, person, on) for keeper in KEEPERS)]
    for part in Part:
        matters = [matter for each in found for matter in each.get(part, ())]
        if matters:
            yield part.heading, matters


def _of_targets(plan: Plan, person: Person, on: date) -> Matters:
    owed = [each for each in owed_shares(plan, person, on) if each.is_asked]
    late = [each for each in owed if each.period.is_closed(on)]
    entries = (
        ProgressEntry.objects.of_plan(plan).filter(replaces=None).for_page().order_by("reported_at", "pk")
    )
    review = reverse("targets:review", args=[plan.year])
    return {
        Part.OVERDUE: [_owed(plan, each) for each in late],
        Part.OWED: [_owed(plan, each) for each in owed if each not in late],
        Part.RETURNED: _entries(entries.resubmittable_by(person, on), _named("entry-resubmit", plan)),
        Part.REVIEW: _entries(entries.reviewable_by(person, on), lambda entry: f"{review}#entry-{entry.pk}"),
    }


def _owed(plan: Plan, owed: Owed) -> Matter:
    share = owed.share.allocation
    sentence = _("%(code)s %(target)s · %(share)s: %(period)s, due by %(day)s") % {
        "code": share.target.code,
        "target": share.target.label,
        "share": share.label,
        "period": period_name(owed.period),
        "day": date_format(owed.period.deadline, "DATE_FORMAT"),
    }
    return Matter(sentence, reverse("targets:record-share", args=[plan.year, share.pk]))


def _named(page: str, plan: Plan) -> Callable[[ProgressEntry], str]:
    return lambda entry: reverse(f"targets:{page}", args=[plan.year, entry.pk])


def _entries(entries: Iterable[ProgressEntry], path_of: Callable[[ProgressEntry], str]) -> list[Matter]:
    """Entries by target, share and date; never their figures or who reported them."""
    return [
        Matter(
            f"{entry.allocation.target.code} {entry.allocation.target.label} · {entry.allocation.label}"
            f"{_(': ')}{date_format(entry.happened_on, 'DATE_FORMAT')}",
            path_of(entry),
        )
        for entry in entries
    ]


def _part(heading: str, matters: Iterable[Matter], site: str) -> str:
    lines = [f"- {each.sentence}\n  {site}{each.path}" for each in matters]
    return "\n".join([f"【{heading}】", *lines])
