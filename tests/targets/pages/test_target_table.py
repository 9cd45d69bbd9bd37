"""The table of targets: sorted, filtered, exported as seen."""

import io

import pytest
from openpyxl import load_workbook

from targets.tables import TargetTable
from tests.targets.factories import make_office, make_share, make_target, make_village

URL = "/2021/targets/"


@pytest.fixture
def table(town, log, logged_in):
    """Three more targets; the codes shown for a query."""
    log("310")
    other = make_office("畜牧站")
    make_target(town.plan, code="4.2.10", goal=8000, unit="头", name="出栏黄羊", lead_office=other)
    make_target(
        town.plan, code="4.2.4", measure="routine", name="常态巡查", villages=(make_village("云台村"),)
    )
    steps = make_target(town.plan, code="4.2.5", measure="steps", due_on=None, name="园区规划")
    make_share(steps, make_village("关渡村"))
    client = logged_in(town.leader)

    def codes(**query):
        shown = client.get(URL, query).context["table"].rows
        return [row.record.code for row in shown]

    codes.client = client
    codes.office = other
    return codes


def test_codes_sort_by_their_numbers(table):
    assert table(sort="code") == ["4.2.3", "4.2.4", "4.2.5", "4.2.10"]
    assert table(sort="-code") == ["4.2.10", "4.2.5", "4.2.4", "4.2.3"]


def test_status_sorts_by_severity(table):
    assert table(sort="-status")[0] == "4.2.10"


@pytest.mark.parametrize("column", list(TargetTable.base_columns))
@pytest.mark.parametrize("direction", ["", "-"])
def test_every_column_sorts(table, column, direction):
    assert sorted(table(sort=f"{direction}{column}")) == ["4.2.10", "4.2.3", "4.2.4", "4.2.5"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "黄羊"}, ["4.2.10"]),
        ({"q": "4.2.4"}, ["4.2.4"]),
        ({"q": "核桃"}, []),
        ({"q": "\x00"}, []),
        ({"measure": "routine"}, ["4.2.4"]),
        ({"measure": "nonsense"}, []),
        ({"status": "behind"}, ["4.2.3", "4.2.10"]),
        ({"status": "not_begun"}, ["4.2.10"]),
        ({"status": "routine"}, ["4.2.4"]),
        ({"status": "missing"}, ["4.2.4", "4.2.5", "4.2.10"]),
        ({"q": "园区", "measure": "steps"}, ["4.2.5"]),
    ],
)
def test_filters_narrow_the_table(table, query, found):
    assert table(sort="code", **query) == found


def test_the_table_is_filtered_by_office_village_and_theme(table, town):
    from targets.models import Section, Village

    theme = Section.objects.get(number="4")
    assert table(office=table.office.pk) == ["4.2.10"]
    assert table(village=Village.objects.get(name="云台村").pk) == ["4.2.4"]
    assert table(village=Village.objects.get(name="关渡村").pk) == ["4.2.5"]
    assert len(table(theme=theme.pk)) == 4


def test_the_export_holds_what_is_seen(table):
    response = table.client.get(URL, {"status": "behind", "_export": "xlsx"})
    sheet = load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["4.2.3", "4.2.10"]
    assert rows[1][4:6] == (500, 310)
    assert "filename*=utf-8''" in response["Content-Disposition"]


def test_a_formula_in_a_name_is_text_in_the_export(table, town):
    town.target.name = "=1+2"
    town.target.save()
    for kind in ("xlsx", "csv"):
        response = table.client.get(URL, {"q": "4.2.3", "_export": kind})
        if kind == "csv":
            assert "'=1+2" in response.content.decode("utf-8-sig")
        else:
            cell = load_workbook(io.BytesIO(response.content)).active["B2"]
            assert (cell.data_type, cell.value) == ("s", "'=1+2")


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x"])
def test_a_page_that_does_not_exist_is_not_an_error(table, page):
    assert table.client.get(URL, {"page": page}).status_code == 200


@pytest.mark.parametrize("size", [3, 30])
def test_the_table_costs_the_same_queries_at_any_size(town, fill, logged_in, django_assert_num_queries, size):
    fill(size)
    client = logged_in(town.leader)
    client.get(URL)
    with django_assert_num_queries(11):
        client.get(URL)
