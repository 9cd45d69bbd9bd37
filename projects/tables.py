"""The list of projects as a table: every column sorts; exported in the columns of the official ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from projects.rows import ProjectRow
from targets.boards.tables import NUMBER


class Money(tables.Column):
    """万元 as people write it; exported as a number."""

    def __init__(self, **options: Any) -> None:
        super().__init__(attrs=NUMBER, **options)

    def render(self, record: ProjectRow, bound_column: Any) -> str:
        return record.text(bound_column.accessor)

    def value(self, value: Decimal | None) -> Decimal | None:
        return value


class ProjectTable(tables.Table):
    """项目名称 · 建设内容及规模 · 总投资 · 年度计划投资 · 完成投资 · 占年度计划% · 超/欠时间进度 · 形象进度 · …"""

    code = tables.Column(verbose_name=_("Code"), attrs={"td": {"class": "code nowrap"}})
    name = tables.Column(verbose_name=_("Project"), attrs={"td": {"class": "lead"}})
    kind = tables.Column(verbose_name=_("Kind"), visible=False)
    villages = tables.Column(verbose_name=_("Villages"), visible=False)
    office = tables.Column(verbose_name=_("Office"), visible=False)
    scale = tables.Column(verbose_name=_("Content and scale"), visible=False)
    total_investment = Money(verbose_name=_("Total investment (万元)"))
    year_investment = Money(verbose_name=_("Planned for the year (万元)"))
    invested = Money(verbose_name=_("Done this year (万元)"))
    invested_in_all = Money(verbose_name=_("Done in all (万元)"), visible=False)
    completion = tables.Column(verbose_name=_("Share of the plan (%)"), attrs=NUMBER)
    gap = tables.Column(verbose_name=_("Against time (points)"), attrs=NUMBER)
    progress = tables.Column(verbose_name=_("Progress of the works"), visible=False)
    start = tables.Column(verbose_name=_("Start of works"))
    nature = tables.Column(verbose_name=_("Continued or new"), visible=False)
    stage = tables.Column(verbose_name=_("Stage"))
    status = tables.Column(verbose_name=_("Status"), order_by=("severity", "code"))
    planned = tables.Column(verbose_name=_("Planned"), visible=False)
    actual = tables.Column(verbose_name=_("Actual"), visible=False)
    problem = tables.Column(verbose_name=_("Problem"), visible=False)
    next_step = tables.Column(verbose_name=_("Next step"), visible=False)
    last_reported = tables.Column(verbose_name=_("Last reported"), attrs=NUMBER)

    caption = _("Projects")

    class Meta:
        attrs = {"class": "table reflow projects"}
        empty_text = _("No project fits these filters.")

    def __init__(self, *args: Any, query: str = "", **options: Any) -> None:
        """`query`: the day and knowledge that links carry on (`AsOf.query`)."""
        self.query = query
        super().__init__(*args, **options)

    def render_name(self, value: str, record: ProjectRow) -> str:
        return format_html('<a href="{}{}">{}</a>', record.url, self.query, value)

    def value_name(self, value: str) -> str:
        return value

    def render_status(self, record: ProjectRow) -> str:
        return get_template("components/status.html").render({"verdict": record.status})

    def value_status(self, record: ProjectRow) -> str:
        return str(record.status.label)

    def render_completion(self, record: ProjectRow) -> str:
        return record.percent

    def value_completion(self, value: Decimal | None) -> Decimal | None:
        return value

    def render_gap(self, record: ProjectRow) -> str:
        return record.gap_text

    def value_gap(self, value: Decimal | None) -> Decimal | None:
        return value

    def render_last_reported(self, value: date) -> str:
        return date_format(value, "MONTH_DAY_FORMAT")

    def value_last_reported(self, value: date) -> date:
        return value
