"""From rows to report to the cells of a workbook, in the reader's language."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from targets import units
from targets.explaining import stored_unit_name
from targets.measures import Measure
from targets.models import Demonstration, Plan, ProgressEntry
from targets.people import Person
from targets.record.entry_forms import unused_fields
from targets.record.record_page import period_name, so_far
from targets.workbook.columns import ENTRIES
from targets.workbook.keys import signed
from targets.workbook.rows import SheetRow
from targets.workbook.writing import PrintedRow, write_book

PLURAL = Decimal(2)


def workbook_of(plan: Plan, user: Person, on: date, rows: Sequence[SheetRow]) -> bytes:
    """The workbook of these rows, as this user downloads it that day."""
    return write_book(title_of(plan, user, on), [printed(row) for row in rows])


def title_of(plan: Plan, user: Person, on: date) -> list[str]:
    """Whose workbook it is, and how it is filled in."""
    named = _("%(year)d targets: figures to report · %(who)s · %(day)s") % {
        "year": plan.year,
        "who": str(user),
        "day": on.isoformat(),
    }
    if Demonstration.loaded_on():
        named = _("DEMONSTRATION DATA - %(notice)s") % {"notice": named}
    return [
        named,
        _(
            "Fill in the yellow cells only, and leave the rest of a row empty if there is nothing to report. "
            "Amounts may be typed as 1200, 1.2万 or 0.8公顷, dates as 2021-06-05."
        ),
        _(
            "Do not change or sort the other columns. Then upload the file on the page “Workbook”: "
            "you see what each row changes before anything is stored."
        ),
    ]


def printed(row: SheetRow) -> PrintedRow:
    """The cells of one row: what is known, what is proposed, and which may be typed in."""
    target, ledger = row.share.target, row.ledger
    measure = Measure(target.measure)
    offered = units.alternatives(ledger.unit) if ledger.unit else ()
    unused = unused_fields(measure, bool(ledger.unit), len(offered) > 1)
    is_percent = ledger.unit == "%"
    values: dict[str, Any] = {
        "key": signed(row.key),
        "code": target.code,
        "target": target.label,
        "share": row.share.label,
        "definition": target.definition,
        "measure": str(measure.label),
        "unit": stored_unit_name(ledger.unit, PLURAL) if ledger.unit else "",
        "goal": "" if ledger.goal is None else _goal(ledger.goal, measure),
        "so_far": _so_far(row, measure),
        "period": period_name(row.period),
        "happened_on": row.day,
        "origin": str(_origin(row).label),
    }
    if "mode" not in unused:
        values["mode"] = str(ProgressEntry.Mode.INCREMENT.label)
    return PrintedRow(
        values=values,
        unlocked=frozenset(ENTRIES) - unused,
        steps=row.steps,
        units=tuple(_unit_names(ledger.unit)) if "unit" not in unused else (),
        is_percent=is_percent,
    )


def _unit_names(code: str) -> list[str]:
    """What a figure may be typed in; 头 and 只 have one name in English."""
    return list(dict.fromkeys(stored_unit_name(each.code, PLURAL) for each in units.alternatives(code)))


def _origin(row: SheetRow) -> ProgressEntry.Origin:
    """Where a figure comes from unless it is said: a village's from the village."""
    return ProgressEntry.Origin.VILLAGE if row.share.village_id else ProgressEntry.Origin.OFFICE


def _goal(goal: Decimal, measure: Measure) -> Any:
    return f"{units.format_amount(goal)}%" if measure is Measure.RATIO else goal


def _so_far(row: SheetRow, measure: Measure) -> Any:
    """What stands up to the proposed day, in the stored unit that the row is filled in in."""
    if measure is Measure.STEPS or (measure is Measure.ROUTINE and not row.ledger.unit):
        return so_far(row.ledger, row.day)
    last = row.ledger.latest(row.day)
    if last is None or last.quantity is None:
        return ""
    if measure is Measure.RATIO and last.base:
        return f"{units.format_amount(last.quantity)} / {units.format_amount(last.base)}"
    return last.quantity if measure.takes_latest else row.ledger.before(row.day)
