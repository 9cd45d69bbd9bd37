"""A draft that was made by mistake goes with all its rows, each of which keeps its history and the reason."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from targets.models import Allocation, Document, Plan, PlanVersion, ProgressEntry, Section, Step, Target


def hanging(plan: Plan) -> list[tuple[type[Model], int]]:
    """How many rows of each table go with a draft: five counts."""
    rows: list[QuerySet[Any]] = [
        Document.objects.filter(plan=plan),
        Section.objects.filter(document__plan=plan),
        Target.objects.filter(plan=plan),
        Allocation.objects.filter(target__plan=plan),
        Step.objects.filter(allocation__target__plan=plan),
    ]
    return [(each.model, each.count()) for each in rows]


def why_not_deleted(plan: Plan) -> str:
    """Why a plan is not deleted, in a sentence; empty where it is: a draft that nothing was built on."""
    if plan.state != Plan.State.DRAFT:
        return _("This plan was started: only a draft can be deleted.")
    if ProgressEntry.objects.of_plan(plan).exists():
        return _("Figures were logged in this plan: it is no longer deleted.")
    later = Plan.objects.filter(targets__continues__plan=plan).exclude(pk=plan.pk).order_by("year").distinct()
    if years := ", ".join(str(each.year) for each in later):
        return _("Targets of %(years)s continue those of this plan: delete that draft first.") % {
            "years": years
        }
    return ""


@transaction.atomic
def delete_draft(*, plan: Plan, reason: str) -> None:
    """Delete a draft and all its rows, one by one. Raises ValidationError for any other plan (why_not_deleted)."""
    PlanVersion.advance([plan.pk])
    plan = Plan.objects.get(pk=plan.pk)
    refusal = why_not_deleted(plan)
    if refusal:
        raise ValidationError(refusal)
    rows: list[Any] = [
        *Step.objects.filter(allocation__target__plan=plan),
        *Allocation.objects.filter(target__plan=plan),
        *_last_first(Target.objects.filter(plan=plan), "continues_id"),
        *_last_first(Section.objects.filter(document__plan=plan), "parent_id"),
        *Document.objects.filter(plan=plan),
        plan,  # and its version with it
    ]
    for row in rows:
        row._change_reason = reason
        row.delete()


def _last_first(rows: Any, owner: str) -> list[Any]:
    """Each row before the one that it hangs on by `owner`, among rows of one table."""
    waiting = {row.pk: row for row in rows}
    ordered: list[Any] = []
    while waiting:
        held = {getattr(row, owner) for row in waiting.values()}
        free = [row for row in waiting.values() if row.pk not in held]
        ordered += free or waiting.values()
        waiting = {pk: row for pk, row in waiting.items() if free and pk in held}
    return ordered
