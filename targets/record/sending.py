"""Forms sent into the ledger, their files with them: the pages of the site and of the admin both call these.

Each returns the entry that was stored; None where `targets.recording` refused it, and the form says why.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError

from targets import recording
from targets.evidence.attaching import stored_with
from targets.kept_shares import KeptElsewhere
from targets.models import ProgressEntry
from targets.people import Person
from targets.record.entry_forms import EntryForm


def submit(form: EntryForm, user: Person, now: datetime) -> ProgressEntry | None:
    """The figure of a valid form, for the form's share."""
    return _stored(
        form,
        lambda: recording.submit(
            user=user,
            allocation=form.share,
            figure=form.figure(),
            token=form.cleaned_data["token"],
            now=now,
        ),
        user,
        now,
    )


def resubmit(form: EntryForm, entry: ProgressEntry, user: Person, now: datetime) -> ProgressEntry | None:
    """A returned entry as its valid form now says."""
    return _stored(
        form,
        lambda: recording.resubmit(
            user=user, entry=entry, figure=form.instead(), reason=form.cleaned_data["note"], now=now
        ),
        user,
        now,
    )


def correct(form: EntryForm, entry: ProgressEntry, user: Person, now: datetime) -> ProgressEntry | None:
    """What is to stand instead of an approved entry; the form's note is the reason."""
    return _stored(
        form,
        lambda: recording.correct(
            user=user,
            entry=entry,
            reason=form.cleaned_data["note"],
            figure=form.instead(),
            token=form.cleaned_data["token"],
            now=now,
        ),
        user,
        now,
    )


def _stored(
    form: EntryForm, write: Callable[[], ProgressEntry], user: Person, now: datetime
) -> ProgressEntry | None:
    try:
        return stored_with(write, user=user, files=form.cleaned_data["evidence"], now=now)
    except ValidationError as refusal:
        form.add_refusal(refusal)
    except (recording.Conflict, KeptElsewhere) as refused:
        form.add_error(None, str(refused))
    return None
