"""The exact words of a promise in the paragraph of the document they stand in. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with what stands before and after them in their paragraph."""

    before: str
    words: str
    after: str


def in_paragraph(body: str, words: str, start: int) -> Quote:
    """The words in their paragraph, at this place or where else they first stand; alone where the text has none."""
    if not body.startswith(words, start):
        start = body.find(words)
    if start < 0:
        return Quote("", words, "")
    end = start + len(words)
    first, last = body.rfind("\n", 0, start) + 1, body.find("\n", end)
    return Quote(body[first:start], words, body[end : last if last >= 0 else len(body)])
