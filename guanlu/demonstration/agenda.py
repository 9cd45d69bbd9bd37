"""What happens in the invented year, in the order of time."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count

from django.utils import timezone

Act = Callable[[datetime], None]
"""Something done at a moment, which it is told."""


class Agenda:
    """Acts by moment; an act may put down further ones. Of the same moment, the one put down first goes first."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def add(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._acts, (at, next(self._numbers), act))

    def run(self) -> None:
        while self._acts:
            at, _number, act = heapq.heappop(self._acts)
            act(at)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of the town's clock."""
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def day_after_month(month: int, day: int) -> date:
    """A day of the month that follows a month of 2021.

    >>> day_after_month(12, 5)
    datetime.date(2022, 1, 5)
    """
    return date(2021 + month // 12, month % 12 + 1, day)
