"""The page of the sheet: who has one, what it answers, and what it costs."""

from datetime import date

import pytest

from targets.models import ProgressEntry
from tests.targets.factories import give_duty, make_share, make_target, make_village, whole_town
from tests.targets.pages.forms_as_sent import form_of

TARGET = "/2021/record/grid/?target=4.2.3"


@pytest.fixture
def villages(town):
    """Two villages with shares, each with a clerk of its own."""
    shares = [make_share(town.target, make_village(name), goal=100) for name in ("关渡村", "春江村")]
    give_duty(town.stranger, "reporter", village=shares[1].village)
    return shares


def cells(page):
    """The names of the fields of figures."""
    return [cell.key for row in page.context["page"].rows for cell in row.cells if cell.is_typed]


def test_each_has_the_sheets_of_what_they_may_log(town, villages, logged_in):
    mine, other = villages
    for user, path, status in [
        (town.reporter, TARGET, 200),
        (town.colleague, TARGET, 200),
        (town.reporter, f"/2021/record/grid/?village={mine.village.slug}", 200),
        (town.stranger, f"/2021/record/grid/?village={other.village.slug}", 200),
        (town.stranger, f"/2021/record/grid/?village={mine.village.slug}", 404),
        (town.leader, TARGET, 404),
        (town.leader, "/2021/record/grid/", 200),
        (town.reporter, "/2021/record/grid/?village=%00", 404),
        (town.reporter, "/2021/record/grid/?target=9.9", 404),
    ]:
        assert (path, logged_in(user).get(path).status_code) == (path, status)
    seen = logged_in(town.stranger).get(TARGET)
    assert [row.id for row in seen.context["page"].rows] == [other.pk]
    assert "informant_post" not in seen.context["form"].fields
    assert "informant_post" in logged_in(town.reporter).get(TARGET).context["form"].fields
    assert logged_in(town.leader).get("/2021/record/grid/").context["page"] is None
    assert logged_in(town.leader).post(TARGET.replace("grid/", "grid/check/")).status_code == 404


def test_a_stranger_cannot_type_for_another_village(town, villages, logged_in):
    client = logged_in(town.stranger)
    name = f"a-{villages[0].pk}-202109"
    typed = {**form_of(client, TARGET), name: "5"}
    page = client.post(TARGET, typed)
    assert page.status_code == 422
    assert page.context["form"].non_field_errors()
    assert not ProgressEntry.objects.exists()


def test_a_sheet_is_sent_and_the_page_shows_what_awaits_review(town, villages, logged_in):
    client = logged_in(town.reporter)
    names = [f"a-{share.pk}-202109" for share in villages]
    sent = client.post(TARGET, {**form_of(client, TARGET), names[0]: "0.8公顷", names[1]: "5"})
    assert sent.url == TARGET
    assert set(ProgressEntry.objects.values_list("quantity", "happened_on")) == {
        (12, date(2021, 9, 30)),
        (5, date(2021, 9, 30)),
    }
    assert not any(name[2:] in cells(client.get(TARGET)) for name in names)


def test_nothing_typed_is_lost_when_a_cell_is_refused(town, villages, logged_in):
    client = logged_in(town.reporter)
    bad, good = (f"a-{share.pk}-202108" for share in villages)
    typed = {**form_of(client, TARGET), bad: "约五亩", good: "5", "informant_post": "关渡村文书"}
    page = client.post(TARGET, typed)
    body = page.content.decode()
    assert page.status_code == 422
    assert f'name="{bad}" id="{bad}" value="约五亩"' in body
    assert f'name="{good}" id="{good}" value="5"' in body
    assert 'value="关渡村文书"' in body
    # What is typed is reckoned with again, and is still to be stored.
    rows = {row.id: row for row in page.context["page"].rows}
    assert [rows[share.pk].after for share in villages] == ["", "5"]
    assert 'data-of="5" data-quantity="5"' in body
    assert page.context["page"].typed == 2
    assert f'aria-describedby="say-{bad[2:]}"' in body
    assert next(column for column in page.context["page"].columns if column.is_shown).value == "202108"


@pytest.mark.parametrize("fields", [{}, {"origin": "rumour"}, {"token": ""}])
def test_an_empty_or_broken_sheet_says_what_to_do(town, villages, logged_in, fields):
    client = logged_in(town.reporter)
    page = client.post(TARGET, {**form_of(client, TARGET), **fields})
    assert page.status_code == 422
    assert page.context["form"].errors


def test_another_month_is_shown_without_storing_or_losing_anything(town, villages, logged_in):
    client = logged_in(town.reporter)
    name = f"a-{villages[0].pk}-202109"
    page = client.post(TARGET, {**form_of(client, TARGET), name: "120", "show": "202103"})
    assert page.status_code == 200
    assert f'name="{name}" id="{name}" value="120"' in page.content.decode()
    assert next(column for column in page.context["page"].columns if column.is_shown).value == "202103"
    assert not ProgressEntry.objects.exists()


def test_a_cell_is_checked_as_it_is_left(town, villages, logged_in):
    one, two = villages
    answer = logged_in(town.reporter).post(
        "/2021/record/grid/check/?target=4.2.3", {f"a-{one.pk}-202109": "0.8公顷", f"a-{two.pk}-202109": "101"}
    ).json()  # fmt: skip
    assert answer["cells"][f"{one.pk}-202109"] == {
        "read": "12亩",
        "error": "",
        "wish": "",
        "doubt": "",
        "quantity": "12",
    }
    assert answer["cells"][f"{two.pk}-202109"]["wish"]
    assert answer["rows"][str(one.pk)] == {"after": "12", "percent": "12.0%"}
    assert not ProgressEntry.objects.exists()


def test_without_an_address_the_sheet_opens_on_a_target_with_a_figure_to_report(town, log, logged_in):
    make_target(town.plan, code="1.1", measure="steps", unit="", lead_office=town.office)
    finished = make_target(town.plan, code="1.2", goal=1, lead_office=town.office)
    log("1", share=whole_town(finished))
    page = logged_in(town.reporter).get("/2021/record/grid/")
    assert page.context["chosen"] == town.target


@pytest.mark.parametrize("number", [3, 30])
def test_a_sheet_costs_the_same_for_few_and_many(town, log, logged_in, django_assert_num_queries, number):
    for index in range(number):
        log("1", share=make_share(town.target, make_village(f"村{index}"), goal=10))
    client = logged_in(town.reporter)
    client.get(TARGET)
    with django_assert_num_queries(17):
        client.get(TARGET)
