"""New first passwords for those who lost theirs, without e-mail: first who, then the slips."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanlu import accounts
from guanlu.account_forms import OnceForm
from guanlu.admin.slips import page, shown_before, slips_page
from guanlu.models import User

MOST_AT_ONCE = 100
LONGEST_ID = 18


def reset(user_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Those of `?user=3&user=5` whose password may be reset, and why not the others'; then the slips."""
    if not user_admin.has_change_permission(request):
        raise PermissionDenied
    back = shown_before(request)
    if back is not None:
        return back
    asked = (request.POST if request.method == "POST" else request.GET).getlist("user")[:MOST_AT_ONCE]
    ids = [each for each in asked if each.isdecimal() and len(each) <= LONGEST_ID]
    users = list(User.objects.filter(pk__in=ids).order_by("username"))
    form = OnceForm(request.POST or None)
    if request.method == "POST" and users and form.is_valid():
        slips = accounts.reset_passwords(users=users, by=request.user)
        done = ngettext(
            "%(count)d new first password: the old one no longer holds, and log-ins under it have ended.",
            "%(count)d new first passwords: the old ones no longer hold, and log-ins under them have ended.",
            len(slips),
        )
        return slips_page(user_admin, request, slips, done % {"count": len(slips)})
    judged = [(user, accounts.why_not_reset(user, request.user)) for user in users]
    return page(
        user_admin,
        request,
        "reset",
        _("Give new first passwords"),
        form=OnceForm(),
        resettable=[user for user, why in judged if not why],
        left_out=[(user, why) for user, why in judged if why],
    )
