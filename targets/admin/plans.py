"""The set-up of a year: its plan, the documents that make promises, their sections."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets import setup, units
from targets.admin.base import SetUpAdmin
from targets.admin.forms import ReasonedForm
from targets.models import Document, Plan, PlanVersion, Section


class PlanForm(ReasonedForm):
    """Remembers how the plan stood: a closed one can only be opened again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_state = self.instance.state


@admin.register(Plan)
class PlanAdmin(SetUpAdmin):
    """A closed plan can be opened again, with a reason; nothing else of it can be changed."""

    form = PlanForm
    list_display = ("year", "state", "starts_on", "ends_on", "target_count", "thresholds", "closed_through")
    list_filter = ("state",)
    search_fields = ("year",)
    fieldsets = (
        (None, {"fields": ("year", "state", ("starts_on", "ends_on"))}),
        (_("Thresholds"), {"fields": (("ahead_points", "behind_points", "far_behind_points"),)}),
        (_("Reporting"), {"fields": ("report_by_day", "closed_through")}),
    )

    def plans_shown_in(self, request: HttpRequest, object_id: str | None) -> list[int]:
        asked = int(object_id) if object_id and object_id.isdecimal() else None
        return list(PlanVersion.objects.filter(pk=asked).values_list("pk", flat=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return super().get_queryset(request).annotate(targets_made=Count("targets"))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Plan | None:
        plan = super().get_object(request, object_id, from_field)
        if plan is not None:
            plan._is_closed = plan.state == Plan.State.CLOSED
        return plan

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Judged by the state as stored: a refused form leaves the one it asked for on the object."""
        fields = super().get_readonly_fields(request, obj)
        if getattr(obj, "_is_closed", False):
            return [field.name for field in self.opts.fields if field.name not in ("id", "state")]
        return fields

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        setup.open_plan(obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Its version goes with an empty plan, though nobody may delete a version by itself."""
        shown, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        return shown, counts, forbidden - {PlanVersion._meta.verbose_name}, protected

    @admin.display(description=_("targets"), ordering="targets_made")
    def target_count(self, plan: Any) -> int:
        return plan.targets_made

    @admin.display(description=_("ahead, behind, far behind (points)"))
    def thresholds(self, plan: Plan) -> str:
        points = (plan.ahead_points, plan.behind_points, plan.far_behind_points)
        return " / ".join(units.format_amount(each) for each in points)

    def view_on_site(self, obj: Any) -> str:
        return obj.get_absolute_url()


class OwnerField(forms.ModelChoiceField):
    """A document or section to choose, named with its year."""

    def label_from_instance(self, obj: Any) -> str:
        plan = obj.plan if isinstance(obj, Document) else obj.document.plan
        return f"{plan.year} · {obj}"


@admin.register(Document)
class DocumentAdmin(SetUpAdmin):
    list_display = ("title", "plan", "kind", "number", "issued_on", "section_count")
    list_filter = ("plan", "kind")
    list_select_related = ("plan",)
    search_fields = ("title", "title_en", "number")
    fields = ("plan", "kind", "title", "title_en", ("number", "issued_on"), "body")
    fixed_fields = ("plan",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget({"rows": 24})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return super().get_queryset(request).annotate(sections_made=Count("sections"))

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "body" in form.changed_names and change:
            setup.realign_quotes(obj, change_reason=getattr(obj, "_change_reason", None))

    @admin.display(description=_("sections"), ordering="sections_made")
    def section_count(self, document: Any) -> int:
        return document.sections_made


@admin.register(Section)
class SectionAdmin(SetUpAdmin):
    list_display = ("number", "name", "document", "year", "parent")
    list_display_links = ("number", "name")
    list_filter = ("document__plan", "document")
    list_select_related = ("document__plan", "parent")
    search_fields = ("number", "name", "name_en")
    fields = ("document", "number", "name", "name_en", "parent")
    fixed_fields = ("document",)

    @admin.display(description=_("year"), ordering="document__plan__year")
    def year(self, section: Section) -> int:
        return section.document.plan.year

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "document":
            kwargs |= {"queryset": open_documents(), "form_class": OwnerField}
        if db_field.name == "parent":
            kwargs |= {"queryset": open_sections(), "form_class": OwnerField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


def open_documents() -> QuerySet[Document]:
    """The documents of the plans whose set-up may be changed, the latest year first."""
    documents = Document.objects.exclude(plan__state=Plan.State.CLOSED)
    return documents.select_related("plan").order_by("-plan__year", "id")


def open_sections() -> QuerySet[Section]:
    """The sections of those plans, in the order of the text."""
    sections = Section.objects.exclude(document__plan__state=Plan.State.CLOSED)
    return sections.select_related("document__plan").order_by("-document__plan__year", "document", "number")
