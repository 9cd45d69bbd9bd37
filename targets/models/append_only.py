"""Tables that keep every row for good: the entries and their path."""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models


class AppendOnly(TypeError):
    """Raised where code tries to change or delete what the ledger keeps for good."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are added one by one or in bulk; nothing else is on offer."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The ledger is written through targets.recording only.")

    def delete(self) -> NoReturn:
        raise AppendOnly("The ledger keeps every row.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The ledger is written through targets.recording only.")

    def bulk_create(  # type: ignore[override]  # what would merge rows is refused, whatever it is called
        self, objs: Iterable[Any], batch_size: int | None = None, **merging: Any
    ) -> list[Any]:
        if any(merging.values()):
            raise AppendOnly("Rows are added, never merged into those that stand.")
        return super().bulk_create(objs, batch_size=batch_size)


class AppendOnlyModel(models.Model):
    """A row is added once; it is neither changed nor deleted."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
        # Inherited by the tables: `user.reported_entries.add(entry)` updates through the base manager.
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("The ledger is written through targets.recording only.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("The ledger keeps every row.")
