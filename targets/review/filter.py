"""The queue of a reviewer narrowed by office, place, target, age and kind, with a count beside each choice."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from targets.models import ProgressEntry
from targets.review.queue import Decision

AGES = (3, 7, 14)
"""Days an entry has waited at least."""
LATE, CORRECTION, PROXIED, DOUBTFUL, PLAIN = "late", "correction", "proxied", "doubtful", "plain"
NONE = "none"
"""A decision without an office, or of a share without a village."""
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter, and how much it leaves of what the others leave."""

    value: str
    label: str
    count: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter."""

    name: str
    label: str
    total: int
    """How much it leaves where all is asked for."""
    options: tuple[Option, ...]


def asked(given: Mapping[str, Any]) -> dict[str, str]:
    """What an address asks for, by filter; what no filter knows is left out."""
    found = {name: str(given.get(name, "")).strip()[:LONGEST] for name in VALUES}
    return {name: value for name, value in found.items() if value}


def query(wanted: Mapping[str, str], page: int = 1, ticked: Iterable[int] = ()) -> str:
    """The address's part that asks for the same again."""
    more = {"page": str(page) if page > 1 else "", "tick": ",".join(str(pk) for pk in ticked)}
    return urlencode({**wanted, **{name: value for name, value in more.items() if value}}, safe=",")


def narrowed(decisions: Iterable[Decision], wanted: Mapping[str, str]) -> list[Decision]:
    """Those that fit all that is asked for."""
    return [
        each
        for each in decisions
        if all(value in VALUES[name](each) for name, value in wanted.items())
    ]  # fmt: skip


def choices(decisions: Iterable[Decision], wanted: Mapping[str, str]) -> tuple[Choice, ...]:
    """Each filter with its choices: counted under what the other filters ask for."""
    everything = list(decisions)
    return tuple(_choice(name, everything, wanted) for name in VALUES)


def _choice(name: str, everything: list[Decision], wanted: Mapping[str, str]) -> Choice:
    rest = narrowed(everything, {other: value for other, value in wanted.items() if other != name})
    counts = Counter(value for each in rest for value in VALUES[name](each))
    labels = _labels(name, everything)
    chosen = wanted.get(name, "")
    if chosen and chosen not in labels:
        labels[chosen] = _("Nothing left of this choice")
    options = tuple(Option(value, label, counts[value], value == chosen) for value, label in labels.items())
    return Choice(name, _titles()[name], len(rest), options)


def _office(decision: Decision) -> set[str]:
    return {str(decision.office.pk) if decision.office else NONE}


def _village(decision: Decision) -> set[str]:
    return {str(decision.entry.allocation.village_id or NONE)}


def _target(decision: Decision) -> set[str]:
    return {decision.entry.allocation.target.code}


def _age(decision: Decision) -> set[str]:
    return {str(days) for days in AGES if decision.waited >= days}


def _kind(decision: Decision) -> set[str]:
    shown: ProgressEntry = decision.added or decision.entry
    kinds = {
        LATE: shown.is_late,
        CORRECTION: decision.entry.is_correction,
        PROXIED: bool(getattr(shown, "is_proxied", False)),
        DOUBTFUL: decision.is_doubtful,
        PLAIN: not decision.is_doubtful,
    }
    return {kind for kind, is_so in kinds.items() if is_so}


VALUES: dict[str, Callable[[Decision], set[str]]] = {
    "office": _office,
    "village": _village,
    "target": _target,
    "age": _age,
    "kind": _kind,
}
"""What a decision is under each filter."""


def _titles() -> dict[str, str]:
    return {
        "office": _("Office"),
        "village": _("Village"),
        "target": _("Target"),
        "age": _("Waiting for"),
        "kind": _("Kind"),
    }


def _labels(name: str, everything: list[Decision]) -> dict[str, str]:
    """The choices of a filter in their order: of what waits, or of what there always is."""
    if name == "age":
        return {str(days): _("%(days)d days and more") % {"days": days} for days in AGES}
    if name == "kind":
        return {
            DOUBTFUL: _("With warnings"),
            PLAIN: _("Without warnings"),
            LATE: _("Made up later"),
            CORRECTION: _("Correction"),
            PROXIED: _("Logged for another"),
        }
    found = {value: _label(name, each) for each in everything for value in VALUES[name](each)}
    return dict(sorted(found.items(), key=lambda pair: _order(name, pair[0])))


def _label(name: str, decision: Decision) -> str:
    share = decision.entry.allocation
    match name:
        case "office":
            return str(decision.office) if decision.office else _("No office")
        case "village":
            return str(share.village) if share.village else _("Whole town and named shares")
    return f"{share.target.code} {share.target.label}"


def _order(name: str, value: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in value.split("."))
