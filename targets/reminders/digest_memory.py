"""Who had this week's mail already: a small file beside the database, so that a repeated run sends nothing twice."""

import json
from datetime import date
from pathlib import Path

from django.conf import settings


def memory_file() -> Path:
    return settings.VAR_DIR / "digest.json"


def week_of(on: date) -> str:
    """The week a mail counts for, Monday to Sunday: 2021-W40."""
    year, week, _day = on.isocalendar()
    return f"{year}-W{week:02}"


def sent_in(week: str) -> set[int]:
    """The ids of the accounts that had the mail of that week. Raises ValueError where the file is broken."""
    try:
        remembered = json.loads(memory_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return set()
    if not isinstance(remembered, dict) or not isinstance(remembered.get("sent"), list):
        raise ValueError(f"no list of sent mails in {memory_file()}")
    return set(remembered["sent"]) if remembered.get("week") == week else set()


def remember(week: str, sent: set[int]) -> None:
    """Keep who had it; only the latest week is kept. Raises OSError where the folder cannot be written."""
    written = memory_file().with_suffix(".new")
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps({"week": week, "sent": sorted(sent)}), encoding="utf-8")
    written.replace(memory_file())
