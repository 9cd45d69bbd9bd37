"""Counts in the lists of the admin that lead to what they count."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode


def list_url(model: str, **chosen: Any) -> str:
    """The address of a list of this app in the admin, narrowed to those chosen."""
    address = reverse(f"admin:targets_{model}_changelist")
    return f"{address}?{urlencode(chosen)}" if chosen else address


def link_to(model: str, count: int, **chosen: Any) -> str:
    """A count as a link to the rows counted."""
    return format_html('<a href="{}">{}</a>', list_url(model, **chosen), count)
