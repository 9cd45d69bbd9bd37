"""What was uploaded, kept between its preview and its confirmation: private files that survive a restart.

Each lies in a folder of its user under VAR_DIR, under a name nobody can guess, for two days. Only the cells
that were read are kept, not the file.
"""

import gzip
import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings

from targets.people import Person

KEPT_SECONDS = 48 * 3600
KEPT_FILES = 10
"""Of one user; older ones go first."""


def keep(user: Person, content: dict[str, Any]) -> UUID:
    """Store the content of an upload of this user; returns the name it is found by."""
    folder = _folder(user)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(folder)
    name = uuid4()
    unfinished = folder / f"{name.hex}.part"
    unfinished.write_bytes(gzip.compress(json.dumps(content, ensure_ascii=False).encode(), 3))
    unfinished.replace(folder / f"{name.hex}.json.gz")
    return name


def find(user: Person, name: UUID) -> dict[str, Any] | None:
    """What this user uploaded under that name; None when it is another's, or its two days are over."""
    path = _folder(user) / f"{name.hex}.json.gz"
    try:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            return None
        return json.loads(gzip.decompress(path.read_bytes()))
    except (FileNotFoundError, EOFError, gzip.BadGzipFile):
        return None


def _folder(user: Person) -> Path:
    return Path(settings.VAR_DIR) / "uploads" / "workbooks" / str(user.pk)


def _sweep(folder: Path) -> None:
    """Drop what is too old anywhere, and all but the latest of this user."""
    oldest = time.time() - KEPT_SECONDS
    for path in folder.parent.glob("*/*"):
        if _age(path) < oldest:
            path.unlink(missing_ok=True)
    for path in sorted(folder.glob("*.json.gz"), key=_age)[: -(KEPT_FILES - 1)]:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """When it was written; one that another request has just dropped is the oldest."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0
