import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.models.parts import ProjectShare
from projects.models.projects import ProjectYear
from projects.stages import Stage
from targets.fields import quantity_field
from targets.models import Duty, Plan, ProgressEntry, Step
from targets.models.append_only import AppendOnly, AppendOnlyModel, AppendOnlyQuerySet
from targets.models.ledger import EntryState
from targets.people import Person
from targets.periods import month_end


class ProjectReportQuerySet(AppendOnlyQuerySet):
    def of_plan(self, plan: Plan) -> Self:
        return self.filter(project_year__plan=plan)

    def for_page(self) -> Self:
        """With what a list or page prints of a report."""
        return self.dated().select_related("project_year__plan", "project_year__project__office", "replaces")

    def dated(self) -> Self:
        """With what `happened_on` needs, however often a month was corrected."""
        first = ProjectReport.objects.firsts_of(OuterRef("project_year"), OuterRef("month"))
        return self.annotate(first_reported_at=models.Subquery(first.values("reported_at")[:1]))

    def firsts_of(self, project_year: Any, month: Any) -> Self:
        """The report of a month that all its corrections go back to: there is one, as their month stays."""
        live = self.exclude(state=EntryState.WITHDRAWN)
        return live.filter(project_year=project_year, month=month, replaces=None).order_by("pk")

    def standing(self) -> Self:
        """What counts once all that awaits review is approved: of a report and its correction the correction.

        So the ledger reckons too: a reversal that awaits review already takes away what it reverses.
        """
        return self._instead_of_others(EntryState.APPROVED, EntryState.SUBMITTED)

    def counted(self) -> Self:
        """Approved, and neither corrected nor void: what boards show."""
        return self._instead_of_others(EntryState.APPROVED)

    def counted_before(self, moment: datetime) -> Self:
        """What counted just before a moment: a report and its decision never change once it is approved."""
        return self._instead_of_others(EntryState.APPROVED, reviewed_at__lt=moment)

    def telling(self) -> Self:
        """By which a month is reported: they await review, or were approved and not taken back since."""
        return self.filter(
            Q(state=EntryState.SUBMITTED) | Q(pk__in=ProjectReport.objects.counted().values("pk"))
        )

    def _instead_of_others(self, *states: EntryState, **known: datetime) -> Self:
        """Those in these states that no correction in one of them takes back, of reports known by then."""
        taken_back = ProjectReport.objects.filter(replaces=OuterRef("pk"), state__in=states, **known)
        return self.filter(~Exists(taken_back), state__in=states, is_void=False, **known)

    def reviewable_by(self, user: Person, on: date) -> Self:
        """Reports awaiting a decision that this user may take (DESIGN, section 7).

        The reviewers of the project's office decide; where none of them is free to, those of the office that
        stands in. Nobody is free to decide on a report they submitted in any of its versions.
        """
        reviewers = Duty.objects.active(on).filter(role=Duty.Role.REVIEWER)
        events = ProjectReport._meta.get_field("events").related_model._default_manager
        submitted = events.filter(
            actor=OuterRef("user"),
            report=OuterRef(OuterRef("pk")),
            action__in=["submitted", "resubmitted"],
        )
        free = reviewers.filter(~Exists(submitted))
        first = Q(office=OuterRef("project_year__project__office"))
        mine = free.filter(user=user)
        return self.filter(state=EntryState.SUBMITTED).filter(
            Exists(mine.filter(first))
            | ~Exists(free.filter(first)) & Exists(mine.filter(office__is_fallback_reviewer=True))
        )

    def visible_to(self, user: Person, on: date) -> Self:
        """Approved reports are everyone's; the others their reporter's, successors' and reviewers' only."""
        own = ProjectYear.objects.reportable_by(user, on)
        mine_to_decide = ProjectReport.objects.reviewable_by(user, on)
        return self.filter(
            Q(state=EntryState.APPROVED)
            | Q(reported_by=user)
            | Q(project_year__in=own.values("pk"))
            | Q(pk__in=mine_to_decide.values("pk"))
        )

    def change(self, report: "ProjectReport", expected: str, **changes: Any) -> bool:
        """Change a report if it still is in the expected state; for projects.reporting alone.

        Returns whether this caller was the one who did. An approved report is never changed.
        """
        if expected == EntryState.APPROVED:
            raise AppendOnly("Approved reports are never changed.")
        rows = self.filter(pk=report.pk, state=expected)
        return bool(models.QuerySet.update(rows, **changes))


class ProjectReport(AppendOnlyModel):
    """What was done on a project in a month, as its office reports it."""

    class Mode(models.TextChoices):
        INCREMENT = "increment", _("New in this month")
        TOTAL = "total", _("Total so far this year")

    State = EntryState

    project_year = models.ForeignKey(
        ProjectYear, verbose_name=_("project"), on_delete=models.PROTECT, related_name="reports"
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    stage_on = models.DateField(_("stage reached on"), null=True, blank=True)
    investment = quantity_field(_("invested in the month (万元)"), null=True, blank=True)
    typed_amount = models.CharField(_("amount as typed"), max_length=40, blank=True)
    typed_mode = models.CharField(_("typed as"), max_length=10, choices=Mode, blank=True)
    percent = models.DecimalField(_("works done (%)"), max_digits=4, decimal_places=1, null=True, blank=True)
    progress = models.TextField(_("progress of the works"))
    problem = models.TextField(_("problem"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=EntryState, default=EntryState.SUBMITTED)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.PROTECT,
        related_name="project_reports",
    )
    reporter_name = models.CharField(_("name of the reporter"), max_length=150)
    reported_at = models.DateTimeField(_("reported at"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reviewed_project_reports",
    )
    reviewer_name = models.CharField(_("name of the reviewer"), max_length=150, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("corrects"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
    )
    is_void = models.BooleanField(_("takes back without anything instead"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    token = models.UUIDField(_("form token"), default=uuid.uuid4, unique=True, editable=False)

    objects: ClassVar = ProjectReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("project report")
        verbose_name_plural = _("project reports")
        ordering = ["-month", "-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project_year", "month"],
                condition=Q(replaces=None) & ~Q(state="withdrawn"),
                name="project_report_once_a_month",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False) & ~Q(state="withdrawn"),
                name="project_report_one_live_correction",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("reported_by")),
                name="project_report_reviewer_is_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["approved", "returned"], reviewed_by__isnull=False, reviewed_at__isnull=False
                )
                | Q(state="submitted", reviewed_by=None, reviewed_at=None)
                | Q(state="withdrawn"),
                name="project_report_decided_has_a_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(investment=None) | Q(investment__gte=0), name="project_report_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__range=(0, 100)), name="project_report_percent"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, is_void=False) | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="project_report_correction_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_year.project.code} {self.month:%Y-%m}"

    @property
    def is_taken_back(self) -> bool:
        """It took its month back without anything instead, and was approved."""
        return self.is_void and self.state == EntryState.APPROVED

    @property
    def happened_on(self) -> date:
        """The day its figures stand for: the month's end, or the day of a report made within the month.

        A correction is dated as the first report of its month. A query where it was not loaded as `dated`.
        """
        first = self.reported_at
        if self.replaces_id is not None:
            first = vars(self).get("first_reported_at") or self._first_reported_at()
        return day_of(self.month, first)

    def _first_reported_at(self) -> datetime:
        first = ProjectReport.objects.firsts_of(self.project_year_id, self.month).get()
        return first.reported_at


class ProjectReportLine(models.Model):
    """What a report adds to one share of its project, and the ledger's line of it once it is approved.

    A share of 万元 has no quantity here: it takes the report's investment.
    """

    report = models.ForeignKey(
        ProjectReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="lines"
    )
    share = models.ForeignKey(
        ProjectShare, verbose_name=_("share"), on_delete=models.PROTECT, related_name="lines"
    )
    quantity = quantity_field(_("quantity"), null=True, blank=True)
    step = models.ForeignKey(
        Step, verbose_name=_("step"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entry = models.OneToOneField(
        ProgressEntry,
        verbose_name=_("entry"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="project_line",
    )

    class Meta:
        verbose_name = _("line of a project report")
        verbose_name_plural = _("lines of project reports")
        ordering = ["report", "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "share"], name="project_line_once_a_share"),
            models.CheckConstraint(
                condition=Q(quantity=None) | Q(quantity__gte=0, step=None), name="project_line_amount_or_step"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.share.allocation}"


def day_of(month: date, reported_at: datetime) -> date:
    """The day the figures of a month stand for that was first reported at that moment."""
    return min(month_end(month), timezone.localtime(reported_at).date())


def superseded(reports: Iterable[ProjectReport]) -> set[int]:
    """The ids of those among these that an approved correction took back."""
    return {each.replaces_id for each in reports if each.replaces_id and each.state == EntryState.APPROVED}
