"""My month: what a user has to report, has reported, and got back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from targets.assessment import assess_target, numeric
from targets.models import Allocation, Plan, ProgressEntry
from targets.owing import Owed, owed_among, owed_shares, returned_of, with_returned
from targets.people import Person
from targets.periods import Period
from targets.record.month_rows import Choice, OwedRow, owed_row, row_key
from targets.record.record_page import period_name
from targets.sent_lines import Sent, sent_lines
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading: a target, a village; without a heading where there is but one."""

    title: str
    rows: tuple[OwedRow, ...]


@dataclass(frozen=True, slots=True)
class VillageChoice:
    """A village whose figures this user may log, and how many of them are still to come."""

    slug: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class MonthHead:
    """How much is still to report; told again after each entry."""

    waiting: int
    overdue: int
    """How many of those waiting are past their deadline."""
    overdue_periods: tuple[str, ...]
    deadline: date | None
    """The next one that has not passed."""

    @property
    def open(self) -> int:
        """How many of those waiting are not overdue."""
        return self.waiting - self.overdue


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A row by itself, and the keys of all rows in which its share is still asked for."""

    row: OwedRow
    period: Period
    asked: frozenset[str]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What a user has to report, has reported, and got back."""

    head: MonthHead
    overdue: tuple[Group, ...]
    open: tuple[Group, ...]
    reported: tuple[OwedRow, ...]
    returned: tuple[Sent, ...]
    waiting: tuple[Sent, ...]
    choice: Choice
    has_switch: bool
    """Whether there are several targets of several villages, so that the order is a question."""
    villages: tuple[VillageChoice, ...]
    has_shares: bool
    """Whether anything at all is this user's to report, asked for now or not."""

    @property
    def reported_groups(self) -> tuple[Group, ...]:
        """What is reported, as what is owed is grouped."""
        return _groups(self.reported, self.choice)

    @property
    def owed(self) -> tuple[OwedRow, ...]:
        """All that is still to report, in the order of the page."""
        return tuple(row for group in (*self.overdue, *self.open) for row in group.rows)


def month_page(plan: Plan, user: Person, on: date, choice: Choice | None = None) -> MonthPage:
    """Shares in the order of the report; a correction is one line. Flat in queries, however many shares."""
    asked = owed_shares(plan, user, on)
    choice = _settled(choice or Choice(), asked)
    ledgers = share_ledgers(
        list({each.share.allocation.pk: each.share.allocation for each in asked}.values())
    )
    rows = [owed_row(plan, each, ledgers[each.share.allocation.pk], on, choice) for each in asked]
    rows.sort(key=lambda row: numeric(row.code))
    shown = [row for row in rows if choice.village in ("", row.village)]
    owed = [row for row in shown if not row.is_reported]
    sent = _sent(plan, user, on)
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan)
    return MonthPage(
        head=month_head(asked, choice),
        overdue=_groups([row for row in owed if row.is_overdue], choice),
        open=_groups([row for row in owed if not row.is_overdue], choice),
        reported=tuple(row for row in shown if row.is_reported),
        returned=tuple(each for each in sent if each.line.state == ProgressEntry.State.RETURNED),
        waiting=tuple(each for each in sent if each.line.state == ProgressEntry.State.SUBMITTED),
        choice=choice,
        has_switch=len({row.code for row in rows}) > 1 and len({row.village for row in rows}) > 1,
        villages=_villages(rows, asked),
        has_shares=bool(asked) or own.exists(),
    )


def month_head(asked: Iterable[Owed], choice: Choice) -> MonthHead:
    """How much of what is asked for, in the village chosen, is still to report."""
    waiting = [each for each in asked if not each.is_reported and _is_chosen(each, choice)]
    overdue = sorted((each.period for each in waiting if each.is_overdue), key=lambda each: each.deadline)
    return MonthHead(
        len(waiting),
        len(overdue),
        tuple(dict.fromkeys(period_name(period) for period in overdue)),
        min((each.period.deadline for each in waiting if not each.is_overdue), default=None),
    )


def month_row(share: Allocation, period: Period, on: date, choice: Choice) -> MonthRow:
    """The row of one share alone, for a page that stays where it is."""
    plan = share.target.plan
    found = assess_target(share.target, plan.clamp(on)).shares
    own = next(each for each in found if each.allocation.pk == share.pk)
    asked = owed_among([own], on)
    is_reported = any(day in period for day in own.promise.shares[0].reported_days)
    owed = Owed(own, period, is_reported, is_overdue=not is_reported and period.is_closed(on))
    (owed,) = with_returned([owed], returned_of(plan, {share.pk}))
    return MonthRow(
        owed_row(plan, owed, share_ledgers([share])[share.pk], on, choice),
        period,
        frozenset(row_key(each) for each in asked if not each.is_reported),
    )


def _is_chosen(owed: Owed, choice: Choice) -> bool:
    village = owed.share.allocation.village
    return not choice.village or (village is not None and village.slug == choice.village)


def _settled(choice: Choice, asked: Sequence[Owed]) -> Choice:
    """Who reports for one village alone has no choice: the rows are named by their targets."""
    places = {each.share.allocation.village_id for each in asked}
    return replace(choice, by_village=True) if len(places) == 1 and None not in places else choice


def _groups(rows: Sequence[OwedRow], choice: Choice) -> tuple[Group, ...]:
    """The rows by target or by village; months of a share stay together, the earliest first."""
    found: dict[str, list[OwedRow]] = {}
    titles = [row.share if choice.by_village else f"{row.code} {row.name}" for row in rows]
    for title, row in zip(titles, rows, strict=True):
        found.setdefault(title, []).append(row)
    if choice.by_village and len(found) == 1:
        return (Group(rows[0].share if choice.village else "", tuple(rows)),)
    return tuple(Group(title, tuple(group)) for title, group in found.items())


def _villages(rows: Sequence[OwedRow], asked: Sequence[Owed]) -> tuple[VillageChoice, ...]:
    """The villages among the rows, by their codes; none where there is no choice."""
    known = {each.share.allocation.village for each in asked} - {None}
    if len(known) < 2:
        return ()
    return tuple(
        VillageChoice(
            village.slug,
            str(village),
            sum(row.village == village.slug and not row.is_reported for row in rows),
        )
        for village in sorted((each for each in known if each), key=lambda each: (each.code, each.pk))
    )


def _sent(plan: Plan, user: Person, on: date) -> list[Sent]:
    entries = ProgressEntry.objects.of_plan(plan).for_page()
    returned = entries.resubmittable_by(user, on)
    own = Allocation.objects.cared_for_by(user, on)
    waiting = entries.filter(reported_by=user, state=ProgressEntry.State.SUBMITTED, allocation__in=own)
    return sent_lines([*returned, *waiting], user, on)
