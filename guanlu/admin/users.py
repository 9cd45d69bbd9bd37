"""The accounts."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from guanlu.admin.hand_over import hand_over
from guanlu.admin.paste import may_paste, paste
from guanlu.admin.reset import reset
from guanlu.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from guanlu.models import User
from guanlu.roles import ADMINISTRATORS
from targets.admin.base import MovesPlans

# What a group may do is fixed in guanlu.roles, and renewed with each migration.
admin.site.unregister(Group)


class AdministratorFilter(admin.SimpleListFilter):
    """Who keeps the set-up: the one group there is, by a word instead of its name."""

    title = _("administrator")
    parameter_name = "administrator"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        administrators = User.objects.filter(groups__name=ADMINISTRATORS).values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=administrators)
            case "no":
                return queryset.exclude(pk__in=administrators)
        return queryset


@admin.register(User)
class UserAdmin(MovesPlans, DjangoUserAdmin):
    """Accounts. No field here gives single permissions or makes a superuser: not even by a forged form."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "is_active", "is_staff", "must_change_password", "last_login")
    list_filter = ("is_active", "is_staff", AdministratorFilter, "must_change_password")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    actions = ("reset_passwords",)
    fieldsets = (
        (None, {"fields": ("username", "full_name", "email", "password", "must_change_password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_administrator")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("username", "full_name", "email", "password1", "password2")},
        ),
    )

    @admin.display(description=_("administrator"))
    def is_administrator(self, user: User) -> str:
        """On one's own account, where it is only read; elsewhere it is a field of the form."""
        return str(_("Yes") if user.is_administrator else _("No"))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A superuser's account is changed by a superuser: its password would be the way to become one."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> list[str] | tuple[str, ...]:
        """Nobody shuts themselves out: so there always remains an administrator."""
        fields = super().get_readonly_fields(request, obj)
        if obj is not None and obj.pk == request.user.pk:
            return (*fields, "is_active", "is_staff", "is_administrator")
        return fields

    def get_urls(self) -> list[Any]:
        """Pages of their own, each for administrators only."""
        wrap = self.admin_site.admin_view
        return [
            path("paste/", wrap(partial(paste, self)), name="guanlu_user_paste"),
            path("reset/", wrap(partial(reset, self)), name="guanlu_user_reset"),
            path("<int:user_id>/hand-over/", wrap(partial(hand_over, self)), name="guanlu_user_hand_over"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"may_paste": may_paste(self, request), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.action(permissions=["change"], description=_("Give new first passwords"))
    def reset_passwords(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse:
        """First asks on a page of its own."""
        chosen = urlencode({"user": list(queryset.values_list("pk", flat=True))}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:guanlu_user_reset')}?{chosen}")
