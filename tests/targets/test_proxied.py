"""What was logged for another (代录): whoever sends a village's figure without reporting for the village."""

from datetime import date

import pytest

from targets.ledger_lines import ledger_lines
from targets.models import ProgressEntry
from tests.targets.factories import give_duty, make_share, make_user, make_village
from tests.targets.ledger_factories import TODAY, log, make_town

pytestmark = pytest.mark.django_db

CASES = [
    # reported by, of a village's share, said of the informant: whether it is marked
    ("village", True, {}, False),
    ("village", True, {"informant_post": "村文书"}, True),
    ("office", True, {}, True),
    ("both", True, {}, False),
    ("other village", True, {}, True),
    ("later", True, {}, True),
    ("office", False, {}, False),
    ("office", False, {"informant_post": "村文书"}, True),
]


def test_an_entry_is_marked_where_its_reporter_does_not_report_for_the_village():
    town, village = make_town(), make_village()
    share, whole = make_share(town.target(), village, goal=100), town.share()
    people = {name: make_user(name) for name in ("village", "office", "both", "other village", "later")}
    for name in ("village", "both", "later"):
        give_duty(people[name], "reporter", village=village)
    for name in ("office", "both", "other village"):
        give_duty(people[name], "reporter", town.office)
    give_duty(people["other village"], "reporter", village=make_village("春江村"))
    found = []
    for number, (name, of_village, said, _marked) in enumerate(CASES):
        own = share if of_village else whole
        entry = log(user=people[name], share=own, amount=str(number + 1), note=str(number), **said)
        if name == "later":
            people[name].duties.update(starts_on=date(2021, 6, 21))
        (line,) = ledger_lines(ProgressEntry.objects.for_page().filter(pk=entry.pk), town.li, TODAY)
        found.append((name, of_village, said, "Logged for another" in line.tags or "代录" in line.tags))
    assert found == CASES


def test_the_mark_stays_when_the_duty_ends_and_follows_a_merged_village():
    town, old, successor = make_town(), make_village(), make_village("春江村")
    share = make_share(town.target(), old, goal=100)
    clerk = make_user("clerk")
    duty = give_duty(clerk, "reporter", village=old)
    entry = log(user=clerk, share=share)
    type(duty).objects.filter(pk=duty.pk).update(ends_on=date(2021, 6, 21))
    assert not ProgressEntry.objects.for_page().get(pk=entry.pk).is_proxied
    type(duty).objects.filter(pk=duty.pk).update(ends_on=date(2021, 6, 1))
    assert ProgressEntry.objects.for_page().get(pk=entry.pk).is_proxied
    heir = give_duty(clerk, "reporter", village=successor)
    type(old).objects.filter(pk=old.pk).update(successor=successor, ended_on=date(2021, 6, 20))
    assert not ProgressEntry.objects.for_page().get(pk=entry.pk).is_proxied
    type(old).objects.filter(pk=old.pk).update(ended_on=date(2021, 6, 21))
    assert ProgressEntry.objects.for_page().get(pk=entry.pk).is_proxied
    assert heir
