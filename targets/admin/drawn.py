"""A row open in two tabs: what was saved after a form was drawn is not overwritten unseen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Manager
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

NEVER = 0
SEPARATOR = "-"


class DrawnField(forms.CharField):
    """Which versions a form was drawn from, hidden in it; never a change of the row."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, label="")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def latest_versions(row: Any, below: tuple[str, ...] = ()) -> list[Any]:
    """The newest version of a row, and of the rows shown below it (by the names of their relations).

    None where there is none; one query for each.
    """
    if row.pk is None:
        return []
    histories = [row.history.all(), *(_history_of(getattr(row, name), row) for name in below)]
    return [each.select_related("history_user").order_by("-history_id").first() for each in histories]


def written(versions: list[Any]) -> str:
    """As the form carries them."""
    return SEPARATOR.join(str(each.history_id if each else NEVER) for each in versions)


def check_drawn(drawn_from: str, versions: list[Any]) -> None:
    """Raise ValidationError where one of these versions is newer than the form; one that tells none is let be."""
    seen = drawn_from.split(SEPARATOR)
    if len(seen) != len(versions) or not all(each.isdecimal() for each in seen):
        return
    newer = [
        each for each, number in zip(versions, seen, strict=True) if each and each.history_id > int(number)
    ]
    if newer:
        last = max(newer, key=lambda version: version.history_date)
        raise ValidationError(
            _("This was changed by %(name)s at %(time)s: look at it again before you save."),
            params={
                "name": last.history_user or _("the system"),
                "time": f"{timezone.localtime(last.history_date):%Y-%m-%d %H:%M}",
            },
        )


def _history_of(related: Any, row: Any) -> Any:
    history: Manager[Any] = related.model.history
    return history.filter(**{related.field.attname: row.pk})
