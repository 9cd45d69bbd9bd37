"""A status in one sentence with its numbers, which a leader can check with a pocket calculator."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import units
from targets.area_unit import area_unit, reads_english
from targets.assessment import Assessment
from targets.forecast import Forecast, needed_shown
from targets.measures import Measure, Promise
from targets.share_ledger import BrokenTotal
from targets.status import Rule, Status
from targets.step_names import step_name
from targets.verdicts import Verdict

HUNDRED = Decimal(100)


def figure(value: Fraction | Decimal | None, unit: str, qualifier: str = "") -> str:
    """A quantity with its unit as the reader wants it; a dash where there is none."""
    shown = in_shown_unit(value, unit)
    if shown is None:
        return "—"
    if unit == "%":
        return qualified(units.format_percent(shown), qualifier)
    amount = qualified(units.format_amount(shown), qualifier)
    return (_("%(amount)s %(unit)s") % {"amount": amount, "unit": unit_name(unit, shown)}).strip()


def stored_figure(value: Decimal, unit: str) -> str:
    """A quantity in its stored unit, as it is typed in the admin: 500 亩, "500 mu"."""
    name = stored_unit_name(unit, value)
    return (_("%(amount)s %(unit)s") % {"amount": units.format_amount(value), "unit": name}).strip()


def stored_unit_name(unit: str, value: Decimal) -> str:
    """The unit that a quantity is stored in, in the reader's language."""
    return units.get(unit).english(value) if reads_english() else unit


def in_shown_unit(value: Fraction | Decimal | None, unit: str) -> Decimal | None:
    """A quantity in the unit it is shown in: an area in 亩 or in hectares (to 0.01), as its reader chose.

    Exact values come to four decimals at most (DESIGN, section 3).
    """
    if value is None:
        return None
    exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    shown, code = units.as_shown(exact, unit, area_unit())
    return round(shown, 4 if code == unit else 2)


def unit_name(code: str, amount: Decimal | None = None) -> str:
    """The unit a quantity is shown in, in the reader's language; English has a plural."""
    _shown, shown_code = units.as_shown(Decimal(0), code, area_unit())
    if not reads_english():
        return shown_code
    return units.get(shown_code).english(Decimal(2) if amount is None else amount)


def qualified(text: str, qualifier: str) -> str:
    """A number with its qualifier in the place the language has it: 余 behind, all others before."""
    if not text:
        return ""
    return f"{text}{qualifier}" if qualifier == "余" else f"{qualifier}{text}"


def day(value) -> str:
    """A date as the reader's language writes it."""
    return date_format(value, "DATE_FORMAT")


def points(gap: Decimal) -> str:
    """A distance in percentage points with its sign: +5.0, −13.0."""
    return f"{'−' if gap < 0 else '+' if gap > 0 else '±'}{abs(gap):.1f}"


def total_sentence(broken: BrokenTotal, unit: str) -> str:
    """That a total typed no longer is what the entries come to."""
    return _(
        "For %(day)s a total of %(typed)s was reported, but the entries up to it now come to %(now)s: "
        "ask the reporter, and correct what is wrong."
    ) % {"day": day(broken.day), "typed": figure(broken.typed, unit), "now": figure(broken.now, unit)}


def reasons(assessment: Assessment) -> list[str]:
    """The sentences behind the status of a target, the main one first."""
    return explain(assessment.status, assessment.promise, assessment.forecast)


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after the other: English wants a blank between them, Chinese none."""
    return (" " if reads_english() else "").join(sentences)


def explain(status: Status, promise: Promise, outlook: Forecast | None = None) -> list[str]:
    """The sentences behind a status: what was promised and done, which rule decided, what is still needed."""
    match promise.measure:
        case Measure.STEPS:
            said = _of_steps(status)
        case Measure.LIMIT | Measure.ROUTINE:
            said = _of_reporting(status, promise)
        case _:
            said = _of_completion(status, promise)
    said.append(_decision(status, promise))
    if status.awaiting_final:
        said.append(_("Figures of the last month may still be reported."))
    if outlook is not None and outlook.remaining > 0:
        said.append(_still_needed(outlook, promise.unit))
    return [sentence for sentence in said if sentence]


def _of_completion(status: Status, promise: Promise) -> list[str]:
    said = []
    goal = figure(status.goal, promise.unit)
    if status.achieved is None:
        said.append(
            _("Goal %(goal)s; nothing has been reported and approved yet.") % {"goal": goal}
            if status.goal is not None
            else _("The document sets no goal; nothing has been reported and approved yet.")
        )
    elif status.goal is None:
        said.append(
            _("The document sets no goal; %(achieved)s so far.")
            % {"achieved": figure(status.achieved, promise.unit)}
        )
    else:
        sentence = (
            _("Goal %(goal)s, %(achieved)s in all so far, %(completion)s completed.")
            if promise.measure is Measure.SUM
            else _("Goal %(goal)s, achieved %(achieved)s, %(completion)s completed.")
        )
        shown = {"goal": goal, "achieved": _achieved(status, promise), "completion": f"{status.completion}%"}
        said.append(sentence % shown)
    if status.judged > 1:
        said.append(
            _("%(reported)d of %(judged)d shares have reported.")
            % {"reported": status.reported, "judged": status.judged}
        )
    return said


def _achieved(status: Status, promise: Promise) -> str:
    shown = figure(status.achieved, promise.unit)
    if status.base is None or status.numerator is None:
        return shown
    return _("%(shown)s (%(numerator)s of %(base)s)") % {
        "shown": shown,
        "numerator": units.format_amount(status.numerator),
        "base": units.format_amount(status.base),
    }


def _of_steps(status: Status) -> list[str]:
    said = [
        _("%(done)d of %(total)d steps done.") % {"done": status.steps_done, "total": status.steps_total},
    ]
    if status.late_step is not None and status.late_step.planned_on is not None:
        late = {"step": step_name(status.late_step.name), "day": day(status.late_step.planned_on)}
        said.append(
            ngettext(
                "“%(step)s” was planned for %(day)s, %(count)d day ago.",
                "“%(step)s” was planned for %(day)s, %(count)d days ago.",
                status.late_days,
            )
            % {**late, "count": status.late_days}
            if status.late_days
            else _("“%(step)s” was planned for %(day)s.") % late
        )
    if status.early_step is not None:
        said.append(_("“%(step)s” was done before its day.") % {"step": step_name(status.early_step.name)})
    return said


def _of_reporting(status: Status, promise: Promise) -> list[str]:
    said = []
    if promise.measure is Measure.LIMIT:
        said.append(
            _("At most %(goal)s; %(achieved)s so far.")
            % {
                "goal": figure(status.goal, promise.unit),
                "achieved": figure(status.achieved or Fraction(0), promise.unit),
            }
        )
    elif promise.unit and status.achieved is not None:
        said.append(_("%(achieved)s so far.") % {"achieved": figure(status.achieved, promise.unit)})
    if status.missed:
        said.append(
            ngettext(
                "The last closed period was not reported.",
                "The last %(count)d closed periods were not reported.",
                status.missed,
            )
            % {"count": status.missed}
        )
    return said


def _decision(status: Status, promise: Promise) -> str:
    """The sentence that names the rule."""
    named = {"verdict": status.verdict.label}
    match status.rule:
        case Rule.GAP if status.gap is not None:
            return _gap_sentence(status, promise)
        case Rule.SILENT_SHARE:
            return _("%(verdict)s at best while a share has not reported.") % named
        case Rule.REACHED if status.done_since is not None:
            said = {
                "day": day(status.done_since),
                "line": f"{units.round_percent(promise.done_at)}%",
                **named,
            }
            if promise.done_at < HUNDRED:
                return _("Counted as done from %(line)s of the goal, reached on %(day)s: %(verdict)s.") % said
            return _("Reached on %(day)s: %(verdict)s.") % said
        case Rule.PAST_DUE if status.due_on is not None:
            return _("Due on %(day)s and not reached: %(verdict)s.") % {"day": day(status.due_on), **named}
        case Rule.NOTHING_REPORTED if status.expected is not None and promise.measure is Measure.SUM:
            return _("By schedule %(expected)s%% is expected by now: %(verdict)s.") % {
                "expected": status.expected, **named,
            }  # fmt: skip
        case Rule.DROPPED if status.dropped_on is not None:
            return _("Dropped from the plan on %(day)s: pace is no longer judged.") % {
                "day": day(status.dropped_on)
            }
        case Rule.NO_DUE_DATE:
            return _("The document gives no due date: pace is not judged.")
        case Rule.NO_GOAL:
            return _("Without a goal, pace is not judged.")
        case Rule.REPORTING if status.verdict is Verdict.NO_REPORT_DUE:
            return _("No reporting period has closed yet.")
        case Rule.REPORTING if status.verdict is Verdict.REPORTED:
            return _("The last closed period was reported: %(verdict)s.") % named
    return _("Therefore: %(verdict)s.") % named


def _gap_sentence(status: Status, promise: Promise) -> str:
    assert status.gap is not None
    said = {
        "expected": f"{status.expected}%",
        "points": f"{abs(status.gap):.1f}",
        "verdict": status.verdict.label,
    }
    if status.gap < 0:
        return _("By schedule %(expected)s is expected: %(points)s points below, %(verdict)s.") % said
    return _("By schedule %(expected)s is expected: %(points)s points above, %(verdict)s.") % said


def _still_needed(outlook: Forecast, unit: str) -> str:
    months = Decimal(outlook.months_left.numerator) / Decimal(outlook.months_left.denominator)
    needed = figure(needed_shown(outlook.needed_per_month, units.is_whole(unit)), unit)
    if outlook.months_left <= 1:
        return _("Still needed by the due date: %(needed)s.") % {"needed": needed}
    return _("The %(months)s months left need %(needed)s each.") % {
        "months": units.format_amount(round(months, 1)),
        "needed": needed,
    }
