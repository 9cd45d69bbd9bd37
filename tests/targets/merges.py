"""A village, its successor, and what a merge makes of them, for the tests of merging."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from targets.assessment import assess_target
from targets.boards.target_page import split_sentence
from targets.models import Allocation, Target, Village
from targets.models.decisions import Decision
from targets.setup import merging
from targets.setup.new_rows import division_of, keep_remainder
from tests.targets.factories import make_share, make_village
from tests.targets.ledger_factories import TODAY, Town, make_town

EVE, ON = date(2021, 6, 14), date(2021, 6, 15)
DECISION = Decision("南府函〔2021〕9号", date(2021, 6, 1))


@dataclass
class Merging:
    """The town of the ledger's tests with two villages: 柏林村, to be merged into 关渡村."""

    town: Town
    old: Village
    successor: Village

    def merge(self, on: date = ON, **changes: Any) -> merging.Proposal:
        asked: dict[str, Any] = {"village": self.old, "successor": self.successor, "on": on}
        asked |= {"decision": DECISION, "reason": "行政区划调整", "today": TODAY}
        return merging.merge(**asked | changes)

    def shares(
        self, measure: str, old: Any, successor: Any = None, goal: Any = 500, **fields: Any
    ) -> tuple[Allocation, Allocation | None]:
        """The shares of both villages in a new target; none of the successor where its goal is None."""
        unit = {"ratio": "%", "limit": "人"}.get(measure, "亩")
        target = self.town.target(measure, goal, unit, counted_unit="人" if measure == "ratio" else "")
        counted = {"counted_unit": "人"} if measure == "ratio" else {}
        first = make_share(target, self.old, goal=old, **counted, **fields)
        second = None
        if successor is not None:
            second = make_share(target, self.successor, goal=successor, **counted)
        keep_remainder(target, division_of(target, ON), on=ON)
        return first, second


def make_merging() -> Merging:
    return Merging(make_town(), make_village("柏林村"), make_village("关渡村"))


def of(village: Village, target: Target) -> Allocation | None:
    return Allocation.objects.filter(village=village, target=target).first()


def achieved(target: Target, on: date) -> Any:
    return assess_target(Target.objects.get(pk=target.pk), on).status.achieved


def split_sum(target: Target, today: date = TODAY) -> str:
    """已分解 … as the target's page says it, without the count of the shares."""
    shares = target.allocations.select_related("village")
    return split_sentence(target, shares, today).split(" among ")[0].split("，共")[0]


def standing(target: Target) -> list[tuple[Any, ...]]:
    """How the share of the whole town stands, to be the same before and after."""
    share = target.allocations.get(village=None)
    return [(share.goal, share.is_owed, share.ended_on)]


def amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
