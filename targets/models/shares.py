from datetime import date
from typing import Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from targets.elsewhere import relations
from targets.fields import ScheduleField, quantity_field
from targets.measures import Measure
from targets.models.decisions import DecidedRecords, decision_errors
from targets.models.places import Duty, DutyQuerySet, Office, Village
from targets.models.plan import Plan
from targets.models.targets import Target, schedule_reaches_goal
from targets.people import Person

WHOLE_TOWN = "全镇"
"""The name of the share that every target starts with."""
FIRST_STEP = "完成"
"""The name of the step that a target counted by steps starts with."""


class AllocationQuerySet(models.QuerySet["Allocation"]):
    def reportable_by(self, user: Person, on: date) -> Self:
        """Shares this user may log for today: those answered for, where the plan is running."""
        return self.cared_for_by(user, on).by_hand()

    def cared_for_by(self, user: Person, on: date) -> Self:
        """Those and the ones kept elsewhere: what was logged there by hand before is withdrawn by its people."""
        duties = Duty.objects.held_by(user, on).exclude(role=Duty.Role.LEADER)
        return self._under(duties, on).filter(target__plan__state=Plan.State.RUNNING)

    def by_hand(self) -> Self:
        """Without the shares whose figures come with the reports of an app above this one (targets.elsewhere)."""
        return self.filter(**{f"{relation}__isnull": True for relation in relations()})

    def asked_of(self, user: Person, on: date) -> Self:
        """Those of them that the user reports for by an own duty: who reviews may log (代录), but owes nothing."""
        duties = Duty.objects.held_by(user, on).filter(role=Duty.Role.REPORTER)
        return self.by_hand()._under(duties, on).filter(target__plan__state=Plan.State.RUNNING)

    def answered_by(self, user: Person, on: date) -> Self:
        """Shares of the user's own villages, and what own offices answer for, in whatever state the plan is.

        Who reports for a village also does for those merged into it, and into them (DutyQuerySet.in_village).
        An office's clerks also log for villages whose share their office answers for (代录).
        A share without any office is answered for by the office that stands in.
        """
        return self.by_hand()._under(Duty.objects.held_by(user, on).exclude(role=Duty.Role.LEADER), on)

    def _under(self, duties: DutyQuerySet, on: date) -> Self:
        """Shares of the villages and offices of these duties."""
        offices = duties.filter(office__isnull=False)
        own = offices.values("office")
        standing_in = offices.filter(office__is_fallback_reviewer=True)
        return self.filter(
            Q(models.Exists(duties.filter(role=Duty.Role.REPORTER).in_village(OuterRef("village"), on)))
            | Q(office__in=own)
            | Q(office=None, target__lead_office__in=own)
            | Q(models.Exists(standing_in), office=None, target__lead_office=None),
        )

    def open(self, on: date) -> Self:
        """Shares that had not ended by that day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def planned(self) -> Self:
        """Without those that only hold what a village logged beside the plan (计划外)."""
        return self.exclude(village__isnull=False, is_owed=False, goal=None)

    def asked_for(self, on: date) -> Self:
        """Without what is split in full, and without the shares of targets dropped by that day."""
        dropped = Q(target__ended_on__isnull=False, target__ended_on__lte=on)
        return self.exclude(village=None, is_owed=False).exclude(dropped)

    def taking(self, on: date) -> Self:
        """Shares open by that day, and those of villages merged away, whose goal is what they achieved."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on) | Q(merged_into__isnull=False))

    def open_first(self) -> Self:
        """Shares without an end first, then the one that ends last."""
        return self.order_by(F("ended_on").desc(nulls_first=True), *(Allocation._meta.ordering or ()))

    def get_by_natural_key(self, year: int, code: str, village: str, name: str) -> "Allocation":
        return self.get(
            Q(village__name=village) if village else Q(village=None),
            target__plan__year=year,
            target__code=code,
            name=name,
        )


class Allocation(models.Model):
    """A share of a target that someone owes: a village's, a project's, or the whole town's."""

    target = models.ForeignKey(
        Target, verbose_name=_("target"), on_delete=models.PROTECT, related_name="allocations"
    )
    village = models.ForeignKey(
        Village,
        verbose_name=_("village"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
    )
    name = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("Only where no village is chosen.")
    )
    office = models.ForeignKey(
        Office,
        verbose_name=_("office"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        help_text=_("Empty: the target's lead office."),
    )
    goal = quantity_field(_("goal"), null=True, blank=True)
    counted_unit = models.CharField(
        _("unit counted"), max_length=8, blank=True, help_text=_("For ratios: 人, 户, 家.")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("Empty: as the target."))
    schedule = ScheduleField(_("schedule"), help_text=_("Empty: as the target."))
    is_owed = models.BooleanField(_("owed"), default=True)
    starts_on = models.DateField(
        _("reports from"),
        null=True,
        blank=True,
        help_text=_(
            "The first day on which a share made in mid-year reports; empty: from the plan's first day."
        ),
    )
    ended_on = models.DateField(
        _("ended on"), null=True, blank=True, help_text=_("The first day without this share.")
    )
    merged_into = models.ForeignKey(
        Village,
        verbose_name=_("merged into"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    """Set by the merge of its village alone: what is left of it moved there, what it achieved stays its own."""

    decided = ("goal", "due_on", "is_owed", "ended_on")
    """What changes in a running plan by a decision only."""
    mends_copy = False
    """Set where not the plan changes, but our copy of the document is mended."""

    history = DecidedRecords()
    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        # Said outright: SQLite sorts what has no village first, PostgreSQL last.
        ordering = ["target", F("village__code").asc(nulls_first=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "village"],
                condition=Q(village__isnull=False),
                name="share_once_a_village",
            ),
            models.UniqueConstraint(
                fields=["target", "name"], condition=Q(village=None), name="share_name_once_a_target"
            ),
            models.CheckConstraint(
                condition=Q(village__isnull=False, name="") | (Q(village=None) & ~Q(name="")),
                name="share_of_a_village_or_with_a_name",
            ),
            models.CheckConstraint(condition=Q(goal=None) | Q(goal__gte=0), name="share_goal_not_negative"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(starts_on=None) | Q(ended_on__gte=F("starts_on")),
                name="share_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(ended_on__isnull=False), name="share_merged_has_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} · {self.label}"

    def clean(self) -> None:
        plan = self.target.plan if self.target_id else None
        errors: dict = decision_errors(self, plan, self.decided)
        if errors and not Allocation.objects.planned().filter(pk=self.pk).exists():
            errors = {}  # what was logged beside the plan owed nothing that could change
        if bool(self.village_id) == bool(self.name):
            errors["name"] = _("Choose a village or write a name, and only one of them.")
        if plan and self.due_on and not plan.starts_on <= self.due_on <= plan.ends_on:
            errors["due_on"] = _("The due date must lie within the plan.")
        if plan and self.starts_on and not plan.starts_on <= self.starts_on <= plan.ends_on:
            errors["starts_on"] = _("Give a day of the plan, or leave this empty.")
        if plan and self.ended_on and not plan.starts_on <= self.ended_on <= plan.last_board_day:
            errors["ended_on"] = _("Give a day of the plan, or leave this empty.")
        elif self.starts_on and self.ended_on and self.ended_on < self.starts_on:
            errors["ended_on"] = _("A share cannot end before it starts.")
        if self.is_merged and not self.ended_on:
            errors["ended_on"] = _(
                "Its village was merged away: the share stays ended, for its rest moved on."
            )
        due_on = self.due_on or (self.target.due_on if plan else None)
        if (
            plan
            and self.schedule
            and due_on
            and not schedule_reaches_goal(self.schedule, plan.starts_on, due_on)
        ):
            errors["schedule"] = _("The schedule must reach 100 in the month of the due date.")
        if self.goal is not None and self.goal < 0:
            errors["goal"] = _("A share cannot be negative.")
        if plan and self._splits_percent():
            errors[NON_FIELD_ERRORS] = _(
                "A level counted in percent is not split: the whole town answers for it alone."
            )
        if errors:
            raise ValidationError(errors)

    def _splits_percent(self) -> bool:
        """Whether this is a part of a level in percent: percentages of parts do not add up (DESIGN, section 3)."""
        return not self.is_whole_town and self.target.measure == Measure.LEVEL and self.target.unit == "%"

    def natural_key(self) -> tuple[int, str, str, str]:
        return (*self.target.natural_key(), self.village.name if self.village else "", self.name)

    @property
    def is_whole_town(self) -> bool:
        return self.village_id is None and self.name == WHOLE_TOWN

    @property
    def is_unplanned(self) -> bool:
        """A village's that owes nothing: it holds what was logged beside the plan (计划外)."""
        return self.village_id is not None and not self.is_owed and self.goal is None

    @property
    def usual_origin(self) -> str:
        """A village's share is reported by the village, whoever types it; all others are the office's figures."""
        return "village" if self.village_id else "office"

    @property
    def label(self) -> str:
        """Whose share it is, in the reader's language."""
        if self.village_id:
            return str(self.village)
        return gettext("Whole town") if self.is_whole_town else self.name

    @property
    def is_merged(self) -> bool:
        """Whether it ended when its village was merged into another; what it achieved stays its own."""
        return self.merged_into_id is not None

    @property
    def stored_unit(self) -> str:
        """The unit of its quantities: the target's, or what a ratio counts (人, 户, 家)."""
        return self.counted_unit if self.target.measure == Measure.RATIO else self.target.unit
