"""What a file that goes with an entry may be, and how much of it. Pure: neither model nor query."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MOST_FILES = 10
"""How many files an entry may have."""
LARGEST_FILE = 20 * 2**20
"""Bytes of one file as it is sent; a photo from a telephone has three to eight million."""
LONGEST_NAME = 100
"""Characters of a file's name, its ending included."""


class Kind(TextChoices):
    """The content types taken, told by what is in the file; each with the word for it."""

    JPEG = "image/jpeg", _("Photo")
    PNG = "image/png", "PNG"
    WEBP = "image/webp", "WebP"
    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"
    DOC = "application/msword", "Word 97"
    XLS = "application/vnd.ms-excel", "Excel 97"
    PPT = "application/vnd.ms-powerpoint", "PowerPoint 97"

    @property
    def is_picture(self) -> bool:
        """Made anew before it is stored, and shown in the page; anything else is kept as it came, to download."""
        return self in (Kind.JPEG, Kind.PNG, Kind.WEBP)

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings a name of this kind may have, the usual one first; WPS writes the old containers too."""
        return ENDINGS[self]


ENDINGS = {
    Kind.JPEG: ("jpg", "jpeg"),
    Kind.PNG: ("png",),
    Kind.WEBP: ("webp",),
    Kind.PDF: ("pdf",),
    Kind.DOCX: ("docx",),
    Kind.XLSX: ("xlsx",),
    Kind.PPTX: ("pptx",),
    Kind.DOC: ("doc", "wps"),
    Kind.XLS: ("xls", "et"),
    Kind.PPT: ("ppt", "dps"),
}
ACCEPTED = ",".join(f".{ending}" for kind in Kind for ending in kind.endings)
"""For a file field: without `capture`, so that a telephone offers both its camera and its pictures."""


class Refused(Exception):
    """This file is not taken; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
