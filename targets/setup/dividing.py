"""Dividing an amount into shares that add up to it exactly. Pure: no model, no query, no clock.

The largest remainder decides who gets what rounding leaves over, as seats are given out: no share differs from
its exact part by as much as one step.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

STEPS = (Decimal("0.1"), Decimal("0.01"), Decimal("0.001"), Decimal("0.0001"))
"""How finely an amount that is not counted in whole pieces is divided; the last is the finest that is stored."""
STEPS_A_SHARE = 10
"""A share holds at least so many steps on average, so that rounding moves none by more than a tenth."""


def step_of(amount: Decimal, count: int, *, is_whole: bool) -> Decimal:
    """The step in which an amount is divided into `count` shares: 1 for whole pieces, else 0.1 or finer.

    The amount itself is a multiple of it, as long as it has four decimals at most.
    """
    if is_whole:
        return Decimal(1)
    for step in STEPS:
        if amount % step == 0 and amount >= STEPS_A_SHARE * count * step:
            return step
    return STEPS[-1]


def divide(amount: Decimal, weights: Sequence[int], step: Decimal) -> tuple[Decimal, ...]:
    """The amount divided in proportion to the weights, each share a multiple of `step`, the sum exact.

    Of equal remainders the earlier share's comes first. Raises ValueError for an amount below 0 or not a
    multiple of the step, for a weight below 0, and where all weights are 0.
    """
    if amount < 0 or amount % step:
        raise ValueError("The amount must be 0 or more, and a multiple of the step.")
    total = sum(weights)
    if not total or min(weights) < 0:
        raise ValueError("The weights must be 0 or more, and one of them above 0.")
    pieces = int(amount / step)
    exact = [Fraction(pieces * weight, total) for weight in weights]
    whole = [floor(each) for each in exact]
    left = pieces - sum(whole)
    first = sorted(range(len(exact)), key=lambda place: (whole[place] - exact[place], place))
    for place in first[:left]:
        whole[place] += 1
    return tuple(each * step for each in whole)
