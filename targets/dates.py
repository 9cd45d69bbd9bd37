"""Reading days the way people type them: `2021-06-05`, `2021年6月5日`, `6.5` (DESIGN, section 6).

What is not plainly one day is refused with a sentence that says what to do. Pure: no model, no query, no clock.
"""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from targets.amounts import BLANKS, NARROW, Unreadable

NOT_A_DATE = _("Type the date such as 2021-06-05 or 2021年6月5日.")
NO_SUCH_DATE = _("There is no %(year)s-%(month)s-%(day)s in the calendar: check month and day.")


def read_date(text: str, *, default_year: int) -> date:
    """Read one day, such as `2021-06-05`, `2021/6/5`, `20210605`, `2021年6月5日`; `6月5日`, `6.5` (default year).

    Raises Unreadable for days that do not exist and for everything else.
    """
    plain = text.strip(BLANKS).translate(NARROW)
    match = next((found for each in _DATES if (found := each.fullmatch(plain))), None)
    if match is None:
        raise Unreadable(NOT_A_DATE)
    parts = match.groupdict()
    year, month, day = int(parts.get("year") or default_year), int(parts["month"]), int(parts["day"])
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(NO_SUCH_DATE, year=year, month=month, day=day) from None


def read_day(text: str, *, first: date, last: date) -> date:
    """Read one day as `read_date`; one without a year is of the year in which it lies between these days.

    Plans may go over two years: in one from July to June `1月5日` is of the second. Raises Unreadable.
    """
    found, refusals = [], []
    for year in dict.fromkeys((first.year, last.year)):
        try:
            found.append(read_date(text, default_year=year))
        except Unreadable as refusal:  # 29 February may be a day of one of the years alone
            refusals.append(refusal)
    if not found:
        raise refusals[0]
    return next((day for day in found if first <= day <= last), found[0])


_DATES = (
    re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    # Month before day, as everywhere in China.
    re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"),
    re.compile(r"(?:(?P<year>[0-9]{4}) ?年 ?)?(?P<month>[0-9]{1,2}) ?月 ?(?P<day>[0-9]{1,2}) ?[日号]"),
)
