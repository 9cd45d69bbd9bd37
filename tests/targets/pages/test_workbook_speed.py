"""A workbook of thousands of rows: read and checked within ten seconds. Ask for it with -m long."""

import resource
import time
from datetime import date
from uuid import uuid4

import pytest

from targets import recording
from targets.models import Allocation, ProgressEntry, Village
from targets.periods import period_of
from targets.workbook.checking import check_sheet
from targets.workbook.guarding import content_of
from targets.workbook.keys import RowKey
from targets.workbook.printing import workbook_of
from targets.workbook.reading import read_workbook, sheet_of
from targets.workbook.rows import sheet_rows, share_periods
from tests.targets.factories import make_target
from tests.targets.ledger_factories import make_town
from tests.targets.workbooks import FIRST, fill, opened, saved, sent

TARGETS, VILLAGES, MONTHS = 67, 25, 12
NOW_DAY = date(2021, 12, 31)


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def many_rows(town, targets, villages):
    """A row for each month of so many shares."""
    Village.objects.bulk_create(
        Village(name=f"第{number}村", slug=f"v{number}", code=f"{511922131200 + number}", groups=1)
        for number in range(villages)
    )
    places = list(Village.objects.all())
    made = [make_target(town.plan, f"4.2.{number}", lead_office=town.office) for number in range(1, targets + 1)]
    Allocation.objects.bulk_create(
        Allocation(target=target, village=village, goal=500) for target in made for village in places
    )
    shares = Allocation.objects.filter(village__isnull=False).select_related("target__plan", "village")
    return [(share, period) for share in shares for period in share_periods(share)]
