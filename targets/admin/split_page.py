"""The page 分解到村: choose villages and a way, look at the shares, mend them by hand, confirm."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import units
from targets.admin.split_form import Proposal, SplitForm, SplitRow
from targets.admin.split_ground import Ground, goals_of, ground_of
from targets.admin.split_sum import SplitSum
from targets.explaining import stored_figure, stored_unit_name
from targets.models import Area, Target, Village
from targets.setup.splitting import PartsRefused, check_splittable, divides_amount, needing_decision, split
from targets.views.frame import today


@dataclass(frozen=True, slots=True)
class VillageChoice:
    """A village to tick, with what it owes at present."""

    village: Village
    is_ticked: bool
    present: str


@dataclass(frozen=True, slots=True)
class AreaChoices:
    area: Area | None
    choices: tuple[VillageChoice, ...]


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """A village's line of the preview, ready to print."""

    village: Village
    present: str
    box: str
    typed: str
    share: str
    percent: str
    error: str


@dataclass(frozen=True, slots=True)
class Preview:
    lines: tuple[PreviewLine, ...]
    problems: tuple[str, ...]
    total: SplitSum | None
    is_typed: bool
    """Whether the shares are amounts, one box each."""
    needs_decision: bool
    warning: str
    """That the whole town's goal would fall below what it has logged; empty otherwise."""

    @property
    def has_errors(self) -> bool:
        return bool(self.problems or any(line.error for line in self.lines))


def split_page(target_admin: admin.ModelAdmin, request: HttpRequest, object_id: int) -> HttpResponse:
    """First the choice, then the preview with its boxes, then all shares are stored at once."""
    target = get_object_or_404(Target.objects.select_related("plan"), pk=object_id)
    if not target_admin.has_view_or_change_permission(request, target):
        raise PermissionDenied
    back = reverse("admin:targets_target_change", args=[target.pk])
    on = target.plan.clamp(today())
    try:
        check_splittable(target, on)
    except ValidationError as refusal:
        target_admin.message_user(request, " ".join(refusal.messages), messages.ERROR)
        return HttpResponseRedirect(back)
    if not target_admin.has_change_permission(request, target):
        raise PermissionDenied
    ground = ground_of(target, on)
    form = SplitForm(request.POST or None, ground=ground)
    proposal = None
    if request.method == "POST":
        is_valid, is_confirmed = form.is_valid(), "confirm" in request.POST
        if is_valid or is_confirmed:
            proposal = form.given(request.POST) if is_confirmed else form.proposal()
        if is_valid and is_confirmed and proposal and _stored(target_admin, request, form, proposal):
            return HttpResponseRedirect(back)
    return _page(target_admin, request, form, proposal)


def _stored(
    target_admin: admin.ModelAdmin, request: HttpRequest, form: SplitForm, proposal: Proposal
) -> bool:
    """Whether the shares were stored; if not, form and rows say why."""
    if any(row.error for row in proposal.rows):
        return False
    ground = form.ground
    try:
        made = split(
            target=ground.target,
            parts=form.parts(proposal),
            on=ground.on,
            reason=form.cleaned_data["reason"],
            starts_on=form.cleaned_data["starts_on"],
            counted_unit=form.cleaned_data.get("counted_unit", ""),
            decision=form.decision,
        )
    except PartsRefused as refused:
        for row in proposal.rows:
            row.error = refused.errors.get(row.village.pk, "")
        return False
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    said = ngettext("%(count)d village has its share.", "%(count)d villages have their shares.", len(made))
    target_admin.message_user(request, said % {"count": len(made)}, messages.SUCCESS)
    return True


def _page(
    target_admin: admin.ModelAdmin, request: HttpRequest, form: SplitForm, proposal: Proposal | None
) -> HttpResponse:
    target = form.target
    context = {
        **target_admin.admin_site.each_context(request),
        "title": _("Split among villages"),
        "opts": target_admin.opts,
        "target": target,
        "goal": "" if target.goal is None else stored_figure(target.goal, target.unit),
        "unit": stored_unit_name(target.unit, Decimal(2)),
        "form": form,
        "areas": tuple(_areas(form)),
        "preview": None if proposal is None else _preview(form, proposal),
        "media": target_admin.media + form.media + SplitSum.media,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/targets/target/split.html", context, status=status)


def _areas(form: SplitForm) -> Iterator[AreaChoices]:
    ticked = {village.pk for village in form.ticked}
    for _area_id, villages in groupby(form.ground.villages, key=lambda village: village.area_id):
        found = list(villages)
        yield AreaChoices(
            found[0].area,
            tuple(
                VillageChoice(village, village.pk in ticked, _present(form.ground, village))
                for village in found
            ),
        )


def _present(ground: Ground, village: Village) -> str:
    """What the village owes today, empty where it owes nothing."""
    share = ground.by_village.get(village.pk)
    if share is None:
        return ""
    if share.is_unplanned:
        return _("beside the plan")
    goal = _("no goal") if share.goal is None else stored_figure(share.goal, ground.target.unit)
    return _("%(goal)s, ended") % {"goal": goal} if ground.has_ended(share) else goal


def _preview(form: SplitForm, proposal: Proposal) -> Preview:
    target, ground = form.target, form.ground
    is_typed = divides_amount(target)
    kept = ground.kept([row.village for row in proposal.rows])
    total, warning = None, ""
    if is_typed and target.goal:
        given = sum((row.goal for row in proposal.rows if row.goal is not None), Decimal(0))
        warning = ground.overtaken_sentence(given + goals_of(kept))
        total = SplitSum.of(target, given + goals_of(kept), len(proposal.rows) + len(kept))
        total = total.beside(goals_of(kept), len(kept))
    return Preview(
        tuple(_line(ground, row) for row in proposal.rows),
        tuple(proposal.problems),
        total,
        is_typed,
        bool(needing_decision(target, ground.by_village, form.parts(proposal))),
        warning,
    )


def _line(ground: Ground, row: SplitRow) -> PreviewLine:
    goal, target = row.goal, ground.target
    percent = ""
    if goal is not None and target.goal and divides_amount(target):
        percent = units.format_percent(goal / target.goal * 100)
    return PreviewLine(
        village=row.village,
        present=_present(ground, row.village),
        box=row.box,
        typed=row.typed,
        share="—" if goal is None else stored_figure(goal, target.unit),
        percent=percent,
        error=row.error,
    )
