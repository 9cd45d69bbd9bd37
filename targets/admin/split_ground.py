"""How a target stands before it is split among villages, and what a split would leave as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from targets import units
from targets.boards.target_page import parts_of_split
from targets.explaining import stored_figure
from targets.measures import Measure
from targets.models import Allocation, ProgressEntry, Target, Village


@dataclass(frozen=True, slots=True)
class Ground:
    """How a target stands before it is split: open villages, and the shares there are."""

    target: Target
    on: date
    villages: tuple[Village, ...]
    shares: tuple[Allocation, ...]
    logged: Decimal = Decimal(0)
    """What stands (approved or waiting) in the whole town's share of a sum: it stays there after a split."""

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

    def missing(self, ticked: Sequence[Village]) -> Decimal | None:
        """What of that the whole town has not logged yet; None without a goal."""
        left = self.left(ticked)
        return None if left is None else max(left - self.logged, Decimal(0))

    @property
    def logged_sentence(self) -> str:
        """Why the amount proposed is less than the goal; empty where nothing is logged, or nothing counts."""
        if self.logged <= 0 or self.target.goal is None:
            return ""
        return _(
            "The whole town has logged %(logged)s, which stays with it; only the rest is proposed for splitting."
        ) % {"logged": stored_figure(self.logged, self.target.unit)}

    def overtaken_sentence(self, split: Decimal) -> str:
        """That the whole town would keep a goal below what it has logged, were `split` of the goal split.

        A warning, not a refusal; empty where what it logged reaches its goal at most.
        """
        target = self.target
        if self.logged <= 0 or target.goal is None:
            return ""
        rest = max(target.goal - split, Decimal(0))
        if self.logged <= rest:
            return ""
        said = {"logged": stored_figure(self.logged, target.unit)}
        if not rest:
            return (
                _(
                    "The %(logged)s logged stay with the whole town, which would have no goal left after the "
                    "split; if that is not meant, split less."
                )
                % said
            )
        said |= {
            "goal": stored_figure(rest, target.unit),
            "percent": units.format_percent(self.logged / rest * 100),
        }
        return (
            _(
                "The %(logged)s logged stay with the whole town, whose goal after the split would be %(goal)s, "
                "%(percent)s done; if that is not meant, split less."
            )
            % said
        )

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
    standing = ProgressEntry.objects.standing().filter(allocation=OuterRef("pk")).order_by()
    logged = standing.values("allocation").annotate(total=Sum("quantity")).values("total")
    shares = target.allocations.select_related("village").annotate(logged=Subquery(logged))
    still_open = [village for village in villages if village.ended_on is None or village.ended_on > on]
    whole = [share.logged or Decimal(0) for share in shares if share.is_whole_town]
    kept = sum(whole, Decimal(0)) if target.measure == Measure.SUM else Decimal(0)
    return Ground(target, on, tuple(still_open), tuple(shares), kept)
