"""The sheet as sent: checked cell by cell, stored all or nothing, the same sheet twice once."""

from datetime import date
from uuid import uuid4

import pytest

from targets import recording
from targets.grid.form import SheetForm, SheetRefused, check_cells, send_sheet, typed_cells
from targets.grid.page import grid_page
from targets.grid.sheet import load_sheet
from targets.models import ProgressEntry
from tests.targets.factories import make_share, make_village, whole_town
from tests.targets.ledger_factories import NOW, TODAY, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Three villages' goats, on 20 June; the town's own share is beside them."""
    town = make_town()
    town.goats = town.target(goal=900, unit="头")
    town.shares = [make_share(town.goats, make_village(f"{name}村"), goal=300) for name in "甲乙丙"]
    return town


def sheet_of(town, user=None, of=None):
    return load_sheet(town.plan, user or town.li, TODAY, of or town.goats)


def sent(town, cells, token=None, **said):
    """What a browser sends: cells as {(share, month): amount}, notes as {(share, month, "n"): words}."""
    typed = {}
    for (share, month, *part), text in cells.items():
        typed[f"{part[0] if part else 'a'}-{share.pk}-2021{month:02}"] = text
    form = SheetForm(
        {"token": token or uuid4(), "origin": "village", "note": "", "informant_post": "", **said}
    )
    assert form.is_valid()
    return form, typed_cells(typed)


def send(town, cells, token=None, user=None, **said):
    """The number stored; or the cells that say why not, by share and month."""
    user = user or town.li
    form, typed = sent(town, cells, token, **said)
    try:
        return send_sheet(form, typed, sheet_of(town, user), user, NOW)
    except SheetRefused:
        return {place: cell.said for place, cell in typed.items() if cell.said}


def test_a_sheet_is_stored_together_each_figure_on_its_day(town):
    one, two, three = town.shares
    cells = {(one, 5): "1.2百", (two, 6): "30", (three, 5): "0"}
    assert send(town, cells, informant_post="甲村文书", note="电话报数") == 3
    stored = {(entry.allocation_id, entry.happened_on): entry for entry in ProgressEntry.objects.all()}
    assert {place: entry.quantity for place, entry in stored.items()} == {
        (one.pk, date(2021, 5, 31)): 120,
        (two.pk, TODAY): 30,
        (three.pk, date(2021, 5, 31)): 0,
    }
    entry = stored[one.pk, date(2021, 5, 31)]
    assert (entry.origin, entry.informant_post, entry.note) == ("village", "甲村文书", "电话报数")
    assert entry.is_late
    assert not stored[two.pk, TODAY].is_late


def test_one_bad_cell_stores_none_and_says_so_in_its_place(town):
    one, two, three = town.shares
    refused = send(town, {(one, 5): "30", (two, 5): "x", (three, 5): "3亩", (one, 7): "1"})
    assert set(refused) == {
        (two.pk, date(2021, 5, 1)),
        (three.pk, date(2021, 5, 1)),
        (one.pk, date(2021, 7, 1)),
    }
    assert not ProgressEntry.objects.exists()


def test_a_cell_that_needs_a_note_wants_its_own_not_that_of_the_sheet(town):
    one = town.shares[0]
    assert set(send(town, {(one, 5): "301"}, note="电话报数")) == {(one.pk, date(2021, 5, 1))}
    assert send(town, {(one, 5): "301", (one, 5, "n"): "多养"}, note="电话报数") == 1
    assert ProgressEntry.objects.get().note == "多养\n电话报数"


def test_a_cell_of_implausible_size_wants_a_tick_besides(town):
    one = town.shares[0]
    cells = {(one, 5): "901", (one, 5, "n"): "多养"}
    assert set(send(town, cells)) == {(one.pk, date(2021, 5, 1))}
    assert send(town, {**cells, (one, 5, "k"): "on"}) == 1


def test_cells_of_a_row_build_on_each_other(town):
    one = town.shares[0]
    _form, typed = sent(town, {(one, 4): "200", (one, 5): "200"})
    check_cells(typed.values(), sheet_of(town), NOW)
    assert [bool(cell.wish) for cell in typed.values()] == [False, True]


@pytest.mark.parametrize(
    ("typed", "read"),
    [("12", ""), ("1,200", ""), ("1.2百", "120头"), ("三十", "30头"), ("12 头", ""), ("12只", "12头")],
)
def test_how_a_figure_was_read_is_said_where_it_is_not_plain(town, typed, read):
    share = make_share(town.target(goal=None, unit="头"), make_village("丁村"))
    _form, cells = sent(town, {(share, 5): typed})
    check_cells(cells.values(), sheet_of(town, of=share.target), NOW)
    assert [cell.read for cell in cells.values()] == [read]


def test_a_ratio_is_two_cells(town):
    share = town.share("ratio", 100, "%", counted_unit="户")
    _form, cells = sent(town, {(share, 5): "40", (share, 5, "b"): "50", (share, 6): "41"})
    sheet = sheet_of(town, of=share.target)
    check_cells(cells.values(), sheet, NOW)
    assert [bool(cell.error) for cell in cells.values()] == [False, True]
    page = grid_page(sheet, cells)
    assert (page.rows[0].after, page.rows[0].percent) == ("40 / 50", "80.0%")


def test_the_same_sheet_twice_is_one_entry_a_cell(town):
    one, two, _three = town.shares
    token = uuid4()
    assert send(town, {(one, 5): "30"}, token) == 1
    assert send(town, {(one, 5): "30", (two, 5): "40"}, token) == 2
    assert ProgressEntry.objects.count() == 2
    assert set(send(town, {(one, 5): "31"}, token)) == {(one.pk, date(2021, 5, 1))}


def test_a_cell_filled_meanwhile_says_by_whom(town):
    one = town.shares[0]
    town.log(one, "70", happened_on=date(2021, 5, 7))
    refused = send(town, {(one, 5): "30"})
    assert "li" in refused[one.pk, date(2021, 5, 1)]
    assert "70" in refused[one.pk, date(2021, 5, 1)]
    assert ProgressEntry.objects.count() == 1


def test_who_does_not_report_for_a_share_stores_nothing(town):
    one = town.shares[0]
    assert set(send(town, {(one, 5): "30"}, user=town.sun)) == {(one.pk, date(2021, 5, 1))}
    assert not ProgressEntry.objects.exists()


def test_a_stale_sheet_does_not_report_what_came_back_a_second_time(town):
    one, two, _three = town.shares
    town.returned(one, "5", happened_on=date(2021, 5, 9))
    assert set(send(town, {(one, 5): "6", (two, 5): "7"})) == {(one.pk, date(2021, 5, 1))}
    assert ProgressEntry.objects.count() == 1
    assert send(town, {(one, 4): "6", (two, 5): "7"}) == 2


def test_what_stands_is_read_only_and_leads_to_its_entry(town):
    one, two, three = town.shares
    entry = town.counted(one, "30", happened_on=date(2021, 5, 7))
    for amount in ("10", "20"):
        town.log(two, amount, happened_on=date(2021, 5, 8))
    back = town.returned(three, "5", happened_on=date(2021, 5, 9))
    page = grid_page(sheet_of(town), {})
    may = {row.id: row.cells[4] for row in page.rows}
    assert (may[one.pk].text, may[one.pk].mark, may[one.pk].is_typed) == ("30", "", False)
    assert may[one.pk].url.endswith(f"#entry-{entry.pk}")
    assert (may[two.pk].text, may[two.pk].mark) == ("30", "2笔、待审核")
    assert may[two.pk].url.endswith("#ledger")
    assert may[three.pk].is_returned
    assert not may[three.pk].is_typed
    assert may[three.pk].url == f"/2021/entries/{back.pk}/resubmit/"


def test_what_is_asked_for_is_marked_and_months_to_come_are_not_typed(town):
    town.counted(town.shares[0], "30", happened_on=date(2021, 4, 7))
    page = grid_page(sheet_of(town), {})
    row = next(row for row in page.rows if row.id == town.shares[0].pk)
    assert [cell.is_typed for cell in row.cells] == [True] * 3 + [False] + [True] * 2 + [False] * 6
    # As in “my month”: what was missed since the last report, and the month now open.
    assert [cell.is_asked for cell in row.cells] == [False] * 4 + [True] * 2 + [False] * 6


@pytest.mark.parametrize(
    ("day", "asked"), [(date(2021, 6, 5), [1, 2, 3, 4, 5]), (date(2021, 6, 6), [1, 2, 3, 4, 5, 6])]
)
def test_the_running_month_is_asked_for_once_the_one_before_is_closed(town, day, asked):
    sheet = load_sheet(town.plan, town.li, day, town.goats)
    page = grid_page(sheet, {})
    row = next(row for row in page.rows if row.id == town.shares[0].pk)
    assert [index for index, cell in enumerate(row.cells, 1) if cell.is_asked] == asked
    assert [column.value for column in page.columns if column.is_shown] == [f"2021{asked[-1]:02}"]


def test_a_quarter_is_asked_for_in_its_last_month(town):
    share = town.share(cadence="quarter")
    (row,) = grid_page(sheet_of(town, of=share.target), {}).rows
    assert [cell.is_asked for cell in row.cells][:6] == [False, False, True, False, False, True]


def test_rows_of_one_target_add_up_and_those_of_a_village_do_not(town):
    one, two, _three = town.shares
    town.counted(one, "30", happened_on=date(2021, 5, 7))
    town.log(two, "60", happened_on=date(2021, 5, 8))
    page = grid_page(sheet_of(town), {})
    assert (page.columns[4].total, page.total.before, page.total.percent) == ("90", "90", "5.0%")
    assert grid_page(sheet_of(town, of=one.village), {}).total is None


def test_steps_and_words_lead_to_their_forms_and_what_is_split_in_full_is_no_row(town):
    village = town.shares[0].village
    steps = make_share(town.target("steps"), village)
    town_share = whole_town(town.goats)
    town_share.is_owed, town_share._change_reason = False, "分完"
    town_share.save()
    assert [link.url for link in grid_page(sheet_of(town, of=village), {}).in_words] == [
        f"/2021/record/{steps.pk}/"
    ]
    assert [share.pk for share in sheet_of(town).shares] == [share.pk for share in town.shares]


def test_a_withdrawn_figure_leaves_its_cell_to_be_typed(town):
    one = town.shares[0]
    recording.withdraw(user=town.li, entry=town.log(one, "30", happened_on=date(2021, 5, 7)), now=NOW)
    assert send(town, {(one, 5): "31"}) == 1
