"""What an approval would change, told before it is given: by the rules that judge the boards."""

from datetime import date

import pytest

from targets import recording
from targets.review.effects import assessments_of, counted_sentence, effects
from targets.review.queue import queue
from targets.verdicts import Verdict
from tests.targets.factories import make_share, make_village
from tests.targets.ledger_factories import DAY, NOW, TODAY, first_step, fresh, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def effects_of(town, entry):
    assessment = assessments_of(town.plan, [entry], TODAY)[entry.allocation.target_id]
    return effects(assessment, entry, getattr(entry, "replacement", None))


def shown(effect):
    return effect.before, effect.after, effect.percent_before, effect.percent_after


@pytest.mark.parametrize(
    ("amount", "percent", "verdict"),
    [
        ("10", "12.0%", Verdict.FAR_BEHIND),
        ("126", "35.2%", Verdict.BEHIND),
        ("136", "37.2%", Verdict.BEHIND),
        ("136.5", "37.3%", Verdict.NEARLY_ON_PACE),
        ("185.5", "47.1%", Verdict.NEARLY_ON_PACE),
        ("186", "47.2%", Verdict.ON_PACE),
        ("450", "100.0%", Verdict.DONE_EARLY),
    ],
)
def test_a_sum_turns_as_the_board_will_judge_it(town, amount, percent, verdict):
    share = town.share()
    town.counted(share, "50")
    (effect,) = effects_of(town, town.log(share, amount, note="有依据"))
    assert (effect.before, effect.goal, effect.percent_before) == ("50亩", "500亩", "10.0%")
    assert (effect.percent_after, effect.verdict_after) == (percent, verdict)
    assert effect.verdict_before is Verdict.FAR_BEHIND


def test_what_the_effect_says_is_what_the_board_says_afterwards(town):
    share = make_share(town.target(), make_village(), goal=60)
    entry = town.log(share, "40")
    told = effects_of(town, entry)
    recording.approve(user=town.wang, entry=entry, now=NOW)
    assessment = assessments_of(town.plan, [entry], TODAY)[share.target_id]
    own = next(each for each in assessment.shares if each.allocation == share)
    assert [each.whose for each in told] == ["关渡村", "整个目标任务"]
    assert [each.verdict_after for each in told] == [own.status.verdict, assessment.status.verdict]
    assert [each.percent_after for each in told] == [
        f"{own.status.completion}%",
        f"{assessment.status.completion}%",
    ]


def test_another_entry_that_waits_does_not_count_yet(town):
    share = town.share()
    town.log(share, "70")
    (effect,) = effects_of(town, town.log(share, "30"))
    assert shown(effect) == ("—", "30亩", "", "6.0%")


@pytest.mark.parametrize(
    ("amount", "after", "percent"), [("40", "40亩", "8.0%"), ("140", "140亩", "28.0%"), (None, "—", "")]
)
def test_a_correction_takes_back_and_puts_at_once(town, amount, after, percent):
    reversal = town.correct(town.counted(town.share(), "100"), amount)
    (effect,) = effects_of(town, fresh(reversal))
    assert shown(effect) == ("100亩", after, "20.0%", percent)


@pytest.mark.parametrize(
    ("measure", "goal", "unit", "first", "second", "before", "after", "expected", "said"),
    [
        ("sum", 100, "头", "10", "25", "10头", "35头", "47.2%",
         "全镇累计10头／目标100头，完成10.0%，按计划应完成47.2%，严重滞后"),
        ("level", 100, "头", "60", "80", "60头", "80头", "100.0%",
         "全镇达到60头／目标100头，完成60.0%，按计划应完成100.0%，严重滞后"),
        ("limit", 5, "人", "1", "2", "1人", "3人", "", "全镇累计1人／上限5人，未突破上限"),
        ("routine", None, "次", "1", "2", "1次", "3次", "", "全镇累计1次，已报送"),
    ],
)  # fmt: skip
def test_every_measure_says_what_it_counts(
    town, measure, goal, unit, first, second, before, after, expected, said
):
    share = town.share(measure, goal, unit)
    counted = town.counted(share, first, happened_on=date(2021, 5, 3))
    (effect,) = effects_of(town, town.log(share, second, happened_on=DAY))
    assert (effect.before, effect.after, effect.expected) == (before, after, expected)
    assert counted_sentence(town.plan, counted, TODAY) == said


def test_a_ratio_says_both_its_numbers(town):
    share = town.share("ratio", 90, "%", counted_unit="户")
    town.counted(share, "60", base="100", happened_on=date(2021, 5, 3))
    (effect,) = effects_of(town, town.log(share, "80", base="100"))
    assert (effect.before, effect.after) == ("60 / 100户 = 60.0%", "80 / 100户 = 80.0%")


def test_a_step_is_counted_and_words_alone_change_nothing(town):
    share = town.share("steps")
    (effect,) = effects_of(town, town.log(share, "", step_id=first_step(share).pk))
    assert (effect.before, effect.after) == ("已完成0个节点，共1个", "已完成1个节点，共1个")
    words = town.share("routine")
    (effect,) = effects_of(town, town.log(words, "", note="已开会部署"))
    assert (effect.before, effect.after) == ("", "")


def told(town, user="wang"):
    found = queue(town.plan, getattr(town, user), TODAY).decisions
    return [(each.added.typed_amount, each.told) for each in found if each.added]


def test_the_reviewer_reads_what_the_reporter_was_asked(town):
    share = town.share()
    for amount in ("10", "12"):
        town.counted(share, amount)
    town.log(share, "30")
    town.log(share, "120", note="两个组一并上报")
    town.log(share, "400", note="全部完成")
    (plain, jump, over) = told(town)
    assert plain == ("30", "")
    assert jump[1] == "本数比以往任何一次都大得多，请核对数据和备注。"
    assert over[1].startswith("计入后将超过目标500亩")


def test_only_the_second_of_twins_is_flagged_and_a_replacement_is_held_against_the_rest(town):
    share = town.share()
    town.log(share, "30")
    town.log(share, "30")
    assert [bool(said) for _amount, said in told(town)] == [False, True]
    reversal = town.correct(town.counted(town.share(), "100"), "100", happened_on=date(2021, 5, 4))
    assert (fresh(reversal).replacement.typed_amount, "") in told(town)


def test_one_before_a_later_total_is_flagged(town):
    share = town.share()
    town.log(share, "100", mode="total")
    town.log(share, "30", happened_on=date(2021, 5, 3), note="补记")
    (_total, earlier) = sorted(told(town), key=lambda each: each[0])
    assert "100" in earlier[1]
