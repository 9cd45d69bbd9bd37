"""Totals so far that no longer add up, and stages looked at again when a report is approved."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from projects import reporting
from projects.project_page import project_page
from projects.report_doubts import Broken, Told, beyond_plan, broken_totals, newly_broken
from tests.projects.factories import MAY, NOW, TODAY, make_works

APRIL = replace(MAY, month=date(2021, 4, 1), amount="100")
JUNE = replace(MAY, month=date(2021, 6, 1))


def told(month, added, total=None):
    said = (None if each is None else Decimal(each) for each in (added, total))
    return Told(month, date(2021, month, 1), *said)


SUMS = {
    "no total": ([told(4, 10), told(5, 20)], []),
    "a total that adds up": ([told(4, 10), told(5, 20, 30)], []),
    "a day's rounding is a difference": ([told(4, "10.0001"), told(5, 20, 30)], [(5, "30", "30.0001")]),
    "an earlier month that grew": ([told(4, 15), told(5, 20, 30)], [(5, "30", "35")]),
    "an earlier month that is gone": ([told(5, 20, 30)], [(5, "30", "20")]),
    "a later month never matters": ([told(5, 20, 20), told(6, 9)], []),
    "told out of order": ([told(6, 5, 35), told(4, 15), told(5, 20, 30)], [(5, "30", "35"), (6, "35", "40")]),
    "a month without a figure": ([told(4, None), told(5, 20, 20)], []),
    "a total of 0": ([told(4, 1), told(5, 0, 0)], [(5, "0", "1")]),
}


@pytest.mark.parametrize("name", SUMS)
def test_a_total_is_what_the_months_up_to_it_come_to(name):
    given, wanted = SUMS[name]
    found = [(each.month.month, each.typed, each.now) for each in broken_totals(given)]
    assert found == [(month, Decimal(typed), Decimal(now)) for month, typed, now in wanted]


def test_an_approval_is_told_only_what_it_puts_out_of_true_itself():
    counted = [told(3, 1), told(4, 10), told(5, 20, 31), told(6, 1, 99)]
    broken = Broken(5, date(2021, 5, 1), Decimal(31), Decimal(26))
    june = Broken(6, date(2021, 6, 1), Decimal(99), Decimal(27))
    other = replace(told(4, 5), id=40)
    assert newly_broken(counted, other, 4) == [broken, june]  # June was wrong before, by another amount
    assert newly_broken(counted, replace(other, added=Decimal(10)), 4) == []
    assert (
        newly_broken(counted, replace(told(7, 1, 5), id=70), None) == []
    )  # its own total is looked at apart
    assert newly_broken([told(4, 10), told(5, 1, 11)], None, 4)[0].now == 1


def beside(works, user):
    """What stands beside each report on the page, by month and state."""
    page = project_page(works.year, user, TODAY, TODAY)
    return {
        (each.month.month, each.state): len(each.doubts)
        for each in page.reports
        if not each.tag or each.is_mine_to_decide
    }


@pytest.mark.django_db
def test_a_later_total_is_flagged_before_and_after_an_earlier_month_is_corrected():
    works = make_works()
    works.year.year_investment = 1000
    works.year.save()
    town = works.town
    april = works.counted(APRIL)
    may = works.counted(replace(MAY, amount="150", mode="total"))
    assert beside(works, town.wang) == {(4, "approved"): 0, (5, "approved"): 0}
    correction = works.correct(april, replace(APRIL, amount="80"))
    seen = beside(works, town.wang)
    assert seen == {(4, "submitted"): 1, (4, "approved"): 0, (5, "approved"): 0}
    works.approve(correction)
    for reader in (town.li, town.wang, town.sun):  # everyone reads what no longer adds up
        assert beside(works, reader) == {(4, "approved"): 0, (5, "approved"): 1}
    mended = works.correct(may, replace(MAY, amount="150", mode="total"))
    assert beside(works, town.wang)[5, "submitted"] == 0
    works.approve(mended)
    assert mended.investment == 70
    assert beside(works, town.wang) == {(4, "approved"): 0, (5, "approved"): 0}


@pytest.mark.django_db
def test_the_page_says_in_a_sentence_which_total_and_what_to_do(logged_in, time_machine):
    time_machine.move_to(NOW)
    works = make_works()
    april = works.counted(APRIL)
    works.counted(replace(MAY, amount="150", mode="total"))
    works.approve(works.correct(april, None))
    page = logged_in(works.town.sun).get("/2021/projects/P05/?on=2021-06-20").content.decode()
    assert all(part in page for part in ("2021年5月填报的累计数为150万元", "合计50万元", "warning-line"))


def correction_first(works):
    """April was corrected to an earlier stage, May sent on that ground: May is not approved before April is."""
    april = works.counted(replace(APRIL, stage="works"))
    correction = works.correct(april, replace(APRIL, stage="start"))
    return works.submit(replace(MAY, stage="start")), correction, True


def correction_withdrawn(works):
    may, correction, _is_cured = correction_first(works)
    reporting.withdraw(user=works.town.li, report=correction, now=NOW)
    return may, None, False


def later_month_first(works):
    """June was corrected to a later stage, May sent on that ground."""
    june = works.counted(replace(JUNE, stage="start"))
    correction = works.correct(june, replace(JUNE, stage="finish"))
    return works.submit(replace(MAY, stage="works")), correction, True


def later_month_returned(works):
    may, correction, _is_cured = later_month_first(works)
    reporting.send_back(user=works.town.wang, report=correction, reason="核实", now=NOW)
    return may, None, False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "case",
    [correction_first, correction_withdrawn, later_month_first, later_month_returned],
    ids=lambda case: case.__name__,
)
def test_stages_are_looked_at_again_when_a_report_is_approved(case):
    works = make_works()
    may, correction, is_cured = case(works)
    with pytest.raises(reporting.Conflict) as told:
        works.approve(may)
    assert ("那条更正" in str(told.value)) == is_cured
    may.refresh_from_db()
    assert may.state == "submitted"
    if correction:
        works.approve(correction)
        assert works.approve(may).state == "approved"
    else:
        back = reporting.send_back(user=works.town.wang, report=may, reason="阶段", now=NOW)
        assert back.state == "returned"


@pytest.mark.django_db
def test_the_same_stage_and_what_takes_a_month_back_pass_in_any_order():
    works = make_works()
    june, april = works.submit(JUNE), works.submit(APRIL)
    works.approve(june)
    works.approve(april)
    works.approve(works.correct(april, None))
    assert works.approve(works.submit(replace(MAY, stage="start"))).stage == "start"


@pytest.mark.parametrize(
    ("total", "goal", "asked"), [("100", "100", 0), ("100.01", "100", 1), ("8500", "900", 1), ("5", None, 0)]
)
def test_a_year_beyond_its_plan_is_asked_about(total, goal, asked):
    assert len(beyond_plan(Decimal(total), goal and Decimal(goal))) == asked


@pytest.mark.django_db
def test_the_reviewer_reads_that_a_report_takes_the_year_beyond_its_plan():
    works = make_works()
    works.submit(replace(MAY, amount="101"))
    assert beside(works, works.town.wang) == {(5, "submitted"): 1}
