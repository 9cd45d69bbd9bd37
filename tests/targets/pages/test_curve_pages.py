import io
import json
import re
from datetime import date

import pytest
from openpyxl import load_workbook

from targets.models import Target
from tests.targets.factories import make_share, make_target, make_village

URL = "/2021/targets/4.2.3/"


def figures(page):
    found = re.search(r'<script id="curve-figures" type="application/json">(.+?)</script>', page)
    return json.loads(found[1])


def exported(client, url):
    response = client.get(url, {"_export": "xlsx", "on": "2021-09-30"})
    return response, list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_a_curve_is_drawn_says_its_finding_and_hands_the_same_figures_to_the_script(town, log, logged_in):
    log("60", date(2021, 3, 15))
    log("250")
    client = logged_in(town.leader)
    response = client.get(f"{URL}?on=2021-09-30")
    page, curve = response.content.decode(), response.context["page"].curve
    assert "累计310亩，低于计划65亩" in page
    assert "echarts.common.min.js" in page
    # 500 亩 on an axis to 600, in a box 260 high: 310 is 125.7 from its head.
    assert curve.dots[-1].y == "125.7"
    assert curve.achieved.endswith("540 125.7")
    drawn = figures(page)
    assert drawn["achieved"][-1] == [0.75, 310.0]
    assert drawn["plan"][-1] == [1.0, 500.0]
    assert [each[-1] for each in drawn["landing"]] == [[1.0, pytest.approx(413.3333)], [1.0, 560.0]]
    assert drawn["tips"][8]["said"].startswith("9月\n")


@pytest.mark.parametrize(
    ("comparable", "baseline", "drawn", "said"),
    [
        (True, 450, 450.0, "2020年450亩"),
        (True, 5000, None, "2020年5,000亩（在图外）"),
        (False, 450, None, ""),
    ],
)
def test_last_year_stands_beside_this_one_only_where_it_can_be_compared(
    town, log, logged_in, comparable, baseline, drawn, said
):
    log("60")
    Target.objects.filter(pk=town.target.pk).update(baseline=baseline, baseline_comparable=comparable)
    response = logged_in(town.leader).get(f"{URL}?on=2021-09-30")
    assert figures(response.content.decode())["baseline"] == drawn
    words = [key.words for key in response.context["page"].curve.keys]
    assert (said in words) if said else not any(word.startswith("2020年") for word in words)


def test_where_a_number_is_enough_there_is_no_chart(town, logged_in):
    client = logged_in(town.leader)
    for code, measure in (("5.1", "steps"), ("5.2", "routine"), ("5.3", "limit")):
        make_target(town.plan, code=code, measure=measure, unit="" if measure == "steps" else "人", goal=0)
        page = client.get(f"/2021/targets/{code}/").content.decode()
        assert "echarts" not in page
        assert "chart-drawing" not in page


def test_the_months_are_a_workbook_in_which_a_name_is_no_formula(town, log, logged_in):
    log("310")
    town.target.name = "=1+2"
    town.target.save()
    response, rows = exported(logged_in(town.leader), URL)
    assert "filename*=utf-8''" in response["Content-Disposition"]
    assert len(rows) == 13
    september = rows[9]
    assert september[:2] == ("4.2.3", "'=1+2")
    assert september[2].date() == date(2021, 9, 30)
    assert september[4:7] == (310, 375, -65)
    assert rows[7][3:5] == (None, None)  # July: not reported is no zero


def test_a_village_has_a_small_curve_of_each_share_that_has_a_plan_and_their_months_in_one_workbook(
    town, log, logged_in
):
    village = make_village("云台村")
    share = make_share(town.target, village, goal=100)
    make_share(make_target(town.plan, code="5.2", measure="routine", unit="次"), village)
    log("40", share=share)
    client = logged_in(town.leader)
    response = client.get(f"/2021/villages/{village.slug}/?on=2021-09-30")
    (spark,) = response.context["page"].sparks
    assert (spark.code, spark.finding) == ("4.2.3", "累计40亩，低于计划35亩")
    assert spark.mark.y == "16"  # 75 % of the goal, in a box 64 high
    assert spark.dot.y == "38.4"
    _response, rows = exported(client, f"/2021/villages/{village.slug}/")
    assert [row[0] for row in rows[1:]] == ["4.2.3"] * 12
    assert rows[9][4:7] == (40, 75, -35)


def test_a_target_names_who_has_not_reported(town, log, logged_in):
    log("10", date(2021, 8, 20), share=make_share(town.target, make_village("云台村"), goal=100))
    make_share(town.target, make_village("大河村"), goal=100)
    town.share.is_owed = False
    town.share.save()
    page = logged_in(town.leader).get(f"{URL}?on=2021-09-30").content.decode()
    assert "上一期未报送：大河村。" in page


@pytest.mark.parametrize("size", [3, 30])
def test_curves_and_their_workbooks_cost_the_same_queries_at_any_number_of_shares(
    town, log, logged_in, django_assert_num_queries, size
):
    village = make_village("云台村")
    for number in range(size):
        make_share(town.target, make_village(f"村{number}", slug=f"v{number}"), goal=1)
        target = make_target(town.plan, code=f"6.{number + 1}", lead_office=town.office)
        log("5", share=make_share(target, village, goal=10))
    client = logged_in(town.leader)
    here = f"/2021/villages/{village.slug}/"
    client.get("/2021/")
    for url, queries in ((URL, 15), (f"{URL}?_export=xlsx", 8), (here, 17), (f"{here}?_export=xlsx", 8)):
        with django_assert_num_queries(queries):
            client.get(url)
