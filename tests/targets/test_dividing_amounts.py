"""Dividing an amount: the sum is exact, and no share is off by as much as a step."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.setup.dividing import divide, step_of


def divided(amount, weights, step="1"):
    return [str(each) for each in divide(Decimal(amount), weights, Decimal(step))]


@pytest.mark.parametrize(
    ("amount", "weights", "step", "expected"),
    [
        ("10", [1, 1], "1", ["5", "5"]),
        ("11", [1, 1], "1", ["6", "5"]),  # of equal remainders the first comes first
        ("10", [1, 1, 1], "1", ["4", "3", "3"]),
        ("500", [1, 1, 1], "0.1", ["166.7", "166.7", "166.6"]),
        ("10", [8, 4, 5], "1", ["5", "2", "3"]),  # 4.7, 2.35, 2.94
        ("2", [1, 1, 1], "1", ["1", "1", "0"]),
        ("3", [1, 1, 1], "1", ["1", "1", "1"]),
        ("0", [1, 1], "1", ["0", "0"]),
        ("7", [0, 3, 0], "1", ["0", "7", "0"]),
        ("0.0003", [1, 1], "0.0001", ["0.0002", "0.0001"]),
    ],
)
def test_the_largest_remainders_get_what_rounding_leaves_over(amount, weights, step, expected):
    assert divided(amount, weights, step) == expected


@pytest.mark.parametrize(
    ("amount", "weights", "step"),
    [("-1", [1], "1"), ("1.5", [1, 1], "1"), ("1", [0, 0], "1"), ("1", [], "1"), ("1", [2, -1], "1")],
)
def test_what_cannot_be_divided_is_refused(amount, weights, step):
    with pytest.raises(ValueError, match="must be 0 or more"):
        divided(amount, weights, step)


@given(
    st.integers(0, 10**10),
    st.lists(st.integers(0, 999), min_size=1, max_size=40).filter(any),
    st.sampled_from(["1", "0.1", "0.01", "0.0001"]),
)
def test_shares_add_up_and_differ_from_their_exact_part_by_less_than_a_step(pieces, weights, step):
    amount = pieces * Decimal(step)
    shares = divide(amount, weights, Decimal(step))
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(Fraction(share) - Fraction(amount) * weight / sum(weights)) < Fraction(Decimal(step))
    assert shares == divide(amount, weights, Decimal(step))


@given(st.integers(0, 10**6), st.lists(st.integers(1, 50), min_size=2, max_size=20))
def test_whoever_has_more_groups_never_gets_less(amount, weights):
    shares = divide(Decimal(amount), weights, Decimal(1))
    for one, heavy in zip(shares, weights, strict=True):
        assert all(one >= other for other, light in zip(shares, weights, strict=True) if light < heavy)


@pytest.mark.parametrize(
    ("amount", "count", "is_whole", "expected"),
    [
        ("500", 10, True, "1"),
        ("500", 10, False, "0.1"),
        ("10", 10, False, "0.1"),  # ten steps a share
        ("9.9", 10, False, "0.01"),
        ("12.55", 3, False, "0.01"),
        ("12.5555", 3, False, "0.0001"),
        ("0", 3, False, "0.0001"),
        ("0.0001", 30, False, "0.0001"),
    ],
)
def test_the_step_is_as_coarse_as_the_amount_allows(amount, count, is_whole, expected):
    assert step_of(Decimal(amount), count, is_whole=is_whole) == Decimal(expected)


@given(st.integers(0, 10**10), st.integers(1, 40))
def test_any_stored_amount_is_a_multiple_of_its_step(pieces, count):
    amount = pieces * Decimal("0.0001")
    step = step_of(amount, count, is_whole=False)
    assert amount % step == 0
    assert sum(divide(amount, [1] * count, step)) == amount
