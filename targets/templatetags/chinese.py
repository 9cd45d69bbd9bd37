"""Chinese among English: posts, names of steps and notes have no English, and are marked for what they are."""

import re

from django import template
from django.utils.html import format_html, format_html_join

from targets.area_unit import reads_english

register = template.Library()
CHINESE = re.compile("([\u3400-\u9fff][\u3000-\u303f\u3400-\u9fff\uff00-\uffef]*)")
"""A run that begins with a character, with the Chinese punctuation and wide forms in it."""


@register.filter
def chinese(text: object) -> str:
    """The text; on an English page what is Chinese in it is marked so, for fonts and screen readers."""
    said = "" if text is None else str(text)
    if not reads_english():
        return said
    pieces = enumerate(CHINESE.split(said))
    return format_html_join(
        "", "{}", ((_marked(piece) if place % 2 else piece,) for place, piece in pieces if piece)
    )


def _marked(piece: str) -> str:
    return format_html('<span lang="zh-Hans">{}</span>', piece)
