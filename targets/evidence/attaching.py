"""Files that go with entries: the only writer of them, and how pages show them.

Nothing here decides on a figure: `targets.record.sending` calls this beside `targets.recording`, in one transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from targets.correction_lines import decided_together
from targets.evidence import store
from targets.evidence.files import CheckedFile, size_in_words
from targets.evidence.kinds import MOST_FILES
from targets.models import Evidence, ProgressEntry
from targets.models.ledger import EntryState
from targets.people import Person


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    """A file of an entry as pages show it."""

    name: str
    url: str
    thumbnail_url: str
    """Empty where the file is no picture."""
    about: str
    """Its kind and size."""


def stored_with(
    write: Callable[[], ProgressEntry], *, user: Person, files: Sequence[CheckedFile], now: datetime
) -> ProgressEntry:
    """What `write` stores in the ledger, and its files with it: all or nothing, on the disk too.

    Raises what `write` raises, and ValidationError, by the field `evidence`, where the entry cannot take them.
    """
    if not files:
        return write()
    with store.stored(files) as paths, transaction.atomic():
        entry = write()
        unused = _attach(entry, user, dict(zip(paths, files, strict=True)), now)
    store.tidy(unused)
    return entry


def _attach(entry: ProgressEntry, user: Person, files: dict[str, CheckedFile], now: datetime) -> list[str]:
    """Add files, by their paths, to an entry whose plan is locked; the paths of those it has already.

    A form sent twice adds nothing; of a correction the files go with the line that is to stand, if there is one.
    """
    line = decided_together(entry)[-1]
    known = set(Evidence.objects.filter(entry=line).values_list("sha256", flat=True))
    fresh: list[Evidence] = []
    unused = []
    for path, file in files.items():
        if file.sha256 in known:
            unused.append(path)
            continue
        known.add(file.sha256)
        fresh.append(_row(line, user, path, file, now))
    if fresh and (line.state != EntryState.SUBMITTED or line.reported_by_id != user.pk):
        raise _refusal(_("This entry is no longer waiting for review: no file can be added to it."))
    if len(known) > MOST_FILES:
        had = len(known) - len(fresh)
        raise _refusal(
            _(
                "An entry has at most %(most)d files, and this one has %(had)d already: choose %(left)d at most."
            )
            % {"most": MOST_FILES, "had": had, "left": MOST_FILES - had}
        )
    Evidence.objects.bulk_create(fresh)
    return unused


def _row(line: ProgressEntry, user: Person, path: str, file: CheckedFile, now: datetime) -> Evidence:
    return Evidence(
        entry=line,
        file=path,
        name=file.name,
        content_type=file.kind,
        size=file.content.size,
        sha256=file.sha256,
        uploaded_by=user,
        uploaded_at=now,
    )


def _refusal(sentence: str) -> ValidationError:
    return ValidationError({"evidence": sentence})


def kept_files(entry: ProgressEntry) -> tuple[EvidenceLink, ...]:
    """The files that stay with an entry when it is sent again; of a correction those of both lines."""
    found = evidence_of(decided_together(entry))
    return tuple(link for links in found.values() for link in links)


def evidence_of(
    entries: Iterable[ProgressEntry], until: datetime | None = None
) -> dict[int, tuple[EvidenceLink, ...]]:
    """The files of these entries (from `for_page`), in the order they came, those sent before `until`: one query."""
    years = {entry.pk: entry.allocation.target.plan.year for entry in entries}
    found: dict[int, list[EvidenceLink]] = {}
    sent = {"uploaded_at__lt": until} if until else {}
    for each in Evidence.objects.filter(entry__in=years, **sent).order_by("pk"):
        found.setdefault(each.entry_id, []).append(_link(each, years[each.entry_id]))
    return {pk: tuple(links) for pk, links in found.items()}


def _link(each: Evidence, year: int) -> EvidenceLink:
    url = reverse("targets:evidence", args=[year, each.pk])
    thumbnail_url = (
        reverse("targets:evidence-thumbnail", args=[year, each.pk]) if each.kind.is_picture else ""
    )
    return EvidenceLink(each.name, url, thumbnail_url, f"{each.kind.label} · {size_in_words(each.size)}")
