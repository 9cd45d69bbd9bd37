"""The page on which a draft's results of the year before are brought up to what its ledger says today."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets.admin.next_year import proposal
from targets.admin.plan_pages import own_plan, plan_page, plan_url
from targets.explaining import figure
from targets.models import Plan, Target
from targets.views.frame import today
from targets.years.last_year import STARTED, Comparison, Update, comparisons, update_last_year


@dataclass(frozen=True, slots=True)
class LastYearLine:
    """A target whose result of the year before, or what was carried over of it, is another one now."""

    code: str
    name: str
    url: str
    written: str
    """The result the draft says."""
    counted: str
    """The result the ledger says."""
    is_updated: bool
    is_left: bool
    remainder: str
    """What a carry-over would be now; empty where it is as it was."""


def last_year(admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would change; change it, and say what was left."""
    plan = own_plan(admin, request, pk)
    on = today()
    if plan.state != Plan.State.DRAFT:
        admin.message_user(request, STARTED, messages.WARNING)
        return HttpResponseRedirect(plan_url(plan))
    if request.method == "POST":
        try:
            tell(admin, request, update_last_year(plan=plan, on=on))
        except ValidationError as refusal:
            admin.message_user(request, " ".join(refusal.messages), messages.WARNING)
        return HttpResponseRedirect(plan_url(plan))
    lines = [line_of(each) for each in comparisons(plan, on)]
    shown = [line for line in lines if line.is_updated or line.is_left or line.remainder]
    title = _("Update last year's results")
    return plan_page(admin, request, plan, title, "last_year", lines=shown, continued=len(lines), on=on)


def line_of(each: Comparison) -> LastYearLine:
    target = each.target
    return LastYearLine(
        target.code,
        target.label,
        reverse("admin:targets_target_change", args=[target.pk]),
        figure(target.baseline, target.baseline_unit, target.baseline_qualifier),
        figure(each.outcome.achieved, each.outcome.target.unit),
        bool(each.changes),
        each.is_stale and each.is_edited,
        remainder(each) if each.has_other_remainder else "",
    )


def remainder(each: Comparison) -> str:
    """What a carry-over of the target would be now."""
    return proposal(each.outcome) or str(_("nothing is left"))


def tell(admin: ModelAdmin, request: HttpRequest, done: Update) -> None:
    """How many were brought up to date, which were left, and which goals to look at."""
    count = len(done.updated)
    sentence = ngettext(
        "Last year's result updated of %(count)d target.",
        "Last year's results updated of %(count)d targets.",
        count,
    )
    admin.message_user(request, sentence % {"count": count}, messages.SUCCESS)
    if done.left:
        sentence = ngettext(
            "Left as changed by hand: %(count)d target (%(codes)s).",
            "Left as changed by hand: %(count)d targets (%(codes)s).",
            len(done.left),
        )
        said = sentence % {"count": len(done.left), "codes": codes(done.left)}
        admin.message_user(request, said, messages.WARNING)
    if done.carried:
        named = ", ".join(f"{each.target.code} {remainder(each)}" for each in done.carried)
        goals = _("Carried-over goals are not changed; by last year's ledger they would be now: %(goals)s.")
        admin.message_user(request, goals % {"goals": named}, messages.WARNING)


def codes(targets: Iterable[Target]) -> str:
    return ", ".join(target.code for target in targets)
