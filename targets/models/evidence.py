from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from targets.evidence.kinds import LONGEST_NAME, Kind
from targets.evidence.store import store, thumbnail_of
from targets.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from targets.models.ledger import ProgressEntry
from targets.models.plan import Plan
from targets.people import Person


class EvidenceQuerySet(AppendOnlyQuerySet):
    def of_plan(self, plan: Plan) -> Self:
        return self.filter(entry__allocation__target__plan=plan)

    def visible_to(self, user: Person, on: date) -> Self:
        """Files of entries that this user may see."""
        return self.filter(entry__in=ProgressEntry.objects.visible_to(user, on))


class Evidence(AppendOnlyModel):
    """A file that goes with an entry; written by targets.evidence alone, kept for good, withdrawn with its entry."""

    entry = models.ForeignKey(
        ProgressEntry, verbose_name=_("entry"), on_delete=models.PROTECT, related_name="evidence"
    )
    file = models.FileField(_("file"), storage=store, max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("content type"), max_length=80, choices=Kind)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        related_name="uploaded_evidence",
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects: ClassVar = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "sha256"], name="evidence_same_file_once_an_entry"),
            models.CheckConstraint(condition=Q(size__gt=0), name="evidence_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(file=""), name="evidence_has_a_name_and_a_file"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=Kind.values), name="evidence_of_a_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> Kind:
        return Kind(self.content_type)

    @property
    def thumbnail_path(self) -> str:
        """Where the thumbnail lies in the store; of pictures alone."""
        return thumbnail_of(str(self.file.name))
