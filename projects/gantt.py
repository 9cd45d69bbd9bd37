"""Plan against actual as bars on the year's months. Pure: percentages of the width, as text for SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Bar:
    """From where and how wide, in percent of the width: "12.50", "30.00"."""

    x: str
    width: str
    is_open: bool = False
    """It goes on: no end is known yet."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The days a chart shows, from the first to the last of a plan."""

    starts_on: date
    ends_on: date

    def at(self, day: date) -> float:
        """Where the beginning of a day lies, from 0 to 100, held within the chart."""
        whole = (self.ends_on - self.starts_on).days + 1
        return min(max((day - self.starts_on).days / whole * 100, 0.0), 100.0)

    def end_of(self, day: date) -> float:
        return self.at(day + timedelta(days=1))

    def bar(self, first: date | None, last: date | None, upto: date) -> Bar | None:
        """A bar over these days; without a last day up to `upto`; None where nothing of it is in the chart."""
        if first is None:
            return None
        left, right = self.at(first), self.end_of(last or upto)
        if right <= left:
            return None
        return Bar(f"{left:.2f}", f"{right - left:.2f}", last is None)

    def line(self, day: date) -> str:
        return f"{self.end_of(day):.2f}"

    @property
    def months(self) -> tuple[tuple[str, str, str], ...]:
        """Where each month begins, where its middle lies, and its number."""
        firsts = [
            self.starts_on.replace(
                year=self.starts_on.year + (self.starts_on.month - 1 + step) // 12,
                month=(self.starts_on.month - 1 + step) % 12 + 1,
                day=1,
            )
            for step in range(12)
        ]
        return tuple(
            (f"{self.at(each):.2f}", f"{self.at(each + timedelta(days=15)):.2f}", str(each.month))
            for each in firsts
            if each <= self.ends_on
        )


@dataclass(frozen=True, slots=True)
class Curve:
    """Cumulative investment of a year as points of a line, in a drawing of 600 by 200."""

    plan: str
    done: str
    dots: tuple[tuple[str, str], ...]
    today: str
    months: tuple[tuple[str, str], ...]
    """The middle of each, and its number."""
    top: str
    """What the upper edge stands for, in 万元."""


WIDTH, HEIGHT = 600, 200


def curve(
    axis: Axis, planned: float | None, totals: Sequence[tuple[date, float]], on: date, top_text: str
) -> Curve:
    """The line of the plan from 0 to `planned`, and of what was done by the days of `totals`."""
    top = max([planned or 0, *(total for _day, total in totals), 1])
    points = [(0.0, float(HEIGHT))]
    points += [(axis.end_of(day) * WIDTH / 100, HEIGHT - total / top * HEIGHT) for day, total in totals]
    return Curve(
        plan=f"0,{HEIGHT} {WIDTH},{HEIGHT - planned / top * HEIGHT:.1f}" if planned else "",
        done=" ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        dots=tuple((f"{x:.1f}", f"{y:.1f}") for x, y in points[1:]),
        today=f"{axis.end_of(on) * WIDTH / 100:.1f}",
        months=tuple((f"{float(x) * WIDTH / 100:.1f}", name) for _start, x, name in axis.months),
        top=top_text,
    )
