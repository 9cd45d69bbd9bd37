"""The demonstration, loaded once for all tests of this folder and undone after them."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from guanlu.demonstration.loading import load
from targets.models import Plan, demonstration


@pytest.fixture(scope="package")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_facts", verbosity=0)
        load(timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def plan(_loaded, db):
    """The plan of the demonstration, in an installation that knows it is marked."""
    cache.delete(demonstration.KEY)
    return Plan.objects.get(year=2021)
