"""What the page of reminders shows: the reports a plan still misses, by village and office, as text to copy."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from targets.assessment import Assessment, ShareAssessment, assess
from targets.models import Duty, Office, Plan, Village
from targets.owing import owed_among
from targets.people import Person
from targets.record_page import period_name
from targets.reminding import Lack

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
    """The reports still missing on that day, villages first, all in the report's order: four queries.

    What is asked for is what “my month” asks for. Nothing is, where the year is not running.
    """
    if plan.state != Plan.State.RUNNING:
        return []
    assessed = sorted(assess(plan, plan.clamp(on)), key=lambda each: each.order)
    targets = {share.allocation.pk: each for each in assessed for share in each.shares}
    asked = owed_among((share for each in assessed for share in each.shares), on)
    missing = [(targets[owed.share.allocation.pk], owed) for owed in asked if not owed.is_reported]
    names = _village_names(owed.share.allocation.village for _target, owed in missing)
    lacks = [
        (
            _place(owed.share.allocation.village),
            _lack(target, owed.share, standing_in, names, owed.period),
        )
        for target, owed in missing
    ]
    return [lack for _key, lack in sorted(lacks, key=lambda pair: pair[0])]


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


def _lack(
    assessment: Assessment, share: ShareAssessment, standing_in: Office | None, names: dict[int, str], period
) -> Lack:
    allocation = share.allocation
    office = allocation.office or assessment.target.lead_office or standing_in
    target = f"{assessment.target.code} {assessment.target.label}"
    if allocation.village_id is None and not allocation.is_whole_town:
        target += f" · {allocation.label}"
    holder = names[allocation.village_id] if allocation.village_id else str(office or allocation.label)
    return Lack(holder, office.pk if office else None, target, period, period_name(period))
