"""What happened on the site since a workbook was downloaded: no figure of it is counted twice or lost unseen."""

from datetime import date

import pytest

from targets import recording
from targets.models import ProgressEntry
from tests.targets.pages.conftest import NOW
from tests.targets.workbooks import downloaded, fill, preview_url, upload

pytestmark = pytest.mark.usefixtures("own_folder")


def refusals(answer):
    return [row.sentences[0] for row in answer.context["page"].refused_rows]


@pytest.mark.parametrize(("day", "is_refused"), [(date(2021, 8, 31), False), (date(2021, 9, 1), True)])
def test_a_figure_of_the_same_period_logged_since_is_told(town, log, reporter, day, is_refused):
    book = fill(downloaded(reporter), amount=30)
    log("30", day=day, approved=False)
    answer = upload(reporter, book)
    assert [("下载工作簿后" in said, "30" in said) for said in refusals(answer)] == [
        (True, True)
    ] * is_refused
    assert upload(reporter, fill(downloaded(reporter), amount=12)).context["page"].new == 1


def test_a_second_figure_of_a_period_is_taken_by_a_workbook_that_knew_the_first(town, log, reporter):
    log("30", day=date(2021, 9, 20))
    answer = upload(reporter, fill(downloaded(reporter), amount=12))
    reporter.post(preview_url(answer))
    assert sorted(ProgressEntry.objects.values_list("quantity", flat=True)) == [12, 30]


@pytest.mark.parametrize(("what", "said"), [("withdrawn", "已撤回"), ("returned", "已被退回")])
def test_a_row_whose_entry_was_withdrawn_or_sent_back_is_not_taken_for_reported(town, reporter, what, said):
    book = fill(downloaded(reporter), amount=30)
    reporter.post(preview_url(upload(reporter, book)))
    entry = ProgressEntry.objects.get()
    assert upload(reporter, book).context["page"].unchanged == 1
    if what == "withdrawn":
        recording.withdraw(user=town.reporter, entry=entry, now=NOW)
    else:
        recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    assert [said in told for told in refusals(upload(reporter, book))] == [True]


def test_what_is_owed_leaves_out_a_period_whose_figure_came_back(town, log, reporter):
    log("60", day=date(2021, 8, 20))
    entry = log("7", day=date(2021, 9, 20), approved=False)
    recording.send_back(user=town.reviewer, entry=entry, reason="核实", now=NOW)
    assert reporter.get("/2021/record/workbook/download/").url == "/2021/record/workbook/"
