"""Writing the invented set-up, and the histories it leaves."""

from datetime import datetime
from typing import Any

from django.apps import apps

from targets.models.decisions import Decision


def histories() -> list[Any]:
    """The history of every model that keeps one."""
    tracked = (
        model for model in apps.get_models() if hasattr(model._meta, "simple_history_manager_attribute")
    )
    return [model.history for model in tracked]  # type: ignore[attr-defined]


def write(row: Any, reason: str, *, decision: Decision | None = None, at: datetime | None = None) -> None:
    """Save a row of the set-up with the reason, the decision and the moment of its change.

    Its rules are checked as in the admin; what the database itself holds (unique, constraints) is left to it,
    because asking beforehand costs five queries a row.
    """
    row._change_reason = reason
    if decision is not None:
        row._decision = decision
    if at is not None:
        row._history_date = at
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    for name in ("_decision", "_history_date"):
        row.__dict__.pop(name, None)
