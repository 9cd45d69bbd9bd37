"""What an approval would change: a share and its target as judged today, without the entry and with it."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import units
from targets.assessment import Assessment, assess
from targets.explaining import figure
from targets.measures import Line, Measure, Promise, Share
from targets.models import Plan, ProgressEntry, Target
from targets.record.record_page import latest_text
from targets.status import Status, judge, share_promise
from targets.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Effect:
    """One share or target before and after, of approved entries alone."""

    whose: str
    before: str
    """Empty where nothing adds up: routine work without a unit."""
    after: str
    goal: str
    percent_before: str
    percent_after: str
    expected: str
    """The completion that the schedule expects today; empty where pace is not judged by one."""
    verdict_before: Verdict
    verdict_after: Verdict

    @property
    def is_same_verdict(self) -> bool:
        return self.verdict_before is self.verdict_after


def assessments_of(plan: Plan, entries: list[ProgressEntry], on: date) -> dict[int, Assessment]:
    """The targets of these entries as they stand, by id: four queries, however many."""
    ids = {entry.allocation.target_id for entry in entries}
    return {each.target.pk: each for each in assess(plan, on, Target.objects.filter(pk__in=ids))}


def effects(
    assessment: Assessment, entry: ProgressEntry, replacement: ProgressEntry | None
) -> tuple[Effect, ...]:
    """What approving this entry, or this correction with its replacement, does to the share and the target.

    The target's is left out where it has that one share alone.
    """
    after = once_approved(assessment.promise, entry, replacement)
    position = [share.id for share in after.shares].index(entry.allocation_id)
    own = assessment.shares[position]
    will_be = share_promise(after, after.shares[position])
    unit = own.allocation.stored_unit
    found = [
        _effect(own.allocation.label, own.promise, own.status, judge(will_be, assessment.on), unit),
    ]
    if len(assessment.shares) > 1:
        status = judge(after, assessment.on)
        found.append(_effect(_("Whole target"), assessment.promise, assessment.status, status, unit))
    return tuple(found)


def once_approved(promise: Promise, entry: ProgressEntry, replacement: ProgressEntry | None) -> Promise:
    """The promise with this entry counted; of a correction without what it takes back."""
    added = replacement if entry.is_reversal else entry
    counted = (line_of(added),) if added else ()

    def with_it(share: Share) -> Share:
        kept = (line for line in share.lines if line.id != entry.corrects_id)
        return replace(share, lines=(*kept, *counted))

    shares = (with_it(share) if share.id == entry.allocation_id else share for share in promise.shares)
    return replace(promise, shares=tuple(shares))


def line_of(entry: ProgressEntry) -> Line:
    """An entry as it counts once approved."""
    return Line(entry.pk, entry.happened_on, entry.reported_at, entry.quantity, entry.base, entry.step_id)


def counted_sentence(plan: Plan, entry: ProgressEntry, on: date) -> str:
    """Where an approved entry now counts: its share, and its target where that has several."""
    (assessment,) = assessments_of(plan, [entry], on).values()
    own = next(each for each in assessment.shares if each.allocation.pk == entry.allocation_id)
    unit = own.allocation.stored_unit
    said = [_stands(own.allocation.label, own.promise, own.status, unit)]
    if len(assessment.shares) > 1:
        said.append(_stands(_("Whole target"), assessment.promise, assessment.status, unit))
    return _("; ").join(said)


def _stands(whose: str, promise: Promise, status: Status, unit: str) -> str:
    """One line as officials say it: how much in all, of which goal, completed, expected by schedule, status."""
    shown = {"whose": whose, "value": value(promise, status, unit), "goal": _goal(promise)}
    parts = [_reached(promise, shown) % shown]
    if percent := _percent(promise, status):
        parts.append(_("%(percent)s completed") % {"percent": percent})
    if expected := _expected(promise, status):
        parts.append(_("%(percent)s expected by schedule") % {"percent": expected})
    return pgettext("between clauses", ", ").join([*parts, str(status.verdict.label)])


def _reached(promise: Promise, shown: dict[str, str]) -> str:
    if not shown["value"]:
        return "%(whose)s"
    if promise.measure is Measure.LIMIT and shown["goal"]:
        return _("%(whose)s: %(value)s in all, at most %(goal)s")
    if promise.measure in (Measure.SUM, Measure.LIMIT, Measure.ROUTINE):
        if shown["goal"]:
            return _("%(whose)s: %(value)s in all, goal %(goal)s")
        return _("%(whose)s: %(value)s in all")
    return _("%(whose)s: %(value)s, goal %(goal)s") if shown["goal"] else _("%(whose)s: %(value)s")


def _effect(whose: str, promise: Promise, before: Status, after: Status, unit: str) -> Effect:
    return Effect(
        whose,
        value(promise, before, unit),
        value(promise, after, unit),
        _goal(promise),
        _percent(promise, before),
        _percent(promise, after),
        _expected(promise, after),
        before.verdict,
        after.verdict,
    )


def value(promise: Promise, status: Status, counted_unit: str) -> str:
    """What is achieved, as the measure counts it; a dash where nothing was approved yet."""
    match promise.measure:
        case Measure.STEPS:
            done = {"done": status.steps_done, "total": status.steps_total}
            return _("%(done)d of %(total)d steps") % done
        case Measure.ROUTINE if not promise.unit:
            return ""
        case Measure.RATIO if status.base is not None and status.numerator is not None:
            shown = figure(status.achieved, promise.unit)
            return f"{latest_text(status.numerator, status.base, counted_unit)} = {shown}"
    return figure(status.achieved, promise.unit)


def _goal(promise: Promise) -> str:
    if promise.goal is None or promise.measure in (Measure.STEPS, Measure.ROUTINE):
        return ""
    return figure(promise.goal, promise.unit)


def _percent(promise: Promise, status: Status) -> str:
    """Completion; a ratio is a percentage already, and of a limit none is wanted."""
    if status.completion is None or promise.measure in (Measure.RATIO, Measure.LIMIT, Measure.ROUTINE):
        return ""
    return units.format_percent(status.completion)


def _expected(promise: Promise, status: Status) -> str:
    """What stands beside completion: nothing where that is not shown, or the goal is reached."""
    if status.expected is None or promise.measure not in (Measure.SUM, Measure.LEVEL):
        return ""
    return units.format_percent(status.expected)
