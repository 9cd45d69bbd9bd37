"""A small town whose people log and decide, for the tests of the ledger's write side."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from targets import recording
from targets.counted import counted_lines
from targets.ledger_rules import Figure
from targets.measures import Line
from targets.models import Allocation, Office, Plan, ProgressEntry, Step, Target
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user, whole_town

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of that day in the town."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI)


TODAY = date(2021, 6, 20)
NOW = at(TODAY)
DAY = date(2021, 6, 10)


@dataclass
class Town:
    """One office with a reporter (li) and two reviewers (wang, zhao); sun reports for another office."""

    plan: Plan
    office: Office
    other_office: Office
    li: Any
    wang: Any
    zhao: Any
    sun: Any
    codes: int = field(default=0)

    def target(self, measure: str = "sum", goal: Any = 500, unit: str = "亩", **fields: Any) -> Target:
        self.codes += 1
        fields.setdefault("lead_office", self.office)
        return make_target(self.plan, f"4.2.{self.codes}", measure, goal, unit, **fields)

    def share(self, *args: Any, **fields: Any) -> Allocation:
        """The share of the whole town of a new target of the office."""
        return whole_town(self.target(*args, **fields))

    def log(self, share: Allocation, amount: str = "10", **options: Any) -> ProgressEntry:
        """What li submits, unless another user is named; one more of the kind says which of them it is."""
        options.setdefault("user", self.li)
        day = options.get("happened_on", DAY)
        if "token" not in options:
            alike = share.entries.filter(happened_on=day, typed_amount=amount).count()
            options.setdefault("note", f"第{alike + 1}笔" if alike else "")
        return log(share=share, amount=amount, **options)

    def counted(self, share: Allocation, amount: str = "10", **options: Any) -> ProgressEntry:
        """What li submits and wang approves."""
        entry = self.log(share, amount, **options)
        return recording.approve(user=self.wang, entry=entry, now=options.get("now", NOW))

    def returned(self, share: Allocation, amount: str = "10", **options: Any) -> ProgressEntry:
        """What li submits and wang sends back."""
        entry = self.log(share, amount, **options)
        return recording.send_back(
            user=self.wang, entry=entry, reason="核实面积", now=options.get("now", NOW)
        )

    def correct(
        self, entry: ProgressEntry, amount: str | None = "5", reason: str = "多报", **options: Any
    ) -> ProgressEntry:
        """What li asks to stand instead of an approved entry; None for nothing at all."""
        given = {name: options.pop(name) for name in ("user", "now", "token") if name in options}
        options.setdefault("happened_on", entry.happened_on)
        figure = None if amount is None else Figure(amount=amount, **options)
        return recording.correct(
            **{
                "user": self.li,
                "entry": entry,
                "reason": reason,
                "figure": figure,
                "token": uuid4(),
                "now": NOW,
                **given,
            }
        )


def make_town(**plan_fields: Any) -> Town:
    plan = make_plan(**plan_fields)
    office, other_office = make_office(), make_office("城建办")
    town = Town(
        plan,
        office,
        other_office,
        *(make_user(name, full_name=name) for name in ("li", "wang", "zhao", "sun")),
    )
    give_duty(town.li, "reporter", office)
    give_duty(town.wang, "reviewer", office)
    give_duty(town.zhao, "reviewer", office)
    give_duty(town.sun, "reporter", other_office)
    return town


def log(
    *,
    user: Any,
    share: Allocation,
    amount: str = "10",
    happened_on: date = DAY,
    token: UUID | None = None,
    now: datetime = NOW,
    **fields: Any,
) -> ProgressEntry:
    figure = Figure(happened_on=happened_on, amount=amount, **fields)
    return recording.submit(user=user, allocation=share, figure=figure, token=token or uuid4(), now=now)


def first_step(share: Allocation) -> Step:
    return share.steps.order_by("pk").first()


def counting(share: Allocation, on: date = date(2021, 12, 31)) -> list[Line]:
    """The lines of a share that count, as every board reads them."""
    return counted_lines({"allocation": share}, on)[share.pk].lines


def total(share: Allocation, on: date = date(2021, 12, 31)) -> Any:
    """What counts for a sum by the end of that day."""
    return sum(line.quantity for line in counting(share, on))


def path(entry: ProgressEntry) -> list[str]:
    """The actions of an entry's path."""
    return [event.action for event in entry.events.all()]


def fresh(entry: ProgressEntry) -> ProgressEntry:
    """The entry as stored now."""
    return ProgressEntry.objects.get(pk=entry.pk)
