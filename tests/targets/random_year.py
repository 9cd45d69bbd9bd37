"""A year of random targets, shares, steps, entries and changes in mid-year, stored in few statements."""

import calendar
import random
import uuid
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from targets.models import Allocation, Document, Plan, ProgressEntry, Section, Step, Target
from tests.targets import plain_board

UNITS = {
    "sum": ("亩", "项"),
    "level": ("头",),
    "ratio": ("%",),
    "limit": ("人",),
    "steps": ("",),
    "routine": ("次", ""),
}
STATES = ["approved"] * 6 + ["submitted", "returned", "withdrawn"]
KEPT = {
    Plan: ("ahead_points", "behind_points", "far_behind_points", "report_by_day"),
    Target: ("goal", "due_on", "schedule", "done_at"),
    Allocation: ("goal", "due_on", "schedule", "is_owed"),
}
"""What of the set-up changes in mid-year here."""


class RandomYear:
    """The rows of one year; `old` are those of its history, to be stored with those of other years."""

    def __init__(self, year, people, villages):
        self.dice = random.Random(year)  # noqa: S311
        self.people, self.villages = people, villages
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.eve = datetime(year - 1, 12, 20, tzinfo=UTC)
        self.old = []
        self.plan = Plan.objects.create(
            year=year, starts_on=self.first, ends_on=self.last, state=Plan.State.RUNNING, **self.thresholds()
        )
        document = Document.objects.create(plan=self.plan, kind="report", title=f"{year}", body="目标")
        self.section = Section.objects.create(document=document, number="1", name="主题")
        self.add_targets()
        self.add_shares()
        self.add_entries()
        self.add_history()

    def chance(self, share):
        return self.dice.random() < share

    def day(self, first=None):
        return (first or self.first) + timedelta(
            days=self.dice.randrange((self.last - (first or self.first)).days + 1)
        )

    def month_end(self):
        month = self.dice.randint(1, 12)
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    def thresholds(self):
        return {
            "ahead_points": self.dice.choice([5, 10]),
            "behind_points": self.dice.choice([5, 10]),
            "far_behind_points": self.dice.choice([20, 30]),
            "report_by_day": self.dice.choice([1, 5, 28]),
        }

    def schedule(self, due_on):
        """A rising line that reaches 100 in the month of the due date, or none."""
        if due_on is None or not self.chance(0.3):
            return None
        steps = sorted(Decimal(self.dice.randint(0, 100)) for _ in range(due_on.month - 1))
        return (*steps, *[Decimal(100)] * (13 - due_on.month))

    def add_targets(self):
        rows = []
        for number, measure in enumerate([*UNITS, "sum", "ratio"], start=1):
            unit = self.dice.choice(UNITS[measure])
            due_on = self.dice.choice([self.last, self.last, self.month_end(), self.day(), None])
            starts_on = self.day() if self.chance(0.1) else None
            if starts_on and (due_on is None or due_on < starts_on):
                due_on = self.last
            goal = {"steps": None, "routine": None, "limit": Decimal(self.dice.randint(0, 3))}.get(
                measure, Decimal(self.dice.choice([5, 40, 97, 100]))
            )
            if measure == "level" and self.chance(0.1):
                goal = None
            start = Decimal(1) if measure in ("level", "ratio") and goal and self.chance(0.4) else None
            rows.append(
                Target(
                    plan=self.plan, section=self.section, code=f"1.{number}", name=f"目标{number}", measure=measure,
                    unit=unit, goal=goal, start_value=start, quote="目标", due_on=due_on,
                    due_basis="year" if due_on else "", cadence=self.dice.choice(["month", "month", "quarter"]),
                    schedule=self.schedule(due_on) if measure in ("sum", "level") else None,
                    done_at=Decimal(self.dice.choice(["100", "100", "98"])), starts_on=starts_on,
                    ended_on=self.day(starts_on or self.first + timedelta(days=1)) + timedelta(days=1)
                    if self.chance(0.1) else None,
                )
            )  # fmt: skip
        self.targets = Target.objects.bulk_create(rows)

    def add_shares(self):
        rows = []
        for target in self.targets:
            villages = self.dice.sample(self.villages, self.dice.choice([0, 0, 2, 3]))
            owed = not villages or self.chance(0.3)
            rows.append(
                Allocation(
                    target=target, name="全镇", goal=self.part_of(target, 1 if owed else 0), is_owed=owed
                )
            )
            rows += [self.share_of(target, village) for village in villages]
        self.shares = Allocation.objects.bulk_create(rows)
        steps = [
            Step(
                allocation=share, name=f"节点{number}", weight=self.dice.randint(1, 3),
                planned_on=self.day() if self.chance(0.6) else None,
            )
            for share in self.shares if share.target.measure == "steps" for number in range(self.dice.randint(1, 3))
        ]  # fmt: skip
        self.steps = defaultdict(list)
        for step in Step.objects.bulk_create(steps):
            self.steps[step.allocation_id].append(step)

    def part_of(self, target, weight):
        if target.goal is None or target.measure in ("limit", "ratio"):
            return None
        return Decimal(self.dice.randint(0, int(target.goal)) * weight)

    def share_of(self, target, village):
        due_on = self.day() if target.due_on and self.chance(0.2) else None
        return Allocation(
            target=target, village=village, goal=self.part_of(target, 1), is_owed=self.chance(0.8), due_on=due_on,
            schedule=self.schedule(due_on or target.due_on) if target.measure == "sum" else None,
            ended_on=self.day(self.first + timedelta(days=200)) if self.chance(0.15) else None,
            starts_on=self.day(self.first).replace(month=self.dice.randint(2, 6), day=1) if self.chance(0.15) else None,
        )  # fmt: skip

    def add_entries(self):
        rows = [self.entry(share) for share in self.shares for _ in range(self.dice.choice([0, 0, 2, 5, 9]))]
        stored = ProgressEntry.objects.bulk_create(rows)
        wrong = [row for row in stored if row.state == "approved" and self.chance(0.12)]
        undone = ProgressEntry.objects.bulk_create(self.reversal(row) for row in wrong)
        ProgressEntry.objects.bulk_create(
            self.entry(row.allocation, happened_on=row.happened_on, like=row, replaces=row)
            for row in undone if row.allocation.target.measure != "steps" and self.chance(0.7)
        )  # fmt: skip

    def entry(self, share, *, happened_on=None, like=None, **fields):
        measure, day = share.target.measure, happened_on or self.day()
        steps = self.steps.get(share.pk)
        base = Decimal(self.dice.randint(1, 9)) if measure == "ratio" else None
        quantity = Decimal(self.dice.choice([0, 1, 1]) if measure == "limit" else self.dice.randint(0, 30))
        return ProgressEntry(
            allocation=share, happened_on=day, base=base,
            quantity=None if measure == "steps" or (measure == "routine" and not share.target.unit) else
            min(quantity, base) if base else quantity,
            step=self.dice.choice([*steps, None]) if steps else None,
            **(decided(like) if like else self.path(day)), **fields,
        )  # fmt: skip

    def path(self, day):
        """Reported and decided on days, perhaps months, after the day of the figure."""
        state = self.dice.choice(STATES)
        reported_at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(
            days=self.dice.choice([0, 3, 50]), minutes=self.dice.randrange(600)
        )
        decided_at = reported_at + timedelta(hours=self.dice.choice([1, 30, 900]))
        is_decided = state in ("approved", "returned")
        return {
            "state": state, "reported_at": reported_at, "reported_by": self.people[0], "reporter_name": "甲",
            "reviewed_by": self.people[1] if is_decided else None, "reviewed_at": decided_at if is_decided else None,
            "reviewer_name": "乙" if is_decided else "", "token": uuid.UUID(int=self.dice.getrandbits(128), version=4),
        }  # fmt: skip

    def reversal(self, row):
        path = self.path(row.happened_on + timedelta(days=60))
        return ProgressEntry(
            allocation=row.allocation, happened_on=row.happened_on, step=row.step, base=row.base, corrects=row,
            quantity=None if row.quantity is None else -row.quantity, note="更正", **path,
        )  # fmt: skip

    def add_history(self):
        """What stood before a day in mid-year: the last version is the row itself."""
        changed = datetime(self.first.year, self.dice.randint(3, 9), 15, tzinfo=UTC)
        for row in (self.plan, *self.targets, *self.shares):
            names = KEPT[type(row)]
            before = {name: getattr(row, name) for name in names}
            if self.chance(0.4):
                before.update(self.earlier(row))
            record = type(row).history.model
            fields = {field.attname: getattr(row, field.attname) for field in record.tracked_fields}
            for kind, at, values in (("+", self.eve, before), ("~", changed, {})):
                self.old.append((record, record(history_type=kind, history_date=at, **{**fields, **values})))
            row.stood = (changed, before)
        record = Step.history.model
        for step in (step for steps in self.steps.values() for step in steps):
            fields = {field.attname: getattr(step, field.attname) for field in record.tracked_fields}
            self.old.append((record, record(history_type="+", history_date=self.eve, **fields)))

    def earlier(self, row):
        if isinstance(row, Plan):
            return self.thresholds()
        if row.goal is None or (isinstance(row, Target) and row.measure not in ("sum", "ratio", "level")):
            return {}
        return {"goal": row.goal + self.dice.choice([2, 20])}

    def plain(self, then):
        """The rows as dictionaries; as they stood just before a moment, where one is given."""

        def stood(row):
            values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
            if then and then <= row.stood[0]:
                values.update(row.stood[1])
            return values

        entries = defaultdict(list)
        for row in ProgressEntry.objects.filter(allocation__target__plan=self.plan).order_by("pk").values():
            if not then or row["reviewed_at"] is None or row["reviewed_at"] < then:
                known = row
            else:
                known = {**row, "state": "submitted" if row["state"] == "approved" else row["state"]}
            if not then or row["reported_at"] < then:
                entries[row["allocation_id"]].append(known)
        shares = defaultdict(list)
        for share in Allocation.objects.filter(target__plan=self.plan):
            share.stood = next(each.stood for each in self.shares if each.pk == share.pk)
            steps = [
                {"id": step.pk, "weight": step.weight, "planned_on": step.planned_on}
                for step in self.steps[share.pk]
            ]
            shares[share.target_id].append({**stood(share), "steps": steps, "entries": entries[share.pk]})
        targets = [plain_board.living(stood(target), shares[target.pk]) for target in self.targets]
        return stood(self.plan), targets


def decided(row):
    names = (
        "state",
        "reported_at",
        "reported_by",
        "reporter_name",
        "reviewed_by",
        "reviewed_at",
        "reviewer_name",
    )
    return {name: getattr(row, name) for name in names}
