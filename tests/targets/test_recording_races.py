"""Many at once: a race has one winner and tells the others, and nothing acknowledged is lost.

Run in threads with connections of their own, on committed rows: on SQLite in a copy of the test database in a
file, with the options the program runs with; on PostgreSQL in the test database itself.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from targets import recording
from targets.ledger_rules import Figure
from targets.models import EntryEvent, PlanVersion, ProgressEntry
from targets.recording import Row
from tests.targets.factories import give_duty, make_plan, make_target, make_user, whole_town
from tests.targets.ledger_factories import DAY, NOW, fresh, log, make_town, path, total
from tests.targets.threads import in_thread, into_a_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _database_of_threads(tmp_path, monkeypatch):
    into_a_file(tmp_path, monkeypatch)


def at_once(*acts):
    """What each of these comes to, all started together: a result or an exception."""
    start = Barrier(len(acts))

    def run(act):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            return act()
        except Exception as refusal:  # the test counts the kinds
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(results):
    return Counter(type(each).__name__ for each in results)


def test_the_threads_write_to_the_disk_as_the_program_does():
    def modes():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode")
            return connection.transaction_mode, cursor.fetchone()[0]

    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has these options")
    assert in_thread(modes) == ("IMMEDIATE", "wal")


def test_of_two_reviewers_at_once_one_approves_and_the_other_is_told():
    town = in_thread(make_town)
    for act in (recording.approve, lambda **given: recording.send_back(reason="核实", **given)):
        entry = in_thread(lambda: town.log(town.share()))
        results = at_once(
            lambda entry=entry: recording.approve(user=town.wang, entry=entry, now=NOW),
            lambda entry=entry, act=act: act(user=town.zhao, entry=entry, now=NOW),
        )
        assert kinds(results) == {"ProgressEntry": 1, "Conflict": 1}
        assert len(in_thread(lambda entry=entry: path(entry))) == 2


def test_of_two_batches_that_share_entries_one_is_approved_whole_and_the_other_not_at_all():
    town = in_thread(make_town)
    first, both, last = in_thread(
        lambda: [town.log(town.share(), amount) for amount in ("10", "20", "30")]
    )  # fmt: skip
    results = at_once(
        lambda: recording.approve_many(user=town.wang, lines=[first, both], now=NOW),
        lambda: recording.approve_many(user=town.zhao, lines=[last, both], now=NOW),
    )
    assert kinds(results) == {"NoneType": 1, "Conflict": 1}
    states = in_thread(lambda: [fresh(entry).state for entry in (first, both, last)])
    assert states in (["approved", "approved", "submitted"], ["submitted", "approved", "approved"])


@pytest.mark.parametrize("act", ["withdraw", "send_back"])
def test_a_batch_and_whoever_takes_one_of_it_away_do_not_both_win(act):
    town = in_thread(make_town)
    kept, taken = in_thread(lambda: [town.log(town.share(), amount) for amount in ("10", "20")])
    takes = {
        "withdraw": lambda: recording.withdraw(user=town.li, entry=taken, now=NOW),
        "send_back": lambda: recording.send_back(user=town.zhao, entry=taken, reason="核实", now=NOW),
    }
    results = at_once(
        lambda: recording.approve_many(user=town.wang, lines=[kept, taken], now=NOW), takes[act]
    )
    won = "NoneType" if results[0] is None else "ProgressEntry"
    assert kinds(results) == {won: 1, "Conflict": 1}
    states = in_thread(lambda: [fresh(entry).state for entry in (kept, taken)])
    assert (states == ["approved", "approved"]) == (results[0] is None)
    assert (states[0] == "submitted") == (results[0] is not None)


def test_the_reporter_withdraws_or_the_reviewer_approves_but_not_both():
    town = in_thread(make_town)
    entry = in_thread(lambda: town.log(town.share()))
    results = at_once(
        lambda: recording.withdraw(user=town.li, entry=entry, now=NOW),
        lambda: recording.approve(user=town.wang, entry=entry, now=NOW),
    )
    assert kinds(results) == {"ProgressEntry": 1, "Conflict": 1}
    assert in_thread(lambda: path(entry)) in (["submitted", "withdrawn"], ["submitted", "approved"])


def test_the_same_form_from_eight_threads_is_one_entry():
    town, token = in_thread(make_town), uuid4()
    share = in_thread(town.share)
    results = at_once(*[lambda: town.log(share, token=token)] * 8)
    assert kinds(results) == {"ProgressEntry": 8}
    assert len({entry.pk for entry in results}) == 1
    assert in_thread(lambda: (ProgressEntry.objects.count(), EntryEvent.objects.count())) == (1, 1)


def test_eight_reporters_at_once_lose_nothing():
    town = in_thread(make_town)
    share = in_thread(town.share)
    reporters = in_thread(lambda: [reporter(town, number) for number in range(8)])
    results = at_once(
        *[lambda user=user: log(user=user, share=share, amount="7", note=f"{user}报") for user in reporters]
    )
    assert kinds(results) == {"ProgressEntry": 8}
    decided = at_once(
        *[lambda entry=entry: recording.approve(user=town.wang, entry=entry, now=NOW) for entry in results]
    )
    assert kinds(decided) == {"ProgressEntry": 8}
    assert in_thread(lambda: total(share)) == 56
    assert in_thread(lambda: PlanVersion.objects.get().number) == 16


def test_totals_so_far_build_on_each_other_also_when_they_come_at_once():
    town = in_thread(make_town)
    share = in_thread(town.share)
    results = at_once(*[lambda: town.log(share, "100", mode="total")] * 8)
    assert sorted(entry.quantity for entry in results) == [0] * 7 + [100]


def test_a_step_is_completed_once_also_when_two_report_it():
    town = in_thread(make_town)
    share = in_thread(lambda: town.share("steps"))
    step = in_thread(lambda: share.steps.get().pk)
    results = at_once(*[lambda: town.log(share, "", step_id=step)] * 2)
    assert kinds(results) == {"ProgressEntry": 1, "ValidationError": 1}


def test_one_correction_wins():
    town = in_thread(make_town)
    entry = in_thread(lambda: town.counted(town.share()))
    results = at_once(
        lambda: town.correct(entry, "5"),
        lambda: town.correct(entry, "6", user=town.zhao),
        lambda: town.correct(entry, None, user=town.wang),
    )
    assert kinds(results) == {"ProgressEntry": 1, "Conflict": 2}
    assert in_thread(lambda: ProgressEntry.objects.filter(corrects=entry).count()) == 1


def test_batches_over_two_plans_in_either_order_do_not_wait_for_each_other():
    town = in_thread(make_town)
    plans = in_thread(lambda: two_shares(town))
    batches = [[row(share) for share in order] for order in (plans, plans[::-1]) * 4]
    results = at_once(
        *[lambda rows=rows: recording.submit_many(user=town.li, rows=rows, now=NOW) for rows in batches]
    )
    assert kinds(results) == {"list": 8}
    assert in_thread(lambda: sorted(PlanVersion.objects.values_list("number", flat=True))) == [8, 8]


def reporter(town, number):
    user = make_user(f"reporter{number}")
    give_duty(user, "reporter", town.office)
    return user


def two_shares(town):
    overlapping = make_plan(2020, ends_on=DAY.replace(month=12, day=31))
    return [town.share(goal=5000), whole_town(make_target(overlapping, goal=5000, lead_office=town.office))]


def row(share):
    figure = Figure(happened_on=DAY, amount="1", note="另一笔", confirmed=True)
    return Row(allocation=share, figure=figure, token=uuid4())
