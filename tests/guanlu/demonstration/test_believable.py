"""The invented year reads like one that people lived: when they report, how villages differ, what they write."""

from collections import Counter, defaultdict
from datetime import date
from itertools import groupby, pairwise

import pytest

from guanlu.demonstration import habits, notes
from guanlu.demonstration.offices import OFFICES
from guanlu.demonstration.pace import VILLAGES
from targets.assessment import assess_target
from targets.models import ProgressEntry, Target, Village
from targets.verdicts import StatusClass

SEPTEMBER = date(2021, 9, 30)
MONTHS = range(1, 13)


def habits_of_all():
    """Everybody who reports, the months they were late in, and when they reported each month."""
    for village in VILLAGES:
        yield village, habits.LATE, [habits.village_moment(village, month) for month in MONTHS]
    for office in OFFICES:
        yield office.key, habits.OFFICE_LATE, [habits.office_moment(office.key, month) for month in MONTHS]


def test_nobody_reports_at_the_same_minute_every_month():
    for who, _late, moments in habits_of_all():
        assert len({(each.day, each.hour, each.minute) for each in moments}) >= 11, who
        assert len({each.day for each in moments}) >= 3, who


def test_everybody_reports_in_office_hours_and_in_time_unless_late():
    for who, late, moments in habits_of_all():
        for month, moment in zip(MONTHS, moments, strict=True):
            assert 8 <= moment.hour < 18, who
            assert (moment.day <= 5) == ((who, month) not in late), (who, month)
            assert moment.month == month % 12 + 1


def test_the_villages_of_the_tables_are_those_of_the_town(plan):
    assert set(VILLAGES) == set(Village.objects.values_list("name", flat=True))


@pytest.mark.parametrize("code", ["4.2.3", "4.2.4", "4.2.5", "4.2.6", "4.2.7"])
def test_villages_differ(plan, code):
    found = assess_target(Target.objects.get(code=code), SEPTEMBER)
    statuses = [share.status for share in found.shares if share.allocation.village_id]
    reached = sorted(status.completion for status in statuses)
    assert reached[-2] - reached[1] >= 12, "even without the best and the worst"
    groups = Counter(status.verdict.group for status in statuses)
    assert groups[StatusClass.BEHIND] >= 1
    assert groups[StatusClass.AHEAD] + groups[StatusClass.ON_PACE] + groups[StatusClass.DONE] >= 2


def test_investment_does_not_run_evenly(plan):
    town = ProgressEntry.objects.filter(allocation__target__code="1.2.2", allocation__project_share=None)
    amounts = town.values_list("quantity", flat=True)
    assert len(set(amounts)) == 12
    running = list(amounts.filter(happened_on__month__range=(3, 11)).order_by("happened_on"))
    assert max(running) > 3 * min(running)


def test_most_entries_come_with_a_word(plan):
    silent = ProgressEntry.objects.filter(note="").count()
    assert 0 < silent < ProgressEntry.objects.count() / 10


def test_no_problem_is_repeated_more_than_three_times_running(plan):
    told = ProgressEntry.objects.exclude(problem="").order_by("reported_at", "pk")
    by_target = defaultdict(list)
    for code, problem in told.values_list("allocation__target__code", "problem"):
        by_target[code].append(problem)
    assert len(by_target) >= 5
    for code, problems in by_target.items():
        assert max(len(list(same)) for _said, same in groupby(problems)) <= 3, code


@pytest.mark.parametrize(
    ("codes", "unfit"),
    [
        (["2.2.1", "2.2.2", "3.1.2"], ["施工", "现场", "地块", "面积"]),
        (["4.2.5", "4.2.6", "4.2.7"], ["栽", "地块", "面积", "施工"]),
        (["4.2.3", "4.2.4"], ["出栏", "施工", "节点"]),
    ],
)
def test_notes_fit_the_kind_of_target(plan, codes, unfit):
    entries = ProgressEntry.objects.filter(allocation__target__code__in=codes)
    written = set(entries.values_list("note", flat=True))
    assert len(written) > 3
    assert [note for note in written if any(word in note for word in unfit)] == []


def test_no_village_writes_as_the_town(plan):
    of_villages = ProgressEntry.objects.filter(allocation__village__isnull=False)
    assert not of_villages.filter(note__contains="各村").exists()
    assert ProgressEntry.objects.filter(allocation__village=None, note__contains="各村").exists()


def test_planting_together_is_not_said_of_a_small_patch(plan):
    planted = ProgressEntry.objects.filter(note__contains="集中栽植")
    assert planted.exists()
    assert not planted.filter(quantity__lt=5).exists()


def test_what_is_written_changes_from_month_to_month():
    said = [notes.on_the_way("2.2.1", "全镇", month) for month in MONTHS]
    assert all(one != following for one, following in pairwise(said))
    quarters = [notes.routine("5.3.3", "关渡村", month, is_village=True) for month in (3, 6, 9, 12)]
    assert all(one != following for one, following in pairwise(quarters))
