"""Tables as workbooks and CSV, as seen on the page."""

import io
import re
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django_tables2 import Table
from django_tables2.export import TableExport
from openpyxl import load_workbook

from targets.models import Demonstration

KINDS = (TableExport.XLSX, TableExport.CSV)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# What XML, and with it a workbook, cannot hold.
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Without it Excel reads CSV in the code page of the computer: Chinese comes out garbled.
BYTE_ORDER_MARK = "\ufeff"


class SafeExport(TableExport):  # type: ignore[misc]
    """An export in which no text becomes a formula when a spreadsheet opens it."""

    def table_to_dataset(self, *args: Any, **kwargs: Any) -> Any:
        dataset = super().table_to_dataset(*args, **kwargs)
        for position, row in enumerate(dataset):
            dataset[position] = [as_text(cell) for cell in row]
        dataset.headers = [as_text(head) for head in dataset.headers]
        return dataset

    def export(self) -> str | bytes:
        exported = super().export()
        if self.format == self.CSV:
            return BYTE_ORDER_MARK + exported
        return with_print_footer(exported)


def as_text(cell: Any) -> Any:
    """A cell without what no workbook can hold, and with an apostrophe before what would be read as a formula.

    A number is written as people write it: 500 and 98.67, not 500.0000.
    """
    if isinstance(cell, Decimal):
        return cell.quantize(Decimal(1)) if cell == cell.to_integral_value() else cell.normalize()
    if not isinstance(cell, str):
        return cell
    text = ILLEGAL.sub("", cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def notice() -> str:
    """What every figure that leaves the site says of itself."""
    said = _("Internal dispatch data, not statistics")
    if Demonstration.loaded_on() is None:
        return said
    return _("DEMONSTRATION DATA - %(notice)s") % {"notice": said}


def with_print_footer(workbook: bytes) -> bytes:
    """The workbook with the notice under each printed page; its columns stay as they are."""
    book = load_workbook(io.BytesIO(workbook))
    for sheet in book:
        sheet.oddFooter.center.text = notice()
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def download(table: Table, kind: str, name: str) -> HttpResponse:
    """A table as a file of that kind ("xlsx" or "csv"), its name (Chinese, perhaps) followed by the notice."""
    response = SafeExport(kind, table, dataset_kwargs={"title": name}).response()
    filename = f"{name} - {notice()}.{kind}"
    response["Content-Disposition"] = content_disposition_header(True, filename)
    return response
