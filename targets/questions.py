"""What a figure that can be read is asked about before it stands: a word of explanation, or a tick (DESIGN, section 6).

Pure, like `targets.ledger_rules`, which asks; `targets.implausible` asks about sizes that no word explains.
"""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from targets import units
from targets.measures import Measure
from targets.share_ledger import ShareLedger, Standing
from targets.wishes import Wish

if TYPE_CHECKING:
    from targets.ledger_rules import Figure, Values

JUMP_FACTOR = 3
"""A figure this many times the largest so far (a level: or this part of the last) asks for a note."""
JUMP_AFTER = 2
"""Only where there are so many earlier figures to compare with."""
RATIO_JUMP_POINTS = 30
"""A ratio that rises by more percentage points than this asks for a note."""
RATIO_FALL_POINTS = 5
"""A ratio that falls by so many points or more does: what was reached before is rarely lost. Source: practice."""


def repetition(values: "Values", figure: "Figure", share: ShareLedger) -> Wish | None:
    """Why a figure with a note is to be confirmed: one with the same words already stands; None if none does.

    Source: practice. A form filled in twice in two tabs carries its note with it.
    """
    words = figure.note.split()
    if not (words and values.quantity) or share.measure.takes_latest:
        return None
    twins = share.twins(figure.happened_on, values.quantity)
    same = next((line for line in twins if line.note.split() == words), None)
    if same is None:
        return None
    of = {
        "amount": units.format_amount(values.quantity),
        "unit": share.unit,
        "day": figure.happened_on.isoformat(),
        "reporter": same.reporter or _("a row above"),
    }
    return Wish(
        _(
            "%(amount)s %(unit)s already stand for %(day)s with the same note (%(reporter)s): report them once "
            "only. If this is another figure, confirm it, or write another note."
        )
        % of,
        _(
            "%(amount)s %(unit)s already stand for %(day)s with the same note (%(reporter)s): check that this is "
            "not the same."
        )
        % of,
    )


def note_needed(values: "Values", figure: "Figure", share: ShareLedger) -> Wish | None:
    """Why this figure asks for a word of explanation; None if it does not."""
    if values.quantity is None:
        return None
    match share.measure:
        case Measure.RATIO:
            return _ratio_note(values.quantity, values.base, share, figure.happened_on)
        case Measure.LEVEL:
            return _level_note(values.quantity, share, figure.happened_on)
    later = share.total_after(figure.happened_on)
    if later is not None and values.quantity:
        return _in_later_total(later, share.unit)
    if values.quantity and share.twins(figure.happened_on, values.quantity):
        return Wish(
            _(
                "A figure of the same amount and day already stands: do not report it twice. If this is another, "
                "say so in the note."
            ),
            _("A figure of the same amount and day already stands: check that this is not the same."),
        )
    before = share.before(figure.happened_on)
    after = before + values.quantity
    if share.goal is not None and before <= share.goal < after:
        named = {"goal": units.format_amount(share.goal), "unit": share.unit}
        return Wish(
            _("This passes the goal of %(goal)s %(unit)s: say in the note how it came about.") % named,
            _("This passes the goal of %(goal)s %(unit)s: check what its note says.") % named,
        )
    earlier = share.figures_upto(figure.happened_on)
    if len(earlier) >= JUMP_AFTER and values.quantity > JUMP_FACTOR * max(earlier):
        return Wish(
            _("This is far more than any figure before: check it, and say why in the note."),
            _("This is far more than any figure before: check it and its note."),
        )
    return None


def _in_later_total(later: Standing, unit: str) -> Wish:
    named = {
        "day": later.happened_on.isoformat(),
        "total": units.format_amount(later.total or Decimal(0)),
        "unit": unit,
    }
    return Wish(
        _(
            "For %(day)s a total of %(total)s %(unit)s was already reported. If this figure is in it, do not "
            "report it again; if not, say so in the note and correct that entry."
        )
        % named,
        _(
            "For %(day)s a total of %(total)s %(unit)s was already reported: check that this figure is not "
            "in it already."
        )
        % named,
    )


def _ratio_note(quantity: Decimal, base: Decimal | None, share: ShareLedger, day: date) -> Wish | None:
    if not base:
        return None
    if quantity > base:
        return Wish(
            _("This is more than the base: check both numbers, and say why in the note."),
            _("This is more than the base: check both numbers and the note."),
        )
    last = share.latest(day)
    if last is None or last.quantity is None or not last.base:
        return None
    # Multiplied out, for an endless fraction falls short of the threshold that it stands for.
    scale = base * last.base
    risen = (quantity * last.base - last.quantity * base) * 100
    if risen > RATIO_JUMP_POINTS * scale:
        by = {"points": RATIO_JUMP_POINTS}
        return Wish(
            _("The ratio rises by more than %(points)d points: check it, and say why in the note.") % by,
            _("The ratio rises by more than %(points)d points: check it and its note.") % by,
        )
    if risen <= -RATIO_FALL_POINTS * scale:
        by = {"points": RATIO_FALL_POINTS}
        return Wish(
            _("The ratio falls by %(points)d points or more: check it, and say why in the note.") % by,
            _("The ratio falls by %(points)d points or more: check it and its note.") % by,
        )
    return None


def _level_note(value: Decimal, share: ShareLedger, day: date) -> Wish | None:
    last = share.latest(day)
    if last is None or not last.quantity or last.quantity < 0:
        return None
    if value > last.quantity * JUMP_FACTOR or value * JUMP_FACTOR < last.quantity:
        return Wish(
            _("This is far from the last value: check it, and say why in the note."),
            _("This is far from the last value: check it and its note."),
        )
    return None
