"""When a figure is so far from all before it that a word of explanation is not enough (DESIGN, section 6).

Source: practice. Clerks answer a wish for a note with “ok”, so a slip of the decimal point or of the unit
(5,000 for a goal of 181) is asked about once more, with a tick of its own. Pure, like `targets.ledger_rules`.
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from targets import units
from targets.measures import Measure
from targets.share_ledger import ShareLedger
from targets.wishes import Wish

GOAL_FACTOR = 3
"""Passing so many times the goal (a ratio: its base) is no ordinary surplus."""
SLIP_FACTOR = 10
"""A figure so many times the largest so far, as a zero too many makes it."""
SLIP_AFTER = 2
"""Only where there are so many earlier figures to compare with."""


def confirmation_needed(
    quantity: Decimal | None, base: Decimal | None, share: ShareLedger, day: date
) -> Wish | None:
    """Why this figure is to be confirmed with a tick; None if it is not. Quantities in the stored unit."""
    if quantity is None or quantity < 0:
        return None
    match share.measure:
        case Measure.RATIO:
            return _of_ratio(quantity, base, share, day)
        case Measure.LEVEL:
            return _of_level(quantity, share, day)
    before = share.before(day)
    if _passes_goal(before, before + quantity, share):
        return _far_above_goal(before + quantity, share)
    earlier = share.figures_upto(day)
    if len(earlier) >= SLIP_AFTER and quantity >= SLIP_FACTOR * max(earlier) > 0:
        times = {"factor": SLIP_FACTOR}
        return Wish(
            _(
                "This is %(factor)s times the largest figure so far or more: check figure and unit, and confirm "
                "it if it is right."
            )
            % times,
            _("This is %(factor)s times the largest figure so far or more: check figure and unit.") % times,
        )
    return None


def _of_level(value: Decimal, share: ShareLedger, day: date) -> Wish | None:
    last = share.latest(day)
    stood = last.quantity if last and last.quantity else Decimal(0)
    if _passes_goal(stood, value, share):
        return _far_above_goal(value, share)
    if stood > 0 and _is_slip(value, stood):
        named = {"last": units.format_amount(stood), "unit": share.unit}
        return Wish(
            _("The last value was %(last)s %(unit)s: check figure and unit, and confirm it if it is right.")
            % named,
            _("The last value was %(last)s %(unit)s: check figure and unit.") % named,
        )
    return None


def _of_ratio(quantity: Decimal, base: Decimal | None, share: ShareLedger, day: date) -> Wish | None:
    if not base:
        return None
    if quantity > GOAL_FACTOR * base:
        times = {"factor": GOAL_FACTOR}
        return Wish(
            _(
                "This is more than %(factor)s times the base: check both numbers, and confirm them if they are "
                "right."
            )
            % times,
            _("This is more than %(factor)s times the base: check both numbers.") % times,
        )
    last = share.latest(day)
    if last and last.base and _is_slip(base, last.base):
        named = {"last": units.format_amount(last.base), "unit": share.unit}
        return Wish(
            _("The last base was %(last)s %(unit)s: check it, and confirm it if it is right.") % named,
            _("The last base was %(last)s %(unit)s: check the new one.") % named,
        )
    return None


def _passes_goal(before: Decimal, after: Decimal, share: ShareLedger) -> bool:
    return bool(share.goal and share.goal > 0 and before <= GOAL_FACTOR * share.goal < after)


def _is_slip(value: Decimal, last: Decimal) -> bool:
    """Ten times the last or a tenth of it; 0 is no slip of the decimal point."""
    return value >= SLIP_FACTOR * last or 0 < value * SLIP_FACTOR <= last


def _far_above_goal(after: Decimal, share: ShareLedger) -> Wish:
    assert share.goal is not None
    named = {
        "after": units.format_amount(after),
        "goal": units.format_amount(share.goal),
        "unit": share.unit,
        "factor": GOAL_FACTOR,
    }
    return Wish(
        _(
            "It would stand at %(after)s %(unit)s, more than %(factor)s times the goal of %(goal)s %(unit)s: "
            "check figure and unit, and confirm it if it is right."
        )
        % named,
        _(
            "It would stand at %(after)s %(unit)s, more than %(factor)s times the goal of %(goal)s %(unit)s: "
            "check figure and unit."
        )
        % named,
    )
