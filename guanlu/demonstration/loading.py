"""Filling an installation with the demonstration, where nobody has begun to work."""

from datetime import datetime

from django.db import transaction
from django.utils import translation

from guanlu.demonstration.offices import make_offices
from guanlu.demonstration.people import SHOWN, make_people
from guanlu.demonstration.shares import set_up_targets
from guanlu.demonstration.year import Year
from guanlu.first_passwords import hashed, new_password
from targets.models import Demonstration, PlanVersion


def load(now: datetime) -> dict[str, str]:
    """Mark the installation and fill it; returns the passwords of the accounts to try, kept nowhere else in clear."""
    passwords = {access.username: new_password() for access in SHOWN}
    hashes = hashed(passwords)
    with translation.override("zh-hans"), transaction.atomic():
        PlanVersion.advance_all()
        Demonstration.mark(now)
        offices = make_offices()
        people = make_people(offices, hashes)
        set_up_targets(offices)
        Year(people, offices).live()
    return passwords
