"""What came back: who returned a report, when and why, and the path it has gone; for the form that sends it again."""

from dataclasses import dataclass
from datetime import datetime

from projects.models import ProjectReport, ProjectReportEvent
from targets.ledger_lines import PathStep
from targets.models.ledger import EntryState


@dataclass(frozen=True, slots=True)
class Returned:
    who: str
    at: datetime
    reason: str
    path: tuple[PathStep, ...]
    """From its first sending on."""


def returned(report: ProjectReport) -> Returned | None:
    """None for a report that is not with its reporter for change."""
    if report.state != EntryState.RETURNED:
        return None
    events = list(report.events.all())
    last = next(each for each in reversed(events) if each.action == ProjectReportEvent.Action.RETURNED)
    path = tuple(
        PathStep(
            at=each.at,
            action=each.action,
            who=each.actor_name,
            what=each.get_action_display(),
            reason=each.reason,
            amount="",
            happened_on=report.month,
        )
        for each in events
    )
    return Returned(last.actor_name, last.at, last.reason, path)
