from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from targets.fields import ScheduleField, quantity_field
from targets.measures import Measure
from targets.models.decisions import DecidedRecords, decision_errors
from targets.models.documents import Section
from targets.models.places import Office, Village
from targets.models.plan import Plan, in_language
from targets.models.taken import SaysWhatIsTaken
from targets.periods import Cadence

CODE = r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}"
"""What a code looks like, in the set-up and in addresses alike."""


class DueBasis(models.TextChoices):
    REPORT = "report", _("Given in the text")
    YEAR = "year", _("End of the year by default")


class TargetQuerySet(models.QuerySet["Target"]):
    def for_assessment(self) -> Self:
        """With what every board shows of a target."""
        return self.select_related("section__document", "section__parent__document", "lead_office")

    def added_by(self, on: date) -> Self:
        """Targets that were part of their plan on that day or before: not those added later."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on))

    def of_villages(self, villages: Iterable[Village]) -> Self:
        """What one of these villages has a share of, or is named in the text of.

        A share opened to log something beside the plan (计划外) is none before something is logged in it.
        """
        planned = Q(allocations__is_owed=True) | Q(allocations__goal__isnull=False)
        logged = Q(allocations__entries__isnull=False)
        shared = self.model.objects.filter(planned | logged, allocations__village__in=villages)
        named = self.model.objects.filter(villages__in=villages)
        return self.filter(Q(pk__in=shared.values("pk")) | Q(pk__in=named.values("pk")))

    def get_by_natural_key(self, year: int, code: str) -> "Target":
        return self.get(plan__year=year, code=code)


class Target(SaysWhatIsTaken, models.Model):
    """One promise: the exact words, how it is counted, and when it is due."""

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="targets")
    section = models.ForeignKey(
        Section, verbose_name=_("section"), on_delete=models.PROTECT, related_name="targets"
    )
    code = models.CharField(
        _("code"),
        max_length=16,
        validators=[RegexValidator(rf"^{CODE}\Z", _("Write numbers separated by points, such as 4.2.3."))],
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    measure = models.CharField(_("measure"), max_length=8, choices=Measure)
    unit = models.CharField(_("unit"), max_length=8, blank=True)
    goal = quantity_field(
        _("goal"), null=True, blank=True, help_text=_("Empty where the document sets none.")
    )
    start_value = quantity_field(
        _("value at the start"), null=True, blank=True, help_text=_("For levels and ratios that are to grow.")
    )
    villages = models.ManyToManyField(
        Village, verbose_name=_("villages named in the text"), blank=True, related_name="targets"
    )
    qualifier = models.CharField(
        _("qualifier"),
        max_length=12,
        blank=True,
        help_text=_("Such as 余, 预计, 力争: shown, never counted with."),
    )
    done_at = models.DecimalField(
        _("done at (percent of the goal)"),
        max_digits=4,
        decimal_places=1,
        default=Decimal(100),
        validators=[MinValueValidator(Decimal("0.1")), MaxValueValidator(100)],
    )
    starts_on = models.DateField(
        _("added on"),
        null=True,
        blank=True,
        help_text=_(
            "The first day of a target added in mid-year; empty: part of the plan from its first day."
        ),
    )
    ended_on = models.DateField(
        _("dropped on"),
        null=True,
        blank=True,
        help_text=_("The first day without a target dropped in mid-year; its figures stay."),
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_basis = models.CharField(_("source of the due date"), max_length=8, choices=DueBasis, blank=True)
    cadence = models.CharField(_("reported every"), max_length=8, choices=Cadence, default=Cadence.MONTH)
    schedule = ScheduleField(
        _("schedule"),
        help_text=_("Twelve cumulative percentages for the plan's months; empty for a straight line."),
    )
    definition = models.TextField(
        _("definition"), blank=True, help_text=_("What is counted and what is not.")
    )
    quote = models.TextField(
        _("quote"),
        blank=True,
        help_text=_("The exact words of the document; only a draft may still be without them."),
    )
    quote_start = models.PositiveIntegerField(_("position of the quote"), default=0, editable=False)
    baseline = quantity_field(_("result of the year before"), null=True, blank=True)
    baseline_unit = models.CharField(_("its unit"), max_length=8, blank=True)
    baseline_qualifier = models.CharField(_("its qualifier"), max_length=12, blank=True)
    baseline_comparable = models.BooleanField(_("comparable with this year"), default=False)
    baseline_quote = models.TextField(_("its quote"), blank=True)
    superior_goal = quantity_field(_("goal set by the county"), null=True, blank=True)
    confirmed_value = quantity_field(_("value confirmed by the county"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    continues = models.ForeignKey(
        "self",
        verbose_name=_("continues the target"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        help_text=_("The target of the year before that it was made from."),
    )
    lead_office = models.ForeignKey(
        Office,
        verbose_name=_("lead office"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
    )
    supporting_offices = models.ManyToManyField(
        Office, verbose_name=_("supporting offices"), blank=True, related_name="supports"
    )
    lead_post = models.CharField(_("post in charge"), max_length=40, blank=True)

    decided = ("goal", "due_on", "starts_on", "ended_on")
    """What changes in a running plan by a decision only."""
    mends_copy = False
    """Set where not the plan changes, but our copy of the document is mended."""

    taken = {("plan", "code"): _("This plan has a target %(code)s already: give another code.")}

    history = DecidedRecords(m2m_fields=[villages, supporting_offices])
    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["plan", "section__number", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="target_code_once_a_plan"),
            models.CheckConstraint(
                condition=Q(measure__in=["sum", "level", "ratio"]) & (Q(goal=None) | Q(goal__gt=0))
                | Q(measure="limit", goal__gte=0)
                | Q(measure__in=["steps", "routine"], goal=None),
                name="target_goal_fits_the_measure",
            ),
            models.CheckConstraint(
                condition=Q(start_value=None)
                | Q(measure__in=["level", "ratio"], start_value__gte=0, start_value__lt=F("goal")),
                name="target_starts_below_its_goal",
            ),
            models.CheckConstraint(
                condition=Q(done_at__gt=0, done_at__lte=100), name="target_done_at_up_to_100"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None, due_basis="") | (Q(due_on__isnull=False) & ~Q(due_basis="")),
                name="target_due_date_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(starts_on=None) | Q(ended_on__gt=F("starts_on")),
                name="target_dropped_after_it_was_added",
            ),
            models.CheckConstraint(condition=~Q(continues=F("id")), name="target_does_not_continue_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("targets:target", args=[self.plan.year, self.code])

    def clean(self) -> None:
        errors = {
            **self._goal_errors(),
            **self._date_errors(),
            **self.life_errors(),
            **self._quote_errors(),
            **decision_errors(self, self.plan if self.plan_id else None, self.decided),
        }
        if errors:
            raise ValidationError(errors)

    def natural_key(self) -> tuple[int, str]:
        return (*self.plan.natural_key(), self.code)

    def _goal_errors(self) -> dict:
        errors = {}
        if self.measure in (Measure.STEPS, Measure.ROUTINE) and self.goal is not None:
            errors["goal"] = _("Steps and routine work have no number as goal: leave this empty.")
        elif self.measure == Measure.LIMIT and (self.goal is None or self.goal < 0):
            errors["goal"] = _("Write the limit: 0 or more.")
        elif self.measure in Measure.with_goal() and self.goal is not None and self.goal <= 0:
            errors["goal"] = _("Write a goal above 0, or leave it empty where the document sets none.")
        if self.start_value is not None and not self._starts_below_goal():
            errors["start_value"] = _("Only for levels and ratios, from 0 to below the goal.")
        return errors

    def _starts_below_goal(self) -> bool:
        """Whether the value at the start fits; the goal of a draft may still be to come."""
        if self.measure not in (Measure.LEVEL, Measure.RATIO) or (self.start_value or 0) < 0:
            return False
        if self.goal is None:
            return bool(self.plan_id) and self.plan.state == Plan.State.DRAFT
        return self.start_value is not None and self.start_value < self.goal

    def _date_errors(self) -> dict:
        errors = {}
        if self.due_on and not self.due_basis:
            errors["due_basis"] = _("Say where the due date comes from.")
        if self.due_basis and not self.due_on:
            errors["due_on"] = _("Give the due date, or leave its source empty.")
        if self.due_on and self.plan_id and not self.plan.starts_on <= self.due_on <= self.plan.ends_on:
            errors["due_on"] = _("The due date must lie within the plan.")
        if (
            self.schedule
            and self.due_on
            and self.plan_id
            and not schedule_reaches_goal(self.schedule, self.plan.starts_on, self.due_on)
        ):
            errors["schedule"] = _("The schedule must reach 100 in the month of the due date.")
        return errors

    def life_errors(self) -> dict:
        """A target lives within its plan: it is added after the first day, or dropped before the last is over."""
        errors: dict = {}
        if not self.plan_id:
            return errors
        first, last = self.plan.starts_on, self.plan.ends_on
        if self.starts_on and not first < self.starts_on <= last:
            errors["starts_on"] = _("Give a day of the plan after its first, or leave this empty.")
        elif self.starts_on and self.due_on and self.due_on < self.starts_on:
            errors["starts_on"] = _("The target would be due before it was added: give an earlier day.")
        if self.ended_on and not first < self.ended_on <= last:
            errors["ended_on"] = _("Give a day of the plan after its first, or leave this empty.")
        elif self.starts_on and self.ended_on and self.ended_on <= self.starts_on:
            errors["ended_on"] = _("A target is dropped after it was added: give a later day.")
        return errors

    def _quote_errors(self) -> dict:
        if not self.section_id:
            return {}
        document = self.section.document
        if not self.quote and self.plan_id and self.plan.state != Plan.State.DRAFT:
            return {"quote": _("Copy the exact words of the document here.")}
        if self.plan_id and document.plan_id != self.plan_id:
            return {"section": _("Choose a section of a document of the same plan.")}
        self.quote = self.quote.replace("\r\n", "\n")  # as a browser sends the line ends of the text
        self.quote_start = document.body.find(self.quote)
        if self.quote_start < 0:
            self.quote_start = 0
            return {"quote": _("These words do not stand in the document: copy them exactly.")}
        return {}

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)


def earlier(first: date | None, second: date | None) -> date | None:
    """The earlier of two days of which either may not be set."""
    return min((day for day in (first, second) if day), default=None)


def later(first: date | None, second: date | None) -> date | None:
    """The later of two days of which either may not be set."""
    return max((day for day in (first, second) if day), default=None)


def schedule_reaches_goal(schedule, starts_on: date, due_on: date) -> bool:
    """An explicit schedule must stand at 100 in the month of the due date (DESIGN, section 5)."""
    month = (due_on.year - starts_on.year) * 12 + due_on.month - starts_on.month
    return 0 <= month < len(schedule) and schedule[month] == 100
