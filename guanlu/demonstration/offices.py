"""Invented offices, and which targets of the report each of them answers for."""

from dataclasses import dataclass

from guanlu.demonstration.writing import write
from targets.models import Office, Target

REASON = "演示数据：虚构的责任分工"


@dataclass(frozen=True, slots=True)
class SampleOffice:
    """An invented office: `key` is how the tables of this package and user names call it."""

    key: str
    name: str
    name_en: str
    field: str
    """What its post in charge looks after."""
    leads: tuple[str, ...]
    """Sections and targets it leads, by how their codes begin; the longest beginning decides."""
    is_fallback: bool = False


OFFICES = (
    SampleOffice("party", "示例党政办公室", "Sample General Office", "党政", ("6",), is_fallback=True),
    SampleOffice("agri", "示例农业办公室", "Sample Agriculture Office", "农业", ("4",)),
    SampleOffice("works", "示例建设办公室", "Sample Works Office", "建设", ("3", "2.2.1", "2.2.2", "2.2.4", "7.0.1")),
    SampleOffice("social", "示例社会事务办公室", "Sample Social Affairs Office", "社会事务", ("1.1", "5.1", "7")),
    SampleOffice("safety", "示例应急和环保办公室", "Sample Safety and Environment Office", "应急环保", ("5.2", "5.3")),
    SampleOffice("finance", "示例财政办公室", "Sample Finance Office", "财政", ("1.2", "4.2.8", "6.1.3")),
    SampleOffice("revival", "示例乡村振兴办公室", "Sample Rural Revitalisation Office", "乡村振兴", ("2",)),
)  # fmt: skip
SUPPORTING = {
    "1.2.1": ("works",),
    "1.2.2": ("works",),
    "2.2.5": ("social",),
    "3.1.4": ("safety",),
    "4.1.1": ("safety",),
    "4.3.1": ("works", "finance"),
    "5.1.4": ("finance",),
    "5.3.3": ("works",),
}
"""Offices that help, by the code of the target."""


def key_for(code: str) -> str:
    """The key of the office that leads a target.

    >>> key_for("2.2.1"), key_for("2.2.3"), key_for("6.1.3")
    ('works', 'revival', 'finance')
    """
    matches = [
        (len(beginning), office.key)
        for office in OFFICES
        for beginning in office.leads
        if f"{code}.".startswith(f"{beginning}.")
    ]
    return max(matches)[1]


def make_offices() -> dict[str, Office]:
    """The offices by their keys."""
    made = {}
    for sample in OFFICES:
        office = Office(name=sample.name, name_en=sample.name_en, is_fallback_reviewer=sample.is_fallback)
        write(office, REASON)
        made[sample.key] = office
    return made


def give_lead(target: Target, offices: dict[str, Office]) -> None:
    """Say on a target, not yet saved, which office and post answer for it."""
    key = key_for(target.code)
    fields = {sample.key: sample.field for sample in OFFICES}
    target.lead_office = offices[key]
    target.lead_post = f"示例分管领导（{fields[key]}）"
