"""What a compared day adds to the exported list of projects: how each stood that day, and what was done since."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from projects.rows import ProjectRow
from targets.boards.compared_tables import Columns, Told


def columns_of(before: Iterable[ProjectRow], day: date) -> Columns:
    """Investment (万元), stage and status of that day, the investment and the points against time since.

    Where either day has no figure there is no change.
    """
    then = {row.code: row for row in before}
    on = {"day": day.isoformat()}

    def of(row: ProjectRow, name: str) -> Any:
        return getattr(then.get(row.code), name, None)

    def change(row: ProjectRow, name: str) -> Decimal | None:
        old, new = of(row, name), getattr(row, name)
        return None if old is None or new is None else new - old

    def status(row: ProjectRow) -> str | None:
        found = of(row, "status")
        return str(found.label) if found else None

    return [
        ("invested_before", Told(_("Done by %(day)s (万元)") % on, lambda row: of(row, "invested"))),
        ("stage_before", Told(_("Stage on %(day)s") % on, lambda row: of(row, "stage"))),
        ("status_before", Told(_("Status on %(day)s") % on, status)),
        ("change", Told(_("Change since %(day)s") % on, lambda row: change(row, "invested"))),
        ("points", Told(_("Points since %(day)s") % on, lambda row: change(row, "gap"))),
    ]
