"""What a reviewer decided today, so that a slip of the finger is found again."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from targets.models import EntryEvent, Plan, ProgressEntry
from targets.people import Person

DECIDED_SHOWN = 20
DECISIONS = (EntryEvent.Action.APPROVED, EntryEvent.Action.RETURNED)


def decided_on(plan: Plan, user: Person, on: date) -> list[ProgressEntry]:
    """What this user approved or returned that day, whatever has become of it, the last first: two queries."""
    midnight = timezone.make_aware(datetime.combine(on, time.min))
    mine = EntryEvent.objects.filter(actor=user, action__in=DECISIONS, entry__allocation__target__plan=plan)
    # A demonstration's ledger goes on beyond its today.
    events = mine.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1))
    recent = events.order_by("-at", "-pk").values_list("entry", flat=True)[: 2 * DECIDED_SHOWN]
    order = list(dict.fromkeys(recent))[:DECIDED_SHOWN]
    found = ProgressEntry.objects.for_page().in_bulk(order)
    return [found[pk] for pk in order]
