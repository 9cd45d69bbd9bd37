"""Forms sent as reports, their files with them; None where the report was refused, and the form says why."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError

from projects import reporting
from projects.forms import ReportForm
from projects.models import ProjectReport
from projects.photos import stored_with
from targets.people import Person


def submit(form: ReportForm, user: Person, now: datetime) -> ProjectReport | None:
    said = form.said()
    assert said is not None
    token = form.cleaned_data["token"]
    return _stored(
        form,
        lambda: reporting.submit(user=user, project_year=form.year, said=said, token=token, now=now),
        user,
        now,
    )


def resubmit(form: ReportForm, report: ProjectReport, user: Person, now: datetime) -> ProjectReport | None:
    reason = form.cleaned_data.get("reason", "")
    return _stored(
        form,
        lambda: reporting.resubmit(user=user, report=report, said=form.said(), reason=reason, now=now),
        user,
        now,
    )


def correct(form: ReportForm, report: ProjectReport, user: Person, now: datetime) -> ProjectReport | None:
    known = form.cleaned_data
    return _stored(
        form,
        lambda: reporting.correct(
            user=user, report=report, reason=known["reason"], said=form.said(), token=known["token"], now=now
        ),
        user,
        now,
    )


def _stored(
    form: ReportForm, write: Callable[[], ProjectReport], user: Person, now: datetime
) -> ProjectReport | None:
    try:
        return stored_with(write, user=user, files=form.cleaned_data["evidence"], now=now)
    except ValidationError as refusal:
        form.add_refusal(refusal)
    except reporting.Conflict as conflict:
        form.add_error(None, str(conflict))
    return None
