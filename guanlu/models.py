from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from guanlu.roles import ADMINISTRATORS


class User(AbstractUser):
    """A person of the town government who logs in; what they may do comes from their duties."""

    full_name = models.CharField(_("full name"), max_length=50, blank=True)
    must_change_password = models.BooleanField(
        _("must change the password"),
        default=False,
        help_text=_("Set when someone else chose the password; ends with the next change."),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name or self.username

    @cached_property
    def is_administrator(self) -> bool:
        """Whether they keep the set-up; asked once an instance. Being a superuser alone does not make one."""
        return self.is_active and self.groups.filter(name=ADMINISTRATORS).exists()
