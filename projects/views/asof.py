"""The control of the boards on the pages of projects: the same, in words of projects."""

from dataclasses import replace

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets.asof import AsOf
from targets.explaining import joined
from targets.models import Plan
from targets.views import asof
from targets.views.asof import Control


def control(
    request: HttpRequest, plan: Plan, look: AsOf, *, compares: bool = True, has_reports: bool = False
) -> Control:
    """As on every board; `has_reports`: the page also lists the monthly reports, as they are today."""
    found = asof.control(request, plan, look, compares=compares)
    return replace(found, sentence=_sentence(found, has_reports=has_reports))


def _sentence(found: Control, *, has_reports: bool) -> str:
    """In plain words, what a past day is judged by."""
    if not found.is_then:
        return _("Judged by today's reports and set-up: reports approved after that day count too.")
    said = _(
        "Only reports approved by the end of that day count, with the names, dates, investments and milestones "
        "that stood then."
    )
    compared = _("Both days are judged by what was known at their own end.") if found.compare else ""
    reports = _("The monthly reports below are shown as they are today.") if has_reports else ""
    return joined(filter(None, [said, compared, reports]))
