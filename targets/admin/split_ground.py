"""How a target stands before it is split among villages, and what a split would leave as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F

from targets.models import Allocation, Target, Village
from targets.target_page import parts_of_split


@dataclass(frozen=True, slots=True)
class Ground:
    """How a target stands before it is split: open villages, and the shares there are."""

    target: Target
    on: date
    villages: tuple[Village, ...]
    shares: tuple[Allocation, ...]

    @property
    def by_village(self) -> dict[int | None, Allocation]:
        return {share.village_id: share for share in self.shares if share.village_id}

    @property
    def whole_town(self) -> Allocation | None:
        return next((share for share in self.shares if share.is_whole_town), None)

    def holds(self, village: Village) -> bool:
        """Whether the village owes a share today."""
        share = self.by_village.get(village.pk)
        return share is not None and share.is_owed and not self.has_ended(share)

    def has_ended(self, share: Allocation) -> bool:
        return share.ended_on is not None and share.ended_on <= self.on

    def kept(self, ticked: Sequence[Village]) -> list[Allocation]:
        """The shares that stay as they are and take something of the goal beside the ticked villages'."""
        chosen = {village.pk for village in ticked}
        others = [share for share in self.shares if share.village_id not in chosen or not share.village_id]
        return parts_of_split(self.target, others, self.on)

    def left(self, ticked: Sequence[Village]) -> Decimal | None:
        """What of the goal is not taken by the shares that stay; None without a goal."""
        if self.target.goal is None:
            return None
        return max(self.target.goal - goals_of(self.kept(ticked)), Decimal(0))

    def proposed(self) -> list[Village]:
        """The villages without a share, as long as something is left for them; all of them otherwise."""
        without = [village for village in self.villages if not self.holds(village)]
        left = self.left(without)
        return without if without and left != 0 else list(self.villages)


def goals_of(shares: Sequence[Allocation]) -> Decimal:
    return sum((share.goal for share in shares if share.goal is not None), Decimal(0))


def ground_of(target: Target, on: date) -> Ground:
    """What the form stands on: two queries, however many villages and shares."""
    villages = Village.objects.select_related("area").order_by(F("area_id").asc(nulls_last=True), "code")
    shares = target.allocations.select_related("village")
    still_open = [village for village in villages if village.ended_on is None or village.ended_on > on]
    return Ground(target, on, tuple(still_open), tuple(shares))
