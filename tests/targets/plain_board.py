"""The boards as a clerk with a pencil would reckon them from the rows: plain loops, and no code of the program's.

Rows are dictionaries as the database has them (`.values()`). A target has `shares`, a share has `steps` and
`entries`; the plan gives its first and last day, its thresholds and the day reports are due.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.targets.plain_pace import DAY, expected_on, is_open, last_of_month, next_month


def tenth(value, lines=(100,)):
    """To 0.1 half-up, but what is below 100, or below what counts as done, stays below it."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return shown - Decimal("0.1") if any(value < line <= shown for line in lines) else shown


def counted(share, on):
    """Approved lines up to a day, without reversals and what they reverse, oldest first."""
    approved = [row for row in share["entries"] if row["state"] == "approved" and row["happened_on"] <= on]
    struck = {row["corrects_id"] for row in approved}
    lines = [row for row in approved if row["corrects_id"] is None and row["id"] not in struck]
    return sorted(lines, key=lambda row: (row["happened_on"], row["reported_at"], row["id"]))


def reported_days(share, on):
    states = ("approved", "submitted")
    return [
        row["happened_on"] for row in share["entries"] if row["state"] in states and row["happened_on"] <= on
    ]


def judged(target, on):
    """The open shares that are owed; all open ones where none is."""
    found = []
    for share in target["shares"]:
        begun = share["starts_on"] is None or share["starts_on"] <= on or target["measure"] == "steps"
        if is_open(share, on) and begun:
            found.append(share)
    planned = [share for share in found if not is_unplanned(share)] or found
    return [share for share in planned if share["is_owed"]] or planned


def is_unplanned(share):
    return bool(share["village_id"]) and not share["is_owed"] and share["goal"] is None


# --- what is achieved ---------------------------------------------------------------------------------


def value_on(target, on):
    """What was achieved: a quantity, or a percentage for a ratio and for steps; None where nothing was."""
    measure = target["measure"]
    if measure == "steps":
        parts = []
        for share in judged(target, on):
            done = {row["step_id"] for row in counted(share, on)}
            weights = [(step["weight"], step["id"] in done) for step in share["steps"]]
            if weights:
                parts.append(
                    Fraction(
                        sum(weight for weight, is_done in weights if is_done), sum(w for w, _ in weights)
                    )
                )
        logged = any(counted(share, on) for share in target["shares"])
        ended = any(share["ended_on"] and share["ended_on"] <= on for share in target["shares"])
        return sum(parts) / len(parts) * 100 if parts and (logged or ended) else None
    if measure in ("level", "ratio"):
        latest = [counted(share, on)[-1:] for share in target["shares"] if is_open(share, on)]
        last = [row for rows in latest for row in rows]
        if not last:
            return None
        top = Fraction(sum(row["quantity"] for row in last))
        return top if measure == "level" else top / Fraction(sum(row["base"] for row in last)) * 100
    if measure == "routine" and not target["unit"]:
        return None
    lines = [row["quantity"] for share in target["shares"] for row in counted(share, on)]
    return Fraction(sum(lines)) if lines else None


def percent_on(target, on):
    value = value_on(target, on)
    if value is None or target["measure"] == "steps":
        return value
    return value / Fraction(target["goal"]) * 100 if target["goal"] else None


def silent(target, on):
    return [share for share in judged(target, on) if share["is_owed"] and not counted(share, on)]


def reached(target, on):
    percent = percent_on(target, on)
    if percent is None or percent < Fraction(target["done_at"]):
        return False
    return target["measure"] != "ratio" or not silent(target, on)


def reached_since(target, on):
    """The first day from which it is reached and stays so."""
    days = {row["happened_on"] for share in target["shares"] for row in share["entries"]}
    days |= {share["ended_on"] for share in target["shares"]} | {
        share["starts_on"] for share in target["shares"]
    }
    since = None
    for day in sorted(day for day in {*days, on} if day and day <= on):
        if not reached(target, day):
            since = None
        elif since is None:
            since = day
    return since


# --- who has not reported -----------------------------------------------------------------------------


def deadline_of(day, plan):
    return next_month(day).replace(day=plan["report_by_day"])


def missed_in_a_row(plan, target, share, on):
    """Closed periods without a report, counted back from the last one."""
    if is_unplanned(share):
        return 0
    due = share["due_on"] or target["due_on"]
    owed, first = [], plan["starts_on"]
    while first <= plan["ends_on"]:
        last = first
        for _ in range(1 if target["cadence"] == "month" else 3):
            last = last_of_month(last) if last == first else last_of_month(last + DAY)
        last = min(last, plan["ends_on"])
        begins = share["starts_on"] is None or share["starts_on"] <= last
        ends = share["ended_on"] is not None and share["ended_on"] <= last
        if begins and not ends and (due is None or first <= due) and on > deadline_of(last, plan):
            owed.append((first, last))
        first = last + DAY
    missed, days = 0, reported_days(share, on)
    for first, last in reversed(owed):
        if any(first <= day <= last for day in days):
            break
        missed += 1
    return missed


# --- the verdict --------------------------------------------------------------------------------------


def verdict_on(plan, target, on, *, alone=False):
    """What stands on the board: verdict, achieved, and rounded percentages; alone for a share by itself."""
    ended = target["ended_on"]
    if ended and on >= ended:
        return {**verdict_on(plan, target, ended - DAY, alone=alone), "verdict": "dropped", "expected": None,
                "gap": None}  # fmt: skip
    percent = None if target["measure"] in ("limit", "routine") else percent_on(target, on)
    done_at = 100 if target["measure"] == "steps" else target["done_at"]
    found = {
        "achieved": value_on(target, on),
        "completion": None if percent is None else tenth(percent, (100, done_at)),
        "expected": None,
        "gap": None,
    }
    if target["measure"] in ("limit", "routine"):
        return {**found, "verdict": reporting_verdict(plan, target, on, found["achieved"])}
    if target["measure"] == "steps":
        return {**found, "verdict": steps_verdict(target, on)}
    since, due = reached_since(target, on), target["due_on"]
    if since is not None:
        return {**found, "verdict": done_verdict(since, due)}
    if target["goal"] is None or due is None:
        return {**found, "verdict": "other"}
    expected = found["expected"] = tenth(expected_on(plan, target, on, alone=alone))
    gap = (found["completion"] or Decimal(0)) - expected
    if on >= due:
        return {**found, "gap": gap, "verdict": "overdue"}
    nothing = found["completion"] is None
    if nothing and (target["measure"] != "sum" or expected < plan["behind_points"]):
        return {**found, "verdict": "not_started"}
    return {**found, "gap": gap, "verdict": pace(plan, target, gap, nothing, on)}


def done_verdict(since, due):
    if due is None:
        return "done"
    return "done_early" if since < due.replace(day=1) else "done_late" if since > due else "done"


def pace(plan, target, gap, nothing, on):
    if gap >= plan["ahead_points"]:
        return "on_pace" if target["measure"] == "ratio" and silent(target, on) else "ahead"
    if gap > -plan["behind_points"]:
        return "on_pace" if gap >= 0 else "nearly_on_pace"
    if gap >= -plan["far_behind_points"]:
        return "behind"
    return "not_begun" if nothing else "far_behind"


def reporting_verdict(plan, target, on, total):
    if target["measure"] == "limit" and total is not None and total > target["goal"]:
        return "broken"
    shares = judged(target, on)
    missed = max((missed_in_a_row(plan, target, share, on) for share in shares), default=0)
    if missed:
        return "missed_long" if missed >= 3 else "missed"
    if not shares or not all(reported_days(share, on) for share in shares):
        return "no_report_due"
    return "kept" if target["measure"] == "limit" else "reported"


def steps_verdict(target, on):
    todo, done = [], []
    for share in judged(target, on):
        for step in share["steps"]:
            due = step["planned_on"] or share["due_on"] or target["due_on"]
            days = [row["happened_on"] for row in counted(share, on) if row["step_id"] == step["id"]]
            (done if days else todo).append((due, min(days, default=None)))
    if done and not todo:
        return done_verdict(max(day for _due, day in done), target["due_on"])
    late = min((due for due, _ in todo if due), default=None)
    if target["due_on"] is None and late is None:
        return "other"
    if target["due_on"] and on >= target["due_on"]:
        return "overdue"
    if late and late <= on:
        month = late.replace(day=1)
        for _ in range(3):
            month = next_month(month)
        return "far_behind" if on > month.replace(day=min(late.day, last_of_month(month).day)) else "behind"
    if any(due and due > on for due, _ in done):
        return "ahead"
    return "on_pace" if done else "not_started"


def living(target, shares):
    """A target with its shares, which live no longer than it does."""
    for share in shares:
        starts = [day for day in (share["starts_on"], target["starts_on"]) if day]
        ends = [day for day in (share["ended_on"], target["ended_on"]) if day]
        share["starts_on"], share["ended_on"] = max(starts, default=None), min(ends, default=None)
    return {**target, "shares": shares}


def share_alone(target, share):
    """A share as a target of its own: what it leaves open is the target's."""
    goal = share["goal"] or None
    start = None
    if target["measure"] == "ratio":
        goal, start = goal or target["goal"], target["start_value"]
    elif target["measure"] == "limit":
        goal = target["goal"] if share["goal"] is None else share["goal"]
    elif target["start_value"] is not None and goal:
        start = Fraction(target["start_value"]) * Fraction(goal) / Fraction(target["goal"])
    due = share["due_on"] or target["due_on"]
    return {**target, "shares": [share], "goal": goal, "start_value": start, "due_on": due}


def is_missing(plan, target, share, on):
    """Owed, open, not yet done, and the last closed period passed in silence."""
    own = verdict_on(plan, share_alone(target, share), on, alone=True)["verdict"]
    finished = target["measure"] in ("sum", "steps") and own.startswith("done")
    if not share["is_owed"] or finished:
        return False
    return is_open(share, on) and missed_in_a_row(plan, target, share, on) > 0
