"""A month's report: who may send and decide, what it says, what it posts to the ledger."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import override

from projects import reporting
from projects.assessment import assess
from projects.models import ProjectReport, ProjectShare
from targets import recording
from targets.ledger_rules import Figure
from targets.models import Plan, PlanVersion, ProgressEntry
from targets.models.append_only import AppendOnly
from tests.projects.factories import MAY, NOW, TODAY, make_project, make_works
from tests.targets.factories import give_duty, make_office
from tests.targets.ledger_factories import at, log

pytestmark = pytest.mark.django_db


@pytest.fixture
def works():
    return make_works()


def ledger(works):
    """What stands in the ledger for each share: 万元, 米, steps done."""
    shares = (works.money, works.pipes, works.steps)
    rows = [list(share.allocation.entries.order_by("pk")) for share in shares]
    done = sum(-1 if row.corrects_id else 1 for row in rows[2])
    return (*(sum((row.quantity for row in each), Decimal(0)) for each in rows[:2]), done)


def test_an_approved_report_posts_its_lines_once_with_its_people(works):
    report = works.submit(works.said(pipes="1.2公里", step=True, problem="雨季"))
    assert not ProgressEntry.objects.exists()
    works.approve(report)
    assert ledger(works) == (30, 1200, 1)
    for entry in ProgressEntry.objects.all():
        assert (entry.reported_by, entry.reviewed_by, entry.state) == (
            works.town.li,
            works.town.wang,
            "approved",
        )
        assert (entry.happened_on, entry.note, entry.problem) == (date(2021, 5, 31), MAY.progress, "雨季")
        assert entry.is_late  # May was due on 5 June
        assert [event.action for event in entry.events.all()] == ["submitted", "approved"]
    with pytest.raises(reporting.Conflict):
        works.approve(report)
    assert ledger(works) == (30, 1200, 1)


def test_a_correction_reverses_all_lines_together_and_posts_the_new_ones(works):
    first = works.counted(works.said(pipes="1000", step=True))
    correction = works.correct(first, works.said(pipes="800", amount="20"))
    assert ledger(works) == (30, 1000, 1)
    works.approve(correction)
    assert ledger(works) == (20, 800, 0)
    nothing = works.approve(works.correct(correction, None))
    assert ledger(works) == (0, 0, 0)
    works.approve(works.correct(nothing, works.said(pipes="5", step=True)))
    assert ledger(works) == (30, 5, 1)
    assert {entry.happened_on for entry in ProgressEntry.objects.all()} == {date(2021, 5, 31)}
    assert [each.pk for each in ProjectReport.objects.counted()] == [nothing.corrections.get().pk]


def test_so_far_is_reckoned_from_what_stands(works):
    works.counted(replace(MAY, month=date(2021, 4, 1)))
    report = works.submit(replace(MAY, amount="45", mode="total"))
    assert report.investment == 15
    with pytest.raises(ValidationError) as refusal:
        works.correct(works.approve(report), replace(MAY, amount="20", mode="total"))
    assert set(refusal.value.message_dict) == {"amount"}


REFUSED = {
    "progress": {"progress": " "},
    "stage": {"stage": "start"},
    "stage_on": {"stage_on": date(2021, 6, 1)},
    "amount": {"amount": "三十左右"},
    "percent": {"percent": Decimal("100.1")},
    "month": {"month": date(2021, 7, 1)},
}


@pytest.mark.parametrize(("name", "change"), REFUSED.items(), ids=REFUSED)
def test_what_cannot_stand_is_refused_beside_its_field(works, name, change):
    works.submit(replace(MAY, month=date(2021, 4, 1)))
    with pytest.raises(ValidationError) as refusal:
        works.submit(replace(MAY, **change))
    assert set(refusal.value.message_dict) == {name}
    assert ProjectReport.objects.count() == 1


def test_stages_never_fall_from_month_to_month_whichever_is_told_first(works):
    works.counted(replace(MAY, month=date(2021, 6, 1), stage="works"))
    with pytest.raises(ValidationError) as refusal:
        works.submit(replace(MAY, stage="finish"))
    assert set(refusal.value.message_dict) == {"stage"}
    may = works.counted(replace(MAY, stage="works"))
    with pytest.raises(ValidationError):
        works.correct(may, replace(MAY, stage="acceptance"))
    works.counted(replace(MAY, month=date(2021, 4, 1), stage="start"))
    # A month stored out of order is taken back whatever its stage is.
    models.QuerySet.update(ProjectReport.objects.filter(pk=may.pk), stage="acceptance")
    may.refresh_from_db()
    works.approve(works.correct(may, None))
    assert [each.month.month for each in ProjectReport.objects.counted()] == [6, 4]


def test_a_step_done_already_is_refused_to_the_reporter(works):
    works.counted(works.said(step=True))
    with pytest.raises(ValidationError) as refusal:
        works.submit(works.said(step=True, month=date(2021, 6, 1)))
    assert set(refusal.value.message_dict) == {f"share_{works.steps.pk}"}


def test_no_figure_is_not_zero(works):
    works.counted(replace(MAY, amount=""))
    assert not works.money.allocation.entries.exists()
    works.counted(replace(MAY, amount="0", month=date(2021, 6, 1)))
    assert [each.quantity for each in works.money.allocation.entries.all()] == [0]


def test_the_same_form_is_one_report_and_a_month_has_one(works):
    token = uuid4()
    report = works.submit(token=token)
    assert works.submit(token=token) == report
    for changed in ({"said": replace(MAY, amount="31"), "token": token}, {"token": uuid4()}):
        with pytest.raises(reporting.Conflict):
            works.submit(**{"said": MAY, **changed})
    reporting.withdraw(user=works.town.li, report=report, now=NOW)
    assert works.submit().pk != report.pk


def test_who_reports_and_who_decides(works):
    town = works.town
    for stranger in (town.sun,):
        with pytest.raises(PermissionDenied):
            works.submit(user=stranger)
    report = works.submit(user=town.wang)
    for user in (town.wang, town.li, town.sun):  # who reported, who may not review, who is another office's
        with pytest.raises(PermissionDenied):
            works.approve(report, user)
    back = reporting.send_back(user=town.zhao, report=report, reason="核实", now=NOW)
    with pytest.raises(PermissionDenied):
        reporting.withdraw(user=town.sun, report=back, now=NOW)
    again = reporting.resubmit(user=town.li, report=back, said=replace(MAY, amount="31"), now=NOW)
    assert again.reported_by == town.li
    with pytest.raises(PermissionDenied):  # wang reported its first version
        works.approve(again, town.wang)
    assert works.approve(again, town.zhao).investment == 31


def test_the_office_that_stands_in_decides_where_nobody_else_is_free(works):
    town = works.town
    other = give_duty(town.sun, "reviewer", make_office("党政办", is_fallback_reviewer=True))
    report = works.submit(user=town.wang)
    with pytest.raises(PermissionDenied):
        works.approve(report, town.sun)
    town.zhao.duties.all().delete()
    assert works.approve(report, town.sun).reviewed_by == other.user


def test_a_share_of_a_project_is_not_logged_or_corrected_by_hand(works):
    works.counted()
    entry = works.money.allocation.entries.get()
    older = works.town.log(works.town.share(name="三标段"), "5")
    back = recording.send_back(user=works.town.wang, entry=older, reason="核实", now=NOW)
    ProjectShare.objects.create(project=works.year.project, allocation=back.allocation)  # past `clean()`
    li, said = {"user": works.town.li, "now": NOW}, Figure(happened_on=TODAY, amount="6")
    for by_hand in (
        lambda: log(user=works.town.li, share=works.money.allocation),
        lambda: recording.correct(**li, entry=entry, reason="错", figure=None, token=uuid4()),
        lambda: recording.resubmit(**li, entry=back, figure=said),
    ):
        with pytest.raises(PermissionDenied, match="project"), override("en"):
            by_hand()
    assert recording.withdraw(**li, entry=back).state == "withdrawn"


def test_a_settled_month_and_a_closed_year_take_nothing_more(works):
    plan = works.town.plan
    waiting = works.submit()
    Plan.objects.filter(pk=plan.pk).update(closed_through=date(2021, 5, 31))
    with pytest.raises(reporting.Conflict):
        works.approve(waiting)
    with pytest.raises(ValidationError):
        works.submit(replace(MAY, month=date(2021, 4, 1)))
    Plan.objects.filter(pk=plan.pk).update(state=Plan.State.CLOSED)
    with pytest.raises(PermissionDenied):
        works.submit(replace(MAY, month=date(2021, 6, 1)))


def test_a_report_that_was_sent_again_meanwhile_is_not_decided_as_it_was_shown(works):
    shown = works.submit()
    back = reporting.send_back(user=works.town.wang, report=shown, reason="核实", now=NOW)
    reporting.resubmit(user=works.town.li, report=back, said=MAY, now=at(TODAY, 11))
    with pytest.raises(reporting.Conflict):
        works.approve(shown)


def test_every_write_moves_the_version_and_a_refused_one_does_not(works):
    number = PlanVersion.objects.get(plan=works.town.plan).number
    works.submit()
    moved = PlanVersion.objects.get(plan=works.town.plan).number
    assert moved > number
    with pytest.raises(ValidationError):
        works.submit(replace(MAY, progress=""))
    assert PlanVersion.objects.get(plan=works.town.plan).number == moved


def test_reports_are_kept_and_the_database_holds_their_rules(works):
    report = works.counted()
    with pytest.raises(AppendOnly):
        ProjectReport.objects.filter(pk=report.pk).update(investment=1)
    with pytest.raises(AppendOnly):
        ProjectReport.objects.change(report, "approved", investment=1)
    same = {"project_year": works.year, "month": MAY.month, "stage": "works", "progress": "x"}
    who = {"reported_by": works.town.li, "reporter_name": "li", "reported_at": NOW}
    other = make_project(works.town, "P06")
    for wrong in (
        {},
        {"project_year": other, "investment": -1},
        {"project_year": other, "percent": 101},
        {"project_year": other, "state": "approved"},
        {"project_year": other, "is_void": True},
        {"project_year": other, "state": "approved", "reviewed_by": works.town.li, "reviewed_at": NOW},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProjectReport.objects.create(**{**same, **who, **wrong})


APRIL = replace(MAY, month=date(2021, 4, 1), amount="100")
BEFORE_MAY = {"approved": "100", "corrected": "80", "void": "0", "returned": "100", "withdrawn": "100"}


@pytest.mark.parametrize(("what", "stands"), BEFORE_MAY.items(), ids=BEFORE_MAY)
def test_of_a_report_and_its_correction_exactly_one_stands_in_a_total(works, what, stands):
    """Whatever becomes of the correction of April, May's total is what the ledger holds once both are approved."""
    april = works.counted(APRIL)
    correction = None
    if what != "approved":
        correction = works.correct(april, None if what == "void" else replace(APRIL, amount="80"))
    if what == "returned":
        reporting.send_back(user=works.town.wang, report=correction, reason="核实", now=NOW)
    if what == "withdrawn":
        reporting.withdraw(user=works.town.li, report=correction, now=NOW)
    may = works.submit(replace(MAY, amount="150", mode="total"))
    assert may.investment == 150 - Decimal(stands)
    assert [each.investment for each in ProjectReport.objects.counted()] == [
        100
    ]  # what boards show till then
    if what in ("corrected", "void"):
        with pytest.raises(reporting.Conflict):  # it rests on what awaits review
            works.approve(may)
        works.approve(correction)
    works.approve(may)
    assert ledger(works)[0] == 150


def test_a_total_is_reckoned_again_when_it_is_approved(works):
    april = works.submit(replace(APRIL, amount="30"))
    may = works.submit(replace(MAY, amount="45", mode="total"))
    reporting.send_back(user=works.town.wang, report=april, reason="核实", now=NOW)
    with pytest.raises(reporting.Conflict):
        works.approve(may)
    april.refresh_from_db()
    works.approve(
        reporting.resubmit(user=works.town.li, report=april, said=replace(APRIL, amount="10"), now=NOW)
    )
    with pytest.raises(reporting.Conflict):
        works.approve(may)
    may = reporting.send_back(user=works.town.wang, report=may, reason="累计数要重算", now=NOW)
    again = reporting.resubmit(
        user=works.town.li, report=may, said=replace(MAY, amount="45", mode="total"), now=NOW
    )
    works.approve(again)
    assert (again.investment, ledger(works)[0]) == (35, 45)


def test_a_correction_is_dated_as_the_first_report_however_long_the_path(works, django_assert_num_queries):
    june = works.counted(replace(MAY, month=date(2021, 6, 1)))  # reported within the month, on 20 June
    later = at(date(2021, 7, 3))
    for amount in ("25", "26", "27", "28"):
        correction = works.correct(june, replace(MAY, month=june.month, amount=amount), now=later)
        june = works.approve(correction, now=later)
    with django_assert_num_queries(1):
        reports = ProjectReport.objects.for_page().filter(project_year=works.year)
        assert {each.happened_on for each in reports} == {TODAY}
    assert ProjectReport.objects.get(pk=june.pk).happened_on == TODAY
    with django_assert_num_queries(4):
        (assessed,) = assess(works.town.plan, date(2021, 7, 5))
    assert assessed.works.invested == 28
