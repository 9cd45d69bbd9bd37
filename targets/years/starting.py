"""Whether a draft may be started: its words stand in its documents; and what else to look at before (启动前检查).

What stops it is asked by `Plan.clean()`, so that no way of starting a plan passes it by, and shown in the admin.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets.measures import Measure
from targets.models import Allocation, Document, Plan, PlanVersion, Target
from targets.years.last_year import comparisons

GOAL_DIVIDED = {Measure.SUM, Measure.LEVEL}
"""Of these a village's share takes its goal from the whole town's (setup.remaining); without one both owe it."""


class Check(Enum):
    """What is looked at before a plan is started: the sentence that says what to do, and whether it stops it."""

    EMPTY = ("empty", gettext_lazy("The plan has no targets yet: add them first."), True)
    NO_TEXT = (
        "no_text",
        gettext_lazy("Documents without a text, though targets come from them: copy the whole text in."),
        True,
    )
    NO_QUOTE = (
        "no_quote",
        gettext_lazy("Targets without a quote: copy the exact words of the document."),
        True,
    )
    LOST_QUOTE = (
        "lost_quote",
        gettext_lazy("Targets whose quote does not stand in the text: copy the words exactly as they are."),
        True,
    )
    START_ALONE = (
        "start_alone",
        gettext_lazy("Targets with a value at the start and no goal: give a goal, or empty the value."),
        True,
    )
    NO_SHARE_GOAL = (
        "no_share_goal",
        gettext_lazy("The shares of villages have no goal yet, so it would be owed twice: split it first."),
        True,
    )
    NO_GOAL = (
        "no_goal",
        gettext_lazy(
            "Targets without a goal, which are not judged: right only where the document sets none."
        ),
        False,
    )
    NO_OFFICE = (
        "no_office",
        gettext_lazy("Targets without a lead office: the office that stands in would answer for them."),
        False,
    )

    OLD_RESULT = (
        "old_result",
        gettext_lazy(
            "Targets whose result of last year is not what last year's ledger says now: update the results "
            "of last year; what was changed by hand stays, so look whether it is right."
        ),
        False,
    )
    OLD_REMAINDER = (
        "old_remainder",
        gettext_lazy(
            "Targets carried over of which last year's ledger leaves something else now: look whether their "
            "goals or steps are still right."
        ),
        False,
    )

    def __init__(self, slug: str, sentence: Promise, stops: bool) -> None:
        self.slug = slug
        self.sentence = sentence
        self.stops = stops


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to do before a plan is started, and the rows it concerns."""

    check: Check
    rows: tuple[Target | Document, ...] = ()

    @property
    def names(self) -> str:
        """The codes of targets, the titles of documents."""
        return ", ".join(row.code if isinstance(row, Target) else str(row) for row in self.rows)

    @property
    def text(self) -> str:
        sentence = str(self.check.sentence)
        return (
            _("%(sentence)s (%(rows)s)") % {"sentence": sentence, "rows": self.names}
            if self.rows
            else sentence
        )


def findings(plan: Plan) -> list[Finding]:
    """What is to be looked at before this plan is started, what stops it first: one query."""
    open_shares = Allocation.objects.filter(
        target=OuterRef("pk"), village__isnull=False, is_owed=True, goal=None, ended_on=None
    )
    targets = list(
        Target.objects.filter(plan=plan)
        .select_related("section__document")
        .annotate(lacks_share_goal=Exists(open_shares))
    )
    targets.sort(key=lambda target: [int(part) for part in target.code.split(".")])
    if not targets:
        return [Finding(Check.EMPTY)]
    documents = {target.section.document_id: target.section.document for target in targets}
    found = [
        Finding(Check.NO_TEXT, tuple(each for each in documents.values() if not each.body.strip())),
        *(
            Finding(check, tuple(target for target in targets if check in checks_of(target)))
            for check in (
                Check.NO_QUOTE,
                Check.LOST_QUOTE,
                Check.START_ALONE,
                Check.NO_SHARE_GOAL,
                Check.NO_GOAL,
                Check.NO_OFFICE,
            )
        ),
    ]
    return [each for each in found if each.rows]


def findings_of_last_year(plan: Plan, on: date) -> list[Finding]:
    """What no longer agrees with the year before by the end of `on`; stops nothing (targets.years.last_year)."""
    compared = comparisons(plan, on)
    found = (
        Finding(Check.OLD_RESULT, tuple(each.target for each in compared if each.is_stale)),
        Finding(Check.OLD_REMAINDER, tuple(each.target for each in compared if each.has_other_remainder)),
    )
    return [each for each in found if each.rows]


def checks_of(target: Any) -> set[Check]:
    """What one target lacks; a quote of a document without a text is not looked for."""
    body = target.section.document.body
    lacking = set()
    if not target.quote.strip():
        lacking.add(Check.NO_QUOTE)
    elif body.strip() and target.quote not in body:
        lacking.add(Check.LOST_QUOTE)
    if target.goal is None and target.measure in Measure.with_goal():
        lacking.add(Check.NO_GOAL if target.start_value is None else Check.START_ALONE)
    if target.lacks_share_goal and target.goal is not None and target.measure in GOAL_DIVIDED:
        lacking.add(Check.NO_SHARE_GOAL)
    if target.lead_office_id is None:
        lacking.add(Check.NO_OFFICE)
    return lacking


def stopping(found: Iterable[Finding]) -> list[Finding]:
    """Those among the findings because of which a plan cannot be started."""
    return [each for each in found if each.check.stops]


@transaction.atomic
def start_plan(*, plan: Plan, reason: str) -> Plan:
    """Let staff see and report for a draft. Raises ValidationError with what is still missing (Plan.clean)."""
    PlanVersion.advance([plan.pk])
    plan = Plan.objects.get(pk=plan.pk)
    plan.state = Plan.State.RUNNING
    plan._change_reason = reason  # type: ignore[attr-defined]
    plan.full_clean()
    plan.save()
    return plan
