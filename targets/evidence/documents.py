"""Documents kept as they came, after a look inside: that they are what they seem, and carry no program or bomb.

They are never opened by the program or shown in a page, only handed out to download.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any

import olefile
from django.utils.translation import gettext as _

from targets.evidence.kinds import Kind, Refused

TAIL = 2048
"""Where the end of a PDF is looked for, in bytes."""
PDF_END = re.compile(rb"%%EOF[\s\x00]*\Z")
# Plain in the file; what is hidden in a packed part is left to the reader's own program.
PDF_PROGRAMS = re.compile(rb"/(JavaScript|Launch)\b")
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 2**20
"""Bytes that the parts of an Office file claim to have; a picture book of 20 MB hardly grows."""
UNPACKED_TIMES = 150
"""How many times larger than packed they may be, once they are large: tables of zeros reach a hundred."""
ALWAYS_ALLOWED = 30 * 2**20
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22
PARTS = {
    "word/document.xml": Kind.DOCX,
    "xl/workbook.xml": Kind.XLSX,
    "ppt/presentation.xml": Kind.PPTX,
}
STREAMS = {
    "WordDocument": Kind.DOC,
    "Workbook": Kind.XLS,
    "Book": Kind.XLS,
    "PowerPoint Document": Kind.PPT,
}
MACROS = {"macros", "_vba_project_cur", "vba", "_vba_project"}
BROKEN_OLE = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError)


def damaged() -> Refused:
    return Refused(_("This document is damaged or incomplete: open it, save it again and choose it again."))


def with_macros() -> Refused:
    return Refused(_("This document holds a program (macros): save it without macros, or as PDF."))


def read_pdf(file: Any, size: int) -> Kind:
    """A PDF that ends where it should, without a program one can see. Raises Refused."""
    file.seek(max(0, size - TAIL))
    if not PDF_END.search(file.read(TAIL)) or zipfile.is_zipfile(file):
        raise Refused(_("This PDF is incomplete, or something is attached to it: make the PDF again."))
    if any(PDF_PROGRAMS.search(part) for part in _overlapping(file)):
        raise Refused(_("This PDF holds a program: print it to a new PDF and choose that."))
    return Kind.PDF


def _overlapping(file: Any) -> Iterator[bytes]:
    """The whole file in parts that overlap, so that no word falls between two."""
    file.seek(0)
    last = b""
    while part := file.read(2**20):
        yield last + part
        last = part[-16:]


def read_office(file: Any, size: int) -> Kind:
    """A .docx, .xlsx or .pptx, judged by the directory of its parts; nothing is unpacked. Raises Refused."""
    if size < ZIP_END_SIZE:
        raise damaged()
    file.seek(size - ZIP_END_SIZE)
    ending = file.read(ZIP_END_SIZE)
    if not ending.startswith(ZIP_END):
        raise damaged()  # a comment, or another file appended to it
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise damaged() from None
    names = {part.filename for part in parts}
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > max(ALWAYS_ALLOWED, min(MOST_UNPACKED, size * UNPACKED_TIMES)):
        raise Refused(_("This file unpacks to far more than it should: save it again, or as PDF."))
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise damaged()
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise with_macros()
    kinds = {kind for part, kind in PARTS.items() if part in names}
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise Refused(_("Archives are not taken: take the files out and choose them one by one."))
    return kinds.pop()


def read_old_office(file: Any) -> Kind:
    """A .doc, .xls or .ppt of Office 97, or what WPS writes in the same container. Raises Refused."""
    file.seek(0)
    try:
        with olefile.OleFileIO(file) as container:
            streams = ["/".join(path) for path in container.listdir(streams=True, storages=True)]
    except BROKEN_OLE:
        raise damaged() from None
    if "EncryptedPackage" in streams:
        raise Refused(_("This document is protected by a password: save it without one, or as PDF."))
    if any(part.lower() in MACROS for stream in streams for part in stream.split("/")):
        raise with_macros()
    for stream, kind in STREAMS.items():
        if stream in streams:
            return kind
    raise Refused(_("This file is not a document of Word, Excel or PowerPoint: save it as one, or as PDF."))
