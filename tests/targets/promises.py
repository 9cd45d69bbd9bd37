"""Promises for the tests of the rules, as short as a row of a table: days are text, amounts any number."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from targets.measures import Line, Measure, Milestone, Promise, Share, Terms

YEAR = Terms(date(2021, 1, 1), date(2021, 12, 31))

_ids = count(1)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


def amount(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def percents(*numbers: Any) -> tuple[Decimal, ...]:
    """A schedule: the percentages given, the last of them for the rest of the twelve months."""
    written = [Decimal(str(number)) for number in numbers]
    return tuple(written + written[-1:] * (12 - len(written)))


def line(
    on: str,
    quantity: Any = None,
    base: Any = None,
    *,
    step: int | None = None,
    at: str = "12:00",
    **fields: Any,
) -> Line:
    """A line that counts, dated `on` and reported that day at `at`; `reported` names another day for that."""
    reported_at = datetime.fromisoformat(f"{fields.pop('reported', on)}T{at}").replace(tzinfo=UTC)
    line_id = fields.pop("id", None) or next(_ids)
    return Line(line_id, date.fromisoformat(on), reported_at, amount(quantity), amount(base), step)


def milestone(planned: str | None = None, *, weight: int = 1, **fields: Any) -> Milestone:
    return Milestone(fields.get("id") or next(_ids), fields.get("name", ""), day(planned), weight)


def share(
    *lines: Line, goal: Any = None, due: str | None = None, ended: str | None = None, **fields: Any
) -> Share:
    """A share, the whole town's unless it is said whose; `reported` are the days of its entries."""
    return Share(
        id=next(_ids),
        goal=amount(goal),
        due_on=day(due),
        ended_on=day(ended),
        lines=lines,
        reported_days=days(*fields.pop("reported", ())),
        **fields,
    )


def promise(
    *parts: Line | Share,
    measure: Measure = Measure.SUM,
    goal: Any = None,
    due: str | None = "2021-12-31",
    start: Any = None,
    done_at: Any = 100,
    terms: Terms = YEAR,
    **fields: Any,
) -> Promise:
    """A promise of the shares given, or of one share with the lines given; due at the end of 2021."""
    shares: Sequence[Share] = [part for part in parts if isinstance(part, Share)]
    lines = [part for part in parts if isinstance(part, Line)]
    return Promise(
        measure=measure,
        terms=terms,
        shares=tuple(shares) or (share(*lines),),
        goal=amount(goal),
        start_value=amount(start),
        done_at=Decimal(str(done_at)),
        due_on=day(due),
        **fields,
    )
