"""What the program writes beside the ledger: path and files of each entry, version of each plan. Looked at only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from targets import ledger_lines
from targets.admin.rights import LookedAt
from targets.evidence.files import size_in_words
from targets.models import EntryEvent, Evidence, PlanVersion, ProgressEntry
from targets.views.frame import now, today


class LookedAtInline(admin.TabularInline):
    """Rows beside an entry that this person may see."""

    fk_name = "entry"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # of an entry that this person may see

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EventInline(LookedAtInline):
    """An entry's path: who did what with which values, and why."""

    model = EntryEvent
    fields = ("at", "action", "actor_name", "happened_on", "amount", "reason", "note")
    readonly_fields = ("amount",)
    verbose_name_plural = _("path of the entry")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntryEvent]:
        return super().get_queryset(request).select_related("step", "entry__allocation__target")

    @admin.display(description=_("quantity"))
    def amount(self, event: EntryEvent) -> str:
        return ledger_lines.amount(event, event.entry.allocation) or "—"


class EvidenceInline(LookedAtInline):
    """An entry's files, where this person may open them; added by the form of the entry alone."""

    model = Evidence
    fields = ("name", "content_type", "size_shown", "uploaded_by", "uploaded_at")
    readonly_fields = ("size_shown",)

    @classmethod
    def seen_by(cls, request: HttpRequest, entry: ProgressEntry) -> bool:
        """Whether this person sees files of the entry."""
        return Evidence.objects.visible_to(request.user, today()).filter(entry=entry).exists()

    @classmethod
    def kept_back(cls, request: HttpRequest, entry: ProgressEntry) -> str:
        """Why files of the entry are not shown; empty where none is kept back."""
        count = entry.evidence.count()
        if not count or cls.seen_by(request, entry):
            return ""
        return ngettext(
            "%(count)d file goes with this entry. Until it is approved, only its reporter and reviewers see it.",
            "%(count)d files go with this entry. Until it is approved, only its reporter and reviewers see them.",
            count,
        ) % {"count": count}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        files = Evidence.objects.visible_to(request.user, today())
        return files.select_related("uploaded_by", "entry__allocation__target__plan")

    @admin.display(description=_("size"))
    def size_shown(self, evidence: Evidence) -> str:
        return size_in_words(evidence.size)

    def view_on_site(self, obj: Evidence) -> str:
        return reverse("targets:evidence", args=[obj.entry.allocation.target.plan.year, obj.pk])


@admin.register(EntryEvent)
class EntryEventAdmin(LookedAt):
    list_display = ("at", "action", "actor_name", "entry", "amount", "happened_on", "reason")
    list_filter = ("action",)
    list_select_related = ("step", "entry__allocation__target")
    list_per_page = 50
    search_fields = ("actor_name", "reason", "note")
    date_hierarchy = "at"
    ordering = ("-at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[EntryEvent]:
        return (
            super().get_queryset(request).filter(at__lte=now())
        )  # a demonstration's ledger goes on beyond it

    @admin.display(description=_("quantity"))
    def amount(self, event: EntryEvent) -> str:
        return ledger_lines.amount(event, event.entry.allocation) or "—"

    def view_on_site(self, obj: EntryEvent) -> str:
        return f"{obj.entry.allocation.target.get_absolute_url()}#entry-{obj.entry_id}"


@admin.register(PlanVersion)
class PlanVersionAdmin(LookedAt):
    list_display = ("plan", "number")
    list_select_related = ("plan",)
