"""The table of targets: sorted, filtered, exported as seen."""

import codecs
import csv
import io
from urllib.parse import unquote

import pytest
from django.utils import translation
from openpyxl import load_workbook

from targets.boards.tables import TargetTable
from targets.exporting import as_text
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


def test_every_column_sorts(table):
    for column in TargetTable.base_columns:
        for sort in (column, f"-{column}"):
            assert sorted(table(sort=sort)) == ["4.2.10", "4.2.3", "4.2.4", "4.2.5"], sort


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
            assert "'=1+2" in response.content.decode()
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
    client.get("/2021/")
    for queries in (11, 7):  # drawn, and kept
        with django_assert_num_queries(queries):
            client.get(URL)


def test_excel_is_told_that_the_csv_is_unicode(table):
    content = table.client.get(URL, {"_export": "csv"}).content
    assert content.startswith(codecs.BOM_UTF8)
    assert content.count(codecs.BOM_UTF8) == 1
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert header[0] == "编号"
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("新植\x0b金银花", "新植金银花"),
        ("\x00\x08\x0c\x1f\uffff", ""),
        ("\x0b=1+2", "'=1+2"),
        ("两\n行\t字", "两\n行\t字"),
        (310, 310),
        (None, None),
    ],
)
def test_a_cell_holds_nothing_that_a_workbook_cannot(cell, text):
    assert as_text(cell) == text


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_control_character_in_a_name_does_not_stop_the_export(table, town, kind):
    town.target.name = "新植\x0b金银花"
    town.target.save()
    response = table.client.get(URL, {"q": "4.2.3", "_export": kind})
    assert response.status_code == 200
    assert kind == "xlsx" or "新植金银花" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "内部调度数据，非统计数据"), ("en", "Internal dispatch data, not statistics")],
)
def test_an_export_says_in_its_name_and_on_each_printed_page_what_it_is(table, settings, language, words):
    table.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for kind in ("xlsx", "csv"):
        response = table.client.get(URL, {"_export": kind})
        assert f"{words}.{kind}" in unquote(response["Content-Disposition"])
        if kind == "xlsx":
            sheet = load_workbook(io.BytesIO(response.content)).active
            assert sheet.oddFooter.center.text == words
            assert sheet["A2"].value == "4.2.3"
            with translation.override(language):
                said = translation.gettext("Targets %(year)s as of %(day)s")
                assert sheet.title == said % {"year": 2021, "day": "2021-09-30"}


@pytest.mark.parametrize("size", ["-1", "0", "1", "9999999999999999999999", "x"])
def test_nobody_chooses_how_long_a_page_is(table, size):
    assert len(table(per_page=size)) == 4


def test_a_long_table_goes_on_on_a_second_page(town, logged_in):
    for number in range(103):
        make_target(town.plan, code=f"4.3.{number}")
    client = logged_in(town.leader)

    def codes(**query):
        return [row.record.code for row in client.get(URL, query).context["table"].paginated_rows]

    first, second = codes(), codes(page="2")
    assert (len(first), first[0], first[-1]) == (100, "4.2.3", "4.3.98")
    assert second == ["4.3.99", "4.3.100", "4.3.101", "4.3.102"]
    assert codes(page="2", sort="-code") == ["4.3.2", "4.3.1", "4.3.0", "4.2.3"]
    assert codes(page="2", per_page="-1") == second
    for nonsense in ("0", "-1", "3", "x", "", "1.5", "9" * 5000):
        assert codes(page=nonsense) == first
    assert 'href="?page=2"' in client.get(URL).content.decode()


def test_a_search_counts_its_first_eight_words(table):
    assert table(q="黄 羊 出 栏 黄 羊 出 栏 核桃") == ["4.2.10"]
    assert table(q="黄 羊 出 栏 黄 羊 出 核桃") == []


@pytest.mark.parametrize("words", ["黄羊 " * 1200, "羊" * 60_000, "羊" * 101])
def test_an_overlong_search_is_answered_with_a_sentence_beside_its_field(table, words):
    page = table.client.get(URL, {"q": words})
    assert page.status_code == 200
    (error,) = page.context["filter"].form.errors["q"]
    assert "100" in error
    assert error in page.content.decode()
    assert list(page.context["table"].rows) == []


@pytest.mark.parametrize("name", ["theme", "village", "office", "measure", "status", "sort", "on"])
def test_nonsense_in_the_address_is_not_an_error(table, name):
    for value in ("9" * 30, "9" * 5000, "-1", "%", "\x00", "羊" * 5000):
        assert table.client.get(URL, {name: value}).status_code == 200, value[:40]
