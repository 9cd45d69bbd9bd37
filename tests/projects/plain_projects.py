"""How a year's projects stand on a day, by plain loops over rows of dictionaries: an independent second reckoning.

Nothing here is shared with the program: months, percentages and verdicts are reckoned anew, from DESIGN alone.
"""

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

STAGES = ["preparation", "start", "works", "finish", "acceptance"]
RED = {"start_long_late", "far_behind", "overdue"}
YELLOW = {"start_late", "behind", "stalled", "finished_late"}
GOOD = {"on_pace", "ahead", "finished", "finished_early"}
FINISHED = {"finished", "finished_early", "finished_late"}


def tenth(number):
    """To 0.1 half-up, but what is below 100 stays below it."""
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    shown = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    return shown - Decimal("0.1") if number < 100 <= shown else shown


def last_of(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def by_time(on):
    """Percent of a calendar year's plan asked for by the end of a day: months that are over, and days of this one."""
    days = calendar.monthrange(on.year, on.month)[1]
    return (Fraction(on.month - 1) + Fraction(on.day, days)) * 100 / 12


def counting(reports, on, end):
    """The reports of a project that count by a day: approved (before `end`, if given), not taken back, not void."""
    approved = [
        row for row in reports if row["state"] == "approved" and (end is None or row["reviewed_at"] < end)
    ]
    found = []
    for row in approved:
        gone = False
        for other in approved:
            gone = gone or other["replaces"] == row["id"]
        if gone or row["void"]:
            continue
        first = row
        while first["replaces"]:
            first = next(each for each in reports if each["id"] == first["replaces"])
        reported = (first["reported_at"] + timedelta(hours=8)).date()
        day = min(reported, last_of(row["month"]))
        if day <= on:
            found.append({**row, "day": day})
    return sorted(found, key=lambda row: row["month"])


def reached_on(stage, stages, told, on):
    """The day a stage was reached by, of those told of; else of a later milestone; None where nothing tells of it."""
    days, later = [], []
    for own in stages:
        if own["stage"] and own["actual_on"] and own["actual_on"] <= on:
            if own["stage"] == stage:
                days.append(own["actual_on"])
            if STAGES.index(own["stage"]) >= STAGES.index(stage):
                later.append(own["actual_on"])
    for row in told:
        if row["stage"] == stage and row["stage_on"]:
            days.append(row["stage_on"])
        elif STAGES.index(row["stage"]) >= STAGES.index(stage):
            days.append(row["day"])
    days = [day for day in days if day <= on] or later
    return min(days) if days else None


def project_on(plan, project, on, end):
    """All the board says of one project."""
    told = counting(project["reports"], on, end)
    year = [row for row in told if row["year"] == plan["year"]]
    told = [row for row in told if row["year"] <= plan["year"]]
    days = {stage: reached_on(stage, project["stages"], told, on) for stage in STAGES}
    reached = [stage for stage in STAGES if days[stage]]
    money = [row["investment"] for row in year if row["investment"] is not None]
    ever = [row["investment"] for row in told if row["investment"] is not None]
    if project["invested_before"] is not None:
        ever.append(project["invested_before"])
    invested = sum(money) if money else None
    completion = gap = None
    if project["year_investment"] and invested is not None:
        completion = tenth(Fraction(invested) * 100 / Fraction(project["year_investment"]))
        gap = completion - tenth(by_time(on))
    return {
        "name": project["name"],
        "stage": reached[-1] if reached else "",
        "days": tuple(days[stage] for stage in STAGES),
        "own": sorted(
            (own["name"], own["actual_on"] if own["actual_on"] and own["actual_on"] <= on else None)
            for own in project["stages"]
            if own["name"]
        ),
        "total_investment": project["total_investment"],
        "year_investment": project["year_investment"],
        "invested": invested,
        "invested_in_all": sum(ever) if ever else None,
        "completion": completion,
        "gap": gap,
        "last_reported": year[-1]["day"] if year else None,
        "status": status(plan, project, days, told, gap, on),
    }


def status(plan, project, days, told, gap, on):
    start, finish = project["planned_start"], project["planned_finish"]
    if days["finish"]:
        if finish and days["finish"] > finish:
            return "finished_late"
        early = finish and (days["finish"].year, days["finish"].month) < (finish.year, finish.month)
        return "finished_early" if early else "finished"
    overdue = finish is not None and on >= finish
    if not days["start"]:
        missed = months_over(start, on) if start else 0
        if overdue or missed >= 3:
            return "overdue" if overdue else "start_long_late"
        return "start_late" if missed else "not_due" if start else "planned"
    if overdue:
        return "overdue"
    if gap is not None and gap < -plan["far_behind_points"]:
        return "far_behind"
    if quiet(plan, told, days["start"], on) >= 2:
        return "stalled"
    if gap is None:
        return "under_way"
    if gap >= plan["ahead_points"]:
        return "ahead"
    return "on_pace" if gap > -plan["behind_points"] else "behind"


def months_over(start, on):
    """How many months have ended by a day, that of the planned start the first."""
    found, day = 0, start
    while last_of(day) <= on:
        found += 1
        day = last_of(day) + timedelta(days=1)
    return found


def quiet(plan, told, started, on):
    """How many of the last closed months in a row, since the start, tell of no progress."""
    highest, active = -1, {(started.year, started.month)}
    for row in told:
        order = STAGES.index(row["stage"])
        if row["year"] == plan["year"] and (order > highest or row["output"] or row["investment"]):
            active.add((row["month"].year, row["month"].month))
        highest = max(highest, order)
    run = 0
    for month in range(12, 0, -1):
        following = (plan["year"], month + 1) if month < 12 else (plan["year"] + 1, 1)
        if on <= date(*following, plan["report_by_day"]):
            continue
        if (plan["year"], month) in active or date(plan["year"], month, 1) < started:
            break
        run += 1
    return run


def sums(rows, on):
    """What stands over the board: the counts, and the money as numbers."""
    late = [row for row in rows if row["status"] in RED | YELLOW and row["status"] not in FINISHED]
    planned = [row["year_investment"] for row in rows if row["year_investment"] is not None]
    done = [row["invested"] for row in rows if row["invested"] is not None]
    of_plan = [
        row["invested"] for row in rows if row["invested"] is not None and row["year_investment"] is not None
    ]
    total = [row["total_investment"] for row in rows if row["total_investment"] is not None]
    share = tenth(Fraction(sum(of_plan)) * 100 / Fraction(sum(planned))) if planned and of_plan else None
    return {
        "counts": [
            len(rows),
            sum(row["days"][1] is None for row in rows),
            sum(row["days"][1] is not None for row in rows),
            sum(row["status"] in FINISHED for row in rows),
            sum(row["status"] in {"ahead", "finished_early"} for row in rows),
            len(late),
        ],
        "money": [
            sum(total) if total else None,
            sum(planned) if planned else None,
            sum(done) if done else None,
            share,
            None if share is None else share - tenth(by_time(on)),
        ],
    }
