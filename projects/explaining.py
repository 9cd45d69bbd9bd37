"""The findings on a project in sentences, ready to print: a leader can check them with a pocket calculator."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects.status import ProjectStatus, Standing, Works
from targets.units import format_amount, format_percent


def explain(works: Works, standing: Standing, on: date) -> tuple[str, ...]:
    """A sentence for each finding, the gravest first."""
    found = sorted(standing.findings, key=lambda each: -each.severity)
    return tuple(_sentence(each, works, standing, on) for each in found)


def _sentence(finding: ProjectStatus, works: Works, standing: Standing, on: date) -> str:
    match finding:
        case ProjectStatus.PLANNED:
            return _("The document plans this project and no date is set: it is not judged as late.")
        case ProjectStatus.NOT_DUE:
            return _("The start is planned for %(day)s.") % {"day": _day(works.planned_start)}
        case ProjectStatus.START_LATE | ProjectStatus.START_LONG_LATE:
            return ngettext(
                "The start was planned for %(day)s; %(count)d month is over without it (yellow from the first, "
                "red from the third).",
                "The start was planned for %(day)s; %(count)d months are over without it (yellow from the first, "
                "red from the third).",
                standing.months_missed,
            ) % {"day": _day(works.planned_start), "count": standing.months_missed}
        case ProjectStatus.STALLED:
            return _(
                "Works have begun, and the last closed months tell of no progress: %(months)s "
                "(two in a row are a standstill)."
            ) % {
                "months": _(", ").join(
                    date_format(each, "YEAR_MONTH_FORMAT") for each in standing.quiet_months
                )
            }
        case ProjectStatus.OVERDUE:
            return _("The finish was planned for %(day)s and has not been reported.") % {
                "day": _day(works.planned_finish)
            }
        case ProjectStatus.FINISHED | ProjectStatus.FINISHED_EARLY | ProjectStatus.FINISHED_LATE:
            return _finished(works)
    return _money(works, standing)


def _finished(works: Works) -> str:
    known = {"day": _day(works.finished_on), "planned": _day(works.planned_finish)}
    if works.planned_finish is None:
        return _("Works were finished on %(day)s.") % known
    return _("Works were finished on %(day)s; planned was %(planned)s.") % known


def _money(works: Works, standing: Standing) -> str:
    pace = standing.pace
    if pace is None or works.year_investment is None or works.invested is None:
        return _("Works have begun; without a planned and a reported investment no pace is judged.")
    return _(
        "%(done)s of %(plan)s 万元 of the year are invested, %(percent)s; by time %(expected)s are expected: %(gap)s."
    ) % {
        "done": format_amount(works.invested),
        "plan": format_amount(works.year_investment),
        "percent": format_percent(pace.completion),
        "expected": format_percent(pace.expected),
        "gap": distance(pace.gap),
    }


def distance(gap: Decimal) -> str:
    """How far from what time asks, in percentage points."""
    if not gap:
        return _("just as expected")
    said = _("%(points)s points below") if gap < 0 else _("%(points)s points above")
    return said % {"points": f"{abs(gap):.1f}"}


def _day(day: date | None) -> str:
    return date_format(day) if day else ""
