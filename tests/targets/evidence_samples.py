"""Small files for the tests of evidence, good and evil, made by code."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind="JPEG", size=(640, 480), *, place=False, turned=False, **saving) -> bytes:
    """A picture; `place` writes where it was taken, `turned` that it stands on its side."""
    image, exif = Image.new("RGB", size, (30, 120, 60)), Image.Exif()
    if place:
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (32.0, 20.0, 1.0)
        exif[0x010E] = "secret place"
        saving["comment"] = "secret place"
    if turned:
        exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, kind, exif=exif, **saving)
    return file.getvalue()


def office(main="word/document.xml", *others: str, size: int = 100, comment: bytes = b"") -> bytes:
    """An Office file with these parts; `size` bytes of zeros in the main one."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", *others):
            archive.writestr(name, "<Types/>")
        archive.writestr(main, b"\0" * size)
        archive.comment = comment
    return file.getvalue()


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("照片.txt", "x")
    return file.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    import struct
    import zlib

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def sent(content: bytes, name: str = "照片.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
