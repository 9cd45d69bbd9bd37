"""The name of a step as its reader reads it: what people wrote as it is, the step that the program makes translated."""

from django.utils.translation import pgettext

from targets.models.shares import FIRST_STEP


def step_name(name: str) -> str:
    """完成, which every target counted by steps begins with, has an English name; the others are content."""
    return pgettext("step", "Completion") if name == FIRST_STEP else name
