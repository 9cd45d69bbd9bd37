"""The matrix of villages and targets: what each village's share stands at, beside the town's total.

A met total hides no village that lags: each row says how many of its villages reported and how many are behind.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from targets.asof import Known
from targets.assessment import Assessment, ShareAssessment, assess
from targets.boards.rows import ShareRow, TargetRow, row_of, share_row, village_url
from targets.measures import Measure
from targets.models import Area, Plan, Section, Village
from targets.models.targets import TargetQuerySet
from targets.verdicts import StatusClass, Verdict

NO_RANK = (1, 0)
STATE_IN_WORDS = (Measure.STEPS, Measure.LIMIT, Measure.ROUTINE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How shares stand that are owed and have not ended."""

    shares: int
    reported: int
    """With a figure that counts."""
    behind: int
    missing: int
    """The last closed period passed without a report (未报送)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A village's share of a target; or, without an address, that the text only names the village."""

    href: str
    text: str
    """The completion; empty where the verdict in words says all."""
    label: str | LazyText
    tone: str
    icon: str
    figures: str
    """Achieved and goal."""
    is_missing: bool = False
    rank: tuple = NO_RANK
    """The worse, the smaller: by this a village's column is sorted."""

    @property
    def in_words(self) -> str:
        """All of it in one line, for a workbook."""
        missing = _("Not reported") if self.is_missing else ""
        return " · ".join(filter(None, [self.text, str(self.label), missing]))


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A target, the town's total, and each village's share in the order of the columns."""

    target: TargetRow
    tally: Tally
    cells: tuple[Cell | None, ...]
    """None where the village has no share: not the same as nothing reported."""


@dataclass(frozen=True, slots=True)
class MatrixTheme:
    number: str
    name: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class VillageHead:
    """A column: the village and how all its shares stand."""

    name: str
    slug: str
    code: str
    url: str
    is_ended: bool
    tally: Tally

    @property
    def title(self) -> str:
        """Its name where no mark stands beside it."""
        return _("%(village)s (merged away)") % {"village": self.name} if self.is_ended else self.name


@dataclass(frozen=True, slots=True)
class AreaHead:
    """An area over its villages; empty where they belong to none."""

    name: str
    villages: int
    tally: Tally


@dataclass(frozen=True, slots=True)
class Matrix:
    """All that the page of villages prints."""

    areas: tuple[AreaHead, ...]
    villages: tuple[VillageHead, ...]
    themes: tuple[MatrixTheme, ...]
    tally: Tally
    targets: int
    legend: tuple[Verdict, ...]
    """The verdicts behind the percentages shown."""


def matrix(
    plan: Plan,
    on: date,
    targets: TargetQuerySet,
    area: Area | None = None,
    known: Known = Known.NOW,
    order: str = "",
    by: str = "",
) -> Matrix:
    """These targets of a plan by village, in the order of the report: six queries, however many.

    A village merged away by that day is shown only where it has a share. With an area, its villages
    and what concerns them; the town's total stays the town's. `order` and `by` as in `matrix_order`: then
    the targets stand in one row, without their themes.
    """
    within = Village.objects.all() if area is None else Village.objects.filter(area=area)
    every = list(within.select_related("area"))
    chosen = targets.of_villages(every).prefetch_related("villages")
    return matrix_of(plan, on, every, assess(plan, on, chosen, known), order, by)


def matrix_of(
    plan: Plan,
    on: date,
    every: Sequence[Village],
    found: Iterable[Assessment],
    order: str = "",
    by: str = "",
) -> Matrix:
    """The matrix of these villages and of what concerns them, as it was assessed."""
    assessments = sorted(found, key=lambda each: each.order)
    shares: dict[tuple[int, int | None], ShareAssessment] = {
        (share.allocation.target_id, share.allocation.village_id): share
        for each in assessments
        for share in each.shares
        if share.allocation.village_id and share.is_shown
    }
    with_share = {village for _target, village in shares}
    villages = sorted((each for each in every if each.pk in with_share or not _ended(each, on)), key=_column)
    rows = [(each.target.section.theme, _row(each, villages, shares)) for each in assessments]
    shown = {village.pk for village in villages}
    judged = [share for (_target, village), share in shares.items() if village in shown]
    return Matrix(
        areas=_area_heads(villages, judged),
        villages=_village_heads(plan, on, villages, judged),
        themes=_themes(rows, villages, order, by),
        tally=tally(judged),
        targets=len(rows),
        legend=_legend(judged),
    )


def _ended(village: Village, on: date) -> bool:
    return village.ended_on is not None and village.ended_on <= on


def _column(village: Village) -> tuple:
    """By area, those without one last; in an area by code."""
    return (village.area_id is None, village.area_id or 0, village.code)


def _themes(
    rows: Sequence[tuple[Section, MatrixRow]], villages: Sequence[Village], order: str, by: str
) -> tuple[MatrixTheme, ...]:
    column = next((place for place, village in enumerate(villages) if village.slug == by), None)
    key = matrix_order(order, column)
    if key is not None:
        flat = sorted((row for _theme, row in rows), key=key)
        return (MatrixTheme("", "", tuple(flat)),) if flat else ()
    return tuple(
        MatrixTheme(theme.number, theme.label, tuple(row for _theme, row in members))
        for theme, members in groupby(rows, key=lambda pair: pair[0])
    )


def matrix_order(order: str, column: int | None) -> Callable[[MatrixRow], tuple] | None:
    """How rows are sorted: worst first in one village's column, else most villages behind or least done first.

    None is the order of the report; rows that are alike keep it.
    """
    if column is not None:
        return lambda row: cell.rank if (cell := row.cells[column]) else (2, 0)
    if order == "behind":
        return lambda row: (-row.tally.behind, -row.tally.missing)
    if order == "completion":
        return lambda row: (row.target.completion is None, row.target.completion or 0)
    return None


def _area_heads(villages: Sequence[Village], shares: Sequence[ShareAssessment]) -> tuple[AreaHead, ...]:
    found = []
    for area, members in groupby(villages, key=lambda village: village.area):
        own = {village.pk for village in members}
        counted = tally(share for share in shares if share.allocation.village_id in own)
        found.append(AreaHead(str(area or ""), len(own), counted))
    return tuple(found)


def _village_heads(
    plan: Plan, on: date, villages: Sequence[Village], shares: Sequence[ShareAssessment]
) -> tuple[VillageHead, ...]:
    """The columns; two villages of one name in English are told apart by their Chinese ones."""
    named = Counter(str(village) for village in villages)
    return tuple(
        VillageHead(
            f"{village} {village.name}" if named[str(village)] > 1 else str(village),
            village.slug,
            village.code,
            village_url(plan.year, village),
            _ended(village, on),
            tally(share for share in shares if share.allocation.village_id == village.pk),
        )
        for village in villages
    )


def _row(
    assessment: Assessment,
    villages: Sequence[Village],
    shares: Mapping[tuple[int, int | None], ShareAssessment],
) -> MatrixRow:
    target = assessment.target
    own = [shares.get((target.pk, village.pk)) for village in villages]
    named = {village.pk for village in target.villages.all()}
    return MatrixRow(
        row_of(assessment),
        tally(share for share in own if share is not None),
        tuple(
            _cell(share, assessment) if share else _named_only(assessment) if village.pk in named else None
            for village, share in zip(villages, own, strict=True)
        ),
    )


def _cell(share: ShareAssessment, assessment: Assessment) -> Cell:
    row, verdict = share_row(share), share.status.verdict
    url = reverse("targets:target", args=[assessment.year, assessment.target.code])
    href = f"{url}{assessment.query}#share-{row.id}"
    figures = figures_of(row)
    if not share.is_open:
        return Cell(href, figures, _("Ended"), tone="idle", icon="history", figures="")
    text = "" if assessment.promise.measure in STATE_IN_WORDS else row.percent
    if not row.goal_text and assessment.has_bar:
        text = figures  # without a goal there is no percentage: what was done says more than 其他
    missing = share.is_missing and verdict.group is not StatusClass.ROUTINE
    rank = (-verdict.severity, share.status.gap or 0)
    return Cell(href, text, verdict.label, verdict.tone, verdict.icon, figures, missing, rank)


def _named_only(assessment: Assessment) -> Cell:
    label = _("Split by project") if assessment.is_by_project else _("Not split")
    return Cell(href="", text="", label=label, tone="idle", icon="", figures="")


def figures_of(row: ShareRow) -> str:
    """Achieved and goal as one phrase; empty where there is neither."""
    if not row.goal_text:
        return f"{row.achieved_text} {row.unit}" if row.achieved_text else ""
    return f"{row.achieved_text or '—'} / {row.goal_text} {row.unit}"


def tally(shares: Iterable[ShareAssessment]) -> Tally:
    """How these shares stand, those that are judged."""
    judged = [share for share in shares if share.is_judged]
    return Tally(
        len(judged),
        sum(share.status.reported > 0 for share in judged),
        sum(share.status.verdict.group is StatusClass.BEHIND for share in judged),
        sum(share.is_missing for share in judged),
    )


def _legend(shares: Iterable[ShareAssessment]) -> tuple[Verdict, ...]:
    shown = {share.status.verdict for share in shares if share.is_open}
    return tuple(verdict for verdict in Verdict if verdict in shown)
