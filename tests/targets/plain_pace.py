"""What is expected by a day, as a clerk with a pencil and a calendar would reckon it: no code of the program's."""

import calendar
from datetime import timedelta
from fractions import Fraction

DAY = timedelta(days=1)


def last_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day):
    return last_of_month(day) + DAY


def is_open(share, on):
    return share["ended_on"] is None or on < share["ended_on"]


def line_on(first, due, schedule, on):
    """Percent of a straight line by months from `first`, or of a schedule of twelve months, to the due day."""
    if on < first:
        return Fraction(0)
    if on >= due:
        return Fraction(100)
    months, month = [], first.replace(day=1)
    while month <= due:
        months.append(month)
        month = next_month(month)
    ends = [Fraction(100 * (number + 1), len(months)) for number in range(len(months))]
    if schedule:
        ends = [Fraction(schedule[min(number, len(schedule) - 1)]) for number in range(len(months))]
    ends[-1] = Fraction(100)
    here = months.index(on.replace(day=1))
    before = ends[here - 1] if here else Fraction(0)
    opens, closes = max(months[here], first), min(last_of_month(on), due)
    return before + (ends[here] - before) * Fraction((on - opens).days + 1, (closes - opens).days + 1)


def expected_line(plan, target, part, on, *, alone=False):
    """Of a target or of a share of it; alone, a share made in mid-year owes the rest of the line."""
    due, schedule = part["due_on"] or target["due_on"], part["schedule"] or target["schedule"]
    if not schedule and target["measure"] == "sum" and target["unit"] in ("项", "口") and part["goal"] <= 10:
        return Fraction(100 if on >= due else 0)
    first = (
        plan["starts_on"] if schedule else max(plan["starts_on"], target["starts_on"] or plan["starts_on"])
    )
    line = line_on(first, due, schedule, on)
    began = part["starts_on"] if alone and not part["schedule"] else None
    if began and began > max(plan["starts_on"], target["starts_on"] or plan["starts_on"]):
        passed = line_on(first, due, schedule, began - DAY)
        line = line if passed >= 100 else max((line - passed) / (100 - passed) * 100, Fraction(0))
    return line


def expected_on(plan, target, on, *, alone=False):
    goal = Fraction(target["goal"])
    if target["measure"] in ("level", "ratio"):
        if target["start_value"] is None:
            return Fraction(100)
        part = target["shares"][0] if alone else target
        start = Fraction(target["start_value"])
        line = expected_line(plan, target, {**part, "goal": goal}, on, alone=alone)
        return (start + (goal - start) * line / 100) / goal * 100
    if alone:
        return expected_line(plan, target, {**target["shares"][0], "goal": goal}, on, alone=True)
    asked = split = Fraction(0)
    for share in target["shares"]:
        if share["goal"] and is_open(share, on):
            asked += Fraction(share["goal"]) * expected_line(plan, target, share, on)
            split += Fraction(share["goal"])
    rest = max(goal - split, Fraction(0))
    return (asked + rest * expected_line(plan, target, target, on)) / (split + rest)
