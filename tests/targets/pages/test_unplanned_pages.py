"""计划外填报 on "my month": choose, go on to the ordinary form, and what the target's page shows of it."""

from datetime import date

import pytest

from targets import recording
from targets.models import Allocation
from tests.targets.factories import give_duty, make_share, make_target, make_user, make_village, whole_town
from tests.targets.pages.conftest import NOW
from tests.targets.pages.forms_as_sent import form_of

ADDRESS = "/2021/record/unplanned/"


@pytest.fixture
def village(town):
    found = make_village()
    town.clerk = make_user("clerk")
    give_duty(town.clerk, "reporter", village=found)
    return found


def choice(town, village):
    return {"target": town.target.pk, "village": village.pk}


def opened():
    return Allocation.objects.exclude(village=None)


@pytest.mark.parametrize("who", ["clerk", "reporter", "reviewer", "colleague"])
def test_the_village_and_the_office_go_on_to_the_form(town, village, logged_in, who):
    client = logged_in(getattr(town, who))
    for _time in range(2):
        page = client.post(ADDRESS, choice(town, village))
        assert page.status_code == 302
        assert page["Location"] == f"/2021/record/{opened().get().pk}/"
    assert client.get(page["Location"]).status_code == 200


@pytest.mark.parametrize("who", ["leader", "stranger"])
def test_nobody_else_is_offered_or_given_anything(town, village, logged_in, who):
    client = logged_in(getattr(town, who))
    assert 'id="unplanned"' not in client.get("/2021/record/").content.decode()
    page = client.post(ADDRESS, choice(town, village))
    assert page.status_code == 422
    assert set(page.context["unplanned"].errors) == {"target", "village"}
    assert not opened().exists()


def test_what_fits_neither_duty_together_is_refused_with_a_sentence(town, village, logged_in):
    """The clerk also reports for an office that has nothing to do with the target."""
    other = make_village("柏垭村")
    give_duty(town.stranger, "reporter", village=other)
    client = logged_in(town.stranger)
    assert client.post(ADDRESS, choice(town, village)).status_code == 422
    own = make_target(town.plan, code="4.2.9")
    give_duty(town.reporter, "reporter", village=other)
    page = logged_in(town.reporter).post(ADDRESS, {"target": own.pk, "village": village.pk})
    assert page.status_code == 422
    assert page.context["unplanned"].non_field_errors()
    assert page.context["unplanned"]["village"].value() == str(village.pk)
    assert logged_in(town.reporter).post(ADDRESS, {"target": own.pk, "village": other.pk}).status_code == 302


def test_choosing_nothing_is_told_for_each_of_the_two(town, village, logged_in):
    page = logged_in(town.clerk).post(ADDRESS, {"target": "", "village": ""})
    assert page.status_code == 422
    assert page.context["unplanned"].errors == {
        "target": ["请选择目标任务。"],
        "village": ["请选择村（社区）。"],
    }
    assert "这个字段是必填项" not in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [({"goal": 50}, True), ({"goal": None}, True), ({"goal": 50, "is_owed": False}, False), (None, False)],
)
def test_a_share_the_village_owes_already_is_led_to_and_told(town, village, logged_in, fields, is_told):
    share = fields and make_share(town.target, village, **fields)
    page = logged_in(town.clerk).post(ADDRESS, choice(town, village), follow=True)
    share = share or opened().get()
    assert page.redirect_chain == [(f"/2021/record/{share.pk}/", 302)]
    assert ("该村已有这项分解任务" in page.content.decode()) is is_told
    assert opened().count() == 1


def test_who_comes_by_get_sees_the_month(town, village, logged_in):
    page = logged_in(town.clerk).get(ADDRESS)
    assert (page.status_code, 'id="unplanned"' in page.content.decode()) == (200, True)


def test_a_figure_logged_beside_the_plan_is_tagged_and_counts_once_approved(town, village, logged_in):
    client = logged_in(town.clerk)
    form = client.post(ADDRESS, choice(town, village))["Location"]
    page = client.get("/2021/targets/4.2.3/").content.decode()
    assert ("计划外" in page, "未报送" in page) == (False, True)
    typed = {**form_of(client, form), "amount": "12", "happened_on": "2021-09-28"}
    assert client.post(form, typed).status_code == 302
    assert "计划外" in client.get("/2021/targets/4.2.3/").content.decode()
    entry = opened().get().entries.get()
    recording.approve(user=town.reviewer, entry=entry, now=NOW)
    shares = client.get("/2021/targets/4.2.3/").context["page"]
    assert (shares.total, [row.is_missing for row in shares.shares]) == ("12亩", [True, False])


def test_it_is_not_asked_for_on_my_month(town, village, logged_in):
    client = logged_in(town.clerk)
    client.post(ADDRESS, choice(town, village))
    page = client.get("/2021/record/").context
    assert (page["page"].owed, page["nav"].owed) == ((), 0)


@pytest.mark.parametrize("size", [3, 30])
def test_the_choices_cost_the_same_queries_at_any_size(
    town, fill, logged_in, django_assert_num_queries, size
):
    fill(size)
    for number in range(size):
        make_village(f"第{number}村")
    client = logged_in(town.reporter)
    client.get("/2021/record/")
    with django_assert_num_queries(19):
        client.get("/2021/record/")


def test_the_whole_town_keeps_what_it_had(town, village, log, logged_in):
    log("100", date(2021, 8, 28))
    logged_in(town.clerk).post(ADDRESS, choice(town, village))
    whole = whole_town(town.target)
    assert (whole.goal, whole.is_owed, whole.entries.count()) == (500, True, 1)


def test_pages_of_villages_show_it_once_something_is_logged(town, village, logged_in):
    client = logged_in(town.clerk)
    own, matrix = f"/2021/villages/{village.slug}/", "/2021/villages/"
    form = client.post(ADDRESS, choice(town, village))["Location"]

    def shown():
        page = client.get(own).context["page"]
        assert page.named == ()
        cells = client.get(matrix).context["matrix"].themes
        return len(page.shares), sum(
            cell is not None for theme in cells for row in theme.rows for cell in row.cells
        )

    assert shown() == (0, 0)
    client.post(form, {**form_of(client, form), "amount": "12", "happened_on": "2021-09-28"})
    assert shown() == (1, 1)
    assert "计划外" in client.get(own).content.decode()
