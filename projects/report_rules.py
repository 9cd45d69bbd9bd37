"""What may stand in a project's monthly report. Pure: told what stands and the day, no query, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from projects.stages import Stage
from targets import units
from targets.amounts import Unreadable, read_amount_in
from targets.periods import month_end

INCREMENT, TOTAL = "increment", "total"
MONEY = "万元"
Errors = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """A month of a project as a person tells it; amounts are text as typed."""

    month: date
    stage: str
    progress: str
    """形象进度: how far the works are, in words."""
    amount: str = ""
    """万元; empty where no figure is known yet, which is not 0."""
    mode: str = INCREMENT
    stage_on: date | None = None
    percent: Decimal | None = None
    problem: str = ""
    next_step: str = ""
    outputs: Mapping[int, str] = field(default_factory=dict)
    """What was added to a share of 口, 米 and the like, by the share's id."""
    steps: Mapping[int, int] = field(default_factory=dict)
    """The step that was completed, by the share's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of the project, as far as its report depends on it."""

    id: int
    unit: str
    is_steps: bool = False
    step_ids: frozenset[int] = frozenset()

    @property
    def is_money(self) -> bool:
        return self.unit == MONEY and not self.is_steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """A report that stands: approved or awaiting review, and not taken back."""

    month: date
    stage: str
    investment: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a report is judged against."""

    starts_on: date
    ends_on: date
    closed_through: date | None
    shares: tuple[Share, ...]
    stood: Sequence[Stood]

    @property
    def of_void(self) -> "Ground":
        """For what takes a month back and puts nothing instead: no stage that stands is against it."""
        return replace(self, stood=())

    def before(self, month: date) -> Decimal:
        """What stands as invested in the year up to and with this month, in 万元."""
        return sum((each.investment or Decimal(0) for each in self.stood if each.month <= month), Decimal(0))


@dataclass(frozen=True, slots=True)
class Line:
    """What is stored for one share."""

    share_id: int
    quantity: Decimal | None = None
    step_id: int | None = None


@dataclass(frozen=True, slots=True)
class Values:
    """What is stored of a report beside the words."""

    investment: Decimal | None
    """万元 added in the month."""
    lines: tuple[Line, ...]


def interpret(said: Monthly, ground: Ground, today: date) -> Values:
    """Read a report; raises ValidationError with a sentence for each field at fault."""
    errors = _month_errors(said, ground, today) | _word_errors(said) | _stage_errors(said, ground, today)
    investment = _investment(said, ground, errors)
    lines = _lines(said, ground, investment, errors)
    if errors:
        raise ValidationError(errors)
    return Values(investment, lines)


def as_typed(said: Monthly, ground: Ground) -> tuple[Line, ...]:
    """The lines a report says by itself, whether or not they may stand."""
    return _lines(said, ground, Decimal(0) if said.amount.strip() else None, {})


def adds(total: str, month: date, ground: Ground, investment: Decimal | None) -> bool:
    """Whether a total so far, in 万元 as typed, still adds this investment to what stands before it."""
    return read_amount_in(total, MONEY)[0] - ground.before(month) == investment


def ahead_of_it(stage: Stage, month: date, stood: Sequence[Stood]) -> bool:
    """Whether an earlier month stands at a later stage: stages never run backwards."""
    return any(each.month < month and Stage(each.stage).order > stage.order for each in stood)


def short_of_it(stage: Stage, month: date, stood: Sequence[Stood]) -> bool:
    """Whether a later month stands at an earlier stage."""
    return any(each.month > month and Stage(each.stage).order < stage.order for each in stood)


def _month_errors(said: Monthly, ground: Ground, today: date) -> Errors:
    first = said.month.replace(day=1)
    if first > today:
        return {"month": _("This month has not begun yet: report on one up to this month.")}
    if not ground.starts_on <= first <= ground.ends_on:
        return {"month": _("This month lies outside the plan: choose one of its year.")}
    if ground.closed_through and min(month_end(first), today) <= ground.closed_through:
        return {"month": _("This month is settled: ask the administrator to reopen it first.")}
    return {}


def _word_errors(said: Monthly) -> Errors:
    errors: Errors = {}
    if not said.progress.strip():
        errors["progress"] = _("Say in a few words how far the works are.")
    for name in ("progress", "problem", "next_step", "amount"):
        if "\x00" in getattr(said, name):
            errors[name] = _("This text has a character that cannot be stored: type it again.")
    if said.percent is not None and not 0 <= said.percent <= 100:
        errors["percent"] = _("Write a percentage from 0 to 100.")
    return errors


def _stage_errors(said: Monthly, ground: Ground, today: date) -> Errors:
    errors: Errors = {}
    if said.stage not in Stage.values:
        return {"stage": _("Choose the stage of the project.")}
    stage = Stage(said.stage)
    if ahead_of_it(stage, said.month, ground.stood):
        errors["stage"] = _("An earlier month was reported at a later stage: correct that report first.")
    if short_of_it(stage, said.month, ground.stood):
        errors["stage"] = _("A later month was reported at an earlier stage: correct that report first.")
    if said.stage_on and said.stage_on > min(month_end(said.month), today):
        errors["stage_on"] = _("Give a day up to the end of the month, and not in the future.")
    return errors


def _investment(said: Monthly, ground: Ground, errors: Errors) -> Decimal | None:
    amount = _quantity("amount", said.amount, MONEY, errors)
    if amount is None or said.mode != TOTAL:
        return amount
    before = ground.before(said.month)
    if amount < before:
        errors["amount"] = _(
            "The total so far is already %(before)s 万元: a total cannot fall. "
            "If an earlier report was wrong, correct it."
        ) % {"before": units.format_amount(before)}
    return amount - before


def _lines(said: Monthly, ground: Ground, investment: Decimal | None, errors: Errors) -> tuple[Line, ...]:
    lines = []
    for share in ground.shares:
        name = f"share_{share.id}"
        if share.is_steps:
            step_id = said.steps.get(share.id)
            if step_id is not None and step_id not in share.step_ids:
                errors[name] = _("Choose a step of this share.")
            elif step_id is not None:
                lines.append(Line(share.id, step_id=step_id))
        elif share.is_money:
            if investment is not None:
                lines.append(Line(share.id))
        else:
            quantity = _quantity(name, said.outputs.get(share.id, ""), share.unit, errors)
            if quantity is not None:
                lines.append(Line(share.id, quantity))
    return tuple(lines)


def _quantity(name: str, text: str, unit: str, errors: Errors) -> Decimal | None:
    """An amount in the stored unit; None where nothing was typed."""
    if not text.strip():
        return None
    try:
        quantity = read_amount_in(text, unit)[0]
    except Unreadable as refusal:
        errors[name] = refusal.sentence
        return None
    if quantity < 0:
        errors[name] = _("Write 0 or more. To take something back, correct the earlier report.")
    elif units.is_whole(unit) and quantity != quantity.to_integral_value():
        errors[name] = _("%(unit)s are counted in whole numbers.") % {"unit": unit}
    return quantity
