"""Totals so far (1—9月累计): what stood before, and what counts."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.standing import share_ledgers
from tests.targets.factories import make_share, make_village
from tests.targets.ledger_factories import NOW, counting, fresh, make_town, total

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 10)


@pytest.fixture
def town():
    return make_town()


def test_a_total_counts_what_is_approved_and_what_awaits_review(town):
    share = town.share()
    town.counted(share, "100")
    town.log(share, "50")
    assert fresh(town.log(share, "180", mode="total")).quantity == 30


@pytest.mark.parametrize("move", ["send_back", "withdraw"])
def test_a_total_does_not_count_what_was_returned_or_withdrawn(town, move):
    share = town.share()
    entry = town.log(share, "50")
    if move == "send_back":
        recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    else:
        recording.withdraw(user=town.li, entry=entry, now=NOW)
    assert fresh(town.log(share, "80", mode="total")).quantity == 80


def test_a_total_counts_what_is_dated_up_to_its_own_day(town):
    share = town.share()
    town.log(share, "100", happened_on=MAY)
    town.log(share, "50", happened_on=JUNE)
    assert fresh(town.log(share, "130", mode="total", happened_on=date(2021, 6, 9))).quantity == 30
    assert fresh(town.log(share, "200", mode="total", happened_on=JUNE)).quantity == 20


def test_a_total_in_another_unit_is_reckoned_in_the_shares(town):
    share = town.share()
    town.log(share, "100")
    entry = fresh(town.log(share, "12.5", unit="公顷", mode="total"))
    assert (entry.quantity, entry.typed_amount, entry.typed_unit) == (Decimal("87.5"), "12.5", "公顷")


def test_another_shares_entries_are_no_part_of_a_total(town):
    target = town.target()
    village = make_share(target, make_village())
    town.log(target.allocations.get(village=None), "100")
    assert fresh(town.log(village, "30", mode="total", note="首报")).quantity == 30


def test_a_total_may_repeat_but_not_fall(town):
    share = town.share()
    town.log(share, "100")
    assert fresh(town.log(share, "100", mode="total")).quantity == 0
    with pytest.raises(ValidationError, match="amount"):
        town.log(share, "99.9999", mode="total")


def test_only_approved_figures_count(town):
    share = town.share()
    town.log(share, "1")
    town.counted(share, "20")
    town.returned(share, "3")
    recording.withdraw(user=town.li, entry=town.log(share, "4"), now=NOW)
    assert total(share) == 20
    assert [line.quantity for line in counting(share)] == [20]


def test_a_figure_counts_from_its_day_on(town):
    share = town.share()
    town.counted(share, "20", happened_on=JUNE)
    assert total(share, date(2021, 6, 9)) == 0
    assert total(share, JUNE) == 20


def test_a_resubmitted_total_is_reckoned_anew(town):
    share = town.share()
    returned = town.returned(share, "100", mode="total")
    town.log(share, "60")
    again = recording.resubmit(
        user=town.li, entry=returned, figure=Figure(happened_on=JUNE, amount="100", mode="total"), now=NOW
    )
    assert again.quantity == 40


def test_the_ledger_of_a_share_knows_its_terms_and_standing_lines(town):
    share = town.share("sum", 500)
    entry = town.counted(share, "100")
    town.correct(entry, "90")
    ledger = share_ledgers([share])[share.pk]
    assert (ledger.goal, ledger.unit, ledger.starts_on, ledger.ends_on) == (
        500, "亩", date(2021, 1, 1), date(2021, 12, 31),
    )  # fmt: skip
    assert [(line.quantity, line.is_reversed) for line in ledger.lines] == [
        (100, True), (-100, True), (90, False),
    ]  # fmt: skip
    assert ledger.before(JUNE) == 90


def test_the_ledgers_of_many_shares_cost_two_queries(town, django_assert_num_queries):
    shares = [town.share() for _ in range(3)]
    for share in shares:
        town.log(share)
    with django_assert_num_queries(2):
        share_ledgers(shares)
