"""What a row of an uploaded sheet says: the figure typed in it, or a sentence for each cell at fault."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from targets import units
from targets.amounts import Unreadable
from targets.dates import NOT_A_DATE, read_day
from targets.explaining import stored_unit_name
from targets.ledger_rules import Figure
from targets.models import Allocation, ProgressEntry
from targets.periods import Period
from targets.record.entry_forms import unused_fields
from targets.record.record_page import outside
from targets.share_ledger import ShareLedger
from targets.workbook.columns import BY_NAME, TYPED, modes, origins, plain, ticks
from targets.workbook.printing import PLURAL
from targets.workbook.reading import SheetLine, as_typed

LONGEST_WORDS = 2000
"""As in the form of one figure."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""A number between them in the column of dates is a day as spreadsheets count them (1954 to 2119)."""
DAY_0, DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)

Faults = dict[str, Any]
"""A sentence for each column at fault."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a row is to report: whose share, for which period, and its steps by their names."""

    share: Allocation
    period: Period
    ledger: ShareLedger
    steps: dict[str, int]
    is_1904: bool


def is_blank(line: SheetLine) -> bool:
    """Whether nobody filled in this row: what the workbook proposes by itself does not count."""
    return not line.formulas and not any(line.text(name) for name in TYPED)


def figure_of(line: SheetLine, asked: Asked) -> Figure:
    """The figure of a row; raises ValidationError with a sentence for each column at fault."""
    faults: Faults = {}
    if line.is_merged:
        faults["amount"] = _("Cells of this row are merged: separate them, and fill in each row by itself.")
    for name in line.formulas:
        faults[name] = _("This is a formula or an error: type the number itself, or paste it as a value.")
    unused = unused_fields(asked.ledger.measure, bool(asked.ledger.unit), has_units=True)
    day = _day(line, asked, faults)
    given: dict[str, Any] = {
        "mode": _chosen(line, "mode", modes(), faults) if "mode" not in unused else "",
        "origin": _chosen(line, "origin", origins(), faults) or ProgressEntry.Origin.OFFICE,
        "unit": _unit(line, asked.ledger.unit, faults) if "unit" not in unused else "",
        "confirmed": bool(_chosen(line, "confirmed", ticks(), faults)),
        "step_id": _step(line, asked, faults),
        "amount": _amount(line, "amount", asked, faults),
        "base": _amount(line, "base", asked, faults),
        **{name: _words(line, name, faults) for name in ("note", "problem", "next_step", "informant_post")},
    }
    _refuse_unused(line, unused, faults)
    if "mode" not in unused and not given["mode"]:
        faults.setdefault("mode", _("Choose whether this is new in the period or the total so far."))
    if faults:
        raise ValidationError(faults)
    assert day is not None
    return Figure(happened_on=day, **{**given, "mode": given["mode"] or ProgressEntry.Mode.INCREMENT})


def _refuse_unused(line: SheetLine, unused: set[str], faults: Faults) -> None:
    """What was typed in a cell this target has no use for is not dropped silently."""
    for name in ("amount", "base", "step"):
        if name in unused and line.text(name):
            faults.setdefault(name, _("Nothing is filled in here for this target: empty the cell."))


def _day(line: SheetLine, asked: Asked, faults: Faults) -> date | None:
    try:
        day = _read_day(line, asked)
    except Unreadable as refusal:
        faults.setdefault("happened_on", refusal.sentence)
        return None
    if day not in asked.period:
        faults.setdefault("happened_on", outside(asked.period))
    return day


def _read_day(line: SheetLine, asked: Asked) -> date:
    cell = line.cells.get("happened_on")
    if isinstance(cell, int | float) and FIRST_SERIAL < cell < LAST_SERIAL:
        return (DAY_0_OF_1904 if asked.is_1904 else DAY_0) + timedelta(days=int(cell))
    if isinstance(cell, float) and not cell.is_integer():
        raise Unreadable(NOT_A_DATE)  # a spreadsheet makes 9.3 of 9.30 too
    plan = asked.share.target.plan
    return read_day(as_typed(cell), first=plan.starts_on, last=plan.ends_on)


def _chosen(line: SheetLine, name: str, words: dict[str, str], faults: Faults) -> str:
    """What was chosen of a list, in any language of the site; "" where the cell is empty."""
    typed = line.text(name)
    if typed and plain(typed) not in words:
        faults.setdefault(
            name, _("“%(typed)s” is not in the list: choose one of it.") % {"typed": typed[:40]}
        )
    return words.get(plain(typed), "")


def _unit(line: SheetLine, stored: str, faults: Faults) -> str:
    """The code of the unit beside the amount, by its code or its name; the stored one where none stands."""
    typed = line.text("unit")
    for each in units.alternatives(stored):
        if typed in ("", each.code, stored_unit_name(each.code, PLURAL), each.plural_en, each.name_en):
            return each.code
    accepted = " / ".join(each.code for each in units.alternatives(stored))
    faults.setdefault(
        "unit",
        _("This row is counted in %(units)s, not in “%(typed)s”.") % {"units": accepted, "typed": typed[:20]},
    )
    return ""


def _step(line: SheetLine, asked: Asked, faults: Faults) -> int | None:
    typed = line.text("step")
    if not typed:
        return None
    step = asked.steps.get(plain(typed))
    if step is None:
        faults.setdefault("step", _("This share has no step “%(typed)s”.") % {"typed": typed[:80]})
    return step


def _amount(line: SheetLine, name: str, asked: Asked, faults: Faults) -> str:
    cell = line.cells.get(name)
    if isinstance(cell, list):
        faults.setdefault(
            name, _("A date stands here: set the cell to the format “General” and type the number again.")
        )
        return ""
    if asked.ledger.unit == "%" and isinstance(cell, int | float) and 0 < abs(cell) <= 1:
        # A cell in the format of percentages holds 0.985 where 98.5% was typed.
        shown = units.format_percent(units.HUNDRED * Decimal(str(cell)))
        faults.setdefault(
            name,
            _(
                "It is not clear whether this is %(one)s%% or %(other)s: format the cell as text and type it with %%."
            )
            % {"one": as_typed(cell), "other": shown},
        )
        return ""
    return line.text(name)


def _words(line: SheetLine, name: str, faults: Faults) -> str:
    text = line.text(name)
    if len(text) > LONGEST_WORDS:
        faults.setdefault(
            name,
            _("“%(column)s” is too long: at most %(most)d characters.")
            % {"column": str(BY_NAME[name].heading), "most": LONGEST_WORDS},
        )
    return text
