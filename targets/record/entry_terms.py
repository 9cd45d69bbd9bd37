"""What the form of one share proposes and calls its fields: months by name, what was last, whence the figure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from targets import units
from targets.explaining import stored_unit_name
from targets.measures import Measure
from targets.models import Allocation, Duty, ProgressEntry
from targets.people import Person
from targets.periods import Cadence, Period, period_of, periods
from targets.record.record_page import latest_text, period_name
from targets.share_ledger import ShareLedger

REMEMBERED_POSTS = 3
LOOKED_AT = 30
"""How many of a share's last entries are searched for posts."""


def period_at(share: Allocation, day: date) -> Period:
    """The reporting period of the plan that a day lies in; the nearest for a day outside the plan."""
    plan = share.target.plan
    asked = periods(plan.starts_on, plan.ends_on, Cadence(share.target.cadence), plan.report_by_day)
    return period_of(day, asked) or (asked[0] if day < plan.starts_on else asked[-1])


def mode_choices(share: Allocation, day: date) -> list[tuple[str, str]]:
    """“New in September” or “January–September in all”: the months of the figure by their names."""
    period = period_at(share, day)
    first = max(share.target.plan.starts_on, share.target.starts_on or share.target.plan.starts_on)
    year = Period(min(first, period.starts_on), period.ends_on, period.deadline)
    return [
        (ProgressEntry.Mode.INCREMENT, _("New in %(period)s") % {"period": period_name(period)}),
        (ProgressEntry.Mode.TOTAL, _("%(period)s in all") % {"period": period_name(year)}),
    ]


def unit_choices(stored_unit: str) -> list[tuple[str, str]]:
    """The units a figure may be typed in, in the reader's language."""
    return [(unit.code, stored_unit_name(unit.code, Decimal(2))) for unit in units.alternatives(stored_unit)]


def nothing_new_words(share: Allocation, ledger: ShareLedger, day: date) -> str:
    """What one click says of the period, with the figure it repeats; empty where there is none to repeat."""
    if ledger.measure.takes_latest:
        last = ledger.latest(day)
        if last is None or last.quantity is None:
            return ""
        return _("No change: %(figure)s") % {"figure": latest_text(last.quantity, last.base, ledger.unit)}
    return nothing_new_label(ledger.measure, period_name(period_at(share, day)))


def nothing_new_label(measure: Measure, period: str) -> str:
    """What the one click is called for a target measured so, in that period."""
    if measure is Measure.LIMIT:
        return _("Zero report")
    if measure.takes_latest or measure is Measure.STEPS:
        return _("No change")
    return _("Nothing new in %(period)s") % {"period": period}


def last_base(ledger: ShareLedger, day: date) -> str:
    """The base of a ratio's last figure, as it is typed; empty without one."""
    last = ledger.latest(day)
    return units.format_amount(last.base) if last and last.base else ""


def reports_for_village(share: Allocation, user: Person, on: date) -> bool:
    """Whether the share is of a village that this user reports for."""
    if share.village_id is None:
        return False
    held = Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER)
    return held.in_village(share.village_id, on).exists()


def remembered_posts(share: Allocation) -> Sequence[str]:
    """Who told the last figures of a share, by post: suggestions, the latest first."""
    last = ProgressEntry.objects.filter(allocation=share).exclude(informant_post="").order_by("-pk")
    posts = last.values_list("informant_post", flat=True)[:LOOKED_AT]
    return list(dict.fromkeys(posts))[:REMEMBERED_POSTS]
