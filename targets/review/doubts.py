"""What a reviewer is to look at before an entry is approved, seen from all that stands in its share now.

The rules of recording look at what stood when a figure was sent; two that pass each of them may still be one
figure reported twice, or too much together.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from targets.explaining import day, figure
from targets.measures import Measure
from targets.models import ProgressEntry
from targets.models.ledger import EntryState
from targets.periods import Period
from targets.share_ledger import ShareLedger, Standing

ADDING_UP = (Measure.SUM, Measure.LIMIT)
ENOUGH_PERIODS = 2
"""With fewer earlier periods it is not known how many figures of one are usual."""


def doubts(entry: ProgressEntry, own: set[int], ledger: ShareLedger) -> tuple[str, ...]:
    """Why this entry of a share that adds up might count something twice, or too much with what else waits.

    `own` are the lines of its decision: the entry alone, or both lines of a correction.
    """
    if ledger.measure not in ADDING_UP:
        return ()
    found = [] if entry.is_correction else [_repeat_sentence(each, ledger) for each in repeats(entry, ledger)]
    if exceeds_with_others(own, ledger):
        found.append(
            _("With all that waits the share comes to %(total)s, beyond the goal of %(goal)s.")
            % {"total": figure(_total(ledger), ledger.unit), "goal": figure(ledger.goal, ledger.unit)}
        )
    return tuple(found)


def repeats(entry: ProgressEntry, ledger: ShareLedger) -> Iterator[Standing]:
    """Other figures above 0 that stand in this entry's period: it may be one of them again.

    Where a period usually has several figures only the same amount counts as such.
    """
    period = ledger.period_of(entry.happened_on)
    if period is None or not entry.quantity or entry.quantity < 0:
        return
    several = has_usually_several(ledger, period)
    for line in sorted(_figures(ledger), key=lambda each: each.order):
        is_other = line.id != entry.pk and line.happened_on in period
        if is_other and (not several or line.quantity == entry.quantity):
            yield line


def has_usually_several(ledger: ShareLedger, period: Period) -> bool:
    """Whether more than half of the periods before this one that have approved figures have several each."""
    earlier = [
        line for line in _figures(ledger) if line.happened_on < period.starts_on and not line.is_waiting
    ]
    counts = Counter(ledger.period_of(line.happened_on) for line in earlier)
    several = sum(1 for count in counts.values() if count > 1)
    return len(counts) >= ENOUGH_PERIODS and several * 2 > len(counts)


def _figures(ledger: ShareLedger) -> list[Standing]:
    """The figures above 0 that nothing takes back."""
    return [line for line in ledger.lines if line.quantity and line.quantity > 0 and not line.is_reversed]


def exceeds_with_others(own: set[int], ledger: ShareLedger) -> bool:
    """Whether all that waits passes the goal together, while this decision alone does not."""
    if ledger.goal is None:
        return False
    alone = [line for line in ledger.lines if line.id in own or not line.is_waiting]
    added = sum((line.quantity or Decimal(0) for line in alone if line.id in own), Decimal(0))
    reached = sum((line.quantity or Decimal(0) for line in alone), Decimal(0))
    return added > 0 and reached <= ledger.goal < _total(ledger)


def _total(ledger: ShareLedger) -> Decimal:
    return ledger.before(ledger.ends_on)


def _repeat_sentence(line: Standing, ledger: ShareLedger) -> str:
    state = EntryState.SUBMITTED if line.is_waiting else EntryState.APPROVED
    return _(
        "Another entry of this period already stands: %(amount)s (%(day)s, %(state)s). Check that it is not the same."
    ) % {"amount": figure(line.quantity, ledger.unit), "day": day(line.happened_on), "state": state.label}
