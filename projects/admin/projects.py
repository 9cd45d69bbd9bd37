"""The set-up of projects; every change moves the plans that show it, and is kept with its reason."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Project, ProjectShare, ProjectStage, ProjectYear
from targets.admin.base import SetUpAdmin
from targets.admin.forms import ReasonedFormSet
from targets.admin.inlines import OwnedInline
from targets.admin.rights import is_administrator
from targets.models import Plan


class ClosedRows(ReasonedFormSet):
    """Rows of a closed year are shown as they are: what is typed over them is not taken."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        row = form.instance
        if row.pk is None:
            return
        plan = row.plan if isinstance(row, ProjectYear) else row.allocation.target.plan
        if plan.state == Plan.State.CLOSED:
            for name in ("plan", "year_investment", "allocation", "DELETE"):
                if name in form.fields:
                    form.fields[name].disabled = True


class ShareRows(ClosedRows):
    """Of the rows sent together too, one share of a target takes what the project invests."""

    def clean(self) -> None:
        super().clean()
        kept = [form.instance for form in self.forms if form not in self.deleted_forms]
        targets = [each.allocation.target_id for each in kept if each.allocation_id and each.is_money]
        if len(targets) > len(set(targets)):
            raise ValidationError(
                _("The project's investment goes to one share of a target: choose one of them.")
            )


class YearInline(OwnedInline):
    model = ProjectYear
    formset = ClosedRows
    fields = ("plan", "year_investment")


class StageInline(OwnedInline):
    model = ProjectStage
    fields = ("stage", "name", "planned_on", "actual_on")


class ShareInline(OwnedInline):
    model = ProjectShare
    formset = ShareRows
    fields = ("allocation",)
    autocomplete_fields = ("allocation",)


@admin.register(Project)
class ProjectAdmin(SetUpAdmin):
    list_display = ("code", "name", "kind", "office", "total_investment", "planned_start", "planned_finish")
    list_filter = ("kind", "office")
    search_fields = ("code", "name", "name_en")
    autocomplete_fields = ("villages", "targets", "office")
    fields = (
        *("code", "name", "name_en", "kind", "document", "quote", "promised_as", "villages", "targets"),
        *("office", "contractor", "scale", "total_investment", "invested_before"),
        *("planned_start", "planned_finish"),
    )
    inlines = (YearInline, StageInline, ShareInline)

    def view_on_site(self, obj: Any) -> str | None:
        year = obj.years.select_related("plan").order_by("-plan__year").first()
        return reverse("projects:project", args=[year.plan.year, obj.code]) if year else None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request) and super().has_view_permission(request, obj)
