"""Where the files of entries are kept: a folder of its own, which no address of the site leads to.

Only `targets.views.evidence` hands them out, to those who may see the entry.
"""

import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from targets.evidence.files import CheckedFile

logger = logging.getLogger(__name__)

THUMBNAIL = ".thumbnail.jpg"


@deconstructible
class EvidenceStorage(FileSystemStorage):
    """The folder EVIDENCE_DIR: read and written by the program's own account alone."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> str:  # type: ignore[override]  # asked for each time: tests have folders of their own
        return str(settings.EVIDENCE_DIR)

    @property
    def location(self) -> str:  # type: ignore[override]
        return os.path.abspath(self.base_location)

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Evidence has no address of its own: targets:evidence looks at who asks.")


store = EvidenceStorage()


def thumbnail_of(path: str) -> str:
    """Where the thumbnail of a stored picture lies: beside it."""
    return os.path.splitext(path)[0] + THUMBNAIL


@contextmanager
def stored(files: Sequence[CheckedFile]) -> Iterator[list[str]]:
    """Write files into the store, the paths in their order; all are taken away again if what follows fails.

    A path says nothing of the name that people gave: it is drawn by lot. Written before the transaction that
    tells of them, so that nobody waits for a disk with the ledger locked.
    """
    paths: list[str] = []
    try:
        for file in files:
            paths.append(_write(_drawn_path(file.kind.endings[0]), file.content))
            if file.thumbnail is not None:
                _write(thumbnail_of(paths[-1]), ContentFile(file.thumbnail))
        yield paths
    except BaseException:
        remove(paths)
        raise


def remove(paths: Sequence[str]) -> None:
    """Take files that no entry tells of out of the store."""
    for path in paths:
        store.delete(thumbnail_of(path))
        store.delete(path)


def tidy(paths: Sequence[str]) -> None:
    """Take out copies too many of what is stored already; where the disk refuses, that is no reason to fail."""
    try:
        remove(paths)
    except OSError:
        logger.exception("Files that are stored already could not be removed: %s", paths)


def empty() -> None:
    """Take everything out of the store: for an installation whose ledger was emptied."""
    folder = Path(store.location)
    for path in folder.iterdir() if folder.is_dir() else ():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _drawn_path(ending: str) -> str:
    drawn = uuid4().hex
    return f"{drawn[:2]}/{drawn}.{ending}"


def _write(path: str, content: File) -> str:
    """Store a file so that it survives a loss of power, as the row that tells of it does."""
    content.seek(0)
    stored_as = store.save(path, content)
    with open(store.path(stored_as), "rb") as file:
        os.fsync(file.fileno())
    return stored_as
