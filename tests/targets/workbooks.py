"""Workbooks as people fill them in, and as they spoil them."""

import io
import re
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import load_workbook

from targets.workbook.columns import BY_NAME
from targets.workbook.writing import HEAD_ROW

PAGE = "/2021/record/workbook/"
FIRST = HEAD_ROW + 1


def downloaded(client, query="?month=2021-09"):
    """The workbook a person gets, of September unless asked otherwise; of what is owed with ""."""
    answer = client.get(f"{PAGE}download/{query}")
    assert answer.status_code == 200, answer
    return load_workbook(io.BytesIO(answer.content))


def place(sheet, name):
    """The number of a column, found by its heading in either language."""
    heads = [cell.value for cell in sheet[HEAD_ROW]]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            if str(BY_NAME[name].heading) in heads:
                return heads.index(str(BY_NAME[name].heading)) + 1
    raise LookupError(name)


def fill(book, row=FIRST, **values):
    """Type in cells by the names of their columns."""
    sheet = book.worksheets[0]
    for name, value in values.items():
        sheet.cell(row, place(sheet, name)).value = value
    return book


def saved(book):
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client, content, name="填报.xlsx", follow=True):
    """Send a file; the answer is the preview, or the page with the sentence."""
    content = content if isinstance(content, bytes) else saved(content)
    return client.post(PAGE, {"workbook": SimpleUploadedFile(name, content)}, follow=follow)


def preview_url(answer):
    return answer.redirect_chain[-1][0]


def repacked(content, change):
    """The parts of a workbook, each as `change(name, bytes)` wants it; None drops it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            body = change(name, old.read(name))
            if body is not None:
                new.writestr(name, body)
    return stream.getvalue()


def with_part(content, name, body=b"x"):
    """The workbook with one more part."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return stream.getvalue()


def widely_declared(content):
    """Its declared dimension made as large as a sheet may be."""

    def widen(name, body):
        if name == "xl/worksheets/sheet1.xml":
            body = re.sub(rb"<sheetPr", b"<sheetPr", body)
            return re.sub(rb"(<sheetViews)", rb'<dimension ref="A1:XFD1048576"/>\1', body, count=1)
        return body

    return repacked(content, widen)


def as_old(book):
    """The cells of a workbook in an .xls."""
    import xlwt

    old = xlwt.Workbook()
    sheet = old.add_sheet("s")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            value = cell.value
            if value is None:
                continue
            if isinstance(value, str) and value.startswith("="):
                value = xlwt.Formula(value[1:])
            if cell.is_date:
                sheet.write(cell.row - 1, cell.column - 1, value, day)
            else:
                sheet.write(cell.row - 1, cell.column - 1, value)
    stream = io.BytesIO()
    old.save(stream)
    return stream.getvalue()


def cell(book, name, row=FIRST):
    sheet = book.worksheets[0]
    return sheet.cell(row, place(sheet, name))
