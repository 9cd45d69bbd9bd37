"""A post changes hands: which duties end and begin, when, with which reason; and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from targets.models import Duty, PlanVersion
from targets.setup import handover
from tests.targets.factories import give_duty, make_plan, make_user, make_village
from tests.targets.ledger_factories import TODAY, make_town

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
FIRST_DAY = date(2021, 1, 1)


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def qian(town):
    """Who comes next; without any duty so far."""
    return make_user("qian", full_name="钱七")


def hand_over(former, successor, on=TODAY, reason="调离", **given):
    given.setdefault("duties", list(former.duties.all()))
    return handover.hand_over(successor=successor, on=on, reason=reason, **given)


def held(user):
    """Role, place, first day and first day without, of each duty."""
    duties = Duty.objects.filter(user=user).select_related("office", "village").order_by("pk")
    return [(duty.role, str(duty.village or duty.office), duty.starts_on, duty.ends_on) for duty in duties]


def test_all_duties_end_on_that_day_and_the_successor_holds_the_same_from_it(town, qian):
    give_duty(town.li, "reporter", village=make_village("关渡村"), starts_on=date(2021, 3, 1))
    give_duty(town.li, "reviewer", town.other_office, ends_on=date(2021, 12, 1))
    given = hand_over(town.li, qian)
    assert held(town.li) == [
        ("reporter", "农业服务中心", FIRST_DAY, TODAY),
        ("reporter", "关渡村", date(2021, 3, 1), TODAY),
        ("reviewer", "城建办", FIRST_DAY, TODAY),
    ]
    assert held(qian) == [
        ("reporter", "农业服务中心", TODAY, None),
        ("reporter", "关渡村", TODAY, None),
        ("reviewer", "城建办", TODAY, date(2021, 12, 1)),
    ]
    assert given == list(qian.duties.order_by("pk"))


def test_the_reason_stands_in_the_history_of_both_duties(town, qian):
    hand_over(town.li, qian, reason=" 调往县农业局 ")
    for user, kind in ((town.li, "~"), (qian, "+")):
        record = Duty.history.filter(user=user).latest()
        assert (record.history_type, record.history_change_reason) == (kind, "调往县农业局")


def test_some_duties_alone_are_handed_over(town, qian):
    kept = town.li.duties.get()
    passed = give_duty(town.li, "reporter", town.other_office)
    hand_over(town.li, qian, duties=[passed])
    kept.refresh_from_db()
    assert kept.ends_on is None
    assert [duty.office for duty in qian.duties.all()] == [town.other_office]


def test_it_moves_every_plan(town, qian):
    make_plan(2020)
    before = dict(PlanVersion.objects.values_list("pk", "number"))
    hand_over(town.li, qian)
    assert all(number > before[pk] for pk, number in PlanVersion.objects.values_list("pk", "number"))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "duties"),
    [
        (FIRST_DAY, None, 1),  # holds it already, all the time
        (TODAY, None, 1),
        (TOMORROW, None, 2),  # there would be a day without it
        (FIRST_DAY, date(2021, 7, 1), 2),  # and here the time after it
        (FIRST_DAY, TODAY, 2),
    ],
)
def test_who_holds_the_same_duty_already_gets_no_second_one(town, qian, starts_on, ends_on, duties):
    give_duty(qian, "reporter", town.office, starts_on=starts_on, ends_on=ends_on)
    given = hand_over(town.li, qian)
    assert qian.duties.count() == duties
    assert given[0].user == qian
    assert held(town.li)[0][3] == TODAY


@pytest.mark.parametrize(
    ("ends_on", "own_end", "duties"),
    [
        (date(2021, 9, 1), date(2021, 9, 1), 1),
        (date(2021, 9, 1), date(2021, 8, 31), 2),
        (date(2021, 9, 1), None, 1),
    ],
)
def test_a_duty_with_an_end_is_the_same_when_it_lasts_as_long(town, qian, ends_on, own_end, duties):
    town.li.duties.get().delete()
    give_duty(town.li, "reporter", town.office, ends_on=ends_on)
    give_duty(qian, "reporter", town.office, ends_on=own_end)
    hand_over(town.li, qian)
    assert qian.duties.count() == duties


def refused(*args, **given):
    before = list(Duty.objects.order_by("pk").values())
    with pytest.raises(ValidationError) as refusal:
        hand_over(*args, **given)
    assert list(Duty.objects.order_by("pk").values()) == before
    return " ".join(refusal.value.messages)


def test_nobody_hands_over_to_themselves(town):
    assert "不能交接给本人" in refused(town.li, town.li)


def test_nothing_is_handed_to_an_account_that_is_deactivated(town):
    assert "已停用" in refused(town.li, make_user("gone", is_active=False))


@pytest.mark.parametrize(("on", "is_refused"), [(YESTERDAY, True), (TODAY, False), (TOMORROW, False)])
def test_not_before_the_duty_began(town, qian, on, is_refused):
    town.li.duties.get().delete()
    give_duty(town.li, "reporter", town.office, starts_on=TODAY)
    if is_refused:
        assert "自 2021-06-20 才开始" in refused(town.li, qian, on=on)
        return
    hand_over(town.li, qian, on=on)
    assert held(town.li) == [("reporter", "农业服务中心", TODAY, on)]


@pytest.mark.parametrize(("on", "is_refused"), [(YESTERDAY, False), (TODAY, True), (TOMORROW, True)])
def test_not_after_the_duty_ended(town, qian, on, is_refused):
    town.li.duties.get().delete()
    give_duty(town.li, "reporter", town.office, ends_on=TODAY)
    if is_refused:
        assert "已于 2021-06-20 终止" in refused(town.li, qian, on=on)
        return
    hand_over(town.li, qian, on=on)
    assert held(qian) == [("reporter", "农业服务中心", on, TODAY)]


def test_one_duty_that_cannot_pass_stops_the_others_too(town, qian):
    give_duty(town.li, "reporter", town.other_office, starts_on=TOMORROW)
    assert "城建办" in refused(town.li, qian)


def test_a_second_click_finds_the_duties_ended(town, qian):
    duties = list(town.li.duties.all())
    hand_over(town.li, qian)
    assert "已于 2021-06-20 终止" in refused(town.li, make_user("zhou"), duties=duties)


def test_nothing_passes_in_an_office_out_of_use(town, qian):
    town.office.is_active = False
    town.office.save()
    said = refused(town.li, qian)
    assert "农业服务中心" in said
    assert "该责任单位已停用" in said


@pytest.mark.parametrize(
    ("given", "sentence"), [({"duties": []}, "至少选择一项"), ({"reason": " "}, "变更原因")]
)
def test_without_a_duty_or_a_reason_nothing_is_handed_over(town, qian, given, sentence):
    assert sentence in refused(town.li, qian, **given)


@pytest.mark.parametrize(("ends_on", "is_open"), [(None, True), (TOMORROW, True), (TODAY, False)])
def test_open_are_the_duties_that_have_not_ended(town, ends_on, is_open):
    user = make_user("zhou")
    give_duty(user, "reporter", town.office, ends_on=ends_on)
    assert handover.open_duties(user, TODAY).exists() == is_open
