"""Every figure and status of the boards, reckoned a second time by plain loops over the rows, now and as then known.

Sixty years of random set-ups and ledgers: all measures, split and not, ended, dropped and taken up in mid-year, with
entries awaiting review, returned, withdrawn, reversed and approved late.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from targets.asof import Known
from targets.assessment import assess
from targets.boards.dashboard import board
from targets.boards.village_matrix import matrix
from tests.targets import plain_board
from tests.targets.factories import make_user, make_village
from tests.targets.random_year import RandomYear

YEARS = range(2001, 2061)
ASKED = 1
"""How many days of each year are asked about."""
BEHIND = {"behind", "far_behind", "not_begun", "overdue", "broken"}


@pytest.fixture
def worlds(db):
    people = [make_user("li"), make_user("wang")]
    villages = [make_village(name) for name in ("关渡村", "春江村", "雄岭村")]
    made = [RandomYear(year, people, villages) for year in YEARS]
    rows = defaultdict(list)
    for world in made:
        for record, row in world.old:
            rows[record].append(row)
    for record, each in rows.items():
        record.objects.bulk_create(each)
    return made


def said(status, share_or_target):
    return {
        "verdict": status.verdict.slug,
        "achieved": status.achieved,
        "completion": status.completion,
        "expected": status.expected,
        "gap": status.gap,
        "last": share_or_target.last_reported,
    }


def test_every_figure_and_status_is_what_plain_loops_over_the_rows_say(worlds):
    met = Counter()
    for world in worlds:
        for _ in range(ASKED):
            on = world.day()
            for known in Known:
                end = datetime(on.year, on.month, on.day, 16, tzinfo=UTC)  # midnight in the town
                plan, targets = world.plain(end if known is Known.THEN else None)
                compare(world, plan, targets, on, known, met)
    assert len(met) >= 18, met  # nearly all of the enum's


def compare(world, plan, targets, on, known, met):
    there = [target for target in targets if target["starts_on"] is None or target["starts_on"] <= on]
    found = {each.target.pk: each for each in assess(world.plan, on, known=known)}
    assert found.keys() == {target["id"] for target in there}
    missing, villages = 0, Counter()
    for target in there:
        seen, where = found[target["id"]], (on, known, target["measure"], target["code"])
        plain = plain_board.verdict_on(plan, target, on)
        days = [row["happened_on"] for share in target["shares"] for row in plain_board.counted(share, on)]
        assert said(seen.status, seen) == {**plain, "last": max(days, default=None)}, where
        silent = 0
        for share in target["shares"]:
            own = plain_board.verdict_on(plan, plain_board.share_alone(target, share), on, alone=True)
            days = [row["happened_on"] for row in plain_board.counted(share, on)]
            one = next(each for each in seen.shares if each.allocation.pk == share["id"])
            assert said(one.status, one) == {**own, "last": max(days, default=None)}, (*where, share["id"])
            is_missing = plain_board.is_missing(plan, target, share, on)
            silent += is_missing
            if share["village_id"] and share["is_owed"] and plain_board.is_open(share, on):
                villages += Counter(shares=1, behind=own["verdict"] in BEHIND, missing=is_missing)
        assert seen.missing == silent, where
        missing += silent > 0
        met[plain["verdict"]] += 1
    counts = {count.slug: count.number for count in board(world.plan, on, known).counts}
    assert (sum(counts.values()) - counts["missing"], counts["missing"]) == (len(there), missing)
    tally = matrix(world.plan, on, world.plan.targets.added_by(on), known=known).tally
    assert (tally.shares, tally.behind, tally.missing) == tuple(
        villages[name] for name in ("shares", "behind", "missing")
    )
