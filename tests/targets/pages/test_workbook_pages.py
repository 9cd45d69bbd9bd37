"""The workbook page: down, filled in, up, confirmed; twice, by others, while somebody else reports."""

import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from targets.models import Demonstration, ProgressEntry
from tests.targets.factories import make_share, make_target, make_village
from tests.targets.workbooks import (
    FIRST,
    PAGE,
    as_old,
    cell,
    downloaded,
    fill,
    place,
    preview_url,
    saved,
    upload,
)

PREFILLED = [
    "code", "target", "share", "measure", "unit", "goal", "so_far", "period", "mode", "amount", "origin",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("own_folder")


def test_a_row_is_prefilled_and_only_its_entry_cells_can_be_typed_in(town, log, reporter):
    log("120")
    make_target(town.plan, "4.2.10", "steps", lead_office=town.office)
    book = downloaded(reporter)
    sheet = book.worksheets[0]
    assert [cell(book, name).value for name in PREFILLED] == [
        "4.2.3", "新植金银花", "全镇", "累计量", "亩", 500, 120, "9月", "本期新增", None, "部门统计",
    ]  # fmt: skip
    assert cell(book, "happened_on").value.date() == date(2021, 9, 30)
    assert [cell(book, name).protection.locked for name in ("code", "goal", "base", "step", "amount", "note")] == [
        True, True, True, True, False, False,
    ]  # fmt: skip
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == f"E{FIRST}"
    assert (
        cell(book, "amount", FIRST + 1).protection.locked,
        cell(book, "step", FIRST + 1).protection.locked,
    ) == (True, False)
    offered = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    lists = {
        formula: [line[0].value for line in book["lists"][formula.split("!")[1].replace("$", "")]]
        for formula in offered.values()
        if ":" in formula and formula.split("$")[2].rstrip(":") != formula.split("$")[-1]
    }
    assert ["亩", "公顷"] in lists.values()
    assert sheet["B1"].value.startswith("2021")
    assert sheet[sheet.print_area.split("!")[-1].replace("$", "")][3][-1].value == "备注"


def test_figures_are_seen_before_they_are_stored_and_then_stored_once(town, log, reporter):
    log("120")
    book = fill(
        downloaded(reporter),
        amount="１０",
        note="一组",
        happened_on="2021.9.30",
    )
    answer = upload(reporter, book)
    page = answer.context["page"]
    assert (page.new, page.refused, page.new_rows[0].before, page.new_rows[0].after) == (1, 0, "120", "130")
    assert ProgressEntry.objects.count() == 1
    url = preview_url(answer)
    assert [reporter.post(url).url for _ in range(2)] == ["/2021/record/", "/2021/record/"]
    entry = ProgressEntry.objects.latest("pk")
    assert (ProgressEntry.objects.count(), entry.quantity, entry.note, entry.happened_on, entry.state) == (
        2, Decimal(10), "一组", date(2021, 9, 30), "submitted",
    )  # fmt: skip
    again = upload(reporter, book)
    assert (again.context["page"].unchanged, again.context["page"].new) == (1, 0)
    assert "已报送过" in again.content.decode()
    changed = upload(reporter, fill(book, amount=11))
    assert "更正" in changed.context["page"].refused_rows[0].sentences[0]
    assert ProgressEntry.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("make", [saved, as_old])
def test_either_language_and_the_old_format_are_read_back(town, reporter, language, make):
    reporter.cookies["django_language"] = language
    book = fill(downloaded(reporter), amount="0.8公顷", problem="苗木不足")
    reporter.cookies["django_language"] = "zh-hans"
    answer = upload(reporter, make(book), "a.xls" if make is as_old else "a.xlsx")
    page = answer.context["page"]
    assert (page.new, page.refused_rows) == (1, ())
    reporter.post(preview_url(answer))
    entry = ProgressEntry.objects.get()
    assert (entry.quantity, entry.typed_unit, entry.problem) == (Decimal(12), "公顷", "苗木不足")


KINDS = [
    # measure, unit, what is typed, what is stored: quantity, base, whether a step
    ("level", "头", {"amount": 80}, (80, None, False)),
    ("ratio", "%", {"amount": 90, "base": 100}, (90, 100, False)),
    ("limit", "例", {"amount": 0}, (0, None, False)),
    ("steps", "", {"step": "完成"}, (None, None, True)),
    ("routine", "", {"note": "已巡查"}, (None, None, False)),
]


def test_every_measure_has_its_cells(town, reporter):
    for number, (measure, unit, *_rest) in enumerate(KINDS, 4):
        counted = "户" if measure == "ratio" else ""
        code = f"4.2.{number}"
        make_target(town.plan, code, measure, 100, unit, counted_unit=counted, lead_office=town.office)
    book = fill(downloaded(reporter), amount=5, mode="累计")
    for row, (_measure, _unit, typed, _stored) in enumerate(KINDS, FIRST + 1):
        fill(book, row, **typed)
    answer = upload(reporter, book)
    assert (answer.context["page"].new, answer.context["page"].refused_rows) == (6, ())
    reporter.post(preview_url(answer))
    first, *others = ProgressEntry.objects.order_by("allocation__target__code")
    assert (first.quantity, first.typed_mode) == (5, "total")
    assert [(each.quantity, each.base, bool(each.step_id)) for each in others] == [kind[3] for kind in KINDS]


def test_one_bad_row_stores_none_and_comes_back_with_its_reason_to_be_sent_again(town, reporter):
    make_target(town.plan, "4.2.4", lead_office=town.office)
    book = downloaded(reporter)
    fill(book, amount="5")
    fill(book, FIRST + 1, amount="约300", note="-1+2")
    answer = upload(reporter, book)
    url = preview_url(answer)
    assert (answer.context["page"].new, answer.context["page"].refused) == (1, 1)
    assert reporter.post(url).status_code == 422
    assert not ProgressEntry.objects.exists()
    back = load_workbook(io.BytesIO(reporter.get(f"{url}returned/").content))
    sheet = back.worksheets[0]
    reason = sheet.cell(FIRST + 1, sheet.max_column)
    assert reason.value == answer.context["page"].refused_rows[0].sentences[0]
    assert cell(back, "amount", FIRST + 1).fill.fgColor.rgb != cell(back, "amount", FIRST).fill.fgColor.rgb
    assert sheet.cell(FIRST, sheet.max_column).value in (None, "")
    mended = upload(reporter, fill(back, FIRST + 1, amount="300"))
    assert (mended.context["page"].new, mended.context["page"].refused_rows) == (2, ())
    reporter.post(preview_url(mended))
    assert set(ProgressEntry.objects.values_list("quantity", "note")) == {(5, ""), (300, "-1+2")}


def test_what_somebody_reported_meanwhile_is_told_and_nothing_is_stored(town, log, reporter):
    book = fill(downloaded(reporter), amount=100, mode="累计")
    answer = upload(reporter, book)
    assert answer.context["page"].new_rows[0].after == "100"
    log("150", day=date(2021, 9, 29))
    told = reporter.post(preview_url(answer))
    assert (told.status_code, told.context["page"].refused) == (422, 1)
    assert "150" in told.context["page"].refused_rows[0].sentences[0]
    assert ProgressEntry.objects.count() == 1


def test_a_row_that_needs_a_word_says_so_and_takes_it_from_the_column_of_notes(town, reporter):
    book = fill(downloaded(reporter), amount=600)
    told = upload(reporter, book).context["page"].refused_rows[0].sentences[0]
    assert told.startswith("备注：")
    assert "500" in told
    assert upload(reporter, fill(book, note="新增两个基地")).context["page"].can_store


@pytest.mark.parametrize(
    ("tick", "is_taken"), [("是", True), ("Yes", True), ("√", True), ("否", False), (None, False)]
)
def test_a_figure_of_implausible_size_is_taken_once_it_is_ticked_as_checked(town, reporter, tick, is_taken):
    book = fill(downloaded(reporter), amount=1501, note="新增两个基地", confirmed=tick)
    assert not cell(book, "confirmed").protection.locked
    answer = upload(reporter, book)
    assert answer.context["page"].can_store is is_taken
    reporter.post(preview_url(answer))
    assert ProgressEntry.objects.count() == int(is_taken)
    if not is_taken:
        (told,) = answer.context["page"].refused_rows[0].sentences
        assert told.startswith("已核对：")
        assert "在本列选“是”" in told
        back = load_workbook(io.BytesIO(reporter.get(f"{preview_url(answer)}returned/").content))
        assert upload(reporter, fill(back, confirmed="是")).context["page"].can_store


def test_a_tick_is_chosen_of_a_list_and_what_is_no_tick_is_refused(town, reporter):
    make_target(town.plan, "4.2.4", "steps", lead_office=town.office)
    book = fill(downloaded(reporter), amount=5, confirmed="可能")
    (rule,) = [
        each
        for each in book.worksheets[0].data_validations.dataValidation
        if cell(book, "confirmed").coordinate in each.sqref
    ]
    assert book["lists"][rule.formula1.split("!")[1].replace("$", "").split(":")[0]].value == "是"
    assert cell(book, "confirmed", FIRST + 1).protection.locked  # steps have no size
    assert "可能" in upload(reporter, book).context["page"].refused_rows[0].sentences[0]
    # A workbook of before has no such column.
    sheet = book.worksheets[0]
    sheet.delete_cols(place(sheet, "confirmed"))
    assert upload(reporter, book).context["page"].can_store


def test_a_month_has_the_rows_already_reported_too_and_villages_in_their_order(town, log, reporter):
    log("5", day=date(2021, 9, 10))
    assert cell(downloaded(reporter), "so_far").value == 5
    make_share(town.target, make_village("石锣村"), goal=5)
    make_share(town.target, make_village("关渡村"), goal=5)
    book = downloaded(reporter, "?month=2021-08")
    assert [cell(book, "share", FIRST + row).value for row in range(3)] == ["全镇", "石锣村", "关渡村"]
    assert cell(book, "happened_on").value.date() == date(2021, 8, 31)


def test_what_is_owed_has_a_row_for_each_missed_period_and_nothing_once_all_is_reported(town, log, reporter):
    log("5", day=date(2021, 6, 10))
    book = downloaded(reporter, "")
    rows = range(FIRST, book.worksheets[0].max_row + 1)
    assert [cell(book, "period", row).value for row in rows] == ["7月", "8月", "9月"]
    assert reporter.get(PAGE).context["page"].owed == len(rows)
    for row in rows:
        fill(book, row, amount=5)
    reporter.post(preview_url(upload(reporter, book)))
    assert ProgressEntry.objects.count() == 4
    assert reporter.get(f"{PAGE}download/").url == PAGE


def test_texts_become_no_formulas_and_a_demonstration_is_marked(town, reporter):
    town.target.definition = "=HYPERLINK(1)"
    town.target.save()
    Demonstration.objects.all().delete()
    book = downloaded(reporter)
    assert (cell(book, "definition").value, cell(book, "definition").data_type) == ("'=HYPERLINK(1)", "s")
    assert "演示数据" not in book.worksheets[0]["B1"].value
    Demonstration.mark(datetime.fromisoformat("2021-09-30T08:00:00+08:00"))
    assert "演示数据" in downloaded(reporter).worksheets[0]["B1"].value


@pytest.mark.parametrize("number", [2, 29])
def test_pages_and_downloads_take_the_same_queries_for_few_rows_and_many(
    town, reporter, django_assert_num_queries, number
):
    for index in range(number):
        make_target(town.plan, f"4.2.{100 + index}", lead_office=town.office)
    book = downloaded(reporter)
    for row in range(number + 1):
        fill(book, FIRST + row, amount=5)
    url = preview_url(upload(reporter, book))
    with django_assert_num_queries(PAGE_QUERIES):
        reporter.get(PAGE)
    with django_assert_num_queries(DOWNLOAD_QUERIES):
        reporter.get(f"{PAGE}download/")
    with django_assert_num_queries(CHECK_QUERIES):
        assert reporter.get(url).context["page"].new == number + 1


PAGE_QUERIES, DOWNLOAD_QUERIES, CHECK_QUERIES = 12, 12, 10
