"""Spoilt, odd and hostile workbooks: each gets a sentence, for the file or beside the row; nothing is stored."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from targets.models import ProgressEntry
from targets.workbook.keys import RowKey, read_key, signed
from tests.targets.factories import make_target
from tests.targets.workbooks import (
    FIRST,
    as_old,
    downloaded,
    fill,
    place,
    preview_url,
    repacked,
    saved,
    upload,
    with_part,
)
from tests.targets.workbooks import widely_declared as declared

pytestmark = pytest.mark.usefixtures("own_folder")


def empty_book(_content):
    return saved(Workbook())


def bomb(content):
    """Little to send, a gigabyte to unpack."""
    return with_part(content, "xl/media/image1.xml", b"0" * 30_000_000)


def far_cell(content):
    def add(name, body):
        if name != "xl/worksheets/sheet1.xml":
            return body
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return body.replace(b"</sheetData>", far)

    return repacked(content, add)


def many_rows(content):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _row in range(20_040):
        sheet.append(["x"])
    return saved(book)


def encrypted_old(_content):
    ole = struct.pack("<8s", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    return ole + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


def macros_old(_content):
    return encrypted_old(b"").replace(
        "EncryptedPackage".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le")
    )


def word_document(_content):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return stream.getvalue()


def flagged(content):
    """The archive's own mark of a password."""
    at = content.index(b"PK\x01\x02") + 8
    return content[:at] + b"\x01\x00" + content[at + 2 :]


FILES = [
    # name, what was done to it, words of the sentence
    ("填报.csv", lambda content: content, "请上传工作簿文件"),
    ("填报.pdf", lambda content: content, "请上传工作簿文件"),
    ("填报.xlsx", lambda _content: b"", "文件是空的"),
    ("填报.xlsx", lambda content: content + bytes(10 * 1024 * 1024), "超过 10 MB"),
    ("填报.xls", lambda _content: "\ufeff<html><table><tr><td>1".encode(), "网页文件"),
    ("填报.xlsx", lambda _content: b"4.2.3,120\n", "这不是工作簿"),
    ("填报.xlsx", word_document, "这不是 .xlsx 工作簿"),
    ("填报.xlsx", lambda content: content[: len(content) // 2], "已损坏或不完整"),
    ("填报.xls", lambda content: as_old_bytes(content)[:3000], "已损坏或不完整"),
    (
        "填报.xlsx",
        lambda content: repacked(content, lambda n, b: b if "workbook.xml.rels" not in n else None),
        "已损坏",
    ),
    ("填报.xlsx", bomb, "展开后过大"),
    ("填报.xlsx", far_cell, "过大"),
    ("填报.xlsx", many_rows, "20,000 行"),
    ("填报.xlsx", encrypted_old, "打开密码"),
    ("填报.xlsx", flagged, "打开密码"),
    ("填报.xls", macros_old, "宏"),
    ("填报.xlsm", lambda content: with_part(content, "xl/vbaProject.bin"), "宏"),
    ("填报.xlsx", lambda content: with_part(content, "xl/externalLinks/externalLink1.xml"), "断开链接"),
    ("填报.xlsx", empty_book, "没有内容"),
]


def as_old_bytes(content):
    from openpyxl import load_workbook

    return as_old(load_workbook(io.BytesIO(content)))


@pytest.mark.parametrize(("name", "spoil", "words"), FILES)
def test_a_file_that_cannot_be_read_is_answered_with_a_sentence(town, reporter, name, spoil, words):
    content = spoil(saved(fill(downloaded(reporter), amount=5)))
    answer = upload(reporter, content, name)
    assert answer.status_code == 422
    assert words in answer.context["fault"]
    assert not ProgressEntry.objects.exists()


def test_no_file_at_all_is_answered_with_a_sentence(town, reporter):
    assert "请选择" in reporter.post("/2021/record/workbook/").context["fault"]


def without(*names):
    def drop(book):
        for name in names:
            book.worksheets[0].delete_cols(place(book.worksheets[0], name))
        return book

    return drop


def doubled(book):
    sheet = book.worksheets[0]
    sheet.cell(FIRST - 1, sheet.max_column + 1).value = "数量"
    return book


def headless(book):
    book.worksheets[0].delete_rows(FIRST - 1)
    return book


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (without("amount", "happened_on"), "缺少这些列：数量、数据日期"),
        (without("key"), "缺少这些列：行标识"),
        (doubled, "出现了两次：数量"),
        (headless, "没有找到表头"),
    ],
)
def test_columns_that_are_missing_or_double_are_named(town, reporter, change, words):
    answer = upload(reporter, change(fill(downloaded(reporter), amount=5)))
    assert words in answer.context["fault"]


ROWS = [
    # what is typed, the column the sentence stands after, words of it
    ({"amount": "=1+2"}, "数量", "公式"),
    ({"amount": 5, "note": "=A1"}, "备注", "公式"),
    ({"amount": "约300"}, "数量", "准确数"),
    ({"amount": "五百上下"}, "数量", ""),
    ({"amount": -3}, "数量", "0"),
    ({"amount": "3头"}, "数量", "亩"),
    ({"amount": "#DIV/0!"}, "数量", "错误值"),
    ({"amount": date(2021, 9, 3)}, "数量", "日期"),
    ({"amount": True}, "数量", ""),
    ({"amount": 1e12}, "数量", ""),
    ({"amount": 5, "happened_on": None}, "数据日期", ""),
    ({"amount": 5, "happened_on": "9.31"}, "数据日期", "9月31日"),
    ({"amount": 5, "happened_on": 9.3}, "数据日期", "2021-09-30"),
    ({"amount": 5, "happened_on": date(2021, 8, 31)}, "数据日期", "2021-09-30"),
    ({"amount": 5, "happened_on": "2022年9月30日"}, "数据日期", "2021-09-30"),
    ({"amount": 5, "happened_on": 46000}, "数据日期", "2021-09-30"),
    ({"amount": 5, "mode": "随便"}, "所填数据为", "下拉列表"),
    ({"amount": 5, "mode": None}, "所填数据为", "本期新增"),
    ({"amount": 5, "origin": "听说"}, "数据来源", "下拉列表"),
    ({"amount": 5, "unit": "头"}, "计量单位", "公顷"),
    ({"amount": 5, "base": 10}, "基数（总数）", "清空"),
    ({"amount": 5, "step": "完成"}, "完成的节点", ""),
    ({"amount": 5, "note": "字" * 2001}, "备注", "2000"),
    ({"amount": 5, "informant_post": "字" * 41}, "", "40"),
    ({"amount": 600}, "备注", "500"),
    ({"amount": 5, "key": None}, "", "没有行标识"),
    ({"amount": 5, "key": "2021-1-20210901-00:x"}, "", "行标识被改动"),
    ({"amount": 5, "code": "4.2.4"}, "", "4.2.3 全镇"),
    ({"amount": 5, "share": "关渡村"}, "", "4.2.3 全镇"),
]


@pytest.mark.parametrize(("typed", "column", "words"), ROWS)
def test_a_row_that_cannot_stand_says_why_beside_its_column(town, reporter, typed, column, words):
    answer = upload(reporter, fill(downloaded(reporter), **typed))
    (row,) = answer.context["page"].refused_rows
    assert not answer.context["page"].can_store
    assert row.sentences[0].startswith(f"{column}：" if column else "")
    assert words in row.sentences[0]
    assert reporter.post(preview_url(answer)).status_code == 422
    assert not ProgressEntry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"amount": "１，２００", "note": "两个基地"}, (1200, date(2021, 9, 30))),
        ({"amount": "12", "happened_on": "2021年9月5日"}, (12, date(2021, 9, 5))),
        ({"amount": "三百", "happened_on": "２０２１．９．５"}, (300, date(2021, 9, 5))),
        ({"amount": 5, "happened_on": "9.30"}, (5, date(2021, 9, 30))),
        ({"amount": 0.1 + 0.2, "happened_on": 44444}, ("0.3", date(2021, 9, 5))),
        ({"amount": 5, "happened_on": datetime.combine(date(2021, 9, 5), time(8))}, (5, date(2021, 9, 5))),
        ({"amount": 5, "happened_on": 20210905}, (5, date(2021, 9, 5))),
    ],
)
def test_odd_but_plain_cells_are_read_as_meant(town, reporter, typed, stored):
    answer = upload(reporter, fill(downloaded(reporter), **typed))
    reporter.post(preview_url(answer))
    entry = ProgressEntry.objects.get()
    assert (float(entry.quantity), entry.happened_on) == (float(stored[0]), stored[1])


def test_a_day_typed_as_a_number_with_a_point_is_asked_about(town, reporter):
    book = fill(downloaded(reporter), amount=5, happened_on=9.3)
    sheet = book.worksheets[0]
    sheet.cell(FIRST, place(sheet, "happened_on")).number_format = "General"
    assert "2021-06-05" in upload(reporter, book).context["page"].refused_rows[0].sentences[0]


@pytest.mark.parametrize("typed", [date(2021, 9, 5), 42982])
def test_days_counted_from_1904_are_the_same_days(town, reporter, typed):
    book = downloaded(reporter)
    book.epoch = CALENDAR_MAC_1904
    answer = upload(reporter, fill(book, amount=5, happened_on=typed))
    assert answer.context["page"].new_rows[0].day == date(2021, 9, 5)


def test_merged_cells_double_rows_and_rows_of_others_are_told_apart(town, reporter):
    other = make_target(town.plan, "4.2.9")
    book = fill(downloaded(reporter), amount=5)
    sheet = book.worksheets[0]
    columns = [cell.value for cell in sheet[FIRST]]
    for row, key in ((1, columns[0]), (2, None)):
        for position, value in enumerate(columns, 1):
            sheet.cell(FIRST + row, position).value = value
        sheet.cell(FIRST + row, 1).value = key or signed(
            RowKey(2021, other.allocations.get().pk, date(2021, 9, 1), read_key(columns[0]).token, 0)
        )
    fill(book, FIRST + 2, code="4.2.9")
    told = [row.sentences[0] for row in upload(reporter, book).context["page"].refused_rows]
    assert [f"第 {FIRST} 行重复" in told[0], "不由您填报" in told[1], len(told)] == [True, True, 2]
    sheet.delete_rows(FIRST + 1, 2)
    amount = place(sheet, "amount")
    sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=amount, end_column=amount)
    assert "合并单元格" in upload(reporter, book).context["page"].refused_rows[0].sentences[0]


def test_a_workbook_of_another_year_names_the_year(town, reporter):
    book = downloaded(reporter)
    key = read_key(book.worksheets[0].cell(FIRST, 1).value)
    fill(book, amount=5, key=signed(RowKey(2020, key.share, key.period_starts_on, key.token, key.told)))
    assert "2020年" in upload(reporter, book).context["page"].refused_rows[0].sentences[0]


def test_a_percentage_that_the_spreadsheet_divided_is_asked_about(town, reporter):
    make_target(town.plan, "4.2.4", "level", 100, "%", lead_office=town.office)
    book = fill(downloaded(reporter), FIRST + 1, amount=0.985)
    assert "98.5%" in upload(reporter, book).context["page"].refused_rows[0].sentences[0]
    assert upload(reporter, fill(book, FIRST + 1, amount="98.5%")).context["page"].can_store


def test_formulas_of_the_old_format_are_found_too(town, reporter):
    old = as_old(fill(downloaded(reporter), amount="=1+2"))
    (row,) = upload(reporter, old, "填报.xls").context["page"].refused_rows
    assert "公式" in row.sentences[0]


def test_what_is_no_row_of_ours_and_a_wide_declaration_do_no_harm(town, reporter):
    book = fill(downloaded(reporter), amount=5)
    sheet = book.worksheets[0]
    sheet.cell(FIRST + 3, place(sheet, "target")).value = "合计"
    sheet.move_range(f"B{FIRST - 1}:D{FIRST}", cols=22)
    assert upload(reporter, declared(saved(book))).context["page"].new == 1
