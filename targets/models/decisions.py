"""The history of what changes by decisions only: which document decided, and when (DESIGN, section 3)."""

from datetime import date
from typing import Any, NamedTuple

from django.db import models
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

NUMBER_LENGTH = 40


class Decision(NamedTuple):
    """The document by which a goal or due date of a running plan changes, or a target is added or dropped."""

    number: str
    decided_on: date


class DecidedRecord(models.Model):
    """What a version of a target or share keeps besides its fields: the decision that made it."""

    decision_number = models.CharField(_("document number"), max_length=NUMBER_LENGTH, blank=True)
    decided_on = models.DateField(_("date of issue"), null=True, blank=True)

    class Meta:
        abstract = True


class DecidedRecords(HistoricalRecords):
    """A history whose versions keep the `Decision` put on a row as `_decision` before it was saved."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"bases": [DecidedRecord], **options})


@receiver(pre_create_historical_record)
def keep_decision(history_instance: Any, instance: Any, **_signal: Any) -> None:
    """The hook by which the package takes values that are no fields of the row."""
    decision = getattr(instance, "_decision", None)
    if decision is not None and isinstance(history_instance, DecidedRecord):
        history_instance.decision_number, history_instance.decided_on = decision
