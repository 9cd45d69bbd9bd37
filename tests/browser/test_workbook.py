"""Ten villages' goats of a month by workbook: down, filled in outside, up, confirmed; with and without scripts."""

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from targets.models import ProgressEntry
from tests.targets.factories import make_share, make_target, make_village
from tests.targets.workbooks import FIRST, fill

YEAR = timezone.localdate().year
VILLAGES = 10


def goats(town):
    target = make_target(
        town.plan, "4.2.9", name="出栏山羊", unit="只", goal=5000, lead_office=town.target.lead_office
    )
    for number in range(VILLAGES):
        make_share(
            target, make_village(f"羊{number}村"), goal=500, starts_on=timezone.localdate().replace(day=1)
        )


@pytest.mark.parametrize(("width", "javascript"), [(1440, True), (390, False)])
def test_ten_villages_goats_by_workbook_take_four_clicks(town, visit, tmp_path, settings, width, javascript):
    settings.VAR_DIR = tmp_path
    goats(town)
    page = visit("reporter", width=width, javascript=javascript)
    page.goto(f"/{YEAR}/record/workbook/")
    with page.expect_download() as coming:
        page.locator("#download ~ p .btn.primary").click()  # 1
    coming.value.save_as(tmp_path / "down.xlsx")
    book = load_workbook(tmp_path / "down.xlsx")
    rows = range(FIRST, book.worksheets[0].max_row + 1)
    mine = [row for row in rows if str(book.worksheets[0].cell(row, 4).value).startswith("羊")]
    assert len(mine) == VILLAGES
    for row in mine:
        fill(book, row, amount=40 + row)
    book.save(tmp_path / "up.xlsx")
    page.set_input_files("[name=workbook]", tmp_path / "up.xlsx")  # 2: choose the file
    page.click(".form-foot .btn.primary")  # 3
    page.wait_for_selector("#new")
    assert page.locator("table tbody tr").count() == VILLAGES
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("main form .btn.primary")  # 4
    page.wait_for_url(f"**/{YEAR}/record/")
    assert ProgressEntry.objects.count() == VILLAGES
    assert [page.complaints, page.strangers] == [[], []]
