"""My month: what a user has to report; and the answers that keep its rows where they are."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from targets.models import Allocation, Plan, ProgressEntry
from targets.owing import owed_by_duty, owed_shares
from targets.periods import Period, period_of
from targets.record.forms import UnplannedForm
from targets.record.month_page import MonthRow, month_head, month_page, month_row
from targets.record.month_rows import Choice
from targets.record.record_page import share_periods
from targets.record.unplanned import open_unplanned, targets_open_to, villages_open_to
from targets.views.drafts import UNPLANNED, acknowledge
from targets.views.frame import OwnBeside, frame, nothing_beside, today, visible_plan


@require_GET
def month(request: HttpRequest, year: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    """What this user has to report, overdue and for the period asked for, and what came back.

    `beside` is what an app above this one lists on the same page, here and wherever it is shown again.
    """
    plan = visible_plan(request, year)
    return _month(request, plan, _unplanned_form(request, plan), beside)


@require_http_methods(["GET", "POST"])
def unplanned(request: HttpRequest, year: int, beside: OwnBeside = nothing_beside) -> HttpResponse:
    """Choose a target and a village, then the ordinary form: of the share it owes, or of one beside the plan."""
    plan = visible_plan(request, year)
    form = _unplanned_form(request, plan)
    if request.method == "POST" and form.is_valid():
        try:
            share = open_unplanned(user=request.user, on=today(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except PermissionDenied as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _(
                "This village has no share of this target: what you log here counts once it is approved."
            )
            if share.is_owed:
                said = _("This village already has a share of this target: log for it here.")
            acknowledge(request, said, UNPLANNED, messages.INFO)
            return redirect("targets:record-share", year, share.pk)
    return _month(request, plan, form, beside)


def _unplanned_form(request: HttpRequest, plan: Plan) -> UnplannedForm:
    targets = targets_open_to(request.user, plan, today()).order_by("section__number", Length("code"), "code")
    villages = villages_open_to(request.user, today())
    return UnplannedForm(request.POST or None, targets=targets, villages=villages)


def _month(request: HttpRequest, plan: Plan, form: UnplannedForm, beside: OwnBeside) -> HttpResponse:
    choice = chosen(request)
    page = month_page(plan, request.user, today(), choice)
    if choice.village and choice.village not in {village.slug for village in page.villages}:
        messages.warning(request, _("You report for no such village: all your figures are shown."))
        page = month_page(plan, request.user, today(), Choice(by_village=choice.by_village))
    shown = frame(request, plan, page=page, unplanned=form, **beside(plan, request.user, today()))
    return render(request, "targets/record.html", shown, status=422 if form.errors else 200)


def chosen(request: HttpRequest) -> Choice:
    """How the reader looks at the month, from `?by=village&village=guandu`; one village is shown by village."""
    village = request.GET.get("village", "").strip()
    return Choice(by_village=bool(village) or request.GET.get("by") == "village", village=village)


def came_from(request: HttpRequest, default: str) -> str:
    """The page to return to: `next`, where it is one of this site, else the default."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else default


def back_to_month(request: HttpRequest, plan: Plan) -> str:
    """My month as the reader looked at it, or the page that `next` names."""
    query = chosen(request).query
    return came_from(request, reverse("targets:record", args=[plan.year]) + (query and f"?{query}"))


def period_asked(request: HttpRequest, share: Allocation) -> Period | None:
    """The period of `?period=2021-09`; None without one. What is none of the share's is answered with a sentence."""
    text = request.GET.get("period", "").strip()
    if not text:
        return None
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = date.max
    period = period_of(max(first, share.target.plan.starts_on), share_periods(share))
    if period is None or period.starts_on > today():
        messages.warning(request, _("“period” must be a past or running month such as 2021-09."))
        return None
    return period


def row_of(request: HttpRequest, share: Allocation, period: Period) -> MonthRow:
    """The row of a share in a period, as it now is and as the reader looks at it."""
    return month_row(share, period, today(), chosen(request))


def show_row(
    request: HttpRequest, plan: Plan, found: MonthRow, template: str, status: int = 200, **extra: Any
) -> HttpResponse:
    """A row alone, in place of the one that stood there."""
    shown = {"plan": plan, "row": found.row, **extra}
    return render(request, f"targets/components/{template}.html", shown, status=status)


def show_done(
    request: HttpRequest, plan: Plan, before: MonthRow, share: Allocation, entry: ProgressEntry, said: str
) -> HttpResponse:
    """The row as done, with what was stored; the counts; and without the rows no longer asked for beside it."""
    after = month_row(share, before.period, today(), chosen(request))
    extra: dict[str, Any] = {"entry": entry, "said": said}
    extra["gone"] = before.asked - after.asked - {before.row.key}
    return show_row(request, plan, before, "row_done", **extra, **_counts(request, plan))


def show_again(request: HttpRequest, plan: Plan, found: MonthRow, said: str) -> HttpResponse:
    """The row as it is owed again, and the counts."""
    return show_row(request, plan, found, "row_again", said=said, **_counts(request, plan))


def _counts(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    asked = owed_shares(plan, request.user, today())
    return {
        "head": month_head(asked, chosen(request)),
        "owed": owed_by_duty(plan, request.user, today(), asked),
    }
