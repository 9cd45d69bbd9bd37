from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from targets.models.plan import Plan, in_language
from targets.models.taken import SaysWhatIsTaken


class DocumentQuerySet(models.QuerySet["Document"]):
    def get_by_natural_key(self, year: int, title: str) -> "Document":
        return self.get(plan__year=year, title=title)


class Document(SaysWhatIsTaken, models.Model):
    """A text that makes promises."""

    class Kind(models.TextChoices):
        REPORT = "report", _("Government work report")
        COUNTY = "county", _("Targets set by the county")
        LIVELIHOOD = "livelihood", _("List of livelihood matters")
        MEETING = "meeting", _("Decided at a meeting")

    plan = models.ForeignKey(Plan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    body = models.TextField(
        _("full text"),
        blank=True,
        help_text=_("Verbatim, oddities included; only a draft may be without it."),
    )

    quotes_follow = False
    """Set where the words of the targets change in the same transaction, after the text they stand in."""

    taken = {("plan", "title"): _("This plan has a document “%(title)s” already: give another title.")}

    history = HistoricalRecords()
    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["plan", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "title"], name="document_title_once_a_plan"),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)

    def clean(self) -> None:
        # A browser sends other line ends and drops the last one, which would move every quote.
        self.body = self.body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
        if not self.body.strip() and self.plan_id and self.plan.state != Plan.State.DRAFT:
            raise ValidationError({"body": _("Copy the whole text of the document here.")})
        lost = [] if self.quotes_follow else self._targets_losing_words()
        if lost:
            raise ValidationError(
                {
                    "body": ValidationError(
                        _(
                            "The text no longer holds the words quoted by these targets: %(codes)s. "
                            "Put them back exactly as they were."
                        ),
                        params={"codes": ", ".join(lost)},
                    )
                }
            )

    def natural_key(self) -> tuple[int, str]:
        return (*self.plan.natural_key(), self.title)

    def _targets_losing_words(self) -> list[str]:
        """Codes of the targets whose quotes stand in the text as stored, and not in this one."""
        stored = Document.objects.filter(pk=self.pk).values_list("body", flat=True).first()
        if stored is None or stored == self.body or self.plan.state == Plan.State.DRAFT:
            return []  # the words of a draft are asked for when it is started
        quotes = self.sections.filter(targets__isnull=False).values_list(
            "targets__code", "targets__quote", "targets__baseline_quote"
        )
        return [
            code
            for code, *words in quotes.order_by("targets__section__number", "targets__id")
            if any(each in stored and each not in self.body for each in words)
        ]


class SectionQuerySet(models.QuerySet["Section"]):
    def get_by_natural_key(self, year: int, title: str, number: str) -> "Section":
        return self.get(document__plan__year=year, document__title=title, number=number)


class Section(SaysWhatIsTaken, models.Model):
    """A numbered part of a document: a theme (4) or a group of paragraphs in it (4.2)."""

    document = models.ForeignKey(
        Document, verbose_name=_("document"), on_delete=models.PROTECT, related_name="sections"
    )
    number = models.CharField(
        _("number"),
        max_length=12,
        validators=[RegexValidator(r"^\d+(\.\d+)*\Z", _("Write numbers separated by points, such as 4.2."))],
    )
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )

    taken = {
        ("document", "number"): _("This document has a section %(number)s already: give another number.")
    }

    history = HistoricalRecords()
    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="section_number_once_a_document"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"

    def clean(self) -> None:
        if self.parent and self.document_id and self.parent.document_id != self.document_id:
            raise ValidationError({"parent": _("Choose a part of the same document.")})
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A section cannot be part of itself.")})

    def natural_key(self) -> tuple[int, str, str]:
        return (*self.document.natural_key(), self.number)

    @property
    def label(self) -> str:
        return in_language(self.name, self.name_en)

    @property
    def theme(self) -> "Section":
        """The part of the first level this one belongs to."""
        return self.parent or self
