"""Which year a row of the set-up belongs to, and whether that year is closed."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.models import Allocation, Document, Plan, Section, Step, Target

CLOSED = _(
    "This plan is closed: its set-up is read-only. To change it, first open the plan again, with a reason."
)


def plan_of(row: models.Model | None) -> Plan | None:
    """The plan a row of the set-up belongs to; None for what all plans share, or a row without its owner."""
    try:
        match row:
            case Document() | Target():
                return row.plan
            case Section():
                return row.document.plan
            case Allocation():
                return row.target.plan
            case Step():
                return row.allocation.target.plan
    except ObjectDoesNotExist:
        pass
    return None


def in_closed_plan(row: Any) -> bool:
    """Whether the year this row belongs to is closed, and its set-up read-only."""
    plan = plan_of(row)
    return plan is not None and plan.state == Plan.State.CLOSED
