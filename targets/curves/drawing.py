"""Lines as SVG writes them, and the numbers of an axis. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
INTERVALS = 4
"""About as many as an axis is divided into."""

Spot = tuple[Fraction, Decimal]
"""A place from 0 to 1 along the line, and a quantity."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The numbers of an axis: `low`, `low + step` … `high`."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        count = int((self.high - self.low) / self.step)
        return tuple(self.low + self.step * index for index in range(count + 1))

    def holds(self, quantity: Decimal | None) -> bool:
        """Whether there is such a quantity and it is on the axis."""
        return quantity is not None and self.low <= quantity <= self.high

    def height(self, quantity: Decimal) -> Decimal:
        """From 0 at the foot of the axis to 1 at its head; beyond them for what lies beyond."""
        return (quantity - self.low) / (self.high - self.low)


def axis(least: Decimal, most: Decimal, *, whole: bool = False) -> Axis:
    """The axis that holds all from `least` to `most`, in steps people count in; `whole` ones where asked."""
    spread = max(most - least, Decimal("0.0001"))
    rough = spread / INTERVALS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * each for each in STEPS if power * each >= rough)
    if whole:
        step = max(step.to_integral_value(ROUND_CEILING), Decimal(1))
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = max((most / step).to_integral_value(ROUND_CEILING) * step, low + step)
    return Axis(low, high, step)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A drawing of so many pixels; `axis` stands at its left, the foot of it at the bottom."""

    width: int
    height: int
    axis: Axis

    def across(self, place: Fraction) -> str:
        """A place in pixels."""
        return number(float(place) * self.width)

    def down(self, quantity: Decimal) -> str:
        """A quantity in pixels from the top."""
        return number((1 - float(self.axis.height(quantity))) * self.height)

    def line(self, spots: Iterable[Spot]) -> str:
        """The path through these spots; empty without any."""
        drawn = " ".join(f"{self.across(place)} {self.down(quantity)}" for place, quantity in spots)
        return f"M{drawn}" if drawn else ""

    def area(self, upper: Sequence[Spot], lower: Sequence[Spot]) -> str:
        """The surface between two lines; empty where there is none."""
        if not upper or all(above[1] <= below[1] for above, below in zip(upper, lower, strict=True)):
            return ""
        return f"{self.line([*upper, *reversed(lower)])}Z"


def number(pixels: float) -> str:
    """To a tenth of a pixel, with a point in every language."""
    return f"{pixels:.1f}".rstrip("0").rstrip(".")
