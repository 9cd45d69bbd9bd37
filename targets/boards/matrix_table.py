"""The matrix of villages as a table to export: a line for each target, a column for each village."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.boards.compared_tables import Columns, Told, columns_of
from targets.boards.village_matrix import Matrix, MatrixRow, Tally, VillageHead


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A target's line, or one of the sums under all."""

    name: str
    villages: tuple[str | int, ...]
    code: str = ""
    theme: str = ""
    goal: Decimal | None = None
    achieved: Decimal | None = None
    unit: str = ""
    completion: Decimal | None = None
    status: str = ""
    tally: Tally | None = None


class MatrixTable(tables.Table):
    """Rows are `MatrixLine`s; `matrix_table` adds the columns of the villages."""

    code = tables.Column(verbose_name=gettext_lazy("Code"))
    theme = tables.Column(verbose_name=gettext_lazy("Theme"))
    name = tables.Column(verbose_name=gettext_lazy("Target"))
    goal = tables.Column(verbose_name=gettext_lazy("Goal"))
    achieved = tables.Column(verbose_name=gettext_lazy("Achieved"))
    unit = tables.Column(verbose_name=gettext_lazy("Unit"))
    completion = tables.Column(verbose_name=gettext_lazy("Completion"))
    status = tables.Column(verbose_name=gettext_lazy("Status"))
    shares = tables.Column(verbose_name=gettext_lazy("Village shares"), accessor="tally__shares")
    reported = tables.Column(verbose_name=gettext_lazy("With a figure"), accessor="tally__reported")
    behind = tables.Column(verbose_name=gettext_lazy("Behind"), accessor="tally__behind")
    missing = tables.Column(verbose_name=gettext_lazy("Not reported"), accessor="tally__missing")


def matrix_table(matrix: Matrix, before: Matrix | None = None, day: date | None = None) -> MatrixTable:
    """The matrix as seen, its sums under it; compared with how it stood on a day, with that beside each column."""
    columns: Columns = []
    for place, head in enumerate(matrix.villages):
        name = f"village_{place}"
        columns.append((name, tables.Column(accessor=f"villages__{place}", verbose_name=head.title)))
        if before is not None and day is not None:
            columns.append((f"{name}_before", _village_before(before, head, day)))
    if before is not None and day is not None:
        rows = [row.target for theme in before.themes for row in theme.rows]
        columns = [*columns_of(rows, day), *columns]
    lines = [_line(f"{theme.number} {theme.name}", row) for theme in matrix.themes for row in theme.rows]
    return MatrixTable([*lines, *_sums(matrix)], extra_columns=columns)


def _village_before(before: Matrix, head: VillageHead, day: date) -> tables.Column:
    """How a village's shares stood on that day, by target."""
    place = next((place for place, each in enumerate(before.villages) if each.slug == head.slug), None)
    cells = {
        row.target.code: row.cells[place]
        for theme in before.themes
        for row in theme.rows
        if place is not None
    }
    heading = _("%(village)s on %(day)s") % {"village": head.title, "day": day.isoformat()}

    def told(line: MatrixLine) -> str:
        cell = cells.get(line.code)
        return cell.in_words if cell else ""

    return Told(heading, told)


def _line(theme: str, row: MatrixRow) -> MatrixLine:
    target = row.target
    return MatrixLine(
        name=target.name,
        villages=tuple(cell.in_words if cell else "" for cell in row.cells),
        code=target.code,
        theme=theme,
        goal=target.goal,
        achieved=target.achieved,
        unit=target.unit,
        completion=target.completion,
        status=str(target.verdict.label),
        tally=row.tally,
    )


def _sums(matrix: Matrix) -> list[MatrixLine]:
    """How the shares of each village stand, as at the foot of the page."""
    tallies = [head.tally for head in matrix.villages]
    return [
        MatrixLine(_("Village shares"), tuple(each.shares for each in tallies)),
        MatrixLine(_("With a figure"), tuple(each.reported for each in tallies)),
        MatrixLine(_("Behind"), tuple(each.behind for each in tallies)),
        MatrixLine(_("Not reported"), tuple(each.missing for each in tallies)),
    ]
