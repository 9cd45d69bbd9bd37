from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.reports import ProjectReport
from targets.evidence.kinds import LONGEST_NAME, Kind
from targets.evidence.store import store, thumbnail_of
from targets.models.append_only import AppendOnlyModel, AppendOnlyQuerySet
from targets.models.ledger import EntryEvent
from targets.people import Person


class ProjectReportEvent(AppendOnlyModel):
    """A step on a report's path: who did what, when and why."""

    Action = EntryEvent.Action

    report = models.ForeignKey(
        ProjectReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="events"
    )
    action = models.CharField(_("action"), max_length=12, choices=Action)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(_("name of the person"), max_length=150)
    at = models.DateTimeField(_("at"))
    reason = models.TextField(_("reason"), blank=True)

    objects: ClassVar = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a project report")
        verbose_name_plural = _("events of project reports")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report} · {self.get_action_display()}"


class ProjectPhotoQuerySet(AppendOnlyQuerySet):
    def visible_to(self, user: Person, on: date) -> Self:
        return self.filter(report__in=ProjectReport.objects.visible_to(user, on))


class ProjectPhoto(AppendOnlyModel):
    """A photo or paper that goes with a report; kept for good."""

    report = models.ForeignKey(
        ProjectReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="photos"
    )
    file = models.FileField(_("file"), storage=store, max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    content_type = models.CharField(_("content type"), max_length=80, choices=Kind)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("checksum (SHA-256)"), max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("uploaded by"), on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))

    objects: ClassVar = ProjectPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo of a project")
        verbose_name_plural = _("photos of projects")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "sha256"], name="project_photo_once_a_report"),
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
