"""The rows of "my month": a share in a period it is asked for, as the page prints them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.explaining import figure
from targets.measures import Measure
from targets.models import Plan
from targets.owing import Owed
from targets.periods import Period
from targets.record.entry_terms import nothing_new_label
from targets.record.record_page import latest_text, period_key, period_name, so_far
from targets.share_ledger import ShareLedger, Standing
from targets.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class Choice:
    """How a reader looks at the month: by target or by village, perhaps of one village alone."""

    by_village: bool = False
    village: str = ""
    """The slug of the one village chosen."""

    @property
    def query(self) -> str:
        """As the address remembers it, "" for the plain page."""
        chosen = {"by": "village" if self.by_village else "", "village": self.village}
        return urlencode({name: text for name, text in chosen.items() if text})


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A share this user reports for, in one period."""

    key: str
    """Of share and period: the end of the ids on the page."""
    code: str
    name: str
    share: str
    village: str
    """The slug of its village; empty without one."""
    is_by_village: bool
    """Named by its target, for it stands under its village."""
    so_far: str
    waiting: str
    """What of it awaits review, in words; the status counts what is approved alone."""
    goal: str
    last: str
    last_on: date | None
    """The latest figure and its day, whatever its period."""
    in_period: str
    """What stands in the period itself; empty where nothing does."""
    verdict: Verdict
    """Of the share, not of the whole target."""
    deadline: date
    period: str
    is_reported: bool
    is_overdue: bool
    is_returned: bool
    """A report of it came back: its address is the form of that one, and nothing else is offered."""
    is_young: bool
    """Hardly begun: “nothing new” is asked once more."""
    can_repeat: bool
    """Whether “nothing new” has a meaning: a level or ratio needs a figure to repeat."""
    query: str
    """Its period and how the reader looks at the month, as addresses say it."""
    url: str
    nothing_new: str
    """What the one click is called."""
    nothing_new_url: str
    token: UUID


def row_key(owed: Owed) -> str:
    """Share and period in one word: 12-2021-09."""
    return f"{owed.share.allocation.pk}-{period_key(owed.period)}"


def owed_row(plan: Plan, owed: Owed, ledger: ShareLedger, on: date, choice: Choice) -> OwedRow:
    """The row of what is owed; the ledger is the share's."""
    share, period = owed.share.allocation, owed.period
    measure = Measure(share.target.measure)
    no_goal = ledger.goal is None or measure is Measure.RATIO
    # The same day that the form will propose: a level made up later repeats what stood then.
    day = min(period.ends_on, on)
    last = last_line(ledger, on)
    query = "&".join(filter(None, [f"period={period_key(period)}", choice.query]))
    return OwedRow(
        key=row_key(owed),
        code=share.target.code,
        name=share.target.label,
        share=share.label,
        village=share.village.slug if share.village else "",
        is_by_village=choice.by_village,
        so_far=so_far(ledger, on),
        waiting=waiting_text(ledger, on),
        goal="" if no_goal else figure(ledger.goal, ledger.unit),
        last=line_text(ledger, last) if last else "",
        last_on=last.happened_on if last else None,
        in_period=in_period(ledger, period, on),
        verdict=owed.share.status.verdict,
        deadline=period.deadline,
        period=period_name(period),
        is_reported=owed.is_reported,
        is_overdue=owed.is_overdue,
        is_returned=owed.returned is not None,
        is_young=period.is_young(on),
        can_repeat=not measure.takes_latest or ledger.latest(day) is not None,
        query=query,
        url=_address(plan, owed, query, choice),
        nothing_new=nothing_new_label(measure, period_name(period)),
        nothing_new_url=f"{reverse('targets:record-nothing-new', args=[plan.year, share.pk])}?{query}",
        token=uuid4(),
    )


def _address(plan: Plan, owed: Owed, query: str, choice: Choice) -> str:
    """Where the period is reported: the form of what came back of it, else the ordinary one."""
    if owed.returned is not None:
        address = reverse("targets:entry-resubmit", args=[plan.year, owed.returned])
        return f"{address}?{choice.query}" if choice.query else address
    return f"{reverse('targets:record-share', args=[plan.year, owed.share.allocation.pk])}?{query}"


def last_line(ledger: ShareLedger, on: date) -> Standing | None:
    """The latest line that stands by that day and was not taken back."""
    lines = (line for line in ledger.lines if line.happened_on <= on and not line.is_reversed)
    return max(lines, key=lambda line: line.order, default=None)


def line_text(ledger: ShareLedger, line: Standing) -> str:
    """One line of a share: its figure; of steps and reports in words that there was one."""
    if ledger.measure is Measure.STEPS:
        return _("a step completed") if line.step_id else _("no step completed")
    if line.quantity is None or not ledger.unit:
        return _("reported")
    if ledger.measure.takes_latest:
        return latest_text(line.quantity, line.base, ledger.unit)
    return (
        f"+{figure(line.quantity, ledger.unit)}" if line.quantity > 0 else figure(line.quantity, ledger.unit)
    )


def waiting_text(ledger: ShareLedger, on: date) -> str:
    """What of the figure so far still awaits review; empty where all of it is approved."""
    if ledger.measure.takes_latest:
        last = ledger.latest(on)
        return pgettext("a figure", "awaiting review") if last is not None and last.is_waiting else ""
    waiting = ledger.waiting_upto(on)
    if not waiting:
        return ""
    amount = figure(abs(waiting), ledger.unit)  # a correction that awaits review may take away
    return _("%(waiting)s of it awaiting review") % {"waiting": f"−{amount}" if waiting < 0 else amount}


def in_period(ledger: ShareLedger, period: Period, on: date) -> str:
    """What stands in a period by that day: the sum of its lines, or its latest value; "" where there is none."""
    lines = [line for line in ledger.lines if line.happened_on in period and line.happened_on <= on]
    standing = [line for line in lines if not line.is_reversed]
    if not standing:
        return ""
    latest = max(standing, key=lambda line: line.order)
    if ledger.measure.takes_latest or len(standing) == 1:
        return line_text(ledger, latest)
    if ledger.measure is Measure.STEPS or not ledger.unit:
        return _("%(count)d reports") % {"count": len(standing)}
    return f"+{figure(sum((line.quantity or Decimal(0) for line in lines), Decimal(0)), ledger.unit)}"
