"""The read side: frozen records for each page, finished in Python so that templates only print."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.asof import AsOf, Known
from targets.assessment import Assessment, assess, numeric
from targets.boards.attention import Concern, concerns, worst_first
from targets.boards.rows import TargetRow, row_of
from targets.boards.village_strip import Place, village_strip
from targets.models import Plan, Section
from targets.periods import months_between
from targets.schedule import expected_percent, rounded
from targets.verdicts import StatusClass, Verdict


@dataclass(frozen=True, slots=True)
class Count:
    """A number that filters the list it counts."""

    slug: str
    number: int
    label: str
    tone: str
    icon: str
    href: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of a document with its targets, the routine ones folded apart."""

    id: int
    number: str
    name: str
    source: str
    """The document, where the plan has targets of more than one."""
    rows: tuple[TargetRow, ...]
    routine: tuple[TargetRow, ...]

    @property
    def routine_missing(self) -> int:
        """How many of the routine ones were not reported, told even while they are folded."""
        return sum(row.missing > 0 for row in self.routine)

    @property
    def behind(self) -> int:
        return sum(row.verdict.group is StatusClass.BEHIND for row in self.rows)

    @property
    def severity(self) -> tuple[int, int]:
        """Of its worst target, and how many are behind."""
        return (max((row.severity for row in self.rows), default=0), self.behind)


@dataclass(frozen=True, slots=True)
class YearLine:
    """How much of the plan's year has gone by, counted by months (时序进度)."""

    elapsed: str
    months: tuple[tuple[str, str, int], ...]
    """Of each month: where it starts, its middle, and its number."""


@dataclass(frozen=True, slots=True)
class Board:
    """The town board on a day."""

    on: date
    elapsed: Decimal
    yearline: YearLine
    counts: tuple[Count, ...]
    themes: tuple[Theme, ...]
    total: int
    paced: int
    """How many targets are counted in the five classes."""
    behind: int
    concerns: tuple[Concern, ...]
    """The worst of those that are behind."""
    villages: tuple[Place, ...]
    in_report_order: bool
    lines: tuple[tuple[int | None, TargetRow], ...]
    """Every target's line with the id of its lead office, the worst first: a leader finds their own among them."""


def board(plan: Plan, on: date, known: Known = Known.NOW, *, in_report_order: bool = False) -> Board:
    """The town board: every target under its theme, worst first unless the order of the document is asked for."""
    return board_of(plan, on, known, assess(plan, on, known=known), in_report_order=in_report_order)


def board_of(
    plan: Plan, on: date, known: Known, assessments: Iterable[Assessment], *, in_report_order: bool = False
) -> Board:
    """The town board of these assessments."""
    found = [(each, row_of(each)) for each in sorted(assessments, key=worst_first)]
    lines = tuple((each.target.lead_office_id, row) for each, row in found)
    if in_report_order:
        found.sort(key=lambda pair: pair[0].order)
    assessments = [each for each, _row in found]
    rows = [(each.target.section.theme, row) for each, row in found]
    list_url = reverse("targets:target-list", args=[plan.year])
    elapsed = elapsed_percent(plan, on)
    paced = sum(not row.is_routine for _theme, row in rows)
    return Board(
        on,
        elapsed,
        yearline(plan, elapsed),
        counts([row for _theme, row in rows], list_url + AsOf(on, known).query),
        _themes(rows, in_report_order),
        len(rows),
        paced,
        sum(row.verdict.group is StatusClass.BEHIND for _theme, row in rows),
        concerns(assessments),
        village_strip(plan.year, assessments),
        in_report_order,
        lines,
    )


def elapsed_percent(plan: Plan, on: date) -> Decimal:
    """Time progress of the plan's year by months; January to September is 75.0."""
    return rounded(expected_percent(on, starts_on=plan.starts_on, due_on=plan.ends_on))


def yearline(plan: Plan, elapsed: Decimal) -> YearLine:
    total = months_between(plan.starts_on, plan.ends_on) + 1
    months = tuple(
        (
            f"{100 * index / total:.2f}",
            f"{100 * (index + 0.5) / total:.2f}",
            (plan.starts_on.month - 1 + index) % 12 + 1,
        )
        for index in range(total)
    )
    return YearLine(f"{elapsed}", months)


def counts(rows: Sequence[TargetRow], list_url: str) -> tuple[Count, ...]:
    """The official count by class, routine work and missing reports apart; each a link to what it counts.

    The list is told with its day and knowledge, as in /2021/targets?on=2021-08-31&known=then.
    """
    return count_classes(
        [row.verdict for row in rows],
        sum(row.missing > 0 for row in rows),
        lambda slug: f"{list_url}&status={slug}",
    )


def count_classes(verdicts: Iterable[Verdict], missing: int, link: Callable[[str], str]) -> tuple[Count, ...]:
    """How many of these verdicts are of each class, and beside them how many were not reported."""
    classes = Counter(verdict.group for verdict in verdicts)
    found = [
        Count(
            group.slug,
            classes[group],
            str(group.label),
            group.tone,
            group.icon,
            link(group.slug),
            apart=group is StatusClass.ROUTINE,
        )
        for group in StatusClass
    ]
    found.append(
        Count("missing", missing, _("Not reported"), "behind", "clipboard-x", link("missing"), apart=True)
    )
    return tuple(found)


def matches_status(row: TargetRow, slug: str) -> bool:
    """Whether a row belongs to a class, to 未报送, or has that very verdict."""
    if slug == "missing":
        return row.missing > 0
    if slug == StatusClass.ROUTINE.slug:
        return row.is_routine
    if slug in {group.slug for group in StatusClass}:
        return row.verdict.group.slug == slug and not row.is_routine
    return row.verdict.slug == slug


def _themes(rows: Iterable[tuple[Section, TargetRow]], as_in_report: bool) -> tuple[Theme, ...]:
    """The themes with their rows in the order given."""
    grouped: dict[int, tuple[Section, list[TargetRow]]] = {}
    for theme, row in rows:
        grouped.setdefault(theme.pk, (theme, []))[1].append(row)
    found = []
    documents = {theme.document_id for theme, _members in grouped.values()}
    for theme, members in sorted(grouped.values(), key=lambda each: _place(each[0])):
        found.append(
            Theme(
                theme.pk,
                theme.number,
                theme.label,
                str(theme.document) if len(documents) > 1 else "",
                tuple(row for row in members if not row.is_routine),
                tuple(row for row in members if row.is_routine),
            )
        )
    if not as_in_report:
        found.sort(key=lambda each: each.severity, reverse=True)  # stable: otherwise as in the report
    return tuple(found)


def _place(theme: Section) -> tuple[int, tuple[int, ...]]:
    """The themes of one document after those of another, in its order."""
    return (theme.document_id, numeric(theme.number))
