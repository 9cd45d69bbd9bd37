import calendar
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.taken import SaysWhatIsTaken
from targets.people import Person


def points_field(verbose_name: Any, default: int) -> models.DecimalField:
    """A distance in percentage points."""
    return models.DecimalField(
        verbose_name,
        max_digits=4,
        decimal_places=1,
        default=default,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )


def in_language(chinese: str, english: str) -> str:
    """The name in the reader's language; Chinese where no English one was given."""
    return english if english and (get_language() or "").startswith("en") else chinese


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Person) -> Self:
        """Drafts are the administrators' own until the plan is started."""
        return self if user.is_administrator else self.exclude(state=Plan.State.DRAFT)

    def current(self, on: date) -> "Plan | None":
        """The running plan of that day, else the latest that is not a draft."""
        started = self.exclude(state=Plan.State.DRAFT)
        return (
            started.filter(starts_on__lte=on, ends_on__gte=on).order_by("-year").first()
            or started.order_by("-year").first()
        )

    def get_by_natural_key(self, year: int) -> "Plan":
        return self.get(year=year)


class Plan(SaysWhatIsTaken, models.Model):
    """One year's targets and the rules they are judged by."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        CLOSED = "closed", _("Closed")

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(1990), MaxValueValidator(2999)]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    ahead_points = points_field(_("ahead from (points)"), 10)
    behind_points = points_field(_("behind from (points)"), 10)
    far_behind_points = points_field(_("far behind beyond (points)"), 30)
    report_by_day = models.PositiveSmallIntegerField(
        _("reports are due by day"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Day of the following month by which a month's or quarter's report is due."),
    )
    closed_through = models.DateField(
        _("settled through"),
        null=True,
        blank=True,
        help_text=_("Figures up to this day are settled: none can be added or corrected."),
    )

    taken = {("year",): _("There is a plan for this year already: give another year.")}

    history = HistoricalRecords()
    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(report_by_day__range=(1, 28)), name="plan_report_by_day_1_28"),
            models.CheckConstraint(
                condition=Q(
                    ahead_points__gt=0, behind_points__gt=0, far_behind_points__gte=F("behind_points")
                ),
                name="plan_thresholds_in_order",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(year)s annual targets") % {"year": self.year}

    def natural_key(self) -> tuple[int]:
        return (self.year,)

    def get_absolute_url(self) -> str:
        return reverse("targets:board", args=[self.year])

    def clean(self) -> None:
        if self.starts_on and self.ends_on:
            months = (
                (self.ends_on.year - self.starts_on.year) * 12 + self.ends_on.month - self.starts_on.month
            )
            if self.ends_on <= self.starts_on:
                raise ValidationError({"ends_on": _("The last day cannot be before the first.")})
            if months >= 12:
                raise ValidationError(
                    {"ends_on": _("A plan covers up to twelve months after its first day.")}
                )
            last_of_month = calendar.monthrange(self.ends_on.year, self.ends_on.month)[1]
            if self.starts_on.day != 1 or self.ends_on.day != last_of_month:
                raise ValidationError(
                    _("A plan runs from the first day of a month to the last day of a month.")
                )
        if None not in (self.behind_points, self.far_behind_points) and (
            self.far_behind_points < self.behind_points
        ):
            raise ValidationError({"far_behind_points": _("This cannot be lower than “behind from”.")})
        stored = Plan.objects.filter(pk=self.pk).first()
        errors = self._waiting_errors(stored) | self._state_errors(stored.state) if stored else {}
        if errors:
            raise ValidationError(errors)

    def _state_errors(self, before: str) -> dict[str, Any]:
        """A draft is started once its words are there; what is in the ledger is never a draft's again."""
        match before, self.state:
            case Plan.State.DRAFT, Plan.State.RUNNING:
                from targets.years.starting import findings, stopping  # the targets stand on this module

                texts = [each.text for each in stopping(findings(self))]
                return {"state": texts} if texts else {}
            case Plan.State.DRAFT, Plan.State.CLOSED:
                return {"state": _("Only a plan that was started can be closed: start it first.")}
            case Plan.State.CLOSED, Plan.State.DRAFT:
                return {"state": _("A closed plan is opened again as a running one.")}
            case Plan.State.RUNNING, Plan.State.DRAFT if self._entries().exists():
                return {
                    "state": _("Progress has been reported in this plan: it cannot become a draft again.")
                }
        return {}

    def _waiting_errors(self, stored: "Plan") -> dict[str, ValidationError]:
        """What is closed or settled is decided on before: nobody could approve or return it after that."""
        errors = {}
        waiting = self._waiting().count() if self.state == Plan.State.CLOSED != stored.state else 0
        if waiting:
            errors["state"] = ValidationError(
                _(
                    "Entries of this plan still waiting for review: %(count)d. "
                    "Approve or return them, then close the plan."
                ),
                params={"count": waiting},
            )
        day, before = self.closed_through, stored.closed_through
        moved = day is not None and (before is None or day > before)
        waiting = self._waiting().filter(happened_on__lte=day).count() if moved else 0
        if waiting:
            errors["closed_through"] = ValidationError(
                _(
                    "Entries up to this day still waiting for review: %(count)d. "
                    "Approve or return them, then settle it."
                ),
                params={"count": waiting},
            )
        return errors

    def _entries(self) -> models.QuerySet:
        from targets.models.ledger import ProgressEntry  # the ledger stands on this module

        return ProgressEntry.objects.of_plan(self)

    def _waiting(self) -> models.QuerySet:
        from targets.models.ledger import EntryState  # the ledger stands on this module

        return self._entries().filter(state=EntryState.SUBMITTED)

    @property
    def last_board_day(self) -> date:
        """The end of the month after the plan's last: year-end figures arrive in it."""
        following = self.ends_on + timedelta(days=1)
        return following.replace(day=calendar.monthrange(following.year, following.month)[1])

    def clamp(self, on: date) -> date:
        """The nearest day for which this plan has boards."""
        return min(max(on, self.starts_on), self.last_board_day)


class PlanVersion(models.Model):
    """The change counter of a plan; a row of its own, so that no form can set it back."""

    plan = models.OneToOneField(
        Plan, verbose_name=_("plan"), on_delete=models.CASCADE, primary_key=True, related_name="version"
    )
    number = models.PositiveBigIntegerField(_("version"), default=0)
    epoch = models.UUIDField(_("epoch"), default=uuid4, editable=False)
    """In which the number counts: a database emptied or restored has another, so that nothing kept outlives it."""

    class Meta:
        verbose_name = _("plan version")
        verbose_name_plural = _("plan versions")

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.number}"

    @classmethod
    def advance(cls, plan_ids: Iterable[int]) -> None:
        """Lock the versions of these plans and move them on; call first in a writing transaction.

        The lock also puts the writers of a plan one behind the other. Plans are taken in the order of
        their ids, so that two writers of several plans cannot wait for each other. Raises
        PlanVersion.DoesNotExist for a plan whose row is missing.
        """
        for plan_id in sorted(set(plan_ids)):
            if not cls.objects.filter(pk=plan_id).update(number=F("number") + 1):
                raise cls.DoesNotExist(f"Plan {plan_id} has no version row.")

    @classmethod
    def advance_all(cls) -> None:
        """For changes to villages, offices, duties and users, which every plan shows."""
        cls.advance(cls.objects.values_list("pk", flat=True))

    @classmethod
    def renew(cls) -> None:
        """Forget whatever a cache holds of any plan: the database may be another than that it was drawn from."""
        cls.objects.update(epoch=uuid4())
