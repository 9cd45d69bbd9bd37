"""What may go with an entry: told by what is in a file, never by its name.

Pure: no model, no query, no storage. `checked` takes a file as it was sent and gives what is to be stored of it.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from targets.evidence.documents import read_office, read_old_office, read_pdf
from targets.evidence.kinds import LARGEST_FILE, LONGEST_NAME, Kind, Refused
from targets.evidence.pictures import redrawn

HEAD = 1024
"""Bytes by which a kind is told."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PICTURES = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP", re.DOTALL)
HEIC = re.compile(rb"....ftyp(hei|hev|mif1|msf1|avif|avis)", re.DOTALL)
FILM = re.compile(
    rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |\x00\x00\x01[\xb0-\xbf]|FLV\x01|\x30\x26\xb2\x75", re.DOTALL
)
ARCHIVE = re.compile(rb"Rar!|7z\xbc\xaf\x27\x1c|\x1f\x8b|BZh|\xfd7zXZ|PK\x05\x06")
PROGRAM = re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe")
MARKUP = re.compile(rb"<(!doctype|html|svg|script|\?xml|head|body|\?php)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is to be stored of a file that was sent."""

    name: str
    """As people call it, with the ending of its kind; shown and handed out, never a path."""
    kind: Kind
    content: File
    sha256: str
    thumbnail: bytes | None = None


def checked(file: File) -> CheckedFile:
    """A file as it was sent, judged by its content; a photo is made anew. Raises Refused with a sentence."""
    size = file.size
    if not size:
        raise Refused(_("This file is empty: choose it again."))
    if size > LARGEST_FILE:
        raise Refused(
            _("This file is larger than %(most)d MB: make it smaller, or send only the pages that matter.")
            % {"most": LARGEST_FILE // 2**20}
        )
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    content, thumbnail, kind = file, None, Kind.PDF
    if PICTURES.match(head):
        kind, picture, thumbnail = redrawn(file)
        content = ContentFile(picture)
    elif head.startswith(b"%PDF-"):
        kind = read_pdf(file, size)
    elif head.startswith(b"PK\x03\x04"):
        kind = read_office(file, size)
    elif head.startswith(OLE):
        kind = read_old_office(file)
    else:
        raise Refused(_why_not(head))
    return CheckedFile(safe_name(file.name or "", kind), kind, content, _sha256(content), thumbnail)


def _why_not(head: bytes) -> str:
    """What to do with a kind of file that is not taken."""
    if HEIC.match(head):
        return _(
            "HEIC photos are not taken: choose “most compatible” in the camera's settings, "
            "or save the photo as JPEG."
        )
    if FILM.match(head):
        return _("Films and sound are not taken: send a photo or a picture of the screen.")
    if ARCHIVE.match(head):
        return _("Archives are not taken: take the files out and choose them one by one.")
    if PROGRAM.match(head):
        return _("Programs are not taken. Send a photo, a PDF or an Office document.")
    if MARKUP.search(head):
        return _(
            "Web pages and SVG drawings are not taken, for they can hold programs: send a photo or a PDF."
        )
    return _(
        "Files of this kind are not taken. Send a photo (JPEG, PNG, WebP), a PDF "
        "or a document of Word, Excel or PowerPoint."
    )


def safe_name(sent: str, kind: Kind) -> str:
    """A file's own name, ending as its kind does."""
    name = shown_name(sent)
    stem, dot, ending = name.rpartition(".")
    if not dot or ending.lower() not in kind.endings:
        stem, ending = name, kind.endings[0]
    stem = stem[: LONGEST_NAME - len(ending) - 1].rstrip(". ")
    return f"{stem or _('Unnamed')}.{ending.lower()}"


def shown_name(sent: str) -> str:
    """A name without folders and without what cannot be seen; empty where nothing is left.

    Control characters go, and what turns the writing round so that an .exe looks like a .txt.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    shown = "".join(" " if char.isspace() else char for char in last if char.isspace() or char.isprintable())
    return re.sub(r'[<>:"|?*]', "_", " ".join(shown.split())).strip(". ")


def _sha256(content: File) -> str:
    digest = hashlib.sha256()
    for part in content.chunks():
        digest.update(part)
    content.seek(0)
    return digest.hexdigest()


def size_in_words(size: int) -> str:
    """A size as people say it: 340 KB, 2.1 MB."""
    if size < 2**20:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 2**20:.1f} MB"
