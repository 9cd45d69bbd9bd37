"""Pasting a list of accounts: first what it would do, line by line, then all of it or nothing."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from guanlu import accounts
from guanlu.account_check import CheckedList, check_list
from guanlu.account_forms import AccountListForm
from guanlu.admin.slips import page, remember, shown_before, slips_page
from targets.models import Office, Village
from targets.views.frame import today


def may_paste(user_admin: admin.ModelAdmin, request: HttpRequest) -> bool:
    """Who may set up accounts and duties; an account may also become an administrator."""
    may_set_up = user_admin.has_add_permission(request) and user_admin.has_change_permission(request)
    return may_set_up and request.user.has_perm("targets.add_duty")


def paste(user_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not may_paste(user_admin, request):
        raise PermissionDenied
    back = shown_before(request)
    if back is not None:
        return back
    form = AccountListForm(request.POST or None, initial={"starts_on": today()})
    checked = None
    if request.method == "POST" and form.is_valid():
        try:
            checked = check_list(form.cleaned_data["text"], form.cleaned_data["starts_on"], request.user)
            if "create" in request.POST:
                return create(user_admin, request, form, checked)
        except accounts.ListChanged as change:
            checked = change.checked
            messages.warning(request, str(change))
        except ValidationError as refusal:
            form.add_error("text", refusal)
    title = _("Paste a list of accounts")
    return page(
        user_admin, request, "paste", title, form=form, checked=checked, **({} if checked else examples())
    )


def examples() -> dict[str, Any]:
    """A village and an office of this town, as the lines shown for an example name them."""
    return {
        "example_village": Village.objects.filter(ended_on=None).first() or _("village"),
        "example_office": Office.objects.filter(is_active=True).first() or _("office"),
    }


def create(
    user_admin: admin.ModelAdmin, request: HttpRequest, form: AccountListForm, checked: CheckedList
) -> HttpResponse:
    """Store what was seen; the answer is the slips, or the list of users where no account is new."""
    slips = accounts.create_accounts(
        text=form.cleaned_data["text"],
        starts_on=form.cleaned_data["starts_on"],
        seen=request.POST.get("seen", ""),
        by=request.user,
    )
    done = _("Stored: %(accounts)d accounts and %(duties)d duties.") % {
        "accounts": checked.accounts,
        "duties": checked.duties,
    }
    if slips:
        return slips_page(user_admin, request, slips, done)
    remember(request)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:guanlu_user_changelist"))
