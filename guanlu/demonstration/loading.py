"""Filling an installation with the demonstration, where nobody has begun to work."""

from datetime import date, datetime

from django.db import transaction
from django.utils import translation

from guanlu.demonstration.agenda import at
from guanlu.demonstration.offices import make_offices
from guanlu.demonstration.people import SHOWN, make_people
from guanlu.demonstration.projects import put_down_reports, set_up_projects
from guanlu.demonstration.shares import set_up_targets
from guanlu.demonstration.started import remove_first_accounts, why_not
from guanlu.demonstration.writing import histories
from guanlu.demonstration.year import Year
from guanlu.first_passwords import hashed, new_password
from targets.models import Demonstration, PlanVersion
from targets.setup.facts import REASON as LOADED

FACTS_KNOWN, SET_UP = at(date(2021, 1, 4), 9), at(date(2021, 1, 8), 9)
"""When the history of an invented year says that the report was entered, and the year set up."""


class NotHere(Exception):
    """This installation is no place for the demonstration; the text says why, and what to do."""


def load(now: datetime) -> dict[str, str]:
    """Mark the installation and fill it, all or nothing.

    Returns the passwords of the accounts to try (people.SHOWN), kept nowhere else in clear. Raises NotHere.
    """
    passwords = {access.username: new_password() for access in SHOWN}
    hashes = hashed(passwords)
    with translation.override("zh-hans"), transaction.atomic():
        PlanVersion.advance_all()
        if reason := why_not():
            raise NotHere(reason)
        remove_first_accounts()
        Demonstration.mark(now)
        offices = make_offices()
        people = make_people(offices, hashes)
        set_up_targets(offices)
        set_up_projects(offices)
        date_history_back()
        year = Year(people, offices)
        put_down_reports(year.agenda, people)
        year.live()
        PlanVersion.renew()
    return passwords


def date_history_back() -> None:
    """The set-up's history so far begins in January of the invented year: later changes come after it."""
    for history in histories():
        history.filter(history_change_reason=LOADED).update(history_date=FACTS_KNOWN)
        history.exclude(history_change_reason=LOADED).update(history_date=SET_UP)
