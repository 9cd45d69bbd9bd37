"""The workbook's pages: what can be downloaded, and what an upload would change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from targets.explaining import reads_english
from targets.models import Allocation, Plan
from targets.owing import owed_shares
from targets.people import Person
from targets.workbook.checking import Check, CheckedRow, RowState, faults_of
from targets.workbook.rows import months_to_fill

MOST_SHOWN = 200
"""Rows of each kind on the page; the workbook that is given back has all."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month to choose, as in `?month=2021-09`."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class WorkbookPage:
    """What can be downloaded."""

    owed: int
    months: tuple[Month, ...]
    """Empty where this user reports for nothing in this plan."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the preview."""

    number: int
    code: str
    name: str
    share: str
    figure: str
    before: str
    after: str
    day: date | None
    note: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckPage:
    """What an upload would change: counts, and the first rows of each kind."""

    new: int
    unchanged: int
    empty: int
    refused: int
    can_store: bool
    new_rows: tuple[ShownRow, ...]
    refused_rows: tuple[ShownRow, ...]
    more_new: int
    more_refused: int


def workbook_page(plan: Plan, user: Person, on: date) -> WorkbookPage:
    """What this user can download: eight queries."""
    own = Allocation.objects.reportable_by(user, on).filter(target__plan=plan)
    if not own.exists():
        return WorkbookPage(0, ())
    pattern = "F Y" if reads_english() else "Y年n月"
    months = [Month(f"{day:%Y-%m}", date_format(day, pattern)) for day in months_to_fill(plan, on)]
    return WorkbookPage(sum(each.is_asked for each in owed_shares(plan, user, on)), tuple(months))


def check_page(check: Check) -> CheckPage:
    """What the page shows of a check."""
    counts = check.counts
    new, refused = check.of(RowState.NEW), check.of(RowState.REFUSED)
    return CheckPage(
        new=counts[RowState.NEW],
        unchanged=counts[RowState.UNCHANGED],
        empty=counts[RowState.EMPTY],
        refused=counts[RowState.REFUSED],
        can_store=check.can_store,
        new_rows=tuple(_shown(row) for row in new[:MOST_SHOWN]),
        refused_rows=tuple(_shown(row) for row in refused[:MOST_SHOWN]),
        more_new=max(0, len(new) - MOST_SHOWN),
        more_refused=max(0, len(refused) - MOST_SHOWN),
    )


def with_refusals(check: Check, errors: Mapping[int, Exception]) -> Check:
    """The check with what `recording` refused of its batch, which somebody else's figure may have caused."""
    refused = {check.of(RowState.NEW)[position].line.number: error for position, error in errors.items()}
    rows = (
        replace(row, state=RowState.REFUSED, faults=_faults(refused[row.line.number]))
        if row.line.number in refused
        else row
        for row in check.rows
    )
    return Check(tuple(rows))


def _faults(error: Exception) -> dict[str, str]:
    return faults_of(error) if isinstance(error, ValidationError) else {"": str(error)}


def _shown(row: CheckedRow) -> ShownRow:
    line, share, figure = row.line, row.share, row.figure
    typed = " / ".join(text for text in (line.text("amount"), line.text("base")) if text)
    return ShownRow(
        number=line.number,
        code=share.target.code if share else line.text("code"),
        name=share.target.label if share else line.text("target"),
        share=share.label if share else line.text("share"),
        figure=typed or line.text("step"),
        before=row.before,
        after=row.after,
        day=figure.happened_on if figure else None,
        note=line.text("note"),
        sentences=tuple(row.sentences),
    )
