"""The pages on which a figure is logged: what is owed now, what stood before, what it would become."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from targets import units
from targets.assessment import assess_target
from targets.explaining import figure, joined, reasons
from targets.ledger_lines import LedgerLine, ledger_lines
from targets.ledger_rules import Figure, ShareLedger, interpret
from targets.measures import Measure
from targets.models import Allocation, Plan, ProgressEntry
from targets.owing import asked_periods, with_reported
from targets.people import Person
from targets.periods import Cadence, Period
from targets.rows import TargetRow, row_of
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A share this user reports for, in the period asked for."""

    code: str
    name: str
    share: str
    so_far: str
    goal: str
    deadline: date
    period: str
    is_reported: bool
    can_repeat: bool
    """Whether “nothing new” has a meaning: a level or ratio needs a figure to repeat."""
    url: str
    nothing_new_url: str
    token: UUID


@dataclass(frozen=True, slots=True)
class MonthPage:
    """What a user has to report, has reported, and got back."""

    owed: tuple[OwedRow, ...]
    reported: tuple[OwedRow, ...]
    returned: tuple[LedgerLine, ...]
    waiting: tuple[LedgerLine, ...]
    deadline: date | None


def month_page(plan: Plan, user: Person, on: date) -> MonthPage:
    """My month: six queries, however many shares."""
    own = Allocation.objects.reportable_by(user, on).open(on)
    shares = with_reported(own, plan, on).filter(target__plan=plan, is_owed=True)
    listed = list(
        shares.select_related("target__plan", "village", "office").order_by("target__section__number", "pk")
    )
    ledgers = share_ledgers(listed)
    asked = asked_periods(plan, on)
    rows = [_owed_row(share, ledgers[share.pk], asked[Cadence(share.target.cadence)], on) for share in listed]
    rows.sort(key=lambda row: tuple(int(part) for part in row.code.split(".")))
    entries = ProgressEntry.objects.of_plan(plan).for_page()
    returned = entries.resubmittable_by(user, on)
    waiting = entries.filter(reported_by=user, state=ProgressEntry.State.SUBMITTED)
    lines = ledger_lines([*returned, *waiting])
    owed = tuple(row for row in rows if not row.is_reported)
    return MonthPage(
        owed,
        tuple(row for row in rows if row.is_reported),
        tuple(line for line in lines if line.state == ProgressEntry.State.RETURNED),
        tuple(line for line in lines if line.state == ProgressEntry.State.SUBMITTED),
        min((row.deadline for row in owed), default=None),
    )


def _owed_row(share: Any, ledger: ShareLedger, period: Period, on: date) -> OwedRow:
    year = share.target.plan.year
    latest = Measure(share.target.measure).takes_latest
    return OwedRow(
        code=share.target.code,
        name=share.target.label,
        share=share.label,
        so_far=so_far(ledger, on),
        goal=""
        if ledger.goal is None or share.target.measure == Measure.RATIO
        else figure(ledger.goal, ledger.unit),
        deadline=period.deadline,
        period=period_name(period),
        is_reported=share.is_reported,
        can_repeat=not latest or ledger.latest(on) is not None,
        url=reverse("targets:record-share", args=[year, share.pk]),
        nothing_new_url=reverse("targets:record-nothing-new", args=[year, share.pk]),
        token=uuid4(),
    )


def period_name(period: Period) -> str:
    """ "September", or "July–September"; in Chinese 9月, 7—9月."""
    first, last = period.starts_on.month, period.ends_on.month
    if first == last:
        return _("month %(month)d") % {"month": first}
    return _("months %(first)d–%(last)d") % {"first": first, "last": last}


def so_far(ledger: ShareLedger, on: date) -> str:
    """What stands for a share by that day, submitted figures included."""
    match ledger.measure:
        case Measure.STEPS:
            return _("%(done)d of %(total)d steps") % {
                "done": len(ledger.steps_done()),
                "total": len(ledger.step_ids),
            }
        case Measure.LEVEL | Measure.RATIO:
            last = ledger.latest(on)
            return (
                _latest_text(last.quantity, last.base, ledger.unit)
                if last and last.quantity is not None
                else "—"
            )
        case Measure.ROUTINE if not ledger.unit:
            count = sum(not line.is_reversed and line.happened_on <= on for line in ledger.lines)
            return _("%(count)d reports") % {"count": count}
    return figure(ledger.before(on), ledger.unit)


def _latest_text(quantity: Decimal, base: Decimal | None, unit: str) -> str:
    return f"{units.format_amount(quantity)} / {figure(base, unit)}" if base else figure(quantity, unit)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """What stands beside the form of one share."""

    row: TargetRow
    explanation: str
    so_far: str
    goal: str
    unit: str
    period: str
    deadline: date
    is_closed: bool
    default_day: date
    recent: tuple[LedgerLine, ...]
    preview_url: str


def record_page(share: Allocation, on: date) -> RecordPage:
    """The surroundings of a share's form. The plan's days bound the day proposed."""
    plan = share.target.plan
    assessment = assess_target(share.target, plan.clamp(on))
    ledger = share_ledgers([share])[share.pk]
    period = asked_periods(plan, on)[Cadence(share.target.cadence)]
    recent = ProgressEntry.objects.filter(allocation=share).standing().for_page()[:3]
    return RecordPage(
        row=row_of(assessment),
        explanation=joined(reasons(assessment)),
        so_far=so_far(ledger, on),
        goal="" if ledger.goal is None else figure(ledger.goal, share.target.unit),
        unit=share.stored_unit,
        period=period_name(period),
        deadline=period.deadline,
        is_closed=period.is_closed(on),
        default_day=max(min(on, period.ends_on), plan.starts_on),
        recent=tuple(ledger_lines(recent)),
        preview_url=reverse("targets:record-preview", args=[plan.year, share.pk]),
    )


def entry_initial(entry: ProgressEntry, *, as_increment: bool = False) -> dict[str, Any]:
    """The fields of a form as an entry was typed; `as_increment` where a total so far was typed.

    A correction asks what this one line should add, so a total is shown as what it added.
    """
    stored = "" if entry.quantity is None else units.format_amount(entry.quantity)
    amount = entry.typed_amount or stored
    unit = entry.typed_unit or entry.allocation.stored_unit
    if as_increment and entry.typed_mode == ProgressEntry.Mode.TOTAL:
        amount, unit = stored, entry.allocation.stored_unit
    return {
        "happened_on": entry.happened_on,
        "amount": amount,
        "unit": unit,
        "mode": entry.typed_mode or ProgressEntry.Mode.INCREMENT,
        "base": "" if entry.base is None else units.format_amount(entry.base),
        "step": entry.step_id,
        "note": entry.note,
        "problem": entry.problem,
        "next_step": entry.next_step,
        "origin": entry.origin,
        "informant": entry.informant_id,
        "informant_post": entry.informant_post,
        "token": uuid4(),
    }


@dataclass(frozen=True, slots=True)
class Delta:
    """Before → after of a figure, or why it cannot stand."""

    before: str
    after: str
    added: str
    percent: str
    refusals: tuple[str, ...]


def preview_of(share: Allocation, given: Figure, today: date) -> Delta | None:
    """What a figure would change; None where nothing can be said yet."""
    ledger = share_ledgers([share])[share.pk]
    if not given.amount.strip():
        return None
    try:
        values = interpret(given, ledger, today)
    except ValidationError as refusal:
        return Delta("", "", "", "", tuple(_sentences(refusal)))
    if values.quantity is None:
        return None
    if Measure(share.target.measure).takes_latest:
        last = ledger.latest(given.happened_on)
        before = (
            _latest_text(last.quantity, last.base, ledger.unit) if last and last.quantity is not None else "—"
        )
        after = _latest_text(values.quantity, values.base, ledger.unit)
        ratio = f"{values.quantity / values.base * 100:.1f}%" if values.base else ""
        return Delta(before, after, "", ratio, ())
    stood = ledger.before(given.happened_on)
    after_all = stood + values.quantity
    return Delta(
        figure(stood, ledger.unit),
        figure(after_all, ledger.unit),
        f"+{figure(values.quantity, ledger.unit)}",
        f"{after_all / ledger.goal * 100:.1f}%" if ledger.goal else "",
        (),
    )


def _sentences(refusal: ValidationError) -> Iterable[str]:
    """The sentences of a refusal, without the wish for a note: that is asked when the form is sent."""
    for name, errors in refusal.error_dict.items():
        if name == "note":
            continue
        for error in errors:
            yield from error.messages
