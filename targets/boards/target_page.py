"""The page of one target: figures, the reasons of its status, its sentence, shares and ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from targets import units
from targets.asof import Known, after
from targets.assessment import Assessment, assess_target
from targets.boards.milestone_rows import Milestones, milestones
from targets.boards.rows import ShareRow, TargetRow, row_of, share_row
from targets.boards.to_go import to_go
from targets.curves.chart import Curve, curve
from targets.curves.figures import MonthRow, month_rows
from targets.curves.year_before import year_before
from targets.explaining import (
    day,
    figure,
    in_shown_unit,
    joined,
    reasons,
    stored_figure,
    total_sentence,
)
from targets.forecast import needed_shown
from targets.ledger_lines import LedgerLine, read_ledger
from targets.ledger_then import ledgers_then
from targets.measures import Measure
from targets.models import Allocation, ProgressEntry, Target
from targets.models.ledger import EntryState
from targets.paragraphs import Quote, in_paragraph
from targets.people import Person
from targets.setup.goal_steps import GoalStep, absence_sentence, goal_steps, life_sentence
from targets.standing import share_ledgers
from targets.terms_in_words import rules

SPLIT = gettext_lazy("%(split)s of %(goal)s split among %(count)d shares")
SPLIT_SHORT = gettext_lazy("%(said)s, %(short)s short")
SPLIT_EXCESS = gettext_lazy("%(said)s, %(excess)s in excess")


RECENT_LINES = 30
PRINTED_LINES = 8
"""So many go on paper, unless the whole ledger is asked for."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class TargetPage:
    """All a target's page prints, for one reader and day."""

    row: TargetRow
    explanation: str
    rule: str
    figures: tuple[Fact, ...]
    quote: Quote
    curve: Curve | None
    """None where a number is enough: limits, steps, routine work, what has no goal or due date."""
    months: tuple[MonthRow, ...]
    """The figures of the curve."""
    is_running_total: bool
    """Months add up; of a level or ratio they are compared with the month before."""
    shares: tuple[ShareRow, ...]
    split: str
    silent: str
    """Whose report of the last closed period is missing; empty where nobody's is."""
    ledger: tuple[LedgerLine, ...]
    total: str
    duties: tuple[Fact, ...]
    comparisons: tuple[Fact, ...]
    note: str
    warnings: tuple[str, ...]
    steps: tuple[GoalStep, ...]
    milestones: Milestones | None
    """What a target counted by steps is counted from; None for the others."""
    life: str
    """Since when it is part of the plan, or no longer; empty where it is all year."""
    absence: str
    """That it was not yet part of the plan on that day, in place of a status; empty where it was."""

    @property
    def has_last_year(self) -> bool:
        """Whether the year before stands beside the months."""
        return any(month.last_year is not None for month in self.months)

    @property
    def recent(self) -> tuple[LedgerLine, ...]:
        """The latest lines of the ledger, shown at once."""
        return self.ledger[:RECENT_LINES]

    @property
    def earlier(self) -> tuple[LedgerLine, ...]:
        """The lines before them, folded on screen."""
        return self.ledger[RECENT_LINES:]

    @property
    def printed(self) -> int:
        """How many of the latest lines go on paper."""
        return PRINTED_LINES

    @property
    def unprinted(self) -> int:
        """How many lines stay off the paper, unless the whole ledger is asked for."""
        return max(len(self.ledger) - PRINTED_LINES, 0)


def target_page(target: Target, user: Person, on: date, today: date, known: Known = Known.NOW) -> TargetPage:
    """The page as this user may see it; entries dated after `on` are not listed."""
    assessment = assess_target(target, on, known)
    lines = list(read_ledger(ProgressEntry.objects.filter(allocation__target=target), user, on, today, known))
    split_on = on if known is Known.THEN else today
    steps = goal_steps(target)
    absence = absence_sentence(target, on)
    before = None if absence else year_before(target, on, known)
    months = () if absence else month_rows(assessment.promise, on, assessment.year, before)
    return TargetPage(
        row=row_of(assessment),
        explanation=joined(reasons(assessment)),
        rule=joined(filter(None, [*rules(assessment), _pending(lines)])),
        figures=_figures(assessment),
        quote=in_paragraph(target.section.document.body, target.quote, target.quote_start),
        curve=curve(assessment, months, before),
        months=months,
        is_running_total=assessment.promise.measure is Measure.SUM,
        shares=tuple(share_row(share) for share in assessment.shares if share.is_shown),
        split=split_sentence(assessment.target, (share.allocation for share in assessment.shares), split_on),
        silent=silent_sentence(assessment),
        ledger=tuple(lines),
        total=_total(assessment),
        duties=_duties(assessment.target),
        comparisons=_comparisons(target),
        note=_(target.note) if target.note else "",
        warnings=_broken_totals(assessment, lines),
        steps=steps,
        milestones=milestones(assessment),
        life=life_sentence(target, steps),
        absence=absence,
    )


def silent_sentence(assessment: Assessment) -> str:
    """Whose report of the last closed period is missing, by name; empty where nobody's is."""
    names = [share.allocation.label for share in assessment.shares if share.is_missing]
    if not names:
        return ""
    return _("Not reported for the last closed period: %(names)s.") % {"names": _(", ").join(names)}


def _broken_totals(assessment: Assessment, lines: list[LedgerLine]) -> tuple[str, ...]:
    """Totals so far that no longer hold; asked only where a total was typed."""
    if not any(line.is_total for line in lines):
        return ()
    shares, on = [share.allocation for share in assessment.shares], assessment.on
    is_then = assessment.known is Known.THEN
    ledgers = ledgers_then(shares, after(on)) if is_then else share_ledgers(shares)
    return tuple(
        total_sentence(broken, ledger.unit)
        for ledger in ledgers.values()
        for broken in ledger.upto(on).broken_totals()
    )


def _pending(lines: list[LedgerLine]) -> str:
    waiting = sum(line.state == EntryState.SUBMITTED for line in lines)
    if not waiting:
        return ""
    return ngettext(
        "%(count)d entry awaits review and is not counted yet.",
        "%(count)d entries await review and are not counted yet.",
        waiting,
    ) % {"count": waiting}


def _figures(assessment: Assessment) -> tuple[Fact, ...]:
    status, promise = assessment.status, assessment.promise
    if promise.measure is Measure.STEPS:
        done = _("%(done)d of %(total)d") % {"done": status.steps_done, "total": status.steps_total}
        return (Fact(_("Steps done"), done), Fact(_("Completion"), f"{status.completion or 0}%"))
    facts = [Fact(_("Achieved"), figure(status.achieved, promise.unit))]
    if promise.goal is not None:
        label = _("Limit") if promise.measure is Measure.LIMIT else _("Goal")
        facts.append(Fact(label, figure(promise.goal, promise.unit, assessment.target.qualifier)))
    if status.completion is not None:
        facts.append(Fact(_("Completion"), f"{status.completion}%"))
    if status.expected is not None:
        facts.append(Fact(_("Expected by now"), f"{status.expected}%"))
    outlook = assessment.forecast
    if outlook is not None and outlook.remaining:
        needed = needed_shown(outlook.needed_per_month, units.is_whole(promise.unit))
        facts.append(Fact(_("Needed per month"), figure(needed, promise.unit)))
    if lacking := to_go(status, promise):
        facts.append(Fact(_("Still needed"), lacking))
    return tuple(facts)


def split_sentence(target: Target, shares: Iterable[Allocation], today: date) -> str:
    """The sum of the shares against the goal (已分解 480 / 500 亩，差 20); empty where the target is not split."""
    parts = parts_of_split(target, shares, today)
    if not parts or target.goal is None or target.measure not in (Measure.SUM, Measure.LEVEL):
        return ""
    split = sum((share.goal or Decimal(0) for share in parts), Decimal(0))
    return split_phrase(split, target.goal, len(parts), target.unit)


def parts_of_split(target: Target, shares: Iterable[Allocation], today: date) -> list[Allocation]:
    """The shares among which a target is split.

    A share that has ended takes nothing any more; of a sum, one whose village was merged keeps what it achieved.
    What was logged beside the plan (计划外) takes nothing.
    """
    is_sum = target.measure == Measure.SUM
    return [
        share
        for share in shares
        if not share.is_whole_town
        and not share.is_unplanned
        and (not share.ended_on or share.ended_on > today or (is_sum and share.is_merged))
    ]


def split_phrase(split: Decimal, goal: Decimal, count: int, unit: str, *, as_stored: bool = False) -> str:
    """已分解 480 / 500 亩，差 20: in the reader's units, or in those that are stored and typed in the admin."""

    def amount(value: Decimal) -> str:
        shown = None if as_stored else in_shown_unit(value, unit)
        return units.format_amount(value if shown is None else shown)

    whole = stored_figure(goal, unit) if as_stored else figure(goal, unit)
    said = SPLIT % {"split": amount(split), "goal": whole, "count": count}
    if split < goal:
        return SPLIT_SHORT % {"said": said, "short": amount(goal - split)}
    if split > goal:
        return SPLIT_EXCESS % {"said": said, "excess": amount(split - goal)}
    return said


def _total(assessment: Assessment) -> str:
    measure, unit = assessment.promise.measure, assessment.promise.unit
    if measure is Measure.STEPS or (measure is Measure.ROUTINE and not unit):
        return ""
    return figure(assessment.status.achieved, unit)


def _duties(target: Target) -> tuple[Fact, ...]:
    due = _("none given")
    if target.due_on:
        due = _("%(day)s (%(basis)s)") % {
            "day": day(target.due_on),
            "basis": target.get_due_basis_display(),
        }
    measure = _("%(measure)s, every %(cadence)s") % {
        "measure": target.get_measure_display(),
        "cadence": target.get_cadence_display(),
    }
    facts = [
        Fact(_("Lead office"), str(target.lead_office or "—")),
        Fact(
            _("Supporting offices"),
            "、".join(str(office) for office in target.supporting_offices.all()) or "—",
        ),
        Fact(_("Post in charge"), target.lead_post or "—"),
        Fact(_("Due"), due),
        Fact(_("Measure"), measure),
    ]
    named = "、".join(str(village) for village in target.villages.all())
    if named:
        facts.append(Fact(_("Villages named in the text"), named))
    return tuple(facts)


def _comparisons(target: Target) -> tuple[Fact, ...]:
    """Last year's result, the county's goal and confirmed value, beside ours and never over it."""
    facts = []
    if target.baseline is not None:
        unit = target.baseline_unit or target.unit
        shown = figure(target.baseline, unit, target.baseline_qualifier)
        if not target.baseline_comparable:
            shown = _("%(figure)s (context only, not comparable)") % {"figure": shown}
        facts.append(Fact(_("Result of %(year)s") % {"year": target.plan.year - 1}, shown))
    if target.superior_goal is not None:
        facts.append(Fact(_("Goal set by the county"), figure(target.superior_goal, target.unit)))
    if target.confirmed_value is not None:
        facts.append(Fact(_("Value confirmed by the county"), figure(target.confirmed_value, target.unit)))
    return tuple(facts)
