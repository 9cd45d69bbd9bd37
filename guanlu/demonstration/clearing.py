"""Ending the demonstration: the database is emptied of everything, and the facts are loaded again."""

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction

from guanlu.preparation import FIXTURES
from targets.evidence import store
from targets.models import Demonstration, PlanVersion
from targets.setup.facts import load_facts


class NotMarked(Exception):
    """There is no demonstration here; nothing was touched."""


def clear() -> None:
    """Empty a marked installation, all or nothing. Raises NotMarked.

    Everything in it is invented, and the ledger has no way to lose single rows: so all tables are emptied at
    once, as for a new installation, log-ins and their record included. Then the files of its entries are removed.
    """
    with transaction.atomic():
        if not Demonstration.objects.exists():
            raise NotMarked
        call_command("flush", interactive=False, verbosity=0)
        Demonstration.unmark()  # the facts are dated by the real clock again
        load_facts(FIXTURES)
        # Whatever a running program remembers of the plan as it was is never taken for what it is now.
        PlanVersion.renew()
    store.empty()
    cache.clear()
