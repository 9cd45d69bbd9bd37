"""What there is to do before a year runs, in its order: what is done, what is open, and where it is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.admin.counts import list_url
from targets.models import Allocation, Document, Duty, Office, Plan, Section, Target
from targets.models.shares import WHOLE_TOWN
from targets.years.starting import Check, Finding, findings, stopping


class Progress(Enum):
    """Whether a task is done; some need not be done at all."""

    DONE = "done"
    OPEN = "open"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do for a year."""

    label: str
    progress: Progress
    detail: str
    url: str

    @property
    def is_open(self) -> bool:
        return self.progress is Progress.OPEN


def set_up_plan(on: date) -> Plan | None:
    """The year whose set-up is at hand: the latest draft, else the running one."""
    drafts = Plan.objects.filter(state=Plan.State.DRAFT).order_by("-year")
    return drafts.first() or Plan.objects.filter(state=Plan.State.RUNNING).current(on)


def tasks(plan: Plan, on: date) -> tuple[Task, ...]:
    """The seven tasks of a year's set-up; none of a closed one: ten queries however many rows there are."""
    if plan.state == Plan.State.CLOSED:
        return ()
    found = findings(plan)
    return (
        _plan(plan),
        _documents(plan),
        _targets(plan, found),
        _offices(plan, found),
        _people(plan, on),
        _split(plan, found),
        _start(plan, found),
    )


def _task(label: str, is_done: bool, details: Iterable[str], url: str) -> Task:
    progress = Progress.DONE if is_done else Progress.OPEN
    return Task(label, progress, " · ".join(each for each in details if each), url)


def _plan(plan: Plan) -> Task:
    days = f"{date_format(plan.starts_on, 'SHORT_DATE_FORMAT')} – {date_format(plan.ends_on, 'SHORT_DATE_FORMAT')}"
    return _task(_("Plan"), True, [days], reverse("admin:targets_plan_change", args=[plan.pk]))


def _documents(plan: Plan) -> Task:
    bodies = Document.objects.filter(plan=plan).values_list("body", flat=True)
    empty = sum(not body.strip() for body in bodies)
    documents, sections = len(bodies), Section.objects.filter(document__plan=plan).count()
    return _task(
        _("Documents and sections"),
        bool(documents and sections and not empty),
        [
            ngettext("%(count)d document", "%(count)d documents", documents) % {"count": documents},
            _("without a text: %(count)d") % {"count": empty} if empty else "",
            ngettext("%(count)d section", "%(count)d sections", sections) % {"count": sections},
        ],
        list_url("document", plan__id__exact=plan.pk),
    )


def _targets(plan: Plan, found: list[Finding]) -> Task:
    number = Target.objects.filter(plan=plan).count()
    in_sheet = [each for each in stopping(found) if each.check is not Check.NO_SHARE_GOAL]
    lacking = {row.pk for each in in_sheet for row in each.rows if isinstance(row, Target)}
    sheet = plan.state == Plan.State.DRAFT and number
    return _task(
        _("Targets"),
        bool(number and not lacking),
        [
            ngettext("%(count)d target", "%(count)d targets", number) % {"count": number},
            _("to be checked against the text: %(count)d") % {"count": len(lacking)} if lacking else "",
        ],
        reverse("admin:targets_plan_sheet", args=[plan.pk])
        if sheet
        else list_url("target", plan__id__exact=plan.pk),
    )


def _offices(plan: Plan, found: list[Finding]) -> Task:
    in_use = Office.objects.filter(is_active=True).count()
    without = sum(len(each.rows) for each in found if each.check.slug == "no_office")
    return _task(
        _("Offices"),
        bool(in_use) and not without,
        [
            ngettext("%(count)d office in use", "%(count)d offices in use", in_use) % {"count": in_use},
            _("targets without a lead office: %(count)d") % {"count": without} if without else "",
        ],
        list_url("target", plan__id__exact=plan.pk, lead_office__isnull=True)
        if in_use and without
        else list_url("office"),
    )


def _people(plan: Plan, on: date) -> Task:
    """Every office that answers for something needs somebody who reports and somebody who reviews."""
    duties = Duty.objects.active(on)
    people = duties.values("user").distinct().count()
    own = duties.filter(office=OuterRef("pk"))
    answering = Office.objects.filter(Q(leads__plan=plan) | Q(allocations__target__plan=plan))
    lacking = answering.filter(~Exists(own.filter(role=Duty.Role.REVIEWER))).distinct().count()
    return _task(
        _("Accounts and duties"),
        bool(people) and not lacking,
        [
            ngettext("%(count)d person with duties", "%(count)d people with duties", people)
            % {"count": people},
            _("offices without a reviewer: %(count)d") % {"count": lacking} if lacking else "",
        ],
        list_url("duty"),
    )


def _split(plan: Plan, found: list[Finding]) -> Task:
    """Not every target is split; nobody but the town knows which are to be. What was begun is to be ended."""
    parts = Allocation.objects.filter(target__plan=plan).exclude(village=None, name=WHOLE_TOWN)
    shares, split = parts.count(), parts.values("target").distinct().count()
    detail = _("%(split)d targets split, %(shares)d shares") % {"split": split, "shares": shares}
    if begun := sum(len(each.rows) for each in found if each.check is Check.NO_SHARE_GOAL):
        detail += " · " + _("shares without a goal: %(count)d targets") % {"count": begun}
    progress = Progress.OPEN if begun else Progress.DONE if split else Progress.OPTIONAL
    return Task(_("Split among the villages"), progress, detail, list_url("target", plan__id__exact=plan.pk))


def _start(plan: Plan, found: list[Finding]) -> Task:
    if plan.state != Plan.State.DRAFT:
        return _task(_("Start"), True, [_("started")], plan.get_absolute_url())
    stops = sum(max(len(each.rows), 1) for each in stopping(found))
    detail = _("still in the way: %(count)d") % {"count": stops} if stops else _("ready to start")
    return _task(_("Start"), False, [detail], reverse("admin:targets_plan_start", args=[plan.pk]))
