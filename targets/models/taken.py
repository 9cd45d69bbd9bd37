"""What a row says that takes a name or number which another has: which one, and what to do."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError


class SaysWhatIsTaken:
    """The words for what is unique, beside the last of the fields; the rules stay with the fields and constraints."""

    taken: ClassVar[dict[tuple[str, ...], Any]] = {}

    def unique_error_message(self, model_class: Any, unique_check: Any) -> ValidationError:
        sentence = self.taken.get(tuple(unique_check))
        if sentence is None:
            return super().unique_error_message(model_class, unique_check)  # type: ignore[misc]
        name = unique_check[-1]
        said = ValidationError(sentence, code="unique", params={name: getattr(self, name)})
        if len(unique_check) == 1:
            return said
        beside = ValidationError({name: said})
        beside.code = "unique"  # Django asks for it, though errors by field have none
        return beside
