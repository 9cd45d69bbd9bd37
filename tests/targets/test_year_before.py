"""The year before on a curve: from the ledger of the target that is continued, only where it can be compared."""

import io
from datetime import date

import pytest
import time_machine
from openpyxl import load_workbook

from targets.asof import Known
from targets.assessment import assess_target
from targets.curves.chart import curve
from targets.curves.figures import month_rows
from targets.curves.months_table import months_table
from targets.curves.year_before import same_day_before, year_before
from targets.exporting import SafeExport
from targets.models import Plan, Target
from tests.targets.factories import make_plan, make_target
from tests.targets.ledger_factories import at, make_town

pytestmark = pytest.mark.django_db
ON = date(2022, 8, 15)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def old(town):
    share = town.share(goal=400, unit="头")
    for day, amount in (
        ("2021-03-10", "60"),
        ("2021-08-10", "100"),
        ("2021-08-20", "40"),
        ("2021-12-20", "110"),
    ):
        town.counted(share, amount, happened_on=date.fromisoformat(day), now=at(date(2022, 1, 5)))
    return share.target


def new(old, **fields):
    plan = Plan.objects.filter(year=2022).first() or make_plan(2022)
    values = {"continues": old, "baseline": 310, "baseline_unit": "头", "baseline_comparable": True, **fields}
    made = make_target(plan, "4.2.3", values.pop("measure", old.measure), 500, values.pop("unit", "头"))
    Target.objects.filter(pk=made.pk).update(**values)
    return Target.objects.select_related("plan", "section__document").get(pk=made.pk)


def test_last_year_stands_beside_the_months_by_the_same_days(old):
    target = new(old)
    assessment, before = assess_target(target, ON), year_before(target, ON)
    rows = month_rows(assessment.promise, ON, 2022, before)
    said = {row.day: row.last_year_text for row in rows}
    assert [said[date(2022, month, day)] for month, day in ((2, 28), (3, 31), (7, 31))] == ["", "60", "60"]
    assert said[ON] == "160", "the figure of 20 August came later than the same day"
    assert [said[date(2022, month, day)] for month, day in ((9, 30), (12, 31))] == ["200", "310"]
    drawn = curve(assessment, rows, before)
    assert drawn.baseline == "", "the line says it, and more"
    assert drawn.script["lastYear"][0] == [pytest.approx(2 / 12, abs=1e-4), 0.0]
    assert drawn.script["lastYear"][-1] == [1.0, 310.0]
    assert ("last-year", "2021年同期160头，全年310头") in [(key.sign, key.words) for key in drawn.keys]
    assert "去年同期160头" in drawn.script["tips"][7]["said"]
    sheet = load_workbook(io.BytesIO(SafeExport("xlsx", months_table(assessment)).export())).active
    column = next(each for each in sheet.iter_cols(values_only=True) if each[0] == "去年同期")
    assert column[1:] == (None, None, 60, 60, 60, 60, 60, 160, 200, 200, 200, 310)


@pytest.mark.parametrize(
    ("fields", "compared"),
    [
        pytest.param({}, True, id="continued"),
        pytest.param({"unit": "项"}, False, id="in a unit of another dimension"),
        pytest.param({"measure": "level"}, False, id="counted in another way"),
        pytest.param({"baseline_comparable": False}, False, id="said not to be comparable"),
        pytest.param({"continues": None}, False, id="the same code, but nothing says it is the same promise"),
    ],
)
def test_only_what_can_be_compared_is(old, fields, compared):
    target = new(old, **fields)
    assert (year_before(target, ON) is not None) is compared
    if not compared:
        names = [column.name for column in months_table(assess_target(target, ON)).columns]
        assert "last_year" not in names


def test_with_the_result_alone_the_years_end_is_marked_and_no_line_drawn_across(old):
    target = new(old, continues=None)
    assessment = assess_target(target, ON)
    drawn = curve(assessment, month_rows(assessment.promise, ON, 2022))
    assert (drawn.last_year, drawn.script["lastYear"]) == ("", [])
    assert (drawn.script["baseline"], drawn.script["yearEnd"]) == (310.0, [0.9375, 1.0])
    assert ("baseline", "2021年310头") in [(key.sign, key.words) for key in drawn.keys]


def test_as_then_known_last_year_is_what_was_known_of_it_on_the_day(old):
    target = new(old)
    assert year_before(target, date(2022, 1, 4), Known.THEN) is None
    assert year_before(target, date(2022, 1, 5), Known.THEN).by(date(2022, 12, 31)) == 310


@pytest.mark.parametrize(
    ("day", "earlier"),
    [("2022-08-15", "2021-08-15"), ("2021-02-28", "2020-02-29"), ("2024-02-29", "2023-02-28"),
     ("2024-02-28", "2023-02-28"), ("2022-12-31", "2021-12-31")],
)  # fmt: skip
def test_the_same_day_of_the_year_before(day, earlier):
    assert same_day_before(date.fromisoformat(day)) == date.fromisoformat(earlier)


def test_a_late_entry_of_last_year_shows_at_once_on_the_page_of_this_one(town, old, logged_in):
    target = new(old)
    client = logged_in(town.sun)
    url = f"{target.get_absolute_url()}?on={ON:%Y-%m-%d}"
    with time_machine.travel(at(ON), tick=False):
        client.get(url)
        sealed = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": sealed}).status_code == 304
        town.counted(old.allocations.get(name="全镇"), "5", happened_on=date(2021, 6, 1), now=at(ON))
        assert client.get(url, headers={"If-None-Match": sealed}).status_code == 200
