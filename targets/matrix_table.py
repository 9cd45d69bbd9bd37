"""The matrix of villages as a table to export: a line for each target, a column for each village."""

from dataclasses import dataclass
from decimal import Decimal

import django_tables2 as tables
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.village_matrix import Matrix, MatrixRow, Tally


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


def matrix_table(matrix: Matrix) -> MatrixTable:
    """The matrix as seen, its sums under it."""
    columns = [
        (f"village_{place}", tables.Column(accessor=f"villages__{place}", verbose_name=head.title))
        for place, head in enumerate(matrix.villages)
    ]
    lines = [_line(f"{theme.number} {theme.name}", row) for theme in matrix.themes for row in theme.rows]
    return MatrixTable([*lines, *_sums(matrix)], extra_columns=columns)


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
