"""The yearly list of projects as people keep it in a workbook: rows checked, and stored all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import Project, ProjectYear
from projects.report_rules import MONEY
from projects.stages import Kind
from targets.amounts import Unreadable, read_amount_in
from targets.dates import read_day
from targets.models import Office, Plan, PlanVersion, Village
from targets.units import format_amount
from targets.workbook.reading import as_typed

HEADINGS = {
    "编号": "code",
    "项目名称": "name",
    "类别": "kind",
    "村": "villages",
    "责任单位": "office",
    "施工单位": "contractor",
    "建设内容及规模": "scale",
    "总投资": "total_investment",
    "年度计划投资": "year_investment",
    "计划开工": "planned_start",
    "计划完工": "planned_finish",
}
"""Columns by their headings; in any order, and units in brackets are passed over."""
KEY = "编号"
MONEY_FIELDS, DAY_FIELDS = ("total_investment", "year_investment"), ("planned_start", "planned_finish")


@dataclass(slots=True)
class Listed:
    """One row of the list: what is in it, and what is wrong with it."""

    number: int
    code: str = ""
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    is_new: bool = False
    changes: list[str] = field(default_factory=list)
    """Of a project that is there: each column with what it says now → what it would say."""
    errors: list[str] = field(default_factory=list)


def read_list(lines: Sequence[tuple[int, Sequence[Any]]], plan: Plan) -> list[Listed]:
    """The rows under the headings, each checked by itself; raises ValidationError where there are no headings."""
    head = _head(lines)
    if head is None:
        raise ValidationError(
            _(
                "No row of headings was found: the list wants a column 编号, and others such as 项目名称 and 总投资."
            )
        )
    columns = {place: HEADINGS[word] for place, word in enumerate(_words(lines[head][1])) if word in HEADINGS}
    known = _Known(plan)
    found, seen = [], set()
    for number, row in lines[head + 1 :]:
        cells = {name: row[place] for place, name in columns.items() if place < len(row)}
        texts = {name: _text(cell) for name, cell in cells.items()}
        if not any(texts.values()):
            continue
        listed = _listed(number + 1, texts, cells, known)
        if listed.code in seen:
            listed.errors.append(_("This code stands twice in the list."))
        seen.add(listed.code)
        found.append(listed)
    return found


def unread_columns(lines: Sequence[tuple[int, Sequence[Any]]]) -> list[str]:
    """The headings that are no column of a list: what stands under them is not read."""
    head = _head(lines)
    words = _words(lines[head][1]) if head is not None else []
    return [word for word in words if word and word not in HEADINGS]


def _head(lines: Sequence[tuple[int, Sequence[Any]]]) -> int | None:
    return next((place for place, (_number, row) in enumerate(lines[:30]) if KEY in _words(row)), None)


class _Known:
    """What the rows may name, read once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        projects = Project.objects.select_related("office").prefetch_related("villages")
        self.projects = {each.code: each for each in projects}
        planned = ProjectYear.objects.filter(plan=plan).values_list("project__code", "year_investment")
        self.planned = dict(planned)
        self.villages = {each.name: each for each in Village.objects.all()}
        self.offices = {each.name: each for each in Office.objects.filter(is_active=True)}
        self.kinds = {str(kind.label): kind.value for kind in Kind} | {
            kind.value: kind.value for kind in Kind
        }


def _words(row: Sequence[Any]) -> list[str]:
    """Headings without blanks and without units in brackets: 总投资（万元） is 总投资."""
    return ["".join(_text(cell).replace("(", "（").split("（")[0].split()) for cell in row]


def _text(cell: Any) -> str:
    return str(cell[0]) if isinstance(cell, list) else as_typed(cell).strip()


def _listed(number: int, texts: Mapping[str, str], cells: Mapping[str, Any], known: _Known) -> Listed:
    listed = Listed(number, texts.get("code", ""), texts.get("name", ""))
    standing = known.projects.get(listed.code)
    listed.is_new = standing is None
    if standing is not None:
        listed.name = listed.name or standing.name
    failed: set[str] = set()
    for name, text in texts.items():
        if not text or name == "code":
            continue
        try:
            listed.values[name] = _value(name, text, cells[name], known)
        except Unreadable as refusal:
            listed.errors.append(_at(name, f"{text} {refusal.sentence}"))
            failed.add(name)
        except KeyError as unknown:
            listed.errors.append(_at(name, _unknown(name, unknown.args[0])))
            failed.add(name)
    listed.errors += _model_errors(listed, standing, failed)
    if standing is not None and not listed.errors:
        listed.changes = _changes(listed, standing, known)
    return listed


def _at(name: str, sentence: str) -> str:
    """A sentence with the heading of the column it speaks of."""
    heading = next((word for word, each in HEADINGS.items() if each == name), "")
    return f"{heading}{_(': ')}{sentence}" if heading else sentence


def _unknown(name: str, text: str) -> str:
    if name == "kind":
        kinds = _(", ").join(str(kind.label) for kind in Kind)
        return _("“%(text)s” is no kind of project: write one of %(kinds)s.") % {"text": text, "kinds": kinds}
    return _("“%(text)s” is not known here: write it as in the set-up.") % {"text": text}


def _changes(listed: Listed, standing: Project, known: _Known) -> list[str]:
    """What the row would change, in the order of its columns."""
    found = []
    for name, value in listed.values.items():
        before = known.planned.get(listed.code) if name == "year_investment" else _before(standing, name)
        after = sorted(value, key=lambda each: each.pk) if name == "villages" else value
        if before != after:
            found.append(_at(name, f"{_shown(before)} → {_shown(after)}"))
    if listed.code not in known.planned:
        found.append(_("taken into the list of this year"))
    return found


def _before(standing: Project, name: str) -> Any:
    if name == "villages":
        return sorted(standing.villages.all(), key=lambda each: each.pk)
    return getattr(standing, name)


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return format_amount(value)
    if isinstance(value, list):
        return _(", ").join(each.name for each in value) or "—"
    if value in Kind.values:
        return str(Kind(value).label)
    return "—" if value in (None, "") else str(value)


def _value(name: str, text: str, cell: Any, known: _Known) -> Any:
    if name in MONEY_FIELDS:
        return read_amount_in(text, MONEY)[0]
    if name in DAY_FIELDS:
        plan = known.plan
        is_day = isinstance(cell, list)
        return date.fromisoformat(text) if is_day else read_day(text, first=plan.starts_on, last=plan.ends_on)
    if name == "kind":
        return known.kinds[text]
    if name == "office":
        return known.offices[text]
    if name == "villages":
        return [
            known.villages[word.strip()]
            for word in text.replace("，", ",").replace("、", ",").split(",")
            if word.strip()
        ]
    return text


def _model_errors(listed: Listed, standing: Project | None, failed: set[str]) -> list[str]:
    """What the rules of a project say of the row, but of the columns that could not be read."""
    errors = []
    if listed.values.get("year_investment", Decimal(1)) <= 0:
        sentence = _("Write an amount above 0, or leave it empty where none was planned.")
        errors.append(_at("year_investment", sentence))
    try:
        _project(listed, standing).full_clean(validate_unique=False)
    except ValidationError as refusal:
        errors += [
            _at(name, sentence)
            for name, sentences in refusal.message_dict.items()
            if name not in failed
            for sentence in sentences
        ]
    return errors


def _project(listed: Listed, standing: Project | None) -> Project:
    """The project as the row would have it, not stored; what the row leaves empty stays."""
    project = Project.objects.get(pk=standing.pk) if standing else Project(code=listed.code)
    for name, value in listed.values.items():
        if name not in ("villages", "year_investment"):
            setattr(project, name, value)
    return project


@transaction.atomic
def store_list(listed: Sequence[Listed], plan: Plan, reason: str) -> int:
    """Store every row, in the year of the plan; how many. Raises ValidationError where one is not as it should be.

    What a row leaves as it was is not stored again: the history tells changes.
    """
    PlanVersion.advance_all()  # every year shows what a project is
    for row in listed:
        if row.errors:
            raise ValidationError(row.errors)
        project = _stored_project(row, reason)
        year = ProjectYear.objects.filter(project=project, plan=plan).first()
        planned = row.values.get("year_investment", year.year_investment if year else None)
        if year is None or year.year_investment != planned:
            year = year or ProjectYear(project=project, plan=plan)
            year.year_investment = planned
            _store(year, reason)
    return len(listed)


def _stored_project(row: Listed, reason: str) -> Project:
    """The project as the row has it, stored where that differs from what it was."""
    standing = Project.objects.filter(code=row.code).first()
    project = _project(row, standing)
    if standing is None or any(
        getattr(project, each.attname) != getattr(standing, each.attname) for each in Project._meta.fields
    ):
        _store(project, reason)
    villages = row.values.get("villages")
    if villages is not None and set(villages) != set(project.villages.all()):
        project._change_reason = reason  # type: ignore[attr-defined]
        project.villages.set(villages)
    return project


def _store(row: Project | ProjectYear, reason: str) -> None:
    row._change_reason = reason  # type: ignore[union-attr]
    row.full_clean()
    row.save()
