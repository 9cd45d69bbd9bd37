"""What is approved is never changed, by no path that the program has; and nothing else writes the ledger."""

import ast
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError

from targets import entries
from targets.models import Allocation, EntryEvent, ProgressEntry, Step
from targets.models.append_only import AppendOnly
from targets.models.ledger import EntryState
from tests.targets.ledger_factories import NOW, first_step, make_town

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def entry(town):
    return town.counted(town.share(), "50")


def stored_rows():
    return [list(model.objects.order_by("pk").values()) for model in (ProgressEntry, EntryEvent)]


def save(row):
    row.note = "改"
    row.save()


def save_a_field(row):
    row.note = "改"
    row.save(update_fields=["note"])


def merge(row):
    type(row).objects.bulk_create([row], update_conflicts=True, update_fields=["note"], unique_fields=["pk"])


def bulk_update(row):
    row.note = "改"
    type(row).objects.bulk_update([row], ["note"])


PATHS = [
    save,
    save_a_field,
    lambda row: row.delete(),
    lambda row: type(row).objects.filter(pk=row.pk).update(note="改"),
    lambda row: type(row).objects.all().delete(),
    bulk_update,
    lambda row: type(row).objects.update_or_create(pk=row.pk, defaults={"note": "改"}),
    merge,
    lambda row: type(row).objects.bulk_create([row], ignore_conflicts=True),
    lambda row: type(row)._base_manager.filter(pk=row.pk).update(note="改"),
    lambda row: type(row)._base_manager.filter(pk=row.pk).delete(),
    lambda row: type(row)._default_manager.filter(pk=row.pk).update(note="改"),
]


@pytest.mark.parametrize("change", PATHS)
def test_neither_an_entry_nor_an_event_is_changed_or_deleted(entry, change):
    before = stored_rows()
    for row in (ProgressEntry.objects.get(pk=entry.pk), entry.events.first()):
        with pytest.raises(AppendOnly):
            change(row)
    assert stored_rows() == before


def test_no_relation_is_a_way_to_change_an_approved_entry(town, entry):
    before, other = stored_rows(), town.share()
    step = Step.objects.create(allocation=other, name="验收")
    changes = [
        lambda: other.entries.add(entry),
        lambda: other.entries.set([entry]),
        lambda: town.sun.reported_entries.add(entry),
        lambda: town.sun.reviewed_entries.add(entry),
        lambda: town.sun.informed_entries.add(entry),
        town.wang.reviewed_entries.clear,
        lambda: town.wang.reviewed_entries.remove(ProgressEntry.objects.get()),
        lambda: step.entries.add(entry),
        lambda: town.li.reported_entries.update(note="改"),
        lambda: town.li.reported_entries.all().delete(),
        lambda: entry.events.update(note="改"),
        lambda: entry.events.all().delete(),
    ]
    for change in changes:
        with pytest.raises(AppendOnly):
            change()
    assert stored_rows() == before


@pytest.mark.parametrize("state", EntryState)
def test_an_approved_entry_is_not_moved(entry, state):
    with pytest.raises(AppendOnly):
        ProgressEntry.objects.move(entry, EntryState.APPROVED, state=state)
    for expected in (EntryState.SUBMITTED, EntryState.RETURNED, EntryState.WITHDRAWN):
        assert not ProgressEntry.objects.move(entry, expected, state=state)
    with pytest.raises(AppendOnly):
        entries.move(entry, EntryState.APPROVED, "withdrawn", entry.reported_by, NOW, state=state)
    assert ProgressEntry.objects.get().state == EntryState.APPROVED


def test_of_two_who_move_an_entry_one_wins_and_the_other_is_told(town):
    entry = town.log(town.share())
    recalled = entries.locked(entry)
    entries.move(entry, "submitted", "withdrawn", town.li, NOW, state="withdrawn")
    with pytest.raises(entries.Conflict):
        entries.move(recalled, "submitted", "withdrawn", town.li, NOW, state="withdrawn")
    assert entry.events.count() == 2


def test_an_entry_stored_again_under_its_number_is_refused_by_the_database(entry):
    copy = ProgressEntry.objects.get(pk=entry.pk)
    copy._state.adding = True
    for store in (copy.save, lambda: ProgressEntry.objects.bulk_create([copy])):
        with pytest.raises(IntegrityError), transaction.atomic():
            store()


def test_what_an_entry_stands_on_is_not_deleted_under_it(town):
    share = town.share("steps")
    entry = town.counted(share, "", step_id=first_step(share).pk, informant_id=town.sun.pk)
    reversal = town.correct(entry, None)
    for row in (town.li, town.wang, town.sun, share, entry.step):
        with pytest.raises(ProtectedError):
            Model.delete(row)
    for rows in (type(town.li).objects.filter(pk=town.li.pk), Allocation.objects.all(), Step.objects.all()):
        with pytest.raises(ProtectedError):
            rows.delete()
    assert set(ProgressEntry.objects.all()) == {entry, reversal}


def ledger_writers():
    """Modules that import or use what writes the ledger."""
    for package in ("guanlu", "targets", "projects"):
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {
                f"{node.module}.{alias.name}"
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom)
                for alias in node.names
            }
            calls = {
                node.func.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            }
            writes = ("targets.entries", "targets.corrections")
            moves = calls & {"move", "move_all"} and path != ROOT / "targets" / "models" / "ledger.py"
            if any(name.startswith(writes) for name in names) or moves:
                yield str(path.relative_to(ROOT))


def test_only_recording_and_its_rows_write_the_ledger():
    writers = set(ledger_writers()) | {
        str(path.relative_to(ROOT))
        for package in ("guanlu", "targets")
        for path in (ROOT / package).rglob("*.py")
        if "ProgressEntry(" in (text := path.read_text(encoding="utf-8").replace("class ProgressEntry(", ""))
        or "EntryEvent(" in text.replace("class EntryEvent(", "")
        or "ProgressEntry.objects.create" in text
    }
    names = ("entries", "corrections", "recording", "posting")
    assert writers == {str(Path("targets") / f"{name}.py") for name in names}


def test_only_its_own_module_writes_evidence():
    writers = {
        str(path.relative_to(ROOT))
        for package in ("guanlu", "targets")
        for path in (ROOT / package).rglob("*.py")
        if "Evidence(" in path.read_text(encoding="utf-8").replace("class Evidence(", "")
        or "Evidence.objects.create" in path.read_text(encoding="utf-8")
    }
    assert writers == {str(Path("targets") / "evidence" / "attaching.py")}
