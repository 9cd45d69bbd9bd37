"""Whose rows a workbook may hold, who sees an upload, and for how long."""

import os
import time
import uuid

import pytest

from targets.models import ProgressEntry
from targets.workbook import uploads
from tests.targets.factories import give_duty, make_share, make_village, whole_town
from tests.targets.workbooks import FIRST, PAGE, cell, downloaded, fill, preview_url, saved, upload

pytestmark = pytest.mark.usefixtures("own_folder")


def test_rows_are_stored_for_those_who_report_for_them_only(town, logged_in, reporter):
    book = fill(downloaded(reporter), amount=5)
    content = saved(book)
    for user, refused in ((town.stranger, 1), (town.leader, 1), (town.colleague, 0)):
        page = upload(logged_in(user), content).context["page"]
        assert (page.refused, page.new) == (refused, 1 - refused)
    reporter.post(preview_url(upload(reporter, content)))
    late = upload(logged_in(town.colleague), content).context["page"]
    assert (late.refused, late.new) == (1, 0)
    assert town.reporter.full_name in late.refused_rows[0].sentences[0]


def test_an_upload_is_seen_by_who_uploaded_it_and_for_two_days(
    town, logged_in, reporter, tmp_path, monkeypatch
):
    url = preview_url(upload(reporter, fill(downloaded(reporter), amount=5)))
    for other in (town.colleague, town.stranger):
        for method in ("get", "post"):
            assert getattr(logged_in(other), method)(url).url == PAGE
    assert reporter.get(url).status_code == 200
    for path in tmp_path.rglob("*.gz"):
        old = time.time() - uploads.KEPT_SECONDS
        os.utime(path, (old - 1, old - 1))
    assert reporter.get(url).url == PAGE
    assert reporter.get(f"{PAGE}{uuid.uuid4()}/returned/").url == PAGE
    assert not ProgressEntry.objects.exists()


def test_who_reports_for_nothing_sees_that_and_gets_no_workbook(town, logged_in):
    client = logged_in(town.stranger)
    assert not client.get(PAGE).context["page"].months
    assert client.get(f"{PAGE}download/").url == PAGE


def test_a_village_and_its_office_fill_in_one_row_each(town, reporter, logged_in, make_user):
    village = make_village()
    make_share(town.target, village, goal=50)
    clerk = make_user("cun")
    give_duty(clerk, "reporter", village=village)
    book = downloaded(logged_in(clerk))
    assert (cell(book, "share").value, cell(book, "origin").value) == ("关渡村", "村（社区）上报")
    assert cell(book, "code", FIRST + 1).value is None
    assert whole_town(town.target).pk
