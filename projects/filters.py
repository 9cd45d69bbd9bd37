"""The filter of the project board."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.rows import ProjectRow
from projects.stages import Kind, Stage
from projects.status import ProjectStatus
from targets.models import Village

ALL = ("", _("All"))


class ProjectFilter(forms.Form):
    """By kind, village, stage and status; what is no choice filters nothing and is said beside its field."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ALL, *Kind.choices])
    village = forms.ModelChoiceField(
        label=_("Village"),
        required=False,
        queryset=Village.objects.all(),
        empty_label=_("All"),
        to_field_name="slug",
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=[ALL, *Stage.choices])
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[ALL, *((each.slug, each.label) for each in ProjectStatus)]
    )

    def fits(self, row: ProjectRow) -> bool:
        asked: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        village = asked.get("village")
        return (
            asked.get("kind") in (None, "", row.kind_slug)
            and asked.get("stage") in (None, "", row.stage_slug)
            and asked.get("status") in (None, "", row.status.slug)
            and (village is None or village.slug in row.village_slugs)
        )
