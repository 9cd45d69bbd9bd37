"""In which unit this reader wants areas: 亩 in Chinese and hectares in English, unless they chose otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, get_args

from django.utils.translation import get_language

AreaUnit = Literal["mu", "ha"]
CHOICES: tuple[AreaUnit, ...] = get_args(AreaUnit)

_chosen: ContextVar[AreaUnit | None] = ContextVar("area unit", default=None)


def reads_english() -> bool:
    return (get_language() or "").startswith("en")


def area_unit() -> AreaUnit:
    """The unit of whoever reads now; a mail or a command has no choice and follows its language."""
    return _chosen.get() or ("ha" if reads_english() else "mu")


@contextmanager
def reading_in(choice: str | None) -> Iterator[None]:
    """Show areas in this unit meanwhile; what is none of the choices is no choice."""
    known = next((unit for unit in CHOICES if unit == choice), None)
    token = _chosen.set(known)
    try:
        yield
    finally:
        _chosen.reset(token)
