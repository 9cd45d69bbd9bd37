"""The page of one village: its shares, what it still has to report, its latest figures, who reports for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from targets.asof import AsOf, Known
from targets.assessment import Assessment, ShareAssessment, assess
from targets.boards.dashboard import Count, count_classes
from targets.boards.rows import ShareRow, share_row, village_url
from targets.curves.sparks import Spark, spark
from targets.explaining import day
from targets.ledger_lines import LedgerLine, read_ledger
from targets.models import Allocation, Duty, Plan, ProgressEntry, Target, Village
from targets.owing import Owed, owed_among
from targets.people import Person
from targets.periods import Period
from targets.record.record_page import period_name

LINES = 20
SHOWN_AT_ONCE = 24
"""Reports still to come that a period names before the rest is folded."""


@dataclass(frozen=True, slots=True)
class VillageShare:
    """A share of the village with the target it belongs to."""

    code: str
    target: str
    url: str
    share: ShareRow
    has_bar: bool
    record_url: str = ""
    """Where this reader may log for it; empty where they may not."""


@dataclass(frozen=True, slots=True)
class Link:
    name: str
    url: str
    share: int = 0
    """The share it is about, if one; who may log for that is led to the form instead."""


@dataclass(frozen=True, slots=True)
class Owing:
    """Reports that are still to come for one period; each leads to the form, for who may log there."""

    period: str
    deadline: date
    targets: tuple[Link, ...]

    @property
    def first(self) -> tuple[Link, ...]:
        return self.targets[:SHOWN_AT_ONCE]

    @property
    def more(self) -> tuple[Link, ...]:
        """What is folded away, so that a village that owes much still has a page."""
        return self.targets[SHOWN_AT_ONCE:]


@dataclass(frozen=True, slots=True)
class VillagePage:
    """All a village's page prints on a day; what is one reader's own is added by `for_reader`."""

    merged: str
    """Since when it is merged away, or from when it will be; empty otherwise."""
    successor: Link | None
    predecessors: tuple[Link, ...]
    counts: tuple[Count, ...]
    judged: int
    """How many shares are owed and have not ended."""
    besides: str
    """What else stands in the table of shares: beside the plan, not owed, ended; empty where nothing does."""
    shares: tuple[VillageShare, ...]
    sparks: tuple[Spark, ...]
    """Of each share that is judged by a line, how it went against its plan."""
    owed: tuple[Owing, ...]
    asked: int
    """How many reports are asked for: of the period now open, and of those missed before it."""
    unreported: int
    """How many of these have not reported yet."""
    named: tuple[Link, ...]
    """Targets whose words name the village, without a share of it."""
    by_project: tuple[Link, ...]
    """Those of which the shares are projects', so that the village is to get none."""
    reporters: tuple[str, ...]
    offices: tuple[str, ...]
    """Those whose clerks may log for it (代录)."""
    ledger: tuple[LedgerLine, ...] = ()
    may_record: bool = False
    """Whether this user may log for any of its shares."""


def village_page(
    plan: Plan, village: Village, on: date, today: date, known: Known = Known.NOW
) -> VillagePage:
    """The page as every reader sees it; flat in queries, however many shares."""
    targets = Target.objects.filter(plan=plan).added_by(on).of_villages([village])
    assessments = sorted(assess(plan, on, targets, known), key=lambda each: each.order)
    own = [(each, share) for each in assessments for share in _shares_of(village, each) if share.is_shown]
    query = AsOf(on, known).query
    judged = [share for _target, share in own if share.is_judged]
    named = [each for each in assessments if not _shares_of(village, each)]
    asked = _asked(plan, [share for _target, share in own], min(on, today))
    return VillagePage(
        merged=_merged(village, on),
        successor=_village_link(plan, village.successor) if village.successor else None,
        predecessors=tuple(_village_link(plan, each) for each in village.predecessors.all()),
        counts=_counts(judged),
        judged=len(judged),
        besides=_besides([share for _target, share in own if not share.is_judged]),
        shares=tuple(_share(plan, each, share) for each, share in own),
        sparks=_sparks(plan, own),
        owed=_owing(plan, asked, query),
        asked=len(asked),
        unreported=sum(not each.is_reported for each in asked),
        named=_target_links(plan, (each for each in named if not each.is_by_project)),
        by_project=_target_links(plan, (each for each in named if each.is_by_project)),
        reporters=_reporters(village, today),
        offices=_offices(own),
    )


def for_reader(
    page: VillagePage, plan: Plan, village: Village, user: Person, look: AsOf, today: date
) -> VillagePage:
    """The page as this user may see it: the forms that are theirs, and the entries they may read."""
    recordable = _recordable(plan, village, user, today)

    def form(share: int) -> str:
        return reverse("targets:record-share", args=[plan.year, share]) if share in recordable else ""

    return replace(
        page,
        shares=tuple(replace(each, record_url=form(each.share.id)) for each in page.shares),
        owed=tuple(
            replace(
                each, targets=tuple(replace(link, url=form(link.share) or link.url) for link in each.targets)
            )
            for each in page.owed
        ),
        ledger=_ledger(plan, village, user, look.on, today, look.known),
        may_record=bool(recordable),
    )


def _shares_of(village: Village, assessment: Assessment) -> list[ShareAssessment]:
    return [share for share in assessment.shares if share.allocation.village_id == village.pk]


def _recordable(plan: Plan, village: Village, user: Person, today: date) -> set[int]:
    """The shares of the village this user may log for today."""
    shares = Allocation.objects.reportable_by(user, today).open(today)
    return set(shares.filter(target__plan=plan, village=village).values_list("pk", flat=True))


def _asked(plan: Plan, shares: Sequence[ShareAssessment], day: date) -> list[Owed]:
    """What is asked for, by the rule of “my month”: nothing where the year is not running."""
    return owed_among(shares, day) if plan.state == Plan.State.RUNNING else []


def _merged(village: Village, on: date) -> str:
    if village.ended_on is None:
        return ""
    said = {"day": day(village.ended_on), "village": str(village.successor or "")}
    if village.ended_on > on:
        return (
            _("To be merged into %(village)s on %(day)s.") if village.successor else _("Ends on %(day)s.")
        ) % said
    return (_("Merged into %(village)s on %(day)s.") if village.successor else _("Ended on %(day)s.")) % said


def _village_link(plan: Plan, village: Village) -> Link:
    return Link(str(village), village_url(plan.year, village))


def _counts(judged: Sequence[ShareAssessment]) -> tuple[Count, ...]:
    verdicts = [share.status.verdict for share in judged]
    return count_classes(verdicts, sum(share.is_missing for share in judged), lambda _slug: "")


def _besides(others: Sequence[ShareAssessment]) -> str:
    """How many shares of the table are not among those counted, by what the table calls them."""
    unplanned = [share for share in others if share.is_open and share.allocation.is_unplanned]
    ended = [share for share in others if not share.is_open]
    kinds = (
        (_("beside the plan"), len(unplanned)),
        (_("not owed"), len(others) - len(unplanned) - len(ended)),
        (_("ended"), len(ended)),
    )
    said = (_("%(count)d %(kind)s") % {"count": count, "kind": kind} for kind, count in kinds if count)
    return _(", ").join(said)


def _target_links(plan: Plan, assessments: Iterable[Assessment]) -> tuple[Link, ...]:
    return tuple(Link(str(each.target), _target_url(plan, each.target, each.query)) for each in assessments)


def _target_url(plan: Plan, target: Target, query: str) -> str:
    return reverse("targets:target", args=[plan.year, target.code]) + query


def _share(plan: Plan, assessment: Assessment, share: ShareAssessment) -> VillageShare:
    target = assessment.target
    return VillageShare(
        target.code,
        target.label,
        f"{_target_url(plan, target, assessment.query)}#share-{share.allocation.pk}",
        share_row(share),
        assessment.has_bar,
    )


def _sparks(plan: Plan, own: Sequence[tuple[Assessment, ShareAssessment]]) -> tuple[Spark, ...]:
    """The small curves of the shares that are open; several of one target each have their own."""
    drawn = []
    for each, share in own:
        if share.is_open:
            url = f"{_target_url(plan, each.target, each.query)}#share-{share.allocation.pk}"
            drawn.append(spark(share, each, url))
    return tuple(found for found in drawn if found)


def _owing(plan: Plan, asked: Sequence[Owed], query: str) -> tuple[Owing, ...]:
    """What is still to be reported, by period, the nearest deadline first."""
    waiting: dict[Period, list[Link]] = {}
    for each in asked:
        if not each.is_reported:
            share = each.share.allocation
            url = _target_url(plan, share.target, query)
            waiting.setdefault(each.period, []).append(Link(str(share.target), url, share.pk))
    return tuple(
        Owing(period_name(period), period.deadline, tuple(waiting[period]))
        for period in sorted(waiting, key=lambda period: (period.deadline, period.starts_on))
    )


def _ledger(
    plan: Plan, village: Village, user: Person, on: date, today: date, known: Known
) -> tuple[LedgerLine, ...]:
    """The latest entries up to that day that this user may see."""
    entries = ProgressEntry.objects.of_plan(plan).filter(allocation__village=village)
    return tuple(read_ledger(entries, user, on, today, known, LINES))


def _reporters(village: Village, today: date) -> tuple[str, ...]:
    """Who holds the duty of reporting for it today."""
    duties = Duty.objects.active(today).filter(village=village, role=Duty.Role.REPORTER)
    named = (str(duty.user) for duty in duties.select_related("user").order_by("starts_on", "pk"))
    return tuple(dict.fromkeys(named))


def _offices(own: Sequence[tuple[Assessment, ShareAssessment]]) -> tuple[str, ...]:
    """The offices that answer for its open shares, each once."""
    answering = (
        share.allocation.office or assessment.target.lead_office for assessment, share in own if share.is_open
    )
    return tuple(dict.fromkeys(str(office) for office in answering if office))
