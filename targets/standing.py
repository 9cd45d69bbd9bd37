"""The standing lines of shares, loaded in two queries however many shares are asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from targets.amounts import Unreadable, read_amount_in
from targets.measures import Measure
from targets.models import Allocation, ProgressEntry, Step
from targets.models.ledger import EntryState
from targets.models.targets import earlier
from targets.periods import Cadence
from targets.share_ledger import ShareLedger, Standing


def share_ledgers(
    shares: Sequence[Allocation], standing: Iterable[ProgressEntry] | None = None
) -> dict[int, ShareLedger]:
    """What the rules of recording need to know of each share, by its id.

    The shares come with their target and plan, or cost a query each for them. `standing` are the entries that
    stand where they are not those of today.
    """
    ids = [share.pk for share in shares]
    if standing is None:
        standing = ProgressEntry.objects.filter(allocation__in=ids).standing().order_by("pk")
    lines = _standing_lines({share.pk: share.stored_unit for share in shares}, standing)
    steps: dict[int, set[int]] = defaultdict(set)
    for share_id, step_id in Step.objects.filter(allocation__in=ids).values_list("allocation_id", "pk"):
        steps[share_id].add(step_id)
    return {share.pk: ledger_of(share, lines[share.pk], steps[share.pk]) for share in shares}


def typed_total(entry: ProgressEntry, unit: str) -> Decimal | None:
    """What was typed as a total so far, in that stored unit; None for an increment."""
    if entry.typed_mode != ProgressEntry.Mode.TOTAL:
        return None
    try:
        return read_amount_in(entry.typed_amount, unit, chosen_code=entry.typed_unit)[0]
    except Unreadable:  # typed for a unit the target no longer has
        return None


def _standing_lines(
    stored_units: Mapping[int, str], entries: Iterable[ProgressEntry]
) -> dict[int, list[Standing]]:
    """The standing lines of shares whose stored units are given by their ids."""
    rows = list(entries)
    reversed_ids = {row.corrects_id for row in rows if row.corrects_id}
    lines: dict[int, list[Standing]] = defaultdict(list)
    for row in rows:
        lines[row.allocation_id].append(
            Standing(
                row.pk,
                row.happened_on,
                row.reported_at,
                row.quantity,
                row.base,
                row.step_id,
                row.corrects_id is not None or row.pk in reversed_ids,
                typed_total(row, stored_units[row.allocation_id]),
                row.state == EntryState.SUBMITTED,
                row.note,
                row.reporter_name,
            )
        )
    return lines


def ledger_of(share: Allocation, lines: list[Standing], step_ids: set[int]) -> ShareLedger:
    """A share with these lines and steps."""
    target, plan = share.target, share.target.plan
    goal = target.goal if share.goal is None and target.measure == Measure.LIMIT else share.goal
    return ShareLedger(
        measure=Measure(target.measure),
        unit=share.stored_unit,
        # What was left to do of a share whose village was merged moved on: late figures pass no goal of it.
        goal=None if share.is_merged else goal,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        cadence=Cadence(target.cadence),
        report_by_day=plan.report_by_day,
        closed_through=plan.closed_through,
        target_starts_on=target.starts_on,
        ended_on=earlier(share.ended_on, target.ended_on),
        step_ids=frozenset(step_ids),
        lines=lines,
    )
