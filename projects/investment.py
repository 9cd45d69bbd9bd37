"""The investment of a project in its year: by month, what the curve says in words, and the months as a table."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import django_tables2 as tables
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.assessment import Assessed
from projects.explaining import distance
from projects.report_rules import MONEY
from projects.status import completed
from targets.schedule import expected_percent, rounded
from targets.units import format_amount, format_percent


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """A month with a figure, in 万元."""

    day: date
    """The day the figure stands for."""
    added: Decimal
    total: Decimal
    expected: Decimal | None
    """Of the year's plan by time; None where none was planned."""

    @property
    def added_text(self) -> str:
        return format_amount(self.added)

    @property
    def total_text(self) -> str:
        return format_amount(self.total)

    @property
    def expected_text(self) -> str:
        return "" if self.expected is None else format_amount(self.expected)


def month_totals(assessed: Assessed) -> tuple[MonthTotal, ...]:
    """The months of the year with a figure, in their order."""
    found, total = [], Decimal(0)
    for each in assessed.reports:
        if each.investment is not None:
            total += each.investment
            day = each.happened_on
            found.append(MonthTotal(day, each.investment, total, _expected(assessed, day)))
    return tuple(found)


def _expected(assessed: Assessed, day: date) -> Decimal | None:
    """What time asks of the year's plan by a day, rounded half-up to 0.01 万元."""
    planned, terms = assessed.year.year_investment, assessed.works.terms
    if planned is None:
        return None
    hundredths = Fraction(planned) * expected_percent(day, starts_on=terms.starts_on, due_on=terms.ends_on)
    return Decimal(int(hundredths + Fraction(1, 2))) / 100


def finding(assessed: Assessed, on: date) -> str:
    """What the curve says: done of what was planned, and how far that is from what time asks."""
    planned, done = assessed.year.year_investment, assessed.works.invested
    said = {"day": date_format(on), "plan": format_amount(planned or Decimal(0))}
    if done is None:
        return _("By %(day)s no investment of the %(plan)s 万元 planned for the year was reported") % said
    said["done"] = format_amount(done)
    pace = assessed.standing.pace
    if pace is None:
        return _("By %(day)s %(done)s 万元 were invested this year") % said
    said |= {"percent": format_percent(pace.completion), "gap": distance(pace.gap)}
    return (
        _(
            "By %(day)s %(done)s of the %(plan)s 万元 planned for the year were invested, %(percent)s: "
            "against time %(gap)s"
        )
        % said
    )


@dataclass(frozen=True, slots=True)
class InvestmentLine:
    """A month with the project it belongs to."""

    code: str
    name: str
    month: MonthTotal
    share: Decimal | None
    """Percent of the year's plan."""
    gap: Decimal | None
    """Points against time."""
    unit: str = MONEY


class InvestmentTable(tables.Table):
    """Rows are `InvestmentLine`s; figures are exported as numbers."""

    code = tables.Column(verbose_name=gettext_lazy("Code"))
    name = tables.Column(verbose_name=gettext_lazy("Project"))
    day = tables.Column(verbose_name=gettext_lazy("Up to"), accessor="month__day")
    added = tables.Column(verbose_name=gettext_lazy("New in this month"), accessor="month__added")
    total = tables.Column(verbose_name=gettext_lazy("Total so far this year"), accessor="month__total")
    expected = tables.Column(verbose_name=gettext_lazy("By time"), accessor="month__expected")
    unit = tables.Column(verbose_name=gettext_lazy("Unit"))
    share = tables.Column(verbose_name=gettext_lazy("Share of the plan (%)"))
    gap = tables.Column(verbose_name=gettext_lazy("Against time (points)"))

    def value_day(self, value: date) -> date:
        return value

    def value_added(self, value: Decimal) -> Decimal:
        return value

    def value_total(self, value: Decimal) -> Decimal:
        return value

    def value_expected(self, value: Decimal) -> Decimal:
        return value

    def value_share(self, value: Decimal) -> Decimal:
        return value

    def value_gap(self, value: Decimal) -> Decimal:
        return value


def investment_table(assessed: Assessed) -> InvestmentTable:
    """The figures behind the curve; no line where none was reported."""
    project = assessed.year.project
    return InvestmentTable(
        [
            InvestmentLine(project.code, project.label, month, *_against_time(assessed, month))
            for month in month_totals(assessed)
        ]
    )


def _against_time(assessed: Assessed, month: MonthTotal) -> tuple[Decimal | None, Decimal | None]:
    planned, terms = assessed.year.year_investment, assessed.works.terms
    if planned is None:
        return None, None
    share = completed(month.total, planned)
    expected = expected_percent(month.day, starts_on=terms.starts_on, due_on=terms.ends_on)
    return share, share - rounded(expected)
