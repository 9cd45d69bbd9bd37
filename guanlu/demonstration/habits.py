"""Who reports and decides when: the invented habits of villages and offices, and where they were broken."""

from datetime import date, datetime

from guanlu.demonstration.agenda import at, day_after_month
from guanlu.demonstration.pace import luck

PHONED = {("云顶村", 2), ("云顶村", 5), ("云顶村", 8), ("石庄村", 3), ("石庄村", 7), ("柏垭村", 10)}
"""Months that a village reported by telephone: an office's clerk logged them for it."""
SILENT = {("柏垭村", 6), ("柏垭村", 7), ("柏垭村", 8)}
"""Months a village did not report; what is due by quarter an office logged for it."""
FORGOTTEN = {
    *(("石庄村", 9, code) for code in ("4.2.3", "4.2.4", "4.2.5", "4.2.6", "4.2.7", "5.1.1")),
    *(("石庄村", month, "5.1.2") for month in range(1, 10)),
    ("星火村", 5, "4.2.7"),
    ("云台村", 6, "2.1.4"),
}
"""Single shares that a village left out of its month."""
LATE = {("雄岭村", 4): (11, 10), ("星火村", 1): (9, 9), ("西坪村", 9): (6, 16), ("柏垭村", 9): (7, 11)}
"""Months that a village reported after the deadline: day and hour of the month that follows."""
OFFICE_LATE = {("safety", 9): (7, 15), ("works", 6): (8, 10), ("party", 9): (8, 8)}
FIRST_DAY, LAST_DAY = 1, 5
"""Of the month that follows: when figures come in that are not late."""
MORNING, AFTERNOON = (9, 10, 11), (14, 15, 16, 17)
LAST_MONTH = 9
"""The month whose figures came in around the demonstration's own day."""


def village_moment(village: str, month: int) -> datetime:
    """When a village reports a month."""
    return _moment(village, month, LATE.get((village, month)))


def office_moment(key: str, month: int) -> datetime:
    """When an office's clerk reports a month."""
    return _moment(key, month, OFFICE_LATE.get((key, month)))


def _moment(who: str, month: int, late: tuple[int, int] | None) -> datetime:
    """In office hours of the first days of the next month; on the last of them in the morning."""
    chance = luck("reports", who, month)
    day = chance.randint(FIRST_DAY, LAST_DAY)
    hour = chance.choice(MORNING if day == LAST_DAY else (*MORNING, *AFTERNOON))
    day, hour = late or (day, hour)
    return at(day_after_month(month, day), hour, chance.randrange(60))


def decision_moments(month: int) -> list[datetime]:
    """When the reviewers decide on the figures of a month: twice, the second time on what came late."""
    first, second = at(day_after_month(month, 6), 10), at(day_after_month(month, 12), 15)
    if month == 12:
        return [first, at(date(2022, 1, 8), 15)]
    return [first] if month == LAST_MONTH else [first, second]


def is_left_open(month: int, reported_at: datetime) -> bool:
    """Whether a figure still awaits review on the demonstration's own day: what came in last, for a visitor to try."""
    return month == LAST_MONTH and reported_at > decision_moments(month)[0]
