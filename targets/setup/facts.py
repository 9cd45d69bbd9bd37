"""Bring the facts of the reports (`fixtures/`) into the database without undoing what people did to them.

The fixtures are Django's own JSON with natural keys, and hold facts alone: what a fixture does not name, such as
a lead office, is people's to fill in. Rows go in through full_clean() and save(), so that their history starts
with the facts (loaddata would write none, and silently restore what was edited).
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext

from targets.models import Document, Plan, PlanVersion, Target
from targets.setup.new_rows import open_plan, open_target, realign_quotes
from targets.years.closed_years import in_closed_plan

REASON = "载入报告所载事实"
"""The reason of change in the history of every row written from here."""
FILES = ("places.json", "plan_2021.json", "projects_2021.json")
"""The fixtures in the order in which they are loaded."""

Key = tuple[Any, ...]
RowModel = Any
"""A model with a natural key and a history, which no type of Django's says."""
Row = Any
"""A row of such a model."""


class BrokenFacts(Exception):
    """A fixture that cannot be loaded; its text says which and what to do."""


@dataclass(frozen=True, slots=True)
class Left:
    """A row left as people made it."""

    model: RowModel
    key: Key
    fields: tuple[str, ...] = ()
    """What differs from the facts; empty where there is no row, or where it does not matter which."""
    is_closed: bool = False
    """Its year is closed, and read-only for the facts too."""

    def __str__(self) -> str:
        row = " ".join([str(self.model._meta.verbose_name), *(str(part) for part in self.key if part != "")])
        if self.is_closed:
            return gettext("%(row)s: left as it is, its year is closed") % {"row": row}
        if not self.fields:
            return gettext("%(row)s: not brought back, people deleted it") % {"row": row}
        names = ", ".join(str(self.model._meta.get_field(name).verbose_name) for name in self.fields)
        return gettext("%(row)s: left as people changed it (%(fields)s)") % {"row": row, "fields": names}


@dataclass(slots=True)
class Outcome:
    """What loading the facts did."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    left: list[Left] = field(default_factory=list)


def load_facts(folder: Path) -> Outcome:
    """Load the fixtures of a folder and say what was done; all of it or, where one is broken, nothing.

    A row that differs from its fact is updated if it was only ever written from here; if people had a hand in
    it, or deleted it, it is left. Where nothing is to be written, the plans' versions stay as they were.
    Raises BrokenFacts.
    """
    files = [(name, read(folder / name)) for name in FILES]
    loading = Loading()
    with transaction.atomic():
        # Every plan's boards show the places. Advancing also keeps other writers out while we compare.
        PlanVersion.advance_all()
        for name, objects in files:
            for number, row in enumerate(objects, start=1):
                try:
                    loading.load(row)
                except (FieldDoesNotExist, LookupError, TypeError, ValueError, ValidationError) as error:
                    raise broken(name, number, error) from error
        loading.open_added_targets()
        if not loading.outcome.added and not loading.outcome.updated:
            transaction.set_rollback(True)
    return loading.outcome


def read(path: Path) -> list[dict[str, Any]]:
    try:
        objects = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenFacts(
            gettext("Cannot read %(path)s (%(error)s): restore the file from the release.")
            % {"path": path, "error": error}
        ) from error
    if not isinstance(objects, list):
        raise BrokenFacts(
            gettext("There is no list of rows in %(path)s: restore the file from the release.")
            % {"path": path}
        )
    return objects


def broken(name: str, number: int, error: Exception) -> BrokenFacts:
    reason = " ".join(error.messages) if isinstance(error, ValidationError) else repr(error)
    return BrokenFacts(
        gettext(
            "Row %(number)d of %(name)s cannot be loaded (%(reason)s): restore the file from the release."
        )
        % {"number": number, "name": name, "reason": reason}
    )


class Table:
    """The rows of one model: those that stand, and what was once loaded, by natural key."""

    def __init__(self, model: RowModel, tables: "dict[RowModel, Table]", many: Iterable[str]):
        self.model = model
        self.tables = tables
        self.by_id: dict[Any, Row] = {}
        self.by_key: dict[Key, Row] = {}
        self.gone: dict[Key, Row] = {}
        """Facts that are not to be brought back."""
        for row in model._default_manager.prefetch_related(*many):
            self.remember(row)

    def remember(self, row: Row) -> None:
        self.by_id[row.pk] = row
        self.by_key[self.key_of(row)] = row

    def key_of(self, row: Row) -> Key:
        """Its natural key, read from the rows at hand instead of the database."""
        for relation in self.model._meta.concrete_fields:
            table = self.tables.get(relation.related_model) if relation.is_relation else None
            parent_id = getattr(row, relation.attname)
            if table and parent_id and not relation.is_cached(row):
                relation.set_cached_value(row, table.by_id.get(parent_id) or table.former_by_id[parent_id])
        return row.natural_key()

    @cached_property
    def former_by_id(self) -> dict[Any, Row]:
        """The rows as they were when they were loaded first; some were renamed or deleted since."""
        records = self.model.history.filter(history_type="+", history_change_reason=REASON)
        return {row.pk: row for row in (record.instance for record in records)}

    @cached_property
    def former_by_key(self) -> dict[Key, Row]:
        found = {}
        for row in self.former_by_id.values():
            with suppress(KeyError):  # below a row that people had made themselves and deleted
                found[self.key_of(row)] = row
        return found

    @cached_property
    def edited(self) -> set[Any]:
        """The ids of rows in which people had a hand."""
        facts = Q(history_change_reason=REASON, history_user=None)
        return set(self.model.history.exclude(facts).values_list(self.model._meta.pk.attname, flat=True))

    def find(self, key: Key) -> Row | None:
        """The row that stands for this fact, also under a name that people gave it."""
        if key in self.by_key:
            return self.by_key[key]
        former = self.former_by_key.get(key)
        return self.by_id.get(former.pk) if former else None

    def named(self, key: Key) -> Row:
        """The row that another one refers to; one that is gone is not in the database. Raises LookupError."""
        row = self.find(key) or self.gone.get(key) or self.former_by_key.get(key)
        if row is None:
            raise LookupError(f"{self.model.__name__} {key}")
        return row

    def has(self, row: Row) -> bool:
        return self.by_id.get(row.pk) is row


class Loading:
    """One run over the fixtures: the rows compared so far and what became of them."""

    def __init__(self) -> None:
        self.outcome = Outcome()
        self.tables: dict[RowModel, Table] = {}
        self.added_targets: list[Target] = []

    def load(self, row: dict[str, Any]) -> None:
        """Add, update or leave one row of a fixture."""
        model = apps.get_model(row["model"])
        fields = [model._meta.get_field(name) for name in row["fields"]]
        if model not in self.tables:
            many = [each.name for each in fields if each.many_to_many]
            self.tables[model] = Table(model, self.tables, many)
        table = self.tables[model]
        fact = {each.name: self.value(each, row["fields"][each.name]) for each in fields}
        candidate = model(**{each.name: fact[each.name] for each in fields if not each.many_to_many})
        key = table.key_of(candidate)
        standing = table.find(key)
        if standing is not None:
            self.compare(table, standing, key, fact)
        elif in_closed_plan(candidate):
            table.gone[key] = candidate
            self.outcome.left.append(Left(model, key, is_closed=True))
        elif key in table.former_by_key or not all(self.stands(value) for value in fact.values()):
            table.gone[key] = candidate
            self.outcome.left.append(Left(model, key))
        else:
            self.add(table, candidate, fact)

    def value(self, model_field: Any, written: Any) -> Any:
        """What a fixture says of a field, with natural keys replaced by rows."""
        if not model_field.is_relation:
            return model_field.to_python(written)
        if written is None:
            return None
        table = self.tables[model_field.related_model]
        if model_field.many_to_many:
            return [table.named(tuple(key)) for key in written]
        return table.named(tuple(written))

    def stands(self, value: Any) -> bool:
        """Whether a row referred to is in the database; true of all that is not a row."""
        return not isinstance(value, models.Model) or self.tables[type(value)].has(value)

    def add(self, table: Table, candidate: Row, fact: dict[str, Any]) -> None:
        self.write(candidate, fact)
        table.remember(candidate)
        self.outcome.added += 1
        if isinstance(candidate, Plan):
            open_plan(candidate)
        if isinstance(candidate, Target):
            self.added_targets.append(candidate)

    def compare(self, table: Table, standing: Row, key: Key, fact: dict[str, Any]) -> None:
        differing = tuple(name for name, value in fact.items() if not self.agrees(standing, name, value))
        if not differing:
            self.outcome.unchanged += 1
        elif in_closed_plan(standing):
            self.outcome.left.append(Left(table.model, key, differing, is_closed=True))
        elif standing.pk in table.edited:
            self.outcome.left.append(Left(table.model, key, differing))
        else:
            for name in differing:
                if not isinstance(fact[name], list):
                    setattr(standing, name, fact[name])
            if isinstance(standing, Document):
                self.write_text(standing, fact)
            else:
                self.write(standing, fact)
            self.outcome.updated += 1

    def agrees(self, row: Row, name: str, value: Any) -> bool:
        if isinstance(value, list):
            return {each.pk for each in getattr(row, name).all()} == {each.pk for each in value}
        if isinstance(value, models.Model):
            return getattr(row, row._meta.get_field(name).attname) == value.pk
        return getattr(row, name) == value

    def write(self, row: Row, fact: dict[str, Any]) -> None:
        row._change_reason = REASON
        row.mends_copy = True
        row.full_clean()
        row.save()
        for name, value in fact.items():
            if isinstance(value, list):
                getattr(row, name).set(each for each in value if self.stands(each))

    def write_text(self, document: Document, fact: dict[str, Any]) -> None:
        """Words mended in a text and its targets come with the targets, later in the file."""
        document.quotes_follow = True
        self.write(document, fact)
        realign_quotes(document, change_reason=REASON)

    def open_added_targets(self) -> None:
        """The fixtures name the shares; a target whose share they forget can be logged all the same."""
        for target in self.added_targets:
            open_target(target, change_reason=REASON)
