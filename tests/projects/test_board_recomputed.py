"""Every figure and status of the projects' board, reckoned again by plain loops over the rows, now and as then known.

Twenty years of random set-ups and reports: reports that await review, came back, were withdrawn, corrected or taken
back, approved late; names, money, dates, milestones and thresholds changed in mid-year; projects listed late.
"""

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from projects.assessment import assess
from projects.board import board_of
from projects.rows import row_of
from targets.asof import Known
from tests.projects import plain_projects
from tests.projects.random_projects import RandomProjects
from tests.targets.factories import make_plan, make_target, make_user

YEARS = range(2001, 2041, 2)
ASKED = 2
"""How many days of each year are asked about."""


@pytest.fixture
def worlds(db):
    people = [make_user("li"), make_user("wang")]
    target = make_target(make_plan(1990), unit="米", goal=1000)
    made = [RandomProjects(year, people, target) for year in YEARS]
    rows = defaultdict(list)
    for world in made:
        for record, row in world.old:
            rows[record].append(row)
    for record, each in rows.items():
        record.objects.bulk_create(each)
    return made


def test_every_figure_and_status_is_what_plain_loops_over_the_rows_say(worlds):
    met, differ = Counter(), 0
    for world in worlds:
        for _ in range(ASKED):
            on = world.day()
            end = datetime(on.year, on.month, on.day, 16, tzinfo=UTC)  # midnight in the town
            now, then = (compare(world, on, known, end if known is Known.THEN else None) for known in Known)
            met.update(each["status"] for each in (*now.values(), *then.values()))
            differ += now != then
    assert len(met) == 14, met  # all of the enum's
    assert differ > len(YEARS)


def compare(world, on, known, end):
    def told(project):
        return any(row["year"] == world.year for row in plain_projects.counting(project["reports"], on, end))

    plan, projects = world.plain(end, told)
    plain = {code: plain_projects.project_on(plan, each, on, end) for code, each in projects.items()}
    assessed = assess(world.plan_now, on, known=known)
    seen = {each.year.project.code: said(each, on) for each in assessed}
    assert seen.keys() == plain.keys(), (on, known)
    for code, each in plain.items():
        assert seen[code] == each, (on, known, code)
    shown = board_of([row_of(each, on) for each in assessed], world.plan_now, on)
    money = [number(fact.value) for fact in shown.money]
    told = {"counts": [count.number for count in shown.counts], "money": money}
    assert told == plain_projects.sums(list(plain.values()), on), (on, known)
    return plain


def said(each, on):
    row = row_of(each, on)
    names = ("name", "total_investment", "year_investment", "invested", "invested_in_all")
    return {
        **{name: getattr(row, name) for name in names},
        **{name: getattr(row, name) for name in ("completion", "gap", "last_reported")},
        "stage": row.stage_slug,
        "status": row.status.slug,
        "days": tuple(reached.actual_on for reached in each.track if reached.stage),
        "own": sorted((reached.name, reached.actual_on) for reached in each.track if not reached.stage),
    }


PLAIN = str.maketrans({",": "", "±": "", "−": "-"})


def number(text):
    """An amount as the board prints it; None for its dash."""
    return None if text == "—" else plain_projects.Decimal(text.translate(PLAIN).rstrip("%"))
