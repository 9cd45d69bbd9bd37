"""The hidden key of a row: which share and period it is, and the token of its form, signed by this installation."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.signing import BadSignature, Signer

SIGNER_SALT = "targets.workbook"


@dataclass(frozen=True, slots=True)
class RowKey:
    """What a row of a downloaded workbook stands for."""

    year: int
    share: int
    period_starts_on: date
    token: UUID
    told: int
    """How many lines of the period stood when the row was drawn: one more since may be the same figure."""


def signed(key: RowKey) -> str:
    """The text in the hidden cell."""
    day = key.period_starts_on.strftime("%Y%m%d")
    return Signer(salt=SIGNER_SALT).sign(f"{key.year}-{key.share}-{day}-{key.token.hex}-{key.told}")


def read_key(text: str) -> RowKey | None:
    """The key of a hidden cell; None where it was not written by this installation, or was changed."""
    try:
        year, share, day, token, told = Signer(salt=SIGNER_SALT).unsign(text.strip()).split("-")
    except (BadSignature, ValueError):
        return None
    starts_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
    return RowKey(int(year), int(share), starts_on, UUID(token), int(told))
