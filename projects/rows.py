"""A project as lists and its page print it: texts, no sums in templates."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects.assessment import Assessed
from projects.gantt import Axis, Bar
from projects.stages import Stage
from projects.status import ProjectStatus
from targets.explaining import points
from targets.models import Village
from targets.units import format_amount, format_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """One line of the board; its order is that of the official ledger."""

    code: str
    name: str
    url: str
    kind: str
    kind_slug: str
    villages: str
    village_slugs: tuple[str, ...]
    """Its villages, and what they were merged into by that day."""
    office: str
    scale: str
    total_investment: Decimal | None
    year_investment: Decimal | None
    invested: Decimal | None
    invested_in_all: Decimal | None
    completion: Decimal | None
    gap: Decimal | None
    progress: str
    start: str
    nature: str
    stage: str
    stage_slug: str
    status: ProjectStatus
    severity: int
    problem: str
    next_step: str
    planned: str
    actual: str
    planned_bar: Bar | None
    actual_bar: Bar | None
    bar_label: str
    last_reported: date | None

    def text(self, name: str) -> str:
        """An amount of money as it is printed; a dash where none is known."""
        amount = getattr(self, name)
        return "—" if amount is None else format_amount(amount)

    @property
    def invested_text(self) -> str:
        return self.text("invested")

    @property
    def planned_text(self) -> str:
        return self.text("year_investment")

    @property
    def percent(self) -> str:
        return "—" if self.completion is None else format_percent(self.completion)

    @property
    def gap_text(self) -> str:
        return "" if self.gap is None else points(self.gap)


def row_of(assessed: Assessed, on: date) -> ProjectRow:
    """What one project prints on a day."""
    project, works, standing = assessed.year.project, assessed.works, assessed.standing
    plan = assessed.year.plan
    axis = Axis(plan.starts_on, plan.ends_on)
    planned = _span(works.planned_start, works.planned_finish, plan.year)
    actual = _actual(assessed, plan.year)
    villages = list(project.villages.all())
    done = works.finished_on or (None if works.started_on is None else on)
    return ProjectRow(
        code=project.code,
        name=project.label,
        url=reverse("projects:project", args=[plan.year, project.code]),
        kind=project.get_kind_display(),
        kind_slug=project.kind,
        villages=_(", ").join(_place(each, on) for each in villages),
        village_slugs=tuple(place.slug for each in villages for place in (each, *each.merged_into(on))),
        office=str(project.office or ""),
        scale=project.scale,
        total_investment=project.total_investment,
        year_investment=assessed.year.year_investment,
        invested=works.invested,
        invested_in_all=assessed.invested_in_all,
        completion=standing.pace.completion if standing.pace else None,
        gap=standing.pace.gap if standing.pace else None,
        start=str(standing.start.value),
        nature=_nature(assessed),
        stage=str(assessed.stage.label) if assessed.stage else "",
        stage_slug=assessed.stage or "",
        status=standing.status,
        severity=standing.status.severity,
        planned=planned,
        actual=actual,
        planned_bar=axis.bar(works.planned_start, works.planned_finish or plan.ends_on, on),
        actual_bar=axis.bar(works.started_on, done, on),
        bar_label=_("Planned: %(planned)s. Actual: %(actual)s.")
        % {"planned": planned or _("no date"), "actual": actual or _("not started")},
        **_told(assessed),
    )


def _place(village: Village, on: date) -> str:
    """The village the project was begun in, and what that has since become a part of."""
    merged = village.merged_into(on)
    said = {"village": village, "successor": merged[-1]} if merged else {}
    return _("%(village)s (now part of %(successor)s)") % said if merged else str(village)


def _actual(assessed: Assessed, year: int) -> str:
    told = {each.stage for each in assessed.track if each.is_day_told}
    by_day = (Stage.START in told, Stage.FINISH in told)
    return _span(assessed.works.started_on, assessed.works.finished_on, year, by_day)


def _told(assessed: Assessed) -> dict[str, Any]:
    """What the latest report says in words."""
    if not assessed.reports:
        return {"progress": "", "problem": "", "next_step": "", "last_reported": None}
    last = assessed.reports[-1]
    words = {name: getattr(last, name) for name in ("progress", "problem", "next_step")}
    return {**words, "last_reported": last.happened_on}


def _span(first: date | None, last: date | None, year: int, by_day: tuple[bool, bool] = (True, True)) -> str:
    """From when to when; days of the year itself are written without it, and only the month if no day is told."""
    if first is None and last is None:
        return ""
    return " – ".join(_day(day, year, is_told) for day, is_told in zip((first, last), by_day, strict=True))


def _day(day: date | None, year: int, is_told: bool) -> str:
    if day is None:
        return "…"
    if not is_told:
        return date_format(day, "YEAR_MONTH_FORMAT")
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == year else "DATE_FORMAT")


def _nature(assessed: Assessed) -> str:
    """竣工, 续建, 新建 or 前期, as the official ledger divides projects."""
    if assessed.stage and assessed.stage.implies(Stage.FINISH):
        return _("Completed works")
    started = assessed.works.started_on
    if started is None:
        return _("Preparatory")
    return _("Continued") if started < assessed.works.terms.starts_on else _("New works")
