"""Random histories of a project: after every action the ledger holds exactly what its counted reports say.

`pytest --hypothesis-profile=long tests/projects/test_reconciling.py` plays a thousand of them.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from projects import reporting
from projects.models import ProjectReport, ProjectReportLine
from targets.models import EntryEvent, ProgressEntry
from tests.projects.factories import NOW, make_works

pytestmark = pytest.mark.django_db

FITS = {
    "approve": "submitted",
    "send_back": "submitted",
    "withdraw": "submitted",
    "correct": "approved",
    "void": "approved",
    "resubmit": "returned",
}
"""The state in which an action is allowed; one time in five any report is taken."""
moves = st.tuples(
    st.sampled_from(["submit"] * 5 + ["approve"] * 6 + ["correct"] * 2 + list(FITS)),
    st.integers(0, 10**6),  # which report
    st.sampled_from([1, 2, 3, 4, 5, 6, 6, 7]),  # the month; July is to come
    st.sampled_from(["", "0", "5", "12.5", "40", "-3", "1200"]),
    st.sampled_from(["increment", "increment", "total"]),
    st.sampled_from(["", "0", "100", "2公里"]),
    st.sampled_from([False, False, True]),  # whether the step was completed
    st.sampled_from([False, False, False, True]),  # whether it is anyone who acts
    st.sampled_from(["li", "wang", "zhao", "sun"]),
)


class Plain:
    """What counts, as a clerk would keep it on paper: of each month the report that was approved last."""

    def __init__(self):
        self.counted = {}

    def approve(self, report, said):
        """Of a month whose report was taken back nothing is left."""
        self.counted[report.month] = None if report.is_void else (report, said)

    def totals(self, works):
        rows = [each for each in self.counted.values() if each]
        money = sum((report.investment or Decimal(0) for report, _said in rows), Decimal(0))
        pipes = {"": 0, "0": 0, "100": 100, "2公里": 2000}
        metres = sum(pipes[said.outputs.get(works.pipes.pk, "")] for _report, said in rows)
        return money, metres, sum(bool(said.steps) for _report, said in rows)


def act(works, plain, said_of, number, move):
    action, pick, month, amount, mode, pipes, step, is_anyone, who = move
    if not is_anyone:
        who = "wang" if action in ("approve", "send_back") else "li"
    user, now = getattr(works.town, who), NOW + timedelta(minutes=number)
    said = works.said(pipes=pipes, step=step, month=date(2021, month, 1), amount=amount, mode=mode)
    if action == "submit":
        report = works.submit(said, user=user, now=now)
        said_of[report.pk] = said
        return
    reports = list(ProjectReport.objects.for_page().order_by("pk"))
    reports = [each for each in reports if pick % 5 == 0 or each.state == FITS[action]]
    if not reports:
        return
    report = reports[pick % len(reports)]
    said = replace(said, month=report.month)
    match action:
        case "approve":
            plain.approve(works.approve(report, user, now), said_of[report.pk])
        case "correct" | "void":
            instead = said if action == "correct" else None
            said_of[works.correct(report, instead, user=user, now=now).pk] = said
        case "send_back":
            reporting.send_back(user=user, report=report, reason="核实", now=now)
        case "resubmit":
            instead = None if report.is_void else said
            reporting.resubmit(user=user, report=report, said=instead, reason="核实", now=now)
            said_of[report.pk] = said
        case "withdraw":
            reporting.withdraw(user=user, report=report, now=now)


def in_the_ledger(works):
    """万元 and 米 added up, and steps done: a reversed one and its reversal are none."""
    money, metres = (
        sum((row.quantity for row in share.allocation.entries.all()), Decimal(0))
        for share in (works.money, works.pipes)
    )
    steps = works.steps.allocation.entries.all()
    return money, metres, sum(-1 if row.corrects_id else 1 for row in steps)


def check(works, plain):
    assert in_the_ledger(works) == plain.totals(works)
    reports = {report.pk for report in ProjectReport.objects.counted()}
    assert reports == {each[0].pk for each in plain.counted.values() if each}
    standing = ProgressEntry.objects.filter(corrects=None, reversals=None)
    lines = ProjectReportLine.objects.filter(report__in=reports)
    assert set(standing) == {line.entry for line in lines.select_related("entry")}
    assert set(ProgressEntry.objects.values_list("state", flat=True)) <= {"approved"}
    assert EntryEvent.objects.filter(action="approved").count() == ProgressEntry.objects.count()


def test_projects_and_ledger_agree_after_every_action():
    works = make_works()
    examples = 1000 if settings.get_current_profile_name() == "long" else 30
    approved = []

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(moves, min_size=8, max_size=25))
    def play(history):
        with transaction.atomic():
            plain, said_of = Plain(), {}
            for number, move in enumerate(history):
                try:
                    with transaction.atomic():
                        act(works, plain, said_of, number, move)
                except (PermissionDenied, ValidationError, reporting.Conflict):
                    pass
                check(works, plain)
            approved.append(sum(1 for each in plain.counted.values() if each))
            transaction.set_rollback(True)

    play()
    assert max(approved) > 1  # or the histories told nothing
