"""The control that every board has: the day it is read as of, by which knowledge, and the day to compare with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from targets import asof
from targets.asof import AsOf, Known
from targets.explaining import joined
from targets.models import Plan
from targets.views.frame import asked_day, today

OWN = ("on", "known", "compare")
DROPPED = ("page", "_export")
"""What does not stay when the day changes: the page of a list, and that it was to be saved as a file."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A day, or a way of knowing, one can go to; without an address where one is already."""

    label: str
    url: str
    day: date | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """All the control prints."""

    on: date
    compare: date | None
    compares: bool
    """Whether this page can show what moved."""
    first: date
    last: date
    back: Choice | None
    forth: Choice | None
    now: Choice
    then: Choice
    is_past: bool
    """Whether the two ways of knowing may differ."""
    is_ahead: bool
    """Whether the day is still to come."""
    months: tuple[Choice, ...]
    """The month ends to compare with, the latest first."""
    alone: Choice
    """Without a comparison."""
    today: Choice | None
    kept: tuple[tuple[str, str], ...]
    """The page's other parameters, for its form."""
    name: str
    sentence: str
    query: str

    @property
    def is_then(self) -> bool:
        return self.then.is_chosen


def asked(request: HttpRequest, plan: Plan) -> AsOf:
    """What the address asks for; what cannot be read is answered with a sentence and left out."""
    on = asked_day(request, plan)
    known = request.GET.get("known", "").strip()
    if known not in ("", *(each.value for each in Known)):
        messages.warning(request, _("“known” must be “now” or “then”: today's knowledge is used instead."))
    return AsOf(on, Known.THEN if known == Known.THEN.value else Known.NOW, _compared(request, plan, on))


def _compared(request: HttpRequest, plan: Plan, on: date) -> date | None:
    text = request.GET.get("compare", "").strip()
    if not text:
        return None
    try:
        day = plan.clamp(date.fromisoformat(text))
    except ValueError:
        messages.warning(request, _("“compare” must be a day such as 2021-08-31: nothing is compared."))
        return None
    if day == on:
        messages.info(request, _("A day cannot be compared with itself: choose another one."))
        return None
    return day


def control(request: HttpRequest, plan: Plan, look: AsOf, *, compares: bool = True) -> Control:
    """The control of a page; its links keep the page and its other parameters."""
    first, last = plan.starts_on, min(today(), plan.last_board_day)

    def choice(
        label: str, day: date | None = None, *, is_chosen: bool = False, **changes: str | None
    ) -> Choice:
        return Choice(label, _address(request, look, changes), day, is_chosen)

    def step(day: date | None) -> Choice | None:
        return choice(date_format(day, "MONTH_DAY_FORMAT"), day, on=f"{day:%Y-%m-%d}") if day else None

    is_then = look.known is Known.THEN
    return Control(
        on=look.on,
        compare=look.compare if compares else None,
        compares=compares,
        first=first,
        last=plan.last_board_day,
        back=step(asof.step_back(look.on, first)),
        forth=step(asof.step_forth(look.on, last)),
        now=choice(_("Look at it as now known"), known=None, is_chosen=not is_then),
        then=choice(_("Look at it as then known"), known="then", is_chosen=is_then),
        is_past=is_then or look.on < today() or (compares and look.compare is not None),
        is_ahead=look.on > today(),
        months=tuple(_months(request, look, first, last)),
        alone=choice(_("Do not compare"), compare=None),
        today=choice(_("Back to today"), last, on=f"{last:%Y-%m-%d}") if look.on != last else None,
        kept=tuple(_kept(request)),
        name=_("As then known") if is_then else _("As now known"),
        sentence=_sentence(look),
        query=look.query,
    )


def _months(request: HttpRequest, look: AsOf, first: date, last: date) -> Iterator[Choice]:
    """The month ends so far to compare with, the latest first."""
    for day in reversed(list(asof.month_ends(first, last))):
        if day != look.on:
            url = _address(request, look, {"compare": f"{day:%Y-%m-%d}"})
            yield Choice(date_format(day, "MONTH_DAY_FORMAT"), url, day, day == look.compare)


def _address(request: HttpRequest, look: AsOf, changes: dict[str, str | None]) -> str:
    """This page with these parameters changed; one that is None is left out."""
    query = request.GET.copy()
    query["on"] = f"{look.on:%Y-%m-%d}"
    for name in DROPPED:
        query.pop(name, None)
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


def _kept(request: HttpRequest) -> Iterator[tuple[str, str]]:
    for name, values in request.GET.lists():
        if name not in (*OWN, *DROPPED):
            yield from ((name, value) for value in values)


def _sentence(look: AsOf) -> str:
    """In plain words, what a past day is judged by."""
    if look.known is Known.NOW:
        return _("Judged by today's ledger and set-up: figures of that day approved later count too.")
    said = _(
        "Only what was approved by the end of that day counts, with the goals, dates and shares that stood then."
    )
    compared = _("Both days are judged by what was known at their own end.") if look.compare else ""
    return joined(filter(None, [said, compared]))
