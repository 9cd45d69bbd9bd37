"""The only writer of the projects' monthly reports; their approval posts their lines to the ledger.

As `targets.recording`: every function is keyword-only, atomic, told the time, and checks who may do it; each
first takes the lock of the plan's version, so that a race has one winner, and tells the other.

Raises PermissionDenied (not yours to do), ValidationError (a sentence for each field), Conflict (somebody was
there before you).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import approval_rules, report_rows
from projects.models import ProjectReport, ProjectYear
from projects.report_rows import Action, standing_sentence
from projects.report_rules import Monthly, Values, interpret
from projects.stages import Stage
from targets import posting
from targets.models import Plan, PlanVersion
from targets.models.ledger import EntryState
from targets.people import Person
from targets.recording import Conflict

__all__ = [
    "Conflict",
    "Monthly",
    "approve",
    "correct",
    "report_nothing_new",
    "resubmit",
    "send_back",
    "standing_sentence",
    "submit",
    "withdraw",
]


@transaction.atomic
def submit(
    *, user: Person, project_year: ProjectYear, said: Monthly, token: UUID, now: datetime
) -> ProjectReport:
    """Store a month's report for review; the same form sent twice is one report, and so is a month.

    Of a month that was taken back it stands instead of nothing: as a correction of what took the month back.
    """
    PlanVersion.advance(ProjectYear.objects.plans_of(project_year.project_id))
    year = _own(user, project_year, now)
    known = ProjectReport.objects.for_page().filter(token=token).first()
    if known:
        return report_rows.same_form(known, user, year, said, known.reason)
    values = interpret(said, report_rows.ground_of(year), _day(now))
    stands = report_rows.last_of_month(year, said.month)
    if stands and not stands.is_taken_back:
        raise Conflict(standing_sentence(stands))
    fields = report_rows.submitted_fields(user, said, values, now)
    if stands:
        fields |= {"replaces": stands, "reason": _("The month was taken back and is reported anew.")}
    report = report_rows.insert(report_rows.new_report(year, fields, token), values.lines, user, now)
    _check_postable(report, _day(now))
    return report


@transaction.atomic
def report_nothing_new(
    *, user: Person, project_year: ProjectYear, month: date, token: UUID, now: datetime
) -> ProjectReport:
    """One click: nothing was done on the project in a month; its stage, problem and next step stand as last told.

    The investment is 0 where money is planned or was told, and stays untold where it is not. Raises as `submit`.
    """
    PlanVersion.advance(ProjectYear.objects.plans_of(project_year.project_id))
    told = project_year.reports.standing().filter(month__lt=month).order_by("-month", "-pk")
    last = told.first()
    has_money = project_year.year_investment is not None or told.exclude(investment=None).exists()
    said = Monthly(
        month=month,
        stage=last.stage if last else Stage.PREPARATION,
        progress=_("No progress in this month."),
        amount="0" if has_money else "",
        problem=last.problem if last else "",
        next_step=last.next_step if last else "",
    )
    return submit(user=user, project_year=project_year, said=said, token=token, now=now)


@transaction.atomic
def resubmit(
    *, user: Person, report: ProjectReport, said: Monthly | None, now: datetime, reason: str = ""
) -> ProjectReport:
    """Send a returned report for review again, as it now says; who resubmits is its reporter from then on.

    A correction wants its reason; without a report nothing is to stand in the place of what it takes back.
    """
    report = report_rows.locked(report)
    year = _own(user, report.project_year, now)
    if report.state != EntryState.RETURNED:
        raise Conflict(standing_sentence(report))
    extra = {}
    if report.replaces is not None:
        extra = {"reason": _reason(reason, _("Give the reason for the correction.")), "is_void": said is None}
    instead = said or _as_it_was(report)
    values = _values_instead(report, year, instead, now, is_void=said is None)
    changes = report_rows.submitted_fields(user, instead, values, now) | extra
    report_rows.change_state(report, EntryState.RETURNED, Action.RESUBMITTED, user, now, **changes)
    report_rows.write_lines(report, () if report.is_void else values.lines)
    _check_postable(report, _day(now))
    return report


@transaction.atomic
def withdraw(*, user: Person, report: ProjectReport, now: datetime) -> ProjectReport:
    """Take back an own report that was not approved, or one that was returned to a predecessor."""
    report = report_rows.locked(report)
    _own(user, report.project_year, now)
    if report.reported_by_id != user.pk and report.state != EntryState.RETURNED:
        raise PermissionDenied(_("Only the person who reported this can withdraw it."))
    if report.state not in (EntryState.SUBMITTED, EntryState.RETURNED):
        raise Conflict(standing_sentence(report))
    report_rows.change_state(report, report.state, Action.WITHDRAWN, user, now, state=EntryState.WITHDRAWN)
    return report


@transaction.atomic
def approve(*, user: Person, report: ProjectReport, now: datetime) -> ProjectReport:
    """Let a report count, and its lines in the ledger with it; what it corrects is taken back at once."""
    report = _decidable(user, report, now)
    approval_rules.check_total(report)
    approval_rules.check_stage(report)
    changes = {"state": EntryState.APPROVED, **_reviewed(user, now)}
    report_rows.change_state(report, EntryState.SUBMITTED, Action.APPROVED, user, now, **changes)
    if report.replaces is not None:
        report_rows.log(report.replaces, Action.CORRECTED, user, now, report.reason)
    report_rows.post_lines(report, user, now)
    return report


@transaction.atomic
def send_back(*, user: Person, report: ProjectReport, reason: str, now: datetime) -> ProjectReport:
    """Return a report to its reporter with a reason."""
    reason = _reason(reason, _("Say what should be changed."))
    report = _decidable(user, report, now)
    changes = {"state": EntryState.RETURNED, **_reviewed(user, now)}
    report_rows.change_state(
        report, EntryState.SUBMITTED, Action.RETURNED, user, now, reason=reason, **changes
    )
    return report


@transaction.atomic
def correct(
    *, user: Person, report: ProjectReport, reason: str, said: Monthly | None, token: UUID, now: datetime
) -> ProjectReport:
    """Ask that another report stand instead of an approved one, or nothing at all; of the same month."""
    reason = _reason(reason, _("Give the reason for the correction."))
    report = report_rows.locked(report)
    year = _own(user, report.project_year, now)
    known = ProjectReport.objects.for_page().filter(token=token).first()
    if known:
        return report_rows.same_form(known, user, year, said, reason)
    if report.state != EntryState.APPROVED:
        raise Conflict(standing_sentence(report))
    live = report.corrections.exclude(state=EntryState.WITHDRAWN).first()
    if live is not None:
        raise Conflict(
            _("A correction of this report was already made by %(name)s.") % {"name": live.reporter_name}
        )
    instead = said or _as_it_was(report)
    fresh = report_rows.new_report(year, {}, token, replaces=report, reason=reason, is_void=said is None)
    values = _values_instead(fresh, year, instead, now, is_void=fresh.is_void)
    for name, value in report_rows.submitted_fields(user, instead, values, now).items():
        setattr(fresh, name, value)
    report_rows.insert(fresh, () if fresh.is_void else values.lines, user, now)
    _check_postable(fresh, _day(now))
    return fresh


def _day(now: datetime) -> date:
    """The town's calendar day of a moment."""
    return timezone.localtime(now).date()


def _reason(text: str, complaint: str) -> str:
    if not text.strip() or "\x00" in text:
        raise ValidationError({"reason": complaint})
    return text.strip()


def _own(user: Person, year: ProjectYear, now: datetime) -> ProjectYear:
    own = ProjectYear.objects.reportable_by(user, _day(now)).select_related("project", "plan")
    found = own.filter(pk=year.pk).first()
    if found is None:
        raise PermissionDenied(_("You do not report on this project, or its plan is not running."))
    return found


def _as_it_was(report: ProjectReport) -> Monthly:
    """What a report said, for a correction that puts nothing instead: the words stay readable."""
    return Monthly(month=report.month, stage=report.stage, progress=report.progress, stage_on=report.stage_on)


def _values_instead(
    report: ProjectReport, year: ProjectYear, said: Monthly, now: datetime, *, is_void: bool
) -> Values:
    """What a report sent again, or a correction, comes to, reckoned without itself and what it corrects."""
    if said.month.replace(day=1) != (report.replaces or report).month:
        raise ValidationError(
            {"month": _("The month of a report stays: withdraw this one and report the other month.")}
        )
    ground = report_rows.ground_of(year, report)
    return interpret(said, ground.of_void if is_void else ground, _day(now))


def _check_postable(report: ProjectReport, today: date) -> None:
    """The rules of the ledger hold for the lines too: better said to the reporter than to the reviewer."""
    before = report.replaces
    instead_of = [line.entry for line in before.lines.select_related("entry") if line.entry] if before else []
    posted = report_rows.posted_lines(report, report.happened_on)
    errors = posting.check(lines=list(posted.values()), today=today, instead_of=instead_of)
    if errors:
        raise ValidationError(report_rows.refused_fields(errors, report))


def _decidable(user: Person, shown: ProjectReport, now: datetime) -> ProjectReport:
    """This report, locked, if this user may decide on it as it was shown, and nobody has yet."""
    report = report_rows.locked(shown)
    if report.state != EntryState.SUBMITTED:
        raise Conflict(standing_sentence(report))
    if report.reported_at != shown.reported_at:
        raise Conflict(_("This report was sent again meanwhile: look at it as it is now."))
    plan = report.project_year.plan
    is_settled = plan.closed_through is not None and report.happened_on <= plan.closed_through
    if is_settled or plan.state != Plan.State.RUNNING:
        raise Conflict(_("This month or year is settled: ask the administrator to reopen it first."))
    if not ProjectReport.objects.reviewable_by(user, _day(now)).filter(pk=report.pk).exists():
        raise PermissionDenied(
            _("You cannot decide on this report: it is another office's, or you reported it.")
        )
    return report


def _reviewed(user: Person, now: datetime) -> dict[str, Any]:
    return {"reviewed_by": user, "reviewer_name": str(user), "reviewed_at": now}
