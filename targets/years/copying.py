"""The rows of a new year, made one by one from those of the year before (targets.years.next_year decides which)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets.measures import Measure
from targets.models import Allocation, Document, Office, Plan, Section, Step, Target, Village
from targets.models.shares import FIRST_STEP, WHOLE_TOWN
from targets.models.targets import DueBasis
from targets.setup import new_rows as setup
from targets.years.carrying import Outcome, UndoneStep

STEP_LENGTH = 80
OF_PLAN = ("ahead_points", "behind_points", "far_behind_points", "report_by_day")
OF_TARGET = (
    "code", "name", "name_en", "measure", "unit", "done_at", "cadence", "schedule", "definition", "lead_post",
)  # fmt: skip
"""What a target keeps from one year to the next; goal, words, notes and the county's figures are the year's own."""


@dataclass(slots=True)
class Dates:
    """The days of the old year in the new one."""

    years: int

    def shifted(self, day: date) -> date:
        """The same day of the same month; 29 February is the 28th in a year without one."""
        last = monthrange(day.year + self.years, day.month)[1]
        return day.replace(year=day.year + self.years, day=min(day.day, last))


class Making:
    """One run: the new plan, and the rows made for it so far."""

    def __init__(self, source: Plan, year: int, by_village: bool) -> None:
        self.source = source
        self.reason = reason_of(source)
        self.by_village = by_village
        self.dates = Dates(year - source.year)
        self.sections: dict[int, Section] = {}
        self.plan = self.new_plan(year)

    def new_plan(self, year: int) -> Plan:
        end = self.source.ends_on
        last = date(end.year + self.dates.years, end.month, 1)
        plan = Plan(
            year=year,
            starts_on=self.dates.shifted(self.source.starts_on),
            ends_on=last.replace(day=monthrange(last.year, last.month)[1]),
            state=Plan.State.DRAFT,
            **{name: getattr(self.source, name) for name in OF_PLAN},
        )
        self.save(plan)
        setup.open_plan(plan)
        return plan

    def save(self, row: Any) -> None:
        """Store a row with its reason; one that no longer keeps the rules is named in what is raised."""
        row._change_reason = self.reason
        try:
            row.full_clean()
        except ValidationError as refusal:
            raise ValidationError(
                _("%(row)s cannot be copied: %(reason)s"),
                params={"row": row, "reason": " ".join(refusal.messages)},
            ) from refusal
        row.save()

    # --- documents and sections ----------------------------------------------------------------------

    def copy_sections(self, chosen: Iterable[Outcome]) -> None:
        """The report is expected anew each year; another document only where its targets go on."""
        used = {each.target.section_id for each in chosen}
        titles: set[str] = set()
        documents = Document.objects.filter(plan=self.source).order_by("id").prefetch_related("sections")
        for old in documents:
            sections = list(old.sections.all())
            if old.kind == Document.Kind.REPORT or used & {section.pk for section in sections}:
                self.copy_document(old, sections, titles)

    def copy_document(self, old: Document, sections: list[Section], titles: set[str]) -> None:
        """An empty text with the same sections, each after the one it is part of."""
        title, title_en = self.titles(old, titles)
        document = Document(plan=self.plan, kind=old.kind, title=title, title_en=title_en)
        self.save(document)
        waiting = sections
        while waiting:
            ready = [each for each in waiting if each.parent_id is None or each.parent_id in self.sections]
            for each in ready or waiting:
                copy = Section(
                    document=document,
                    number=each.number,
                    name=each.name,
                    name_en=each.name_en,
                    parent=self.sections.get(each.parent_id or 0),
                )
                self.save(copy)
                self.sections[each.pk] = copy
            waiting = [each for each in waiting if each.pk not in self.sections]

    def titles(self, old: Document, taken: set[str]) -> tuple[str, str]:
        """The title with the new year in it; the first report's is the usual one."""
        before, after = str(self.source.year), str(self.plan.year)
        title = old.title.replace(before, after)
        if old.kind == Document.Kind.REPORT and not taken:
            title = f"{after}年政府工作报告"
        if title in taken:
            title = f"{title[:110]}（{len(taken) + 1}）"
        taken.add(title)
        return title, old.title_en.replace(before, after)

    # --- targets -------------------------------------------------------------------------------------

    def copy_target(self, outcome: Outcome, *, is_carried: bool) -> None:
        old = outcome.target
        target = Target(
            plan=self.plan,
            section=self.sections[old.section_id],
            continues=old,
            lead_office=in_use(old.lead_office),
            note=outcome.note if is_carried else "",
            **{name: getattr(old, name) for name in OF_TARGET},
            **self.goal(outcome, is_carried),
            **self.due(old),
            **baseline(outcome),
        )
        self.save(target)
        if villages := [each for each in old.villages.all() if self.is_open(each)]:
            target.villages.add(*villages)
        if offices := [each for each in old.supporting_offices.all() if each.is_active]:
            target.supporting_offices.add(*offices)
        self.copy_shares(outcome, target, is_carried)

    def goal(self, outcome: Outcome, is_carried: bool) -> dict[str, Any]:
        """A limit must have one; all others are empty until the new document says them, or carried over."""
        old = outcome.target
        goal = old.goal if old.measure == Measure.LIMIT else outcome.missing if is_carried else None
        return {"goal": goal, "start_value": start_value(outcome, goal)}

    def due(self, old: Target) -> dict[str, Any]:
        if old.due_basis == DueBasis.YEAR:
            return {"due_on": self.plan.ends_on, "due_basis": old.due_basis}
        return {"due_on": old.due_on and self.dates.shifted(old.due_on), "due_basis": old.due_basis}

    def is_open(self, village: Village) -> bool:
        return village.ended_on is None or village.ended_on > self.plan.starts_on

    # --- shares and steps ----------------------------------------------------------------------------

    def copy_shares(self, outcome: Outcome, target: Target, is_carried: bool) -> None:
        """The whole town's, and where wished the villages': their goals are for the new year to say."""
        shares = [each.allocation for each in outcome.assessment.shares]
        villages = self.villages_of(outcome, is_carried) if self.by_village else []
        undone = outcome.undone if is_carried else {}
        whole = next((each for each in shares if each.is_whole_town), None)
        town = self.share(target, whole, shares, name=WHOLE_TOWN, goal=target.goal)
        if villages:
            self.add_steps(town, undone.get(whole.pk, ()) if whole else ())
        else:
            self.add_steps(town, gathered(shares, undone))
        setup.open_target(target, change_reason=self.reason)
        for old in villages:
            share = self.share(target, old, shares, village=old.village)
            if target.measure == Measure.STEPS:
                self.add_steps(share, undone.get(old.pk) or (UndoneStep(FIRST_STEP, 1),))
        if villages:
            before = setup.Division(target.goal)
            setup.keep_remainder(target, before, on=self.plan.starts_on, change_reason=self.reason)

    def villages_of(self, outcome: Outcome, is_carried: bool) -> list[Allocation]:
        """The shares that villages owe and go on owing; of steps carried over, those with something left to do."""
        return [
            each.allocation
            for each in outcome.assessment.shares
            if each.allocation.village
            and each.allocation.is_owed
            and each.allocation.ended_on is None
            and self.is_open(each.allocation.village)
            and not (is_carried and outcome.undone and not outcome.undone.get(each.allocation.pk))
        ]

    def share(
        self, target: Target, old: Allocation | None, shares: list[Allocation], **own: Any
    ) -> Allocation:
        """A share as it was last year: counted, timed and answered for in the same way."""
        units_counted = [each.counted_unit for each in (old, *shares) if each and each.counted_unit]
        counted = units_counted[0] if units_counted else ""
        share = Allocation(target=target, counted_unit=counted, **own)
        if old is not None:
            share.office = in_use(old.office)
            share.schedule = old.schedule
            share.due_on = old.due_on and self.dates.shifted(old.due_on)
        self.save(share)
        return share

    def add_steps(self, share: Allocation, steps: Iterable[UndoneStep]) -> None:
        for each in steps:
            self.save(Step(allocation=share, name=each.name, weight=each.weight))


def reason_of(source: Plan) -> str:
    """The reason in the history of all that is made from this plan; content, so in Chinese."""
    return f"由{source.year}年度生成"


def baseline(outcome: Outcome) -> dict[str, Any]:
    """This year's result, to compare the next with: it is counted in the same way."""
    counted = outcome.achieved is not None
    return {
        "baseline": outcome.achieved,
        "baseline_unit": outcome.target.unit if counted else "",
        "baseline_comparable": counted,
    }


def start_value(outcome: Outcome, goal: Decimal | None) -> Decimal | None:
    """Where a level or ratio that grows starts: at this year's result, unless that has no place below the goal."""
    start = outcome.achieved if outcome.target.start_value is not None else None
    if start is not None and (start < 0 or (goal is not None and start >= goal)):
        return None
    return start


def in_use(office: Office | None) -> Office | None:
    """An office that was closed answers for nothing in a new year."""
    return office if office is not None and office.is_active else None


def gathered(shares: Iterable[Allocation], undone: dict[int, tuple[UndoneStep, ...]]) -> list[UndoneStep]:
    """The steps left of all shares as the whole town's: those of another share under its name."""
    found: dict[str, UndoneStep] = {}
    for share in shares:
        owner = "" if share.is_whole_town else f"{share.village.name if share.village else share.name}："
        for step in undone.get(share.pk, ()):
            name = f"{owner}{step.name}"[:STEP_LENGTH]
            if name in found:
                name = f"{name[: STEP_LENGTH - 6]}（{len(found) + 1}）"
            found[name] = UndoneStep(name, step.weight)
    return list(found.values())
