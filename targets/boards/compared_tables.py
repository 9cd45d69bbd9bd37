"""What a compared day adds to an exported table: how it stood that day, and by how much it has changed since."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext as _

from targets.boards.rows import TargetRow

Columns = list[tuple[str, tables.Column]]


def columns_of(before: Iterable[TargetRow], day: date) -> Columns:
    """Of lines with a code, an achieved quantity and a completion: those of that day, the change and the points.

    A change of what is counted in another unit or to another goal since is told as it is; where either day has no
    figure there is no change.
    """
    then = {row.code: row for row in before}
    on = {"day": day.isoformat()}
    return [
        ("achieved_before", Told(_("Achieved on %(day)s") % on, lambda row: _of(then, row, "achieved"))),
        (
            "completion_before",
            Told(_("Completion on %(day)s") % on, lambda row: _of(then, row, "completion")),
        ),
        ("status_before", Told(_("Status on %(day)s") % on, lambda row: _status(then, row))),
        ("change", Told(_("Change since %(day)s") % on, lambda row: _change(then, row, "achieved"))),
        ("points", Told(_("Points since %(day)s") % on, lambda row: _change(then, row, "completion"))),
    ]


def compared_name(name: str, day: date | None) -> str:
    """The name of a file, with the day it is compared with where there is one."""
    if day is None:
        return name
    return _("%(name)s, compared with %(day)s") % {"name": name, "day": day.isoformat()}


class Told(tables.Column):
    """What a function tells of each line that has a code, a number as a number; for exports."""

    def __init__(self, heading: str, told: Callable[[Any], Any]) -> None:
        super().__init__(verbose_name=heading, accessor="code", orderable=False)
        self.told = told

    def value(self, record: Any) -> Any:
        return self.told(record)


def _of(then: Mapping[str, TargetRow], row: Any, name: str) -> Any:
    before = then.get(row.code)
    return getattr(before, name) if before else None


def _status(then: Mapping[str, TargetRow], row: Any) -> str | None:
    before = then.get(row.code)
    return str(before.verdict.label) if before else None


def _change(then: Mapping[str, TargetRow], row: Any, name: str) -> Decimal | None:
    old, new = _of(then, row, name), getattr(row, name)
    return None if old is None or new is None else new - old
