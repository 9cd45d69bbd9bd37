"""A returned correction sent again: the clerk may change their mind about what is to stand, both ways."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets import recording
from targets.ledger_rules import Figure
from targets.models import ProgressEntry
from tests.targets.ledger_factories import DAY, NOW, fresh, make_town, path, total

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def share(town):
    return town.share()


def returned(town, share, amount, **options):
    """A correction of 100, asked to be `amount`, that wang sent back."""
    reversal = town.correct(town.counted(share, "100"), amount, **options)
    recording.send_back(user=town.wang, entry=reversal, reason="依据？", now=NOW)
    return fresh(reversal)


def send_again(town, entry, amount, reason="附测绘图", **options):
    user = options.pop("user", town.li)
    options.setdefault("happened_on", DAY)
    figure = None if amount is None else Figure(amount=amount, **options)
    return recording.resubmit(user=user, entry=entry, figure=figure, reason=reason, now=LATER)


def approve(town, entry, user=None):
    return recording.approve(user=user or town.zhao, entry=fresh(entry), now=LATER)


@pytest.mark.parametrize("which", ["reversal", "line"])
def test_what_was_to_be_50_becomes_nothing(town, share, which):
    reversal = returned(town, share, "50")
    line = reversal.replacement
    again = send_again(town, reversal if which == "reversal" else line, None)
    assert again.state == {"reversal": "submitted", "line": "withdrawn"}[which]
    assert (fresh(reversal).state, fresh(reversal).note) == ("submitted", "附测绘图")
    assert path(line) == ["submitted", "returned", "withdrawn"]
    assert total(share) == 100
    approve(town, reversal)
    assert total(share) == 0
    assert fresh(line).state == "withdrawn"


def test_what_was_to_be_nothing_becomes_80(town, share):
    reversal = returned(town, share, None)
    send_again(town, reversal, "80", happened_on=date(2021, 5, 3), note="实为80亩")
    line = fresh(reversal).replacement
    assert (line.state, line.quantity, line.happened_on, line.note) == (
        "submitted", 80, date(2021, 5, 3), "实为80亩",
    )  # fmt: skip
    assert (line.reported_by, line.reported_at, line.is_late, path(line)) == (
        town.li, LATER, False, ["submitted"],
    )  # fmt: skip
    approve(town, line)
    assert (fresh(reversal).state, total(share), total(share, date(2021, 5, 31))) == ("approved", 80, 80)


def test_a_line_given_up_comes_back_as_the_same_line(town, share):
    reversal = returned(town, share, "50")
    line = reversal.replacement
    send_again(town, reversal, None)
    recording.send_back(user=town.wang, entry=fresh(reversal), reason="再核", now=LATER)
    assert fresh(line).state == "withdrawn"
    with pytest.raises(recording.Conflict):
        send_again(town, line, "70")
    send_again(town, reversal, "70")
    assert (fresh(line).state, fresh(line).quantity, fresh(line).note) == ("submitted", 70, "附测绘图")
    assert path(line) == ["submitted", "returned", "withdrawn", "resubmitted"]
    approve(town, reversal)
    assert total(share) == 70
    assert ProgressEntry.objects.count() == 3


def test_nothing_stays_nothing(town, share):
    reversal = returned(town, share, "50")
    line = reversal.replacement
    for _ in range(2):
        send_again(town, reversal, None)
        recording.send_back(user=town.wang, entry=fresh(reversal), reason="再核", now=LATER)
    assert path(line) == ["submitted", "returned", "withdrawn"]
    recording.withdraw(user=town.li, entry=reversal, now=LATER)
    assert path(line) == ["submitted", "returned", "withdrawn"]
    assert town.correct(reversal.corrects, "80")


def test_a_wrong_figure_leaves_the_correction_as_it_was(town, share):
    reversal = returned(town, share, None)
    for amount, options in (
        ("-1", {}),
        ("100", {}),
        ("80", {"happened_on": date(2021, 6, 22)}),
        ("80", {"note": "\x00"}),
    ):
        with pytest.raises(ValidationError):
            send_again(town, reversal, amount, **options)
    assert (fresh(reversal).state, path(reversal)) == ("returned", ["submitted", "returned"])
    assert ProgressEntry.objects.count() == 2


def test_a_new_line_reckons_its_total_without_what_is_taken_back(town, share):
    town.counted(share, "30", happened_on=date(2021, 5, 3))
    reversal = returned(town, share, None)
    send_again(town, reversal, "80", mode="total")
    assert fresh(reversal).replacement.quantity == 50


def test_a_successor_who_sends_it_again_becomes_the_reporter_of_both_lines(town, share):
    reversal = returned(town, share, None)
    send_again(town, reversal, "80", user=town.wang)
    line = fresh(reversal).replacement
    assert {each.reported_by for each in (fresh(reversal), line)} == {town.wang}
    with pytest.raises(PermissionDenied):
        approve(town, line, town.wang)


@pytest.mark.parametrize(
    "options", [{"user": "zhao"}, {"informant_id": "zhao"}], ids=["reporter", "informant"]
)
def test_nobody_approves_a_line_whose_reversal_they_submitted_or_informed_before(town, share, options):
    if "user" in options:
        reversal = returned(town, share, None, user=town.zhao)
    else:
        reversal = returned(town, share, "50", informant_id=town.zhao.pk)
        send_again(town, reversal, None)
        recording.send_back(user=town.wang, entry=fresh(reversal), reason="再核", now=LATER)
    send_again(town, reversal, "80")
    for line in (reversal, fresh(reversal).replacement):
        with pytest.raises(PermissionDenied):
            approve(town, line, town.zhao)
        assert not ProgressEntry.objects.reviewable_by(town.zhao, LATER.date()).filter(pk=line.pk).exists()
    approve(town, fresh(reversal).replacement, town.wang)
    assert total(share) == 80
