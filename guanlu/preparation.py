"""What an installation needs before it can serve. Each step looks first, so that a second start changes nothing."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from targets.models import Plan, PlanVersion

FIXTURES = settings.BASE_DIR / "fixtures"


def prepare() -> None:
    """Bring the database, the facts and the static files up to date.

    Raises CommandError, with what to do, where the database or the disk refuses.
    """
    try:
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        settings.EVIDENCE_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        connection.ensure_connection()
        remembered = read_memory()
        migrate()
        load_facts(remembered)
        # A backup may have been put in its place: nothing that a shared cache holds was drawn from it.
        PlanVersion.renew()
        collect_static(remembered)
        write_memory(remembered)
    except DatabaseError as error:
        where = settings.SQLITE_PATH if connection.vendor == "sqlite" else "DATABASE_URL"
        reason = " ".join(str(error).split())
        raise CommandError(
            f"数据库无法使用，请先启动它并核对 {where}。 "
            f"The database cannot be used ({reason}): see that it runs, and check {where}."
        ) from error
    except OSError as error:
        raise CommandError(
            f"无法写入 {settings.VAR_DIR}，请检查磁盘空间和权限。 "
            f"Cannot write in {settings.VAR_DIR} ({error}): check the disk's space and permissions."
        ) from error


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def load_facts(remembered: dict[str, Any]) -> None:
    """Load the facts if there are none yet or the fixtures are others than last time."""
    fingerprint = fingerprint_of(
        f"{path.relative_to(FIXTURES)} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(FIXTURES.rglob("*"))
        if path.is_file()
    )
    if remembered.get("facts") != fingerprint or not Plan.objects.exists():
        call_command("load_facts", verbosity=0)
        remembered["facts"] = fingerprint


def collect_static(remembered: dict[str, Any]) -> None:
    """Collect the static files if one has changed: compressing them takes seconds."""
    fingerprint = fingerprint_of(sorted(static_files()))
    if remembered.get("static") != fingerprint or not settings.STATIC_ROOT.is_dir():
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        remembered["static"] = fingerprint


def static_files() -> Iterator[str]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            yield f"{name} {stat.st_size} {stat.st_mtime_ns}"


def fingerprint_of(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def memory_file() -> Path:
    return settings.VAR_DIR / "prepared.json"


def write_memory(remembered: dict[str, Any]) -> None:
    text = json.dumps(remembered, indent=1)
    if not memory_file().exists() or memory_file().read_text(encoding="utf-8") != text:
        memory_file().write_text(text, encoding="utf-8")


def read_memory() -> dict[str, Any]:
    """What was done last time; nothing where that cannot be read, for each step can be repeated."""
    try:
        return json.loads(memory_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
