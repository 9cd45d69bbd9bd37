"""What is looked at again when a month's report is approved: what it was reckoned with may have changed since."""

from django.utils.translation import gettext as _

from projects.models import ProjectReport
from projects.report_rows import ground_of
from projects.report_rules import adds, ahead_of_it, short_of_it
from projects.stages import Stage
from targets.recording import Conflict


def check_total(report: ProjectReport) -> None:
    """A total so far still is what the report was reckoned to add to it; raises Conflict where it is not.

    What stood before it may have been returned or corrected since, or still await review.
    """
    if report.is_void or report.typed_mode != ProjectReport.Mode.TOTAL:
        return
    typed = {"total": report.typed_amount}
    if not adds(report.typed_amount, report.month, ground_of(report.project_year, report), report.investment):
        raise Conflict(
            _(
                "The total so far of %(total)s was reckoned with earlier figures that have changed since: "
                "send the report back, so that it is reckoned again."
            )
            % typed
        )
    counted = ground_of(report.project_year, report, counted_only=True)
    if not adds(report.typed_amount, report.month, counted, report.investment):
        raise Conflict(
            _(
                "The total so far of %(total)s rests on an earlier report that awaits review: decide on that one first."
            )
            % typed
        )


def check_stage(report: ProjectReport) -> None:
    """Among what is approved its stage does not run backwards; raises Conflict where it would.

    When it was sent it was judged against what awaited review too, which may have been returned since or be
    decided on later.
    """
    if report.is_void:
        return
    year, stage = report.project_year, Stage(report.stage)
    stood = ground_of(year, report, counted_only=True).stood
    if not ahead_of_it(stage, report.month, stood) and not short_of_it(stage, report.month, stood):
        return
    waiting = ground_of(year, report).stood
    if not ahead_of_it(stage, report.month, waiting) and not short_of_it(stage, report.month, waiting):
        raise Conflict(
            _(
                "This stage only follows from the correction of another month: decide on that correction first."
            )
        )
    if ahead_of_it(stage, report.month, stood):
        raise Conflict(
            _(
                "An earlier month is approved at a later stage, and stages do not run backwards: send this report "
                "back, or have the earlier one corrected first."
            )
        )
    raise Conflict(
        _(
            "A later month is approved at an earlier stage, and stages do not run backwards: send this report "
            "back, or have the later one corrected first."
        )
    )
