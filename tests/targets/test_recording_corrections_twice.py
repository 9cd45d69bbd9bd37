"""A correction sent twice, and who may ask for one or decide on it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from targets import recording
from targets.models import ProgressEntry
from tests.targets.factories import make_user
from tests.targets.ledger_factories import NOW, make_town

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def town():
    return make_town()


def approve(town, entry, user=None):
    return recording.approve(user=user or town.wang, entry=entry, now=LATER)


def test_the_same_correction_sent_twice_is_one(town):
    wrong, token = town.counted(town.share()), uuid4()
    first = town.correct(wrong, "5", token=token)
    assert town.correct(wrong, "5", token=token, now=LATER) == first
    approve(town, first)
    assert town.correct(wrong, "5", token=token).state == "approved"
    assert ProgressEntry.objects.count() == 3


def test_the_same_taking_back_sent_twice_is_one(town):
    wrong, token = town.counted(town.share()), uuid4()
    first = town.correct(wrong, None, token=token)
    assert town.correct(wrong, None, token=token) == first
    with pytest.raises(recording.Conflict):
        town.correct(wrong, "5", token=token)
    assert ProgressEntry.objects.count() == 2


CHANGES = [
    {"amount": "6"},
    {"amount": None},
    {"reason": "另一"},
    {"happened_on": date(2021, 6, 11)},
    {"note": "另"},
]


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_correction_changed_after_it_was_stored_is_not_taken_silently(town, change):
    wrong, token = town.counted(town.share()), uuid4()
    town.correct(wrong, "5", token=token)
    with pytest.raises(recording.Conflict):
        town.correct(wrong, **{"amount": "5", "token": token, **change})
    assert ProgressEntry.objects.count() == 3


def test_a_token_of_another_correction_is_refused(town):
    share, token = town.share(), uuid4()
    first, second = town.counted(share), town.counted(share, "11")
    town.correct(first, token=token)
    for options in ({"entry": second}, {"entry": first, "user": town.zhao}):
        with pytest.raises(recording.Conflict):
            town.correct(**{"token": token, **options})


def test_nobody_approves_a_correction_they_informed(town):
    wrong = town.counted(town.share())
    reversal = town.correct(wrong, "5", informant_id=town.wang.pk)
    for line in (reversal, reversal.replacement):
        with pytest.raises(PermissionDenied):
            approve(town, line)
        assert list(ProgressEntry.objects.reviewable_by(town.zhao, NOW.date()).filter(pk=line.pk)) == [line]
    approve(town, reversal, town.zhao)


def test_the_first_reviewer_may_decide_on_a_correction_but_its_reporter_may_not(town):
    wrong = town.counted(town.share())
    reversal = town.correct(wrong, user=town.wang)
    with pytest.raises(PermissionDenied):
        approve(town, reversal)
    approve(town, reversal, town.zhao)


def test_a_stranger_corrects_nothing(town):
    wrong = town.counted(town.share())
    for user in (town.sun, make_user("guest"), make_user("root", is_superuser=True)):
        with pytest.raises(PermissionDenied):
            town.correct(wrong, user=user)
