"""What every reader of a page sees alike, kept until its plan changes (DESIGN, section 9).

Kept are the frozen records a page is printed from, not the page: assessing a plan takes six sevenths of a page's
time, printing it the rest, and from records each reader's own parts are made anew at every request. Nothing here may
be drawn for one reader: no name, right, message or token of theirs.
"""

import hashlib
import io
import pickle
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language

from targets.area_unit import area_unit
from targets.asof import AsOf
from targets.models import Plan, PlanVersion

SECONDS = 24 * 3600
"""A day has other boards than the day before; what nobody asks for again makes room sooner."""
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a page's shared records are drawn from: on the same ground stands the same page."""

    plan: int
    epoch: UUID
    number: int
    """The plan's version, read before any figure: what a writer adds meanwhile is found under the next."""
    look: AsOf
    today: date
    language: str
    area_unit: str
    release: str

    def key(self, page: str, parameters: tuple = ()) -> str:
        said = "\0".join(map(repr, (*astuple(self), *parameters)))
        return f"{page}:{hashlib.blake2b(said.encode(), digest_size=20).hexdigest()}"

    def keep(self, page: str, draw: Callable[[], Kept], *parameters: object) -> Kept:
        """What was drawn on this ground, or else what `draw` draws now; the parameters are all that it reads besides.

        What is drawn must be frozen and the same for every reader.
        """
        key = self.key(page, parameters)
        stored = cache.get(key)
        if stored is not None:
            return pickle.loads(stored)  # type: ignore[no-any-return]  # noqa: S301  # our own, kept where the sessions are
        drawn = draw()
        cache.set(key, _written(drawn), SECONDS)
        return drawn


class _ByName(pickle.Pickler):
    """Writes members of enums by name: their values hold words, which are others in another language."""

    def reducer_override(self, found: object) -> Any:
        return (getattr, (type(found), found.name)) if isinstance(found, Enum) else NotImplemented


def _written(drawn: object) -> bytes:
    file = io.BytesIO()
    _ByName(file, pickle.HIGHEST_PROTOCOL).dump(drawn)
    return file.getvalue()


def ground_of(plan: Plan, look: AsOf, today: date) -> Ground:
    """The ground of a plan that was read together with its version, as `visible_plans` does.

    Read later, the version might be newer than the plan. A plan without one stands on new ground each time.
    """
    version, language = getattr(plan, "version", None) or PlanVersion(), get_language() or ""
    return Ground(
        plan.pk, version.epoch, version.number, look, today, language, area_unit(), settings.RELEASE
    )
