"""The set-up of a year: its plan, the documents that make promises, their sections."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from targets import units
from targets.admin import checklist
from targets.admin.base import SetUpAdmin, as_stored
from targets.admin.beginning import only_one
from targets.admin.burden import burden
from targets.admin.choices import is_id
from targets.admin.counts import link_to
from targets.admin.forms import ReasonedForm
from targets.admin.last_year import last_year
from targets.admin.next_year import next_year
from targets.admin.rights import YearsInWords
from targets.admin.sheet import sheet
from targets.admin.starting import start
from targets.models import Document, Plan, PlanVersion, Section
from targets.setup import new_rows as setup
from targets.views.frame import today
from targets.years import drafts
from targets.years.starting import Check, findings

PAGES = {"next-year": next_year, "last-year": last_year, "sheet": sheet, "start": start, "burden": burden}
"""What a plan has besides its form, by the last part of the address."""


class PlanForm(ReasonedForm):
    """Remembers how the plan stood: a closed one can only be opened again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_state = self.instance.state


@admin.register(Plan)
class PlanAdmin(SetUpAdmin):
    """A closed plan can be opened again, with a reason; nothing else of it can be changed."""

    form = PlanForm
    list_display = (
        "year",
        "state",
        "starts_on",
        "ends_on",
        "document_count",
        "target_count",
        "thresholds",
        "closed_through",
    )
    list_filter = ("state",)
    search_fields = ("year",)
    fieldsets = (
        (None, {"fields": ("year", "state", ("starts_on", "ends_on"))}),
        (_("Thresholds"), {"fields": (("ahead_points", "behind_points", "far_behind_points"),)}),
        (_("Reporting"), {"fields": ("report_by_day", "closed_through")}),
    )

    def plans_shown_in(self, request: HttpRequest, object_id: str | None) -> list[int]:
        asked = int(object_id) if object_id and is_id(object_id) else None
        return list(PlanVersion.objects.filter(pk=asked).values_list("pk", flat=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Plan]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                targets_made=Count("targets", distinct=True), documents_made=Count("documents", distinct=True)
            )
        )

    def get_urls(self) -> list[Any]:
        own = [
            path(
                f"<int:pk>/{page}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"targets_plan_{page.replace('-', '_')}",
            )
            for page, view in PAGES.items()
        ]
        return own + super().get_urls()

    def get_fieldsets(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """A new plan is a draft: it is started when its targets are there."""
        shown = super().get_fieldsets(request, obj)
        if obj is not None:
            return shown
        return [(None, {"fields": ("year", ("starts_on", "ends_on"))}), *shown[1:]]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With what is done and what is still to do for this year."""
        if kwargs.get("obj") is not None:
            context["checklist"] = checklist.tasks(as_stored(kwargs["obj"]), today())
        return super().render_change_form(request, context, *args, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Plan | None = None) -> Any:
        """Judged by the state as stored: a refused form leaves the one it asked for on the object."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and as_stored(obj).state == Plan.State.CLOSED:
            return [field.name for field in self.opts.fields if field.name not in ("id", "state")]
        return fields

    def save_model(self, request: HttpRequest, obj: Plan, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        setup.open_plan(obj)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        plan = self.get_object(request, unquote(object_id))
        refusal = drafts.why_not_deleted(plan) if plan else ""
        if refusal and request.method == "POST" and self.has_delete_permission(request, plan):
            return HttpResponseRedirect(request.get_full_path())  # where the refusal stands
        return super().delete_view(request, object_id, {"refusal": refusal, **(extra_context or {})})

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """A draft goes with all its rows, of which the page tells how many; nothing else is deleted."""
        counts = {model._meta.verbose_name_plural: count for model, count in drafts.hanging(objs[0])}
        lines = [f"{name}：{count}" for name, count in counts.items() if count]
        return [str(objs[0]), *([lines] if lines else [])], counts, set(), []

    def delete_model(self, request: HttpRequest, obj: Plan) -> None:
        drafts.delete_draft(plan=obj, reason=request.POST.get("reason", "").strip())

    @admin.display(description=_("documents"), ordering="documents_made")
    def document_count(self, plan: Any) -> str:
        return link_to("document", plan.documents_made, plan__id__exact=plan.pk)

    @admin.display(description=_("targets"), ordering="targets_made")
    def target_count(self, plan: Any) -> str:
        return link_to("target", plan.targets_made, plan__id__exact=plan.pk)

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
    list_display = (
        "title",
        "plan",
        "kind",
        "number",
        "issued_on",
        "has_text",
        "section_count",
        "target_count",
    )
    list_filter = (("plan", YearsInWords), "kind")
    list_select_related = ("plan",)
    search_fields = ("title", "title_en", "number")
    fields = ("plan", "kind", "title", "title_en", ("number", "issued_on"), "body")
    fixed_fields = kept_fields = ("plan",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "body":
            kwargs["widget"] = AdminTextareaWidget({"rows": 24})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                sections_made=Count("sections", distinct=True),
                targets_made=Count("sections__targets", distinct=True),
            )
        )

    def save_model(self, request: HttpRequest, obj: Document, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "body" in form.changed_names and change:
            setup.realign_quotes(obj, change_reason=getattr(obj, "_change_reason", None))
            if obj.plan.state == Plan.State.DRAFT:
                self.tell_lost_quotes(request, obj.plan)

    def tell_lost_quotes(self, request: HttpRequest, plan: Plan) -> None:
        """The text of a draft may lose words that targets quote; they are put right in the sheet."""
        for each in findings(plan):
            if each.check is Check.LOST_QUOTE:
                self.message_user(request, each.text, messages.WARNING)

    @admin.display(description=_("sections"), ordering="sections_made")
    def section_count(self, document: Any) -> str:
        return link_to("section", document.sections_made, document__id__exact=document.pk)

    @admin.display(description=_("targets"), ordering="targets_made")
    def target_count(self, document: Any) -> str:
        return link_to("target", document.targets_made, section__document__id__exact=document.pk)

    @admin.display(description=_("full text"), boolean=True)
    def has_text(self, document: Document) -> bool:
        return bool(document.body.strip())


@admin.register(Section)
class SectionAdmin(SetUpAdmin):
    list_display = ("number", "name", "document", "year", "parent", "target_count")
    list_display_links = ("number", "name")
    list_filter = (("document__plan", YearsInWords), "document")
    list_select_related = ("document__plan", "parent")
    search_fields = ("number", "name", "name_en")
    fields = ("document", "number", "name", "name_en", "parent")
    fixed_fields = kept_fields = ("document",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """In a list of one plan, its document where it has only one."""
        plan = self.filtered_by(request).get("document__plan")
        document = only_one(open_documents(), plan=plan) if plan else None
        proposed = {"document": document} if document else {}
        return {**proposed, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        return super().get_queryset(request).annotate(targets_made=Count("targets"))

    @admin.display(description=_("targets"), ordering="targets_made")
    def target_count(self, section: Any) -> str:
        return link_to("target", section.targets_made, section__id__exact=section.pk)

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
