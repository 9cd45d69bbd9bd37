"""The months under a curve as a table to export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from targets.assessment import Assessment
from targets.curve_figures import MonthRow, month_rows
from targets.explaining import unit_name


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month with the target it belongs to."""

    code: str
    name: str
    unit: str
    month: MonthRow

    @property
    def status(self) -> str:
        """The verdict of the month in words; empty for one to come."""
        return str(self.month.verdict.label) if self.month.verdict else ""


class MonthTable(tables.Table):
    """Rows are `MonthLine`s, of one target or share or of several."""

    code = tables.Column(verbose_name=_("Code"))
    name = tables.Column(verbose_name=_("Target"))
    day = tables.Column(verbose_name=_("Up to"), accessor="month__day")
    increment = tables.Column(verbose_name=_("New in the month"), accessor="month__increment")
    achieved = tables.Column(verbose_name=_("Achieved"), accessor="month__achieved")
    expected = tables.Column(verbose_name=_("Planned"), accessor="month__expected")
    gap = tables.Column(verbose_name=_("Against plan"), accessor="month__gap")
    unit = tables.Column(verbose_name=_("Unit"))
    status = tables.Column(verbose_name=_("Status then"))

    def value_day(self, value: date) -> date:
        return value

    def value_increment(self, value: Decimal) -> Decimal:
        return value

    def value_achieved(self, value: Decimal) -> Decimal:
        return value

    def value_expected(self, value: Decimal) -> Decimal:
        return value

    def value_gap(self, value: Decimal) -> Decimal:
        return value


def months_table(assessment: Assessment) -> MonthTable:
    """The months of a target's curve; no line for a target that has none."""
    target, unit = assessment.target, unit_name(assessment.promise.unit)
    return MonthTable(lines_of(target.code, target.label, unit, month_rows(assessment)))


def lines_of(code: str, name: str, unit: str, rows: Sequence[MonthRow]) -> list[MonthLine]:
    """The months of one target or share, each with its name."""
    return [MonthLine(code, name, unit, row) for row in rows]
