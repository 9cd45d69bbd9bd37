"""Photos made anew: turned upright, scaled down, without the place they were taken at and what else was in the file.

Only the picture is kept of a picture: no EXIF, XMP or comment, and nothing that was appended to it.
"""

import io
import struct
import zlib
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from targets.evidence.kinds import Kind, Refused

LONGEST_SIDE = 12_000
"""Pixels of a side as sent; the widest telephones take 10,000."""
MOST_PIXELS = 65_000_000
"""As sent. A picture is decoded whole: this many cost some 300 MB for a moment."""
STORED_SIDE = 2560
"""Pixels of the longer side as stored: the figures on a signboard or a page of a ledger can be read."""
THUMBNAIL_SIDE = 320
FORMATS = {"JPEG": Kind.JPEG, "PNG": Kind.PNG, "WEBP": Kind.WEBP}
SAVING: dict[Kind, dict[str, Any]] = {
    Kind.JPEG: {"format": "JPEG", "quality": 85, "optimize": True},
    Kind.PNG: {"format": "PNG", "optimize": True},
    Kind.WEBP: {"format": "WEBP", "quality": 85},
}
# What Pillow raises on broken files, by its own tests of them.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, zlib.error)
ONE_AT_A_TIME = Lock()  # several large pictures at once would take the memory of a small server


def redrawn(file: Any) -> tuple[Kind, bytes, bytes]:
    """The kind of a picture, the picture made anew, and its thumbnail (a JPEG). Raises Refused."""
    try:
        with ONE_AT_A_TIME, Image.open(file, formats=tuple(FORMATS)) as sent:
            # A telephone's JPEG may hold several pictures (MPO): the first is the photo.
            kind = Kind.JPEG if sent.format == "MPO" else FORMATS[sent.format or ""]
            _check_size(*sent.size)
            # A JPEG is decoded at a half or a quarter of its size where that is enough.
            sent.draft("RGB", (STORED_SIDE, STORED_SIDE))
            picture = _upright(sent, STORED_SIDE)
            return kind, _written(picture, kind), _written(_thumbnail(picture), Kind.JPEG)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_too_large()) from None
    except BROKEN:
        raise Refused(_("This picture is damaged or incomplete: take or save it again.")) from None


def _check_size(width: int, height: int) -> None:
    """Before anything is decoded: a few bytes may claim a picture that fills the memory."""
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise Refused(_too_large())


def _too_large() -> str:
    return _(
        "This picture has too many pixels (at most %(side)d on a side, %(millions)d million in all): "
        "save it smaller, or take a screenshot of it."
    ) % {"side": LONGEST_SIDE, "millions": MOST_PIXELS // 1_000_000}


def _upright(picture: Image.Image, side: int) -> Image.Image:
    picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    turned = ImageOps.exif_transpose(picture)
    has_alpha = "transparency" in turned.info or turned.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    return turned.convert("RGBA" if has_alpha else "L" if turned.mode in ("1", "L") else "RGB")


def _thumbnail(picture: Image.Image) -> Image.Image:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    if small.mode != "RGBA":
        return small
    white = Image.new("RGB", small.size, "white")
    white.paste(small, mask=small.getchannel("A"))
    return white


def _written(picture: Image.Image, kind: Kind) -> bytes:
    picture.info.clear()  # a format may write again what it has read: comments, colour profiles, XMP
    file = io.BytesIO()
    picture.save(file, **SAVING[kind])
    return file.getvalue()
