"""What no browser sends, and what a person mistypes, is refused with a sentence on every form of the set-up."""

import pytest
import time_machine

from targets.models import Allocation, Duty, Step, Target, Village
from tests.targets.admin_pages import address, filled_form, make_administrator
from tests.targets.factories import make_office, make_share, make_village
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
ODD = ["abc", "\0", "9" * 30, "9" * 5000, "²", "-1"]


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2021-06-20T04:00:00Z", tick=False):
        yield


@pytest.fixture
def desk(logged_in):
    return logged_in(make_administrator())


@pytest.fixture
def target():
    return make_town().target("sum", 500)


def refused(desk, url, name, value):
    """The errors of a form with this value in it."""
    sent = filled_form(desk, url, **{name: value, "reason": "改正"})
    response = desk.post(url, sent)
    assert response.status_code == 200
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("name", ["lead_office", "supporting_offices", "villages"])
def test_a_target_with_what_is_no_row(desk, target, name, value):
    url = address(Target, "change", target.pk)
    assert list(refused(desk, url, name, value)) == [name]


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Allocation, ("target", "village", "office")),
        (Duty, ("user", "office", "village")),
        (Step, ("allocation",)),
    ],
)
def test_a_new_row_with_what_is_no_row(desk, model, names, value):
    for name in names:
        assert name in refused(desk, address(model, "add"), name, value)


@pytest.mark.parametrize("value", ODD)
def test_a_share_below_its_target_with_what_is_no_row(desk, target, value):
    make_share(target, make_village(), goal=5)
    url = address(Target, "change", target.pk)
    sent = filled_form(desk, url, reason="改正", **{"allocations-1-office": value})
    response = desk.post(url, sent)
    (shares,) = response.context["inline_admin_formsets"]
    assert [list(form.errors) for form in shares.formset.forms] == [[], ["office"]]


@pytest.mark.parametrize("value", ODD)
def test_a_village_that_was_merged_keeps_its_successor_whatever_is_sent(desk, value):
    successor = make_village("桥头村")
    village = make_village(ended_on="2021-06-01", successor=successor)
    url = address(Village, "change", village.pk)
    sent = filled_form(desk, url, reason="改正") | {"successor": value, "ended_on": value}
    assert desk.post(url, sent).status_code == 302
    village.refresh_from_db()
    assert (village.successor, str(village.ended_on)) == (successor, "2021-06-01")


def test_rows_chosen_rightly_stay_chosen_beside_one_that_is_not(desk, target):
    office, village = make_office("水利站"), make_village()
    url = address(Target, "change", target.pk)
    sent = filled_form(
        desk,
        url,
        reason="改正",
        lead_office=office.pk,
        supporting_offices=["abc", office.pk],
        villages=[village.pk],
    )
    page = desk.post(url, sent).content.decode()
    assert page.count(f'<option value="{office.pk}" selected>水利站') == 2
    assert f'<option value="{village.pk}" selected>关渡村' in page


@pytest.mark.parametrize("code", ["4.2.3a", "", "4", "关", "a/b"])
def test_a_code_mistyped_is_refused_beside_its_field(desk, target, code):
    url = address(Target, "change", target.pk)
    assert list(refused(desk, url, "code", code)) == ["code"]


@pytest.mark.parametrize("slug", ["关渡", "", "a/b"])
def test_a_villages_address_mistyped_is_refused_beside_its_field(desk, target, slug):
    url = address(Village, "change", make_village().pk)
    assert list(refused(desk, url, "slug", slug)) == ["slug"]


def test_the_page_of_a_refused_form_still_leads_to_the_target(desk, target):
    url = address(Target, "change", target.pk)
    response = desk.post(url, filled_form(desk, url, code="4.2.3a", reason="改正"))
    assert response.context["absolute_url"] == target.get_absolute_url()
