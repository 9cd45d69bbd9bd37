"""Which entries were logged for another (代录)."""

from typing import TypeVar

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate

from targets.models.places import Duty

Entries = TypeVar("Entries", bound="QuerySet")


def with_proxied(entries: Entries) -> Entries:
    """Each with `is_proxied`: an informant is named, or a village's figure came from one who did not report for it.

    Reckoned by the duties of the day on which it was sent, so that the mark does not change with them.
    """
    day = OuterRef("reported_on")
    own = Duty.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day),
        user=OuterRef("reported_by"),
        role=Duty.Role.REPORTER,
        starts_on__lte=day,
    ).in_village(OuterRef("allocation__village"), day)
    is_told = ~Q(informant_post="") | Q(informant__isnull=False)
    is_phoned = Q(allocation__village__isnull=False) & ~Exists(own)
    marked = Case(When(is_told | is_phoned, then=True), default=Value(False), output_field=BooleanField())
    return entries.alias(reported_on=TruncDate("reported_at")).annotate(is_proxied=marked)
