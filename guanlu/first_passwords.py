"""First passwords: made by the program, read once from paper, changed by their owner at the first log-in."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.views.decorators.debug import sensitive_variables

# They are typed from paper: no l, I, O, 0 or 1, which look like each other.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 16
GROUP = 4


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed on paper. The password stands nowhere else in clear."""

    name: str
    username: str
    password: str = field(repr=False)
    places: tuple[str, ...] = ()
    """The villages and offices of the account's duties, by which the paper finds its way."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The password in parts, as one reads it off."""
        return tuple(self.password[start : start + GROUP] for start in range(0, len(self.password), GROUP))


def new_password() -> str:
    """Sixteen random letters and digits: some 92 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


@sensitive_variables("passwords")
def hashed(passwords: Mapping[str, str]) -> dict[str, str]:
    """The hash of each password by the same key.

    One costs a quarter of a second: made side by side, and before the transaction that stores them, so that
    no other writer waits for it.
    """
    with ThreadPoolExecutor() as pool:
        return dict(zip(passwords, pool.map(make_password, passwords.values()), strict=True))
