"""Pages of a plan that is empty, not begun, over or closed; of people without duties; with the longest names."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from targets.models import Allocation, Plan
from tests.targets.factories import give_duty, make_share, make_target, make_village

pytestmark = pytest.mark.django_db
PAGES = ["", "targets/", "record/", "review/"]
LONG = "关" * 40


def page(client, address, on=""):
    response = client.get(f"/2021/{address}", {"on": on} if on else {})
    assert response.status_code == 200, address
    return response


def text(response):
    return response.content.decode()


def test_a_plan_without_targets_says_so_and_what_to_do(town, logged_in):
    town.share.delete()
    town.target.delete()
    said = {address: text(page(logged_in(town.reporter), address)) for address in PAGES}
    assert "还没有目标任务" in said[""]
    assert "没有符合条件的目标任务" in said["targets/"]
    assert "没有填报任务" in said["record/"]
    assert "<table" not in said["record/"]


def test_a_target_without_any_share_is_shown_and_owes_nothing(town, logged_in):
    Allocation.objects.all().delete()
    client = logged_in(town.reporter)
    for address in [*PAGES, "targets/4.2.3/"]:
        page(client, address)
    assert page(client, "").context["board"].counts[-1].number == 0


def test_a_target_nothing_was_reported_on_says_so(town, logged_in):
    said = text(page(logged_in(town.leader), "targets/4.2.3/"))
    assert "暂无填报记录" in said
    assert "尚未报送" in said


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        pytest.param(datetime(2020, 6, 30, 4, tzinfo=UTC), date(2021, 1, 1), id="not begun: its first day"),
        pytest.param(
            datetime(2022, 1, 31, 4, tzinfo=UTC), date(2022, 1, 31), id="the last day it has boards for"
        ),
        pytest.param(datetime(2022, 2, 1, 4, tzinfo=UTC), date(2022, 1, 31), id="over: that day still"),
        pytest.param(datetime(2026, 5, 1, 4, tzinfo=UTC), date(2022, 1, 31), id="long over"),
    ],
)
def test_a_plan_that_is_not_begun_or_over_has_boards_all_the_same(town, log, logged_in, today, shown):
    log()
    with time_machine.travel(today, tick=False):
        client = logged_in(town.reviewer)
        for address in [*PAGES, "targets/4.2.3/"]:
            page(client, address)
        assert page(client, "").context["on"] == shown


def test_who_reports_for_a_closed_year_is_told_that_it_is_closed(town, logged_in):
    town.plan.state = Plan.State.CLOSED
    town.plan.save()
    said = text(page(logged_in(town.reporter), "record/"))
    assert "已结账" in said
    assert "职责" not in said
    assert page(logged_in(town.leader), "").context["board"].total == 1


def test_a_person_without_duties_reads_everything_and_has_nothing_to_do(town, log, logged_in):
    log()
    client = logged_in(town.stranger)
    for address in ["", "targets/", "targets/4.2.3/"]:
        said = text(page(client, address))
        assert "record/" not in said
        assert "review/" not in said
    assert "没有填报任务" in text(page(client, "record/"))
    assert page(client, "review/").context["page"].items == ()


def test_the_longest_names_stand_whole_on_every_page(town, log, logged_in):
    village = make_village(LONG)
    target = make_target(town.plan, "4.2.4", name=LONG * 2, lead_office=town.office, lead_post=LONG)
    share = make_share(target, village, goal=100)
    give_duty(town.reporter, "reporter", village=village)
    log(share=share)
    client = logged_in(town.reporter)
    for address in ["", "targets/", "targets/4.2.4/", "record/", f"record/{share.pk}/"]:
        assert LONG * 2 in text(page(client, address)), address


@pytest.mark.parametrize(
    ("amount", "percent", "fill", "over"),
    [
        pytest.param("0", "0.0%", "0.0", False, id="nothing, reported as such"),
        pytest.param("500", "100.0%", "100.0", False, id="all of it"),
        pytest.param("1500", "300.0%", "100", True, id="three times as much"),
    ],
)
def test_a_bar_holds_nothing_and_three_times_as_much(town, log, logged_in, amount, percent, fill, over):
    log(amount)
    (row,) = page(logged_in(town.leader), "").context["board"].themes[0].rows
    assert (row.percent, row.bar.fill, row.bar.over) == (percent, fill, over)
