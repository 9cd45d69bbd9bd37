"""本月无新增: what it means for each measure."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from targets import recording
from targets.models import ProgressEntry
from tests.targets.ledger_factories import DAY, NOW, at, fresh, make_town

pytestmark = pytest.mark.django_db
MAY = date(2021, 5, 31)


@pytest.fixture
def town():
    return make_town()


def nothing_new(town, share, **options):
    options = {"user": town.li, "happened_on": DAY, "token": uuid4(), "now": NOW, **options}
    return fresh(recording.report_nothing_new(allocation=share, **options))


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "quantity", "typed"),
    [
        ("sum", 500, "亩", 0, "0"),
        ("limit", 0, "人", 0, "0"),
        ("routine", None, "次", 0, "0"),
        ("routine", None, "", None, ""),
        ("steps", None, "", None, ""),
    ],
)
def test_nothing_new_is_zero_or_an_entry_without_a_number(town, measure, goal, unit, quantity, typed):
    entry = nothing_new(town, town.share(measure, goal, unit))
    assert (entry.quantity, entry.base, entry.step, entry.typed_amount) == (quantity, None, None, typed)
    assert entry.note
    assert entry.state == "submitted"


def test_nothing_new_of_a_level_is_its_last_value_again(town):
    share = town.share("level", 2000)
    town.counted(share, "900", happened_on=date(2021, 3, 31))
    town.log(share, "1200.5", happened_on=date(2021, 4, 30))
    town.log(share, "1300")
    entry = nothing_new(town, share, happened_on=date(2021, 5, 31))
    assert (entry.quantity, entry.typed_amount, entry.typed_unit) == (1200.5, "1,200.5", "亩")


def test_nothing_new_of_a_negative_level_stays_negative(town):
    share = town.share("level", 8, "%")
    town.log(share, "-2.5", happened_on=MAY)
    assert nothing_new(town, share).quantity == -2.5


def test_nothing_new_of_a_ratio_is_its_last_pair_again(town):
    share = town.share("ratio", 100, "%", counted_unit="人")
    town.log(share, "9500", base="1万", happened_on=MAY)
    entry = nothing_new(town, share)
    assert (entry.quantity, entry.base, entry.typed_amount) == (9500, 10000, "9,500")


@pytest.mark.parametrize("measure", ["level", "ratio"])
def test_a_level_or_ratio_without_a_figure_has_nothing_to_repeat(town, measure):
    share = town.share(measure, 100, "%", counted_unit="人" if measure == "ratio" else "")
    with pytest.raises(ValidationError, match="amount"):
        nothing_new(town, share)


def test_a_withdrawn_level_is_not_repeated(town):
    share = town.share("level", 100)
    recording.withdraw(user=town.li, entry=town.log(share, "9"), now=NOW)
    with pytest.raises(ValidationError, match="amount"):
        nothing_new(town, share)


@pytest.mark.parametrize("measure", ["sum", "level"])
def test_nothing_new_is_refused_to_strangers_whatever_they_could_learn_from_it(town, measure):
    share = town.share(measure, 100)
    for user in (town.sun,):
        with pytest.raises(PermissionDenied):
            nothing_new(town, share, user=user)
    assert not ProgressEntry.objects.exists()


def test_nothing_new_of_a_day_outside_the_plan_is_refused(town):
    with pytest.raises(ValidationError, match="happened_on"):
        nothing_new(town, town.share(), happened_on=date(2020, 12, 31))


def test_nothing_new_clicked_twice_is_one_entry(town):
    share, token = town.share("level", 100), uuid4()
    town.log(share, "9", happened_on=MAY)
    first = nothing_new(town, share, token=token)
    assert nothing_new(town, share, token=token) == first
    assert ProgressEntry.objects.count() == 2


def test_nothing_new_can_be_made_up(town):
    assert nothing_new(town, town.share(), happened_on=date(2021, 5, 31), now=at(date(2021, 6, 6))).is_late


@pytest.mark.parametrize(
    ("day", "is_taken"), [(date(2021, 5, 31), True), (date(2021, 6, 1), False), (DAY, False)]
)
def test_nothing_new_is_not_said_beside_a_figure_of_the_same_period(town, day, is_taken):
    share = town.share()
    town.log(share, "10", happened_on=day)
    if is_taken:
        assert nothing_new(town, share).quantity == 0
        with pytest.raises(recording.Conflict):
            nothing_new(town, share)
    else:
        with pytest.raises(recording.Conflict):
            nothing_new(town, share)


@pytest.mark.parametrize("what", ["withdrawn", "returned"])
def test_a_form_sent_again_is_not_taken_for_stored_once_its_entry_is(town, what):
    share, token = town.share(), uuid4()
    entry = town.log(share, "10", token=token)
    assert town.log(share, "10", token=token) == entry
    if what == "withdrawn":
        recording.withdraw(user=town.li, entry=entry, now=NOW)
    else:
        recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    with pytest.raises(recording.Conflict):
        town.log(share, "10", token=token)
    assert ProgressEntry.objects.count() == 1
