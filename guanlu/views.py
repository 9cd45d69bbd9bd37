"""Log-in, password, the sign of life, and the pages that show targets and projects together."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth import forms as auth_forms
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from guanlu.forms import PasswordChangeForm
from guanlu.way_back import page_of_form
from projects.models import Project
from projects.my_month import my_projects
from projects.strip import projects_of, strip
from projects.waiting import waiting_reports
from targets.asof import AsOf
from targets.models import Plan, Village
from targets.people import Person
from targets.views import boards, villages


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Tell a monitor whether the site can reach its database: 200 or 503, and nothing more to a stranger."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def admin_login(request: HttpRequest) -> HttpResponse:
    """The admin's log-in is the site's; who is logged in and still sent here has no right to the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied(_("Your account does not open the administration."))
    return redirect_to_login(request.GET.get("next", reverse("admin:index")), "login")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that is older than the latest log-in in this browser: it may be another person's."""
    known = {"back": page_of_form(request), "is_kept": "draft" in request.POST}
    return render(request, "403_csrf.html", known, status=403)


class PasswordChange(auth_views.PasswordChangeView):
    """Choose a new password, by wish or because somebody else chose the present one."""

    form_class = PasswordChangeForm
    template_name = "registration/password_change_form.html"
    success_url = "/"

    def form_valid(self, form: auth_forms.PasswordChangeForm) -> HttpResponse:
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)


def month_beside(plan: Plan, user: Person, on: date) -> dict[str, Any]:
    """In my month: the projects this user reports on or decides about."""
    return {"projects": my_projects(plan, user, on)}


def review_beside(plan: Plan, user: Person, on: date) -> dict[str, Any]:
    """On the page of decisions: the projects' reports that wait for this user's."""
    return {"reports": waiting_reports(plan, user, on)}


def board(request: HttpRequest, year: int) -> HttpResponse:
    """The town board with a strip of the year's projects."""
    return boards.board(
        request, year, beside=lambda plan, look: {"projects": strip(plan, look.on, look.known)}
    )


def target(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """A target, with the projects that serve it."""

    def beside(plan: Plan, look: AsOf) -> dict[str, Any]:
        return {
            "projects": projects_of(plan, look.on, look.known, pk__in=Project.objects.serving(plan, code))
        }

    return boards.target(request, year, code, beside=beside)


def village(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """A village, with the projects in it and in what was merged into it."""

    def beside(plan: Plan, look: AsOf) -> dict[str, Any]:
        places = Village.objects.part_of(slug, look.on)
        return {"projects": projects_of(plan, look.on, look.known, villages__in=places)}

    return villages.village(request, year, slug, beside=beside)
