"""The sheet a user fills in (按表填报): one village by its targets, or one target by its shares; what stands in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, OuterRef

from targets.assessment import assess, numeric
from targets.grid.rules import is_cell, months_of, standing_in
from targets.measures import Measure
from targets.models import Allocation, Duty, Plan, ProgressEntry, Target, Village
from targets.models.ledger import EntryState
from targets.owing import owed_among, owed_shares
from targets.people import Person
from targets.share_ledger import ShareLedger, Standing
from targets.standing import share_ledgers

Place = tuple[int, date]
"""A share's id and the first day of a month."""


@dataclass(frozen=True)
class Sheet:
    """The shares of a sheet that its user may log for, with their ledgers."""

    plan: Plan
    on: date
    of: Village | Target
    shares: tuple[Allocation, ...]
    """Those whose months are figures."""
    in_words: tuple[Allocation, ...]
    """Steps, and routine work told in words: they have a form of their own."""
    ledgers: Mapping[int, ShareLedger]
    states: Mapping[int, tuple[str, str]]
    """State and reporter of each standing line, by its id."""
    returned: Mapping[Place, int]
    """Entries sent back, by share and month."""
    is_own: bool = False
    """Whether it is filled in by those who report for all its villages."""

    @property
    def key(self) -> str:
        """What a draft of it is kept under."""
        return f"grid-{self.of.slug if isinstance(self.of, Village) else self.of.code}"

    @property
    def query(self) -> str:
        """The part of its address that says which sheet it is."""
        if isinstance(self.of, Village):
            return f"village={self.of.slug}"
        return f"target={self.of.code}"

    @property
    def usual_origin(self) -> str:
        """Where its figures come from unless it is said otherwise: the villages where all rows are villages'."""
        origins = {share.usual_origin for share in self.shares}
        return origins.pop() if len(origins) == 1 else ProgressEntry.Origin.OFFICE

    @cached_property
    def months(self) -> tuple[date, ...]:
        return months_of(self.plan.starts_on, self.plan.ends_on)

    @cached_property
    def waiting(self) -> frozenset[int]:
        """The lines that await review."""
        return frozenset(pk for pk, (state, _name) in self.states.items() if state == EntryState.SUBMITTED)

    def standing(self, share: Allocation, month: date) -> list[Standing]:
        """What fills the cell of a share and month."""
        return standing_in(month, self.ledgers[share.pk], self.on, self.waiting)


def villages_and_targets(plan: Plan, user: Person, on: date) -> tuple[list[Village], list[Target]]:
    """Of which villages and targets this user has a sheet to fill in: two queries."""
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan)
    villages = Village.objects.filter(pk__in=own.values("village")).order_by("code", "pk")
    targets = Target.objects.filter(pk__in=own.values("target"))
    return list(villages), sorted(targets, key=lambda target: numeric(target.code))


def asked_first(plan: Plan, user: Person, on: date, targets: Sequence[Target]) -> Target:
    """The target a sheet opens on: the first with a figure to report, else with figures at all, else the first.

    Six queries, however many targets.
    """
    shares = (owed.share.allocation for owed in owed_shares(plan, user, on) if owed.is_asked)
    asked = {share.target_id for share in shares if is_cell(Measure(share.target.measure), share.stored_unit)}
    told = [each for each in targets if is_cell(Measure(each.measure), each.unit)]
    return next(iter([*(each for each in told if each.pk in asked), *told, *targets]))


def load_sheet(plan: Plan, user: Person, on: date, of: Village | Target) -> Sheet:
    """The sheet of a village or target, as far as this user may log for it: five queries, however many rows."""
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan)
    own = own.filter(village=of) if isinstance(of, Village) else own.filter(target=of)
    duties = Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER)
    own_village = Exists(duties.in_village(OuterRef("village"), on))
    listed = list(own.select_related("target__plan", "village").annotate(is_own_village=own_village))
    listed.sort(key=lambda share: numeric(share.target.code))
    ledgers = share_ledgers(listed)
    listed = [share for share in listed if not _is_idle(share, ledgers[share.pk], on)]
    figures = [share for share in listed if is_cell(Measure(share.target.measure), share.stored_unit)]
    entries = ProgressEntry.objects.filter(allocation__in=figures)
    states = entries.standing().values_list("pk", "state", "reporter_name")
    returned = ProgressEntry.objects.resubmittable_by(user, on).filter(
        allocation__in=figures, corrects=None, replaces=None
    )
    return Sheet(
        plan=plan,
        on=on,
        of=of,
        shares=tuple(figures),
        in_words=tuple(share for share in listed if share not in figures and takes_figures(share, on)),
        ledgers=ledgers,
        states={pk: (state, name) for pk, state, name in states},
        returned={
            (share, day.replace(day=1)): pk
            for share, day, pk in returned.values_list("allocation_id", "happened_on", "pk")
        },
        is_own=all(share.is_own_village for share in figures),
    )


def takes_figures(share: Allocation, on: date) -> bool:
    """Whether anything is typed for it: not for what is split in full (全镇 at remainder 0), nor after its end."""
    is_split = share.village_id is None and not share.is_owed
    return not is_split and (share.ended_on is None or share.ended_on > on)


def _is_idle(share: Allocation, ledger: ShareLedger, on: date) -> bool:
    """Whether it is no row: nothing is typed for it any more, and nothing stands in it."""
    return not takes_figures(share, on) and not any(line.happened_on <= on for line in ledger.lines)


def asked_places(sheet: Sheet) -> set[Place]:
    """Where a report is overdue or asked for now, as in “my month”: the last month of each such period."""
    ids = {share.pk for share in sheet.shares}
    targets = Target.objects.filter(pk__in={share.target_id for share in sheet.shares})
    assessed = assess(sheet.plan, sheet.plan.clamp(sheet.on), targets)
    shares = (share for each in assessed for share in each.shares if share.allocation.pk in ids)
    return {
        (owed.share.allocation.pk, min(owed.period.ends_on, sheet.on).replace(day=1))
        for owed in owed_among(shares, sheet.on)
        if not owed.is_reported
    }
