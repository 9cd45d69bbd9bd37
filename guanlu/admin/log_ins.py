"""The record of log-ins, which the log-in's throttle keeps."""

from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest


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
