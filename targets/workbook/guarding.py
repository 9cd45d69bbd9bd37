"""What an upload is, before anything reads it: by its bytes, never by its name alone."""

import io
import re
import zipfile

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from targets.workbook.biff import OLE

LARGEST_FILE = 10 * 1024 * 1024
MOST_PARTS, LARGEST_UNPACKED, HIGHEST_RATIO, SMALL_PART = 2000, 150 * 1024 * 1024, 100, 1024 * 1024
NAMES = (".xlsx", ".xls", ".xlsm")
MARKUP = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe)?\s*<", re.DOTALL)


class UnreadableWorkbook(Exception):
    """The file as a whole cannot be taken; the sentence says what to do."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


def content_of(upload: UploadedFile) -> bytes:
    """The bytes of an upload that may be read; raises UnreadableWorkbook."""
    if not (upload.name or "").lower().endswith(NAMES):
        raise UnreadableWorkbook(_("Upload a workbook: a file that ends in .xlsx or .xls."))
    if not upload.size:
        raise UnreadableWorkbook(_("The file is empty: save the workbook again and upload it."))
    if upload.size > LARGEST_FILE:
        raise UnreadableWorkbook(
            _("The file is larger than 10 MB: delete pictures and other sheets from it, and upload it again.")
        )
    content = upload.read()
    if content.startswith(b"PK"):
        _check_archive(content)
    elif content.startswith(OLE):
        _check_old(content)
    elif MARKUP.match(content[:200]):
        raise UnreadableWorkbook(
            _(
                "This is a web page that was named like a workbook: open it, choose “Save as”, "
                "the kind “Excel workbook (.xlsx)”, and upload that."
            )
        )
    else:
        raise UnreadableWorkbook(
            _("This is not a workbook, whatever its name says: save it as .xlsx in WPS or Excel.")
        )
    return content


def _check_old(content: bytes) -> None:
    if _utf16("EncryptedPackage") in content:
        raise UnreadableWorkbook(password_sentence())
    if _utf16("_VBA_PROJECT") in content:
        raise UnreadableWorkbook(_macro_sentence())


def _check_archive(content: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise UnreadableWorkbook(broken_sentence()) from None
    names = [part.filename.lower() for part in parts]
    too_much = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED
    if too_much or any(_is_bomb(part) for part in parts):
        raise UnreadableWorkbook(too_large_sentence())
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableWorkbook(password_sentence())
    if "xl/workbook.xml" not in names:
        raise UnreadableWorkbook(
            _("This is not an .xlsx workbook: open it and save it as “Excel workbook (.xlsx)”.")
        )
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableWorkbook(_macro_sentence())
    if any(name.startswith("xl/externallinks/") for name in names):
        raise UnreadableWorkbook(
            _(
                "The workbook has links to other files: in “Data”, “Edit links”, break them, "
                "and upload it again."
            )
        )


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL_PART and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def password_sentence() -> str:
    return _("The workbook is protected by a password to open it: take the password off and upload it again.")


def broken_sentence() -> str:
    return _("The file is damaged or incomplete: open it, save it again and upload it.")


def too_large_sentence() -> str:
    return _(
        "Unpacked, this workbook is far too large: copy the rows you filled in to a newly downloaded one."
    )


def _macro_sentence() -> str:
    return _(
        "The workbook holds macros: save it as “Excel workbook (.xlsx)”, without macros, and upload that."
    )
