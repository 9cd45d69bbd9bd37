"""The pages of villages as they are asked for: filters, exports, links, odd states, what they cost."""

import csv
import io
from datetime import date

import pytest
from django.utils import translation
from openpyxl import load_workbook

from targets.models import Plan, PlanVersion, Village
from tests.targets.factories import give_duty, make_area, make_plan, make_share, make_target, make_village

URL = "/2021/villages/?on=2021-09-30"
NAME_OF_FORTY = "三溪铺" * 13 + "村"


@pytest.fixture
def villages(town, log):
    """Two villages with shares of the target, one of them silent; a third without any."""
    east, west = make_area("东片区"), make_area("西片区")
    first = make_village("关渡村", slug="guandu", area=east)
    second = make_village("云台村", slug="yuntai", area=west)
    make_village("西坪村", slug="xiping", area=west)
    shares = [make_share(town.target, village, goal=250) for village in (first, second)]
    log("300", share=shares[0])
    town.villages, town.shares, town.areas = [first, second], shares, [east, west]
    return town


@pytest.fixture
def grow(town, log):
    """Give so many villages a share, with a figure, of each of so many targets."""

    def add(number):
        places = [make_village(f"第{index}村") for index in range(number)]
        for index in range(number):
            target = make_target(town.plan, code=f"4.2.{100 + index}", lead_office=town.office)
            for village in places[:3] if index else places:
                log("5", share=make_share(target, village, goal=10))
        return places

    return add


def shown(page):
    matrix = page.context["matrix"]
    rows = [row.target.code for theme in matrix.themes for row in theme.rows]
    return rows, [head.name for head in matrix.villages]


def test_the_matrix_leads_to_shares_villages_and_targets(villages, logged_in):
    text = logged_in(villages.leader).get(URL).content.decode()
    for share in villages.shares:
        assert f'href="/2021/targets/4.2.3/?on=2021-09-30#share-{share.pk}"' in text
    assert 'href="/2021/villages/guandu/?on=2021-09-30"' in text
    target = logged_in(villages.leader).get("/2021/targets/4.2.3/?on=2021-09-30").content.decode()
    for share in villages.shares:
        assert f'id="share-{share.pk}"' in target
    assert 'href="/2021/villages/yuntai/?on=2021-09-30"' in target


def test_everyone_finds_the_villages_in_the_menu(villages, logged_in):
    for user in (villages.reporter, villages.reviewer, villages.leader, villages.stranger):
        assert 'href="/2021/villages/"' in logged_in(user).get("/2021/").content.decode()


def test_anyone_who_is_logged_in_may_read(villages, logged_in):
    for user in (villages.reporter, villages.colleague, villages.leader, villages.stranger):
        for url in (URL, "/2021/villages/guandu/"):
            assert logged_in(user).get(url).status_code == 200


def test_a_figure_under_review_is_on_no_strangers_page_of_the_village(villages, log, logged_in):
    log("77", share=villages.shares[1], approved=False)
    url = "/2021/villages/yuntai/"
    told = {
        user.username: "77亩" in logged_in(user).get(url).content.decode()
        for user in (
            villages.reporter,
            villages.reviewer,
            villages.colleague,
            villages.leader,
            villages.stranger,
        )
    }
    assert told == {
        "reporter": True, "reviewer": True, "colleague": True, "leader": False, "stranger": False,
    }  # fmt: skip
    assert "77" not in logged_in(villages.leader).get(f"{URL}&_export=csv").content.decode()


def test_filters_narrow_columns_and_rows(villages, logged_in):
    theme = villages.target.section.theme
    client = logged_in(villages.leader)
    only_named = make_target(villages.plan, code="4.2.4", villages=(villages.villages[0],))
    assert shown(client.get(URL)) == (["4.2.3", only_named.code], ["关渡村", "云台村", "西坪村"])
    assert shown(client.get(URL, {"area": villages.areas[1].pk})) == (["4.2.3"], ["云台村", "西坪村"])
    assert shown(client.get(URL, {"theme": theme.pk}))[0] == ["4.2.3", "4.2.4"]
    for query in ({"area": "9" * 30}, {"area": "x"}, {"area": "\x00"}, {"theme": "x"}):
        page = client.get(URL, query)
        assert (page.status_code, shown(page)[0]) == (200, [])
        assert page.context["filter"].form.errors


def test_a_day_before_anything_was_reported_shows_it_so(villages, logged_in):
    page = logged_in(villages.leader).get("/2021/villages/?on=2021-03-31")
    assert page.context["matrix"].tally.reported == 0
    assert logged_in(villages.leader).get(URL).context["matrix"].tally.reported == 1


def exported(client, kind, **query):
    response = client.get("/2021/villages/", {"on": "2021-09-30", "_export": kind, **query})
    assert "filename*=utf-8''" in response["Content-Disposition"]
    if kind == "csv":
        return [*csv.reader(io.StringIO(response.content.decode("utf-8-sig")))]
    sheet = load_workbook(io.BytesIO(response.content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_what_is_seen_with_its_sums(villages, logged_in):
    head, row, *sums = exported(logged_in(villages.leader), "xlsx")
    assert head[-3:] == ["关渡村", "云台村", "西坪村"]
    assert row[:3] == ["4.2.3", "4 产业升级", "新植金银花"]
    assert row[3:7] == [500, 300, "亩", 60]
    assert row[8:12] == [2, 1, 1, 1]
    assert row[12:14] == ["120.0% · 提前完成", "未启动 · 未报送"]
    assert row[14] in (None, "")
    assert [line[2] for line in sums] == ["村级分解任务", "已有数据", "欠进度", "未报送"]
    assert [line[-3:] for line in sums] == [[1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]


def test_the_export_is_filtered_and_names_are_no_formulas(villages, logged_in):
    Village.objects.filter(slug="yuntai").update(name="=云台")
    villages.target.name = "=1+2"
    villages.target.save()
    head, row, *_sums = exported(logged_in(villages.leader), "csv", area=villages.areas[1].pk)
    assert head[-2:] == ["'=云台", "西坪村"]
    assert row[2] == "'=1+2"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_names_of_forty_characters_and_none_in_english_have_their_place(villages, logged_in, language):
    village = make_village(NAME_OF_FORTY, slug="sanxipu", groups=0)
    make_share(villages.target, village, goal=10)
    client = logged_in(villages.leader)
    client.cookies["django_language"] = language
    assert NAME_OF_FORTY in client.get(URL).content.decode()
    page = client.get("/2021/villages/sanxipu/").content.decode()
    assert f"<h1>{NAME_OF_FORTY}</h1>" in page


def test_a_merged_village_says_into_what_and_when(villages, logged_in):
    first, second = villages.villages
    Village.objects.filter(pk=first.pk).update(ended_on=date(2021, 9, 1), successor=second)
    page = logged_in(villages.leader).get("/2021/villages/guandu/?on=2021-09-30").content.decode()
    assert "已于2021年9月1日并入云台村。" in page
    assert 'href="/2021/villages/yuntai/?on=2021-09-30"' in page
    assert "已撤并" in logged_in(villages.leader).get(URL).content.decode()
    assert "关渡村" in logged_in(villages.leader).get("/2021/villages/yuntai/").content.decode()


def test_without_shares_or_targets_the_pages_say_what_is_missing(town, logged_in):
    client = logged_in(town.leader)
    assert "目标任务尚未分解到村" in client.get(URL).content.decode()
    make_village(slug="guandu")
    PlanVersion.advance_all()
    assert 'href="/2021/villages/guandu/?on=2021-09-30"' in client.get(URL).content.decode()
    assert "本年度没有分解任务" in client.get("/2021/villages/guandu/").content.decode()
    make_plan(2020)
    assert client.get("/2020/villages/").status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_empty_matrix_is_exported_without_an_error(town, logged_in, kind):
    assert len(exported(logged_in(town.leader), kind)) == 5


def test_a_draft_is_the_administrators_own(villages, make_user, logged_in):
    Plan.objects.update(state=Plan.State.DRAFT)
    for url in (URL, "/2021/villages/guandu/", f"{URL}&_export=xlsx"):
        assert logged_in(villages.leader).get(url).status_code == 404
        assert logged_in(make_user(f"an{len(url)}", administrator=True)).get(url).status_code == 200


def test_a_closed_year_is_read_and_asks_for_nothing(villages, logged_in):
    Plan.objects.update(state=Plan.State.CLOSED)
    assert logged_in(villages.reporter).get(URL).status_code == 200
    page = logged_in(villages.reporter).get("/2021/villages/guandu/")
    assert page.context["page"].asked == 0
    assert f"/2021/record/{villages.shares[0].pk}/" not in page.content.decode()


def test_a_village_reporter_finds_the_way_to_record(villages, logged_in):
    give_duty(villages.stranger, "reporter", village=villages.villages[1])
    link = f'href="/2021/record/{villages.shares[1].pk}/"'
    url = "/2021/villages/yuntai/"
    assert link in logged_in(villages.stranger).get(url).content.decode()
    assert link not in logged_in(villages.leader).get(url).content.decode()
    target = logged_in(villages.stranger).get("/2021/targets/4.2.3/").content.decode()
    assert link in target
    assert f'href="/2021/record/{villages.shares[0].pk}/"' not in target


@pytest.mark.parametrize("size", [3, 30])
def test_matrix_and_village_cost_the_same_queries_at_any_size(
    town, grow, logged_in, django_assert_num_queries, size
):
    village = f"/2021/villages/{grow(size)[0].slug}/?on=2021-09-30"
    for url, user, drawn, queries in (
        (URL, town.leader, 12, 6),
        (URL, town.reporter, 7, 7),
        (URL, town.reviewer, 8, 8),
        (village, town.leader, 17, 10),
        (village, town.reporter, 11, 11),
        (village, town.reviewer, 12, 12),
    ):
        client = logged_in(user)
        client.get("/2021/")
        for asked in (drawn, queries):
            with django_assert_num_queries(asked):
                client.get(url)


def test_an_english_reader_reads_english(villages, logged_in):
    client = logged_in(villages.leader)
    client.cookies["django_language"] = "en"
    assert "With a figure" in client.get(URL).content.decode()
    with translation.override("en"):
        assert "Who reports for it today" in client.get("/2021/villages/guandu/").content.decode()


def test_the_head_says_under_each_village_how_many_are_behind_and_not_reported(villages, logged_in):
    said = logged_in(villages.leader).get(URL).content.decode()
    head = said.partition("<thead>")[2].partition("</thead>")[0]
    for name in ("欠进度", "未报送"):
        row = head.partition(f'<th scope="row" class="m-target">{name}</th>')[2].partition("</tr>")[0]
        assert row.endswith('<td>0</td><td class="m-some">1</td><td>0</td>')
