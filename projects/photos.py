"""Photos and papers that go with project reports: the only writer of their rows."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import ProjectPhoto, ProjectReport
from targets.evidence import store
from targets.evidence.files import CheckedFile
from targets.evidence.kinds import MOST_FILES
from targets.models.ledger import EntryState
from targets.people import Person


def stored_with(
    write: Callable[[], ProjectReport], *, user: Person, files: Sequence[CheckedFile], now: datetime
) -> ProjectReport:
    """What `write` stores, and its files with it: all or nothing, on the disk too; a form sent twice adds none.

    Raises what `write` raises, and ValidationError, by the field `evidence`, where the report takes no more.
    """
    if not files:
        return write()
    with store.stored(files) as paths, transaction.atomic():
        report = write()
        known = set(report.photos.values_list("sha256", flat=True))
        chosen = dict(zip(paths, files, strict=True))
        fresh = {file.sha256: path for path, file in chosen.items() if file.sha256 not in known}
        if fresh and report.state != EntryState.SUBMITTED:
            raise ValidationError({"evidence": _("This report no longer takes files: it was decided on.")})
        if len(known) + len(fresh) > MOST_FILES:
            sentence = _("A report has at most %(most)d files: choose the ones that tell most.")
            raise ValidationError({"evidence": sentence % {"most": MOST_FILES}})
        ProjectPhoto.objects.bulk_create(
            _row(report, path, chosen[path], user, now) for path in fresh.values()
        )
    store.tidy([path for path in paths if path not in fresh.values()])
    return report


def _row(report: ProjectReport, path: str, file: CheckedFile, user: Person, now: datetime) -> ProjectPhoto:
    return ProjectPhoto(
        report=report,
        file=path,
        name=file.name,
        content_type=file.kind,
        size=file.content.size,
        sha256=file.sha256,
        uploaded_by=user,
        uploaded_at=now,
    )
