"""The page of one village: shares, what is still to be reported, latest figures, who reports, merges."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from targets import recording
from targets.asof import AsOf
from targets.boards.village_page import LINES, for_reader, village_page
from targets.models import Plan, PlanVersion, Village
from targets.owing import owed_shares
from tests.targets.factories import give_duty, make_office, make_share, make_target, make_user, make_village
from tests.targets.ledger_factories import NOW, TODAY, make_town

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2021, 5, 31), date(2021, 6, 10)


@pytest.fixture
def town():
    town = make_town()
    town.village = make_village()
    town.clerk = make_user("clerk", full_name="文书")
    give_duty(town.clerk, "reporter", village=town.village)
    return town


def page(town, user=None, on=TODAY, today=TODAY, village=None):
    place = village or town.village
    return for_reader(
        village_page(town.plan, place, on, today), town.plan, place, user or town.sun, AsOf(on), today
    )


def owed(shown):
    return [(owing.period, owing.deadline, [link.name for link in owing.targets]) for owing in shown.owed]


def test_shares_stand_in_the_order_of_the_report_and_no_other_villages_among_them(town):
    second, first = make_target(town.plan, "4.2.10"), make_target(town.plan, "4.2.9")
    for target in (second, first):
        make_share(target, town.village, goal=100)
        make_share(target, make_village(f"别村{target.code}"), goal=50)
    assert [line.code for line in page(town).shares] == ["4.2.9", "4.2.10"]
    assert {line.share.goal_text for line in page(town).shares} == {"100"}


def test_the_classes_count_its_shares_and_not_the_targets(town):
    done, lagging = town.target(), town.target()
    town.counted(make_share(done, town.village, goal=100), "100", happened_on=MAY, note="已核实")
    make_share(lagging, town.village, goal=100)
    town.counted(make_share(lagging, make_village("别村"), goal=400), "500", happened_on=MAY, note="已核实")
    make_share(town.target("routine", cadence="quarter"), town.village)
    make_share(town.target(), town.village, goal=100, is_owed=False)
    shown = page(town)
    numbers = {count.slug: count.number for count in shown.counts}
    assert numbers == {
        "done": 1, "ahead": 0, "on_pace": 0, "behind": 1, "other": 0, "routine": 1, "missing": 2,
    }  # fmt: skip
    assert shown.judged == 3
    assert len(shown.shares) == 4


def test_what_is_owed_is_what_its_clerk_is_asked_for_in_my_month(town):
    monthly, quarterly = town.target(), town.target("routine", cadence="quarter")
    shares = [make_share(target, town.village) for target in (monthly, quarterly)]
    make_share(town.target(), town.village, is_owed=False)
    make_share(town.target(), make_village("别村"), goal=10)
    for on in (date(2021, 6, 5), date(2021, 6, 6), date(2021, 7, 6), date(2021, 12, 31)):
        asked = [each for each in owed_shares(town.plan, town.clerk, on) if not each.is_reported]
        shown = page(town, on=on, today=on)
        told = {(deadline, name) for _period, deadline, targets in owed(shown) for name in targets}
        assert told == {(each.period.deadline, str(each.share.allocation.target)) for each in asked}
        assert shown.unreported == len(asked)
    town.log(shares[0], happened_on=JUNE)
    shown = page(town)
    # May was missed and the first quarter too: both stay asked for beside the periods now open.
    overdue = [(f"{month}月", date(2021, month + 1, 5), [str(monthly)]) for month in range(1, 6)]
    quarters = [("1—3月", date(2021, 4, 5), [str(quarterly)]), ("4—6月", date(2021, 7, 5), [str(quarterly)])]
    assert owed(shown) == [*overdue[:2], quarters[0], *overdue[2:], quarters[1]]
    assert (shown.asked, shown.unreported) == (8, 7)


@pytest.mark.parametrize(
    ("on", "today", "asked"),
    [
        (date(2021, 6, 20), date(2021, 6, 20), ["4月", "5月", "6月"]),
        (date(2021, 3, 20), date(2021, 6, 20), ["2月", "3月"]),
        (date(2021, 12, 31), date(2021, 6, 20), ["4月", "5月", "6月"]),
        (date(2021, 1, 1), date(2020, 12, 20), []),
    ],
)
def test_what_is_owed_is_told_for_the_day_shown_but_for_none_to_come(town, on, today, asked):
    share = make_share(town.target(), town.village, goal=100)
    for day in (date(2021, 1, 31), date(2021, 3, 31)) if on >= date(2021, 6, 20) else (date(2021, 1, 31),):
        town.log(share, happened_on=day)
    assert [period for period, _deadline, _targets in owed(page(town, on=on, today=today))] == asked


@pytest.mark.parametrize("state", [Plan.State.CLOSED, Plan.State.DRAFT])
def test_nothing_is_owed_in_a_year_that_is_not_running(town, state):
    make_share(town.target(), town.village, goal=100)
    Plan.objects.update(state=state)
    town.plan.refresh_from_db()
    shown = page(town, town.clerk)
    assert (shown.asked, shown.owed, shown.shares[0].record_url) == (0, (), "")


def test_links_to_record_are_offered_to_its_own_reporters_and_clerks_only(town):
    share = make_share(town.target(), town.village, goal=100)
    form = f"/2021/record/{share.pk}/"
    for user, offered in ((town.clerk, form), (town.li, form), (town.wang, form), (town.sun, "")):
        shown = page(town, user)
        assert shown.shares[0].record_url == offered
        assert shown.owed[0].targets[0].url == (offered or "/2021/targets/4.2.1/?on=2021-06-20")


def test_entries_under_review_are_seen_by_owner_and_reviewers_not_by_colleague_or_stranger(town):
    share = make_share(town.target(), town.village, goal=100)
    colleague = make_user("colleague")
    give_duty(colleague, "reporter", village=town.village)
    town.counted(share, "5", happened_on=MAY)
    town.log(share, "7", user=town.clerk)
    seen = {
        user.username: len(page(town, user).ledger)
        for user in (town.clerk, town.wang, town.zhao, colleague, town.li, town.sun)
    }
    assert seen == {"clerk": 2, "wang": 2, "zhao": 2, "colleague": 1, "li": 1, "sun": 1}


def test_a_returned_entry_is_seen_by_whoever_may_send_it_again(town):
    share = make_share(town.target(), town.village, goal=100)
    entry = town.log(share, "7", user=town.clerk)
    recording.send_back(user=town.wang, entry=entry, reason="核实", now=NOW)
    seen = [len(page(town, user).ledger) for user in (town.clerk, town.li, town.sun)]
    assert seen == [1, 1, 0]


def test_the_latest_figures_come_first_and_are_twenty_at_most(town):
    share = make_share(town.target(), town.village, goal=100)
    town.counted(share, "1", happened_on=date(2021, 1, 31))
    for day in range(1, LINES + 1):
        town.counted(share, "1", happened_on=date(2021, 5, day))
    town.counted(make_share(share.target, make_village("别村"), goal=9), "2", happened_on=JUNE)
    days = [line.happened_on for line in page(town).ledger]
    assert days == [date(2021, 5, day) for day in range(LINES, 0, -1)]
    earlier = page(town, on=date(2021, 5, 1)).ledger
    assert [line.happened_on for line in earlier] == [date(2021, 5, 1), date(2021, 1, 31)]


def test_a_target_that_only_names_the_village_is_listed_apart(town):
    named = town.target("steps", villages=(town.village,))
    make_share(town.target(villages=(town.village,)), town.village, goal=100)
    shown = page(town)
    assert [(each.name, each.url) for each in shown.named] == [
        (str(named), "/2021/targets/4.2.1/?on=2021-06-20")
    ]
    assert [line.code for line in shown.shares] == ["4.2.2"]


def test_a_target_divided_among_projects_is_listed_apart_from_what_is_not_split(town, logged_in):
    bare, road = (town.target("steps", villages=(town.village,)) for _time in range(2))
    make_share(road, name="联网路硬化工程")
    shown = page(town)
    assert [each.name for each in shown.named] == [str(bare)]
    assert [each.name for each in shown.by_project] == [str(road)]
    text = logged_in(town.sun).get(f"/2021/villages/{town.village.slug}/?on=2021-06-20").content.decode()
    assert text.index("名列原文，按项目分解") < text.index(str(road))
    assert text.index("名列原文，未分解") < text.index(str(bare))


def test_the_count_at_the_head_and_the_table_agree(town, logged_in):
    def head():
        PlanVersion.advance_all()
        shown = page(town)
        text = logged_in(town.sun).get(f"/2021/villages/{town.village.slug}/?on=2021-06-20").content.decode()
        said = strip_tags(text[text.index('class="asof">') + 13 :].split("</p>")[0])
        return shown.judged, len(shown.shares), said.partition(" · ")[2]

    make_share(town.target(), town.village, goal=100)
    assert head() == (1, 1, "分解任务1项")
    beside = make_share(town.target(), town.village, is_owed=False)
    assert head() == (1, 1, "分解任务1项")
    town.counted(beside, "7", happened_on=MAY)
    assert head() == (1, 2, "分解任务1项，另有计划外1项")
    make_share(town.target(), town.village, goal=100, is_owed=False)
    for _time in range(2):
        make_share(town.target(), town.village, goal=100, ended_on=JUNE)
    assert head() == (1, 5, "分解任务1项，另有计划外1项、不承担任务1项、已终止2项")


def test_it_tells_who_reports_today_and_which_offices_may_log_for_it(town):
    office = make_office("畜牧站")
    make_share(town.target(), town.village, goal=100)
    make_share(town.target(), town.village, goal=100, office=office)
    make_share(town.target(), town.village, goal=100, office=make_office("林业站"), ended_on=JUNE)
    give_duty(make_user("former"), "reporter", village=town.village, ends_on=TODAY)
    give_duty(make_user("next"), "reporter", village=town.village, starts_on=date(2021, 6, 21))
    give_duty(make_user("away", is_active=False), "reporter", village=town.village)
    shown = page(town)
    assert shown.reporters == ("文书",)
    assert shown.offices == ("农业服务中心", "畜牧站")
    assert page(town, village=make_village("别村")).reporters == ()


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2021, 5, 31), "将于2021年6月1日并入大村。"),
        (date(2021, 6, 1), "已于2021年6月1日并入大村。"),
    ],
)
def test_a_merge_is_told_and_past_figures_stay_under_the_old_name(town, on, said):
    into = make_village("大村")
    target = town.target()
    share = make_share(target, town.village, goal=100, ended_on=date(2021, 6, 1))
    town.counted(share, "30", happened_on=date(2021, 4, 30))
    Village.objects.filter(pk=town.village.pk).update(ended_on=date(2021, 6, 1), successor=into)
    town.village.refresh_from_db()
    shown = page(town, town.clerk, on=on)
    assert (shown.merged, shown.successor.url) == (said, f"/2021/villages/{into.slug}/")
    assert [line.share.achieved_text for line in shown.shares] == ["30"]
    assert len(shown.ledger) == 1
    ended = on == date(2021, 6, 1)
    assert (shown.judged, shown.asked) == ((0, 0) if ended else (1, 1))
    assert shown.shares[0].record_url == ""
    assert [each.name for each in page(town, village=into, on=on).predecessors] == ["关渡村"]


@pytest.mark.parametrize("on", [date(2021, 5, 31), date(2021, 6, 1)])
def test_a_village_that_ends_without_a_successor_says_so(town, on):
    Village.objects.filter(pk=town.village.pk).update(ended_on=date(2021, 6, 1))
    town.village.refresh_from_db()
    shown = page(town, on=on)
    assert (shown.successor, "2021年6月1日撤销" in shown.merged) == (None, True)


@pytest.mark.parametrize(("amount", "fill", "over"), [("0", "0.0", False), ("300", "100", True)])
def test_nothing_and_three_hundred_percent_have_their_bars(town, amount, fill, over):
    share = make_share(town.target(), town.village, goal=100)
    town.counted(share, amount, happened_on=MAY, note="已核实")
    row = page(town).shares[0].share
    assert (row.percent, row.bar.fill, row.bar.over) == (f"{amount}.0%", fill, over)


def test_without_shares_the_page_is_empty_and_no_error(town):
    shown = page(town)
    assert (shown.shares, shown.owed, shown.ledger, shown.named, shown.judged) == ((), (), (), (), 0)
