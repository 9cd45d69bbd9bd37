"""Rows chosen by typing a part of their name (autocomplete): a value that names no row is refused, never a fault."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.forms import ModelMultipleChoiceField

LONGEST_ID = 18
"""Digits of which every number is one that the database can look for."""


def is_id(value: Any) -> bool:
    """Whether a value as sent may be the id of a row."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID


class ChosenRow(AutocompleteSelect):
    """Django's looks up whatever was sent when a refused form is drawn again; this one only ids."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if is_id(each)], attr)


class ChosenRows(AutocompleteSelectMultiple):
    """The same for several rows."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if is_id(each)], attr)


class RowsField(ModelMultipleChoiceField):
    """Several rows; Django's hands a number of any length to the database."""

    def _check_values(self, value: Any) -> Any:
        for each in value:
            if not is_id(each):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": each}
                )
        return super()._check_values(value)  # type: ignore[misc]  # the stubs do not know it
