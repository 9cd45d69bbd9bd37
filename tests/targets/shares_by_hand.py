"""A share's ledger written by hand, for the pure rules of recording."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from targets.ledger_rules import Figure, interpret
from targets.measures import Measure
from targets.periods import Cadence
from targets.share_ledger import ShareLedger, Standing
from tests.targets.ledger_factories import SHANGHAI

TODAY = date(2021, 6, 20)
DAY = date(2021, 6, 10)
FIRST, LAST = date(2021, 1, 1), date(2021, 12, 31)


def share(measure=Measure.SUM, unit="亩", goal=500, lines=(), **fields) -> ShareLedger:
    return ShareLedger(
        measure=measure,
        unit=unit,
        goal=None if goal is None else Decimal(goal),
        starts_on=FIRST,
        ends_on=LAST,
        cadence=fields.pop("cadence", Cadence.MONTH),
        report_by_day=5,
        lines=list(lines),
        **fields,
    )


def line(
    quantity=None, day=DAY, base=None, step=None, is_reversed=False, number=1, total=None, minutes=0, note=""
) -> Standing:
    moment = datetime(2021, 6, 11, 0, minutes, tzinfo=SHANGHAI)
    read = [None if each is None else Decimal(each) for each in (quantity, base, total)]
    return Standing(
        number, day, moment, read[0], read[1], step, is_reversed, read[2], note=note, reporter="li"
    )


def figure(amount="", **fields) -> Figure:
    fields.setdefault("happened_on", DAY)
    return Figure(amount=amount, **fields)


def refused(given: Figure, ledger: ShareLedger, today: date = TODAY) -> set[str]:
    """The fields at fault; none where the figure is taken."""
    try:
        interpret(given, ledger, today)
    except ValidationError as refusal:
        return set(refusal.error_dict)
    return set()
