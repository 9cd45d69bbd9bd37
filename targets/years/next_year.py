"""A new plan made from the one before: the same targets, their words and goals still to be filled in.

Called by the admin, which asks the clock; here the day is told. Everything is made, or nothing.
"""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from targets.models import Plan, PlanVersion
from targets.years.carrying import Outcome, outcomes
from targets.years.copying import Making

LAST_YEAR = 2999


@transaction.atomic
def make_next_year(
    *,
    source: Plan,
    year: int,
    copied: Collection[int],
    carried: Collection[int] = (),
    by_village: bool = False,
    on: date,
) -> Plan:
    """Make the draft of a later year from a plan that was started, and return it.

    `copied` and `carried` are ids of its targets: those that go on, and those among them that go on with what
    they lack by the end of `on` as their goal. `by_village` also makes the villages' shares, without goals.
    Raises ValidationError, and makes nothing, for a year that is taken or not later, a draft, targets of
    other plans, and a carry-over of what is no longer unfinished.
    """
    PlanVersion.advance([source.pk])
    source = Plan.objects.get(pk=source.pk)
    check_year(source, year)
    found = {each.target.pk: each for each in outcomes(source, on)}
    check_choice(found, copied, carried)
    chosen = [each for pk, each in found.items() if pk in copied]
    prefetch_related_objects([each.target for each in chosen], "villages", "supporting_offices")
    making = _begun(source, year, by_village)
    making.copy_sections(chosen)
    for outcome in chosen:
        making.copy_target(outcome, is_carried=outcome.target.pk in carried)
    return making.plan


def _begun(source: Plan, year: int, by_village: bool) -> Making:
    """The run with its plan. Two administrators at once may both have found the year free: one is told."""
    try:
        with transaction.atomic():
            return Making(source, year, by_village)
    except (IntegrityError, ValidationError):
        check_year(source, year)  # the lock on the source does not keep out one who makes the year elsewhere
        raise


def check_year(source: Plan, year: int) -> None:
    """Whether a plan of that year can be made from this one; raises ValidationError with what to do."""
    if source.state == Plan.State.DRAFT:
        raise ValidationError(
            _(
                "This plan is a draft itself and has no results yet: start it before you make the next from it."
            )
        )
    if not source.year < year <= LAST_YEAR:
        raise ValidationError(
            {"year": _("Give a later year than %(year)s.") % {"year": source.year}},
        )
    if Plan.objects.filter(year=year).exists():
        raise ValidationError(
            {
                "year": _(
                    "There is a plan for %(year)s already: give another year, or delete that plan first if it "
                    "was made by mistake."
                )
                % {"year": year}
            }
        )


def check_choice(found: dict[int, Outcome], copied: Collection[int], carried: Collection[int]) -> None:
    if not set(copied) <= set(found):
        raise ValidationError({NON_FIELD_ERRORS: _("Choose targets of this plan: load the page again.")})
    finished = [
        found[pk].target.code
        for pk in carried
        if pk in found and pk in copied and not found[pk].is_unfinished
    ]
    if finished:
        raise ValidationError(
            _("Nothing is left to carry over of these targets: %(codes)s. Take the tick away."),
            params={"codes": ", ".join(sorted(finished))},
        )
