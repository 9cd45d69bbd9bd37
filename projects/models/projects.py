from datetime import date
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.stages import Kind
from targets.fields import quantity_field
from targets.models import Document, Duty, Office, Plan, Target, Village
from targets.models.plan import in_language
from targets.models.taken import SaysWhatIsTaken
from targets.people import Person

CODE = r"[A-Z][0-9]{1,5}"
"""What a project's code looks like, in the set-up and in addresses alike."""


def not_negative(name: str, constraint: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0}), name=constraint)


class ProjectQuerySet(models.QuerySet["Project"]):
    def of_plan(self, plan: Plan) -> Self:
        """Projects that stand in the list of this year."""
        return self.filter(years__plan=plan)

    def serving(self, plan: Plan, code: str) -> Self:
        """Projects that serve a target: named with it, or with a share of it."""
        named = Q(targets__plan=plan, targets__code=code)
        sharing = Q(shares__allocation__target__plan=plan, shares__allocation__target__code=code)
        return self.filter(named | sharing).distinct()

    def get_by_natural_key(self, code: str) -> "Project":
        return self.get(code=code)


class Project(SaysWhatIsTaken, models.Model):
    """Something built: what, where, by whom, for how much, from when to when."""

    code = models.CharField(
        _("code"),
        max_length=6,
        unique=True,
        validators=[RegexValidator(rf"^{CODE}\Z", _("Write a capital letter and a number, such as P05."))],
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    document = models.ForeignKey(
        Document,
        verbose_name=_("document"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        help_text=_("Empty where no document names it."),
    )
    quote = models.TextField(_("quote"), blank=True, help_text=_("The exact words of the document."))
    quote_start = models.PositiveIntegerField(_("position of the quote"), default=0, editable=False)
    promised_as = models.CharField(
        _("promised with the words"),
        max_length=12,
        blank=True,
        help_text=_("Such as 加快实施 or 计划实施: shown, never counted with."),
    )
    villages = models.ManyToManyField(
        Village, verbose_name=_("villages"), blank=True, related_name="projects"
    )
    targets = models.ManyToManyField(
        Target, verbose_name=_("targets served"), blank=True, related_name="projects"
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        help_text=_("Reports on it; empty: the office that stands in."),
    )
    contractor = models.CharField(_("contractor"), max_length=80, blank=True)
    scale = models.TextField(_("content and scale"), blank=True)
    total_investment = quantity_field(_("total investment (万元)"), null=True, blank=True)
    invested_before = quantity_field(
        _("invested before its first year here (万元)"),
        null=True,
        blank=True,
        help_text=_(
            "What had been done before the first monthly report here; later years add up by themselves."
        ),
    )
    planned_start = models.DateField(_("planned start"), null=True, blank=True)
    planned_finish = models.DateField(_("planned finish"), null=True, blank=True)

    taken = {("code",): _("There is a project %(code)s already: give another code.")}

    history = HistoricalRecords(m2m_fields=[villages, targets])
    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_start=None)
                | Q(planned_finish=None)
                | Q(planned_finish__gte=F("planned_start")),
                name="project_finishes_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(document=None, quote="") | (Q(document__isnull=False) & ~Q(quote="")),
                name="project_quotes_its_document",
            ),
            not_negative("total_investment", "project_total_not_negative"),
            not_negative("invested_before", "project_before_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.planned_start and self.planned_finish and self.planned_finish < self.planned_start:
            errors["planned_finish"] = _("The planned finish cannot lie before the planned start.")
        for name in ("total_investment", "invested_before"):
            if (getattr(self, name) or 0) < 0:
                errors[name] = _("Write 0 or more.")
        errors |= self._quote_errors()
        if errors:
            raise ValidationError(errors)

    def _quote_errors(self) -> dict[str, Any]:
        """The words lead back to the document (DESIGN, section 1)."""
        self.quote = self.quote.replace("\r\n", "\n")  # as a browser sends the line ends of the text
        if bool(self.document_id) != bool(self.quote):
            return {"quote": _("A document and its exact words go together: give both, or neither.")}
        if self.document is None:
            return {}
        self.quote_start = max(self.document.body.find(self.quote), 0)
        if self.quote not in self.document.body:
            return {"quote": _("These words do not stand in the document: copy them exactly.")}
        return {}

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


class ProjectYearQuerySet(models.QuerySet["ProjectYear"]):
    def reportable_by(self, user: Person, on: date) -> Self:
        """Projects of running plans this user reports on: those of own offices, without one the stand-in's."""
        duties = Duty.objects.held_by(user, on).exclude(role=Duty.Role.LEADER).filter(office__isnull=False)
        standing_in = duties.filter(office__is_fallback_reviewer=True)
        return self.filter(
            Q(project__office__in=duties.values("office"))
            | Q(models.Exists(standing_in), project__office=None),
            plan__state=Plan.State.RUNNING,
        )

    def plans_of(self, project: Any) -> list[int]:
        """The plans that list a project: every one of them shows what its reports of any year come to."""
        return list(self.filter(project=project).values_list("plan_id", flat=True))

    def get_by_natural_key(self, code: str, year: int) -> "ProjectYear":
        return self.get(project__code=code, plan__year=year)


class ProjectYear(models.Model):
    """A project in the list of one year, with what is to be invested in it that year."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, related_name="years"
    )
    plan = models.ForeignKey(
        Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="project_years"
    )
    year_investment = quantity_field(
        _("planned for the year (万元)"), null=True, blank=True, help_text=_("Empty where none was planned.")
    )

    history = HistoricalRecords()
    objects = ProjectYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("year of a project")
        verbose_name_plural = _("years of projects")
        ordering = ["plan", "project__code"]
        constraints = [
            models.UniqueConstraint(fields=["project", "plan"], name="project_once_a_year"),
            models.CheckConstraint(
                condition=Q(year_investment=None) | Q(year_investment__gt=0),
                name="project_year_investment_above_0",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.plan.year}"

    def clean(self) -> None:
        if self.year_investment is not None and self.year_investment <= 0:
            raise ValidationError(
                {"year_investment": _("Write an amount above 0, or leave it empty where none was planned.")}
            )

    def natural_key(self) -> tuple[str, int]:
        return (*self.project.natural_key(), *self.plan.natural_key())
