"""The months under a curve as a table to export."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from targets.asof import Known
from targets.assessment import Assessment, assess
from targets.curves.figures import MonthRow, month_rows
from targets.curves.year_before import YearBefore, year_before
from targets.explaining import unit_name
from targets.measures import Promise
from targets.models import Plan, Target, Village


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
    increment = tables.Column(verbose_name=_("Change in the month"), accessor="month__increment")
    achieved = tables.Column(verbose_name=_("Achieved"), accessor="month__achieved")
    expected = tables.Column(verbose_name=_("By plan"), accessor="month__expected")
    gap = tables.Column(verbose_name=_("Against plan"), accessor="month__gap")
    last_year = tables.Column(verbose_name=_("Same time last year"), accessor="month__last_year")
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

    def value_last_year(self, value: Decimal) -> Decimal:
        return value


def months_table(assessment: Assessment) -> MonthTable:
    """The months of a target's curve; no line for a target that has none."""
    before = year_before(assessment.target, assessment.on, assessment.known)
    return _table(_lines(assessment, assessment.promise, before))


def village_months(plan: Plan, village: Village, on: date, known: Known = Known.NOW) -> MonthTable:
    """The months of all shares of a village that have a curve, target by target."""
    targets = Target.objects.filter(plan=plan).added_by(on).of_villages([village])
    lines: list[MonthLine] = []
    for assessment in sorted(assess(plan, on, targets, known), key=lambda each: each.order):
        for share in assessment.shares:
            if share.allocation.village_id == village.pk and share.is_shown:
                lines += _lines(assessment, share.promise)
    return _table(lines)


def _table(lines: list[MonthLine]) -> MonthTable:
    """With the year before where there is one."""
    has_last_year = any(line.month.last_year is not None for line in lines)
    return MonthTable(lines, exclude=() if has_last_year else ("last_year",))


def _lines(assessment: Assessment, promise: Promise, before: YearBefore | None = None) -> list[MonthLine]:
    target, unit = assessment.target, unit_name(promise.unit)
    rows = month_rows(promise, assessment.on, assessment.year, before)
    return [MonthLine(target.code, target.label, unit, row) for row in rows]
