from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.plan import Plan

SEEN_AGAIN = timedelta(minutes=10)
"""A screen asks every minute; that it is alive is written down no oftener than this."""


class WallLinkQuerySet(models.QuerySet["WallLink"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)

    def opened(self, now: datetime) -> None:
        """Note that these links were opened. Past versions do not tell it, so none is made."""
        long_ago = Q(last_opened_at=None) | Q(last_opened_at__lt=now - SEEN_AGAIN)
        self.filter(long_ago).update(last_opened_at=now)


class WallLink(models.Model):
    """A link that opens the wall, and nothing else, on a screen where nobody logs in; it holds until it is revoked."""

    name = models.CharField(
        _("screen"), max_length=60, help_text=_("Where the screen hangs, such as: entrance hall.")
    )
    plan = models.ForeignKey(
        Plan,
        verbose_name=_("plan"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="wall_links",
        help_text=_("Empty: the plan of the current year, also when the next year begins."),
    )
    code_hash = models.CharField(_("checksum of the code"), max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.PROTECT,
        related_name="wall_links",
        editable=False,
    )
    made_at = models.DateTimeField(_("made at"), editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True, editable=False)
    last_opened_at = models.DateTimeField(_("last opened at"), null=True, blank=True, editable=False)

    history = HistoricalRecords(excluded_fields=["code_hash", "last_opened_at"])
    objects: ClassVar = WallLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("wall link")
        verbose_name_plural = _("wall links")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(revoked_at=None),
                name="wall_link_one_live_for_each_screen",
                violation_error_message=_(
                    "There is a link for a screen of this name: revoke it first, or give another name."
                ),
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                name="wall_link_revoked_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None
