"""The set-up that all years share: areas, villages, offices, and who serves where."""

from datetime import date
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from targets.admin import merging
from targets.admin.base import SetUpAdmin
from targets.admin.forms import ReasonedForm
from targets.boards.rows import village_url
from targets.models import Area, Duty, Office, Plan, Village
from targets.setup.offices import still_needed
from targets.views.frame import today


@admin.register(Area)
class AreaAdmin(SetUpAdmin):
    list_display = ("name", "name_en", "village_count")
    search_fields = ("name", "name_en")
    fields = ("name", "name_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Area]:
        return super().get_queryset(request).annotate(villages_made=Count("villages"))

    @admin.display(description=_("villages"), ordering="villages_made")
    def village_count(self, area: Any) -> int:
        return area.villages_made


class VillageForm(ReasonedForm):
    """A village; the browser makes its name in the address from the English one, where there is one."""

    class Meta:
        help_texts: ClassVar = {
            "slug": _(
                "Stands in the address of its page, such as guanxi: small letters, digits and hyphens. "
                "Made from the English name; where there is none, type it here."
            )
        }
        error_messages: ClassVar = {
            "slug": {
                "required": _("Type a name for the address, such as guanxi: it cannot be made from Chinese."),
                "invalid": _("Only letters without accents, digits and hyphens, such as guanxi-1."),
                "unique": _("Another village has this name in its address: add a number, such as guanxi-2."),
            }
        }


@admin.register(Village)
class VillageAdmin(SetUpAdmin):
    form = VillageForm
    list_display = ("name", "area", "code", "groups", "ended_on", "successor")
    list_filter = ("area", ("ended_on", admin.EmptyFieldListFilter))
    list_select_related = ("area", "successor")
    search_fields = ("name", "name_en", "code")
    fields = ("name", "name_en", "slug", "code", "area", "groups", ("ended_on", "successor"))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Village | None = None) -> dict[str, Any]:
        """Not as an attribute: the page of a past version would look for the field in a form without it."""
        return {"slug": ("name_en",)}

    def get_urls(self) -> list[Any]:
        merge = self.admin_site.admin_view(partial(merging.merge, self))
        return [path("<path:object_id>/merge/", merge, name="targets_village_merge"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Village | None = None) -> Any:
        """A merge moves shares and duties too: it is made on its own page alone, and never taken back."""
        return [*super().get_readonly_fields(request, obj), "ended_on", "successor"]

    def view_on_site(self, obj: Village) -> str | None:
        """Its page in the current plan; none before a plan has started."""
        plan = Plan.objects.current(today())
        return village_url(plan.year, obj) if plan else None


class OfficeForm(ReasonedForm):
    """An office goes out of use when nothing hangs on it any more."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "is_active" in self.changed_names and not self.instance._state.adding and not cleaned["is_active"]:
            stands_in = cleaned.get("is_fallback_reviewer", False)
            for sentence in still_needed(self.instance, on=today(), stands_in=stands_in):
                self.add_error("is_active", sentence)
        return cleaned


@admin.register(Office)
class OfficeAdmin(SetUpAdmin):
    form = OfficeForm
    list_display = ("name", "is_active", "is_fallback_reviewer", "reviewers", "reporters")
    list_filter = ("is_active", "is_fallback_reviewer")
    search_fields = ("name", "name_en")
    fields = ("name", "name_en", "is_active", "is_fallback_reviewer")

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:
        """A renamed office keeps its English name until somebody thinks of it."""
        super().save_model(request, obj, form, change)
        if change and obj.name_en and {"name", "name_en"} & form.changed_names == {"name"}:
            said = _("The English name is still “%(name)s”: change it too if it no longer fits.")
            self.message_user(request, said % {"name": obj.name_en}, messages.WARNING)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Office]:
        held = {
            f"{role}s_now": Count("duties", filter=_held(role, today()), distinct=True)
            for role in (Duty.Role.REVIEWER, Duty.Role.REPORTER)
        }
        return super().get_queryset(request).annotate(**held)

    @admin.display(description=_("reviewers today"), ordering="reviewers_now")
    def reviewers(self, office: Any) -> int:
        return office.reviewers_now

    @admin.display(description=_("reporters today"), ordering="reporters_now")
    def reporters(self, office: Any) -> int:
        return office.reporters_now


def _held(role: str, on: date) -> Q:
    """The duties in an office that somebody who may log in holds on that day."""
    return Q(duties__in=Duty.objects.active(on).filter(role=role))


class HeldFilter(admin.SimpleListFilter):
    """Duties that hold today, or no longer or not yet."""

    title = _("holds today")
    parameter_name = "held"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Duty]) -> QuerySet[Duty]:
        held = Duty.objects.active(today()).values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=held)
            case "no":
                return queryset.exclude(pk__in=held)
        return queryset


@admin.register(Duty)
class DutyAdmin(SetUpAdmin):
    list_display = ("user", "role", "office", "village", "starts_on", "ends_on")
    list_filter = (HeldFilter, "role", "office", "village")
    list_select_related = ("user", "office", "village")
    search_fields = ("user__username", "user__full_name", "office__name", "village__name")
    fields = ("user", "role", ("office", "village"), ("starts_on", "ends_on"))
    autocomplete_fields = ("user", "office", "village")
    actions = ("hand_over",)

    @admin.action(permissions=["change"], description=_("Hand the selected duties over"))
    def hand_over(self, request: HttpRequest, queryset: QuerySet[Duty]) -> HttpResponse | None:
        """Goes on to the page of the one person whose duties these are, in the admin of the accounts."""
        people = sorted(set(queryset.values_list("user", flat=True)))
        if len(people) != 1:
            self.message_user(
                request,
                _("Choose duties of one person: each is handed over by themselves."),
                messages.WARNING,
            )
            return None
        accounts = get_user_model()._meta
        url = reverse(f"admin:{accounts.app_label}_{accounts.model_name}_hand_over", args=people)
        chosen = urlencode({"duty": list(queryset.values_list("pk", flat=True))}, doseq=True)
        return HttpResponseRedirect(f"{url}?{chosen}")
