from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.db import models
from django.db.models import Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.signals import pre_create_historical_record

DEMO_TODAY = date(2021, 10, 8)
"""Today in an installation that shows the demonstration (DESIGN, section 9)."""
MORNING, MIDNIGHT = time(8, 30), time(23, 59, 59)
KEY, REMEMBERED_SECONDS = "demonstration", 5


class Demonstration(models.Model):
    """The mark of an installation whose offices, people, shares and entries are invented; one row or none."""

    only = models.PositiveSmallIntegerField(_("the only one"), primary_key=True, default=1, editable=False)
    loaded_at = models.DateTimeField(_("loaded at"))

    objects: ClassVar[models.Manager["Demonstration"]] = models.Manager()

    class Meta:
        verbose_name = _("demonstration")
        verbose_name_plural = _("demonstrations")
        constraints = [models.CheckConstraint(condition=Q(only=1), name="demonstration_only_one")]

    def __str__(self) -> str:
        return f"{DEMO_TODAY:%Y-%m-%d}"

    @classmethod
    def mark(cls, loaded_at: datetime) -> None:
        cls.objects.create(loaded_at=loaded_at)
        cache.delete(KEY)

    @classmethod
    def unmark(cls) -> None:
        cls.objects.all().delete()
        cache.delete(KEY)

    @classmethod
    def loaded_on(cls) -> datetime | None:
        """When this installation was filled with the demonstration; None in a real one.

        Remembered for a few seconds, so that a page costs no query for it.
        """
        found = cache.get(KEY)
        if found is None:
            found = (cls.objects.values_list("loaded_at", flat=True).first(),)
            cache.set(KEY, found, REMEMBERED_SECONDS)
        return found[0]


def demonstration_time(loaded_at: datetime, now: datetime) -> datetime:
    """The demonstration's moment: its day begins at 8:30 when it is loaded, runs on, and never ends.

    So that what is done first also stands first, however many real days a visitor takes.
    """
    zone = timezone.get_default_timezone()
    morning = datetime.combine(DEMO_TODAY, MORNING, zone)
    return min(morning + max(now - loaded_at, timedelta(0)), datetime.combine(DEMO_TODAY, MIDNIGHT, zone))


@receiver(pre_create_historical_record)
def date_by_the_demonstration(history_instance: Any, instance: Any, **_signal: Any) -> None:
    """What a visitor changes is dated by the demonstration's clock, like what they report; see `keep_decision`."""
    loaded_at = Demonstration.loaded_on()
    if loaded_at is not None and not hasattr(instance, "_history_date"):
        history_instance.history_date = demonstration_time(loaded_at, timezone.now())
