"""Lists of targets as tables: every column sorts, and exports as seen."""

from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.core.paginator import InvalidPage
from django.template.loader import get_template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from targets.boards.rows import TargetRow

PER_PAGE = 100
NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}


class TargetTable(tables.Table):
    """The targets of a plan on a day; rows are `TargetRow`s."""

    code = tables.Column(verbose_name=_("Code"), order_by="order", attrs={"td": {"class": "code nowrap"}})
    name = tables.Column(verbose_name=_("Target"), attrs={"td": {"class": "lead"}})
    theme = tables.Column(verbose_name=_("Theme"), visible=False)
    measure = tables.Column(verbose_name=_("Measure"), attrs={"td": {"class": "nowrap"}})
    goal = tables.Column(verbose_name=_("Goal"), attrs=NUMBER)
    achieved = tables.Column(verbose_name=_("Achieved"), attrs=NUMBER)
    unit = tables.Column(verbose_name=_("Unit"), attrs={"td": {"class": "unit"}})
    completion = tables.Column(verbose_name=_("Completion"), attrs=NUMBER)
    gap = tables.Column(verbose_name=_("Gap"), attrs=NUMBER)
    status = tables.Column(verbose_name=_("Status"), accessor="verdict", order_by=("severity", "order"))
    office = tables.Column(verbose_name=_("Lead office"))
    due_on = tables.Column(verbose_name=_("Due"), attrs=NUMBER)
    last_reported = tables.Column(verbose_name=_("Last reported"), attrs=NUMBER)

    caption = _("Targets")

    class Meta:
        attrs = {"class": "table reflow targets"}
        empty_text = _("No target fits these filters.")

    def render_name(self, value: str, record: TargetRow) -> str:
        return format_html('<a href="{}">{}</a>', record.url, value)

    def value_theme(self, record: TargetRow) -> str:
        return f"{record.theme_number} {record.theme}"

    def value_name(self, value: str) -> str:
        return value

    def render_status(self, record: TargetRow) -> str:
        return get_template("components/status.html").render({"verdict": record.verdict})

    def value_status(self, record: TargetRow) -> str:
        return str(record.verdict.label)

    def render_goal(self, record: TargetRow) -> str:
        return record.goal_phrase

    def render_achieved(self, record: TargetRow) -> str:
        return record.achieved_text

    def render_completion(self, record: TargetRow) -> str:
        return record.percent

    def render_gap(self, record: TargetRow) -> str:
        return record.gap_text

    def render_due_on(self, value: date) -> str:
        return date_format(value, "MONTH_DAY_FORMAT")

    def render_last_reported(self, value: date) -> str:
        return date_format(value, "MONTH_DAY_FORMAT")

    def value_due_on(self, value: date) -> date:
        return value

    def value_last_reported(self, value: date) -> date:
        return value

    def value_goal(self, record: TargetRow) -> Decimal | None:
        return record.goal

    def value_achieved(self, record: TargetRow) -> Decimal | None:
        return record.achieved

    def value_completion(self, record: TargetRow) -> Decimal | None:
        return record.completion

    def value_gap(self, record: TargetRow) -> Decimal | None:
        return record.gap


def paginate(table: tables.Table, page: str) -> None:
    """Cut a table into pages; what is no page of it shows the first. How long a page is nobody asks for."""
    try:
        table.paginate(page=page, per_page=PER_PAGE)
    except InvalidPage:
        table.page = table.paginator.page(1)
