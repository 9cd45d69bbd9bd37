"""The field of a form in which files are chosen: many at once, each judged by itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from targets.evidence.files import CheckedFile, checked, shown_name
from targets.evidence.kinds import ACCEPTED, LARGEST_FILE, MOST_FILES, Refused


class EvidenceInput(forms.ClearableFileInput):
    """Several files; what is chosen is listed by evidence.js, and by the browser itself without it."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class EvidenceField(forms.FileField):
    """Up to ten files, none of them required; its value is what is to be stored of them."""

    widget = EvidenceInput

    def __init__(self) -> None:
        super().__init__(
            label=_("Evidence"),
            required=False,
            help_text=_("Photos, PDF or Office documents, if there are any: up to 10, each up to 20 MB."),
            widget=EvidenceInput(
                {
                    "accept": ACCEPTED,
                    "hx-preserve": "true",
                    "data-evidence": "",
                    "data-most": MOST_FILES,
                    "data-largest": LARGEST_FILE,
                    "data-remove": _("Remove"),
                    "data-too-many": _("At most 10 files go with an entry: the others were left out."),
                    "data-too-large": _("Larger than 20 MB, so it was left out: make it smaller."),
                }
            ),
        )

    def clean(self, data: Any, initial: Any = None) -> list[CheckedFile]:  # type: ignore[override]
        """Every refused file has its own sentence; files chosen before have to be chosen again."""
        sent = [file for file in data or [] if file]
        if len(sent) > MOST_FILES:
            raise ValidationError(
                _(
                    "These are %(count)d files, and an entry has at most %(most)d: choose the ones that tell most."
                ),
                params={"count": len(sent), "most": MOST_FILES},
            )
        files, refusals = [], []
        for file in sent:
            try:
                files.append(checked(file))
            except Refused as refused:
                said = {"file": shown_name(file.name)[:60] or _("Unnamed"), "sentence": refused.sentence}
                refusals.append(_("%(file)s: %(sentence)s") % said)
        if refusals:
            raise ValidationError(refusals)
        return files
