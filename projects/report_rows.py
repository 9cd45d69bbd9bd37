"""Building and moving rows of project reports, and their lines in the ledger; for `projects.reporting` alone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from projects.models import ProjectReport, ProjectReportEvent, ProjectReportLine, ProjectYear
from projects.report_rules import Ground, Line, Monthly, Share, Stood, Values, as_typed
from targets.ledger_rules import Figure
from targets.models import PlanVersion, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person
from targets.posting import Decided, Posted, post
from targets.recording import Conflict
from targets.units import format_amount

Action = ProjectReportEvent.Action
TYPED = (
    "month",
    "stage",
    "stage_on",
    "typed_amount",
    "typed_mode",
    "percent",
    "progress",
    "problem",
    "next_step",
)
"""What a form says by itself; the investment also depends on what stands beside it."""


def ground_of(
    year: ProjectYear, without: ProjectReport | None = None, *, counted_only: bool = False
) -> Ground:
    """What a report of this project and year is judged against, without the one it stands instead of.

    Counted only: without what still awaits review.
    """
    gone = {each.pk for each in (without, without.replaces if without else None) if each}
    reports = year.reports.counted() if counted_only else year.reports.standing()
    stood = [each for each in reports if each.pk not in gone]
    shares = year.project.shares.filter(allocation__target__plan=year.plan_id)
    shares = shares.select_related("allocation__target").prefetch_related("allocation__steps").order_by("pk")
    return Ground(
        starts_on=year.plan.starts_on,
        ends_on=year.plan.ends_on,
        closed_through=year.plan.closed_through,
        shares=tuple(
            Share(
                id=share.pk,
                unit=share.allocation.stored_unit,
                is_steps=share.allocation.target.measure == "steps",
                step_ids=frozenset(step.pk for step in share.allocation.steps.all()),
            )
            for share in shares
        ),
        stood=[Stood(month=each.month, stage=each.stage, investment=each.investment) for each in stood],
    )


def last_of_month(year: ProjectYear, month: date) -> ProjectReport | None:
    """The report of a month that no other stands instead of: each has at most one, and comes after it."""
    live = year.reports.for_page().filter(month=month.replace(day=1)).exclude(state=EntryState.WITHDRAWN)
    return live.order_by("-pk").first()


def submitted_fields(user: Person, said: Monthly, values: Values, now: datetime) -> dict[str, Any]:
    """What submitting, first or again, writes in a report."""
    return {
        **_typed_fields(said),
        "investment": values.investment,
        "state": EntryState.SUBMITTED,
        "reported_by": user,
        "reporter_name": str(user),
        "reported_at": now,
        "reviewed_by": None,
        "reviewer_name": "",
        "reviewed_at": None,
    }


def _typed_fields(said: Monthly) -> dict[str, Any]:
    return {
        "month": said.month.replace(day=1),
        "stage": said.stage,
        "stage_on": said.stage_on,
        "typed_amount": said.amount.strip(),
        "typed_mode": said.mode if said.amount.strip() else "",
        "percent": said.percent,
        "progress": said.progress.strip(),
        "problem": said.problem.strip(),
        "next_step": said.next_step.strip(),
    }


def insert(report: ProjectReport, lines: Sequence[Line], user: Person, now: datetime) -> ProjectReport:
    """Store a new report with its lines and the first event of its path."""
    report.save()
    write_lines(report, lines)
    log(report, Action.SUBMITTED, user, now)
    return report


def write_lines(report: ProjectReport, lines: Sequence[Line]) -> None:
    """The lines of a report that awaits review, in place of those it had before."""
    report.lines.all().delete()
    ProjectReportLine.objects.bulk_create(
        ProjectReportLine(report=report, share_id=each.share_id, quantity=each.quantity, step_id=each.step_id)
        for each in lines
    )


def log(report: ProjectReport, action: str, user: Person, now: datetime, reason: str = "") -> None:
    ProjectReportEvent.objects.create(
        report=report, action=action, actor=user, actor_name=str(user), at=now, reason=reason
    )


def locked(report: ProjectReport) -> ProjectReport:
    """The report as stored now, with the plans that show it locked for this transaction."""
    PlanVersion.advance(ProjectYear.objects.plans_of(report.project_year.project_id))
    return ProjectReport.objects.for_page().get(pk=report.pk)


def change_state(
    report: ProjectReport,
    expected: str,
    action: str,
    user: Person,
    now: datetime,
    reason: str = "",
    **changes: Any,
) -> None:
    """Change a report that is still in the expected state and log it; raises Conflict if it is in another."""
    if not ProjectReport.objects.change(report, expected, **changes):
        report.refresh_from_db()
        raise Conflict(standing_sentence(report))
    for name, value in changes.items():
        setattr(report, name, value)
    log(report, action, user, now, reason)


def same_form(
    stored: ProjectReport, user: Person, year: ProjectYear, said: Monthly | None, reason: str
) -> ProjectReport:
    """The report stored from this form already; Conflict if the form has changed since, or it no longer stands."""
    if stored.state in (EntryState.WITHDRAWN, EntryState.RETURNED):
        raise Conflict(standing_sentence(stored))
    same = (stored.project_year_id, stored.reported_by_id, stored.reason) == (year.pk, user.pk, reason)
    same &= stored.is_void == (said is None)
    if said is not None:
        fields = _typed_fields(said)
        same &= all(getattr(stored, name) == fields[name] for name in TYPED)
        lines = {Line(each.share_id, each.quantity, each.step_id) for each in stored.lines.all()}
        same &= lines == set(as_typed(said, ground_of(year, stored)))
    if not same:
        raise Conflict(_("This form was already sent and stored. Open the report to change it."))
    return stored


def posted_lines(report: ProjectReport, happened_on: date) -> dict[int, Posted]:
    """The lines of a report as the ledger is to have them, by the ids of the report's own lines."""
    found = {}
    lines = report.lines.select_related("share__allocation__target__plan").order_by("pk")
    for line in lines:
        quantity = report.investment if line.share.is_money else line.quantity
        unit = line.share.allocation.stored_unit
        found[line.pk] = Posted(
            allocation=line.share.allocation,
            token=uuid5(report.token, f"share {line.share_id}"),
            figure=Figure(
                happened_on=happened_on,
                amount="" if line.step_id else format_amount(quantity) if quantity is not None else "",
                unit="" if line.step_id else unit,
                step_id=line.step_id,
                note=report.progress,
                problem=report.problem,
                next_step=report.next_step,
                confirmed=True,
            ),
        )
    return found


def post_lines(report: ProjectReport, user: Person, now: datetime) -> None:
    """Write the lines of a report that was just approved to the ledger, and take back what it corrects."""
    before = report.replaces
    taken_back = ProgressEntry.objects.filter(project_line__report=before or 0)
    posted = {} if report.is_void else posted_lines(report, report.happened_on)
    decided = Decided(
        reporter=report.reported_by, reported_at=report.reported_at, reviewer=user, approved_at=now
    )
    stored = post(
        lines=list(posted.values()),
        takes_back=list(taken_back.select_related("allocation__target__plan")),
        decided=decided,
        reason=report.reason,
    )
    for pk, line in posted.items():
        ProjectReportLine.objects.filter(pk=pk).update(entry=stored[line.token])


def refused_fields(errors: dict[int, ValidationError], report: ProjectReport) -> dict[str, list[str]]:
    """What the ledger says against lines, beside the fields of the report's form."""
    shares = {
        line.share.allocation_id: line.share
        for line in report.lines.select_related("share__allocation__target")
    }
    return {
        "amount" if shares[pk].is_money else f"share_{shares[pk].pk}": refusal.messages
        for pk, refusal in errors.items()
    }


def new_report(year: ProjectYear, fields: dict[str, Any], token: UUID, **extra: Any) -> ProjectReport:
    """A report awaiting review, not yet stored."""
    return ProjectReport(project_year=year, token=token, **fields, **extra)


def standing_sentence(report: ProjectReport) -> str:
    """What has become of a report, for someone who came too late."""
    who = {"name": report.reviewer_name, "reporter": report.reporter_name}
    match report.state:
        case EntryState.APPROVED:
            return _("This report was already approved by %(name)s. To change it, correct it.") % who
        case EntryState.RETURNED:
            return _("This report was already returned by %(name)s.") % who
        case EntryState.WITHDRAWN:
            return _("This report was already withdrawn by %(reporter)s.") % who
    return _("This report is awaiting review: it was submitted by %(reporter)s.") % who
