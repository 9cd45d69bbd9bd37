"""A workbook of thousands of rows: read and checked in ten seconds of work (pytest --hypothesis-profile=long)."""

import os
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from targets import recording
from targets.models import Allocation, ProgressEntry, Village
from targets.workbook.checking import RowState, check_sheet
from targets.workbook.guarding import content_of
from targets.workbook.printing import printed
from targets.workbook.reading import read_workbook, sheet_of
from targets.workbook.rows import share_periods, sheet_rows
from targets.workbook.writing import write_book
from tests.targets.factories import make_target
from tests.targets.ledger_factories import at, make_town

TARGETS, VILLAGES = 65, 25
LAST = date(2021, 12, 31)
SECONDS = 10

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_run(request):
    if request.config.getoption("--hypothesis-profile") != "long":
        pytest.skip("long: ask for it with --hypothesis-profile=long")


@pytest.fixture
def town(long_run):
    return make_town()


def spent():
    """Seconds of work of this process and its children, however busy the machine is."""
    return sum(os.times()[:4])


def a_row_a_month(town):
    """A row for each month of each share of all villages: 19,500 rows."""
    Village.objects.bulk_create(
        Village(name=f"第{number}村", slug=f"v{number}", code=f"{511922131200 + number}", groups=1)
        for number in range(VILLAGES)
    )
    places = list(Village.objects.all())
    made = [
        make_target(town.plan, f"4.2.{number}", lead_office=town.office) for number in range(1, TARGETS + 1)
    ]
    Allocation.objects.bulk_create(
        Allocation(target=target, village=village, goal=500) for target in made for village in places
    )
    shares = Allocation.objects.filter(village__isnull=False).select_related("target__plan", "village")
    pairs = [(share, period) for share in shares for period in share_periods(share)]
    return sheet_rows(town.plan, pairs, LAST)


def test_a_workbook_of_a_whole_town_and_year_is_checked_within_ten_seconds(town):
    rows = [printed(row) for row in a_row_a_month(town)]
    filled = [replace(row, values={**row.values, "amount": 3 + index % 7}) for index, row in enumerate(rows)]
    content = write_book(["填报"], filled)
    started = spent()
    sheet = sheet_of(read_workbook(content_of(SimpleUploadedFile("a.xlsx", content))))
    read = spent()
    check = check_sheet(sheet, town.plan, town.li, at(LAST), LAST)
    checked = spent()
    assert check.counts == {RowState.NEW: TARGETS * VILLAGES * 12}
    recording.submit_many(user=town.li, rows=check.batch(), now=at(LAST))
    stored = spent()
    print(f"read {read - started:.1f} s, checked {checked - read:.1f} s, stored {stored - checked:.1f} s")  # noqa: T201
    assert ProgressEntry.objects.count() == TARGETS * VILLAGES * 12
    assert checked - started < SECONDS
