"""A curve ready to draw: as SVG on the server, and as numbers for the script that puts a chart in its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format

from targets import units
from targets.assessment import Assessment
from targets.curves.curve import has_plan, last_day, place, plan_line
from targets.curves.drawing import Axis, Canvas, Spot, axis, number
from targets.curves.figures import MonthRow, finding
from targets.curves.words import Key, about, keys, landings_of, tip
from targets.curves.year_before import YearBefore
from targets.explaining import in_shown_unit, reads_english
from targets.measures import Measure, Promise
from targets.periods import add_months, months_between

WIDTH, HEIGHT = 720, 260
FARTHEST = Decimal("1.5")
"""Of what is to be seen anyway: a landing beyond it leaves the chart at its head, last year's result is said only."""
MONTHS_NAMED = 14
YEAR_END_MARK = Fraction(1, 16)
"""How much of the width the mark of last year's result takes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the chart with a word: `x` in per cent of the width, `y` in pixels from the top."""

    x: str
    y: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A target's curve. Paths are in a box of WIDTH by HEIGHT that is stretched to the width of the page."""

    title: str
    """The finding."""
    about: str
    """Unit and days."""
    keys: tuple[Key, ...]
    far: str
    behind: str
    plan: str
    achieved: str
    landing: tuple[str, ...]
    dots: tuple[Mark, ...]
    last_year: str
    """The path of the year before; empty without one that can be compared."""
    baseline: str
    """Height of last year's result in pixels from the top; empty without one, or where its path is drawn."""
    baseline_from: str
    baseline_to: str
    """Where the year's end is marked, in per cent of the width."""
    ticks: tuple[Mark, ...]
    months: tuple[Mark, ...]
    today: str
    """The day shown, in per cent of the width."""
    script: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Lines:
    """All lines of a curve in the reader's unit."""

    plan: tuple[Spot, ...]
    behind: tuple[Spot, ...]
    far: tuple[Spot, ...]
    achieved: tuple[Spot, ...]
    landing: tuple[tuple[Spot, ...], ...]
    last_year: tuple[Spot, ...]
    baseline: Decimal | None


def curve(assessment: Assessment, rows: Sequence[MonthRow], before: YearBefore | None = None) -> Curve | None:
    """The curve of these months of a sum, level or ratio; None where a number is enough."""
    promise, on = assessment.promise, assessment.on
    if not has_plan(promise) or not rows or not rows[0].is_past:
        return None
    lines = _lines(assessment, rows)
    canvas = Canvas(WIDTH, HEIGHT, _axis(promise, lines))
    baseline = lines.baseline if canvas.axis.holds(lines.baseline) and not lines.last_year else None
    year_end = _year_end(assessment)
    today = place(promise, on, min(on, last_day(promise, on)))
    title, months = finding(promise, assessment.status, rows), _months(promise, on)
    return Curve(
        title=title,
        about=about(assessment),
        keys=keys(assessment, rows, lines.baseline, before, is_drawn=baseline is not None),
        far=canvas.area(lines.far, _ground(lines.far, canvas.axis)),
        behind=canvas.area(lines.behind, lines.far),
        plan=canvas.line(lines.plan),
        achieved=canvas.line(lines.achieved),
        landing=tuple(canvas.line(each) for each in lines.landing),
        dots=tuple(Mark(percent(across), canvas.down(quantity)) for across, quantity in lines.achieved),
        last_year=canvas.line(lines.last_year),
        baseline="" if baseline is None else canvas.down(baseline),
        baseline_from=percent(year_end[0]),
        baseline_to=percent(year_end[1]),
        ticks=tuple(Mark("0", canvas.down(each), units.format_amount(each)) for each in canvas.axis.ticks),
        months=months,
        today=percent(today),
        script=_script(lines, canvas.axis, title, today)
        | {"baseline": None if baseline is None else float(baseline), "yearEnd": [*map(float, year_end)]}
        | {"months": [mark.word for mark in months], "tips": _tips(promise, on, rows)},
    )


def _lines(assessment: Assessment, rows: Sequence[MonthRow]) -> _Lines:
    promise, on = assessment.promise, assessment.on
    line = [(place(promise, on, point.day), point) for point in plan_line(promise, on)]
    return _Lines(
        tuple((across, _shown(point.expected, promise)) for across, point in line),
        tuple((across, _shown(point.behind, promise)) for across, point in line),
        tuple((across, _shown(point.far, promise)) for across, point in line),
        _achieved(promise, on, rows),
        tuple(_landing(assessment)),
        _last_year(promise, on, rows),
        _baseline(assessment),
    )


def _shown(quantity: Fraction, promise: Promise) -> Decimal:
    amount = in_shown_unit(quantity, promise.unit)
    assert amount is not None
    return amount


def _achieved(promise: Promise, on: date, rows: Sequence[MonthRow]) -> tuple[Spot, ...]:
    """From the first figure on; a sum rises from nothing at the start of the month that has it."""
    told = [row for row in rows if row.is_past]
    spots = [(place(promise, on, row.day), row.achieved) for row in told if row.achieved is not None]
    silent = sum(row.achieved is None for row in told)
    if spots and promise.measure is Measure.SUM:
        before = place(promise, on, told[silent - 1].day) if silent else Fraction(0)
        spots.insert(0, (before, Decimal(0)))
    return tuple(spots)


def _landing(assessment: Assessment) -> Iterable[tuple[Spot, ...]]:
    """From what is achieved to where the slower and the faster pace lead by the due date."""
    outlook, promise, on = assessment.forecast, assessment.promise, assessment.on
    achieved = assessment.status.achieved
    landings = landings_of(outlook)
    if achieved is None or not landings:
        return
    assert promise.due_on is not None
    start = (place(promise, on, on), _shown(achieved, promise))
    for landing in landings:
        yield (start, (place(promise, on, promise.due_on), _shown(landing, promise)))


def _last_year(promise: Promise, on: date, rows: Sequence[MonthRow]) -> tuple[Spot, ...]:
    """The year before by the same days; a sum rises from nothing at the start of the year."""
    spots = [(place(promise, on, row.day), row.last_year) for row in rows if row.last_year is not None]
    if spots and promise.measure is Measure.SUM:
        first = next(index for index, row in enumerate(rows) if row.last_year is not None)
        spots.insert(0, (place(promise, on, rows[first - 1].day) if first else Fraction(0), Decimal(0)))
    return tuple(spots)


def _year_end(assessment: Assessment) -> tuple[Fraction, Fraction]:
    """Where last year's result is marked: it is that of the whole year, so at this year's end."""
    promise, on = assessment.promise, assessment.on
    end = min(place(promise, on, promise.terms.ends_on), Fraction(1))
    return max(end - YEAR_END_MARK, Fraction(0)), end


def _baseline(assessment: Assessment) -> Decimal | None:
    """Last year's result in the reader's unit, where it can be compared with this year's."""
    target, unit = assessment.target, assessment.promise.unit
    if target.baseline is None or not target.baseline_comparable:
        return None
    own = target.baseline_unit or unit
    if units.get(own).dimension != units.get(unit).dimension:
        return None
    return in_shown_unit(units.convert(target.baseline, own, unit), unit)


def _axis(promise: Promise, lines: _Lines) -> Axis:
    """From nothing for a sum; for a level or ratio from a little below what is drawn."""
    seen = [quantity for line in (lines.plan, lines.achieved, lines.far) for _place, quantity in line]
    farthest = max(seen) * FARTHEST
    seen += [min(line[-1][1], farthest) for line in lines.landing]
    seen += [min(quantity, farthest) for _place, quantity in lines.last_year]
    if lines.baseline is not None and min(seen) <= lines.baseline <= farthest:
        seen.append(lines.baseline)
    most = max(seen)
    least = min([Decimal(0), *seen]) if promise.measure is Measure.SUM else min(seen)
    return axis(least, most, whole=units.is_whole(promise.unit))


def _ground(line: Sequence[Spot], scale: Axis) -> tuple[Spot, ...]:
    return tuple((across, scale.low) for across, _quantity in line)


def _months(promise: Promise, on: date) -> tuple[Mark, ...]:
    """The names of the months in the middle of each; of many, every second, third … has its name."""
    first = promise.begins_on.replace(day=1)
    count = months_between(first, last_day(promise, on)) + 1
    every = -(-count // MONTHS_NAMED)
    return tuple(
        Mark(
            percent(Fraction(2 * index + 1, 2 * count)),
            "",
            "" if index % every else month_mark(add_months(first, index)),
        )
        for index in range(count)
    )


def month_mark(day: date) -> str:
    """9月, Sep: as short as it can be."""
    return date_format(day, "M") if reads_english() else f"{day.month}月"


def percent(across: Fraction) -> str:
    """A place in per cent of the width, with a point in every language."""
    return number(float(across) * 100)


def _script(lines: _Lines, scale: Axis, title: str, today: Fraction) -> dict[str, Any]:
    """What the chart is drawn from in the browser: places from 0 to 1, quantities in the reader's unit."""
    return {
        "label": title,
        "axis": {"low": float(scale.low), "high": float(scale.high), "step": float(scale.step)},
        "ticks": [units.format_amount(each) for each in scale.ticks],
        "plan": _numbers(lines.plan),
        "behind": _numbers(lines.behind),
        "far": _numbers(lines.far),
        "achieved": _numbers(lines.achieved),
        "landing": [_numbers(each) for each in lines.landing],
        "lastYear": _numbers(lines.last_year),
        "today": float(today),
    }


def _numbers(line: Iterable[Spot]) -> list[list[float]]:
    return [[round(float(across), 5), float(quantity)] for across, quantity in line]


def _tips(promise: Promise, on: date, rows: Sequence[MonthRow]) -> list[dict[str, Any]]:
    return [{"at": float(place(promise, on, row.day)), "said": tip(row, promise)} for row in rows]
