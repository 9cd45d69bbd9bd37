from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.shares import Allocation
from targets.models.taken import SaysWhatIsTaken


class StepQuerySet(models.QuerySet["Step"]):
    def get_by_natural_key(self, year: int, code: str, village: str, share: str, name: str) -> "Step":
        return Allocation.objects.get_by_natural_key(year, code, village, share).steps.get(name=name)


class Step(SaysWhatIsTaken, models.Model):
    """A milestone of a share."""

    allocation = models.ForeignKey(
        Allocation, verbose_name=_("share"), on_delete=models.PROTECT, related_name="steps"
    )
    name = models.CharField(_("name"), max_length=80)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )

    taken = {("allocation", "name"): _("This share has a step “%(name)s” already: give another name.")}

    history = HistoricalRecords()
    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["allocation", F("planned_on").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["allocation", "name"], name="step_name_once_a_share"),
            models.CheckConstraint(condition=Q(weight__range=(1, 1000)), name="step_weight_1_1000"),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[int, str, str, str, str]:
        return (*self.allocation.natural_key(), self.name)
