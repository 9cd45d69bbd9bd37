"""Which office leads many targets at once, as one deed with one reason."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from targets.models import Office, Plan, PlanVersion, Target
from targets.years.closed_years import CLOSED


@transaction.atomic
def set_lead_office(*, targets: Collection[int], office: Office, lead_post: str = "", reason: str) -> int:
    """Let this office lead these targets (their ids), and return how many that changed.

    An empty `lead_post` leaves the post in charge as it is. The version of each plan moves once. Raises
    ValidationError, and changes nothing, for an office out of use and where a target's plan is closed.
    """
    chosen = Target.objects.filter(pk__in=targets)
    PlanVersion.advance(chosen.values_list("plan_id", flat=True))
    office = Office.objects.get(pk=office.pk)
    if not office.is_active:
        raise ValidationError(_("This office is out of use: choose one that is in use."))
    rows = list(chosen.select_related("plan").order_by("pk"))
    if any(target.plan.state == Plan.State.CLOSED for target in rows):
        raise ValidationError(CLOSED)
    changed = 0
    for target in rows:
        post = lead_post.strip() or target.lead_post
        if (target.lead_office_id, target.lead_post) == (office.pk, post):
            continue
        target.lead_office, target.lead_post = office, post
        target._change_reason = reason  # type: ignore[attr-defined]
        # Not cleaned: whatever else was wrong with it before is not the fault of this change.
        target.save()
        changed += 1
    return changed
