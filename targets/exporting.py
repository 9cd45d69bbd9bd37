"""Tables as workbooks and CSV, as seen on the page."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django_tables2 import Table
from django_tables2.export import TableExport

KINDS = (TableExport.XLSX, TableExport.CSV)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class SafeExport(TableExport):  # type: ignore[misc]
    """An export in which no text becomes a formula when a spreadsheet opens it."""

    def table_to_dataset(self, *args: Any, **kwargs: Any) -> Any:
        dataset = super().table_to_dataset(*args, **kwargs)
        for position, row in enumerate(dataset):
            dataset[position] = [as_text(cell) for cell in row]
        return dataset


def as_text(cell: Any) -> Any:
    """A cell with an apostrophe before what would be read as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def download(table: Table, kind: str, name: str) -> HttpResponse:
    """A table as a file of that kind ("xlsx" or "csv"); the name may be Chinese."""
    response = SafeExport(kind, table).response()
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{kind}")
    return response
