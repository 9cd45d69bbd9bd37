"""Dates as people type them: what is read, and what is refused with which sentence."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from targets import dates
from targets.amounts import Unreadable
from targets.dates import read_date, read_day

examined = settings(deadline=None, database=None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021-06-05", date(2021, 6, 5)), ("2021/6/5", date(2021, 6, 5)), ("2021.6.5", date(2021, 6, 5)),
        ("2021年6月5日", date(2021, 6, 5)), ("2021 年 6 月 5 日", date(2021, 6, 5)),
        ("２０２１年６月５日", date(2021, 6, 5)),
        ("２０２１－０６－０５", date(2021, 6, 5)), ("6月5日", date(2022, 6, 5)), ("6月5号", date(2022, 6, 5)),
        ("20210605", date(2021, 6, 5)), (" 2021-06-05\n", date(2021, 6, 5)), ("2024-02-29", date(2024, 2, 29)),
        ("2021-12-31", date(2021, 12, 31)),
        ("6.5", date(2022, 6, 5)), ("6-5", date(2022, 6, 5)), ("6/5", date(2022, 6, 5)), ("12.31", date(2022, 12, 31)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_write_it(text, day):
    assert read_date(text, default_year=2022) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2021-02-29", dates.NO_SUCH_DATE), ("2月29日", dates.NO_SUCH_DATE), ("2021-13-01", dates.NO_SUCH_DATE),
        ("2021-00-10", dates.NO_SUCH_DATE), ("2021-06-31", dates.NO_SUCH_DATE), ("20211301", dates.NO_SUCH_DATE),
        ("0000-01-01", dates.NO_SUCH_DATE),
        ("", dates.NOT_A_DATE), ("21-06-05", dates.NOT_A_DATE), ("2021-6/5", dates.NOT_A_DATE),
        ("5日", dates.NOT_A_DATE), ("13.1", dates.NO_SUCH_DATE),
        ("2021年6月", dates.NOT_A_DATE), ("2021-06-05 10:00", dates.NOT_A_DATE),
        ("昨天", dates.NOT_A_DATE), ("٢٠٢١-٠٦-٠٥", dates.NOT_A_DATE), ("2021-06-05\x00", dates.NOT_A_DATE),
        ("2021605", dates.NOT_A_DATE), ("44352", dates.NOT_A_DATE), ("2021-06-05" * 9, dates.NOT_A_DATE),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_its_sentence(text, sentence):
    with pytest.raises(Unreadable) as caught:
        read_date(text, default_year=2021)
    assert caught.value.message is sentence
    assert "%(" not in str(caught.value)


@given(st.text() | st.text("0123456789-/.年月日 ", max_size=12))
@examined
def test_any_text_is_either_a_date_or_a_sentence(text):
    try:
        day = read_date(text, default_year=2021)
    except Unreadable:
        return
    assert date.min <= day <= date.max


@given(st.dates())
@examined
def test_a_date_is_read_back_in_each_form(day):
    year, month, number = f"{day.year:04}", day.month, day.day
    for text in (
        f"{year}-{month}-{number}",
        f"{year}/{month:02}/{number:02}",
        f"{year}年{month}月{number}日",
    ):
        assert read_date(text, default_year=1) == day
    assert read_date(f"{year}{month:02}{number:02}", default_year=1) == day
    assert read_date(f"{month}月{number}日", default_year=day.year) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6月15日", date(2021, 6, 15)),  # in neither: as if of the first year
        ("7月1日", date(2021, 7, 1)),
        ("12.31", date(2021, 12, 31)),
        ("1月5日", date(2022, 1, 5)),
        ("5.31", date(2022, 5, 31)),
        ("2021-01-05", date(2021, 1, 5)),  # a year that is written stands
    ],
)
def test_a_day_without_a_year_is_of_the_year_in_which_it_lies_in_the_plan(text, day):
    assert read_day(text, first=date(2021, 7, 1), last=date(2022, 5, 31)) == day


def test_the_29th_of_february_is_of_the_year_that_has_one():
    assert read_day("2月29日", first=date(2023, 7, 1), last=date(2024, 6, 30)) == date(2024, 2, 29)
    with pytest.raises(Unreadable):
        read_day("2月29日", first=date(2021, 7, 1), last=date(2022, 6, 30))
