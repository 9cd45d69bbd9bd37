"""What has to be settled before an office is put out of use: its duties would give no right from then on."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets.models import Allocation, Duty, Office, Plan, Target


def still_needed(office: Office, *, on: date, stands_in: bool) -> list[str]:
    """Sentences that say what this office still answers for on that day, and what to do first.

    Counted are targets and open shares of plans that are not closed, and duties that have not ended; a closed
    plan keeps the office as it was. `stands_in` tells whether the office is still to stand in for others.
    """
    said = [_leads(office), _shares(office, on), _duties(office, on)]
    if stands_in and not _others_stand_in(office):
        said.append(_("It is the only office that stands in: let another one stand in first."))
    return [sentence for sentence in said if sentence]


def _leads(office: Office) -> str:
    count = Target.objects.filter(lead_office=office).exclude(plan__state=Plan.State.CLOSED).count()
    said = ngettext(
        "It leads %(count)d target: give it another lead office first.",
        "It leads %(count)d targets: give them another lead office first.",
        count,
    )
    return said % {"count": count} if count else ""


def _shares(office: Office, on: date) -> str:
    shares = Allocation.objects.filter(office=office).exclude(target__plan__state=Plan.State.CLOSED)
    count = shares.open(on).count()
    said = ngettext(
        "It answers for %(count)d share: give it to another office first.",
        "It answers for %(count)d shares: give them to another office first.",
        count,
    )
    return said % {"count": count} if count else ""


def _duties(office: Office, on: date) -> str:
    count = Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), office=office).count()
    said = ngettext(
        "%(count)d duty in it has not ended: hand it over or give it an end first.",
        "%(count)d duties in it have not ended: hand them over or give them an end first.",
        count,
    )
    return said % {"count": count} if count else ""


def _others_stand_in(office: Office) -> bool:
    others = Office.objects.filter(is_active=True, is_fallback_reviewer=True)
    return others.exclude(pk=office.pk).exists()
