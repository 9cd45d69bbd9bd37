"""The text of a reminder: what it tells of what is missing, in which order, and what it never tells."""

from datetime import date

import pytest

from targets.periods import Cadence, periods
from targets.reminders.reminding import Lack, Span, open_deadlines, reminder_text, within

START, END = date(2021, 1, 1), date(2021, 12, 31)
MONTHS, QUARTERS = (periods(START, END, each, 5) for each in Cadence)
AUGUST, SEPTEMBER, OCTOBER = (("8月", MONTHS[7]), ("9月", MONTHS[8]), ("10月", MONTHS[9]))
AUTUMN, WINTER = ("7—9月", QUARTERS[2]), ("10—12月", QUARTERS[3])
ADDRESS = "https://ledger.example.org/2021/record/"


def lack(holder, target, named, office=1):
    name, period = named
    return Lack(holder, office, target, period, name)


def text(lacks, on):
    return reminder_text(lacks, year=2021, on=on, address=ADDRESS, notice="内部调度数据，非统计数据")


MISSING = [
    lack("关渡村", "4.2.3 新植金银花", SEPTEMBER),
    lack("关渡村", "4.2.4 新植核桃", SEPTEMBER),
    lack("关渡村", "4.2.3 新植金银花", AUGUST),
    lack("云台村", "4.2.3 新植金银花", SEPTEMBER),
    lack("农业服务中心", "4.2.9 安全检查", AUTUMN),
]


def test_what_is_overdue_stands_first_and_then_what_is_asked_for_by_its_deadline():
    assert text(MISSING, date(2021, 10, 5)) == (
        "2021年目标任务未报送清单（截至10月5日）\n\n"
        "已逾期，请补报\n"
        "关渡村：8月 4.2.3 新植金银花\n\n"
        "本期（请于10月5日前报送）\n"
        "关渡村：9月 4.2.3 新植金银花、4.2.4 新植核桃\n"
        "云台村：9月 4.2.3 新植金银花\n"
        "农业服务中心：7—9月 4.2.9 安全检查\n\n"
        f"填报地址：{ADDRESS}\n"
        "内部调度数据，非统计数据"
    )


def test_the_day_after_the_deadline_all_of_it_is_overdue_and_the_older_period_stands_first():
    told = text(MISSING, date(2021, 10, 6)).split("\n\n")
    assert len(told) == 3
    assert told[1].splitlines() == [
        "已逾期，请补报",
        "关渡村：8月 4.2.3 新植金银花；9月 4.2.3 新植金银花、4.2.4 新植核桃",
        "云台村：9月 4.2.3 新植金银花",
        "农业服务中心：7—9月 4.2.9 安全检查",
    ]


def test_each_deadline_has_its_paragraph_and_next_years_is_told_with_its_year():
    lacks = [lack("农业服务中心", "4.2.9 安全检查", WINTER), lack("关渡村", "4.2.3 新植金银花", OCTOBER)]
    told = text(lacks, date(2021, 10, 8))
    assert "已逾期" not in told
    heads = [part.splitlines()[0] for part in told.split("\n\n")[1:3]]
    assert heads == ["本期（请于11月5日前报送）", "本期（请于2022年1月5日前报送）"]


def test_where_nothing_is_missing_there_is_nothing_to_copy():
    assert text([], date(2021, 10, 5)) == ""


SPANS = [
    # span, on, which of MISSING and of one quarter due next year are told
    (Span.DUE, date(2021, 10, 5), [0, 1, 2, 3, 4]),
    (Span.DUE, date(2021, 8, 1), [2]),
    (Span.OVERDUE, date(2021, 9, 5), []),
    (Span.OVERDUE, date(2021, 9, 6), [2]),
    (Span.OVERDUE, date(2021, 10, 6), [0, 1, 2, 3, 4]),
    ("2021-10-05", date(2021, 10, 5), [0, 1, 3, 4]),
    ("2021-10-05", date(2021, 10, 6), []),
    ("2022-01-05", date(2021, 10, 6), [5]),
    (Span.ALL, date(2021, 8, 1), [0, 1, 2, 3, 4, 5]),
]


@pytest.mark.parametrize(("span", "on", "told"), SPANS)
def test_what_is_told_is_chosen_by_its_deadline(span, on, told):
    lacks = [*MISSING, lack("农业服务中心", "4.2.9 安全检查", WINTER)]
    assert within(lacks, span, on) == [lacks[place] for place in told]


def test_a_deadline_is_still_to_come_on_its_own_day():
    lacks = [*MISSING, lack("农业服务中心", "4.2.9 安全检查", WINTER)]
    assert open_deadlines(lacks, date(2021, 10, 5)) == [date(2021, 10, 5), date(2022, 1, 5)]
    assert open_deadlines(lacks, date(2021, 10, 6)) == [date(2022, 1, 5)]
