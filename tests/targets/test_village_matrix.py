"""The matrix of villages and targets: what stands in its places, and what no total hides."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from targets.boards.village_matrix import matrix
from targets.models import Target, Village
from targets.verdicts import StatusClass, Verdict
from tests.targets.factories import make_area, make_share, make_village
from tests.targets.ledger_factories import make_town

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 10)
ON = date(2021, 6, 20)


@pytest.fixture
def town():
    return make_town()


def board(town, on=ON, area=None):
    return matrix(town.plan, on, Target.objects.filter(plan=town.plan), area)


def only_row(page):
    ((row,),) = [theme.rows for theme in page.themes]
    return row


def names(page):
    return [head.name for head in page.villages]


def test_villages_stand_by_area_and_code_those_without_an_area_last(town):
    east, west = make_area("东片区"), make_area("西片区")
    make_village("一村", code="511922131209", area=west)
    make_village("二村", code="511922131001")
    make_village("三村", code="511922131208", area=west)
    make_village("四村", code="511922131210", area=east)
    page = board(town)
    assert names(page) == ["四村", "三村", "一村", "二村"]
    assert [(area.name, area.villages) for area in page.areas] == [("东片区", 1), ("西片区", 2), ("", 1)]


def test_rows_are_sorted_by_villages_behind_by_completion_or_by_one_village(town):
    """Of 120 mu each some 57 are expected on 20 June: 30 is behind, 20 far behind, nothing not begun."""
    area = make_area("东片区")
    first, second = make_village("一村", slug="one", area=area), make_village("二村", slug="two")
    figures = {"4.2.1": (90, 20), "4.2.2": (30, 30), "4.2.3": (None, 120), "4.2.4": (20, None)}
    for code, amounts in figures.items():
        target = town.target(goal=240)
        assert target.code == code
        for village, amount in zip((first, second), amounts, strict=True):
            if code == "4.2.4" and village == second:
                continue
            share = make_share(target, village, goal=120)
            if amount is not None:
                town.counted(share, str(amount))

    def codes(**asked):
        page = matrix(town.plan, ON, Target.objects.filter(plan=town.plan), **asked)
        assert len(page.themes) == 1
        return [row.target.code for row in page.themes[0].rows]

    assert codes() == ["4.2.1", "4.2.2", "4.2.3", "4.2.4"]
    assert codes(order="behind") == ["4.2.2", "4.2.1", "4.2.3", "4.2.4"]
    assert codes(order="completion") == ["4.2.4", "4.2.2", "4.2.1", "4.2.3"]
    assert codes(by="one") == ["4.2.3", "4.2.4", "4.2.2", "4.2.1"]
    assert codes(by="two") == ["4.2.1", "4.2.2", "4.2.3", "4.2.4"]
    assert codes(by="nowhere", order="behind") == codes(order="behind")
    page = board(town)
    assert {area.name: area.tally.behind for area in page.areas} == {"东片区": 3, "": 2}


def test_rows_are_what_villages_share_or_the_text_names_in_the_order_of_the_report(town):
    village = make_village()
    for code in ("4.2.10", "4.2.9", "4.2.8"):
        target = town.target()
        Target.objects.filter(pk=target.pk).update(code=code)
        if code != "4.2.8":
            make_share(target, village, goal=100)
    town.target(villages=(village,))
    page = board(town)
    assert [row.target.code for theme in page.themes for row in theme.rows] == ["4.2.4", "4.2.9", "4.2.10"]
    assert page.targets == 3


def test_no_share_only_named_and_nothing_reported_are_three_different_things(town):
    silent, named, stranger = (make_village(name) for name in ("甲村", "乙村", "丙村"))
    share = make_share(town.target(villages=(silent, named)), silent, goal=100)
    cells = only_row(board(town)).cells
    assert cells[0].href == f"/2021/targets/4.2.1/?on=2021-06-20#share-{share.pk}"
    assert (cells[0].label, cells[0].tone, cells[0].is_missing) == (
        Verdict.NOT_BEGUN.label, Verdict.NOT_BEGUN.tone, True,
    )  # fmt: skip
    assert (cells[1].href, cells[1].text, cells[1].label) == ("", "", "未分解")
    assert cells[2] is None
    assert stranger.name in names(board(town))


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        ([], "未分解"),
        ([{"name": "联网路"}], "按项目分解"),
        ([{"name": "联网路", "ended_on": date(2021, 6, 21)}], "按项目分解"),
        ([{"name": "联网路", "ended_on": ON}], "未分解"),
        ([{"name": "联网路"}, {"village": "乙村", "is_owed": False}], "按项目分解"),
        ([{"name": "联网路"}, {"village": "乙村", "goal": 20}], "未分解"),
    ],
)
def test_a_village_named_in_what_is_divided_among_projects_is_not_called_unsplit(town, shares, said):
    villages = {name: make_village(name) for name in ("甲村", "乙村")}
    target = town.target(villages=(villages["甲村"],))
    for fields in shares:
        make_share(target, **{**fields, "village": villages.get(fields.get("village"))})
    cell = only_row(board(town)).cells[0]
    assert (cell.href, cell.in_words) == ("", said)


@pytest.mark.parametrize(
    ("amount", "text", "verdict"),
    [
        ("0", "0.0%", Verdict.FAR_BEHIND),
        ("30", "30.0%", Verdict.BEHIND),
        ("42", "42.0%", Verdict.ON_PACE),
        ("300", "300.0%", Verdict.DONE_EARLY),
    ],
)
def test_a_place_shows_completion_and_verdict(town, amount, text, verdict):
    share = make_share(town.target(), make_village(), goal=100)
    town.counted(share, amount, happened_on=MAY, note="已核实")
    (cell,) = only_row(board(town, MAY)).cells
    assert (cell.text, cell.label, cell.icon) == (text, verdict.label, verdict.icon)
    assert cell.figures == f"{amount} / 100 亩"


@pytest.mark.parametrize(
    ("measure", "goal", "amount", "verdict"),
    [
        ("steps", None, None, Verdict.NOT_STARTED),
        ("limit", 0, "0", Verdict.KEPT),
        ("limit", 0, "1", Verdict.BROKEN),
        ("routine", None, "0", Verdict.REPORTED),
    ],
)
def test_what_is_not_judged_by_completion_says_its_state_in_words(town, measure, goal, amount, verdict):
    share = make_share(town.target(measure, goal, "次"), make_village())
    if amount is not None:
        town.counted(share, amount, happened_on=MAY, note="已核实")
    (cell,) = only_row(board(town)).cells
    assert (cell.text, cell.label) == ("", verdict.label)


def test_routine_work_says_not_reported_once(town):
    make_share(town.target("routine"), make_village())
    row = only_row(board(town))
    assert (row.cells[0].label, row.cells[0].is_missing) == (Verdict.MISSED_LONG.label, False)
    assert row.tally.missing == 1


def test_a_met_total_hides_no_village_that_lags(town):
    target = town.target()
    ahead, lagging, silent = (make_village(name) for name in ("甲村", "乙村", "丙村"))
    town.counted(make_share(target, ahead, goal=400), "500", happened_on=MAY, note="已核实")
    town.counted(make_share(target, lagging, goal=60), "5", happened_on=MAY)
    make_share(target, silent, goal=40)
    page = board(town)
    row = only_row(page)
    assert row.target.verdict.group is StatusClass.DONE
    tally = row.tally
    assert (tally.shares, tally.reported, tally.behind, tally.missing) == (3, 2, 2, 1)
    assert [(each.tally.behind, each.tally.missing) for each in page.villages] == [(0, 0), (1, 0), (1, 1)]
    assert page.tally == tally


def test_a_share_that_is_not_owed_is_shown_and_not_counted(town):
    share = make_share(town.target(), make_village(), is_owed=False)
    town.counted(share, "7", happened_on=MAY)
    page = board(town)
    assert only_row(page).cells[0].figures == "7 亩"
    assert page.tally.shares == 0


def test_figures_under_review_count_nowhere_and_are_told_to_nobody(town):
    share = make_share(town.target(), make_village(), goal=100)
    town.log(share, "90", happened_on=MAY)
    cell, tally = only_row(board(town)).cells[0], board(town).tally
    assert (cell.text, cell.label, tally.reported) == ("", Verdict.NOT_BEGUN.label, 0)


def test_an_area_shows_its_villages_and_what_concerns_them_beside_the_towns_total(town):
    east = make_area("东片区")
    inside, outside = make_village("甲村", area=east), make_village("乙村")
    both, other = town.target(), town.target()
    town.counted(make_share(both, inside, goal=100), "10", happened_on=MAY)
    town.counted(make_share(both, outside, goal=100), "40", happened_on=MAY)
    make_share(other, outside, goal=100)
    page = board(town, area=east)
    row = only_row(page)
    assert (names(page), row.target.code, row.target.achieved) == (["甲村"], "4.2.1", Decimal(50))
    assert (page.tally.shares, row.tally.shares, page.tally.behind) == (1, 1, 1)


@pytest.mark.parametrize(
    ("on", "shown"),
    [(date(2021, 5, 31), ["甲村", "乙村", "丙村"]), (date(2021, 6, 1), ["甲村", "丙村"])],
)
def test_a_village_merged_away_is_shown_only_where_it_has_a_share_and_marked(town, on, shown):
    kept, gone, into = (make_village(name) for name in ("甲村", "乙村", "丙村"))
    share = make_share(town.target(), kept, goal=100, ended_on=date(2021, 6, 1))
    town.counted(share, "30", happened_on=date(2021, 4, 30))
    Village.objects.filter(pk__in=[kept.pk, gone.pk]).update(ended_on=date(2021, 6, 1), successor=into)
    page = board(town, on)
    assert names(page) == shown
    ended = on == date(2021, 6, 1)
    assert page.villages[0].is_ended is ended
    cell = only_row(page).cells[0]
    assert (cell.text, cell.label) == (
        ("30 / 100 亩", "已终止") if ended else ("30.0%", Verdict.BEHIND.label)
    )
    assert page.tally.shares == (0 if ended else 1)


def test_two_villages_of_one_english_name_are_told_apart(town):
    for name, english in (("关溪社区", "Guanxi"), ("关西村", "Guanxi"), ("兴文社区", "")):
        make_village(name, name_en=english)
    with translation.override("en"):
        assert names(board(town)) == ["Guanxi 关溪社区", "Guanxi 关西村", "兴文社区"]
    assert names(board(town)) == ["关溪社区", "关西村", "兴文社区"]


def test_the_legend_names_the_verdicts_shown_and_no_other(town):
    target = town.target()
    town.counted(make_share(target, make_village("甲村"), goal=100), "100", happened_on=MAY, note="已核实")
    make_share(target, make_village("乙村"), goal=100)
    assert board(town).legend == (Verdict.DONE_EARLY, Verdict.NOT_BEGUN)


def test_without_villages_or_shares_there_is_nothing_to_show(town):
    town.target()
    assert (board(town).villages, board(town).themes) == ((), ())
    make_village()
    assert (names(board(town)), board(town).themes) == (["关渡村"], ())


@pytest.mark.parametrize("size", [3, 30])
def test_the_matrix_takes_six_queries_at_any_size(town, django_assert_num_queries, size):
    villages = [make_village(f"{number}村") for number in range(size)]
    for _ in range(3):
        target = town.target(villages=villages[:2])
        for village in villages:
            town.counted(make_share(target, village, goal=10), "1", happened_on=MAY)
    with django_assert_num_queries(6):
        board(town)
