"""The ledger in the admin: who may act on entries acts here as on the site, through `targets.recording` alone.

Nothing here changes or deletes a row. Rights come from duties; being a superuser gives none.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from targets import ledger_lines, ledger_sentences, recording
from targets.admin import acting
from targets.admin.forms import ShareChoiceForm
from targets.admin.path import EventInline, EvidenceInline
from targets.admin.rights import LookedAt, YearsInWords, is_administrator, roles_of
from targets.explaining import day
from targets.models import Allocation, Duty, ProgressEntry
from targets.record import sending
from targets.record.entry_forms import EntryForm
from targets.record.forms import ReasonForm
from targets.views.frame import now, today

NUMBER = re.compile(r"[#＃]\s*([0-9]{1,18})", re.ASCII)
REFUSALS = (PermissionDenied, ValidationError, recording.Conflict)


@admin.register(ProgressEntry)
class ProgressEntryAdmin(LookedAt):
    """Reporters and reviewers see the entries they may act on, administrators all of them."""

    list_display = (
        "happened_on", "target", "share", "amount", "state",
        "reporter_name", "reported_at", "reviewer_name", "kind",
    )  # fmt: skip
    list_display_links = ("happened_on", "target")
    list_filter = (
        "state",
        ("allocation__target__plan", YearsInWords),
        "origin",
        "is_late",
        "allocation__target__lead_office",
    )
    list_per_page = 50
    search_fields = (
        "allocation__target__code", "allocation__target__name", "allocation__village__name",
        "reporter_name", "note",
    )  # fmt: skip
    date_hierarchy = "happened_on"
    actions = ("approve", "send_back")
    search_help_text = _(
        "Target, village, reporter or words of the note; one entry by its number, such as #120."
    )
    inlines = (EvidenceInline, EventInline)
    fieldsets = (
        (None, {"fields": ("target", "share", "happened_on", "amount", "typed", "state", "number")}),
        (_("Correction"), {"fields": ("kind", "corrects", "replaces")}),
        (_("What was said"), {"fields": ("note", "problem", "next_step", "origin", "informant", "informant_post")}),
        (_("Who"), {"fields": ("reporter_name", "reported_at", "reviewer_name", "reviewed_at", "late")}),
    )  # fmt: skip
    readonly_fields = ("target", "share", "amount", "typed", "kind", "number", "late")

    # Rights: duties of today.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Which entries these are is a matter of the queryset."""
        return is_administrator(request) or self.has_add_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(roles_of(request) & {Duty.Role.REPORTER, Duty.Role.REVIEWER})

    def has_review_permission(self, request: HttpRequest) -> bool:
        return Duty.Role.REVIEWER in roles_of(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgressEntry]:
        user, on = request.user, today()
        # A demonstration's ledger goes on beyond its today.
        entries = ProgressEntry.objects.filter(happened_on__lte=on).for_page().select_related("corrects")
        if is_administrator(request):
            return entries
        own = Q(reported_by=user) | Q(allocation__in=Allocation.objects.reportable_by(user, on))
        reviewed = Q(pk__in=ProgressEntry.objects.in_office_of_reviewer(user, on).values("pk"))
        return entries.visible_to(user, on).filter(own | reviewed)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ProgressEntry], search_term: str
    ) -> tuple[QuerySet[ProgressEntry], bool]:
        """By words, or one entry by its number: #120."""
        number = NUMBER.fullmatch(search_term.strip())
        if number:
            return queryset.filter(pk=int(number[1])), False
        return super().get_search_results(request, queryset, search_term)

    def get_inlines(self, request: HttpRequest, obj: ProgressEntry | None) -> list[Any]:
        """No table of files where there is none to be seen."""
        files = EvidenceInline.seen_by(request, obj) if obj else False
        return [each for each in self.inlines if each is not EvidenceInline or files]

    # Reading.

    @admin.display(description=_("target"), ordering="allocation__target__code")
    def target(self, entry: ProgressEntry) -> str:
        return str(entry.allocation.target)

    @admin.display(description=_("share"), ordering="allocation__village__code")
    def share(self, entry: ProgressEntry) -> str:
        return entry.allocation.label

    @admin.display(description=_("quantity"))
    def amount(self, entry: ProgressEntry) -> str:
        return ledger_lines.amount(entry, entry.allocation) or "—"

    @admin.display(description=_("amount as typed"))
    def typed(self, entry: ProgressEntry) -> str:
        return ledger_lines.typed(entry) or "—"

    @admin.display(description=_("kind of line"))
    def kind(self, entry: ProgressEntry) -> str:
        own = _("Reversal") if entry.is_reversal else _("Correction") if entry.is_correction else _("Entry")
        return f"{own} · {_('Made up later')}" if entry.is_late else str(own)

    @admin.display(description=_("number"))
    def number(self, entry: ProgressEntry) -> str:
        return f"#{entry.pk}"

    @admin.display(description=_("Made up later"))
    def late(self, entry: ProgressEntry) -> str:
        return str(_("Yes, after its deadline") if entry.is_late else _("No, in time"))

    def view_on_site(self, obj: ProgressEntry) -> str:
        return f"{obj.allocation.target.get_absolute_url()}#entry-{obj.pk}"

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """With what this person may do about the entry, as buttons."""
        may_act = self.has_add_permission(request)
        context["acts"] = acting.acts_open_to(request, context["original"]) if may_act else acting.Acts()
        context |= {"title": self._title(context["original"]), "subtitle": None}
        context["filters"] = acting.filters_of(request)
        context["kept_back"] = EvidenceInline.kept_back(request, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def _title(self, entry: ProgressEntry) -> str:
        """What an entry is, where its number says nothing."""
        share = entry.allocation
        return f"{share.target.code} {share.target.label} · {share.label} · {day(entry.happened_on)}"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list is called by what it holds."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # Writing: through targets.recording.

    def get_urls(self) -> list[Any]:
        return [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(partial(act, self)),
                name=f"targets_progressentry_{name}",
            )
            for name, act in acting.ACTS.items()
        ] + super().get_urls()

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Choose one's share, then the site's own form for it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        on = today()
        shares = Allocation.objects.reportable_by(request.user, on).open(on)
        shares = shares.select_related("target__plan", "target__lead_office", "village", "office")
        if "share" not in request.GET:
            asked = shares.asked_for(on)
            form: forms.Form = ShareChoiceForm(
                shares=asked.order_by("target__section__number", Length("target__code"), "target__code", "pk")
            )
            return self._add_page(request, form, None)
        chosen = request.GET["share"]
        share = get_object_or_404(shares, pk=chosen if chosen.isdecimal() else None)
        entry_form = EntryForm(
            request.POST or None, request.FILES or None, share=share, today=on, user=request.user
        )
        if (
            request.method == "POST"
            and entry_form.is_valid()
            and sending.submit(entry_form, request.user, now())
        ):
            sentence = _("Stored: %(target)s now awaits review.") % {"target": share.target.label}
            self.message_user(request, sentence, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:targets_progressentry_changelist"))
        return self._add_page(request, entry_form, share)

    def _add_page(self, request: HttpRequest, form: forms.Form, share: Allocation | None) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Log a figure"),
            "opts": self.opts,
            "form": form,
            "share": share,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/targets/progressentry/add.html", context)

    @admin.action(permissions=["review"], description=_("Approve the selected entries"))
    def approve(self, request: HttpRequest, queryset: QuerySet[ProgressEntry]) -> HttpResponse:
        def decide(entry: ProgressEntry) -> None:
            recording.approve(user=request.user, entry=entry, now=now())

        decided = self._decide(request, queryset, decide)
        if decided:
            self.message_user(request, ledger_sentences.approved_sentence(decided), messages.SUCCESS)
        return acting.back_to_list(request)

    @admin.action(permissions=["review"], description=_("Send the selected entries back"))
    def send_back(self, request: HttpRequest, queryset: QuerySet[ProgressEntry]) -> HttpResponse:
        """First asks for the reason, on a page of its own."""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._reason_page(request, queryset, form)

        def decide(entry: ProgressEntry) -> None:
            reason = form.cleaned_data["reason"]
            recording.send_back(user=request.user, entry=entry, reason=reason, now=now())

        decided = self._decide(request, queryset, decide)
        if decided:
            self.message_user(request, ledger_sentences.returned_sentence(decided), messages.SUCCESS)
        return acting.back_to_list(request)

    def _decide(
        self, request: HttpRequest, queryset: Iterable[ProgressEntry], decide: Callable[[ProgressEntry], None]
    ) -> list[ProgressEntry]:
        """Decide one by one, each with its own refusal; the two lines of a correction are one decision."""
        decided: dict[int, ProgressEntry] = {}
        for entry in queryset:
            decision = entry.replaces_id or entry.pk
            if decision in decided:
                continue
            try:
                decide(entry)
            except REFUSALS as refusal:
                said = {"entry": f"{entry.allocation.target} · {entry}", "reason": _sentence(refusal)}
                self.message_user(request, _("%(entry)s: %(reason)s") % said, messages.WARNING)
            else:
                decided[decision] = entry
        return list(decided.values())

    def _reason_page(
        self, request: HttpRequest, queryset: QuerySet[ProgressEntry], form: ReasonForm
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Send entries back"),
            "opts": self.opts,
            "form": form,
            "entries": [(entry, self.amount(entry)) for entry in queryset],
            "checkbox": ACTION_CHECKBOX_NAME,
            "filters": acting.filters_of(request),
            "back": acting.list_address(request),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/targets/progressentry/send_back.html", context)


def _sentence(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
