"""What stands in words beside a curve: its unit and days, its key, and what a month says when pointed at."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets import units
from targets.assessment import Assessment
from targets.curves.curve import last_day
from targets.curves.figures import MonthRow, amount, difference, latest_of
from targets.curves.year_before import YearBefore
from targets.explaining import day, figure, unit_name
from targets.forecast import Forecast, tenths
from targets.measures import Measure, Promise


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the key: which sign, and what it stands for with its number."""

    sign: str
    """plan, achieved, behind, far, landing, last-year or baseline: the sample beside the words; or none."""
    words: str


def about(assessment: Assessment) -> str:
    """Unit and days: 单位：亩 · 2021年1月1日至2021年12月31日 · 截至2021年9月30日."""
    promise, on = assessment.promise, assessment.on
    return _("Unit: %(unit)s · %(first)s to %(last)s · as of %(on)s") % {
        "unit": unit_name(promise.unit),
        "first": day(promise.begins_on),
        "last": day(last_day(promise, on)),
        "on": day(on),
    }


def keys(
    assessment: Assessment,
    rows: Sequence[MonthRow],
    baseline: Decimal | None,
    before: YearBefore | None,
    *,
    is_drawn: bool,
) -> tuple[Key, ...]:
    """The key of a curve, so full of numbers that it can be read without the curve.

    `is_drawn` says whether last year's result lies on the chart.
    """
    promise, terms = assessment.promise, assessment.promise.terms
    latest = latest_of(rows)
    found = []
    if latest is not None and latest.achieved is not None:
        said = _("Total %(figure)s") if promise.measure is Measure.SUM else _("Achieved %(figure)s")
        found.append(Key("achieved", said % {"figure": amount(latest.achieved, promise)}))
    if latest is not None and latest.expected is not None:
        found.append(Key("plan", _("Plan %(figure)s") % {"figure": amount(latest.expected, promise)}))
    points = {
        "behind": units.format_amount(terms.behind_points),
        "far": units.format_amount(terms.far_behind_points),
    }
    found.append(Key("behind", _("Behind: %(behind)s to %(far)s points below plan") % points))
    found.append(Key("far", _("Far behind: more than %(far)s points below plan") % points))
    found += [Key("landing", said) for said in [landing_words(assessment)] if said]
    if before is not None and any(row.last_year is not None for row in rows):
        found.append(Key("last-year", _last_year_words(promise, rows, baseline, before.year)))
    elif baseline is not None:
        year = {"year": assessment.year - 1, "figure": amount(baseline, promise)}
        said = _("%(year)s: %(figure)s") if is_drawn else _("%(year)s: %(figure)s, beyond the chart")
        found.append(Key("baseline" if is_drawn else "", said % year))
    return tuple(found)


def _last_year_words(promise: Promise, rows: Sequence[MonthRow], baseline: Decimal | None, year: int) -> str:
    """2020年同期280亩，全年450亩."""
    latest = latest_of(rows)
    said = {"year": year, "then": "", "figure": "" if baseline is None else amount(baseline, promise)}
    if latest is not None and latest.last_year is not None:
        said["then"] = amount(latest.last_year, promise)
    if said["then"] and said["figure"]:
        return _("%(year)s: %(then)s by the same day, %(figure)s in the whole year") % said
    if said["figure"]:
        return _("%(year)s: nothing by the same day, %(figure)s in the whole year") % said
    return _("%(year)s: %(then)s by the same day") % said


def landing_words(assessment: Assessment) -> str:
    """Where the paces of the year and of the last three months lead; empty where nothing can be carried on."""
    promise, landings = assessment.promise, landings_of(assessment.forecast)
    if not landings:
        return ""
    assert promise.due_on is not None
    low, high = (_rounded(each, promise) for each in (landings[0], landings[-1]))
    said = {"day": date_format(promise.due_on, "MONTH_DAY_FORMAT"), "low": low, "high": high}
    if low == high:
        return _("At the pace so far %(high)s by %(day)s") % said
    return _("At the paces of the year and of the last three months %(low)s to %(high)s by %(day)s") % said


def landings_of(outlook: Forecast | None) -> tuple[Fraction, ...]:
    """Where the paces lead, the slower first; none where nothing is reported or nothing more is needed."""
    if (
        outlook is None
        or not outlook.remaining
        or outlook.landing_low is None
        or outlook.landing_high is None
    ):
        return ()
    return tuple(sorted({outlook.landing_low, outlook.landing_high}))


def _rounded(landing: Fraction, promise: Promise) -> str:
    """A landing is a guess: whole pieces, or tenths."""
    if units.is_whole(promise.unit):
        return figure(Decimal(int(landing + Fraction(1, 2))), promise.unit)
    return figure(tenths(landing), promise.unit)


def tip(row: MonthRow, promise: Promise) -> str:
    """What a month says when pointed at, a line for each figure."""
    said = [row.name]
    if row.achieved is not None:
        said.append(_("Achieved %(figure)s") % {"figure": amount(row.achieved, promise)})
    if row.expected is not None:
        said.append(_("Plan %(figure)s") % {"figure": amount(row.expected, promise)})
    if row.last_year is not None:
        said.append(_("Same time last year %(figure)s") % {"figure": amount(row.last_year, promise)})
    if row.gap is not None:
        distance = difference(abs(row.gap), promise)
        said.append((_("%(gap)s below plan") if row.gap < 0 else _("%(gap)s above plan")) % {"gap": distance})
    if row.verdict is not None:
        said.append(str(row.verdict.label))
    return "\n".join(said)
