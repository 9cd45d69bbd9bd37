"""All a project's page prints, for one reader and day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from projects import report_doubts
from projects.assessment import Assessed, Reached, assess_year
from projects.board import Fact
from projects.explaining import explain
from projects.gantt import Axis, Curve, curve
from projects.investment import MonthTotal, finding, month_totals
from projects.models import Project, ProjectPhoto, ProjectReport, ProjectReportLine, ProjectYear
from projects.models.reports import superseded
from projects.report_rules import MONEY
from projects.rows import ProjectRow, row_of
from targets.asof import Known
from targets.evidence.attaching import EvidenceLink
from targets.evidence.files import size_in_words
from targets.measures import Measure
from targets.models.ledger import EntryState
from targets.paragraphs import Quote, in_paragraph
from targets.people import Person
from targets.units import format_amount


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A month's report as the page prints it."""

    id: int
    month: date
    stage: str
    investment: str
    total: str
    """The total so far as it was typed; empty where what is new was."""
    percent: str
    progress: str
    problem: str
    next_step: str
    reason: str
    returned_for: str
    """What the reviewer wrote, of a report that came back."""
    state: str
    tag: str
    """What sets it apart: awaiting review, corrected, void; empty where it counts."""
    who: str
    outputs: tuple[str, ...]
    photos: tuple[EvidenceLink, ...]
    seen: str
    """When it was sent as shown: a decision on it is one on this version."""
    is_mine_to_decide: bool
    is_mine_to_change: bool
    is_mine_to_withdraw: bool
    """What waits is withdrawn by who sent it, what came back by any reporter of the project."""
    doubts: tuple[str, ...] = ()
    """What no longer adds up, or would not once it is approved, and what to do."""


@dataclass(frozen=True, slots=True)
class ProjectPage:
    project: Project
    """With the set-up by which it is judged."""
    is_listed: bool
    row: ProjectRow
    explanation: tuple[str, ...]
    facts: tuple[Fact, ...]
    quote: Quote | None
    track: tuple[Reached, ...]
    curve: Curve | None
    curve_title: str
    """What the curve says, in numbers."""
    totals: tuple[MonthTotal, ...]
    reports: tuple[ReportLine, ...]


def project_page(
    year: ProjectYear, user: Person, on: date, today: date, known: Known = Known.NOW
) -> ProjectPage:
    """The project as known; its reports as they are today."""
    assessed = assess_year(year, on, known)
    row = row_of(assessed, on)
    totals = month_totals(assessed)
    return ProjectPage(
        project=assessed.year.project,
        is_listed=assessed.is_listed,
        row=row,
        explanation=explain(assessed.works, assessed.standing, on),
        facts=_facts(assessed.year.project, row),
        quote=_quote(year.project),
        track=assessed.track,
        curve=_curve(assessed, totals, on),
        curve_title=finding(assessed, on),
        totals=totals,
        reports=_reports(year, user, on, today),
    )


def _facts(project: Project, row: ProjectRow) -> tuple[Fact, ...]:
    found = [
        Fact(_("Kind"), row.kind),
        Fact(_("Promised with the words"), project.promised_as),
        Fact(_("Office"), row.office),
        Fact(_("Contractor"), project.contractor),
        Fact(_("Content and scale"), project.scale),
        Fact(_("Total investment (万元)"), row.text("total_investment")),
        Fact(_("Planned for the year (万元)"), row.text("year_investment")),
        Fact(_("Done this year (万元)"), row.text("invested")),
        Fact(_("Done in all (万元)"), row.text("invested_in_all")),
        Fact(_("Planned"), row.planned),
        Fact(_("Actual"), row.actual),
        Fact(_("Start of works"), row.start),
    ]
    return tuple(each for each in found if each.value)


def _quote(project: Project) -> Quote | None:
    """The words that promise it, in their paragraph; None without a document."""
    if project.document is None:
        return None
    return in_paragraph(project.document.body, project.quote, project.quote_start)


def _curve(assessed: Assessed, totals: Sequence[MonthTotal], on: date) -> Curve | None:
    planned = assessed.year.year_investment
    if planned is None and not totals:
        return None
    plan = assessed.year.plan
    top = max([planned or Decimal(0), *(each.total for each in totals)])
    points = [(each.day, float(each.total)) for each in totals]
    return curve(
        Axis(plan.starts_on, plan.ends_on),
        float(planned) if planned else None,
        points,
        on,
        format_amount(top),
    )


def _reports(year: ProjectYear, user: Person, on: date, today: date) -> tuple[ReportLine, ...]:
    """The reports this reader may see, the latest first, with their lines and photos."""
    visible = year.reports.visible_to(user, today).exclude(state=EntryState.WITHDRAWN)
    found = [
        each
        for each in visible.for_page().prefetch_related(
            "photos", "events", "lines__share__allocation__target", "lines__step"
        )
        if each.happened_on <= max(on, today)
    ]
    gone = superseded(found)
    decidable = set(year.reports.reviewable_by(user, today).values_list("pk", flat=True))
    is_own = ProjectYear.objects.reportable_by(user, today).filter(pk=year.pk).exists()
    doubts = report_doubts.doubts(found, year.year_investment)
    lines = (_line(each, year, user, gone, decidable, is_own=is_own) for each in found)
    return tuple(replace(line, doubts=doubts.get(line.id, ())) for line in lines)


def _line(
    report: ProjectReport,
    year: ProjectYear,
    user: Person,
    gone: set[int],
    decidable: set[int],
    *,
    is_own: bool,
) -> ReportLine:
    is_back = report.state == EntryState.RETURNED
    is_waiting_own = report.state == EntryState.SUBMITTED and report.reported_by_id == user.pk
    return ReportLine(
        id=report.pk,
        month=report.month,
        stage=report.get_stage_display(),
        investment="" if report.investment is None else format_amount(report.investment),
        total=report.typed_amount if report.typed_mode == ProjectReport.Mode.TOTAL else "",
        percent="" if report.percent is None else f"{report.percent}%",
        progress=report.progress,
        problem=report.problem,
        next_step=report.next_step,
        reason=report.reason,
        returned_for=_returned_for(report),
        state=report.state,
        tag=_tag(report, gone),
        who=_("%(name)s, %(day)s")
        % {
            "name": report.reporter_name,
            "day": date_format(timezone.localtime(report.reported_at), "MONTH_DAY_FORMAT"),
        },
        outputs=tuple(_output(line) for line in report.lines.all() if line.quantity is not None or line.step),
        photos=tuple(_photo(each, year) for each in report.photos.all()),
        seen=report.reported_at.isoformat(),
        is_mine_to_decide=report.pk in decidable,
        is_mine_to_change=is_own and report.pk not in gone,
        is_mine_to_withdraw=is_own and (is_back or is_waiting_own),
    )


def _tag(report: ProjectReport, gone: set[int]) -> str:
    if report.pk in gone:
        return _("Corrected since")
    if report.state != EntryState.APPROVED:
        state = str(report.get_state_display())
        return f"{_('Correction')} · {state}" if report.replaces_id else state
    return _("Taken back") if report.is_void else ""


def _returned_for(report: ProjectReport) -> str:
    if report.state != EntryState.RETURNED:
        return ""
    reasons = [each for each in report.events.all() if each.action == EntryState.RETURNED]
    return f"{reasons[-1].actor_name}{_(': ')}{reasons[-1].reason}" if reasons else ""


def _output(line: ProjectReportLine) -> str:
    share, named = line.share.allocation, line.share.target_name(line.report.project_year.project)
    step, quantity = line.step, line.quantity
    if step is not None:
        return _("%(target)s: %(step)s completed") % {"target": named, "step": step}
    amount = format_amount(quantity)
    return _("%(target)s: %(amount)s %(unit)s") % {
        "target": named,
        "amount": amount,
        "unit": share.stored_unit,
    }


def _photo(each: ProjectPhoto, year: ProjectYear) -> EvidenceLink:
    url = reverse("projects:photo", args=[year.plan.year, each.pk])
    small = (
        reverse("projects:photo-thumbnail", args=[year.plan.year, each.pk]) if each.kind.is_picture else ""
    )
    return EvidenceLink(each.name, url, small, f"{each.kind.label} · {size_in_words(each.size)}")


def unposted_reports(year: ProjectYear) -> int:
    """Counted reports with money that are older than the project's share of it: not in the ledger; one query.

    What an old report would have said of steps or of 口 and 米 nobody knows; they are not counted here.
    """
    shares = year.project.shares.filter(
        allocation__target__plan=year.plan_id,
        allocation__target__measure=Measure.SUM,
        allocation__target__unit=MONEY,
    )
    lines = ProjectReportLine.objects.filter(report=OuterRef("pk"), share__in=shares)
    told = year.reports.counted().filter(Exists(shares), ~Exists(lines), investment__isnull=False)
    return told.count()
