"""What a draft says of the year before, beside what that year's ledger says by a day; bringing it up to date.

A draft may be made before its year before is over, and late figures come after it. What people wrote stays:
a value is the program's own, and is brought up to date, only while it is what the program wrote last. That is
read from the history, as the last version whose reason is one of the program's two.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from targets.models import Plan, PlanVersion, Target
from targets.years.carrying import Outcome, outcomes
from targets.years.copying import baseline, reason_of, start_value

REASON = "更新上年完成数"
"""The reason in the history of every target brought up to date; content, so in Chinese."""
STARTED = _("Only a draft is brought up to date: this plan was started.")
BASELINE = ("baseline", "baseline_unit", "baseline_qualifier", "baseline_comparable")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A target of a draft beside how the one it continues stands now."""

    target: Target
    outcome: Outcome
    made: dict[str, Any]
    """What the program wrote first: the version with which the target was made; empty where it made none."""
    written: dict[str, Any]
    """What the program wrote last."""

    @property
    def is_edited(self) -> bool:
        """Whether people changed the baseline: it is not what the program wrote last."""
        return not self._is_own(*BASELINE)

    @property
    def is_stale(self) -> bool:
        """Whether the ledger says another result; what people wrote where it says none is not compared."""
        if self.outcome.achieved is None and self.is_edited:
            return False
        wanted = baseline(self.outcome)
        return any(getattr(self.target, name) != wanted[name] for name in ("baseline", "baseline_unit"))

    @property
    def was_carried(self) -> bool:
        """Whether the goal was made of what the year before lacked: only then the program writes a note."""
        return bool(self.made.get("note"))

    @property
    def has_other_remainder(self) -> bool:
        """Whether a carry-over would be another one now, and nobody has given the target that goal already."""
        if not self.was_carried:
            return False
        if self.outcome.has_steps:
            return not self.made["note"].endswith(self.outcome.remainder)
        return self.outcome.missing not in (self.made["goal"], self.target.goal)

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be written; nothing of what people changed.

        The value at the start is the year before's result too, and is written by the same rule.
        """
        wanted = baseline(self.outcome) if self.is_stale and not self.is_edited else {}
        same = self.target.measure == self.outcome.target.measure
        if same and self.made and self._is_own("start_value"):
            wanted["start_value"] = start_value(self.outcome, self.target.goal)
        return {name: value for name, value in wanted.items() if getattr(self.target, name) != value}

    def _is_own(self, *names: str) -> bool:
        return bool(self.written) and all(getattr(self.target, name) == self.written[name] for name in names)


@dataclass(frozen=True, slots=True)
class Update:
    """What an update did: the targets brought up to date, those left as people wrote them, and what to look at."""

    updated: tuple[Target, ...]
    left: tuple[Target, ...]
    carried: tuple[Comparison, ...]
    """Goals that were carried over and would be others now; they are not changed."""


def comparisons(plan: Plan, on: date) -> list[Comparison]:
    """The targets of a plan that continue others, in the order of their codes, against their ledger.

    Counted by the end of `on`, or the nearest day for which the year before has boards. Two queries, and four
    for each year before.
    """
    targets = Target.objects.filter(plan=plan, continues__isnull=False).select_related("continues__plan")
    rows = sorted(targets, key=lambda target: [int(part) for part in target.code.split(".")])
    sources = {row.continues.plan_id: row.continues.plan for row in rows if row.continues}
    found = {
        each.target.pk: each for source in sources.values() for each in outcomes(source, source.clamp(on))
    }
    versions = _written_by_program(rows)
    compared = []
    for row in rows:
        row.plan = plan
        if row.continues_id in found:
            own = versions[row.pk] or [{}]
            compared.append(Comparison(row, found[row.continues_id], own[0], own[-1]))
    return compared


def _written_by_program(rows: Iterable[Target]) -> dict[int, list[dict[str, Any]]]:
    """The versions of these targets that the program wrote, the oldest first."""
    sources = {row.pk: reason_of(row.continues.plan) for row in rows if row.continues}
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if sources:
        versions = Target.history.filter(  # type: ignore[attr-defined]
            id__in=sources, history_change_reason__in={REASON, *sources.values()}
        ).order_by("history_date", "history_id")
        for each in versions.values("id", "goal", "note", "start_value", *BASELINE):
            found[each["id"]].append(each)
    return found


@transaction.atomic
def update_last_year(*, plan: Plan, on: date) -> Update:
    """Bring a draft's results of the year before up to what the ledger says by the end of `on`.

    Leaves what people changed, and all goals. Raises ValidationError for a plan that is no draft: from its
    start on it is read and judged by what it says.
    """
    PlanVersion.advance([plan.pk])
    plan = Plan.objects.get(pk=plan.pk)
    if plan.state != Plan.State.DRAFT:
        raise ValidationError(STARTED)
    compared = comparisons(plan, on)
    updated = []
    for each in compared:
        changes = each.changes
        for name, value in changes.items():
            setattr(each.target, name, value)
        if changes:
            # Not cleaned: a quote that is still to come is not the fault of this change.
            each.target._change_reason = REASON  # type: ignore[attr-defined]
            each.target.save(update_fields=list(changes))
            updated.append(each.target)
    return Update(
        tuple(updated),
        tuple(each.target for each in compared if each.is_stale),
        tuple(each for each in compared if each.has_other_remainder),
    )
