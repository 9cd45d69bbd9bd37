"""Each row can be checked with a pocket calculator: goal less achieved, both as they are shown."""

import pytest

from targets.boards.to_go import to_go
from targets.curves.figures import shown
from targets.explaining import figure
from targets.measures import Measure
from targets.status import judge
from tests.targets.promises import day, line, promise


@pytest.mark.parametrize(
    ("measure", "unit", "goal", "done_at", "figures", "achieved", "said"),
    [
        pytest.param("ratio", "%", 100, 100, (968, 1000), "96.8%", "还差3.2个百分点", id="100 − 96.8"),
        pytest.param("ratio", "%", 98, 100, (29, 30), "96.7%", "还差1.3个百分点", id="98 − 96.7, as rounded"),
        pytest.param(
            "ratio", "%", 98, 100, (97_970, 100_000), "98.0%", "还差不足0.1个百分点", id="a hair short"
        ),
        pytest.param("ratio", "%", 100, 95, (93, 100), "93.0%", "还差2个百分点", id="done at 95 %"),
        pytest.param("ratio", "%", 100, 95, (95, 100), "95.0%", "", id="done at 95 %, reached"),
        pytest.param("level", "头", 2000, 100, (1880, None), "1,880头", "还差120头", id="2000 − 1880"),
        pytest.param("level", "头", 2000, 100, (2000, None), "2,000头", "", id="reached"),
        pytest.param("level", "%", 8, 100, (5.5, None), "5.5%", "还差2.5个百分点", id="a growth rate"),
        pytest.param("level", "头", 2000, 100, None, "—", "首次报数", id="nothing reported"),
        pytest.param("level", "头", None, 100, (1880, None), "1,880头", "", id="no goal"),
        pytest.param("sum", "头", 2000, 100, (1880, None), "1,880头", "", id="a sum has its own words"),
    ],
)
def test_a_level_or_ratio_says_what_it_lacks(measure, unit, goal, done_at, figures, achieved, said):
    lines = [line("2021-06-10", *figures)] if figures else []
    asked = promise(*lines, measure=Measure(measure), unit=unit, goal=goal, done_at=done_at)
    status = judge(asked, day("2021-09-30"))
    assert figure(status.achieved, unit) == achieved
    assert to_go(status, asked) == said
    if "个百分点" in said and "不足" not in said:
        shown_goal = shown(status.goal * asked.done_at / 100, unit)
        assert float(said[2:-4]) == round(float(shown_goal) - float(achieved[:-1]), 1)
