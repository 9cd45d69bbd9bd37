"""What the page of reminders shows: the reports a plan still misses, by village and office, as text to copy."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from targets.assessment import Assessment, assess
from targets.models import Duty, Office, Plan, Village
from targets.owing import Owed, owed_among, returned_of, with_returned
from targets.people import Person
from targets.record.record_page import period_name
from targets.reminders.reminding import Lack

REMINDING = frozenset({Duty.Role.REVIEWER, Duty.Role.LEADER})


def may_remind(user: Person, roles: Collection[str]) -> bool:
    """Whether somebody with duties in these roles may copy reminders: reviewers, leaders and administrators."""
    return user.is_administrator or not REMINDING.isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Answering:
    """The offices in use: all of them, this reader's own, and the one that stands in for those without."""

    offices: tuple[Office, ...]
    own: frozenset[int]
    standing_in: Office | None


def answering(user: Person, on: date) -> Answering:
    """The offices as this reader meets them on that day: one query."""
    duties = Duty.objects.held_by(user, on).filter(role=Duty.Role.REVIEWER, office=OuterRef("pk"))
    offices: QuerySet = Office.objects.filter(is_active=True).annotate(is_own=Exists(duties))
    found = tuple(offices)
    return Answering(
        found,
        frozenset(office.pk for office in found if office.is_own),
        next((office for office in found if office.is_fallback_reviewer), None),
    )


def lacking(plan: Plan, on: date, standing_in: Office | None) -> list[Lack]:
    """The reports still missing on that day, villages first, all in the report's order: five queries.

    What is asked for is what “my month” asks for; overdue periods that follow each other are one. Nothing is,
    where the year is not running.
    """
    if plan.state != Plan.State.RUNNING:
        return []
    assessed = sorted(assess(plan, plan.clamp(on)), key=lambda each: each.order)
    targets = {share.allocation.pk: each for each in assessed for share in each.shares}
    asked = with_returned(
        owed_among((share for each in assessed for share in each.shares), on), returned_of(plan)
    )
    missing = list(_joined(owed for owed in asked if not owed.is_reported))
    names = _village_names(owed.share.allocation.village for owed in missing)
    lacks = [
        (
            _place(owed.share.allocation.village),
            _lack(targets[owed.share.allocation.pk], owed, standing_in, names),
        )
        for owed in missing
    ]
    return [lack for _key, lack in sorted(lacks, key=lambda pair: pair[0])]


def _joined(asked: Iterable[Owed]) -> Iterator[Owed]:
    """Overdue periods of a share that follow each other as one, from the first day to the last."""
    last: Owed | None = None
    for owed in asked:
        if last and _follows(last, owed):
            last = replace(last, period=replace(owed.period, starts_on=last.period.starts_on))
            continue
        if last:
            yield last
        last = owed
    if last:
        yield last


def _follows(one: Owed, other: Owed) -> bool:
    is_next = one.share is other.share and one.period.ends_on + timedelta(days=1) == other.period.starts_on
    return is_next and all(each.is_overdue and each.returned is None for each in (one, other))


def _place(village: Village | None) -> tuple:
    """Villages by area and code, as in the matrix; then what offices report themselves."""
    if village is None:
        return (1,)
    return (0, village.area_id is None, village.area_id or 0, village.code)


def _village_names(villages: Iterable[Village | None]) -> dict[int, str]:
    """Two villages of one name in English are told apart by their Chinese ones."""
    met = {village.pk: village for village in villages if village}
    named = Counter(str(village) for village in met.values())
    return {
        pk: f"{village} {village.name}" if named[str(village)] > 1 else str(village)
        for pk, village in met.items()
    }


def _lack(assessment: Assessment, owed: Owed, standing_in: Office | None, names: dict[int, str]) -> Lack:
    allocation = owed.share.allocation
    office = allocation.office or assessment.target.lead_office or standing_in
    target = f"{assessment.target.code} {assessment.target.label}"
    if allocation.village_id is None and not allocation.is_whole_town:
        target += f" · {allocation.label}"
    holder = names[allocation.village_id] if allocation.village_id else str(office or allocation.label)
    pk = office.pk if office else None
    return Lack(holder, pk, target, owed.period, period_name(owed.period), owed.returned is not None)
