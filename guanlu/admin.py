from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from guanlu.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from guanlu.models import User
from targets.admin.base import MovesPlans

# What a group may do is fixed in guanlu.roles, and renewed with each migration.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(MovesPlans, DjangoUserAdmin):
    """Accounts. No field here gives single permissions or makes a superuser: not even by a forged form."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "is_active", "is_staff", "must_change_password", "last_login")
    list_filter = ("is_active", "is_staff", "groups", "must_change_password")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "full_name", "password", "must_change_password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_administrator")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "full_name", "password1", "password2")}),
    )

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


class LogInRecordAdmin(admin.ModelAdmin):
    """Who came in or was refused, when and from where: looked at, never changed."""

    date_hierarchy = "attempt_time"
    search_fields = ("username", "ip_address")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(AccessLog)
class AccessLogAdmin(LogInRecordAdmin):
    list_display = ("username", "attempt_time", "logout_time", "ip_address", "user_agent")
    fields = (*list_display, "path_info")


@admin.register(AccessFailureLog)
class AccessFailureLogAdmin(LogInRecordAdmin):
    list_display = ("username", "attempt_time", "locked_out", "ip_address", "user_agent")
    list_filter = ("locked_out",)
    fields = (*list_display, "path_info")
