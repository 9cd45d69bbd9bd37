"""What a merge would move, in words: a line for each share and each duty, before anybody confirms it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from targets.explaining import day, figure
from targets.measures import Measure
from targets.models import Village
from targets.record.record_page import latest_text
from targets.setup.merge_proposal import DutyMove, Proposal, ShareMove


@dataclass(frozen=True, slots=True)
class ShareLine:
    """An open share of the old village and what becomes of it."""

    target: str
    year: int
    goal: str
    achieved: str
    """By the day before, as approved."""
    moves: str
    warning: str
    """That what moves falls due sooner than it would have; empty otherwise."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Somebody who serves in the old village."""

    who: str
    what: str
    moves: str


@dataclass(frozen=True, slots=True)
class MergePreview:
    shares: tuple[ShareLine, ...]
    duties: tuple[DutyLine, ...]


def merge_preview(proposal: Proposal) -> MergePreview:
    """The lines of a proposal, in its order."""
    return MergePreview(
        tuple(_share_line(move, proposal.successor) for move in proposal.shares),
        tuple(_duty_line(move, proposal.successor) for move in proposal.duties),
    )


def _share_line(move: ShareMove, successor: Village) -> ShareLine:
    target = move.old.target
    unit = "" if move.measure in (Measure.STEPS, Measure.ROUTINE) else target.unit
    return ShareLine(
        target=str(target),
        year=target.plan.year,
        goal="—" if move.old.goal is None else figure(move.old.goal, unit),
        achieved=_achieved(move),
        moves=_moves(move, successor),
        warning=_warning(move, successor),
    )


def _warning(move: ShareMove, successor: Village) -> str:
    if move.due_sooner is None:
        return ""
    said = _("The share of %(village)s is due on %(day)s: what moves falls due then too.")
    return said % {"village": successor, "day": day(move.due_sooner)}


def _achieved(move: ShareMove) -> str:
    match move.measure:
        case Measure.SUM | Measure.LIMIT:
            return figure(move.achieved, move.old.target.unit)
        case Measure.LEVEL | Measure.RATIO if move.latest and move.latest.quantity is not None:
            return latest_text(move.latest.quantity, move.latest.base, move.old.stored_unit)
    return "—"


def _moves(move: ShareMove, successor: Village) -> str:
    """One sentence by the measure: what stays, what the successor's share owes then."""
    said = {"village": successor, "steps": "、".join(step.name for step in move.steps)}
    unit = move.old.target.unit
    said["stays"] = figure(move.parted.stays, unit)
    said["before"] = figure(move.into.goal if move.into else None, unit)
    said["after"] = figure(move.parted.owed, unit)
    if move.is_beside_plan:
        return _("Logged beside the plan: it stays with the old village, and nothing moves.")
    if move.into is None and move.is_finished:
        return _("Done: it stays with the old village, and nothing moves.")
    match move.measure:
        case Measure.STEPS:
            sentence = _("These steps move to %(village)s: %(steps)s. Those done stay.")
        case Measure.ROUTINE:
            sentence = _("%(village)s reports from that day on.")
        case Measure.RATIO if move.into is None:
            sentence = _("%(village)s gets a share with the standard of %(after)s; the old one is left out.")
        case Measure.RATIO:
            sentence = _("%(village)s keeps its standard of %(after)s; the old share is left out.")
        case Measure.LEVEL:
            sentence = _(
                "Goal of %(village)s: %(before)s → %(after)s. The old value is left out: "
                "its next figure must cover both villages."
            )
        case _ if move.parted.stays is None:
            sentence = _("No goal was set: %(village)s reports from that day on.")
        case _:
            sentence = _("%(stays)s stay with the old village; goal of %(village)s: %(before)s → %(after)s.")
    return sentence % said


def _duty_line(move: DutyMove, successor: Village) -> DutyLine:
    said = {"village": successor, "day": day(move.starts_on)}
    sentence = (
        _("Ends on %(day)s; they serve in %(village)s already.")
        if move.is_held
        else _("Ends on %(day)s and goes on in %(village)s from that day.")
    )
    return DutyLine(str(move.duty.user), str(move.duty.get_role_display()), sentence % said)
