"""What a level or ratio still lacks, in its own words: 还差3.2个百分点, 还差120头. Neither has a pace to divide by."""

from decimal import Decimal
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from targets.curves.figures import difference, shown
from targets.measures import Promise
from targets.status import Status
from targets.units import is_whole

SMALLEST = Decimal("0.1")


def to_go(status: Status, promise: Promise) -> str:
    """From what is achieved to what counts as done, both as they are shown; empty where nothing lacks.

    Only for levels and ratios with a goal. Who subtracts the one figure on the page from the other gets this.
    """
    if not promise.measure.takes_latest or status.goal is None:
        return ""
    wanted = Fraction(status.goal) * Fraction(promise.done_at) / 100
    if is_whole(promise.unit):
        wanted = Fraction(ceil(wanted))  # nobody counts a part of a person or an animal
    if status.achieved is None:
        return _("a first figure")
    if status.achieved >= wanted:
        return ""
    goal, achieved = shown(wanted, promise.unit), shown(status.achieved, promise.unit)
    assert goal is not None
    assert achieved is not None
    if goal > achieved:
        return _("%(figure)s to go") % {"figure": difference(goal - achieved, promise)}
    return _("less than %(figure)s to go") % {"figure": difference(SMALLEST, promise)}
