"""What a figure still lacks, in words for each of the two who read them: its reporter and its reviewer."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Wish:
    """A doubt about a figure that can be read; as text it is what the reporter is asked."""

    asked: Any
    """To the reporter: what to do about it."""
    told: Any
    """To the reviewer: what to look at before the figure is approved."""

    def __str__(self) -> str:
        return str(self.asked)
