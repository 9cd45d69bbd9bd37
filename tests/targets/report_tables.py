"""The tables of facts in tests/data, which were made by hand from the report."""

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table; quotation marks in it are text."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


COMMITMENTS = table("commitments.tsv")
SECTIONS = table("sections.tsv")
VILLAGES = table("villages.tsv")
TEXT = (FOLDER / "guanlu-2021.txt").read_bytes().decode("utf-8")
