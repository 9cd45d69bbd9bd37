"""A post changes hands: the duties of one person end on a day, and another holds the same from that day.

What was logged stays whose it was. What waits for review stays there; what was returned is the successor's to
mend, for returned entries go by today's duties. Who submitted or informed a version never decides on it.
"""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from targets.models import Duty, PlanVersion
from targets.people import Person


def open_duties(former: Person, on: date) -> QuerySet[Duty]:
    """The duties of this person that had not ended by that day, those to come included."""
    duties = Duty.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on), user=former)
    return duties.select_related("user", "office", "village")


@transaction.atomic
def hand_over(*, duties: Iterable[Duty], successor: Person, on: date, reason: str) -> list[Duty]:
    """End these duties on that day and give the successor the same from then on, until they would have ended.

    Where the successor holds the same duty already, the former's just ends. `reason` stands in the history of
    each. Returns the duties of the successor from that day. Raises ValidationError: nothing chosen, no reason,
    the successor inactive or the same person, a duty that begins after that day or has ended by then.
    """
    PlanVersion.advance_all()
    chosen = Duty.objects.select_for_update(of=("self",)).filter(pk__in={duty.pk for duty in duties})
    fresh = list(chosen.select_related("user", "office", "village").order_by("pk"))
    if not fresh:
        raise ValidationError(_("Choose at least one duty to hand over."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is changed.")})
    if not successor.is_active:
        raise ValidationError(
            {"successor": _("This account is deactivated: activate it first, or choose another.")}
        )
    refusals = [sentence for duty in fresh if (sentence := why_not(duty, successor, on))]
    if refusals:
        raise ValidationError(refusals)
    return [_pass_on(duty, successor, on, reason.strip()) for duty in fresh]


def why_not(duty: Duty, successor: Person, on: date) -> str:
    """Why this duty cannot pass to that person on that day; empty where it can."""
    said = {"duty": duty, "day": duty.starts_on}
    if duty.user_id == successor.pk:
        return _("%(duty)s: nobody hands over to themselves, choose another person.") % said
    if on < duty.starts_on:
        return _("%(duty)s begins on %(day)s only: choose that day or a later one, or leave it out.") % said
    if duty.ends_on is not None and duty.ends_on <= on:
        said["day"] = duty.ends_on
        return _("%(duty)s has ended by %(day)s: choose an earlier day, or leave it out.") % said
    return ""


def _pass_on(duty: Duty, successor: Person, on: date, reason: str) -> Duty:
    until, duty.ends_on = duty.ends_on, on
    duty._change_reason = reason  # type: ignore[attr-defined]
    duty.full_clean()
    duty.save()
    return _held(duty, successor, on, until) or _given(duty, successor, on, until, reason)


def _held(duty: Duty, successor: Person, on: date, until: date | None) -> Duty | None:
    """The same duty where the successor holds it already, all that time."""
    same = {"role": duty.role, "office": duty.office, "village": duty.village}
    long_enough = Q(ends_on=None) if until is None else Q(ends_on=None) | Q(ends_on__gte=until)
    return Duty.objects.filter(long_enough, user=successor, starts_on__lte=on, **same).first()


def _given(duty: Duty, successor: Person, on: date, until: date | None, reason: str) -> Duty:
    given = Duty(
        user=successor, role=duty.role, office=duty.office, village=duty.village, starts_on=on, ends_on=until
    )
    given._change_reason = reason  # type: ignore[attr-defined]
    try:
        given.full_clean()
    except ValidationError as refusal:
        raise ValidationError([_("%(duty)s: %(reason)s") % {"duty": duty, "reason": said}
                               for said in refusal.messages]) from None  # fmt: skip
    given.save()
    return given
