"""What counts of the ledger as it was known at the end of a day."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from targets.asof import after
from targets.counted import Passage, Posted, as_then_known, counted
from targets.measures import Line
from tests.targets.ledger_factories import SHANGHAI

ON = date(2021, 8, 31)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def row(number, state, reviewed="", *, happened="2021-08-20", reported="2021-08-21 09:00", corrects=None):
    line = Line(number, date.fromisoformat(happened), moment(reported), Decimal(10 * number))
    return Posted(1, line, state, moment(reviewed) if reviewed else None, corrects)


def then(*rows, **passages):
    """The ids that count, and the days on which something was reported, by the end of 31 August."""
    path = {
        int(name.removeprefix("of_")): Passage(action, date.fromisoformat(day))
        for name, (action, day) in passages.items()
    }
    share = counted(as_then_known(rows, path, after(ON)))[1]
    return [line.id for line in share.lines], [f"{day:%m-%d}" for day in share.days]


@pytest.mark.parametrize(
    ("state", "reviewed", "passed", "counts", "days"),
    [
        # Approved by the last second of the day; the reviewer's midnight is the town's.
        ("approved", "2021-08-31 23:59:59", None, [1], ["08-20"]),
        ("approved", "2021-09-01 00:00:00", "submitted", [], ["08-20"]),
        ("approved", "2021-09-01 07:59:59", "submitted", [], ["08-20"]),
        # Sent by then and approved later, also after it came back and was sent again.
        ("approved", "2021-09-03 09:00:00", "resubmitted", [], ["08-20"]),
        ("approved", "2021-09-03 09:00:00", "returned", [], []),
        # What was returned or withdrawn later awaited review then; before that day it was gone.
        ("returned", "2021-09-03 09:00:00", "submitted", [], ["08-20"]),
        ("returned", "2021-08-30 09:00:00", "returned", [], []),
        ("withdrawn", "", "submitted", [], ["08-20"]),
        ("withdrawn", "", "withdrawn", [], []),
        ("submitted", "", "submitted", [], ["08-20"]),
        # Not yet sent by then.
        ("withdrawn", "", None, [], []),
        ("returned", "2021-09-03 09:00:00", None, [], []),
    ],
)
def test_only_what_was_approved_by_the_days_end_counts(state, reviewed, passed, counts, days):
    passages = {"of_1": (passed, "2021-08-20")} if passed else {}
    assert then(row(1, state, reviewed), **passages) == (counts, days)


@pytest.mark.parametrize(
    ("state", "reported", "days"),
    [
        ("approved", "2021-08-31 23:59:59", ["08-20"]),
        ("approved", "2021-09-01 00:00:00", []),
        ("returned", "2021-08-31 23:59:59", []),
    ],
)
def test_an_entry_without_a_path_is_taken_by_when_it_was_reported(state, reported, days):
    assert then(row(1, state, "2021-09-03 09:00:00", reported=reported)) == ([], days)


@pytest.mark.parametrize(
    ("decided", "counts"),
    [
        ("2021-08-31 23:59:59", [3]),
        ("2021-09-01 00:00:00", [1]),
    ],
)
def test_a_correction_approved_later_does_not_count_and_what_it_corrects_still_does(decided, counts):
    first = row(1, "approved", "2021-08-22 09:00:00")
    reversal = row(2, "approved", decided, corrects=1)
    instead = row(3, "approved", decided)
    waiting = {"of_2": ("submitted", "2021-08-20"), "of_3": ("submitted", "2021-08-20")}
    assert then(first, reversal, instead, **waiting)[0] == counts


def test_a_correction_sent_back_or_waiting_takes_nothing_away():
    first = row(1, "approved", "2021-08-22 09:00:00")
    assert then(
        first, row(2, "returned", "2021-08-25 09:00:00", corrects=1), of_2=("returned", "2021-08-20")
    )[0] == [1]
    assert then(first, row(2, "submitted", corrects=1), of_2=("submitted", "2021-08-20"))[0] == [1]


def test_what_awaited_review_had_the_date_it_was_sent_with():
    """Sent back in September and sent again for another month: August was reported all the same."""
    later = row(1, "approved", "2021-09-08 09:00:00", happened="2021-09-05")
    assert then(later, of_1=("submitted", "2021-08-20")) == ([], ["08-20"])
