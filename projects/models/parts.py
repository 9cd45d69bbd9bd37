from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.projects import Project
from projects.report_rules import MONEY
from projects.stages import Stage
from targets.models import Allocation, ProgressEntry
from targets.models.ledger import EntryState


class ProjectStage(models.Model):
    """A milestone of a project: a stage of the common way, or one of its own."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.CASCADE, related_name="stages"
    )
    stage = models.CharField(_("stage"), max_length=12, choices=Stage, blank=True)
    name = models.CharField(
        _("own milestone"), max_length=40, blank=True, help_text=_("Only where no stage is chosen.")
    )
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    actual_on = models.DateField(
        _("reached on"),
        null=True,
        blank=True,
        help_text=_(
            "Only where no monthly report tells it: own milestones, and what was before the first one."
        ),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone of a project")
        verbose_name_plural = _("milestones of projects")
        ordering = ["project", F("planned_on").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(stage="") & ~Q(name="")) | (~Q(stage="") & Q(name="")),
                name="project_stage_or_own_milestone",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["start", "finish"]) | Q(planned_on=None),
                name="project_stage_start_and_finish_planned_once",
            ),
            models.UniqueConstraint(
                fields=["project", "stage"], condition=~Q(stage=""), name="project_stage_once"
            ),
            models.UniqueConstraint(
                fields=["project", "name"], condition=~Q(name=""), name="project_milestone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} · {self.label}"

    def clean(self) -> None:
        if bool(self.stage) == bool(self.name):
            raise ValidationError({"name": _("Choose a stage or write a milestone, and only one of them.")})
        if self.stage in (Stage.START, Stage.FINISH) and self.planned_on:
            raise ValidationError(
                {"planned_on": _("The planned start and finish stand with the project: leave this empty.")}
            )

    @property
    def label(self) -> str:
        return str(Stage(self.stage).label) if self.stage else self.name


class ProjectShare(models.Model):
    """A share of a target that a project owes: its 万元, its steps, its 口 or 米."""

    project = models.ForeignKey(
        Project, verbose_name=_("project"), on_delete=models.PROTECT, related_name="shares"
    )
    allocation = models.OneToOneField(
        Allocation, verbose_name=_("share"), on_delete=models.PROTECT, related_name="project_share"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("share of a project")
        verbose_name_plural = _("shares of projects")
        ordering = ["project", "allocation__target__code", "id"]

    def __str__(self) -> str:
        return f"{self.project.code} · {self.allocation}"

    def clean(self) -> None:
        """Amounts and steps alone come out of a project's report."""
        if not self.allocation_id:
            return
        if self.allocation.target.measure not in ("sum", "steps"):
            raise ValidationError(
                {"allocation": _("A project fills shares of amounts (累计量) and of steps (节点) only.")}
            )
        if self.allocation.village_id or self.allocation.is_whole_town:
            raise ValidationError(
                {"allocation": _("Choose a share made for this project: one that has a name of its own.")}
            )
        self._check_counts_once()
        self._check_is_untouched()

    def _check_counts_once(self) -> None:
        """A project's investment goes to one share of a target: to two it would count twice."""
        others = ProjectShare.objects.filter(
            project=self.project_id, allocation__target=self.allocation.target_id
        )
        money = [each for each in others.exclude(pk=self.pk).select_related("allocation") if each.is_money]
        if self.is_money and money:
            raise ValidationError(
                {
                    "allocation": _(
                        "The project's investment already goes to the share %(share)s of this target, "
                        "and would count twice: choose one of the two."
                    )
                    % {"share": money[0].allocation}
                }
            )

    def _check_is_untouched(self) -> None:
        """What was logged by hand would stand beside the project's reports, and nobody could change it."""
        entries = self.allocation.entries.exclude(state=EntryState.WITHDRAWN)
        taken_back = ProgressEntry.objects.filter(corrects=models.OuterRef("pk"), state=EntryState.APPROVED)
        by_hand = entries.filter(~models.Exists(taken_back), corrects=None, project_line=None)
        if by_hand.exists():
            raise ValidationError(
                {
                    "allocation": _(
                        "Figures were logged in this share by hand. Have those that are not approved withdrawn "
                        "and the approved ones taken back by a correction first, or choose another share."
                    )
                }
            )

    def target_name(self, project: Project) -> str:
        """Its target; with its own name where that is not the project's: of one target there may be several."""
        own, target = self.allocation.name, str(self.allocation.target)
        return target if own == project.name else f"{target} · {own}"

    @property
    def is_money(self) -> bool:
        """Whether it counts what the project invests."""
        return self.allocation.stored_unit == MONEY
