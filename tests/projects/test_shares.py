"""Which shares of targets a project may fill."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.forms import inlineformset_factory

from projects.admin.projects import ShareRows
from projects.models import Project, ProjectShare
from targets import recording
from tests.projects.factories import NOW, make_project, make_works
from tests.targets.factories import make_share
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db


def refusal(share):
    try:
        share.full_clean()
    except ValidationError as refused:
        return set(refused.message_dict)
    return set()


def test_a_projects_investment_goes_to_one_share_of_a_target():
    works = make_works()
    target = works.money.allocation.target
    second = make_share(target, name="二标段")
    pipes = make_share(works.pipes.allocation.target, name="二标段")
    elsewhere = make_project(works.town, "P06").project
    assert refusal(ProjectShare(project=works.year.project, allocation=second)) == {"allocation"}
    assert not refusal(ProjectShare(project=works.year.project, allocation=pipes))  # typed for each by itself
    assert not refusal(ProjectShare(project=elsewhere, allocation=second))
    works.counted()
    assert not refusal(works.money)  # the first stays as it is, with what its reports posted


def test_two_shares_sent_together_do_not_both_take_the_investment():
    town = make_town()
    project = make_project(town).project
    project._change_reason = "分解"
    money, pipes = town.target("sum", 100, "万元"), town.target("sum", 100, "米")
    rows = inlineformset_factory(Project, ProjectShare, formset=ShareRows, fields=["allocation"], extra=2)

    def complaints(first, second):
        data = {"shares-TOTAL_FORMS": 2, "shares-INITIAL_FORMS": 0}
        shares = {"shares-0-allocation": first.pk, "shares-1-allocation": second.pk}
        return len(rows(data | shares, instance=project).non_form_errors())

    one, two = (make_share(money, name=name) for name in ("一标段", "二标段"))
    three, four = (make_share(pipes, name=name) for name in ("一标段", "二标段"))
    assert [complaints(one, two), complaints(one, three), complaints(three, four)] == [1, 0, 0]


def test_a_share_with_figures_logged_by_hand_is_not_given_to_a_project():
    town = make_town()
    project = make_project(town).project
    share = make_share(town.target("sum", 500, "口"), name="山坪塘")
    link = ProjectShare(project=project, allocation=share)
    told = []

    def look():
        told.append(bool(refusal(link)))

    look()
    entry = town.log(share, "3")
    look()
    entry = recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    look()
    recording.withdraw(user=town.li, entry=entry, now=NOW)
    look()
    entry = recording.approve(user=town.wang, entry=town.log(share, "3"), now=NOW)
    look()
    taken = recording.correct(user=town.li, entry=entry, reason="错", figure=None, token=uuid4(), now=NOW)
    look()
    recording.approve(user=town.wang, entry=taken, now=NOW)
    look()
    assert told == [False, True, True, False, True, True, False]
