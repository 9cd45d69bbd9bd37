"""The history of what changes by decisions only: which document decided, and when (DESIGN, section 3)."""

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from targets.models.plan import Plan

NUMBER_LENGTH = 40
UNDECIDED = "undecided"
"""The code of the refusal of a change without its decision, for forms that have a place for it."""


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


def decision_errors(row: Any, plan: Plan | None, names: tuple[str, ...]) -> dict[str, ValidationError]:
    """What is wrong where one of these fields of a running plan's row has changed without a `Decision`.

    A draft changes freely, and so does a row whose copy of the document is mended by `load_facts`
    (`mends_copy`). Taking a value of `ended_on` back restores what was dropped, which a reason is enough for.
    """
    if row._state.adding or plan is None or plan.state != Plan.State.RUNNING or row.mends_copy:
        return {}
    if getattr(row, "_decision", None) is not None:
        return {}
    stored = type(row)._base_manager.filter(pk=row.pk).values(*names).first() or {}
    changed = {name for name, value in stored.items() if value != getattr(row, name)}
    if not changed or (changed == {"ended_on"} and row.ended_on is None):
        return {}
    sentence = _("A goal or a date of a running plan changes by a document: give its number and date.")
    return {NON_FIELD_ERRORS: ValidationError(sentence, code=UNDECIDED)}
