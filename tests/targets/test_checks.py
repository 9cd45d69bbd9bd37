from datetime import date

import pytest
import time_machine

from targets.checks import offices_have_reviewers
from tests.targets.factories import give_duty, make_office, make_plan, make_target, make_user


@pytest.fixture
def office(db):
    """An office that answers for a target of a running plan."""
    office = make_office()
    make_target(make_plan(), lead_office=office)
    return office


def warned(on="2021-09-30"):
    with time_machine.travel(f"{on} 04:00Z", tick=False):
        return [(warning.obj.name, warning.msg) for warning in offices_have_reviewers(databases=["default"])]


@pytest.mark.parametrize(("reviewers", "warnings"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_an_office_with_fewer_than_two_reviewers_is_named(office, reviewers, warnings):
    for index in range(reviewers):
        give_duty(make_user(f"r{index}"), "reviewer", office)
    assert len(warned()) == warnings


def test_an_ended_duty_and_an_inactive_user_do_not_count(office):
    give_duty(make_user("gone"), "reviewer", office, ends_on=date(2021, 9, 30))
    give_duty(make_user("locked", is_active=False), "reviewer", office)
    give_duty(make_user("writer"), "reporter", office)
    assert warned("2021-09-30")[0][1].startswith("农业服务中心 has 0 of 2 reviewers, and no office")


def test_the_warning_says_whether_another_office_stands_in(office):
    give_duty(make_user("stand-in"), "reviewer", make_office("党政办", is_fallback_reviewer=True))
    assert [message.endswith("reviewers.") for _name, message in warned()] == [True, True]


def test_an_office_without_targets_is_not_asked(db):
    make_office()
    assert warned() == []


def test_without_a_database_to_look_at_nothing_is_said(office):
    assert offices_have_reviewers(databases=None) == []
