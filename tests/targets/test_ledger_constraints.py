"""What one row of the ledger can state is held by the database, also against code that passes recording by."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import DecimalField, Value
from django.db.models.functions import Cast

from targets.models import ProgressEntry
from tests.targets.ledger_factories import DAY, NOW, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def row(town):
    """A row with these fields, put into the table as it is."""
    share = town.share()
    people = {"li": town.li, "wang": town.wang}

    def insert(**fields):
        given = {
            "allocation": share,
            "happened_on": DAY,
            "quantity": 1,
            "reported_by": "li",
            "reporter_name": "li",
            "reported_at": NOW,
            **fields,
        }
        for name in ("reported_by", "reviewed_by"):
            given[name] = people.get(given.get(name))
        with transaction.atomic():
            return ProgressEntry.objects.bulk_create([ProgressEntry(**given)])[0]

    return insert


REVIEWED = {"reviewed_by": "wang", "reviewed_at": NOW}
STATES = [
    # state, what is said of a review, whether the database takes it
    ("submitted", {}, True),
    ("submitted", REVIEWED, False),
    ("submitted", {"reviewed_by": "wang"}, False),
    ("submitted", {"reviewed_at": NOW}, False),
    ("approved", REVIEWED, True),
    ("approved", {}, False),
    ("approved", {"reviewed_by": "wang"}, False),
    ("approved", {"reviewed_at": NOW}, False),
    ("approved", {**REVIEWED, "reviewed_by": "li"}, False),
    ("returned", REVIEWED, True),
    ("returned", {}, False),
    ("returned", {**REVIEWED, "reviewed_by": "li"}, False),
    ("withdrawn", {}, True),
    ("withdrawn", REVIEWED, True),
    ("withdrawn", {**REVIEWED, "reviewed_by": "li"}, False),
    ("lost", REVIEWED, False),
    ("", {}, False),
]


@pytest.mark.parametrize(("state", "review", "is_taken"), STATES)
def test_a_decided_entry_has_a_reviewer_who_is_not_its_reporter(row, state, review, is_taken):
    if is_taken:
        assert row(state=state, **review).state == state
    else:
        with pytest.raises(IntegrityError):
            row(state=state, **review)


LARGEST = Decimal(9_999_999_999)
NUMBERS = [
    ("quantity", None, True),
    ("quantity", LARGEST, True),
    ("quantity", -LARGEST, True),
    ("quantity", LARGEST + Decimal("0.0001"), False),
    ("quantity", -LARGEST - Decimal("0.0001"), False),
    ("base", None, True),
    ("base", Decimal("0.0001"), True),
    ("base", LARGEST, True),
    ("base", Decimal(0), False),
    ("base", Decimal(-1), False),
    ("base", LARGEST + Decimal("0.0001"), False),
]


@pytest.mark.parametrize(("name", "value", "is_taken"), NUMBERS)
def test_quantities_and_bases_lie_in_their_range(row, name, value, is_taken):
    if is_taken:
        assert getattr(ProgressEntry.objects.get(pk=row(**{name: value}).pk), name) == value
    else:
        with pytest.raises(IntegrityError):
            row(**{name: value})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("name", ["quantity", "base"])
def test_a_quantity_is_a_finite_number(row, name, value):
    with pytest.raises(ValidationError):
        row(**{name: Decimal(value)})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("name", ["quantity", "base"])
def test_the_database_itself_refuses_what_is_not_finite(row, name, value):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no number that is none")
    number = Cast(Value(value), DecimalField(max_digits=None, decimal_places=None))
    with pytest.raises((IntegrityError, DataError)):
        row(**{name: number})


def test_a_reversal_has_a_reason_and_does_not_replace(row):
    original = row(state="approved", **REVIEWED)
    other = row(state="approved", **REVIEWED)
    with pytest.raises(IntegrityError):
        row(corrects=original, note="")
    with pytest.raises(IntegrityError):
        row(corrects=original, replaces=other, note="多报")
    assert row(corrects=original, note="多报").corrects == original


def test_an_entry_does_not_reverse_itself(row):
    with pytest.raises(IntegrityError):
        row(pk=4711, corrects_id=4711, note="多报")


@pytest.mark.parametrize("state", ["submitted", "approved", "returned"])
def test_an_entry_has_one_live_reversal_and_any_number_of_withdrawn_ones(row, state):
    original = row(state="approved", **REVIEWED)
    for _ in range(2):
        row(corrects=original, note="多报", state="withdrawn")
    row(corrects=original, note="多报", state=state, **({} if state == "submitted" else REVIEWED))
    row(corrects=original, note="多报", state="withdrawn")
    with pytest.raises(IntegrityError):
        row(corrects=original, note="多报")


def test_a_reversal_has_one_new_line(row):
    reversal = row(corrects=row(state="approved", **REVIEWED), note="多报")
    row(replaces=reversal)
    with pytest.raises(IntegrityError):
        row(replaces=reversal)


def test_a_token_is_used_once(row):
    first = row()
    with pytest.raises(IntegrityError):
        row(token=first.token)


@pytest.mark.parametrize(
    "name", ["allocation", "reported_by", "reported_at", "happened_on", "state", "token"]
)
def test_an_entry_says_where_who_when_and_what_became_of_it(row, name):
    with pytest.raises((IntegrityError, ValueError)):
        row(**{name: None})


def test_quantities_are_stored_exactly(row):
    for value in ("187.5", "0.0001", "9999999998.9999", "-1234567890.1234"):
        stored = row(quantity=Decimal(value), happened_on=date(2021, 1, 1))
        assert ProgressEntry.objects.get(pk=stored.pk).quantity == Decimal(value)
