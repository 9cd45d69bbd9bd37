"""The page on which an administrator hands the duties of one person over to another (交接)."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlu import accounts
from guanlu.account_forms import HandOverForm
from guanlu.admin.paste import may_paste
from guanlu.admin.slips import page, remember, shown_before, slips_page
from guanlu.models import User
from targets.setup.handover import open_duties
from targets.views.frame import today


def hand_over(user_admin: admin.ModelAdmin, request: HttpRequest, user_id: int) -> HttpResponse:
    """All duties that have not ended, or those of `?duty=3&duty=5`, are proposed."""
    if not may_paste(user_admin, request) or not request.user.has_perm("targets.change_duty"):
        raise PermissionDenied
    back = shown_before(request)
    if back is not None:
        return back
    former = get_object_or_404(User, pk=user_id)
    duties = open_duties(former, today())
    asked = set(request.GET.getlist("duty"))
    if asked - {str(duty.pk) for duty in duties}:
        messages.warning(request, _("What has ended or is another person’s is left out."))
    form = HandOverForm(
        request.POST or None,
        former=former,
        duties=duties,
        by=request.user,
        initial={
            "on": today(),
            "duties": [duty.pk for duty in duties if not asked or str(duty.pk) in asked],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            return handed_over(user_admin, request, form, former)
        except ValidationError as refusal:
            form.add_refusal(refusal)
    title = _("Hand over the duties of %(name)s") % {"name": former}
    return page(user_admin, request, "hand_over", title, form=form, former=former, duties=duties)


def handed_over(
    user_admin: admin.ModelAdmin, request: HttpRequest, form: HandOverForm, former: User
) -> HttpResponse:
    """Hand over as the form says; the answer is the slip of a new account, or the former's page."""
    said = form.cleaned_data
    given, slips = accounts.hand_over(
        duties=list(said["duties"]),
        successor=said["successor"],
        on=said["on"],
        reason=said["reason"],
        by=request.user,
    )
    done = ngettext(
        "Handed over: %(count)d duty of %(former)s is %(name)s’s from %(day)s.",
        "Handed over: %(count)d duties of %(former)s are %(name)s’s from %(day)s.",
        len(given),
    ) % {
        "count": len(given),
        "former": former,
        "name": said["successor"],
        "day": date_format(said["on"], "DATE_FORMAT"),
    }
    if slips:
        return slips_page(user_admin, request, slips, done)
    remember(request)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:guanlu_user_change", args=[former.pk]))
