"""Before → after of a figure that is being typed: nothing is stored."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets import units
from targets.amounts import Unreadable, read_amount_in
from targets.explaining import figure, stored_figure
from targets.ledger_rules import Figure, Values, asked_for, readable
from targets.models import Allocation
from targets.record.entry_terms import period_at
from targets.record.record_page import latest_text, period_name, proposed_day
from targets.share_ledger import ShareLedger, Standing
from targets.standing import share_ledgers


@dataclass(frozen=True, slots=True)
class Delta:
    """Before → after of a figure, empty where it cannot stand; and what is to be said about it."""

    before: str
    after: str
    added: str
    percent: str
    remarks: tuple[str, ...]
    read: str = ""
    """What the amount was read as, where it was not typed as a plain number."""
    months: str = ""
    """For which month it counts, where that is not the one asked for."""
    line: tuple[str, str] | None = None
    """Of a correction: the entry itself, before and after."""
    asks: tuple[str, ...] = ()
    """The fields a figure of this size still asks for: the note, the tick."""


def preview_of(share: Allocation, given: Figure, today: date) -> Delta | None:
    """What a figure would change; None where nothing can be said yet."""
    ledger = share_ledgers([share])[share.pk]
    values = _values(given, ledger, today)
    if values is None or isinstance(values, Delta):
        return values
    wishes = asked_for(values, given, ledger)
    before, after, added, percent = _sums(given, values, ledger)
    return Delta(
        before,
        after,
        added,
        percent,
        remarks=tuple(str(wish) for wish in wishes.values()),
        read=_reading(given, ledger),
        months=_other_month(share, ledger, given.happened_on, today),
        asks=tuple(wishes),
    )


def correction_preview_of(
    share: Allocation, given: Figure | None, today: date, original_id: int
) -> Delta | None:
    """What a correction would change: the entry itself, and what stands in all; `given` is None to take it back."""
    full = share_ledgers([share])[share.pk]
    ledger = full.without(original_id)
    original = next((line for line in full.lines if line.id == original_id), None)
    if original is None or original.quantity is None:
        return None
    values: Values | Delta | None = Values()
    if given is not None:
        # The reason stands for the note.
        given = replace(given, note=given.note.strip() or "-")
        values = _values(given, ledger, today)
    if values is None or isinstance(values, Delta):
        return values
    wishes = asked_for(values, given, ledger) if given else {}
    before, after, percent = _totals(full, ledger, given, values, today)
    return Delta(
        before,
        after,
        "",
        percent,
        remarks=tuple(str(wish) for wish in wishes.values()),
        asks=tuple(wishes),
        read=_reading(given, ledger) if given else "",
        months=_moved(share, original.happened_on, given.happened_on) if given else "",
        line=_line(original, values, ledger),
    )


def _values(given: Figure, ledger: ShareLedger, today: date) -> Values | Delta | None:
    """The figure as read; why it cannot stand; None where there is no figure."""
    if not given.amount.strip():
        return None
    try:
        values = readable(given, ledger, today)
    except ValidationError as refusal:
        return Delta("", "", "", "", tuple(refusal.messages))
    return values if values.quantity is not None else None


def _sums(given: Figure, values: Values, ledger: ShareLedger) -> tuple[str, str, str, str]:
    """What stands on the day of a figure and with it, what it adds, and the percentage after."""
    assert values.quantity is not None
    if ledger.measure.takes_latest:
        percent = units.format_percent(values.quantity / values.base * 100) if values.base else ""
        after = latest_text(values.quantity, values.base, ledger.unit)
        return _latest(ledger.latest(given.happened_on), ledger.unit), after, "", percent
    stood = ledger.before(given.happened_on)
    total = stood + values.quantity
    added = f"+{figure(values.quantity, ledger.unit)}"
    return figure(stood, ledger.unit), figure(total, ledger.unit), added, _percent(total, ledger)


def _totals(
    full: ShareLedger, ledger: ShareLedger, given: Figure | None, values: Values, today: date
) -> tuple[str, str, str]:
    """What stands today with the entry as it is, and with it corrected; and the percentage after."""
    if not ledger.measure.takes_latest:
        total = ledger.before(today) + (values.quantity or Decimal(0))
        return figure(full.before(today), full.unit), figure(total, full.unit), _percent(total, full)
    rest = ledger.latest(today)
    before, after = _latest(full.latest(today), full.unit), _latest(rest, full.unit)
    if given and values.quantity is not None and (rest is None or rest.happened_on <= given.happened_on):
        after = latest_text(values.quantity, values.base, full.unit)
    return before, after, ""


def _line(original: Standing, values: Values, ledger: ShareLedger) -> tuple[str, str]:
    """The corrected entry itself, before and after; a change of amount with its sign."""
    assert original.quantity is not None
    before = latest_text(original.quantity, original.base, ledger.unit)
    if values.quantity is None:
        return before, _("taken back")
    after = latest_text(values.quantity, values.base, ledger.unit)
    change = values.quantity - original.quantity
    if not change or ledger.measure.takes_latest:
        return before, after
    sign = "−" if change < 0 else "+"
    return before, _("%(after)s, %(change)s") % {
        "after": after,
        "change": f"{sign}{figure(abs(change), ledger.unit)}",
    }


def _percent(total: Decimal, ledger: ShareLedger) -> str:
    return units.format_percent(total / ledger.goal * 100) if ledger.goal else ""


def _latest(last: Standing | None, unit: str) -> str:
    return latest_text(last.quantity, last.base, unit) if last and last.quantity is not None else "—"


def _reading(given: Figure, ledger: ShareLedger) -> str:
    """What the amount was read as, in the stored unit; empty where it was typed so."""
    try:
        quantity = read_amount_in(given.amount, ledger.unit, chosen_code=given.unit)[0]
    except Unreadable:
        return ""
    if given.amount.strip() in (f"{quantity}", units.format_amount(quantity)):
        return ""
    return _("read as %(figure)s") % {"figure": stored_figure(quantity, ledger.unit)}


def _other_month(share: Allocation, ledger: ShareLedger, day: date, today: date) -> str:
    """Where the day lies in another period than the one asked for: which, and whether it is made up later."""
    period = period_at(share, day)
    if proposed_day(share, today) in period:
        return ""
    if ledger.is_late(day, today):
        return _("counts for %(period)s, made up later") % {"period": period_name(period)}
    return _("counts for %(period)s") % {"period": period_name(period)}


def _moved(share: Allocation, before: date, after: date) -> str:
    """That a correction takes a figure to another month."""
    old, new = period_at(share, before), period_at(share, after)
    if old == new:
        return ""
    return _("moves from %(old)s to %(new)s") % {"old": period_name(old), "new": period_name(new)}
