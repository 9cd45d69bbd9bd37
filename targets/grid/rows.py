"""Rows of the sheet (按表填报): each month of a share with what stands or is typed there, and what it comes to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import units
from targets.explaining import reads_english, stored_unit_name
from targets.grid.form import TypedCell, cell_key
from targets.grid.rules import ADDED, ZERO_REPORTED, cell_value, closed_because
from targets.grid.sheet import Place, Sheet
from targets.measures import Measure
from targets.models import Allocation, Village
from targets.models.ledger import EntryState
from targets.periods import month_end
from targets.record.entry_terms import last_base
from targets.share_ledger import ShareLedger, Standing


@dataclass(frozen=True, slots=True)
class GridCell:
    """A share in a month: what stands there with the address of its line, or what is typed there."""

    key: str
    label: str
    """Its share and month in words, for who does not see the sheet."""
    month: str
    text: str
    quantity: str
    """What stands as a plain number, for the totals shown while typing."""
    url: str
    mark: str
    """That it awaits review, or is of several entries."""
    is_returned: bool
    is_typed: bool
    is_asked: bool
    is_shown: bool
    """Whether it is of the month a narrow screen shows."""
    is_future: bool
    why: str
    """Why nothing is typed where nothing stands."""
    last_base: str
    """What a ratio was out of last time, proposed once its number is typed."""
    typed: TypedCell


@dataclass(frozen=True, slots=True)
class GridRow:
    """A share with its months, and what they come to."""

    id: int
    code: str
    name: str
    url: str
    tag: str
    unit: str
    is_ratio: bool
    is_added: bool
    """Whether its months add up."""
    takes_zero: bool
    cells: tuple[GridCell, ...]
    before: str
    total: str
    """What stands in all, as a plain number."""
    after: str
    """With what is typed, as far as it was checked."""
    goal: str
    percent: str
    spoken: tuple[GridCell, ...]
    """The cells something is to be said about."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a sheet is drawn from: what stands, what is typed, what is asked for, the month of a narrow screen."""

    sheet: Sheet
    typed: Mapping[Place, TypedCell]
    asked: Collection[Place]
    month: date


def grid_row(drawn: Drawn, share: Allocation) -> GridRow:
    """The row of one share."""
    sheet = drawn.sheet
    target, ledger = share.target, sheet.ledgers[share.pk]
    measure = Measure(target.measure)
    by_village = isinstance(sheet.of, Village)
    name = target.label if by_village else share.label
    cells = tuple(_cell(drawn, share, name, month) for month in sheet.months)
    # The ledger of a checked sheet holds what is typed too: what stands is told apart from it.
    stands = replace(ledger, lines=[line for line in ledger.lines if line.id in sheet.states])
    before, after = row_figures(stands, sheet.on), row_figures(ledger, sheet.on)
    goal = target.goal if share.goal is None and measure in (Measure.RATIO, Measure.LIMIT) else share.goal
    return GridRow(
        id=share.pk,
        code=target.code if by_village else "",
        name=name,
        url=f"{target.get_absolute_url()}#share-{share.pk}",
        tag=_tag(share, sheet.on),
        unit=stored_unit_name(ledger.unit, Decimal(2)),
        is_ratio=measure is Measure.RATIO,
        is_added=measure in ADDED,
        takes_zero=measure in ZERO_REPORTED,
        cells=cells,
        before=before.text,
        total="" if before.quantity is None else str(before.quantity),
        after=after.text if after != before else "",
        goal="" if goal is None else units.format_amount(goal) + ("%" if measure is Measure.RATIO else ""),
        percent=percent_of(after, ledger),
        spoken=tuple(cell for cell in cells if cell.typed.said or cell.typed.note or cell.typed.tick),
    )


@dataclass(frozen=True, slots=True)
class RowFigures:
    """What a row comes to, in words and as numbers; None where nothing stands."""

    text: str
    quantity: Decimal | None
    base: Decimal | None


def row_figures(ledger: ShareLedger, on: date) -> RowFigures:
    """What the lines of a share come to by that day, in its stored unit."""
    if not ledger.has_figures(on):
        return RowFigures("—", None, None)
    if ledger.measure in ADDED:
        total = ledger.before(on)
        return RowFigures(units.format_amount(total), total, None)
    last = ledger.latest(on)
    if last is None or last.quantity is None:
        return RowFigures("—", None, None)
    return RowFigures(amount_text(last.quantity, last.base), last.quantity, last.base)


def percent_of(found: RowFigures, ledger: ShareLedger) -> str:
    """The completion of a row: its ratio, or its part of the goal; nothing for a limit."""
    if found.quantity is None or ledger.measure in (Measure.LIMIT, Measure.ROUTINE):
        return ""
    whole = found.base if ledger.measure is Measure.RATIO else ledger.goal
    return units.format_percent(found.quantity / whole * 100) if whole else ""


def amount_text(quantity: Decimal, base: Decimal | None) -> str:
    """A number, or numerator and base."""
    plain = units.format_amount(quantity)
    return f"{plain} / {units.format_amount(base)}" if base else plain


def _cell(drawn: Drawn, share: Allocation, name: str, month: date) -> GridCell:
    sheet = drawn.sheet
    ledger, place = sheet.ledgers[share.pk], (share.pk, month)
    given = drawn.typed.get(place) or TypedCell(share=share.pk, month=month)
    lines = [line for line in sheet.standing(share, month) if line.id in sheet.states]
    returned = None if lines else sheet.returned.get(place)
    why = "" if lines or returned else str(closed_because(month, ledger, sheet.on, share.starts_on) or "")
    quantity, base = cell_value(lines, ledger.measure)
    nothing = _("reported") if lines else ""
    return GridCell(
        key=cell_key(share.pk, month),
        label=_("%(share)s, %(month)s") % {"share": name, "month": month_name(month)},
        month=month_name(month),
        text=nothing if quantity is None else amount_text(quantity, base),
        quantity="" if quantity is None else str(quantity),
        url=_cell_url(sheet, share, lines, returned),
        mark=_mark(lines, sheet),
        is_returned=returned is not None,
        is_typed=not (lines or returned or why) or given.is_filled,
        is_asked=place in drawn.asked and not (lines or returned or why),
        is_shown=month == drawn.month,
        is_future=month > sheet.on,
        why=why,
        last_base=last_base(ledger, month_end(month)) if ledger.measure is Measure.RATIO else "",
        typed=given,
    )


def _cell_url(sheet: Sheet, share: Allocation, lines: list[Standing], returned: int | None) -> str:
    """The line in the ledger, or the form of what came back."""
    if returned is not None:
        return reverse("targets:entry-resubmit", args=[sheet.plan.year, returned])
    if not lines:
        return ""
    place = f"entry-{lines[0].id}" if len(lines) == 1 else "ledger"
    return f"{share.target.get_absolute_url()}#{place}"


def _mark(lines: list[Standing], sheet: Sheet) -> str:
    said = []
    if len(lines) > 1:
        said.append(ngettext("%(count)d entry", "%(count)d entries", len(lines)) % {"count": len(lines)})
    if any(line.id in sheet.waiting for line in lines):
        said.append(str(EntryState.SUBMITTED.label))
    return _(", ").join(said)


def _tag(share: Allocation, on: date) -> str:
    if share.ended_on and share.ended_on <= on:
        return _("Ended")
    if share.is_unplanned:
        return _("beside the plan")
    return "" if share.is_owed else _("not owed")


def month_name(month: date) -> str:
    """9月, "Sep"."""
    return date_format(month, "M") if reads_english() else _("month %(month)d") % {"month": month.month}
